# wain solve and wain check from outside.
find_program(SYSTEM_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH)
if(SYSTEM_PYTHON)
  add_test(NAME integration.public
    COMMAND ${SYSTEM_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/integration/public.py $<TARGET_FILE:wain>
            ${CMAKE_CURRENT_SOURCE_DIR}/data)
  add_test(NAME integration.check_result
    COMMAND ${SYSTEM_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/integration/check_result.py $<TARGET_FILE:wain>
            ${CMAKE_SOURCE_DIR}/configs)
  add_test(NAME integration.check_columns
    COMMAND ${SYSTEM_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/integration/check_columns.py $<TARGET_FILE:wain>
            ${CMAKE_SOURCE_DIR}/docs/file_formats.md)
  set_tests_properties(integration.check_result integration.check_columns PROPERTIES SKIP_RETURN_CODE 77)
endif()

add_test(NAME integration.solve_ranks
  COMMAND bash ${CMAKE_CURRENT_SOURCE_DIR}/integration/solve_ranks.sh $<TARGET_FILE:wain> ${CMAKE_CURRENT_SOURCE_DIR}/data)
set_tests_properties(integration.solve_ranks PROPERTIES SKIP_RETURN_CODE 77 RUN_SERIAL TRUE TIMEOUT 300)

add_test(NAME integration.tour
  COMMAND bash ${CMAKE_SOURCE_DIR}/tests/integration/tour.sh $<TARGET_FILE:wain> ${CMAKE_SOURCE_DIR})
set_tests_properties(integration.tour PROPERTIES TIMEOUT 300)

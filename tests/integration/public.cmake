# wain solve and wain check from outside.
find_program(SYSTEM_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH)
if(SYSTEM_PYTHON)
  add_test(NAME integration.public
    COMMAND ${SYSTEM_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/integration/public.py $<TARGET_FILE:wain>
            ${CMAKE_CURRENT_SOURCE_DIR}/data)
endif()

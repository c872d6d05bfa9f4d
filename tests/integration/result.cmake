# A result read back by h5py, and shown. Debian's h5py lives with the system's python.
add_executable(wain_write_result integration/write_result.c unit/result_fixture.c)
target_link_libraries(wain_write_result PRIVATE wain_io)
find_program(SYSTEM_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH)
if(SYSTEM_PYTHON)
  add_test(NAME integration.result_h5py
    COMMAND ${SYSTEM_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/integration/result_h5py.py $<TARGET_FILE:wain_write_result>)
  add_test(NAME integration.show
    COMMAND ${SYSTEM_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/integration/show.py $<TARGET_FILE:wain>
            $<TARGET_FILE:wain_write_result>)
  set_tests_properties(integration.result_h5py integration.show PROPERTIES SKIP_RETURN_CODE 77)
endif()

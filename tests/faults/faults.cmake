# A campaign of faults in a size for every day; `campaign.py WAIN --count 3000` makes thousands.
find_package(Python3 COMPONENTS Interpreter)
if(Python3_FOUND)
  add_test(NAME integration.faults
    COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_SOURCE_DIR}/tests/faults/campaign.py $<TARGET_FILE:wain> --count 200 --jobs 2)
  set_tests_properties(integration.faults PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 600 RUN_SERIAL TRUE LABELS faults)
endif()

# Every kind of bad input, through the program.
add_test(NAME integration.bad_input
  COMMAND bash ${CMAKE_SOURCE_DIR}/tests/integration/bad_input.sh $<TARGET_FILE:wain>)
set_tests_properties(integration.bad_input PROPERTIES TIMEOUT 300)

# wain generate, and the configurations that are shipped.
add_test(NAME integration.generate
  COMMAND bash ${CMAKE_SOURCE_DIR}/tests/integration/generate.sh $<TARGET_FILE:wain> ${CMAKE_SOURCE_DIR}/configs)
set_tests_properties(integration.generate PROPERTIES TIMEOUT 300)

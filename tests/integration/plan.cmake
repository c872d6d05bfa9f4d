# wain plan, run as its users run it. Each script gets the program as its argument; 77 says it was skipped.
foreach(name ahead errors first islands outputs ranks resume signals time words)
  add_test(NAME integration.plan_${name}
    COMMAND bash ${CMAKE_SOURCE_DIR}/tests/integration/plan_${name}.sh $<TARGET_FILE:wain>)
  set_tests_properties(integration.plan_${name} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)
endforeach()
add_test(NAME integration.plan_earlier COMMAND bash ${CMAKE_SOURCE_DIR}/tests/integration/plan_earlier.sh
  $<TARGET_FILE:wain> $<TARGET_FILE:wain_write_result>)
# Beside others they would lose the cores whose time they measure.
set_tests_properties(integration.plan_earlier integration.plan_islands integration.plan_time integration.plan_signals
  PROPERTIES RUN_SERIAL TRUE TIMEOUT 300)

# wain submit and the body of the batch scripts, without Slurm: its commands are stood in for by scripts.
add_test(NAME integration.submit
  COMMAND bash ${CMAKE_SOURCE_DIR}/tests/integration/submit.sh $<TARGET_FILE:wain>)
add_test(NAME integration.slurm_step
  COMMAND bash ${CMAKE_SOURCE_DIR}/tests/integration/slurm_step.sh $<TARGET_FILE:wain> ${CMAKE_SOURCE_DIR}/slurm/step.sh)
set_tests_properties(integration.submit integration.slurm_step PROPERTIES TIMEOUT 120)

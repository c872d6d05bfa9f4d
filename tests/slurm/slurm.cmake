# The batch scripts on a cluster that each test brings up; skipped where Slurm is not installed or nodes can't be made.
foreach(name nightly bind requeue node_lost chain submit)
  add_test(NAME slurm.${name} COMMAND bash ${CMAKE_SOURCE_DIR}/tests/slurm/${name}.sh $<TARGET_FILE:wain>)
  set_tests_properties(slurm.${name} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 180
    RUN_SERIAL TRUE RESOURCE_LOCK slurm LABELS slurm)
endforeach()

# wain plan without memory. A sanitizer brings an allocator of its own and reserves terabytes of addresses.
if(NOT WAIN_SANITIZE)
  add_library(wain_failing_malloc MODULE ${CMAKE_SOURCE_DIR}/tests/integration/failing_malloc.c)
  target_link_libraries(wain_failing_malloc PRIVATE wain_flags ${CMAKE_DL_LIBS})
  target_compile_options(wain_failing_malloc PRIVATE -fno-builtin)
  add_test(NAME integration.plan_memory
    COMMAND bash ${CMAKE_SOURCE_DIR}/tests/integration/plan_memory.sh $<TARGET_FILE:wain> $<TARGET_FILE:wain_failing_malloc>)
  set_tests_properties(integration.plan_memory PROPERTIES TIMEOUT 600)
endif()

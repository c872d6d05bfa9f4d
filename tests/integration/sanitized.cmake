# The whole program in a build with sanitizers (presets asan and tsan).
if(WAIN_SANITIZE MATCHES "address|thread")
  add_test(NAME sanitized.program
    COMMAND bash ${CMAKE_SOURCE_DIR}/tests/integration/sanitized.sh $<TARGET_FILE:wain> ${CMAKE_C_COMPILER_ID}
      ${CMAKE_SOURCE_DIR})
  set_tests_properties(sanitized.program PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)
endif()

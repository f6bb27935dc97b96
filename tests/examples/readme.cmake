# The first C++ block of the README must be in examples/quickstart.cpp, line by line. The first text block must be what
# that program prints for examples/complete_call.json.
file(READ ${ROOT}/README.md readme)
file(READ ${ROOT}/examples/quickstart.cpp source)

function(first_block language out)
  string(FIND "${readme}" "```${language}\n" begin)
  if(begin EQUAL -1)
    message(FATAL_ERROR "the README has no code block in the language ${language}")
  endif()
  string(LENGTH "```${language}\n" skip)
  math(EXPR begin "${begin} + ${skip}")
  string(SUBSTRING "${readme}" ${begin} -1 rest)
  string(FIND "${rest}" "```" length)
  string(SUBSTRING "${rest}" 0 ${length} block)
  set(${out} "${block}" PARENT_SCOPE)
endfunction()

first_block(cpp program)
string(LENGTH "${program}" length)
string(FIND "${source}" "${program}" found)
if(length LESS 100 OR found EQUAL -1)
  message(FATAL_ERROR "the README's program is not in examples/quickstart.cpp:\n${program}")
endif()

first_block(text expected)
execute_process(COMMAND ${QUICKSTART} INPUT_FILE ${ROOT}/examples/complete_call.json OUTPUT_VARIABLE printed
                        RESULT_VARIABLE exit)
if(NOT exit EQUAL 0 OR NOT printed STREQUAL expected)
  message(FATAL_ERROR "the README shows\n${expected}--- but quickstart exited with ${exit} and printed\n${printed}")
endif()

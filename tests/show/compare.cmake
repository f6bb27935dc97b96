# Runs show and compares; with -D UPDATE=1 it writes what was printed instead, to be read before it is committed.
if(NOT EXISTS ${NAME}.in)
  set(input /dev/null)
else()
  set(input ${NAME}.in)
endif()
execute_process(
  COMMAND ${SHOW} ${ARGUMENTS}
  INPUT_FILE ${input}
  OUTPUT_VARIABLE out
  ERROR_VARIABLE err
  RESULT_VARIABLE exit)
if(UPDATE)
  file(WRITE ${NAME}.out "${out}")
  file(WRITE ${NAME}.err "${err}")
endif()
foreach(stream out err)
  set(expected "")
  if(EXISTS ${NAME}.${stream})
    file(READ ${NAME}.${stream} expected)
  endif()
  if(NOT "${${stream}}" STREQUAL "${expected}")
    message(SEND_ERROR "${NAME}.${stream}: expected\n${expected}\n--- but got\n${${stream}}")
  endif()
endforeach()
if(NOT exit EQUAL EXIT)
  message(SEND_ERROR "exit code ${exit}, not ${EXIT}")
endif()

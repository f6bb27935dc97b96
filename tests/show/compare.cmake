# Runs `callview show` and compares its output. If the environment variable CALLVIEW_UPDATE is set, first replaces the
# expected output. Check it before you commit it.
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
foreach(stream out err)
  if(DEFINED ENV{CALLVIEW_UPDATE} AND (EXISTS ${NAME}.${stream} OR NOT "${${stream}}" STREQUAL ""))
    file(WRITE ${NAME}.${stream} "${${stream}}")
  endif()
  set(expected "")
  if(EXISTS ${NAME}.${stream})
    file(READ ${NAME}.${stream} expected)
  endif()
  if(NOT "${${stream}}" STREQUAL "${expected}")
    message(SEND_ERROR "${NAME}.${stream}: expected\n${expected}\n--- but got\n${${stream}}")
  endif()
endforeach()
if(NOT exit EQUAL EXIT)
  message(SEND_ERROR "exit code ${exit} instead of ${EXIT}")
endif()

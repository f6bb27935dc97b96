# Fuzzes one target for a time. Keeps new inputs next to the program for the next run.
set(seconds 60)
if(DEFINED ENV{CALLVIEW_FUZZ_SECONDS})
  set(seconds $ENV{CALLVIEW_FUZZ_SECONDS})
endif()
get_filename_component(directory ${target} DIRECTORY)
set(corpus ${directory}/corpus/${name})
file(MAKE_DIRECTORY ${corpus})
execute_process(
  COMMAND ${target} -dict=${seeds}/dictionary -max_total_time=${seconds} -max_len=8192 -timeout=60 -print_final_stats=1
          -artifact_prefix=${directory}/found-${name}- ${corpus} ${seeds}/${name}
  COMMAND_ERROR_IS_FATAL ANY)

# cmake -D PROGRAM=... -D OUT=DIR -P manual.cmake: has the program write a page for each command.
file(REMOVE_RECURSE ${OUT})
file(MAKE_DIRECTORY ${OUT})
execute_process(COMMAND ${PROGRAM} list commands --format csv
                OUTPUT_VARIABLE rows COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "\n[a-z-]+" rows "${rows}")
execute_process(COMMAND ${PROGRAM} help --man
                OUTPUT_FILE ${OUT}/eventstudy.1 COMMAND_ERROR_IS_FATAL ANY)
foreach(row ${rows})
  string(STRIP "${row}" command)
  execute_process(COMMAND ${PROGRAM} help ${command} --man
                  OUTPUT_FILE ${OUT}/eventstudy-${command}.1 COMMAND_ERROR_IS_FATAL ANY)
endforeach()

# What `cmake --install` puts where, besides the program.  eventstudy.pc finds its way from its own
# place, so that the installed tree can be moved; `pkg-config --static` names the libraries that a
# program linked against libeventstudy.a needs.
install(TARGETS eventstudy ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
if(ES_LINK_TIME) # see link_time.cmake
  set(libdir "\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}")
  if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")
    set(libdir "${CMAKE_INSTALL_LIBDIR}")
  endif()
  install(CODE "execute_process(COMMAND ${CMAKE_OBJCOPY}
    --remove-section=.gnu.lto_* --remove-section=.gnu.debuglto_*
    \"\$ENV{DESTDIR}${libdir}/$<TARGET_FILE_NAME:eventstudy>\" COMMAND_ERROR_IS_FATAL ANY)")
endif()
install(TARGETS eventstudy_sqlite LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES ${PROJECT_SOURCE_DIR}/analyzer/eventstudy.h
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX
           BASE_DIRECTORY ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig OUTPUT_VARIABLE ES_PC_PREFIX)
configure_file(${CMAKE_CURRENT_LIST_DIR}/eventstudy.pc.in ${PROJECT_BINARY_DIR}/eventstudy.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/eventstudy.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

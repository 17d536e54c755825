# Optimises the program as a whole when it is linked, where the compiler is gcc and the build is
# optimised: about a tenth of a study's time.  The library's objects hold ordinary code as well, with
# which everything else is linked: tests would wait for it, and what an installed library holds for
# the linker of one gcc is an error to the next, so it is taken out there (install.cmake).
option(ES_LINK_TIME "Optimise the program when it is linked (gcc)" ON)
if(NOT CMAKE_C_COMPILER_ID STREQUAL "GNU" OR NOT CMAKE_BUILD_TYPE MATCHES "^(Release|RelWithDebInfo)$"
   OR CMAKE_INTERPROCEDURAL_OPTIMIZATION OR CMAKE_C_FLAGS MATCHES "-flto") # then it is wanted everywhere
  set(ES_LINK_TIME OFF)
endif()

function(es_link_time_library library)
  if(ES_LINK_TIME)
    target_compile_options(${library} PRIVATE -flto=auto -ffat-lto-objects)
    target_link_options(${library} INTERFACE
      $<BUILD_INTERFACE:$<$<NOT:$<BOOL:$<TARGET_PROPERTY:ES_WHOLE>>>:-fno-lto>>)
  endif()
endfunction()

function(es_link_time_program program)
  if(ES_LINK_TIME)
    set_target_properties(${program} PROPERTIES ES_WHOLE ON)
    target_compile_options(${program} PRIVATE -flto=auto)
    target_link_options(${program} PRIVATE -flto=auto)
  endif()
endfunction()

# callview_compile_once(): creates the library callview_compiled, which contains the function bodies that every source
# would otherwise compile. The caller links the library to callview::callview.

function(callview_compile_once)
  if(NOT TARGET callview_compiled)
    set(source "${CMAKE_CURRENT_BINARY_DIR}/callview-compiled.cpp")
    file(CONFIGURE OUTPUT "${source}" CONTENT "#define CALLVIEW_IMPLEMENTATION\n#include <callview/callview.hpp>\n")
    add_library(callview_compiled STATIC "${source}")
    # Hidden visibility: a shared library that contains a copy of this library does not export it. This source must be
    # compiled alone, so the project's unity builds, precompiled headers and analysis tools do not apply to it.
    set_target_properties(
      callview_compiled
      PROPERTIES POSITION_INDEPENDENT_CODE ON
                 CXX_VISIBILITY_PRESET hidden
                 VISIBILITY_INLINES_HIDDEN ON
                 UNITY_BUILD OFF
                 DISABLE_PRECOMPILE_HEADERS ON
                 CXX_CLANG_TIDY ""
                 CXX_CPPCHECK ""
                 CXX_INCLUDE_WHAT_YOU_USE "")
    target_include_directories(
      callview_compiled PRIVATE $<TARGET_PROPERTY:callview::callview,INTERFACE_INCLUDE_DIRECTORIES>)
    target_compile_features(callview_compiled PUBLIC cxx_std_20)
    target_compile_definitions(callview_compiled PUBLIC CALLVIEW_COMPILED)
    target_link_libraries(callview_compiled PUBLIC simdjson::simdjson)
    if(CALLVIEW_SINGLE_HEADER AND TARGET callview_single_header) # an installation has no single header
      add_dependencies(callview_compiled callview_single_header)
    endif()
  endif()
endfunction()

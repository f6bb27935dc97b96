# The target callview_single_header writes callview.hpp, with all headers that it includes, to
# CALLVIEW_SINGLE_HEADER_DIR/callview/callview.hpp.

find_package(Python3 3.8 COMPONENTS Interpreter QUIET)
set(CALLVIEW_SINGLE_HEADER_DIR "${CMAKE_CURRENT_BINARY_DIR}/single")
if(Python3_FOUND)
  file(GLOB_RECURSE callview_parts CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/include/*.hpp")
  add_custom_command(
    OUTPUT "${CALLVIEW_SINGLE_HEADER_DIR}/callview/callview.hpp"
    COMMAND Python3::Interpreter "${CMAKE_CURRENT_LIST_DIR}/single_header.py" "${CMAKE_CURRENT_SOURCE_DIR}/include"
            "${CALLVIEW_SINGLE_HEADER_DIR}/callview/callview.hpp"
    DEPENDS "${CMAKE_CURRENT_LIST_DIR}/single_header.py" ${callview_parts}
    COMMENT "Writing the single header")
  add_custom_target(callview_single_header DEPENDS "${CALLVIEW_SINGLE_HEADER_DIR}/callview/callview.hpp")
elseif(CALLVIEW_SINGLE_HEADER)
  message(FATAL_ERROR "callview: CALLVIEW_SINGLE_HEADER needs Python 3.8 or later to write the header.")
endif()

# Creates the target callview::signature if OpenSSL is found. It has callview/signature.hpp and links libcrypto, but not
# simdjson.

find_package(OpenSSL 3.0.3 QUIET GLOBAL COMPONENTS Crypto)
if(OpenSSL_FOUND)
  message(STATUS "callview: OpenSSL ${OPENSSL_VERSION}, with callview::signature")
  add_library(callview_signature INTERFACE)
  add_library(callview::signature ALIAS callview_signature)
  target_compile_features(callview_signature INTERFACE cxx_std_20)
  target_link_libraries(callview_signature INTERFACE OpenSSL::Crypto)
  if(CALLVIEW_SINGLE_HEADER)
    # Copies the headers next to the single header, because this target must not add the folder include/.
    foreach(header signature.hpp detail/config.hpp)
      configure_file("${CMAKE_CURRENT_SOURCE_DIR}/include/callview/${header}"
                     "${CALLVIEW_SINGLE_HEADER_DIR}/callview/${header}" COPYONLY)
    endforeach()
    target_include_directories(callview_signature INTERFACE $<BUILD_INTERFACE:${CALLVIEW_SINGLE_HEADER_DIR}>)
  else()
    target_sources(callview_signature INTERFACE FILE_SET HEADERS BASE_DIRS include FILES
                                                include/callview/signature.hpp)
    set_target_properties(callview_signature PROPERTIES VERIFY_INTERFACE_HEADER_SETS ${PROJECT_IS_TOP_LEVEL})
  endif()
else()
  message(STATUS "callview: OpenSSL 3.0.3 or later was not found, so there is no callview::signature")
endif()

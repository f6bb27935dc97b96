# Finds the dependencies. If simdjson or Catch2 is not installed, fetches a pinned commit of it.

include(FetchContent)

# The commits to fetch. Users can set other ones.
set(CALLVIEW_SIMDJSON_COMMIT cdeb069ad1e8cb2fb479cbb22695cb666cea99ac CACHE STRING "simdjson to fetch; this is v4.6.7")
set(CALLVIEW_CATCH2_COMMIT fa43b77429ba76c462b1898d6cd2f2d7a9416b14 CACHE STRING "Catch2 to fetch; this is v3.7.1")
mark_as_advanced(CALLVIEW_SIMDJSON_COMMIT CALLVIEW_CATCH2_COMMIT)

# Fetches a dependency. If that is impossible, fails with one sentence instead of git's many messages.
function(callview_fetch name repository commit)
  if(NOT CALLVIEW_FETCH_DEPENDENCIES)
    message(FATAL_ERROR "callview: ${name} is not installed, and CALLVIEW_FETCH_DEPENDENCIES is OFF. Install ${name}, "
                        "or tell CMake where it is with CMAKE_PREFIX_PATH.")
  endif()
  message(STATUS "callview: ${name} is not installed; fetching ${commit}")
  find_package(Git QUIET)
  string(TOUPPER ${name} upper)
  if(NOT FETCHCONTENT_SOURCE_DIR_${upper} AND NOT FETCHCONTENT_FULLY_DISCONNECTED)
    set(why "Git, which is needed to fetch it, is not installed")
    set(code 1)
    if(GIT_FOUND)
      set(why "${repository} cannot be reached")
      execute_process(COMMAND ${GIT_EXECUTABLE} ls-remote --exit-code ${repository} HEAD RESULT_VARIABLE code OUTPUT_QUIET
                              ERROR_QUIET)
    endif()
    if(NOT code EQUAL 0)
      message(FATAL_ERROR "callview: ${name} is not installed, and ${why}. Install ${name} (on Debian and Ubuntu "
                          "./setup does), tell CMake where it is with CMAKE_PREFIX_PATH, or where its sources are with "
                          "FETCHCONTENT_SOURCE_DIR_${upper}.")
    endif()
  endif()
  # SYSTEM comes first, because CMake 3.25 would append it to the value before it.
  FetchContent_Declare(${name} SYSTEM GIT_REPOSITORY ${repository} GIT_TAG ${commit})
  FetchContent_MakeAvailable(${name})
endfunction()

# simdjson's version file accepts only the requested minor version, so this function compares the version itself.
function(callview_find_simdjson)
  if(TARGET simdjson::simdjson)
    return()
  endif()
  find_package(simdjson CONFIG QUIET GLOBAL)
  if(simdjson_FOUND AND NOT simdjson_VERSION)
    # The project provides simdjson itself, by FetchContent_Declare() with OVERRIDE_FIND_PACKAGE.
    message(STATUS "callview: simdjson provided by the project, version unknown")
    return()
  endif()
  if(simdjson_FOUND AND simdjson_VERSION VERSION_GREATER_EQUAL 3.0.1)
    message(STATUS "callview: simdjson ${simdjson_VERSION} from ${simdjson_DIR}")
    return()
  endif()
  if(simdjson_FOUND)
    message(FATAL_ERROR "callview needs simdjson 3.0.1 or later, but ${simdjson_DIR} has ${simdjson_VERSION}. Install "
                        "a later version and tell CMake where it is with CMAKE_PREFIX_PATH, or fetch one with "
                        "-D CMAKE_DISABLE_FIND_PACKAGE_simdjson=ON.")
  endif()
  callview_fetch(simdjson https://github.com/simdjson/simdjson.git ${CALLVIEW_SIMDJSON_COMMIT})
endfunction()

# Finds Catch2 3 or 2.13, or fetches Catch2 3. Creates callview::catch2, which links Catch2 and its main(), and defines
# catch_discover_tests().
function(callview_find_catch2)
  find_package(Catch2 3 CONFIG QUIET)
  if(NOT Catch2_FOUND)
    find_package(Catch2 2.13 CONFIG QUIET)
  endif()
  if(Catch2_FOUND)
    message(STATUS "callview: Catch2 ${Catch2_VERSION} from ${Catch2_DIR}")
    include("${Catch2_DIR}/Catch.cmake")
  else()
    callview_fetch(Catch2 https://github.com/catchorg/Catch2.git ${CALLVIEW_CATCH2_COMMIT})
    FetchContent_GetProperties(Catch2 SOURCE_DIR Catch2_SOURCE_DIR)
    include("${Catch2_SOURCE_DIR}/extras/Catch.cmake")
  endif()
  add_library(callview_catch2 INTERFACE)
  add_library(callview::catch2 ALIAS callview_catch2)
  if(TARGET Catch2::Catch2WithMain)
    target_link_libraries(callview_catch2 INTERFACE Catch2::Catch2WithMain)
  else()
    add_library(callview_catch2_main OBJECT ${CMAKE_CURRENT_SOURCE_DIR}/support/catch2_main.cpp)
    target_link_libraries(callview_catch2_main PRIVATE Catch2::Catch2)
    target_link_libraries(callview_catch2 INTERFACE Catch2::Catch2 callview_catch2_main
                                                    $<TARGET_OBJECTS:callview_catch2_main>)
  endif()
endfunction()

# Creates the target callview_librdkafka if librdkafka is installed. Searches for the header and the library itself,
# because some installations have no CMake package and no pkg-config file.
function(callview_find_librdkafka)
  if(TARGET callview_librdkafka)
    return()
  endif()
  find_path(RDKAFKA_INCLUDE_DIR librdkafka/rdkafka.h)
  find_library(RDKAFKA_LIBRARY rdkafka)
  mark_as_advanced(RDKAFKA_INCLUDE_DIR RDKAFKA_LIBRARY)
  if(RDKAFKA_INCLUDE_DIR AND RDKAFKA_LIBRARY)
    add_library(callview_librdkafka INTERFACE)
    target_include_directories(callview_librdkafka SYSTEM INTERFACE ${RDKAFKA_INCLUDE_DIR})
    target_link_libraries(callview_librdkafka INTERFACE ${RDKAFKA_LIBRARY})
  endif()
endfunction()

# Creates the target callview_prometheus if prometheus-cpp-core is installed. Does not use its CMake package, because it
# also requires an HTTP server and an HTTP client, for components that callview does not use.
function(callview_find_prometheus)
  if(TARGET callview_prometheus)
    return()
  endif()
  find_path(PROMETHEUS_CPP_INCLUDE_DIR prometheus/text_serializer.h)
  find_library(PROMETHEUS_CPP_CORE_LIBRARY prometheus-cpp-core)
  mark_as_advanced(PROMETHEUS_CPP_INCLUDE_DIR PROMETHEUS_CPP_CORE_LIBRARY)
  if(PROMETHEUS_CPP_INCLUDE_DIR AND PROMETHEUS_CPP_CORE_LIBRARY)
    add_library(callview_prometheus INTERFACE)
    target_include_directories(callview_prometheus SYSTEM INTERFACE ${PROMETHEUS_CPP_INCLUDE_DIR})
    target_link_libraries(callview_prometheus INTERFACE ${PROMETHEUS_CPP_CORE_LIBRARY})
  endif()
endfunction()

# Where the dependencies come from: what is installed, or else a pinned commit.

include(FetchContent)

# simdjson's own version file accepts only the minor version that is asked for, so the version is compared here.
function(callview_find_simdjson)
  if(TARGET simdjson::simdjson)
    return()
  endif()
  find_package(simdjson CONFIG QUIET GLOBAL)
  if(simdjson_FOUND AND simdjson_VERSION VERSION_GREATER_EQUAL 3.0.1)
    message(STATUS "callview: simdjson ${simdjson_VERSION} from ${simdjson_DIR}")
    return()
  endif()
  if(simdjson_FOUND)
    message(FATAL_ERROR "callview needs simdjson 3.0.1 or later; ${simdjson_DIR} has ${simdjson_VERSION}.")
  endif()
  message(STATUS "callview: simdjson is not installed; fetching v4.6.7")
  FetchContent_Declare(
    simdjson
    GIT_REPOSITORY https://github.com/simdjson/simdjson.git
    GIT_TAG cdeb069ad1e8cb2fb479cbb22695cb666cea99ac # v4.6.7
    SYSTEM)
  FetchContent_MakeAvailable(simdjson)
endfunction()

# Either major version of Catch2. Afterwards callview::catch2 brings Catch2 and its main(), and catch_discover_tests() is
# there.
function(callview_find_catch2)
  find_package(Catch2 3 CONFIG QUIET)
  if(NOT Catch2_FOUND)
    find_package(Catch2 2.13 CONFIG QUIET)
  endif()
  if(Catch2_FOUND)
    message(STATUS "callview: Catch2 ${Catch2_VERSION} from ${Catch2_DIR}")
    include("${Catch2_DIR}/Catch.cmake")
  else()
    message(STATUS "callview: Catch2 is not installed; fetching v3.7.1")
    FetchContent_Declare(
      Catch2
      GIT_REPOSITORY https://github.com/catchorg/Catch2.git
      GIT_TAG fa43b77429ba76c462b1898d6cd2f2d7a9416b14 # v3.7.1
      SYSTEM)
    FetchContent_MakeAvailable(Catch2)
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

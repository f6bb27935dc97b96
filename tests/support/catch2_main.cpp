// SPDX-License-Identifier: MIT
// Catch2 3 brings its own main(); this one is for Catch2 2.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>

// SPDX-License-Identifier: MIT
// Tests that callview compiles after the macros of <windows.h> and <sys/sysmacros.h>. Includes the other libraries
// first, because they are not under test.
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <chrono>
#include <cmath>
#include <compare>
#include <cstring>
#include <functional>
#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <new>
#include <optional>
#include <ranges>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <version>

#define min(a, b) (((a) < (b)) ? (a) : (b))
#define max(a, b) (((a) > (b)) ? (a) : (b))
#define major(dev) ((dev) >> 8)
#define minor(dev) ((dev)&0xFF)
#define small char
#define interface struct
#define near
#define far
#define IN
#define OUT
#define ERROR 0
#define NO_ERROR 0
#define DELETE (0x00010000L)

#include "main.cpp"

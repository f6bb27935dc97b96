// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Converts JSON number tokens to values. The caller has checked the grammar of the token.

#include <algorithm>
#include <array>
#include <bit>
#include <cfloat>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "callview/detail/json_grammar.hpp"
#include "callview/detail/simdjson.hpp"
#include "callview/error.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// The value of eight digits, one per byte, with the first digit in the lowest byte.
CALLVIEW_ALWAYS_INLINE constexpr std::uint64_t join_digits(std::uint64_t digits) noexcept {
  digits = (digits * 10 + (digits >> 8)) & 0x00FF00FF00FF00FFU;
  digits = (digits * 100 + (digits >> 16)) & 0x0000FFFF0000FFFFU;
  return (digits * 10000 + (digits >> 32)) & 0xFFFFFFFFU;
}

/// The value of up to eight digits. Reads eight bytes.
CALLVIEW_ALWAYS_INLINE std::uint64_t plain_integer(const char* p, std::uint32_t size) noexcept {
  return join_digits((load8(p) ^ 0x3030303030303030U) << (64 - 8 * size));
}

/// The double nearest to the number that read_plain_number() found.
CALLVIEW_ALWAYS_INLINE double plain_double(std::uint64_t number) noexcept {
  static constexpr double powers[] = {1e7,  1e6,  1e5,  1e4,  1e3,  1e2,  1e1,  1e0,
                                      -1e7, -1e6, -1e5, -1e4, -1e3, -1e2, -1e1, -1e0};
  // Both operands are exact, so the quotient is rounded only once (Clinger). A negative zero becomes -0.0.
  return static_cast<double>(static_cast<std::int32_t>(number)) / powers[number >> 32 & 15];
}

/// Accepts only integer tokens. `5.0` and `2e0` are `wrong_type`, so that no fraction is lost silently.
errc read_integer(const char* p, const char* end, std::int64_t& out) noexcept;

/// Converts a token to the nearest double. `1e400` is `out_of_range`, and `1e-400` is zero.
errc read_double(const char* p, const char* end, double& out) noexcept;

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

#if CALLVIEW_DEFINITIONS
#include "callview/detail/number-inl.hpp"  // IWYU pragma: keep
#endif

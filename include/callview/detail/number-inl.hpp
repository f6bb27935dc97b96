// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Definitions of the functions declared in number.hpp.

#include <algorithm>
#include <cfloat>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "callview/detail/json_grammar.hpp"
#include "callview/detail/number.hpp"
#include "callview/detail/simdjson.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// Whether `size` bytes, at most eight, are the digits of a JSON integer. Reads eight bytes.
CALLVIEW_ALWAYS_INLINE bool is_plain_integer(const char* p, std::uint32_t size) noexcept {
  if (size - 1 > 7) { return false; }
  // Does not branch on a zero, because such a branch is unpredictable.
  const std::uint64_t leading_zero = unsigned{*p == '0'} & unsigned{size != 1};
  return (not_digits(load8(p) ^ 0x3030303030303030U) << (64 - 8 * size) | leading_zero) == 0;
}

/// Reads an integer for which is_plain_integer() is true. Returns false for anything else.
CALLVIEW_ALWAYS_INLINE bool read_plain_integer(const char* p, std::uint32_t size, std::uint64_t& out) noexcept {
  if (!is_plain_integer(p, size)) { return false; }
  out = plain_integer(p, size);
  return true;
}

/// Entry k is a mask for a number of k bytes in the highest bytes of a word. It has bit 4 of each byte that may be the
/// point: those between two digits, and the highest one, where read_plain_magnitude() adds a point if there is none.
inline constexpr auto point_places = [] {
  std::array<std::uint64_t, 9> places{};
  for (unsigned size = 1; size <= 8; ++size) {
    for (unsigned at = 8 - size + 1; at < 7; ++at) { places[size] |= std::uint64_t{0x10} << (8 * at); }
    places[size] |= std::uint64_t{0x10} << 56;
  }
  return places;
}();

/// Reads a number of up to eight bytes without a sign or an exponent. Returns false for anything else. See
/// read_plain_number(). Does not branch on whether there is a point, because such a branch is unpredictable.
CALLVIEW_ALWAYS_INLINE bool read_plain_magnitude(const char* p, std::uint32_t size, std::uint64_t& out) noexcept {
  constexpr std::uint64_t fours = 0x1010101010101010U;
  constexpr std::uint64_t dot = '.' ^ '0';
  if (size - 1 > 7) [[unlikely]] { return false; }
  // The token is in the highest bytes, with zeros below. Only the point has bit 4 set; digits do not.
  const std::uint64_t token = (load8(p) ^ 0x3030303030303030U) << (64 - 8 * size);
  const bool has_point = (token & fours) != 0;
  // If there is none, adds one after the digits.
  const std::uint64_t x = has_point ? token : token >> 8 | dot << 56;
  const std::uint64_t point = x & fours;
  const auto at = static_cast<unsigned>(std::countr_zero(point)) / 8;
  // The digits before the point move up to take its place.
  const std::uint64_t digits = (x & (0 - (point << 4))) | (x & ((point >> 4) - 1)) << 8;
  const bool others = (not_digits(digits) | (point & ~point_places[size])) != 0 || (x >> (8 * at) & 0xFF) != dot;
  // False if the number ends with its point, or if adding the point has pushed out a digit.
  const bool is_short = has_point ? at != 7 : size <= 7;
  const bool zero_first = (*p == '0') & (size != 1) & (p[1] != '.');
  if (others | !is_short | zero_first) [[unlikely]] { return false; }
  out = join_digits(digits) | std::uint64_t{at} << 32;
  return true;
}

CALLVIEW_NO_INLINE inline bool read_plain_negative(const char* p, std::uint32_t size, std::uint64_t& out) noexcept {
  const bool plain = read_plain_magnitude(p + 1, size - 1, out);
  out |= std::uint64_t{plain} << 35;
  return plain;
}

/// Reads a number of up to eight bytes after an optional sign, without an exponent. Returns false for anything else.
/// Stores the digits, the position of the point and the sign in `out`. Leaves the division to plain_double(), because
/// the walk does not need the result and would have to wait for it. Reads nine bytes.
CALLVIEW_ALWAYS_INLINE bool read_plain_number(const char* p, char first, std::uint32_t size,
                                              std::uint64_t& out) noexcept {
#if FLT_EVAL_METHOD == 0
  return first == '-' ? read_plain_negative(p, size, out) : read_plain_magnitude(p, size, out);
#else
  (void)p;
  (void)first;
  (void)size;
  (void)out;
  return false;
#endif
}

CALLVIEW_INLINE errc read_integer(const char* p, const char* end, std::int64_t& out) noexcept {
  const bool negative = *p == '-';
  if (negative) { ++p; }
  constexpr auto max = static_cast<std::uint64_t>((std::numeric_limits<std::int64_t>::max)());
  const std::uint64_t limit = negative ? max + 1 : max;
  std::uint64_t value = 0;
  bool fits = true;
  for (; p < end && is_digit(*p); ++p) {
    const auto digit = static_cast<std::uint64_t>(*p - '0');
    if (value > (limit - digit) / 10) {
      fits = false;
      continue;  // to the end of the digits, because 99999999999999999999.5 is not an integer token
    }
    value = value * 10 + digit;
  }
  if (p < end && (*p == '.' || *p == 'e' || *p == 'E')) { return errc::wrong_type; }
  if (!fits) { return errc::out_of_range; }
  // Negated as unsigned: the smallest integer has no positive counterpart.
  out = static_cast<std::int64_t>(negative ? std::uint64_t{0} - value : value);
  return errc::ok;
}

/// The double nearest to a number that the fast path cannot convert. `p` is after the sign, and `power` is the power of
/// ten of the last digit.
inline double slow_double(const char* p, const char* end, std::int64_t power) noexcept {
  // simdjson reads exponents only up to 65536, and a token may have more digits than that. So it gets at most the first
  // 768 significant digits, which are enough for correct rounding, and one more that represents all that follow.
  constexpr std::size_t deciding = 768;
  char text[deciding + 32];
  std::size_t size = 0;
  bool more = false;
  for (; p < end && *p != 'e' && *p != 'E'; ++p) {
    if (!is_digit(*p) || (size == 0 && *p == '0')) { continue; }
    if (size < deciding) {
      text[size++] = *p;
    } else {
      ++power;
      more = more || *p != '0';
    }
  }
  if (size == 0) { return 0; }
  if (more) {
    text[size++] = '1';
    --power;
  }
  text[size++] = 'e';
  // The limits are far beyond the range of double, but simdjson can still read them.
  const auto exponent = std::clamp<std::int64_t>(power, -20000, 20000);
  char* const stop = std::to_chars(text + size, text + sizeof text, exponent).ptr;
  return read_decimal(text, stop);
}

CALLVIEW_INLINE errc read_double(const char* p, const char* end, double& out) noexcept {
  // Clinger's fast path: one division or multiplication rounds only once, so its result is correct. This needs at most
  // 19 digits, a value of these digits of at most 2^53, and a power of ten that is exact as a double. Nearly all
  // numbers in practice are of this kind.
  static constexpr double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                      1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  constexpr std::int64_t exact_power = 22;
  constexpr std::uint64_t exact_integer = std::uint64_t{1} << 53;

  const bool negative = *p == '-';
  if (negative) { ++p; }
  const char* const begin = p;
  std::uint64_t digits = 0;
  std::int64_t power = 0;
  const char* const first_digit = p;
  while (p < end && is_digit(*p)) { digits = digits * 10 + static_cast<std::uint64_t>(*p++ - '0'); }
  std::int64_t count = p - first_digit;
  if (p < end && *p == '.') {
    const char* const fraction = ++p;
    while (p < end && is_digit(*p)) { digits = digits * 10 + static_cast<std::uint64_t>(*p++ - '0'); }
    power = fraction - p;
    count -= power;
  }
  if (p < end && (*p == 'e' || *p == 'E')) {
    ++p;
    const bool down = *p == '-';
    if (*p == '-' || *p == '+') { ++p; }
    std::int64_t exponent = 0;
    while (p < end && is_digit(*p)) {
      exponent = exponent < 1'000'000'000'000 ? exponent * 10 + (*p - '0') : exponent;
      ++p;
    }
    power += down ? -exponent : exponent;
  }

#if FLT_EVAL_METHOD == 0
  if (count <= 19 && digits <= exact_integer && power >= -exact_power && power <= exact_power) {
    const auto whole = static_cast<double>(digits);
    const double magnitude = power < 0 ? whole / powers[-power] : whole * powers[power];
    out = negative ? -magnitude : magnitude;
    return errc::ok;
  }
#else
  (void)powers;
  (void)count;
  (void)exact_integer;
  (void)exact_power;
#endif
  out = slow_double(begin, p, power);
  if (negative) { out = -out; }
  return std::isfinite(out) ? errc::ok : errc::out_of_range;
}

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

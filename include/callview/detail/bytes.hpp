// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Words loaded from and stored to bytes, slices of a text, and bit tricks on eight bytes at once.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "callview/detail/config.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// Not a position; also the result of a failed search.
inline constexpr std::uint32_t no_position = 0xFFFFFFFFU;

/// A part of a text. Positions count from the text's first byte.
struct slice {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  [[nodiscard]] constexpr std::uint32_t size() const noexcept { return end - begin; }
};

/// Eight bytes as a little-endian number.
constexpr std::uint64_t load8(const char* p) noexcept {
  if (!std::is_constant_evaluated() && std::endian::native == std::endian::little) {
    std::uint64_t word;
    std::memcpy(&word, p, sizeof word);
    return word;
  }
  std::uint64_t word = 0;
  for (unsigned i = 0; i < 8; ++i) { word |= static_cast<std::uint64_t>(static_cast<unsigned char>(p[i])) << (8 * i); }
  return word;
}

/// Four bytes as a little-endian number.
constexpr std::uint32_t load4(const char* p) noexcept {
  if (!std::is_constant_evaluated() && std::endian::native == std::endian::little) {
    std::uint32_t word;
    std::memcpy(&word, p, sizeof word);
    return word;
  }
  std::uint32_t word = 0;
  for (unsigned i = 0; i < 4; ++i) { word |= static_cast<std::uint32_t>(static_cast<unsigned char>(p[i])) << (8 * i); }
  return word;
}

/// Two bytes as a little-endian number.
CALLVIEW_ALWAYS_INLINE constexpr int load2(const char* p) noexcept {
  if (!std::is_constant_evaluated() && std::endian::native == std::endian::little) {
    std::uint16_t word;
    std::memcpy(&word, p, sizeof word);
    return word;
  }
  return static_cast<unsigned char>(p[0]) | static_cast<unsigned char>(p[1]) << 8;
}

inline void store8(char* p, std::uint64_t word) noexcept {
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(p, &word, sizeof word);
  } else {
    for (unsigned i = 0; i < 8; ++i) { p[i] = static_cast<char>(word >> (8 * i)); }
  }
}

/// Given eight bytes that were XORed with '0', sets the high bit of each byte that was not a digit.
CALLVIEW_ALWAYS_INLINE constexpr std::uint64_t not_digits(std::uint64_t x) noexcept {
  constexpr std::uint64_t highs = 0x8080808080808080U;
  return (((x & ~highs) + 0x7676767676767676U) | x) & highs;
}

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// 64 bytes of JSON text as bit masks: bit i speaks of byte i.

#include <array>
#include <cstddef>
#include <cstdint>
#if defined(__SSE2__) || defined(_M_X64)
#include <emmintrin.h>
#endif

#include "callview/detail/config.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

inline constexpr std::size_t block_size = 64;

struct block_masks {
  std::uint64_t quote = 0;      ///< `"`
  std::uint64_t backslash = 0;  ///< `\`
  std::uint64_t control = 0;    ///< below 0x20
  std::uint64_t open = 0;       ///< `{` `[`
  std::uint64_t close = 0;      ///< `}` `]`
  std::uint64_t separator = 0;  ///< `:` `,`
};

/// What the vector versions must equal.
inline block_masks classify_portable(const char* p) noexcept {
  block_masks m;
  for (unsigned i = 0; i < block_size; ++i) {
    const std::uint64_t bit = std::uint64_t{1} << i;
    const auto c = static_cast<unsigned char>(p[i]);
    if (c < 0x20) { m.control |= bit; }
    switch (c) {
      case '"': m.quote |= bit; break;
      case '\\': m.backslash |= bit; break;
      case '{':
      case '[': m.open |= bit; break;
      case '}':
      case ']': m.close |= bit; break;
      case ':':
      case ',': m.separator |= bit; break;
      default: break;
    }
  }
  return m;
}

#if defined(__SSE2__) || defined(_M_X64)
inline block_masks classify(const char* p) noexcept {
  block_masks m;
  for (unsigned i = 0; i < block_size; i += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + i));
    const auto mask = [i](__m128i matches) {
      return static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(matches))) << i;
    };
    const auto equals = [](__m128i v, char c) { return _mm_cmpeq_epi8(v, _mm_set1_epi8(c)); };
    const __m128i folded = _mm_or_si128(bytes, _mm_set1_epi8(0x20));  // [ and { differ in this bit only, ] and } too
    m.quote |= mask(equals(bytes, '"'));
    m.backslash |= mask(equals(bytes, '\\'));
    m.control |= mask(_mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes));
    m.open |= mask(equals(folded, '{'));
    m.close |= mask(equals(folded, '}'));
    m.separator |= mask(_mm_or_si128(equals(bytes, ':'), equals(bytes, ',')));
  }
  return m;
}
#else
inline block_masks classify(const char* p) noexcept { return classify_portable(p); }
#endif

/// Bit i of the result is the parity of the bits 0..i: between an opening quote and its closing one it is set.
constexpr std::uint64_t prefix_xor(std::uint64_t bits) noexcept {
  for (unsigned shift = 1; shift < 64; shift *= 2) { bits ^= bits << shift; }
  return bits;
}

/// The bytes that a backslash takes out of the grammar. `carry` says whether the first byte of the block is one, and is
/// left saying so of the next block.
constexpr std::uint64_t escaped_bytes(std::uint64_t backslash, std::uint64_t& carry) noexcept {
  std::uint64_t escaped = carry;
  backslash &= ~carry;
  carry = 0;
  while (backslash != 0) {
    const std::uint64_t first = backslash & (~backslash + 1);
    carry = first >> 63;
    escaped |= first << 1;
    backslash &= ~(first | first << 1);
  }
  return escaped;
}

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

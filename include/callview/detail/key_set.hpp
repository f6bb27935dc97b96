// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Perfect hash over a few names known at compile time. The sender chooses the text that is looked up but never the
/// table, so there is nothing to flood.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "callview/detail/config.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

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

inline std::uint64_t load4(const char* p) noexcept {
  std::uint32_t word = 0;
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(&word, p, sizeof word);
  } else {
    for (unsigned i = 0; i < 4; ++i) {
      word |= static_cast<std::uint32_t>(static_cast<unsigned char>(p[i])) << (8 * i);
    }
  }
  return word;
}

inline void store8(char* p, std::uint64_t word) noexcept {
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(p, &word, sizeof word);
  } else {
    for (unsigned i = 0; i < 8; ++i) { p[i] = static_cast<char>(word >> (8 * i)); }
  }
}

/// The high bits of the bytes that are no digits, of eight from which 0x30 was taken.
CALLVIEW_ALWAYS_INLINE constexpr std::uint64_t not_digits(std::uint64_t x) noexcept {
  constexpr std::uint64_t highs = 0x8080808080808080U;
  return (((x & ~highs) + 0x7676767676767676U) | x) & highs;
}

/// A name as its first and last eight bytes: for up to 16 bytes that is all of it.
struct key_bytes {
  std::uint64_t head = 0;
  std::uint64_t tail = 0;

  /// `p` must have eight readable bytes whatever `length` is.
  static constexpr key_bytes of(const char* p, std::size_t length) noexcept {
    if (length >= 8) { return {load8(p), load8(p + length - 8)}; }
    return {load8(p) & ((std::uint64_t{1} << (8 * length)) - 1), 0};
  }
  /// The same of a text behind which nothing may be read.
  static key_bytes of_exactly(const char* p, std::size_t length) noexcept {
    if (length >= 8) { return {load8(p), load8(p + length - 8)}; }
    if (length >= 4) {
      // Two halves that overlap where the length is less than eight.
      const std::uint64_t low = load4(p), high = load4(p + length - 4);
      return {low | high << (8 * (length - 4)), 0};
    }
    key_bytes bytes;
    for (std::size_t i = length; i-- > 0;) { bytes.head = bytes.head << 8 | static_cast<unsigned char>(p[i]); }
    return bytes;
  }
  [[nodiscard]] constexpr std::uint64_t hash(std::uint64_t multiplier, unsigned shift) const noexcept {
    return ((head + std::rotl(tail, 23) * 0x9E3779B97F4A7C15U) * multiplier) >> shift;
  }
};

struct key {
  static constexpr std::size_t longest = 36;

  key_bytes bytes{};
  char text[longest] = {};
  std::uint32_t length = 0;
};

/// What a look-up needs, without the sizes of the tables in its type.
struct key_set {
  const key* keys = nullptr;
  const std::uint8_t* slots = nullptr;
  std::uint64_t multiplier = 0;
  unsigned shift = 0;

  static constexpr unsigned not_found = 0xFF;

  /// Index of the name, or `not_found`. `p` must have eight readable bytes whatever `length` is.
  [[nodiscard]] unsigned find(const char* p, std::size_t length) const noexcept {
    const unsigned index = candidate(key_bytes::of(p, length), length);
    if (index == not_found || length <= 16) { return index; }
    return std::memcmp(p + 8, keys[index].text + 8, length - 16) == 0 ? index : not_found;
  }
  /// Whether a text is the name at `index`: that is not said of names over 16 bytes. `p` as above.
  [[nodiscard]] CALLVIEW_ALWAYS_INLINE bool is(unsigned index, const char* p, std::size_t length) const noexcept {
    const key& k = keys[index];
    if (k.length != length || length > 16) { return false; }
    if (length < 8) { return (load8(p) ^ k.bytes.head) << (64 - 8 * length) == 0; }
    return ((load8(p) ^ k.bytes.head) | (load8(p + length - 8) ^ k.bytes.tail)) == 0;
  }
  /// Index of the only name that has these bytes and this length, or `not_found`.
  [[nodiscard]] unsigned candidate(key_bytes bytes, std::size_t length) const noexcept {
    const unsigned index = slots[bytes.hash(multiplier, shift)];
    if (index == not_found) { return not_found; }
    const key& k = keys[index];
    return k.length == length && k.bytes.head == bytes.head && k.bytes.tail == bytes.tail ? index : not_found;
  }
};

/// The first 16 bytes of a JSON key as it stands in nearly every text: its name between quotes.
class quoted_key {
 public:
  /// Of names up to this length, closing quote included, nothing else is to be compared.
  static constexpr std::size_t covered = 14;

  constexpr quoted_key() noexcept = default;
  constexpr explicit quoted_key(std::string_view name) {
    char text[16] = {'"'}, mask[16] = {};
    for (std::size_t i = 0; i < name.size() && i < 15; ++i) { text[i + 1] = name[i]; }
    if (name.size() <= covered) { text[name.size() + 1] = '"'; }
    for (std::size_t i = 0; i < name.size() + 2 && i < 16; ++i) { mask[i] = '\xFF'; }
    for (unsigned i = 0; i < 2; ++i) {
      text_[i] = load8(text + 8 * i);
      mask_[i] = load8(mask + 8 * i);
    }
  }
  /// Whether the key stands at a quote, given its name. Now and then it is not seen where it does. Needs 32 readable
  /// bytes. By reference, so that nothing is loaded before it is needed.
  [[nodiscard]] CALLVIEW_ALWAYS_INLINE bool stands_at(const char* p, const char* const& name,
                                                      const std::uint8_t& length) const noexcept {
    if (!begins(p)) [[unlikely]] { return false; }
    if (length <= covered) [[likely]] { return true; }
    return ends_at(p, name, length);
  }

 private:
  [[nodiscard]] CALLVIEW_ALWAYS_INLINE bool begins(const char* p) const noexcept {
#if defined(__SSE2__)
    const __m128i there = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const __m128i mask = _mm_load_si128(reinterpret_cast<const __m128i*>(mask_));
    const __m128i name = _mm_load_si128(reinterpret_cast<const __m128i*>(text_));
    return _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_and_si128(there, mask), name)) == 0xFFFF;
#else
    return (((load8(p) & mask_[0]) ^ text_[0]) | ((load8(p + 8) & mask_[1]) ^ text_[1])) == 0;
#endif
  }
  [[nodiscard]] CALLVIEW_ALWAYS_INLINE static bool ends_at(const char* p, const char* name,
                                                           std::uint8_t length) noexcept {
    return length <= covered + 9 && load8(p + length - 7) == load8(name + length - 8) && p[length + 1] == '"';
  }

  alignas(16) std::uint64_t text_[2]{};
  alignas(16) std::uint64_t mask_[2]{};
};

constexpr char unchanged(char c) { return c; }

/// The tables of a `key_set`, built at compile time. `fold` gives the spelling that is looked up.
template <std::size_t N>
struct key_table {
  static_assert(N > 0 && N < key_set::not_found);
  static constexpr unsigned bits = std::bit_width(4 * N - 1);

  std::array<key, N> keys{};
  std::array<std::uint8_t, std::size_t{1} << bits> slots{};
  std::uint64_t multiplier = 0;

  consteval explicit key_table(const std::array<std::string_view, N>& names, char (*fold)(char) = unchanged) {
    for (std::size_t i = 0; i < N; ++i) {
      key& k = keys[i];
      for (std::size_t j = 0; j < names[i].size(); ++j) { k.text[j] = fold(names[i][j]); }
      k.length = static_cast<std::uint32_t>(names[i].size());
      k.bytes = key_bytes::of(k.text, k.length);
    }
    slots.fill(key_set::not_found);
    multiplier = 0x2545F4914F6CDD1DU;
    while (!place()) { multiplier = multiplier * 0x5851F42D4C957F2DU + 0x14057B7EF767814FU; }
  }

  [[nodiscard]] constexpr key_set set() const noexcept { return {keys.data(), slots.data(), multiplier, 64 - bits}; }

 private:
  /// False where two names meet: the table is empty again then. Only what was placed is taken back, since compilers are
  /// slow at clearing all of it each time.
  consteval bool place() {
    for (std::size_t i = 0; i < N; ++i) {
      std::uint8_t& slot = slot_of(i);
      if (slot != key_set::not_found) {
        while (i-- > 0) { slot_of(i) = key_set::not_found; }
        return false;
      }
      slot = static_cast<std::uint8_t>(i);
    }
    return true;
  }
  constexpr std::uint8_t& slot_of(std::size_t i) { return slots[keys[i].bytes.hash(multiplier, 64 - bits)]; }
};

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

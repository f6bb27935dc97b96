// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// A perfect hash over a few names that are known at compile time. A sender can choose the text to look up but not the
/// table, so hash flooding is impossible.

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "callview/detail/bytes.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// The first and last eight bytes of a name. For names of up to 16 bytes, this is the whole name.
struct key_bytes {
  std::uint64_t head = 0;
  std::uint64_t tail = 0;

  /// `p` must have eight readable bytes whatever `length` is.
  static constexpr key_bytes of(const char* p, std::size_t length) noexcept {
    // Does not branch, because the lengths of values are unpredictable.
    const std::uint64_t all = std::uint64_t{0} - std::uint64_t{length >= 8};  // all ones for a long name, or zero
    const std::uint64_t head = ((std::uint64_t{1} << (8 * (length & 7))) - 1) | all;
    return {load8(p) & head, load8(p + ((length - 8) & static_cast<std::size_t>(all))) & all};
  }
  /// Same as of(), for a text after which nothing may be read.
  static key_bytes of_exactly(const char* p, std::size_t length) noexcept {
    if (length >= 8) { return {load8(p), load8(p + length - 8)}; }
    if (length >= 4) {
      // Two halves, which overlap because the length is less than eight.
      const std::uint64_t low = load4(p), high = load4(p + length - 4);
      return {low | high << (8 * (length - 4)), 0};
    }
    key_bytes bytes;
    for (std::size_t i = length; i-- > 0;) { bytes.head = bytes.head << 8 | static_cast<unsigned char>(p[i]); }
    return bytes;
  }
  [[nodiscard]] constexpr std::uint64_t hash(std::size_t length, std::uint64_t multiplier,
                                             unsigned shift) const noexcept {
    return ((head + std::rotl(tail, 23) * 0x9E3779B97F4A7C15U + length) * multiplier) >> shift;
  }
};

struct key {
  static constexpr std::size_t longest = 60;

  key_bytes bytes{};
  char text[longest] = {};
  std::uint32_t length = 0;
};

/// What a lookup needs. Unlike key_table, its type does not depend on the number of names.
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
  /// Index of the only name that has these bytes and this length, or `not_found`.
  [[nodiscard]] unsigned candidate(key_bytes bytes, std::size_t length) const noexcept {
    const unsigned index = slots[bytes.hash(length, multiplier, shift)];
    if (index == not_found) { return not_found; }
    const key& k = keys[index];
    return k.length == length && k.bytes.head == bytes.head && k.bytes.tail == bytes.tail ? index : not_found;
  }
};

constexpr char unchanged(char c) { return c; }

/// Not constexpr, so that calling it is a compile error that names the cause.
inline void two_names_share_length_first_and_last_eight_bytes() {}

/// The tables of a `key_set`, built at compile time. `fold` converts each character to the form in which texts are
/// looked up.
template <std::size_t N>
struct key_table {
  static_assert(N > 0 && N < key_set::not_found);
  // If the size grew only in proportion to the number of names, some names out of many would always collide.
  static constexpr unsigned bits = std::bit_width((std::max)(4 * N - 1, N* N / 8));

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
    for (unsigned tries = 0; !place(); ++tries) {
      if (tries == 100'000) { two_names_share_length_first_and_last_eight_bytes(); }
      multiplier = multiplier * 0x5851F42D4C957F2DU + 0x14057B7EF767814FU;
    }
  }

  [[nodiscard]] constexpr key_set set() const noexcept { return {keys.data(), slots.data(), multiplier, 64 - bits}; }

 private:
  /// Returns false if two names collide, and leaves the table empty. Removes only the names that it has placed, because
  /// compilers are slow at clearing the whole table each time.
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
  constexpr std::uint8_t& slot_of(std::size_t i) {
    return slots[static_cast<std::size_t>(keys[i].bytes.hash(keys[i].length, multiplier, 64 - bits))];
  }
};

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Enumerations, the JSON strings of their values, and the lookup of a string.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "callview/detail/schema/key_set.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

namespace detail {

/// The texts of the known values of an enumeration, in the order of its enumerators.
template <class E>
inline constexpr auto enum_texts = 0;

template <std::size_t N>
consteval std::array<std::string_view, N> split_names(std::string_view list) {
  std::array<std::string_view, N> names{};
  for (auto& name : names) {
    while (list.front() == ' ') { list.remove_prefix(1); }
    const std::size_t end = list.find(',');
    name = list.substr(0, end);
    list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
  }
  return names;
}

/// A value whose text differs from the name of its enumerator.
template <class E>
struct enum_spelling {
  E value;
  std::string_view text;
};

template <class E, std::size_t N, std::size_t M>
consteval std::array<std::string_view, N> respell(std::array<std::string_view, N> names,
                                                  const enum_spelling<E> (&spellings)[M]) {
  for (const auto& s : spellings) { names[static_cast<std::size_t>(s.value)] = s.text; }
  return names;
}

/// Maps a character so that comparisons ignore ASCII case and treat `-` as `_`.
constexpr char fold(char c) {
  if (c == '-') { return '_'; }
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

template <class E>
inline constexpr key_table<enum_texts<E>.size()> enum_table{enum_texts<E>, fold};

/// fold() for eight characters at once.
constexpr std::uint64_t fold8(std::uint64_t word) noexcept {
  constexpr std::uint64_t ones = 0x0101010101010101U, highs = 0x80 * ones;
  const std::uint64_t low = word & ~highs;
  // `upper` has the high bit of each byte from 'A' to 'Z'; `dash` has the high bit of each '-'.
  const std::uint64_t upper = ((low + (0x80 - 'A') * ones) ^ (low + (0x7F - 'Z') * ones)) & ~word & highs;
  const std::uint64_t x = word ^ '-' * ones;
  const std::uint64_t dash = ~(((x & ~highs) + ~highs) | x) & highs;
  return (word | upper >> 2) ^ (dash >> 7) * ('-' ^ '_');
}

/// Index of the known value that equals `text`, or `not_found`. `raw` must be made from the same text. First looks for
/// the text as it is, because most senders use the spelling of the table.
inline unsigned find_enum(const key_set& known, std::string_view text, key_bytes raw) noexcept {
  unsigned index = known.candidate(raw, text.size());
  if (index == key_set::not_found) [[unlikely]] {
    index = known.candidate({fold8(raw.head), fold8(raw.tail)}, text.size());
  }
  if (text.size() <= 16 || index == key_set::not_found) [[likely]] { return index; }
  for (std::size_t i = 8; i + 8 < text.size(); ++i) {
    if (fold(text[i]) != known.keys[index].text[i]) { return key_set::not_found; }
  }
  return index;
}
inline unsigned find_enum(const key_set& known, std::string_view text) noexcept {
  return find_enum(known, text, key_bytes::of_exactly(text.data(), text.size()));
}
/// The same if eight bytes can be read at `text`, whatever its size. Not inlined, to keep accessors small.
CALLVIEW_NO_INLINE inline unsigned find_padded_enum(const key_set& known, std::string_view text) noexcept {
  return find_enum(known, text, key_bytes::of(text.data(), text.size()));
}

}  // namespace detail

// Defines an enumeration and its texts from one list.
#define CALLVIEW_ENUM(name, ...)                                                              \
  enum class name : std::uint8_t { __VA_ARGS__, unrecognized };                               \
  template <>                                                                                 \
  inline constexpr std::array<std::string_view, static_cast<std::size_t>(name::unrecognized)> \
      detail::enum_texts<name> = detail::split_names<static_cast<std::size_t>(name::unrecognized)>(#__VA_ARGS__);

// The same, for an enumeration with texts that are not identifiers: CALLVIEW_ENUM_SPELT(name, ({name::a, "a/b"}, ...),
// a, ...).
#define CALLVIEW_UNWRAP(...) __VA_ARGS__
#define CALLVIEW_ENUM_SPELT(name, spellings, ...)                                                                \
  enum class name : std::uint8_t { __VA_ARGS__, unrecognized };                                                  \
  template <>                                                                                                    \
  inline constexpr std::array<std::string_view, static_cast<std::size_t>(name::unrecognized)>                    \
      detail::enum_texts<name> =                                                                                 \
          detail::respell<name>(detail::split_names<static_cast<std::size_t>(name::unrecognized)>(#__VA_ARGS__), \
                                {CALLVIEW_UNWRAP spellings});

}  // namespace CALLVIEW_ABI
}  // namespace callview

// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Functions that read the value at a position as a type. All of them distinguish null from a wrong type. `field` is
/// the name for errors.

#include <chrono>
#include <cstdint>
#include <string_view>

#include "callview/detail/enumeration.hpp"
#include "callview/detail/index/document_index.hpp"
#include "callview/detail/schema/key_set.hpp"
#include "callview/result.hpp"
#include "callview/values.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

template <class E>
inline constexpr key_set enum_keys = enum_table<E>.set();

/// Looks up an enumeration value. Eight bytes must be readable at `text`, whatever its size.
template <class E>
CALLVIEW_ALWAYS_INLINE open_enum<E> enum_of(std::string_view text) noexcept {
  const unsigned i = find_padded_enum(enum_keys<E>, text);
  return {i == key_set::not_found ? E::unrecognized : static_cast<E>(i), text};
}

result<std::string_view> read_string(document_index& d, std::uint32_t at, const char* field) noexcept;
result<std::int64_t> read_integer(document_index& d, std::uint32_t at, const char* field) noexcept;
/// Also accepts a string that contains an integer and nothing else.
result<std::int64_t> read_integer_or_digits(document_index& d, std::uint32_t at, const char* field) noexcept;
result<double> read_number(document_index& d, std::uint32_t at, const char* field) noexcept;
result<bool> read_boolean(document_index& d, std::uint32_t at, const char* field) noexcept;
result<timestamp> read_time(document_index& d, std::uint32_t at, const char* field) noexcept;
/// Checks the syntax of a value and returns its JSON text. `depth` is the number of containers around it.
result<std::string_view> read_json(document_index& d, std::uint32_t at, std::uint32_t depth,
                                   const char* field) noexcept;
/// The same for a value that must begin with `bracket`.
result<std::string_view> read_raw(document_index& d, std::uint32_t at, std::uint32_t depth, char bracket,
                                  const char* field) noexcept;

/// The JSON text of a value, which this does not check. The caller must have made the plain text of the document.
std::string_view value_text(const document_index& d, std::uint32_t at) noexcept;

/// Converts an error to a failure, with the field and the position of the value.
inline failure fault_of(const callview::error& e, const document_index& d, const char* field,
                        std::uint32_t at) noexcept {
  return fault(d, e.code, field, at);
}
template <class E>
result<open_enum<E>> read_enum(document_index& d, std::uint32_t at, const char* field) noexcept {
  const auto text = read_string(d, at, field);
  if (!text) { return fault_of(text.error(), d, field, at); }
  return enum_of<E>(*text);
}
template <class D>
result<D> read_duration(document_index& d, std::uint32_t at, const char* field) noexcept {
  const auto count = read_integer(d, at, field);
  if (!count) { return fault_of(count.error(), d, field, at); }
  return D(*count);
}

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

#if CALLVIEW_DEFINITIONS
#include "callview/detail/index/read-inl.hpp"  // IWYU pragma: keep
#endif

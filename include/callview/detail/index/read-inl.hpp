// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Definitions of the functions declared in read.hpp.

#include <cstdint>
#include <string_view>

#include "callview/detail/index/read.hpp"
#include "callview/detail/json_grammar.hpp"
#include "callview/detail/number.hpp"
#include "callview/detail/timestamp.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// The failure for a value that does not have the requested type, given its first byte.
inline failure mismatch(const document_index& d, char first, const char* field, std::uint32_t at) noexcept {
  return fault(d, first == 'n' ? errc::field_null : errc::wrong_type, field, at);
}

CALLVIEW_INLINE result<std::string_view> read_string(document_index& d, std::uint32_t at, const char* field) noexcept {
  std::string_view value;
  if (d.find_string(at, value)) { return value; }
  const char* const base = d.plain_scalar(at);
  if (base == nullptr) { return fault(d, errc::out_of_memory, field, at); }
  if (base[at] != '"') { return mismatch(d, base[at], field, at); }
  const auto end = static_cast<std::uint32_t>(string_end(base + at, base + d.end()) - base);  // checked before
  const errc code = d.string_value(base, {at + 1, end - 1}, value);
  if (code != errc::ok) { return fault(d, code, field, at); }
  return value;
}

CALLVIEW_INLINE result<std::int64_t> read_integer(document_index& d, std::uint32_t at, const char* field) noexcept {
  const char* const base = d.plain_scalar(at);
  if (base == nullptr) { return fault(d, errc::out_of_memory, field, at); }
  if (!begins_number(base[at])) { return mismatch(d, base[at], field, at); }
  std::int64_t value = 0;
  const errc code = read_integer(base + at, base + d.end(), value);
  if (code != errc::ok) { return fault(d, code, field, at); }
  return value;
}

CALLVIEW_INLINE result<std::int64_t> read_integer_or_digits(document_index& d, std::uint32_t at,
                                                            const char* field) noexcept {
  const auto text = read_string(d, at, field);
  if (!text) { return read_integer(d, at, field); }
  const char* const begin = text->data();
  const char* const end = begin + text->size();
  std::int64_t value = 0;
  if (number_end(begin, end) != end) { return fault(d, errc::wrong_type, field, at); }
  const errc code = read_integer(begin, end, value);
  if (code != errc::ok) { return fault(d, code, field, at); }
  return value;
}

CALLVIEW_INLINE result<double> read_number(document_index& d, std::uint32_t at, const char* field) noexcept {
  const char* const base = d.plain_scalar(at);
  if (base == nullptr) { return fault(d, errc::out_of_memory, field, at); }
  if (!begins_number(base[at])) { return mismatch(d, base[at], field, at); }
  double value = 0;
  const errc code = read_double(base + at, base + d.end(), value);
  if (code != errc::ok) { return fault(d, code, field, at); }
  return value;
}

CALLVIEW_INLINE result<bool> read_boolean(document_index& d, std::uint32_t at, const char* field) noexcept {
  const char* const base = d.plain_scalar(at);
  if (base == nullptr) { return fault(d, errc::out_of_memory, field, at); }
  if (base[at] != 't' && base[at] != 'f') { return mismatch(d, base[at], field, at); }
  return base[at] == 't';
}

CALLVIEW_INLINE result<timestamp> read_time(document_index& d, std::uint32_t at, const char* field) noexcept {
  const auto text = read_string(d, at, field);
  timestamp value{};
  if (text && parse_timestamp(*text, value)) { return value; }
  if (!text && text.error().code != errc::invalid_string) { return fault_of(text.error(), d, field, at); }
  return fault(d, errc::invalid_timestamp, field, at);
}

CALLVIEW_INLINE result<std::string_view> read_json(document_index& d, std::uint32_t at, std::uint32_t depth,
                                                   const char* field) noexcept {
  const char* const base = d.plain_document();
  if (base == nullptr) { return fault(d, errc::out_of_memory, field, at); }
  const checked c = check_value(base + at, base + d.end(), d.max_depth - depth);
  if (c.code != errc::ok) {
    return fault(d, c.code == errc::too_deep ? errc::too_deep : errc::data_not_json, field, at);
  }
  return std::string_view(base + at, static_cast<std::size_t>(c.at - base) - at);
}

CALLVIEW_INLINE std::string_view value_text(const document_index& d, std::uint32_t at) noexcept {
  const char* const base = d.plain();
  return {base + at, static_cast<std::size_t>(value_end(base + at, base + d.end()) - base) - at};
}

CALLVIEW_INLINE result<std::string_view> read_raw(document_index& d, std::uint32_t at, std::uint32_t depth,
                                                  char bracket, const char* field) noexcept {
  const char* const base = d.plain_scalar(at);
  if (base == nullptr) { return fault(d, errc::out_of_memory, field, at); }
  if (base[at] != bracket) { return mismatch(d, base[at], field, at); }
  return read_json(d, at, depth, field);
}

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

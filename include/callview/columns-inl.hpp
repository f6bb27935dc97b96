// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Definitions of the functions declared in columns.hpp.

#include <string_view>

#include "callview/columns.hpp"
#include "callview/detail/index/read.hpp"
#include "callview/detail/schema/accessors.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// The result of a field's accessor as the value of a column.
template <class Accessor>
result<scalar> read_as(const field_place& p) noexcept {
  return Accessor::get(p).transform([](auto value) { return scalar(value); });
}

CALLVIEW_INLINE result<scalar> read_column(const view_base& document, const column_place& place) noexcept {
  const view_base object = view_access::inner<view_base>(document, place.object);
  const field_place p{object, *place.field};
  switch (place.field->type) {
    case field_type::string:
    case field_type::enumeration: return read_as<as::string>(p);
    case field_type::integer: return read_as<as::integer>(p);
    case field_type::integer_or_digits: return read_as<as::integer_or_digits>(p);
    case field_type::number: return read_as<as::number>(p);
    case field_type::boolean: return read_as<as::boolean>(p);
    case field_type::time: return read_as<as::time>(p);
    case field_type::seconds: return read_as<as::seconds>(p);
    case field_type::milliseconds: return read_as<as::milliseconds>(p);
    case field_type::raw_object: return read_as<as::raw_object>(p);
    case field_type::raw_array: return read_as<as::raw_array>(p);
    default: break;
  }
  // A list or a map.
  if (const callview::error e = view_access::error(view_access::child<view_base>(object, *place.field))) {
    return failure{e.code, place.field->name, static_cast<std::uint32_t>(e.offset)};  // npos becomes no_offset
  }
  return place.field->type == field_type::counters ? read_as<as::raw_object>(p) : read_as<as::raw_array>(p);
}

CALLVIEW_INLINE result<std::string_view> read_column_text(const view_base& document,
                                                          const column_place& place) noexcept {
  const located_value value = locate(view_access::inner<view_base>(document, place.object), *place.field);
  if (!value.found) { return value.why; }
  return read_string(view_access::index(document), value.at, place.field->name);
}

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Definitions of the functions declared in view.hpp.

#include <cstdint>

#include "callview/detail/index/view.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// The member of the envelope because of which a document cannot be opened.
constexpr const char* member_at_fault(errc code) noexcept {
  switch (code) {
    case errc::wrong_event_type: return "type";
    case errc::data_absent:
    case errc::data_is_base64:
    case errc::data_not_an_object:
    case errc::data_not_json: return "data";
    default: return "";
  }
}

CALLVIEW_NO_INLINE CALLVIEW_INLINE callview::error view_access::why_missing(const view_base& v) noexcept {
  if (const errc code = status(v); code != errc::ok) {
    return to_error(why_unreadable(v, code, member_at_fault(code)));
  }
  const located_container at = locate(v);
  if (at.slot == nullptr) { return {errc::out_of_memory, at.name(), callview::error::npos}; }
  return {at.slot->condition(), at.name(), index(v).body_offset + at.slot->position()};
}

CALLVIEW_NO_INLINE CALLVIEW_INLINE bool view_access::find(const view_base& v) noexcept {
  if (status(v) != errc::ok) { return false; }
  const field_slot* const slot = locate(v).slot;
  return slot != nullptr && slot->is_ready(index(v).generation);
}

CALLVIEW_INLINE located_value locate(const view_base& v, const field_info& f) noexcept {
  if (const errc code = view_access::status(v); code != errc::ok) {
    return {false, 0, 0, view_access::why_unreadable(v, code, f.name)};
  }
  const document_index& d = view_access::index(v);
  const located_container own = view_access::locate(v);
  if (own.slot == nullptr) { return {false, 0, 0, {errc::out_of_memory, f.name}}; }
  const field_slot& s = own.slot[f.slot];
  if (!own.slot->is_ready(d.generation) || !s.is_found(d.generation) || s.is_noted_as_absent(d.generation)) {
    return {false, 0, 0, fault(d, own.slot->field_condition(), f.name, own.slot->position())};
  }
  return {true, s.at, own.depth, {errc::ok}};
}

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

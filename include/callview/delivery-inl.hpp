// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Definitions of the functions declared in delivery.hpp.

#include <cstddef>
#include <string_view>

#include "callview/delivery.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

CALLVIEW_INLINE bool ends_early(std::string_view json) noexcept {
  if (json.starts_with("\xEF\xBB\xBF")) { json.remove_prefix(3); }
  const std::size_t first = json.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) { return true; }
  if (json[first] != '{' && json[first] != '[') { return false; }
  std::size_t open = 0;
  bool in_string = false;
  for (std::size_t i = first; i < json.size(); ++i) {
    const char c = json[i];
    if (in_string) {
      if (c == '\\') {
        ++i;
      } else if (c == '"') {
        in_string = false;
      }
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++open;
    } else if (c == '}' || c == ']') {
      if (--open == 0) { return false; }
    }
  }
  return true;
}

CALLVIEW_INLINE delivery_outcome outcome_of(errc code, std::string_view body) noexcept {
  switch (code) {
    case errc::ok:
    case errc::wrong_event_type: return delivery_outcome::stored;
    case errc::empty_body: return delivery_outcome::incomplete;
    // Truncation may split a multi-byte character.
    case errc::malformed_json:
    case errc::not_utf8: return ends_early(body) ? delivery_outcome::incomplete : delivery_outcome::set_aside;
    case errc::body_too_large: return delivery_outcome::too_large;
    case errc::out_of_memory:
    case errc::stale_view: return delivery_outcome::not_stored;
    default: return delivery_outcome::set_aside;
  }
}

}  // namespace CALLVIEW_ABI
}  // namespace callview

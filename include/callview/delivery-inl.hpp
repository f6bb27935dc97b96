// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The bodies of delivery.hpp.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "callview/delivery.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

CALLVIEW_INLINE bool seen_events::contains(const event_key& key, clock::time_point now) const {
  const clock::time_point* const inserted = keys_.find(key);
  return inserted != nullptr && !has_ended(*inserted, now);
}

CALLVIEW_INLINE bool seen_events::insert(const event_key& key, clock::time_point now) {
  for (const auto* oldest = keys_.oldest(); oldest != nullptr && has_ended(*oldest, now); oldest = keys_.oldest()) {
    keys_.remove_oldest();
  }
  if (const auto* inserted = keys_.find(key)) {
    if (!has_ended(*inserted, now)) { return false; }
    keys_.remove(key);  // behind a later one, where the caller's times went back
  }
  keys_.add(key, now);
  return true;
}

CALLVIEW_INLINE bool latest_summaries::insert(std::string_view sid, const summary_rank& rank) {
  const std::string key(sid);
  summary_rank* const newest = ranks_.find(key);
  if (newest == nullptr) {
    ranks_.add(key, rank);
    return true;
  }
  if (!supersedes(rank, *newest)) { return false; }
  *newest = rank;
  ranks_.renew(key);
  return true;
}

CALLVIEW_INLINE std::optional<summary_rank> latest_summaries::find(std::string_view sid) const {
  const summary_rank* const newest = ranks_.find(std::string(sid));
  return newest == nullptr ? std::nullopt : std::optional(*newest);
}

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
    // A cut may be in the middle of a character.
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

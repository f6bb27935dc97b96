// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Twilio's event types that callview knows, one line each.

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

#include "callview/detail/schema/key_set.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

/// What an event is, by its `type`.
enum class event_kind : std::uint8_t {
  call_summary_partial,             ///< `com.twilio.voice.insights.call-summary.partial`
  call_summary_predicted_complete,  ///< `com.twilio.voice.insights.call-summary.predicted-complete`
  call_summary_complete,            ///< `com.twilio.voice.insights.call-summary.complete`
  other,                            ///< any other type
};

namespace detail {

/// A type that Twilio sends, without the `com.twilio.` that all of them begin with.
struct event_type {
  std::string_view type;
  event_kind kind;
  std::string_view name;  ///< of the kind
};
inline constexpr std::string_view event_type_prefix = "com.twilio.";
inline constexpr event_type event_types[] = {
    {"voice.insights.call-summary.partial", event_kind::call_summary_partial, "call_summary_partial"},
    {"voice.insights.call-summary.predicted-complete", event_kind::call_summary_predicted_complete,
     "call_summary_predicted_complete"},
    {"voice.insights.call-summary.complete", event_kind::call_summary_complete, "call_summary_complete"},
};

inline constexpr auto event_type_names = [] {
  std::array<std::string_view, std::size(event_types)> names{};
  for (std::size_t i = 0; i < names.size(); ++i) { names[i] = event_types[i].type; }
  return names;
}();
inline constexpr key_table<event_type_names.size()> event_type_keys{event_type_names};

/// The kind of an event by its type, behind which eight bytes can be read.
inline event_kind find_event_kind(std::string_view type) noexcept {
  if (!type.starts_with(event_type_prefix)) { return event_kind::other; }
  type.remove_prefix(event_type_prefix.size());
  const unsigned i = event_type_keys.set().find(type.data(), type.size());
  return i == key_set::not_found ? event_kind::other : event_types[i].kind;
}

}  // namespace detail

/// The value's own name, as written in the source: "call_summary_partial".
[[nodiscard]] constexpr std::string_view name(event_kind kind) noexcept {
  for (const detail::event_type& t : detail::event_types) {
    if (t.kind == kind) { return t.name; }
  }
  return "other";
}

}  // namespace CALLVIEW_ABI
}  // namespace callview

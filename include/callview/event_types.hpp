// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Twilio's event types that callview knows, one line each, and which of them carry which document.

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

#include "callview/detail/schema/key_set.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

class call_summary;
class call_event;
class call_metric;
class conference_summary;
class conference_participant_summary;
class message_status;
class inbound_message;
class error_log;

/// What an event is, by its `type`.
enum class event_kind : std::uint8_t {
  call_summary_partial,                     ///< `com.twilio.voice.insights.call-summary.partial`
  call_summary_predicted_complete,          ///< `com.twilio.voice.insights.call-summary.predicted-complete`
  call_summary_complete,                    ///< `com.twilio.voice.insights.call-summary.complete`
  call_event_gateway,                       ///< `com.twilio.voice.insights.call-event.gateway`
  call_event_sdk,                           ///< `com.twilio.voice.insights.call-event.sdk`
  call_metrics_gateway,                     ///< `com.twilio.voice.insights.call-metrics.gateway`
  call_metrics_sdk,                         ///< `com.twilio.voice.insights.call-metrics.sdk`
  conference_summary_partial,               ///< `com.twilio.voice.insights.conference-summary.partial`
  conference_summary_complete,              ///< `com.twilio.voice.insights.conference-summary.complete`
  conference_participant_summary_complete,  ///< `...conference-participant-summary.complete`; a guide of Twilio's
                                            ///< writes
                                            ///< `...participant-summary.complete`, which is read as well
  message_status,                           ///< `com.twilio.messaging.message.sent`, and the other states
  inbound_message,                          ///< `com.twilio.messaging.inbound-message.received`
  error_log,                                ///< `com.twilio.error-logs.error.logged`
  sink_test,                                ///< `com.twilio.eventstreams.test-event`, which validates a sink
  other,                                    ///< any other type
};

namespace detail {

/// A type that Twilio sends, without the `com.twilio.` that all of them begin with.
struct event_type {
  std::string_view type;
  event_kind kind;
  std::string_view name;  ///< of the kind
};
inline constexpr std::string_view event_type_prefix = "com.twilio.";

#define CALLVIEW_EVENT_TYPE(type_, kind_) \
  { type_, event_kind::kind_, #kind_ }
// clang-format off
inline constexpr event_type event_types[] = {
    CALLVIEW_EVENT_TYPE("voice.insights.call-summary.partial", call_summary_partial),
    CALLVIEW_EVENT_TYPE("voice.insights.call-summary.predicted-complete", call_summary_predicted_complete),
    CALLVIEW_EVENT_TYPE("voice.insights.call-summary.complete", call_summary_complete),
    CALLVIEW_EVENT_TYPE("voice.insights.call-event.gateway", call_event_gateway),
    CALLVIEW_EVENT_TYPE("voice.insights.call-event.sdk", call_event_sdk),
    CALLVIEW_EVENT_TYPE("voice.insights.call-metrics.gateway", call_metrics_gateway),
    CALLVIEW_EVENT_TYPE("voice.insights.call-metrics.sdk", call_metrics_sdk),
    CALLVIEW_EVENT_TYPE("voice.insights.conference-summary.partial", conference_summary_partial),
    CALLVIEW_EVENT_TYPE("voice.insights.conference-summary.complete", conference_summary_complete),
    CALLVIEW_EVENT_TYPE("voice.insights.conference-participant-summary.complete", conference_participant_summary_complete),
    CALLVIEW_EVENT_TYPE("voice.insights.participant-summary.complete", conference_participant_summary_complete),
    CALLVIEW_EVENT_TYPE("messaging.message.queued", message_status),
    CALLVIEW_EVENT_TYPE("messaging.message.sent", message_status),
    CALLVIEW_EVENT_TYPE("messaging.message.delivered", message_status),
    CALLVIEW_EVENT_TYPE("messaging.message.undelivered", message_status),
    CALLVIEW_EVENT_TYPE("messaging.message.failed", message_status),
    CALLVIEW_EVENT_TYPE("messaging.message.read", message_status),
    CALLVIEW_EVENT_TYPE("messaging.inbound-message.received", inbound_message),
    CALLVIEW_EVENT_TYPE("error-logs.error.logged", error_log),
    CALLVIEW_EVENT_TYPE("eventstreams.test-event", sink_test),
};
// clang-format on
#undef CALLVIEW_EVENT_TYPE

/// The kinds of events that carry a document type.
struct kind_range {
  event_kind first;
  event_kind last;
  [[nodiscard]] constexpr bool holds(event_kind k) const noexcept { return k >= first && k <= last; }
};
template <class T>
inline constexpr auto kinds_of = nullptr;  // no document type
template <>
inline constexpr kind_range kinds_of<call_summary>{event_kind::call_summary_partial, event_kind::call_summary_complete};
template <>
inline constexpr kind_range kinds_of<call_event>{event_kind::call_event_gateway, event_kind::call_event_sdk};
template <>
inline constexpr kind_range kinds_of<call_metric>{event_kind::call_metrics_gateway, event_kind::call_metrics_sdk};
template <>
inline constexpr kind_range kinds_of<conference_summary>{event_kind::conference_summary_partial,
                                                         event_kind::conference_summary_complete};
template <>
inline constexpr kind_range kinds_of<conference_participant_summary>{
    event_kind::conference_participant_summary_complete, event_kind::conference_participant_summary_complete};
template <>
inline constexpr kind_range kinds_of<message_status>{event_kind::message_status, event_kind::message_status};
template <>
inline constexpr kind_range kinds_of<inbound_message>{event_kind::inbound_message, event_kind::inbound_message};
template <>
inline constexpr kind_range kinds_of<error_log>{event_kind::error_log, event_kind::error_log};

/// A class that `event::as()` takes.
template <class T>
concept document_type = requires {
  kinds_of<T>.first;
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

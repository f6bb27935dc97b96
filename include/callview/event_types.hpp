// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The event types of Twilio that callview knows, and the document type that each one carries.

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

#include "callview/detail/schema/key_set.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

// The document types, one per line: the class, and the first and the last kind of event that carries it. The header of
// the class has its name or its plural, such as call_metrics.hpp for call_metric.
#define CALLVIEW_DOCUMENTS(X)                                                                                         \
  X(call_summary, call_summary_partial, call_summary_complete)                                                        \
  X(call_event, call_event_gateway, call_event_sdk)                                                                   \
  X(call_metric, call_metrics_gateway, call_metrics_sdk)                                                              \
  X(conference_summary, conference_summary_partial, conference_summary_complete)                                      \
  X(conference_participant_summary, conference_participant_summary_complete, conference_participant_summary_complete) \
  X(message_status, message_status, message_status)                                                                   \
  X(inbound_message, inbound_message, inbound_message)                                                                \
  X(error_log, error_log, error_log)

#define CALLVIEW_X(type, first, last) class type;
CALLVIEW_DOCUMENTS(CALLVIEW_X)
#undef CALLVIEW_X

/// Kind of an event, derived from its `type`.
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
  conference_participant_summary_complete,  ///< `...conference-participant-summary.complete`; also
                                            ///< `...participant-summary.complete`, the spelling in a Twilio guide
  message_status,                           ///< `com.twilio.messaging.message.sent`, and the other statuses
  inbound_message,                          ///< `com.twilio.messaging.inbound-message.received`
  error_log,                                ///< `com.twilio.error-logs.error.logged`
  sink_test,                                ///< `com.twilio.eventstreams.test-event`, which validates a sink
  other,                                    ///< any other type
};

namespace detail {

/// An event type that Twilio sends, without the common prefix `com.twilio.`.
struct event_type {
  std::string_view type;
  event_kind kind;
  std::string_view name;  ///< name of the kind
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
/// What a line of CALLVIEW_DOCUMENTS says. Undefined for other classes.
template <class T>
struct document_line;
#define CALLVIEW_X(type, first, last)                                       \
  template <>                                                               \
  struct document_line<type> {                                              \
    static constexpr std::string_view name = #type;                         \
    static constexpr kind_range kinds{event_kind::first, event_kind::last}; \
  };
CALLVIEW_DOCUMENTS(CALLVIEW_X)
#undef CALLVIEW_X

/// A document class, as `event::as()` requires.
template <class T>
concept document_type = requires {
  document_line<T>::kinds;
};

inline constexpr auto event_type_names = [] {
  std::array<std::string_view, std::size(event_types)> names{};
  for (std::size_t i = 0; i < names.size(); ++i) { names[i] = event_types[i].type; }
  return names;
}();
inline constexpr key_table<event_type_names.size()> event_type_keys{event_type_names};

/// Finds the kind of an event by its type. The eight bytes after `type` must be readable.
inline event_kind find_event_kind(std::string_view type) noexcept {
  if (!type.starts_with(event_type_prefix)) { return event_kind::other; }
  type.remove_prefix(event_type_prefix.size());
  const unsigned i = event_type_keys.set().find(type.data(), type.size());
  return i == key_set::not_found ? event_kind::other : event_types[i].kind;
}

}  // namespace detail

/// The name of the enumerator, for example "call_summary_partial".
[[nodiscard]] constexpr std::string_view name(event_kind kind) noexcept {
  for (const detail::event_type& t : detail::event_types) {
    if (t.kind == kind) { return t.name; }
  }
  return "other";
}

}  // namespace CALLVIEW_ABI
}  // namespace callview

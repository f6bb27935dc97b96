// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The Call Event: something that happened during a call, reported by a gateway or a Voice SDK. One class per object
/// type, one line per field. document.hpp describes what all accessors have in common, and what "Source" means. In the
/// published schema, `""`, `0` and `unknown` mean that a value is not set.

#include "callview/document.hpp"
#include "callview/edge_metadata.hpp"
#include "callview/fields.hpp"
#include "callview/list.hpp"
#include "callview/values.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

// clang-format off

/// Severity of a call event.
CALLVIEW_ENUM_SPELT(event_level,
  ({event_level::unknown, "UNKNOWN"},
   {event_level::debug, "DEBUG"},
   {event_level::info, "INFO"},
   {event_level::warning, "WARNING"},
   {event_level::error, "ERROR"}),
  unknown, debug, info, warning, error)

/// Type of an ICE candidate. The published example has only `host`; the other values are those of RFC 8839.
CALLVIEW_ENUM(ice_candidate_type, host, srflx, prflx, relay)

/// Transport of an ICE candidate. The published example has only `udp`.
CALLVIEW_ENUM(ice_protocol, udp, tcp)

/// What interrupted the agent of a Conversation Relay session.
CALLVIEW_ENUM_SPELT(relay_interrupt_type,
  ({relay_interrupt_type::dtmf, "DTMF"},
   {relay_interrupt_type::speech, "SPEECH"}),
  dtmf, speech)

/// The objects inside a call event.
namespace call_events {

/// Details of a gateway event.
class gateway_event : public object_view<gateway_event> {
 public:
  /// The gateway and its location. Source: event 2, 3.
  CALLVIEW_FIELD(object<edge_metadata::gateway_metadata>, metadata)
};

/// Error raised by the Voice SDK.
class error_info : public object_view<error_info> {
 public:
  /// Error code of the Voice SDK, such as 31600. Source: event 2, 3.
  CALLVIEW_FIELD(integer, code)
  /// Error message. Absent in the REST example. Source: event 2, 3.
  CALLVIEW_FIELD(string, message)
};

/// Feedback from the user.
class feedback_info : public object_view<feedback_info> {
 public:
  /// Score from 1 (bad) to 5 (excellent). Source: event 2, 3.
  CALLVIEW_FIELD(integer, score)
  /// Reason, as free-form text. The SDK sends `dropped-call`, `audio-latency`, `one-way-audio`, `choppy-audio`,
  /// `noisy-call` and `echo`. The published example has `excellent_audio`. Source: event 2, 3.
  CALLVIEW_FIELD(string, reason)
};

/// Measurement that caused a quality warning.
class metric_data : public object_view<metric_data> {
 public:
  /// Threshold that the samples crossed, in the unit of the measurement. Source: event 2, 3.
  CALLVIEW_FIELD(number, threshold)
  /// The samples, in the same unit. Source: event 2, 3.
  CALLVIEW_FIELD(numbers, values)
};

/// An ICE candidate.
class ice_candidate : public object_view<ice_candidate> {
 public:
  /// Type of the candidate. Source: event 2, 3.
  CALLVIEW_FIELD(enumeration<callview::ice_candidate_type>, type)
  /// Transport of the candidate. Source: event 2, 3.
  CALLVIEW_FIELD(enumeration<callview::ice_protocol>, protocol)
};

/// The selected pair of ICE candidates.
class ice_candidate_pair : public object_view<ice_candidate_pair> {
 public:
  /// Candidate of the client. Source: event 2, 3.
  CALLVIEW_FIELD(object<call_events::ice_candidate>, local)
  /// Candidate of the remote end. Source: event 2, 3.
  CALLVIEW_FIELD(object<call_events::ice_candidate>, remote)
};

/// Details of a Voice SDK event: the client that reported it, and one object that describes the event.
class client_event : public object_view<client_event> {
 public:
  /// Error; present in events of level `ERROR`. This accessor hides error() of the view. To find out why a client_event
  /// is missing, call `view.object_view::error()`. Source: event 2, 3.
  CALLVIEW_FIELD(object<call_events::error_info>, error)
  /// Feedback; present in events of the group `feedback`. Source: event 2, 3.
  CALLVIEW_FIELD(object<call_events::feedback_info>, feedback)
  /// Measurement; present in quality warnings. Source: event 2, 3.
  CALLVIEW_FIELD(object<call_events::metric_data>, metric)
  /// Selected pair of ICE candidates. Source: event 2, 3.
  CALLVIEW_FIELD(object<call_events::ice_candidate_pair>, ice_candidate_pair)
  /// The client that reported the event. Source: event 2, 3.
  CALLVIEW_FIELD(object<edge_metadata::client_metadata>, metadata)
};

/// Latency in a Conversation Relay session. The field that holds this object says which latency it is.
class relay_latency : public object_view<relay_latency> {
 public:
  /// Latency, in milliseconds. Source: REST.
  CALLVIEW_FIELD(milliseconds, latency_ms)
};

/// Interruption of the agent in a Conversation Relay session.
class relay_interrupt : public object_view<relay_interrupt> {
 public:
  /// Kind of interruption. Source: REST.
  CALLVIEW_FIELD(enumeration<callview::relay_interrupt_type>, type)
};

/// Size of a response of the application that the session talks to, counted when its last token arrived.
class relay_tokens : public object_view<relay_tokens> {
 public:
  /// Number of tokens. Source: REST.
  CALLVIEW_FIELD(integer, total_tokens)
  /// Number of words. Source: REST.
  CALLVIEW_FIELD(integer, total_words)
};

/// Settings of a Conversation Relay session.
class relay_configuration : public object_view<relay_configuration> {
 public:
  /// Settings by name, as JSON text because the names are not fixed. Each value is a string. Source: REST.
  CALLVIEW_FIELD(raw_object, configurations)
  /// Settings by language (providers, voice and speech model), as JSON text because the languages are not fixed.
  /// Source: REST.
  CALLVIEW_FIELD(raw_object, languages)
};

/// Languages of a Conversation Relay session and their providers.
class relay_language : public object_view<relay_language> {
 public:
  /// Text-to-speech language. Source: REST.
  CALLVIEW_FIELD(string, tts_language_code)
  /// Transcription language. Source: REST.
  CALLVIEW_FIELD(string, transcription_language_code)
  /// Text-to-speech provider. Source: REST.
  CALLVIEW_FIELD(string, tts_provider)
  /// Text-to-speech voice. Source: REST.
  CALLVIEW_FIELD(string, voice)
  /// Transcription provider. Source: REST.
  CALLVIEW_FIELD(string, transcription_provider)
  /// Transcription speech model. Source: REST.
  CALLVIEW_FIELD(string, speech_model)
};

/// End of a Conversation Relay session. Version 3 of the schema defines this object, but does not say which key holds
/// it. callview expects the key `call_wrap_up`, as in REST.
class relay_wrap_up : public object_view<relay_wrap_up> {
 public:
  /// Duration of the session, in seconds; 0 if not set. Source: event 3.
  CALLVIEW_FIELD(seconds, duration_in_seconds)
  /// How the session ended; `unknown` if not set. The values are those of REST. Source: event 3.
  CALLVIEW_FIELD(enumeration<callview::session_state>, end_status)
};

/// Error of a Conversation Relay session.
class relay_error : public object_view<relay_error> {
 public:
  /// Error code. Source: REST.
  CALLVIEW_FIELD(integer, error_code)
  /// Error message. Source: REST.
  CALLVIEW_FIELD(string, message)
};

/// Details of a Conversation Relay event: its session, and one object that depends on the name of the event.
class conversation_relay : public object_view<conversation_relay> {
 public:
  /// Identifier of the session. Source: REST.
  CALLVIEW_FIELD(string, session_id)
  /// Position of the event in the session. Source: REST.
  CALLVIEW_FIELD(integer, sequence_number)
  /// Text-to-speech latency, from the arrival of a sentence as text to the start of its audio; present in events with
  /// the name `tts_latency`. Source: REST.
  CALLVIEW_FIELD(object<call_events::relay_latency>, tts_latency)
  /// Transcription latency, from the end of an utterance to its complete transcription; present in events with the name
  /// `stt_latency`. Source: REST.
  CALLVIEW_FIELD(object<call_events::relay_latency>, stt_latency)
  /// Interruption of the agent; present in events with the name `interrupt`. Source: REST.
  CALLVIEW_FIELD(object<call_events::relay_interrupt>, interrupt)
  /// Size of the application's response; present in events with the name `final_token_received`. Source: REST.
  CALLVIEW_FIELD(object<call_events::relay_tokens>, last_token_received)
  /// Settings; present in events with the name `configurations`. Source: REST.
  CALLVIEW_FIELD(object<call_events::relay_configuration>, configurations)
  /// New languages; present in events with the name `language_changed`. Source: REST.
  CALLVIEW_FIELD(object<call_events::relay_language>, language_changed)
  /// Languages; present in events with the name `language_info`. Twilio's OpenAPI description has this field, but
  /// Twilio's Node library does not. Source: REST.
  CALLVIEW_FIELD(object<call_events::relay_language>, language_info)
  /// End of the session; present in events with the name `call_wrap_up`. Source: REST.
  CALLVIEW_FIELD(object<call_events::relay_wrap_up>, call_wrap_up)
  /// Error; present in events with the name `error`. This accessor hides error() of the view. To find out why a
  /// conversation_relay is missing, call `view.object_view::error()`. Source: REST.
  CALLVIEW_FIELD(object<call_events::relay_error>, error)
};

}  // namespace call_events

/// A Voice Insights Call Event. `data` can be a JSON string or a JSON object. The event types `call-event.gateway` and
/// `call-event.sdk` share one schema.
class call_event : public document_view<call_event> {
 public:
  /// When the event happened, with or without milliseconds. Source: event 1, 2, 3.
  CALLVIEW_FIELD(time, timestamp)
  /// SID of the call. It usually begins with `CA`, but one captured event has a SID that begins with `NO`. Source:
  /// event 1, 2, 3.
  CALLVIEW_FIELD(string, call_sid)
  /// SID of the account that owns the call. Source: event 1, 2, 3.
  CALLVIEW_FIELD(string, account_sid)
  /// Key of the edge object that is present. Do not rely on this field: the published example has an edge location here
  /// (`ashburn`, which callview reads as `unrecognized`). Instead, check which edge object is present. Null in REST for
  /// Conversation Relay events. Source: event 1, 2, 3.
  CALLVIEW_FIELD(enumeration<callview::twilio_edge>, edge)
  /// Name of the event, as free-form text. Gateways send the call progress (`initiated`, `ringing`, `answered`,
  /// `completed`). The SDK writes hyphens (`outgoing-ringing`, `high-packet-loss`); Conversation Relay writes
  /// underscores (`call_wrap_up`). Treat `-` and `_` as equal when you compare. Source: event 1, 2, 3.
  CALLVIEW_FIELD(string, name)
  /// Group of the event, as free-form text, such as `connection`, `network-quality-warning-raised` or
  /// `conversation_relay`. The SDK writes hyphens, but the counters in a call summary have underscores. Treat `-` and
  /// `_` as equal when you compare. Source: event 1, 2, 3.
  CALLVIEW_FIELD(string, group)
  /// Severity. Source: event 1, 2, 3.
  CALLVIEW_FIELD(enumeration<callview::event_level>, level)
  /// Details from the gateway that faces the carrier. Null or absent if another edge reported the event. Source: event
  /// 1, 2, 3.
  CALLVIEW_FIELD(object<call_events::gateway_event>, carrier_edge)
  /// Details from the gateway that faces a SIP interface or trunk. Null or absent if another edge reported the event.
  /// Source: event 1, 2, 3.
  CALLVIEW_FIELD(object<call_events::gateway_event>, sip_edge)
  /// Details from the gateway that faces a Voice SDK. Null or absent if another edge reported the event. Source: event
  /// 1, 2, 3.
  CALLVIEW_FIELD(object<call_events::gateway_event>, client_edge)
  /// Details from the sensors inside the Voice SDK. Null or absent if a gateway reported the event. Source: event 1, 2,
  /// 3.
  CALLVIEW_FIELD(object<call_events::client_event>, sdk_edge)
  /// Details of a Conversation Relay event. This field might not occur in events. Version 3 of the event schema defines
  /// such details, but does not name their key. The schema of the REST resource has this key, but no REST example has
  /// it. Source: REST.
  CALLVIEW_FIELD(object<call_events::conversation_relay>, conversation_relay_data)
};

// clang-format on

}  // namespace CALLVIEW_ABI
}  // namespace callview

// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The Call Event: something that happened during a call, as a gateway or a Voice SDK tells it. One class per object
/// type, one line per field. What holds for every accessor, and the words that say where a fact comes from, are in
/// document.hpp. The published schema writes `""`, `0` or `unknown` for what was not set.

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

/// Type of an ICE candidate. Only `host` was seen; the others are those of RFC 8445.
CALLVIEW_ENUM(ice_candidate_type, host, srflx, prflx, relay)

/// Transport of an ICE candidate. Only `udp` was seen.
CALLVIEW_ENUM(ice_protocol, udp, tcp)

/// What interrupted the agent of a Conversation Relay session.
CALLVIEW_ENUM_SPELT(relay_interrupt_type,
  ({relay_interrupt_type::dtmf, "DTMF"},
   {relay_interrupt_type::speech, "SPEECH"}),
  dtmf, speech)

/// The objects inside a call event.
namespace call_events {

/// What a gateway adds to an event.
class gateway_event : public object_view<gateway_event> {
 public:
  /// Where the gateway is. Event 2, 3.
  CALLVIEW_FIELD(object<edge_metadata::gateway_metadata>, metadata)
};

/// Error that the Voice SDK raised.
class error_info : public object_view<error_info> {
 public:
  /// Error code of the Voice SDK, such as 31600. Event 2, 3.
  CALLVIEW_FIELD(integer, code)
  /// What went wrong, in words. Absent in the REST example. Event 2, 3.
  CALLVIEW_FIELD(string, message)
};

/// Verdict of the user.
class feedback_info : public object_view<feedback_info> {
 public:
  /// Score from 1, bad, to 5, excellent. Event 2, 3.
  CALLVIEW_FIELD(integer, score)
  /// What was wrong; open text. The SDK knows `dropped-call`, `audio-latency`, `one-way-audio`, `choppy-audio`,
  /// `noisy-call` and `echo`; the published example has `excellent_audio`. Event 2, 3.
  CALLVIEW_FIELD(string, reason)
};

/// The measurement that a quality warning is about.
class metric_data : public object_view<metric_data> {
 public:
  /// Threshold that the samples passed, in the unit of what was measured. Event 2, 3.
  CALLVIEW_FIELD(number, threshold)
  /// The samples, in the same unit. Event 2, 3.
  CALLVIEW_FIELD(numbers, values)
};

/// One end of a connection that ICE found.
class ice_candidate : public object_view<ice_candidate> {
 public:
  /// Type of the candidate. Event 2, 3.
  CALLVIEW_FIELD(enumeration<callview::ice_candidate_type>, type)
  /// Its transport. Event 2, 3.
  CALLVIEW_FIELD(enumeration<callview::ice_protocol>, protocol)
};

/// The connection that ICE selected.
class ice_candidate_pair : public object_view<ice_candidate_pair> {
 public:
  /// The client's end. Event 2, 3.
  CALLVIEW_FIELD(object<call_events::ice_candidate>, local)
  /// The other end. Event 2, 3.
  CALLVIEW_FIELD(object<call_events::ice_candidate>, remote)
};

/// What the Voice SDK adds to an event: who reports, and the object that the event is about.
class client_event : public object_view<client_event> {
 public:
  /// Error, of an event of level `ERROR`. Hides the error() that views have: why a client_event is not there says
  /// `view.object_view::error()`. Event 2, 3.
  CALLVIEW_FIELD(object<call_events::error_info>, error)
  /// Feedback, of an event of the group `feedback`. Event 2, 3.
  CALLVIEW_FIELD(object<call_events::feedback_info>, feedback)
  /// Measurement, of a quality warning. Event 2, 3.
  CALLVIEW_FIELD(object<call_events::metric_data>, metric)
  /// Selected ICE candidates. Event 2, 3.
  CALLVIEW_FIELD(object<call_events::ice_candidate_pair>, ice_candidate_pair)
  /// Who reports. Event 2, 3.
  CALLVIEW_FIELD(object<edge_metadata::client_metadata>, metadata)
};

/// A latency of a Conversation Relay session.
class relay_latency : public object_view<relay_latency> {
 public:
  /// Latency, in milliseconds. REST.
  CALLVIEW_FIELD(milliseconds, latency_ms)
};

/// The agent of a Conversation Relay session was interrupted.
class relay_interrupt : public object_view<relay_interrupt> {
 public:
  /// By what. REST.
  CALLVIEW_FIELD(enumeration<callview::relay_interrupt_type>, type)
};

/// What had been received when the last token came.
class relay_tokens : public object_view<relay_tokens> {
 public:
  /// Number of tokens. REST.
  CALLVIEW_FIELD(integer, total_tokens)
  /// Number of words. REST.
  CALLVIEW_FIELD(integer, total_words)
};

/// Settings of a Conversation Relay session.
class relay_configuration : public object_view<relay_configuration> {
 public:
  /// Settings by name, each a string; the JSON text, as the names are open. REST.
  CALLVIEW_FIELD(raw_object, configurations)
  /// Settings by language: providers, voice and speech model; the JSON text, as the languages are open. REST.
  CALLVIEW_FIELD(raw_object, languages)
};

/// Languages of a Conversation Relay session, and who speaks and understands them.
class relay_language : public object_view<relay_language> {
 public:
  /// Language that is spoken. REST.
  CALLVIEW_FIELD(string, tts_language_code)
  /// Language that is transcribed. REST.
  CALLVIEW_FIELD(string, transcription_language_code)
  /// Provider of the speech. REST.
  CALLVIEW_FIELD(string, tts_provider)
  /// Voice. REST.
  CALLVIEW_FIELD(string, voice)
  /// Provider of the transcription. REST.
  CALLVIEW_FIELD(string, transcription_provider)
  /// Model that transcribes. REST.
  CALLVIEW_FIELD(string, speech_model)
};

/// The end of a Conversation Relay session. The schema of version 3 defines the object; where it stands is inferred.
class relay_wrap_up : public object_view<relay_wrap_up> {
 public:
  /// Length of the session, in seconds; 0 where it was not set. Event 3.
  CALLVIEW_FIELD(seconds, duration_in_seconds)
  /// How the session ended; `unknown` where it was not set. The values are those of REST. Event 3.
  CALLVIEW_FIELD(enumeration<callview::session_state>, end_status)
};

/// Error of a Conversation Relay session.
class relay_error : public object_view<relay_error> {
 public:
  /// Error code. REST.
  CALLVIEW_FIELD(integer, error_code)
  /// What went wrong, in words. REST.
  CALLVIEW_FIELD(string, message)
};

/// Details of a Conversation Relay event: the session, and the object that the event's name says.
class conversation_relay : public object_view<conversation_relay> {
 public:
  /// Identifier of the session. REST.
  CALLVIEW_FIELD(string, session_id)
  /// Place of the event among those of the session. REST.
  CALLVIEW_FIELD(integer, sequence_number)
  /// Of an event named `tts_latency`: latency of the speech. REST.
  CALLVIEW_FIELD(object<call_events::relay_latency>, tts_latency)
  /// Of an event named `stt_latency`: latency of the transcription. REST.
  CALLVIEW_FIELD(object<call_events::relay_latency>, stt_latency)
  /// Of an event named `interrupt`. REST.
  CALLVIEW_FIELD(object<call_events::relay_interrupt>, interrupt)
  /// Of an event named `final_token_received`. REST.
  CALLVIEW_FIELD(object<call_events::relay_tokens>, last_token_received)
  /// Of an event named `configurations`. REST.
  CALLVIEW_FIELD(object<call_events::relay_configuration>, configurations)
  /// Of an event named `language_changed`. REST.
  CALLVIEW_FIELD(object<call_events::relay_language>, language_changed)
  /// Of an event named `language_info`. In Twilio's OpenAPI description, but not in its Node library. REST.
  CALLVIEW_FIELD(object<call_events::relay_language>, language_info)
  /// Of an event named `call_wrap_up`. REST.
  CALLVIEW_FIELD(object<call_events::relay_wrap_up>, call_wrap_up)
  /// Of an event named `error`. Hides the error() that views have: why a conversation_relay is not there says
  /// `view.object_view::error()`. REST.
  CALLVIEW_FIELD(object<call_events::relay_error>, error)
};

}  // namespace call_events

/// A Voice Insights Call Event, whatever the form of the `data` that held it: of `call-event.gateway` and of
/// `call-event.sdk`, which share one schema.
class call_event : public document_view<call_event> {
 public:
  /// When it happened; with or without milliseconds. Event 1, 2, 3.
  CALLVIEW_FIELD(time, timestamp)
  /// SID of the call. Nearly always `CA...`, but one that begins with `NO` was captured. Event 1, 2, 3.
  CALLVIEW_FIELD(string, call_sid)
  /// SID of the account that owns the call. Event 1, 2, 3.
  CALLVIEW_FIELD(string, account_sid)
  /// Edge that reports: the name of the member that is filled. Do not rely on it: the published example has an edge
  /// location here (`ashburn`, hence unrecognized), so take the edge that is there. Null in REST for Conversation Relay
  /// events. Event 1, 2, 3.
  CALLVIEW_FIELD(enumeration<callview::twilio_edge>, edge)
  /// Name of the event; open text. Gateways take it from the progress of the call (`initiated`, `ringing`, `answered`,
  /// `completed`); the SDK writes hyphens (`outgoing-ringing`, `high-packet-loss`), Conversation Relay underscores
  /// (`call_wrap_up`). Compare with `-` taken for `_`. Event 1, 2, 3.
  CALLVIEW_FIELD(string, name)
  /// Group of the event, such as `connection`, `network-quality-warning-raised` or `conversation_relay`; open text. The
  /// SDK writes hyphens, where the counters in a call summary have underscores: compare with `-` taken for `_`.
  /// Event 1, 2, 3.
  CALLVIEW_FIELD(string, group)
  /// Severity. Event 1, 2, 3.
  CALLVIEW_FIELD(enumeration<callview::event_level>, level)
  /// Of the gateway that faces the carrier. Null or absent where another edge reports. Event 1, 2, 3.
  CALLVIEW_FIELD(object<call_events::gateway_event>, carrier_edge)
  /// Of the gateway that faces a SIP interface or trunk. Null or absent where another edge reports. Event 1, 2, 3.
  CALLVIEW_FIELD(object<call_events::gateway_event>, sip_edge)
  /// Of the gateway that faces a Voice SDK. Null or absent where another edge reports. Event 1, 2, 3.
  CALLVIEW_FIELD(object<call_events::gateway_event>, client_edge)
  /// Of the sensors inside the Voice SDK. Null or absent where a gateway reports. Event 1, 2, 3.
  CALLVIEW_FIELD(object<call_events::client_event>, sdk_edge)
  /// Details of a Conversation Relay event. Uncertain in events: the schema of version 3 defines such details, but the
  /// key is known from REST alone, and the examples there do not show it. REST.
  CALLVIEW_FIELD(object<call_events::conversation_relay>, conversation_relay_data)
};

// clang-format on

}  // namespace CALLVIEW_ABI
}  // namespace callview

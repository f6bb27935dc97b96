// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The Conference Participant Summary. This header has one class per object type and one line per field. document.hpp
/// describes what all accessors have in common, and what "Source" means.

#include "callview/document.hpp"
#include "callview/fields.hpp"
#include "callview/list.hpp"
#include "callview/values.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

// clang-format off

/// Direction of a participant's call.
CALLVIEW_ENUM(participant_direction, inbound, outbound)

/// State of a participant's call.
CALLVIEW_ENUM(participant_call_state, answered, completed, busy, fail, noanswer, ringing, canceled)

/// Kind of a participant's call.
CALLVIEW_ENUM(participant_call_type, carrier, client, sip)

// <windows.h> defines `small` as a macro.
#pragma push_macro("small")
#undef small
/// Size of the jitter buffer.
CALLVIEW_ENUM(jitter_buffer_size, large, small, medium, off)
#pragma pop_macro("small")

/// The objects inside a conference participant summary.
namespace participants {

/// Conference settings of the participant.
class properties : public object_view<properties> {
 public:
  /// Whether the conference started when the participant joined. Source: event 1, 2.
  CALLVIEW_FIELD(boolean, start_conference_on_enter)
  /// Whether the conference ended when the participant left. Source: event 1, 2.
  CALLVIEW_FIELD(boolean, end_conference_on_exit)
  /// Whether the participant heard early media, such as ringing. One REST example has `early_media` instead. Source:
  /// event 1, 2.
  CALLVIEW_FIELD(boolean, play_early_media)
  /// Whether the participant was recorded. Source: event 1, 2.
  CALLVIEW_FIELD(boolean, recording_enabled)
  /// Whether silence was trimmed from the recording. Source: event 1, 2.
  CALLVIEW_FIELD(boolean, trim_recording)
  /// Whether the participant joined muted. Source: event 1, 2.
  CALLVIEW_FIELD(boolean, enter_muted)
  /// Whether a beep sounded when the participant joined. Source: event 1, 2.
  CALLVIEW_FIELD(boolean, beep_on_enter)
  /// Whether a beep sounded when the participant left. Source: event 1, 2.
  CALLVIEW_FIELD(boolean, beep_on_exit)
  /// Requested region. Source: event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::region>, requested_region)
  /// Same as play_early_media(). One REST example has this key instead. Source: REST.
  CALLVIEW_FIELD(boolean, early_media)
};

/// Actions of the participant. Each list has the Unix times of one kind of action. Twilio does not publish the unit;
/// the only published example is in milliseconds (1633705131000). Treat values below 100,000,000,000 as seconds and all
/// others as milliseconds.
class events : public object_view<events> {
 public:
  /// Times at which the participant was put on hold, in seconds or milliseconds. Source: event 1, 2.
  CALLVIEW_FIELD(integers, hold)
  /// Times at which the participant was taken off hold, in seconds or milliseconds. Source: event 1, 2.
  CALLVIEW_FIELD(integers, unhold)
  /// Times at which the participant was muted, in seconds or milliseconds. Source: event 1, 2.
  CALLVIEW_FIELD(integers, mute)
  /// Times at which the participant was unmuted, in seconds or milliseconds. Source: event 1, 2.
  CALLVIEW_FIELD(integers, unmute)
  /// Times at which the participant started coaching, in seconds or milliseconds. Source: event 1, 2.
  CALLVIEW_FIELD(integers, coaching)
  /// Times at which the participant stopped coaching, in seconds or milliseconds. Source: event 1, 2.
  CALLVIEW_FIELD(integers, coaching_stopped)
  /// Times at which the beep setting of the participant changed, in seconds or milliseconds. Source: event 1, 2.
  CALLVIEW_FIELD(integers, modify_beep)
  /// Times at which the end-on-exit setting of the participant changed, in seconds or milliseconds. Source: event 1, 2.
  CALLVIEW_FIELD(integers, modify_exit)
  /// Times at which the coached participant changed, in seconds or milliseconds. Source: event 1, 2.
  CALLVIEW_FIELD(integers, modify_coached_participant)
};

/// Mean and largest value of a measurement, in the unit of the field that holds this object.
class statistic : public object_view<statistic> {
 public:
  /// Mean value. Source: event 2.
  CALLVIEW_FIELD(number, avg)
  /// Largest value. Source: event 2.
  CALLVIEW_FIELD(number, max)
};

/// Measurements of one media stream.
class stream : public object_view<stream> {
 public:
  /// RTP packets lost. A call summary uses the key `packets_lost`. Source: REST.
  CALLVIEW_FIELD(integer, total_packets_lost)
  /// RTP packets received. A call summary uses the key `packets_received`. Source: REST.
  CALLVIEW_FIELD(integer, total_packets_received)
  /// Packet loss in percent, from 0 to 100. Call summaries and call metrics use the key `packets_loss_percentage`.
  /// Source: REST.
  CALLVIEW_FIELD(number, packet_loss_percentage)
  /// RTP jitter, in milliseconds. Source: REST.
  CALLVIEW_FIELD(object<participants::statistic>, jitter)
  /// Latency, in milliseconds. The known sources do not say what it measures here. Source: REST.
  CALLVIEW_FIELD(object<participants::statistic>, latency)
  /// Mean opinion score, from 1 to 5: a number here, an object in call summaries. This field might not occur in events.
  /// Source: REST.
  CALLVIEW_FIELD(number, mos)
  /// Conditions of this stream, as free-form text, such as `silent`. Source: REST.
  CALLVIEW_FIELD(strings, tags)
};

/// Quality of the participant's streams. Version 2 of the schema defines one more object, with `avg`, `max` and
/// `timestamp`, but does not say where it belongs. If Twilio sends that object, unknown_fields() of this object, of
/// inbound() or of outbound() returns it.
class metrics : public object_view<metrics> {
 public:
  /// Stream from the participant to the mixer. Source: REST.
  CALLVIEW_FIELD(object<participants::stream>, inbound)
  /// Stream from the mixer to the participant. Source: REST.
  CALLVIEW_FIELD(object<participants::stream>, outbound)
};

}  // namespace participants

/// A Voice Insights Conference Participant Summary. `data` can be a JSON string or a JSON object. Twilio spells the
/// event type in two ways: `conference-participant-summary.complete` in the list of types, and
/// `participant-summary.complete` in a guide.
class conference_participant_summary : public document_view<conference_participant_summary> {
 public:
  /// SID of the participant (`CP...`). Source: event 1, 2.
  CALLVIEW_FIELD(string, participant_sid)
  /// Label that the customer gave the participant. Source: event 1, 2.
  CALLVIEW_FIELD(string, label, personal)
  /// SID of the conference (`CF...`). Source: event 1, 2.
  CALLVIEW_FIELD(string, conference_sid)
  /// SID of the participant's call (`CA...`), as in the call summary of that call. Source: event 1, 2.
  CALLVIEW_FIELD(string, call_sid)
  /// SID of the account that owns the conference. Source: event 1, 2.
  CALLVIEW_FIELD(string, account_sid)
  /// Direction of the call. Source: event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::participant_direction>, call_direction)
  /// Address of the calling party: a string here, an object in call summaries. Source: event 1, 2.
  CALLVIEW_FIELD(string, from, personal)
  /// Address of the called party: a string here, an object in call summaries. Source: event 1, 2.
  CALLVIEW_FIELD(string, to, personal)
  /// State of the call. REST uses the key `call_status`; version 1 may have either. Source: event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::participant_call_state>, call_state)
  /// Same as call_state(). REST uses this key. This field might not occur in events, although Twilio's list of the
  /// version 1 fields has both keys. Source: REST.
  CALLVIEW_FIELD(enumeration<callview::participant_call_state>, call_status)
  /// ISO 3166-1 country code of the phone number, two letters. Source: event 1, 2.
  CALLVIEW_FIELD(string, country_code)
  /// Whether the participant could start or end the conference. Source: event 1, 2.
  CALLVIEW_FIELD(boolean, is_moderator)
  /// When the participant joined. Source: event 1, 2.
  CALLVIEW_FIELD(time, join_time)
  /// When the participant left. Source: event 1, 2.
  CALLVIEW_FIELD(time, leave_time)
  /// Time in the conference, in seconds. Source: event 1, 2.
  CALLVIEW_FIELD(seconds, duration_seconds)
  /// Twilio documents this field in two ways. For events, it is the call's position in the queue, if the API added
  /// the call. For REST, it is the estimated time in the queue. Source: event 1, 2.
  CALLVIEW_FIELD(integer, outbound_queue_length)
  /// Time in the queue. The unit is uncertain: the documentation says seconds, but the examples look like milliseconds
  /// (965 in a conference of 76 s). Source: event 1, 2.
  CALLVIEW_FIELD(integer, outbound_time_in_queue)
  /// Size of the jitter buffer. Source: event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::jitter_buffer_size>, jitter_buffer_size)
  /// Whether the participant coached others. Source: event 1, 2.
  CALLVIEW_FIELD(boolean, is_coach)
  /// SIDs of the coached participants. The documentation says SIDs of calls (`CA...`), but the published example has
  /// SIDs of participants (`CP...`). Source: event 1, 2.
  CALLVIEW_FIELD(strings, coached_participants)
  /// Region of the participant's media. Source: event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::region>, participant_region)
  /// Region in which the conference was mixed. Source: event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::region>, conference_region)
  /// Kind of the call. Source: event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::participant_call_type>, call_type)
  /// Whisper configured for the participant: a text in the published example (`You are being recorded`). Not in REST.
  /// Source: event 1, 2.
  CALLVIEW_FIELD(string, whisper)
  /// The setting `agent_audio`. Its meaning is not published. Not in REST. Source: event 1, 2.
  CALLVIEW_FIELD(boolean, agent_audio)
  /// Number of detected quality problems. Not in REST. Source: event 1, 2.
  CALLVIEW_FIELD(integer, quality_issues)
  /// State of this summary. Source: event 1.
  CALLVIEW_FIELD(enumeration<callview::conference_processing_state>, processing_state)
  /// Conference settings of the participant. Source: event 1, 2.
  CALLVIEW_FIELD(object<participants::properties>, properties)
  /// Actions of the participant and their times. Source: event 1, 2.
  CALLVIEW_FIELD(object<participants::events>, events)
  /// Quality of the participant's streams. Source: event 1, 2.
  CALLVIEW_FIELD(object<participants::metrics>, metrics)
  /// URL of the REST resource; never sent in an event. Source: REST.
  CALLVIEW_FIELD(string, url)
};

// clang-format on

}  // namespace CALLVIEW_ABI
}  // namespace callview

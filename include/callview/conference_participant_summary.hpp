// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The Conference Participant Summary: one class per object type, one line per field. What holds for every accessor,
/// and the words that say where a fact comes from, are in document.hpp.

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

// <windows.h> has a macro of this name.
#pragma push_macro("small")
#undef small
/// Size of the buffer that evens out jitter.
CALLVIEW_ENUM(jitter_buffer_size, large, small, medium, off)
#pragma pop_macro("small")

/// The objects inside a conference participant summary.
namespace participants {

/// How the participant joined.
class properties : public object_view<properties> {
 public:
  /// Whether the conference began when the participant joined. Event 1, 2.
  CALLVIEW_FIELD(boolean, start_conference_on_enter)
  /// Whether the conference ended when the participant left. Event 1, 2.
  CALLVIEW_FIELD(boolean, end_conference_on_exit)
  /// Whether early media, such as ringing, was heard. One REST example has `early_media` in its place. Event 1, 2.
  CALLVIEW_FIELD(boolean, play_early_media)
  /// Whether the participant was recorded. Event 1, 2.
  CALLVIEW_FIELD(boolean, recording_enabled)
  /// Whether silence was cut from the recording. Event 1, 2.
  CALLVIEW_FIELD(boolean, trim_recording)
  /// Whether the participant joined muted. Event 1, 2.
  CALLVIEW_FIELD(boolean, enter_muted)
  /// Whether there was a beep when the participant joined. Event 1, 2.
  CALLVIEW_FIELD(boolean, beep_on_enter)
  /// Whether there was a beep when the participant left. Event 1, 2.
  CALLVIEW_FIELD(boolean, beep_on_exit)
  /// Region that was asked for. Event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::region>, requested_region)
  /// As play_early_media, in whose place one REST example has it. REST.
  CALLVIEW_FIELD(boolean, early_media)
};

/// What the participant did, each with the times at which it did: Unix times. Their unit is not published: the one
/// published example has milliseconds (1633705131000), so take a time of less than 100,000,000,000 for seconds and
/// any other for milliseconds.
class events : public object_view<events> {
 public:
  /// Was put on hold; seconds or milliseconds. Event 1, 2.
  CALLVIEW_FIELD(integers, hold)
  /// Was taken off hold; seconds or milliseconds. Event 1, 2.
  CALLVIEW_FIELD(integers, unhold)
  /// Was muted; seconds or milliseconds. Event 1, 2.
  CALLVIEW_FIELD(integers, mute)
  /// Was unmuted; seconds or milliseconds. Event 1, 2.
  CALLVIEW_FIELD(integers, unmute)
  /// Began to coach; seconds or milliseconds. Event 1, 2.
  CALLVIEW_FIELD(integers, coaching)
  /// Ceased to coach; seconds or milliseconds. Event 1, 2.
  CALLVIEW_FIELD(integers, coaching_stopped)
  /// Had its beep changed; seconds or milliseconds. Event 1, 2.
  CALLVIEW_FIELD(integers, modify_beep)
  /// Had changed what its leaving does; seconds or milliseconds. Event 1, 2.
  CALLVIEW_FIELD(integers, modify_exit)
  /// Was given another participant to coach; seconds or milliseconds. Event 1, 2.
  CALLVIEW_FIELD(integers, modify_coached_participant)
};

/// Mean and largest value of a measurement. The unit is that of the field that holds it.
class statistic : public object_view<statistic> {
 public:
  /// Mean value. Event 2.
  CALLVIEW_FIELD(number, avg)
  /// Largest value. Event 2.
  CALLVIEW_FIELD(number, max)
};

/// One direction of the media.
class stream : public object_view<stream> {
 public:
  /// RTP packets lost; `packets_lost` in a call summary. REST.
  CALLVIEW_FIELD(integer, total_packets_lost)
  /// RTP packets received; `packets_received` in a call summary. REST.
  CALLVIEW_FIELD(integer, total_packets_received)
  /// Loss in percent, 0 to 100. Call summaries and call metrics spell it `packets_loss_percentage`. REST.
  CALLVIEW_FIELD(number, packet_loss_percentage)
  /// RTP jitter, in milliseconds. REST.
  CALLVIEW_FIELD(object<participants::statistic>, jitter)
  /// Latency, in milliseconds. REST.
  CALLVIEW_FIELD(object<participants::statistic>, latency)
  /// Mean opinion score; a number, where call summaries have an object. Uncertain in events. REST.
  CALLVIEW_FIELD(number, mos)
  /// Conditions of this stream, such as `silent`; open text. REST.
  CALLVIEW_FIELD(strings, tags)
};

/// Quality of the participant's streams. The schema of version 2 defines a further object, of `avg`, `max` and
/// `timestamp`, without telling where it stands: see unknown_fields(), here and below.
class metrics : public object_view<metrics> {
 public:
  /// From the participant to the mixer. REST.
  CALLVIEW_FIELD(object<participants::stream>, inbound)
  /// From the mixer to the participant. REST.
  CALLVIEW_FIELD(object<participants::stream>, outbound)
};

}  // namespace participants

/// A Voice Insights Conference Participant Summary, whatever the form of the `data` that held it. Twilio spells the
/// type of the event in two ways: `conference-participant-summary.complete` in the list of types and
/// `participant-summary.complete` in a guide.
class conference_participant_summary : public document_view<conference_participant_summary> {
 public:
  /// SID of the participant (`CP...`). Event 1, 2.
  CALLVIEW_FIELD(string, participant_sid)
  /// Label that the customer gave the participant. Event 1, 2.
  CALLVIEW_FIELD(string, label, personal)
  /// SID of the conference (`CF...`). Event 1, 2.
  CALLVIEW_FIELD(string, conference_sid)
  /// SID of the participant's call (`CA...`), which its call summary has too. Event 1, 2.
  CALLVIEW_FIELD(string, call_sid)
  /// SID of the account that owns the conference. Event 1, 2.
  CALLVIEW_FIELD(string, account_sid)
  /// Direction of the call. Event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::participant_direction>, call_direction)
  /// Address of the calling party; a string, where call summaries have an object. Event 1, 2.
  CALLVIEW_FIELD(string, from, personal)
  /// Address of the called party; a string, where call summaries have an object. Event 1, 2.
  CALLVIEW_FIELD(string, to, personal)
  /// State of the call. REST spells it `call_status`; version 1 may have either. Event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::participant_call_state>, call_state)
  /// As call_state. Uncertain in events: a list of the fields of version 1 names both. REST.
  CALLVIEW_FIELD(enumeration<callview::participant_call_state>, call_status)
  /// ISO 3166-1 code of the number's country, two letters. Event 1, 2.
  CALLVIEW_FIELD(string, country_code)
  /// Whether the participant could begin or end the conference. Event 1, 2.
  CALLVIEW_FIELD(boolean, is_moderator)
  /// When the participant joined. Event 1, 2.
  CALLVIEW_FIELD(time, join_time)
  /// When the participant left. Event 1, 2.
  CALLVIEW_FIELD(time, leave_time)
  /// Time in the conference, in seconds. Event 1, 2.
  CALLVIEW_FIELD(seconds, duration_seconds)
  /// Place in the queue of a call that the API added. So it is documented for events; for REST as the estimated time in
  /// the queue. Event 1, 2.
  CALLVIEW_FIELD(integer, outbound_queue_length)
  /// Time in that queue. The unit is uncertain: documented in seconds, but examples look like milliseconds (965 in a
  /// conference that took 76 s). Event 1, 2.
  CALLVIEW_FIELD(integer, outbound_time_in_queue)
  /// Size of the buffer that evens out jitter. Event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::jitter_buffer_size>, jitter_buffer_size)
  /// Whether the participant coached others. Event 1, 2.
  CALLVIEW_FIELD(boolean, is_coach)
  /// SIDs of those coached: documented as of calls (`CA...`), of participants (`CP...`) in the published example.
  /// Event 1, 2.
  CALLVIEW_FIELD(strings, coached_participants)
  /// Region from which the participant's media came. Event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::region>, participant_region)
  /// Region in which the conference was mixed. Event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::region>, conference_region)
  /// Kind of the call. Event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::participant_call_type>, call_type)
  /// Whisper that was configured for the participant. Not in REST. Event 1, 2.
  CALLVIEW_FIELD(string, whisper)
  /// The setting of that name; its meaning is not published. Not in REST. Event 1, 2.
  CALLVIEW_FIELD(boolean, agent_audio)
  /// Number of problems that were found. Not in REST. Event 1, 2.
  CALLVIEW_FIELD(integer, quality_issues)
  /// State of this summary. Event 1.
  CALLVIEW_FIELD(enumeration<callview::conference_processing_state>, processing_state)
  /// How the participant joined. Event 1, 2.
  CALLVIEW_FIELD(object<participants::properties>, properties)
  /// What the participant did, and when. Event 1, 2.
  CALLVIEW_FIELD(object<participants::events>, events)
  /// Quality of its streams. Event 1, 2.
  CALLVIEW_FIELD(object<participants::metrics>, metrics)
  /// Address of the REST resource; never in an event. REST.
  CALLVIEW_FIELD(string, url)
};

// clang-format on

}  // namespace CALLVIEW_ABI
}  // namespace callview

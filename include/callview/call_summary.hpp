// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The Call Summary: one class per object type, one line per field. What holds for every accessor, and the words that
/// say where a fact comes from, are in document.hpp; what is of **REST** here is expected in events of version 2 and
/// later.

#include "callview/document.hpp"
#include "callview/fields.hpp"
#include "callview/list.hpp"
#include "callview/values.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

/// The objects inside a call summary.
namespace summary {

// clang-format off

/// Largest, mean and smallest value of a measurement over the call. The unit is that of the field that holds it.
class statistic : public object_view<statistic> {
 public:
  /// Largest value. REST.
  CALLVIEW_FIELD(number, max)
  /// Mean value. REST.
  CALLVIEW_FIELD(number, avg)
  /// Smallest value. REST.
  CALLVIEW_FIELD(number, min)
};

/// Approximate position of a party.
class location : public object_view<location> {
 public:
  /// Latitude in degrees, north positive. Event 1, 7.
  CALLVIEW_FIELD(number, lat, personal)
  /// Longitude in degrees, east positive. Event 1, 7.
  CALLVIEW_FIELD(number, lon, personal)
};

/// Browser in which the JavaScript SDK ran.
class browser : public object_view<browser> {
 public:
  /// Name, such as `Chrome`. Event 7.
  CALLVIEW_FIELD(string, name)
  /// Major version; a string. Sibling.
  CALLVIEW_FIELD(string, major)
  /// Whole version. Sibling.
  CALLVIEW_FIELD(string, version)
};

/// Voice SDK of a party.
class sdk : public object_view<sdk> {
 public:
  /// Family, such as `voice-ios`. Event 7.
  CALLVIEW_FIELD(string, type)
  /// Version, such as `5.7.2`. Event 7.
  CALLVIEW_FIELD(string, version)
  /// Platform, such as `iOS`. Event 7.
  CALLVIEW_FIELD(string, platform)
  /// Region in use. Event 7.
  CALLVIEW_FIELD(enumeration<callview::region>, region)
  /// Region that the application asked for; `gll` where it did not choose. Event 7.
  CALLVIEW_FIELD(enumeration<callview::region>, selected_region)
  /// Browser, where the SDK runs in one. Null otherwise. Event 7.
  CALLVIEW_FIELD(object<summary::browser>, browser)
  /// Twilio edge location that the SDK connected to, such as `ashburn`. Documented.
  CALLVIEW_FIELD(string, edge_location)
};

/// One end of the call: who, from where, by which connection.
class party : public object_view<party> {
 public:
  /// Address of the caller: an E.164 number, a `sip:` URI or a `client:` name. Event 1, 2, 7.
  CALLVIEW_FIELD(string, caller, personal)
  /// Address of the called end, in the same forms. Empty in version 1 inside `from`. Event 1, 2, 7.
  CALLVIEW_FIELD(string, callee, personal)
  /// Name of the carrier, free text. Event 1, 2, 7.
  CALLVIEW_FIELD(string, carrier)
  /// How the call came to Twilio or left it. Event 1, 2, 7.
  CALLVIEW_FIELD(enumeration<callview::connection>, connection)
  /// First digits of the number, without `+`: country code and usually three more. Event 1, 2, 7.
  CALLVIEW_FIELD(string, number_prefix, personal)
  /// Position derived from the prefix or the IP address. Null where unknown. Event 1, 2, 7.
  CALLVIEW_FIELD(object<summary::location>, location)
  /// City. Event 1, 2, 7.
  CALLVIEW_FIELD(string, city, personal)
  /// ISO 3166-1 code of the country, two letters. Event 1, 2, 7.
  CALLVIEW_FIELD(string, country_code)
  /// State or province, as a name or as a code. Event 1, 2, 7.
  CALLVIEW_FIELD(string, country_subdivision, personal)
  /// Public IP address of an SDK user. Event 1, 2, 7.
  CALLVIEW_FIELD(string, ip_address, personal)
  /// The party's Voice SDK. Null for a party without one. Event 1, 2, 7.
  CALLVIEW_FIELD(object<summary::sdk>, sdk)
};

/// Settings of the Voice SDK.
class settings : public object_view<settings> {
 public:
  /// Whether packets were marked by DSCP. REST.
  CALLVIEW_FIELD(boolean, dscp)
  /// Whether ICE restart was enabled. REST.
  CALLVIEW_FIELD(boolean, ice_restart_enabled)
  /// Edge location in use. Model only.
  CALLVIEW_FIELD(string, edge)
  /// Edge locations that the application asked for, in order. Model only.
  CALLVIEW_FIELD(strings, selected_edges)
};

/// Facts about the call (at the top) or about one edge. Version 1 writes all of them at the top, where later versions
/// write those of an edge in the edge: a reader of both looks at the edge first.
class properties : public object_view<properties> {
 public:
  /// Direction of the call. Event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::direction>, direction)
  /// Who hung up. Version 1 writes `unknown_disconnected_by` where later ones write nothing. Event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::disconnected_by>, disconnected_by)
  /// Last SIP response code; version 1 writes 0 for none. Event 1, 2.
  CALLVIEW_FIELD(integer, last_sip_response_num)
  /// Post-dial delay, in milliseconds. Event 1, 2.
  CALLVIEW_FIELD(milliseconds, pdd_ms)
  /// Estimated time in the queue before the call began, in milliseconds. Event 2.
  CALLVIEW_FIELD(milliseconds, queue_time)
  /// ITU-T Q.850 cause of the release; 0 for none. Event 1.
  CALLVIEW_FIELD(integer, q850_cause)
  /// Twilio's own identifier of the route. Event 1.
  CALLVIEW_FIELD(string, route_id)
  /// Region of the media gateway. Event 1 at the top, REST on edges.
  CALLVIEW_FIELD(enumeration<callview::region>, media_region)
  /// Region of the signaling gateway. Event 1 at the top, REST on edges.
  CALLVIEW_FIELD(enumeration<callview::region>, signaling_region)
  /// Region that was asked for. Event 1 at the top, REST on edges.
  CALLVIEW_FIELD(enumeration<callview::region>, selected_region)
  /// Region in use. Event 1 at the top, REST on edges.
  CALLVIEW_FIELD(enumeration<callview::region>, region)
  /// Media address at Twilio. Event 1 at the top, REST on edges.
  CALLVIEW_FIELD(string, twilio_media_ip)
  /// Signaling address at Twilio. Event 1 at the top, REST on edges.
  CALLVIEW_FIELD(string, twilio_signaling_ip)
  /// Media address of the remote end. Event 1 at the top, REST on edges.
  CALLVIEW_FIELD(string, external_media_ip, personal)
  /// Signaling address of the remote end. Event 1 at the top, REST on edges.
  CALLVIEW_FIELD(string, external_signaling_ip, personal)
  /// SIP Call-ID, as the remote end wrote it. Event 1 at the top, REST on edges.
  CALLVIEW_FIELD(string, sip_call_id, personal)
  /// SIP User-Agent, as the remote end wrote it. Event 1 at the top, REST on edges.
  CALLVIEW_FIELD(string, user_agent, personal)
  /// SID of the Elastic SIP trunk. Event 1 at the top, REST on edges.
  CALLVIEW_FIELD(string, trunk_sid)
  /// SDK settings; filled on the SDK edge only. Null in version 1. Event 1 at the top, REST on edges.
  CALLVIEW_FIELD(object<summary::settings>, settings)
  /// Name of the Twilio edge location; newer than the region names. REST.
  CALLVIEW_FIELD(string, edge_location)
};

/// Details of the call flow.
class attributes : public object_view<attributes> {
 public:
  /// Whether this leg was part of a conference. REST.
  CALLVIEW_FIELD(boolean, conference_participant)
};

/// One direction of the media at an edge.
class stream_metrics : public object_view<stream_metrics> {
 public:
  /// RTP payload type: 0 is PCMU, 111 Opus. REST.
  CALLVIEW_FIELD(integer, codec)
  /// Name of the codec, lower case. REST.
  CALLVIEW_FIELD(string, codec_name)
  /// RTP packets received. REST.
  CALLVIEW_FIELD(integer, packets_received)
  /// RTP packets sent. REST.
  CALLVIEW_FIELD(integer, packets_sent)
  /// RTP packets lost. REST.
  CALLVIEW_FIELD(integer, packets_lost)
  /// Loss in percent, 0 to 100. REST.
  CALLVIEW_FIELD(number, packets_loss_percentage)
  /// RTP jitter, in milliseconds. REST.
  CALLVIEW_FIELD(object<summary::statistic>, jitter)
  /// Time that RTP took to cross Twilio, in milliseconds. REST.
  CALLVIEW_FIELD(object<summary::statistic>, latency)
  /// Packets by the delay they came with: keys such as `d50`, `d70`. REST.
  CALLVIEW_FIELD(counters, packet_delay_variation)
  /// Mean opinion score, 1 to 5. SDK edge. REST.
  CALLVIEW_FIELD(object<summary::statistic>, mos)
  /// Round trip time, in milliseconds. SDK edge. REST.
  CALLVIEW_FIELD(object<summary::statistic>, rtt)
  /// Level of the microphone, on a scale that is not published. SDK edge. REST.
  CALLVIEW_FIELD(object<summary::statistic>, audio_in)
  /// Level of the speaker, on a scale that is not published. SDK edge. REST.
  CALLVIEW_FIELD(object<summary::statistic>, audio_out)
  /// Quality tags of this stream. SDK edge. Model only.
  CALLVIEW_FIELD(strings, tags)
};

/// Media measurements of an edge over the whole call.
class metrics : public object_view<metrics> {
 public:
  /// The stream that the edge received. REST.
  CALLVIEW_FIELD(object<summary::stream_metrics>, inbound)
  /// The stream that the edge sent. REST.
  CALLVIEW_FIELD(object<summary::stream_metrics>, outbound)
};

/// How often the SDK raised which events.
class sdk_events : public object_view<sdk_events> {
 public:
  /// Events by severity. REST.
  CALLVIEW_FIELD(counters, levels)
  /// Events by group. REST.
  CALLVIEW_FIELD(counters, groups)
  /// Errors by SDK error code. Documented.
  CALLVIEW_FIELD(counters, errors)
  /// What the user reported through the SDK; its JSON text, as its form is not published. Documented.
  CALLVIEW_FIELD(raw_object, feedback, personal)
};

/// One place at which Twilio measured the call.
class edge : public object_view<edge> {
 public:
  /// Facts about this edge. REST.
  CALLVIEW_FIELD(object<summary::properties>, properties)
  /// Measurements. REST.
  CALLVIEW_FIELD(object<summary::metrics>, metrics)
  /// SDK events; on the SDK edge only. REST.
  CALLVIEW_FIELD(object<summary::sdk_events>, events)
};

/// Verification of the caller.
class verified_caller : public object_view<verified_caller> {
 public:
  /// Whether the caller ID was verified by SHAKEN/STIR, attestation A. Event 2.
  CALLVIEW_FIELD(boolean, verified)
};

/// Branded call, the product of 2020 to 2022. Its successor is `branded`.
class branded_call : public object_view<branded_call> {
 public:
  /// Whether the device showed the brand. Event 2.
  CALLVIEW_FIELD(boolean, branded)
  /// Caller ID that was given. Event 2.
  CALLVIEW_FIELD(string, caller, personal)
  /// Use case of the call. Event 2.
  CALLVIEW_FIELD(string, use_case)
  /// SID of the branded channel. Event 2.
  CALLVIEW_FIELD(string, branded_channel_sid)
  /// SID of the brand. Event 2.
  CALLVIEW_FIELD(string, brand_sid)
};

/// Branded calling, the current product.
class branded : public object_view<branded> {
 public:
  /// Whether the call carried a brand. REST.
  CALLVIEW_FIELD(boolean, enabled)
  /// SID of the bundle (`BU...`). REST.
  CALLVIEW_FIELD(string, bundle_sid)
  /// Name that was shown. REST.
  CALLVIEW_FIELD(string, display_name)
  /// Long name that was shown. REST.
  CALLVIEW_FIELD(string, long_display_name)
  /// Whether a logo was shown. REST.
  CALLVIEW_FIELD(boolean, logo)
  /// Delivery path. REST.
  CALLVIEW_FIELD(enumeration<callview::branded_type>, type)
  /// Purpose, as the customer words it. REST.
  CALLVIEW_FIELD(string, use_case)
  /// Reason for the call, as shown to the called. REST.
  CALLVIEW_FIELD(string, call_reason)
};

/// Business profile behind the number.
class business_profile : public object_view<business_profile> {
 public:
  /// SID of the bundle (`BU...`). REST.
  CALLVIEW_FIELD(string, bundle_sid)
  /// Whose business it is. REST.
  CALLVIEW_FIELD(enumeration<callview::business_identity>, identity)
  /// Industry; written in either case. REST.
  CALLVIEW_FIELD(enumeration<callview::business_industry>, industry)
  /// Type of the profile. REST.
  CALLVIEW_FIELD(enumeration<callview::business_profile_type>, type)
};

/// Registration with Voice Integrity.
class voice_integrity : public object_view<voice_integrity> {
 public:
  /// Whether it was on for the number. REST.
  CALLVIEW_FIELD(boolean, enabled)
  /// SID of the bundle (`BU...`). REST.
  CALLVIEW_FIELD(string, bundle_sid)
  /// Registered use case. REST.
  CALLVIEW_FIELD(enumeration<callview::voice_integrity_use_case>, use_case)
};

/// Trusted communication.
class trust : public object_view<trust> {
 public:
  /// Verification of the caller. Event 2.
  CALLVIEW_FIELD(object<summary::verified_caller>, verified_caller)
  /// Branded call, the older product. Event 2.
  CALLVIEW_FIELD(object<summary::branded_call>, branded_call)
  /// Branded calling, the current product. REST.
  CALLVIEW_FIELD(object<summary::branded>, branded)
  /// Business profile. REST.
  CALLVIEW_FIELD(object<summary::business_profile>, business_profile)
  /// Voice Integrity. REST.
  CALLVIEW_FIELD(object<summary::voice_integrity>, voice_integrity)
};

/// What the customer noted about the call through the Annotation API.
class annotation : public object_view<annotation> {
 public:
  /// SID of the account. REST.
  CALLVIEW_FIELD(string, account_sid)
  /// SID of the call. REST.
  CALLVIEW_FIELD(string, call_sid)
  /// Who answered. Another enumeration than that of the summary. REST.
  CALLVIEW_FIELD(enumeration<callview::annotation_answered_by>, answered_by)
  /// Connectivity problem. REST.
  CALLVIEW_FIELD(enumeration<callview::connectivity_issue>, connectivity_issue)
  /// Quality problems. REST.
  CALLVIEW_FIELD(enumerations<callview::quality_issue>, quality_issues)
  /// Whether the call was spam. REST.
  CALLVIEW_FIELD(boolean, spam)
  /// Score from 1, bad, to 5, excellent. REST.
  CALLVIEW_FIELD(integer, call_score)
  /// Comment, free text. REST.
  CALLVIEW_FIELD(string, comment, personal)
  /// Reference to a ticket. REST.
  CALLVIEW_FIELD(string, incident)
  /// Address of the Annotation resource. REST.
  CALLVIEW_FIELD(string, url)
};

/// Tokens of a Conversation Relay session.
class token_usage : public object_view<token_usage> {
 public:
  /// Number of tokens. REST.
  CALLVIEW_FIELD(integer, total)
  /// Tokens per second. REST.
  CALLVIEW_FIELD(object<summary::statistic>, tokens_per_second)
};

/// Words of a Conversation Relay session.
class word_usage : public object_view<word_usage> {
 public:
  /// Number of words. REST.
  CALLVIEW_FIELD(integer, total)
  /// Words per minute. REST.
  CALLVIEW_FIELD(object<summary::statistic>, words_per_minute)
};

/// Who interrupted whom, and how often.
class interruptions : public object_view<interruptions> {
 public:
  /// Times that the customer interrupted the agent. REST.
  CALLVIEW_FIELD(integer, customer_to_agent)
  /// Times that the agent interrupted the customer. REST.
  CALLVIEW_FIELD(integer, agent_to_customer)
};

/// One Conversation Relay session.
class agent_session : public object_view<agent_session> {
 public:
  /// Identifier of the session. REST.
  CALLVIEW_FIELD(string, session_id)
  /// Text-to-speech latency, in milliseconds. REST.
  CALLVIEW_FIELD(object<summary::statistic>, tts_latency_ms)
  /// Speech-to-text latency, in milliseconds. REST.
  CALLVIEW_FIELD(object<summary::statistic>, stt_latency_ms)
  /// Network latency, in milliseconds. REST.
  CALLVIEW_FIELD(object<summary::statistic>, network_latency_ms)
  /// Time until the first audio, in milliseconds. REST.
  CALLVIEW_FIELD(object<summary::statistic>, time_to_first_audio_ms)
  /// Latency of the customer's application, in milliseconds. REST.
  CALLVIEW_FIELD(object<summary::statistic>, application_latency_ms)
  /// Tokens. REST.
  CALLVIEW_FIELD(object<summary::token_usage>, tokens)
  /// Words. REST.
  CALLVIEW_FIELD(object<summary::word_usage>, words)
  /// Turns of the dialogue. REST.
  CALLVIEW_FIELD(integer, turns)
  /// Interruptions. REST.
  CALLVIEW_FIELD(object<summary::interruptions>, interruptions)
  /// How the session ended. REST.
  CALLVIEW_FIELD(enumeration<callview::session_state>, session_state)
};

// clang-format on

}  // namespace summary

/// The sessions of a call: a range of `summary::agent_session`.
using agent_session_list = object_list<summary::agent_session>;

/// A Voice Insights Call Summary, whatever the form of the `data` that held it.
class call_summary : public document_view<call_summary> {
 public:
  // clang-format off
  /// SID of the call (`CA...`). Event 1, 2, 7.
  CALLVIEW_FIELD(string, call_sid)
  /// SID of the account that owns the call: a subaccount's where a parent account subscribes. Event 1, 2, 7.
  CALLVIEW_FIELD(string, account_sid)
  /// SID of the parent leg; empty for none. Event 1, 2, 7.
  CALLVIEW_FIELD(string, parent_call_sid)
  /// SID of the parent account, for a subaccount's call; empty for none. Event 1, 2, 7.
  CALLVIEW_FIELD(string, parent_account_sid)
  /// When the call was created; may lie before start_time when it queued. Event 2, 7.
  CALLVIEW_FIELD(time, created_time)
  /// When the call started. Event 1, 2, 7.
  CALLVIEW_FIELD(time, start_time)
  /// When the call ended. Event 1, 2, 7.
  CALLVIEW_FIELD(time, end_time)
  /// From initiation to end, in seconds. Does not follow from the timestamps. Event 1, 2, 7.
  CALLVIEW_FIELD(seconds, duration)
  /// From answer to end, in seconds; 0 when nobody answered. Event 1, 2, 7.
  CALLVIEW_FIELD(seconds, connect_duration)
  /// Kind of call leg. Event 1, 2, 7.
  CALLVIEW_FIELD(enumeration<callview::call_type>, call_type)
  /// State of the call. Event 1, 2, 7.
  CALLVIEW_FIELD(enumeration<callview::call_state>, call_state)
  /// Verdict of answering-machine detection. REST.
  CALLVIEW_FIELD(enumeration<callview::answered_by>, answered_by)
  /// State of this summary. Independent of the event's type: a predicted-complete event may say `partial`. Event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::processing_state>, processing_state)
  /// Counts the updates of a partial summary. Event 1, 2.
  CALLVIEW_FIELD(integer, processing_version)
  /// The calling party. Event 1, 2, 7.
  CALLVIEW_FIELD(object<summary::party>, from)
  /// The called party. Event 1, 2.
  CALLVIEW_FIELD(object<summary::party>, to)
  /// Gateway that faces the carrier, for carrier and trunking calls. Event 1, 2.
  CALLVIEW_FIELD(object<summary::edge>, carrier_edge)
  /// Gateway that faces a SIP interface or trunk, for sip and trunking calls. Event 1, 2.
  CALLVIEW_FIELD(object<summary::edge>, sip_edge)
  /// Gateway that faces a Voice SDK, for client calls. Event 1, 2.
  CALLVIEW_FIELD(object<summary::edge>, client_edge)
  /// Sensors inside the Voice SDK, for client calls. Event 1, 2.
  CALLVIEW_FIELD(object<summary::edge>, sdk_edge)
  /// Conditions that the analysis found, such as `high_jitter` or `silence`. Event 1, 2.
  CALLVIEW_FIELD(strings, tags)
  /// Details of the call flow. Event 1, 2.
  CALLVIEW_FIELD(object<summary::attributes>, attributes)
  /// Facts that belong to no edge. Event 1, 2.
  CALLVIEW_FIELD(object<summary::properties>, properties)
  /// Trusted communication. Event 2.
  CALLVIEW_FIELD(object<summary::trust>, trust)
  /// The customer's own notes. REST.
  CALLVIEW_FIELD(object<summary::annotation>, annotation)
  /// Conversation Relay sessions. REST.
  CALLVIEW_FIELD(objects<summary::agent_session>, agent_session_summaries)
  /// Address of the REST resource; never in an event. REST.
  CALLVIEW_FIELD(string, url)
  // clang-format on

  /// By what this summary supersedes others of the same call.
  [[nodiscard]] summary_rank rank() const noexcept {
    summary_rank r = detail::rank_by_event(*this);
    if (const auto version = processing_version(); version) { r.processing_version = *version; }
    return r;
  }
};

}  // namespace CALLVIEW_ABI
}  // namespace callview

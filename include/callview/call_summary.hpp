// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The Call Summary. This header has one class per object type and one line per field. document.hpp describes what all
/// accessors have in common, and what "Source" means. Expect fields with the source REST in events of version 2 and
/// later, unless their comment says otherwise.

#include "callview/document.hpp"
#include "callview/fields.hpp"
#include "callview/list.hpp"
#include "callview/values.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

/// The objects inside a call summary.
namespace summary {

// clang-format off

/// Largest, mean and smallest value of a measurement during the call, in the unit of the field that holds this object.
class statistic : public object_view<statistic> {
 public:
  /// Largest value. Source: REST.
  CALLVIEW_FIELD(number, max)
  /// Mean value. Source: REST.
  CALLVIEW_FIELD(number, avg)
  /// Smallest value. Source: REST.
  CALLVIEW_FIELD(number, min)
};

/// Approximate position of a party.
class location : public object_view<location> {
 public:
  /// Latitude in degrees, north positive. Source: event 1, 7.
  CALLVIEW_FIELD(number, lat, personal)
  /// Longitude in degrees, east positive. Source: event 1, 7.
  CALLVIEW_FIELD(number, lon, personal)
};

/// Browser that ran the JavaScript SDK.
class browser : public object_view<browser> {
 public:
  /// Name, such as `Chrome`. Source: event 7.
  CALLVIEW_FIELD(string, name)
  /// Major version, as a string. Source: sibling event.
  CALLVIEW_FIELD(string, major)
  /// Full version. Source: sibling event.
  CALLVIEW_FIELD(string, version)
};

/// Voice SDK of a party.
class sdk : public object_view<sdk> {
 public:
  /// SDK family, such as `voice-ios`. Source: event 7.
  CALLVIEW_FIELD(string, type)
  /// Version, such as `5.7.2`. Source: event 7.
  CALLVIEW_FIELD(string, version)
  /// Platform, such as `iOS`. Source: event 7.
  CALLVIEW_FIELD(string, platform)
  /// Region in use. Source: event 7.
  CALLVIEW_FIELD(enumeration<callview::region>, region)
  /// Region that the application requested; `gll` if it requested none. Source: event 7.
  CALLVIEW_FIELD(enumeration<callview::region>, selected_region)
  /// Browser, if the SDK runs in one. Null otherwise. Source: event 7.
  CALLVIEW_FIELD(object<summary::browser>, browser)
  /// Twilio edge location that the SDK connected to, such as `ashburn`. Source: documentation.
  CALLVIEW_FIELD(string, edge_location)
};

/// A party of the call: its address, location and connection.
class party : public object_view<party> {
 public:
  /// Address of the caller: an E.164 number, a `sip:` URI or a `client:` name. Source: event 1, 2, 7.
  CALLVIEW_FIELD(string, caller, personal)
  /// Address of the called party, in the same forms. Version 1 leaves it empty in `from`. Source: event 1, 2, 7.
  CALLVIEW_FIELD(string, callee, personal)
  /// Name of the carrier, free text. Source: event 1, 2, 7.
  CALLVIEW_FIELD(string, carrier)
  /// How the call reached or left Twilio. Source: event 1, 2, 7.
  CALLVIEW_FIELD(enumeration<callview::connection>, connection)
  /// First digits of the number, without `+`: the country code and usually three more digits. Source: event 1, 2, 7.
  CALLVIEW_FIELD(string, number_prefix, personal)
  /// Position derived from the number prefix or the IP address. Null if unknown. Source: event 1, 2, 7.
  CALLVIEW_FIELD(object<summary::location>, location)
  /// City. Source: event 1, 2, 7.
  CALLVIEW_FIELD(string, city, personal)
  /// ISO 3166-1 code of the country, two letters. Source: event 1, 2, 7.
  CALLVIEW_FIELD(string, country_code)
  /// State or province, as a name or as a code. Source: event 1, 2, 7.
  CALLVIEW_FIELD(string, country_subdivision, personal)
  /// Public IP address of an SDK user. Source: event 1, 2, 7.
  CALLVIEW_FIELD(string, ip_address, personal)
  /// Voice SDK of the party. Null for a party without an SDK. Source: event 1, 2, 7.
  CALLVIEW_FIELD(object<summary::sdk>, sdk)
};

/// Settings of the Voice SDK.
class settings : public object_view<settings> {
 public:
  /// Whether packets were marked with DSCP. Source: REST.
  CALLVIEW_FIELD(boolean, dscp)
  /// Whether ICE restart was enabled. Source: REST.
  CALLVIEW_FIELD(boolean, ice_restart_enabled)
  /// Edge location in use. Source: client library.
  CALLVIEW_FIELD(string, edge)
  /// Edge locations that the application requested, in order. Source: client library.
  CALLVIEW_FIELD(strings, selected_edges)
};

/// Properties of the call (`call_summary::properties()`) or of one edge (`edge::properties()`). The first five fields
/// describe the call. `call_summary::properties()` has them in all versions, except that version 1 has no `queue_time`.
/// The other fields describe an edge. In version 1, `call_summary::properties()` has them; in later versions,
/// `edge::properties()` of that edge has them. To support all versions, read such a field of the edge and, if it is
/// absent, of the call. Only version 1 has `q850_cause` and `route_id`, and version 1 has no `edge_location`.
class properties : public object_view<properties> {
 public:
  /// Direction of the call. Source: event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::direction>, direction)
  /// Who hung up. If this is unknown, version 1 writes `unknown_disconnected_by` and later versions omit the field.
  /// Source: event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::disconnected_by>, disconnected_by)
  /// Last SIP response code. If there was none, version 1 writes 0. Source: event 1, 2.
  CALLVIEW_FIELD(integer, last_sip_response_num)
  /// Post-dial delay, from the SIP INVITE to the first 18x response, in milliseconds. Source: event 1, 2.
  CALLVIEW_FIELD(milliseconds, pdd_ms)
  /// Estimated time that the call was queued before it began, in milliseconds. Source: event 2.
  CALLVIEW_FIELD(milliseconds, queue_time)
  /// ITU-T Q.850 release cause; 0 if not set. Source: event 1.
  CALLVIEW_FIELD(integer, q850_cause)
  /// Twilio's internal identifier of the route. Source: event 1.
  CALLVIEW_FIELD(string, route_id)
  /// Region of the media gateway. Source: event 1 for the call, REST for edges.
  CALLVIEW_FIELD(enumeration<callview::region>, media_region)
  /// Region of the signaling gateway. Source: event 1 for the call, REST for edges.
  CALLVIEW_FIELD(enumeration<callview::region>, signaling_region)
  /// Requested region. Source: event 1 for the call, REST for edges.
  CALLVIEW_FIELD(enumeration<callview::region>, selected_region)
  /// Region in use. Source: event 1 for the call, REST for edges.
  CALLVIEW_FIELD(enumeration<callview::region>, region)
  /// IP address for media at Twilio. Source: event 1 for the call, REST for edges.
  CALLVIEW_FIELD(string, twilio_media_ip)
  /// IP address for signaling at Twilio. Source: event 1 for the call, REST for edges.
  CALLVIEW_FIELD(string, twilio_signaling_ip)
  /// IP address for media at the remote end. Source: event 1 for the call, REST for edges.
  CALLVIEW_FIELD(string, external_media_ip, personal)
  /// IP address for signaling at the remote end. Source: event 1 for the call, REST for edges.
  CALLVIEW_FIELD(string, external_signaling_ip, personal)
  /// SIP Call-ID, as the remote end sent it. Source: event 1 for the call, REST for edges.
  CALLVIEW_FIELD(string, sip_call_id, personal)
  /// SIP User-Agent, as the remote end sent it. Source: event 1 for the call, REST for edges.
  CALLVIEW_FIELD(string, user_agent, personal)
  /// SID of the Elastic SIP Trunk (`TK...`). Source: event 1 for the call, REST for edges.
  CALLVIEW_FIELD(string, trunk_sid)
  /// SDK settings, only on the SDK edge. Null in version 1. Source: event 1 for the call, REST for edges.
  CALLVIEW_FIELD(object<summary::settings>, settings)
  /// Name of the Twilio edge location; newer than the region names. Source: REST.
  CALLVIEW_FIELD(string, edge_location)
};

/// Details of the call flow.
class attributes : public object_view<attributes> {
 public:
  /// Whether this leg was part of a conference. Source: REST.
  CALLVIEW_FIELD(boolean, conference_participant)
};

/// Measurements of one media stream at an edge.
class stream_metrics : public object_view<stream_metrics> {
 public:
  /// RTP payload type: 0 is PCMU, 111 is Opus. Source: REST.
  CALLVIEW_FIELD(integer, codec)
  /// Name of the codec, lower case. Source: REST.
  CALLVIEW_FIELD(string, codec_name)
  /// RTP packets received. Source: REST.
  CALLVIEW_FIELD(integer, packets_received)
  /// RTP packets sent. Source: REST.
  CALLVIEW_FIELD(integer, packets_sent)
  /// RTP packets lost. Source: REST.
  CALLVIEW_FIELD(integer, packets_lost)
  /// Packet loss in percent, from 0 to 100. Source: REST.
  CALLVIEW_FIELD(number, packets_loss_percentage)
  /// RTP jitter, in milliseconds. Source: REST.
  CALLVIEW_FIELD(object<summary::statistic>, jitter)
  /// Time that RTP packets took to cross Twilio, in milliseconds. Source: REST.
  CALLVIEW_FIELD(object<summary::statistic>, latency)
  /// Number of delayed packets by delay. Each key is `d` followed by a number, such as `d50`. The known sources do not
  /// give the unit and the bounds of these numbers. Source: REST.
  CALLVIEW_FIELD(counters, packet_delay_variation)
  /// Mean opinion score, from 1 to 5; only on the SDK edge. Source: REST.
  CALLVIEW_FIELD(object<summary::statistic>, mos)
  /// Round-trip time, in milliseconds; only on the SDK edge. Source: REST.
  CALLVIEW_FIELD(object<summary::statistic>, rtt)
  /// Microphone level, only on the SDK edge. The scale is not published. Source: REST.
  CALLVIEW_FIELD(object<summary::statistic>, audio_in)
  /// Speaker level, only on the SDK edge. The scale is not published. Source: REST.
  CALLVIEW_FIELD(object<summary::statistic>, audio_out)
  /// Quality tags of this stream; only on the SDK edge. Source: client library.
  CALLVIEW_FIELD(strings, tags)
};

/// Media measurements of an edge during the whole call.
class metrics : public object_view<metrics> {
 public:
  /// The stream that the edge received. Source: REST.
  CALLVIEW_FIELD(object<summary::stream_metrics>, inbound)
  /// The stream that the edge sent. Source: REST.
  CALLVIEW_FIELD(object<summary::stream_metrics>, outbound)
};

/// Counts of the events that the SDK raised.
class sdk_events : public object_view<sdk_events> {
 public:
  /// Number of events by severity. Source: REST.
  CALLVIEW_FIELD(counters, levels)
  /// Number of events by group. Source: REST.
  CALLVIEW_FIELD(counters, groups)
  /// Number of errors by SDK error code. Source: documentation.
  CALLVIEW_FIELD(counters, errors)
  /// User feedback sent through the SDK, as JSON text because its form is not published. Source: documentation.
  CALLVIEW_FIELD(raw_object, feedback, personal)
};

/// An edge: a point at which Twilio measured the call.
class edge : public object_view<edge> {
 public:
  /// Properties of this edge. Source: REST.
  CALLVIEW_FIELD(object<summary::properties>, properties)
  /// Measurements. Source: REST.
  CALLVIEW_FIELD(object<summary::metrics>, metrics)
  /// SDK events; only on the SDK edge. Source: REST.
  CALLVIEW_FIELD(object<summary::sdk_events>, events)
};

/// Verification of the caller.
class verified_caller : public object_view<verified_caller> {
 public:
  /// Whether the caller ID was verified by SHAKEN/STIR with attestation A. Source: event 2.
  CALLVIEW_FIELD(boolean, verified)
};

/// Branded call, a product from 2020 to 2022. Its successor is `branded`.
class branded_call : public object_view<branded_call> {
 public:
  /// Whether the device displayed the brand. Source: event 2.
  CALLVIEW_FIELD(boolean, branded)
  /// Caller ID that was provided. Source: event 2.
  CALLVIEW_FIELD(string, caller, personal)
  /// Use case of the call. Source: event 2.
  CALLVIEW_FIELD(string, use_case)
  /// SID of the branded channel. Source: event 2.
  CALLVIEW_FIELD(string, branded_channel_sid)
  /// SID of the brand. Source: event 2.
  CALLVIEW_FIELD(string, brand_sid)
};

/// Branded calling, the current product.
class branded : public object_view<branded> {
 public:
  /// Whether the call carried a brand. Source: REST.
  CALLVIEW_FIELD(boolean, enabled)
  /// SID of the bundle (`BU...`). Source: REST.
  CALLVIEW_FIELD(string, bundle_sid)
  /// Displayed name. Source: REST.
  CALLVIEW_FIELD(string, display_name)
  /// Displayed long name. Source: REST.
  CALLVIEW_FIELD(string, long_display_name)
  /// Whether a logo was displayed. Source: REST.
  CALLVIEW_FIELD(boolean, logo)
  /// Kind of the branded call. Source: REST.
  CALLVIEW_FIELD(enumeration<callview::branded_type>, type)
  /// Purpose, as the customer describes it. Source: REST.
  CALLVIEW_FIELD(string, use_case)
  /// Reason for the call, as displayed to the called party. Source: REST.
  CALLVIEW_FIELD(string, call_reason)
};

/// Business profile behind the number.
class business_profile : public object_view<business_profile> {
 public:
  /// SID of the bundle (`BU...`). Source: REST.
  CALLVIEW_FIELD(string, bundle_sid)
  /// Identity of the business: a direct customer, or an ISV, reseller or partner. Source: REST.
  CALLVIEW_FIELD(enumeration<callview::business_identity>, identity)
  /// Industry, in upper or lower case. Source: REST.
  CALLVIEW_FIELD(enumeration<callview::business_industry>, industry)
  /// Type of the profile. Source: REST.
  CALLVIEW_FIELD(enumeration<callview::business_profile_type>, type)
};

/// Voice Integrity registration.
class voice_integrity : public object_view<voice_integrity> {
 public:
  /// Whether Voice Integrity was enabled for the number. Source: REST.
  CALLVIEW_FIELD(boolean, enabled)
  /// SID of the bundle (`BU...`). Source: REST.
  CALLVIEW_FIELD(string, bundle_sid)
  /// Registered use case. Source: REST.
  CALLVIEW_FIELD(enumeration<callview::voice_integrity_use_case>, use_case)
};

/// Caller verification, branding, business profile and Voice Integrity.
class trust : public object_view<trust> {
 public:
  /// Verification of the caller. Source: event 2.
  CALLVIEW_FIELD(object<summary::verified_caller>, verified_caller)
  /// Branded call, the older product. Source: event 2.
  CALLVIEW_FIELD(object<summary::branded_call>, branded_call)
  /// Branded calling, the current product. Source: REST.
  CALLVIEW_FIELD(object<summary::branded>, branded)
  /// Business profile. Source: REST.
  CALLVIEW_FIELD(object<summary::business_profile>, business_profile)
  /// Voice Integrity. Source: REST.
  CALLVIEW_FIELD(object<summary::voice_integrity>, voice_integrity)
};

/// Labels that the customer (of Twilio) gave the call through the Annotation API.
class annotation : public object_view<annotation> {
 public:
  /// SID of the account. Source: REST.
  CALLVIEW_FIELD(string, account_sid)
  /// SID of the call. Source: REST.
  CALLVIEW_FIELD(string, call_sid)
  /// Who answered. The enumeration differs from that of `call_summary::answered_by()`. Source: REST.
  CALLVIEW_FIELD(enumeration<callview::annotation_answered_by>, answered_by)
  /// Connectivity problem that the customer reported. Source: REST.
  CALLVIEW_FIELD(enumeration<callview::connectivity_issue>, connectivity_issue)
  /// Quality problems that the customer reported. Source: REST.
  CALLVIEW_FIELD(enumerations<callview::quality_issue>, quality_issues)
  /// Whether the customer labeled the call as spam. `if (spam())` only tests whether there is a value: write `spam() ==
  /// true`. Source: REST.
  CALLVIEW_FIELD(boolean, spam)
  /// Score that the customer gave, from 1 (bad) to 5 (excellent). Source: REST.
  CALLVIEW_FIELD(integer, call_score)
  /// Comment, free text. Source: REST.
  CALLVIEW_FIELD(string, comment, personal)
  /// Reference to a ticket. Source: REST.
  CALLVIEW_FIELD(string, incident)
  /// URL of the Annotation resource. Source: REST.
  CALLVIEW_FIELD(string, url)
};

/// Token statistics of a Conversation Relay session.
class token_usage : public object_view<token_usage> {
 public:
  /// Number of tokens. Source: REST.
  CALLVIEW_FIELD(integer, total)
  /// Tokens per second. Source: REST.
  CALLVIEW_FIELD(object<summary::statistic>, tokens_per_second)
};

/// Word statistics of a Conversation Relay session.
class word_usage : public object_view<word_usage> {
 public:
  /// Number of words. Source: REST.
  CALLVIEW_FIELD(integer, total)
  /// Words per minute. Source: REST.
  CALLVIEW_FIELD(object<summary::statistic>, words_per_minute)
};

/// Number of interruptions in a Conversation Relay session. Here, the customer is the person on the call, and the agent
/// is the virtual agent.
class interruptions : public object_view<interruptions> {
 public:
  /// Number of times the customer interrupted the agent. Source: REST.
  CALLVIEW_FIELD(integer, customer_to_agent)
  /// Number of times the agent interrupted the customer. Source: REST.
  CALLVIEW_FIELD(integer, agent_to_customer)
};

/// A Conversation Relay session.
class agent_session : public object_view<agent_session> {
 public:
  /// Identifier of the session. Source: REST.
  CALLVIEW_FIELD(string, session_id)
  /// Text-to-speech latency, in milliseconds. Source: REST.
  CALLVIEW_FIELD(object<summary::statistic>, tts_latency_ms)
  /// Speech-to-text latency, in milliseconds. Source: REST.
  CALLVIEW_FIELD(object<summary::statistic>, stt_latency_ms)
  /// Network latency, in milliseconds. Source: REST.
  CALLVIEW_FIELD(object<summary::statistic>, network_latency_ms)
  /// Time to first audio, in milliseconds. Source: REST.
  CALLVIEW_FIELD(object<summary::statistic>, time_to_first_audio_ms)
  /// Latency of the application that the session talks to, until the first token of its response, in milliseconds.
  /// Source: REST.
  CALLVIEW_FIELD(object<summary::statistic>, application_latency_ms)
  /// Token statistics. Source: REST.
  CALLVIEW_FIELD(object<summary::token_usage>, tokens)
  /// Word statistics. Source: REST.
  CALLVIEW_FIELD(object<summary::word_usage>, words)
  /// Number of turns in the dialogue. Source: REST.
  CALLVIEW_FIELD(integer, turns)
  /// Interruptions. Source: REST.
  CALLVIEW_FIELD(object<summary::interruptions>, interruptions)
  /// How the session ended. Source: REST.
  CALLVIEW_FIELD(enumeration<callview::session_state>, session_state)
};

// clang-format on

}  // namespace summary

/// The Conversation Relay sessions of a call: a range of `summary::agent_session`.
using agent_session_list = object_list<summary::agent_session>;

/// A Voice Insights Call Summary. `data` can be a JSON string or a JSON object.
class call_summary : public document_view<call_summary> {
 public:
  // clang-format off
  /// SID of the call (`CA...`). Source: event 1, 2, 7.
  CALLVIEW_FIELD(string, call_sid)
  /// SID of the account that owns the call. If a parent account subscribes, this can be a subaccount. Source: event 1,
  /// 2, 7.
  CALLVIEW_FIELD(string, account_sid)
  /// SID of the parent call leg; empty if there is none. Source: event 1, 2, 7.
  CALLVIEW_FIELD(string, parent_call_sid)
  /// SID of the parent account if a subaccount owns the call; otherwise empty. Source: event 1, 2, 7.
  CALLVIEW_FIELD(string, parent_account_sid)
  /// When the call was created. Earlier than start_time() if the call was queued. Source: event 2, 7.
  CALLVIEW_FIELD(time, created_time)
  /// When the call started. Source: event 1, 2, 7.
  CALLVIEW_FIELD(time, start_time)
  /// When the call ended. Source: event 1, 2, 7.
  CALLVIEW_FIELD(time, end_time)
  /// Time from initiation to end, in seconds. It can differ from the time between start_time() and end_time(): in
  /// Twilio's quickstart example, they are five seconds apart, and the duration is 0. Source: event 1, 2, 7.
  CALLVIEW_FIELD(seconds, duration)
  /// Time from answer to end, in seconds; 0 if nobody answered. Source: event 1, 2, 7.
  CALLVIEW_FIELD(seconds, connect_duration)
  /// Kind of call leg. Source: event 1, 2, 7.
  CALLVIEW_FIELD(enumeration<callview::call_type>, call_type)
  /// State of the call: final or, in a partial summary, current. Source: event 1, 2, 7.
  CALLVIEW_FIELD(enumeration<callview::call_state>, call_state)
  /// Result of answering machine detection. Source: REST.
  CALLVIEW_FIELD(enumeration<callview::answered_by>, answered_by)
  /// State of this summary, not of the call. It does not follow from the event type: a predicted-complete event may
  /// have `partial` here. Source: event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::processing_state>, processing_state)
  /// Version of this summary. It grows with each update while the summary is partial. Source: event 1, 2.
  CALLVIEW_FIELD(integer, processing_version)
  /// The calling party. Source: event 1, 2, 7.
  CALLVIEW_FIELD(object<summary::party>, from)
  /// The called party. Source: event 1, 2.
  CALLVIEW_FIELD(object<summary::party>, to)
  /// Gateway that faces the carrier; present in carrier and trunking calls. Source: event 1, 2.
  CALLVIEW_FIELD(object<summary::edge>, carrier_edge)
  /// Gateway that faces a SIP interface or trunk; present in sip and trunking calls. Source: event 1, 2.
  CALLVIEW_FIELD(object<summary::edge>, sip_edge)
  /// Gateway that faces a Voice SDK; present in client calls. Source: event 1, 2.
  CALLVIEW_FIELD(object<summary::edge>, client_edge)
  /// Sensors inside the Voice SDK; present in client calls. Source: event 1, 2.
  CALLVIEW_FIELD(object<summary::edge>, sdk_edge)
  /// Quality conditions that Twilio's analysis found, such as `high_jitter` or `silence`. Source: event 1, 2.
  CALLVIEW_FIELD(strings, tags)
  /// Details of the call flow. Source: event 1, 2.
  CALLVIEW_FIELD(object<summary::attributes>, attributes)
  /// Properties that do not belong to an edge. Source: event 1, 2.
  CALLVIEW_FIELD(object<summary::properties>, properties)
  /// Caller verification, branding, business profile and Voice Integrity. Source: event 2.
  CALLVIEW_FIELD(object<summary::trust>, trust)
  /// Labels that the customer gave the call. Source: REST.
  CALLVIEW_FIELD(object<summary::annotation>, annotation)
  /// Conversation Relay sessions. Source: REST.
  CALLVIEW_FIELD(objects<summary::agent_session>, agent_session_summaries)
  /// URL of the REST resource; never sent in an event. Source: REST.
  CALLVIEW_FIELD(string, url)
  // clang-format on

  /// Rank of this summary among the summaries of the same call: see supersedes().
  [[nodiscard]] summary_rank rank() const noexcept {
    summary_rank r = detail::rank_by_event(*this);
    if (const auto version = processing_version(); version) { r.processing_version = *version; }
    return r;
  }
};

}  // namespace CALLVIEW_ABI
}  // namespace callview

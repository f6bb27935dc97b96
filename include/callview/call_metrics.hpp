// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The Call Metric: media quality at one edge, measured every ten seconds. It is the most frequent Voice Insights
/// event. One class per object type, one line per field. document.hpp describes what all accessors have in common, and
/// what "Source" means.

#include "callview/document.hpp"
#include "callview/edge_metadata.hpp"
#include "callview/fields.hpp"
#include "callview/list.hpp"
#include "callview/values.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

// clang-format off

/// Direction of a stream, as seen from the edge.
CALLVIEW_ENUM(stream_direction, unknown, inbound, outbound, both)

/// The objects inside a call metric.
namespace call_metrics {

/// Values of one measurement over the period of the sample, in the unit of the field that holds this object.
class statistic_value : public object_view<statistic_value> {
 public:
  /// Smallest value. Source: event 2.
  CALLVIEW_FIELD(number, min)
  /// Largest value. Source: event 2.
  CALLVIEW_FIELD(number, max)
  /// Mean value. Source: event 2.
  CALLVIEW_FIELD(number, avg)
  /// Latest value. The SDK samples in REST have only this member. Source: event 2.
  CALLVIEW_FIELD(number, value)
};

/// Measurements of the last ten seconds or of the whole stream so far.
class sample : public object_view<sample> {
 public:
  /// RTP payload type: 0 is PCMU, 111 is Opus. The published example has it here. The schema and REST have it in the
  /// object around this one, the gateway_sample or client_sample. Check both. Source: event 2.
  CALLVIEW_FIELD(integer, codec)
  /// Name of the codec. Check both places, as for codec(). Source: event 2.
  CALLVIEW_FIELD(string, codec_name)
  /// RTP packets received. Source: event 2.
  CALLVIEW_FIELD(integer, packets_received)
  /// RTP packets sent. Source: event 2.
  CALLVIEW_FIELD(integer, packets_sent)
  /// RTP packets lost. Source: event 2.
  CALLVIEW_FIELD(integer, packets_lost)
  /// Packet loss in percent, from 0 to 100. A participant summary uses the key `packet_loss_percentage`. Source: event
  /// 2.
  CALLVIEW_FIELD(number, packets_loss_percentage)
  /// RTP jitter, in milliseconds. Source: event 2.
  CALLVIEW_FIELD(object<call_metrics::statistic_value>, jitter)
  /// Round-trip time, in milliseconds. Source: event 2.
  CALLVIEW_FIELD(object<call_metrics::statistic_value>, rtt)
  /// Mean opinion score, from 1 to 5. Source: event 2.
  CALLVIEW_FIELD(object<call_metrics::statistic_value>, mos)
  /// Microphone level, from 0 to 32767. Source: event 2.
  CALLVIEW_FIELD(object<call_metrics::statistic_value>, audio_in)
  /// Speaker level, from 0 to 32767. Source: event 2.
  CALLVIEW_FIELD(object<call_metrics::statistic_value>, audio_out)
  /// Latency, in milliseconds. The known sources do not say what it measures here. Source: event 2.
  CALLVIEW_FIELD(object<call_metrics::statistic_value>, latency)
  /// Bytes received. Source: event 2.
  CALLVIEW_FIELD(integer, bytes_received)
  /// Bytes sent. Source: event 2.
  CALLVIEW_FIELD(integer, bytes_sent)
  /// Number of delayed packets by delay. Each key is `d` followed by a number, such as `d50`. The known sources do not
  /// give the unit and the bounds of these numbers. Source: event 2.
  CALLVIEW_FIELD(counters, packet_delay_variation)
};

/// Sample from a gateway.
class gateway_sample : public object_view<gateway_sample> {
 public:
  /// RTP payload type: 0 is PCMU, 111 is Opus. The schema and REST have it here. The published example has it in
  /// interval(). Check both. Source: event 2.
  CALLVIEW_FIELD(integer, codec)
  /// Name of the codec; `unknown_codec_name` if not set. Check both places, as for codec(). Source: event 2.
  CALLVIEW_FIELD(string, codec_name)
  /// Measurements of the last ten seconds. Absent in the captured gateway sample, which has only `cumulative`. Source:
  /// event 2.
  CALLVIEW_FIELD(object<call_metrics::sample>, interval)
  /// Measurements since the stream began. According to the documentation, these are packets received, packets lost and
  /// the packet loss in percent. Source: event 2.
  CALLVIEW_FIELD(object<call_metrics::sample>, cumulative)
  /// The gateway and its location. This field might not occur in events: the published example is cut off before it.
  /// Source: REST.
  CALLVIEW_FIELD(object<edge_metadata::gateway_metadata>, metadata)
};

/// Sample from a Voice SDK.
class client_sample : public object_view<client_sample> {
 public:
  /// RTP payload type: 0 is PCMU, 111 is Opus. The schema and REST have it here. The published example has it in
  /// interval(). Check both. Source: event 2.
  CALLVIEW_FIELD(integer, codec)
  /// Name of the codec; `unknown_codec_name` if not set. Check both places, as for codec(). Source: event 2.
  CALLVIEW_FIELD(string, codec_name)
  /// Measurements of the last ten seconds. Source: event 2.
  CALLVIEW_FIELD(object<call_metrics::sample>, interval)
  /// Measurements since the stream began. Source: event 2.
  CALLVIEW_FIELD(object<call_metrics::sample>, cumulative)
  /// The client that took the sample. Source: event 2.
  CALLVIEW_FIELD(object<edge_metadata::client_metadata>, metadata)
};

}  // namespace call_metrics

/// A Voice Insights Call Metric. `data` can be a JSON string or a JSON object. The event types `call-metrics.gateway`
/// and `call-metrics.sdk` share one schema.
class call_metric : public document_view<call_metric> {
 public:
  /// End of the ten-second sampling period, with or without milliseconds. Source: event 1, 2.
  CALLVIEW_FIELD(time, timestamp)
  /// SID of the call (`CA...`). Source: event 1, 2.
  CALLVIEW_FIELD(string, call_sid)
  /// SID of the account that owns the call. Source: event 1, 2.
  CALLVIEW_FIELD(string, account_sid)
  /// Key of the edge object that is present. Do not rely on this field: the published example has `unknown_edge` here
  /// and a `carrier_edge` object. Instead, check which edge object is present. Source: event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::twilio_edge>, edge)
  /// Direction of the stream, as seen from the edge. Source: event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::stream_direction>, direction)
  /// Sample from the gateway that faces the carrier. Null or absent if another edge took the sample. Source: event 1,
  /// 2.
  CALLVIEW_FIELD(object<call_metrics::gateway_sample>, carrier_edge)
  /// Sample from the gateway that faces a SIP interface or trunk. Null or absent if another edge took the sample.
  /// Source: event 1, 2.
  CALLVIEW_FIELD(object<call_metrics::gateway_sample>, sip_edge)
  /// Sample from the gateway that faces a Voice SDK. Null or absent if another edge took the sample. Source: event 1,
  /// 2.
  CALLVIEW_FIELD(object<call_metrics::gateway_sample>, client_edge)
  /// Sample from the sensors inside the Voice SDK. Null or absent if a gateway took the sample. Source: event 1, 2.
  CALLVIEW_FIELD(object<call_metrics::client_sample>, sdk_edge)
};

// clang-format on

}  // namespace CALLVIEW_ABI
}  // namespace callview

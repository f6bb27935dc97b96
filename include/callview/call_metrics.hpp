// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The Call Metric: the quality of one stream at one edge, every ten seconds; of all Voice Insights events the most
/// numerous. One class per object type, one line per field. What holds for every accessor, and the words that say where
/// a fact comes from, are in document.hpp.

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

/// Values of a measurement over the time that the sample covers. The unit is that of the field that holds it.
class statistic_value : public object_view<statistic_value> {
 public:
  /// Smallest value. Event 2.
  CALLVIEW_FIELD(number, min)
  /// Largest value. Event 2.
  CALLVIEW_FIELD(number, max)
  /// Mean value. Event 2.
  CALLVIEW_FIELD(number, avg)
  /// The latest value. The only member in the SDK's samples of REST. Event 2.
  CALLVIEW_FIELD(number, value)
};

/// What was measured: over the last ten seconds, or since the stream began.
class sample : public object_view<sample> {
 public:
  /// RTP payload type: 0 is PCMU, 111 Opus. Here in the published example; beside the sample in the schema and in REST.
  /// Look in both places. Event 2.
  CALLVIEW_FIELD(integer, codec)
  /// Name of the codec. In two places, as `codec` is. Event 2.
  CALLVIEW_FIELD(string, codec_name)
  /// RTP packets received. Event 2.
  CALLVIEW_FIELD(integer, packets_received)
  /// RTP packets sent. Event 2.
  CALLVIEW_FIELD(integer, packets_sent)
  /// RTP packets lost. Event 2.
  CALLVIEW_FIELD(integer, packets_lost)
  /// Loss in percent, 0 to 100. A participant summary spells it `packet_loss_percentage`. Event 2.
  CALLVIEW_FIELD(number, packets_loss_percentage)
  /// RTP jitter, in milliseconds. Event 2.
  CALLVIEW_FIELD(object<call_metrics::statistic_value>, jitter)
  /// Round trip time, in milliseconds. Event 2.
  CALLVIEW_FIELD(object<call_metrics::statistic_value>, rtt)
  /// Mean opinion score. Event 2.
  CALLVIEW_FIELD(object<call_metrics::statistic_value>, mos)
  /// Level of the microphone, 0 to 32767. Event 2.
  CALLVIEW_FIELD(object<call_metrics::statistic_value>, audio_in)
  /// Level of the speaker, 0 to 32767. Event 2.
  CALLVIEW_FIELD(object<call_metrics::statistic_value>, audio_out)
  /// Latency, in milliseconds. Event 2.
  CALLVIEW_FIELD(object<call_metrics::statistic_value>, latency)
  /// Bytes received. Event 2.
  CALLVIEW_FIELD(integer, bytes_received)
  /// Bytes sent. Event 2.
  CALLVIEW_FIELD(integer, bytes_sent)
  /// Packets by the delay they came with: keys such as `d50`, `d70`. Event 2.
  CALLVIEW_FIELD(counters, packet_delay_variation)
};

/// What a gateway measured.
class gateway_sample : public object_view<gateway_sample> {
 public:
  /// RTP payload type: 0 is PCMU, 111 Opus. Here in the schema and in REST; inside the samples in the published
  /// example. Look in both places. Event 2.
  CALLVIEW_FIELD(integer, codec)
  /// Name of the codec; `unknown_codec_name` where it was not set. In two places, as `codec` is. Event 2.
  CALLVIEW_FIELD(string, codec_name)
  /// The last ten seconds. Absent in the gateway's sample that was captured, which had `cumulative` alone. Event 2.
  CALLVIEW_FIELD(object<call_metrics::sample>, interval)
  /// From the beginning of the stream. Documented to hold packets received, packets lost and the loss in percent.
  /// Event 2.
  CALLVIEW_FIELD(object<call_metrics::sample>, cumulative)
  /// Where the gateway is. Uncertain in events: the published example ends before it. REST.
  CALLVIEW_FIELD(object<edge_metadata::gateway_metadata>, metadata)
};

/// What the Voice SDK measured.
class client_sample : public object_view<client_sample> {
 public:
  /// RTP payload type: 0 is PCMU, 111 Opus. Here in the schema and in REST; inside the samples in the published
  /// example. Look in both places. Event 2.
  CALLVIEW_FIELD(integer, codec)
  /// Name of the codec; `unknown_codec_name` where it was not set. In two places, as `codec` is. Event 2.
  CALLVIEW_FIELD(string, codec_name)
  /// The last ten seconds. Event 2.
  CALLVIEW_FIELD(object<call_metrics::sample>, interval)
  /// From the beginning of the stream. Event 2.
  CALLVIEW_FIELD(object<call_metrics::sample>, cumulative)
  /// Who reports. Event 2.
  CALLVIEW_FIELD(object<edge_metadata::client_metadata>, metadata)
};

}  // namespace call_metrics

/// A Voice Insights Call Metric, whatever the form of the `data` that held it: of `call-metrics.gateway` and of
/// `call-metrics.sdk`, which share one schema.
class call_metric : public document_view<call_metric> {
 public:
  /// End of the ten seconds; with or without milliseconds. Event 1, 2.
  CALLVIEW_FIELD(time, timestamp)
  /// SID of the call (`CA...`). Event 1, 2.
  CALLVIEW_FIELD(string, call_sid)
  /// SID of the account that owns the call. Event 1, 2.
  CALLVIEW_FIELD(string, account_sid)
  /// Edge that measured: the name of the member that is filled. Do not rely on it: the published example has
  /// `unknown_edge` beside a filled `carrier_edge`, so take the edge that is there. Event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::twilio_edge>, edge)
  /// Direction of the stream, as seen from the edge. Event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::stream_direction>, direction)
  /// Of the gateway that faces the carrier. Null or absent where another edge measured. Event 1, 2.
  CALLVIEW_FIELD(object<call_metrics::gateway_sample>, carrier_edge)
  /// Of the gateway that faces a SIP interface or trunk. Null or absent where another edge measured. Event 1, 2.
  CALLVIEW_FIELD(object<call_metrics::gateway_sample>, sip_edge)
  /// Of the gateway that faces a Voice SDK. Null or absent where another edge measured. Event 1, 2.
  CALLVIEW_FIELD(object<call_metrics::gateway_sample>, client_edge)
  /// Of the sensors inside the Voice SDK. Null or absent where a gateway measured. Event 1, 2.
  CALLVIEW_FIELD(object<call_metrics::client_sample>, sdk_edge)
};

// clang-format on

}  // namespace CALLVIEW_ABI
}  // namespace callview

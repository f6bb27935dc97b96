// SPDX-License-Identifier: MIT
// Generates the documents other than call summaries, with random values for each event.
#include <array>
#include <string>
#include <string_view>

#include "sample_events.hpp"

namespace sample {
namespace {

constexpr std::array<std::string_view, 4> edges = {"carrier_edge", "sip_edge", "client_edge", "sdk_edge"};
constexpr unsigned sdk_edge = 3;
constexpr std::string_view account = "AC00000000000000000000000000000000";

std::string second_of(dice& d) { return "2024-05-1" + d.digits(1) + "T1" + d.digits(1) + ":2" + d.digits(1) + ":3"; }
std::string time_of(dice& d) { return second_of(d) + d.digits(1) + 'Z'; }
std::string time_with_milliseconds(dice& d) { return second_of(d) + d.digits(1) + '.' + d.digits(3) + 'Z'; }

std::string voice_type(std::string_view name) { return "com.twilio.voice.insights." + std::string(name); }

void head(writer& w, dice& d, const std::string& call, unsigned edge) {
  w.string("timestamp", time_of(d));
  w.string("call_sid", call);
  w.string("account_sid", account);
  w.string("edge", edges[edge]);
}
/// Writes the members for all edges. All except `edge` are null, as Twilio sends them.
template <class Members>
void edge_members(writer& w, unsigned edge, Members members) {
  for (unsigned i = 0; i < edges.size(); ++i) {
    if (i == edge) {
      w.object(edges[i], members);
    } else {
      w.null(edges[i]);
    }
  }
}

void gateway_metadata(writer& w, dice& d) {
  w.object("metadata", [&] {
    w.string("region", d.one_of({"us1", "ie1", "jp1"}));
    w.string("twilio_ip", d.ip());
    w.string("external_ip", d.ip());
    w.string("edge_location", d.one_of({"ashburn", "dublin", "tokyo"}));
  });
}
void client_metadata(writer& w, dice& d) {
  w.object("metadata", [&] {
    w.string("client_name", "client" + d.digits(4));
    w.object("location", [&] {
      w.json("lat", d.decimal(80, 4));
      w.json("lon", '-' + d.decimal(170, 4));
    });
    w.string("city", d.one_of({"London", "Denver", "Osaka"}));
    w.string("country_code", d.one_of({"GB", "US", "JP"}));
    w.string("country_subdivision", "");
    w.string("ip_address", d.ip());
    w.object("sdk", [&] {
      w.string("type", "twilio-voice-js");
      w.string("version", "2.10." + d.digits(1));
      w.string("platform", "browser");
      w.string("selected_region", "gll");
      w.object("browser", [&] {
        w.string("name", "Chrome");
        w.string("major", "124");
        w.string("version", "124.0.6367." + d.digits(2));
      });
    });
  });
}

void distribution(writer& w, dice& d, std::string_view key, std::uint64_t top, std::size_t decimals) {
  const statistic_values v(d, key, top, decimals);
  w.object(key, [&] {
    w.json("min", v.min);
    w.json("max", v.max);
    w.json("avg", v.avg);
    w.json("value", v.avg);
  });
}
void packets(writer& w, dice& d, std::uint64_t about) {
  w.number("packets_received", about + d.below(20));
  w.number("packets_lost", d.below(9));
  w.json("packets_loss_percentage", d.decimal(2, 4));
}

std::string metric(dice& d, const std::string& call, unsigned edge) {
  writer w;
  w.object("", [&] {
    head(w, d, call, edge);
    w.string("direction", edge == sdk_edge ? "both" : d.one_of({"inbound", "outbound"}));
    edge_members(w, edge, [&] {
      w.number("codec", edge == sdk_edge ? 111 : 0);
      w.string("codec_name", edge == sdk_edge ? "opus" : "pcmu");
      w.object("interval", [&] {
        packets(w, d, 490);
        distribution(w, d, "jitter", 20, 4);
        if (edge == sdk_edge) {
          distribution(w, d, "rtt", 90, 2);
          distribution(w, d, "mos", 4, 3);
          distribution(w, d, "audio_in", 900, 1);
          distribution(w, d, "audio_out", 700, 1);
          w.number("bytes_received", 39000 + d.below(2000));
          w.number("bytes_sent", 39000 + d.below(2000));
        } else {
          distribution(w, d, "latency", 8, 3);
          w.object("packet_delay_variation", [&] {
            for (const std::string_view bucket : {"d50", "d70", "d90"}) { w.number(bucket, d.below(20)); }
          });
        }
      });
      w.object("cumulative", [&] { packets(w, d, 5000); });
      if (edge == sdk_edge) {
        client_metadata(w, d);
      } else {
        gateway_metadata(w, d);
      }
    });
  });
  return w.take();
}

std::string call_event(dice& d, const std::string& call, unsigned edge) {
  writer w;
  w.object("", [&] {
    head(w, d, call, edge);
    w.string("name", d.one_of({"ringing", "answered", "high-rtt", "low-mos"}));
    w.string("group", d.one_of({"connection", "signaling", "network-quality-warning-raised"}));
    w.string("level", d.one_of({"INFO", "WARNING", "DEBUG"}));
    edge_members(w, edge, [&] {
      if (edge != sdk_edge) { return gateway_metadata(w, d); }
      w.object("metric", [&] {
        w.number("threshold", 400);
        w.array("values", [&] {
          for (int i = 0; i < 5; ++i) { w.json("", d.decimal(500, 2)); }
        });
      });
      client_metadata(w, d);
    });
  });
  return w.take();
}

std::string conference(dice& d, const std::string& sid, bool complete) {
  writer w;
  w.object("", [&] {
    w.string("conference_sid", sid);
    w.string("account_sid", account);
    w.string("friendly_name", "Room " + d.digits(3));
    w.string("create_time", time_of(d));
    w.string("start_time", time_of(d));
    w.string("end_time", time_of(d));
    w.number("duration_seconds", d.below(4000));
    w.number("connect_duration_seconds", d.below(4000));
    w.string("status", complete ? "completed" : "in_progress");
    w.number("max_participants", 250);
    w.number("max_concurrent_participants", 1 + d.below(9));
    w.number("unique_participants", 1 + d.below(9));
    w.string("end_reason", "last_participant_left");
    w.boolean("recording_enabled", d.chance(50));
    w.array("tags", [&] { w.string("", "high_jitter"); });
    w.string("mixer_region", "us1");
    w.string("mixer_region_requested", "us1");
    w.object("detected_issues", [&] {
      w.number("call_quality", d.below(3));
      w.number("region_configuration", d.below(2));
      w.number("participant_behavior", d.below(4));
    });
    w.string("processing_state", complete ? "complete" : "partial");
  });
  return w.take();
}

std::string participant(dice& d, const std::string& conference_sid) {
  writer w;
  const auto stream = [&](std::string_view key) {
    w.object(key, [&] {
      w.number("total_packets_lost", d.below(40));
      w.number("total_packets_received", 2000 + d.below(9000));
      w.json("packet_loss_percentage", d.decimal(2, 4));
      for (const std::string_view name : {"jitter", "latency"}) {
        w.object(name, [&] {
          w.json("avg", d.decimal(9, 3));
          w.json("max", std::to_string(9 + d.below(31)) + '.' + d.digits(1));
        });
      }
      w.json("mos", std::to_string(1 + d.below(4)) + '.' + d.digits(2));
      w.array("tags", [] {});
    });
  };
  w.object("", [&] {
    w.string("participant_sid", d.sid("CP"));
    w.string("label", "agent" + d.digits(2));
    w.string("conference_sid", conference_sid);
    w.string("call_sid", d.sid("CA"));
    w.string("account_sid", account);
    w.string("call_direction", d.one_of({"inbound", "outbound"}));
    w.string("from", "+1" + d.digits(10));
    w.string("to", "+1" + d.digits(10));
    w.string("call_status", "completed");
    w.string("country_code", "US");
    w.boolean("is_moderator", d.chance(30));
    w.string("join_time", time_of(d));
    w.string("leave_time", time_of(d));
    w.number("duration_seconds", d.below(4000));
    w.string("jitter_buffer_size", d.one_of({"large", "small", "off"}));
    w.boolean("is_coach", false);
    w.array("coached_participants", [] {});
    w.string("participant_region", "us1");
    w.string("conference_region", "us1");
    w.string("call_type", d.one_of({"carrier", "client", "sip"}));
    w.string("processing_state", "complete");
    w.object("properties", [&] {
      w.boolean("start_conference_on_enter", true);
      w.boolean("end_conference_on_exit", d.chance(50));
      w.boolean("enter_muted", false);
      w.boolean("beep_on_enter", d.chance(50));
      w.boolean("early_media", true);
    });
    w.object("events", [&] {
      w.array("mute", [&] { w.number("", 1714567890 + d.below(4000)); });
      w.array("unmute", [&] { w.number("", 1714567890 + d.below(4000)); });
    });
    w.object("metrics", [&] {
      stream("inbound");
      stream("outbound");
    });
  });
  return w.take();
}

std::string message(dice& d, const std::string& sid, std::string_view type, std::string_view state) {
  writer w;
  w.object("", [&] {
    w.string("messageSid", sid);
    w.string("accountSid", account);
    w.string("messagingServiceSid", d.sid("MG"));
    w.string("timestamp", time_with_milliseconds(d));
    w.string("eventName", type);
    w.string("apiVersion", "2010-04-01");
    w.string("from", "+1" + d.digits(10));
    w.string("to", "+1" + d.digits(10));
    w.string("messageStatus", state);
    if (state == "UNDELIVERED") { w.number("errorCode", 30001 + d.below(9)); }
    w.string("body", "Your code is " + d.digits(6) + '.');
    w.object("tags", [&] { w.string("campaign", "codes"); });
    w.number("numberOfSegments", 1 + d.below(3));
  });
  return w.take();
}

std::string inbound(dice& d, const std::string& sid, std::string_view type) {
  writer w;
  w.object("", [&] {
    w.string("messageSid", sid);
    w.string("accountSid", account);
    w.string("timestamp", time_with_milliseconds(d));
    w.string("eventName", type);
    w.string("from", "+1" + d.digits(10));
    w.string("to", "+1" + d.digits(10));
    w.string("body", "Please call me back at " + d.digits(2) + ":30.");
    w.number("numMedia", d.below(2));
    w.number("numSegments", 1);
    w.array("recipients", [] {});
    w.string("fromCountry", "US");
    w.string("toCountry", "US");
  });
  return w.take();
}

std::string error_log(dice& d, const std::string& sid) {
  writer w;
  w.object("", [&] {
    w.string("sid", sid);
    w.string("account_sid", account);
    w.string("request_sid", d.sid("RQ"));
    w.string("service_sid", d.sid("DG"));
    w.string("date_created", time_of(d));
    w.string("level", d.one_of({"ERROR", "WARNING"}));
    w.string("product_name", "Event Streams");
    w.string("error_code", "931" + d.digits(2));
    w.string("payload",
             R"({\"error_code\":931)" + d.digits(2) + R"(,\"message\":\"The sink answered with status 500\"})");
  });
  return w.take();
}

}  // namespace

std::string metric_event(dice& d) {
  const std::string call = d.sid("CA");
  const auto edge = static_cast<unsigned>(d.below(edges.size()));
  return event(d, voice_type(edge == sdk_edge ? "call-metrics.sdk" : "call-metrics.gateway"),
               "/v1/Voice/" + call + "/Metrics", "VoiceInsights.CallMetric/2",
               into_string(metric(d, call, edge), escaping::plain));
}

std::string event_of_any_type(dice& d) {
  const auto as_data = [](const std::string& document) { return into_string(document, escaping::plain); };
  const std::string call = d.sid("CA");
  switch (d.below(8)) {
    case 0: {
      const summary s = different_summary(d, call);
      return summary_event(d, s.state, call, s.schema, as_data(s.document));
    }
    case 1: {
      const auto edge = static_cast<unsigned>(d.below(edges.size()));
      return event(d, voice_type(edge == sdk_edge ? "call-event.sdk" : "call-event.gateway"),
                   "/v1/Voice/" + call + "/Events", "VoiceInsights.CallEvent/3", as_data(call_event(d, call, edge)));
    }
    case 2: return metric_event(d);
    case 3: {
      const std::string sid = d.sid("CF");
      const bool complete = d.chance(70);
      return event(d, voice_type(complete ? "conference-summary.complete" : "conference-summary.partial"),
                   "/v1/Conferences/" + sid, "VoiceInsights.ConferenceSummary/2",
                   as_data(conference(d, sid, complete)));
    }
    case 4: {
      const std::string sid = d.sid("CF");
      return event(d, voice_type("conference-participant-summary.complete"), "/v1/Conferences/" + sid + "/Participants",
                   "VoiceInsights.ConferenceParticipantSummary/2", as_data(participant(d, sid)));
    }
    case 5: {
      const std::string sid = d.sid("SM");
      const bool sent = d.chance(70);
      const std::string type = sent ? "com.twilio.messaging.message.sent" : "com.twilio.messaging.message.undelivered";
      return event(d, type, "/2010-04-01/Accounts/" + std::string(account) + "/Messages/" + sid + ".json",
                   "Messaging.MessageStatus/4", as_data(message(d, sid, type, sent ? "SENT" : "UNDELIVERED")));
    }
    case 6: {
      const std::string sid = d.sid("SM");
      const std::string type = "com.twilio.messaging.inbound-message.received";
      return event(d, type, "/2010-04-01/Accounts/" + std::string(account) + "/Messages/" + sid + ".json",
                   "Messaging.InboundMessageV1/1", as_data(inbound(d, sid, type)));
    }
    default: {
      const std::string sid = d.sid("NO");
      return event(d, "com.twilio.error-logs.error.logged", "/v1/Alerts/" + sid, "ErrorLogs.Error/2",
                   as_data(error_log(d, sid)));
    }
  }
}

}  // namespace sample

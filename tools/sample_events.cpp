// SPDX-License-Identifier: MIT
#include "sample_events.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <vector>

namespace sample {
namespace {

/// Appends a UTF-16 code unit as an escape.
void append_unit(std::string& out, unsigned unit) {
  out += "\\u";
  for (unsigned shift = 16; shift > 0;) {
    shift -= 4;
    out += "0123456789abcdef"[unit >> shift & 0xF];
  }
}

}  // namespace

std::string into_string(std::string_view document, escaping how) {
  std::string out = "\"";
  bool other = false;
  for (std::size_t i = 0; i < document.size();) {
    const auto c = static_cast<unsigned char>(document[i]);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += document[i++];
    } else if (c < 0x80) {
      if (c == '/' && how == escaping::dense && (other = !other)) { out += '\\'; }
      out += document[i++];
    } else {
      const std::size_t size = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
      if (how == escaping::dense && (other = !other)) {
        unsigned point = c & (0xFFU >> (size + 1));
        for (std::size_t k = 1; k < size; ++k) { point = point << 6 | (static_cast<unsigned>(document[i + k]) & 0x3F); }
        if (point >= 0x10000) {
          append_unit(out, 0xD800 + ((point - 0x10000) >> 10));
          append_unit(out, 0xDC00 + ((point - 0x10000) & 0x3FF));
        } else {
          append_unit(out, point);
        }
      } else {
        out += document.substr(i, size);
      }
      i += size;
    }
  }
  return out += '"';
}

std::string event(dice& d, std::string_view type, std::string_view source, std::string_view schema,
                  std::string_view data) {
  writer w;
  w.object("", [&] {
    w.string("specversion", "1.0");
    w.string("type", type);
    w.string("source", source);
    w.string("id", d.sid("EZ"));
    w.string("dataschema", "https://events-schemas.twilio.com/" + std::string(schema));
    w.string("datacontenttype", "application/json");
    w.string("time", "2024-05-" + std::to_string(10 + d.below(20)) + "T1" + d.digits(1) + ":2" + d.digits(1) + ":3" +
                         d.digits(1) + '.' + d.digits(3) + 'Z');
    w.json("data", data);
  });
  return w.take();
}

constexpr std::string_view family = "com.twilio.voice.insights.call-summary.";

std::string summary_event(dice& d, std::string_view state, const std::string& call, unsigned schema,
                          std::string_view data) {
  return event(d, std::string(family).append(state), "/v1/Voice/" + call + "/Summary",
               "VoiceInsights.CallSummary/" + std::to_string(schema), data);
}

namespace {

void statistic(writer& w, std::string_view key, std::string_view max, std::string_view avg, std::string_view min) {
  w.object(key, [&] {
    w.json("max", max);
    w.json("avg", avg);
    if (!min.empty()) { w.json("min", min); }
  });
}
void statistic(writer& w, dice& d, std::string_view key, std::uint64_t top, std::size_t decimals) {
  const statistic_values v(d, key, top, decimals);
  statistic(w, key, v.max, v.avg, v.min);
}

/// Writes a party of a call. Keys have the order of published events.
void party(writer& w, dice& d, const texts& t, std::string_view key, bool is_sdk, bool rich) {
  w.object(key, [&] {
    const std::string number = d.digits(10);
    w.string("caller", is_sdk ? std::string(t.caller) : "+1" + number);
    w.string("callee", is_sdk ? "" : "+1" + d.digits(10));
    w.string("carrier", is_sdk ? "" : t.carrier);
    w.string("connection", is_sdk ? "twilio_sdk" : d.one_of({"mobile", "landline", "voip"}));
    w.string("number_prefix", is_sdk ? "" : "1" + number.substr(0, 3));
    if (rich) {
      w.object("location", [&] {
        w.json("lat", d.decimal(80, 4));
        w.json("lon", '-' + d.decimal(170, 4));
      });
      w.string("city", t.city);
      w.string("country_code", d.one_of({"US", "DE", "JP", "BR"}));
      w.string("country_subdivision", t.subdivision);
    } else {
      w.null("location");
      w.string("city", "");
      w.string("country_code", "US");
      w.string("country_subdivision", "");
    }
    w.string("ip_address", is_sdk ? d.ip() : "");
    if (is_sdk) {
      w.object("sdk", [&] {
        w.string("type", "twilio-voice-js");
        w.string("version", "2.10." + d.digits(1));
        w.string("platform", "browser");
        w.string("region", d.one_of({"us1", "ie1", "jp1"}));
        w.string("selected_region", "gll");
        w.object("browser", [&] {
          w.string("name", t.browser);
          w.string("major", "124");
          w.string("version", "124.0.6367." + d.digits(2));
        });
        w.string("edge_location", t.edge_location);
      });
    } else {
      w.null("sdk");
    }
  });
}

enum class edge_kind { carrier, sip, client, sdk };

void stream(writer& w, dice& d, const texts& t, std::string_view key, edge_kind edge) {
  w.object(key, [&] {
    const bool opus = edge == edge_kind::client || edge == edge_kind::sdk;
    w.string("codec_name", opus ? "opus" : "pcmu");
    if (edge != edge_kind::sdk) {
      w.object("packet_delay_variation", [&] {
        for (const std::string_view bucket : {"d50", "d70", "d90", "d120", "d150", "d200", "d300"}) {
          w.number(bucket, d.chance(60) ? d.below(40) : 0);
        }
      });
    }
    w.number("codec", opus ? 111 : 0);
    if (edge == edge_kind::sdk) {
      statistic(w, d, "mos", 4, 6);
      statistic(w, d, "rtt", 90, 4);
      statistic(w, d, "audio_in", 900, 3);
      statistic(w, d, "audio_out", 700, 3);
    }
    if (key == "inbound") {
      w.number("packets_received", 2000 + d.below(9000));
    } else {
      w.number("packets_sent", 2000 + d.below(9000));
    }
    w.number("packets_lost", d.below(40));
    w.json("packets_loss_percentage", d.decimal(2, 6));
    statistic(w, d, "jitter", 20, 4);
    if (edge != edge_kind::sdk) { statistic(w, d, "latency", 8, 3); }
    if (edge == edge_kind::sdk && key == "inbound") {
      w.array("tags", [&] { w.string("", t.tag); });
    }
  });
}

void edge_properties(writer& w, dice& d, const texts& t, edge_kind edge) {
  w.object("properties", [&] {
    const bool gateway = edge != edge_kind::sdk;
    if (gateway) {
      w.string("media_region", t.region);
      w.string("signaling_region", t.region);
      w.string("twilio_media_ip", d.ip());
      w.string("twilio_signaling_ip", d.ip());
      w.string("external_media_ip", d.ip());
      w.string("external_signaling_ip", d.ip());
      w.string("sip_call_id", t.sip_call_id);
      w.string("user_agent", t.user_agent);
    }
    w.string("selected_region", "gll");
    w.string("region", t.region);
    if (edge == edge_kind::sip) { w.string("trunk_sid", d.sid("TK")); }
    w.string("disconnected_by", d.one_of({"caller", "callee"}));
    w.string("direction", d.one_of({"inbound", "outbound"}));
    if (!gateway) {
      w.object("settings", [&] {
        w.boolean("dscp", true);
        w.boolean("ice_restart_enabled", false);
        w.string("edge", t.edge_location);
        w.array("selected_edges", [&] {
          w.string("", t.edge_location);
          w.string("", "roaming");
        });
      });
    }
    w.string("edge_location", t.edge_location);
  });
}

void edge(writer& w, dice& d, const texts& t, std::string_view key, edge_kind kind) {
  w.object(key, [&] {
    w.object("metrics", [&] {
      stream(w, d, t, "inbound", kind);
      stream(w, d, t, "outbound", kind);
    });
    edge_properties(w, d, t, kind);
    if (kind == edge_kind::sdk) {
      w.object("events", [&] {
        w.object("levels", [&] {
          w.number("INFO", 10 + d.below(90));
          w.number("DEBUG", 100 + d.below(900));
          w.number("WARNING", d.below(9));
          w.number("ERROR", d.below(3));
        });
        w.object("groups", [&] {
          w.number("ice-gathering-state", 1 + d.below(3));
          w.number("ice-connection-state", 2 + d.below(4));
          w.number("signaling-state", 3 + d.below(4));
          w.number("network-quality-warning-raised", d.below(5));
          w.number("network-quality-warning-cleared", d.below(5));
          w.number("get-user-media", 1);
          w.number("connection", 4 + d.below(3));
        });
        w.object("errors", [&] {
          w.number("31003", 1 + d.below(3));
          w.number("53405", d.below(2));
        });
      });
    }
  });
}

void head(writer& w, dice& d, const std::string& call, bool created) {
  w.string("call_sid", call);
  w.string("account_sid", d.sid("AC"));
  w.string("parent_call_sid", d.chance(50) ? d.sid("CA") : "");
  w.string("parent_account_sid", "");
  const std::string day = "2024-05-" + std::to_string(10 + d.below(20)) + "T0" + d.digits(1) + ":1" + d.digits(1);
  if (created) { w.string("created_time", day + ":2" + d.digits(1) + 'Z'); }
  w.string("start_time", day + ":3" + d.digits(1) + 'Z');
  w.string("end_time", day + ":5" + d.digits(1) + 'Z');
  w.number("duration", d.below(4000));
  w.number("connect_duration", d.below(3000));
}

void trust(writer& w, dice& d, const texts& t, bool rich) {
  w.object("trust", [&] {
    w.object("verified_caller", [&] { w.boolean("verified", d.chance(50)); });
    if (!rich) {
      w.null("branded_call");
      return;
    }
    w.object("branded", [&] {
      w.boolean("enabled", true);
      w.string("bundle_sid", d.sid("BU"));
      w.string("display_name", t.carrier);
      w.string("long_display_name", t.carrier);
      w.boolean("logo", d.chance(50));
      w.string("type", "in_band");
      w.string("use_case", "appointment reminders");
    });
    w.object("business_profile", [&] {
      w.string("bundle_sid", d.sid("BU"));
      w.string("identity", "direct_customer");
      w.string("industry", d.one_of({"BANKING", "HEALTHCARE", "REAL_ESTATE"}));
      w.string("type", "primary");
    });
    w.object("voice_integrity", [&] {
      w.boolean("enabled", true);
      w.string("bundle_sid", d.sid("BU"));
      w.string("use_case", d.one_of({"CUSTOMER_SUPPORT", "Self-Service", "dating/social"}));
    });
  });
}

}  // namespace

std::string client_call(dice& d, const texts& t, const std::string& call) {
  writer w;
  w.object("", [&] {
    head(w, d, call, true);
    w.string("call_type", "client");
    w.string("call_state", "completed");
    party(w, d, t, "from", true, true);
    party(w, d, t, "to", false, true);
    w.string("processing_state", "complete");
    w.number("processing_version", 3);
    w.null("sip_edge");
    w.null("carrier_edge");
    edge(w, d, t, "sdk_edge", edge_kind::sdk);
    edge(w, d, t, "client_edge", edge_kind::client);
    w.array("tags", [&] {
      w.string("", t.tag);
      w.string("", "high_jitter");
    });
    w.object("attributes", [&] { w.boolean("conference_participant", false); });
    w.object("properties", [&] {
      w.number("last_sip_response_num", 200);
      w.number("pdd_ms", 1200 + d.below(900));
      w.number("queue_time", 3);
      w.string("disconnected_by", "callee");
      w.string("direction", "outbound_api");
    });
    trust(w, d, t, false);
  });
  return w.take();
}

std::string skeleton(dice& d, const std::string& call, std::string_view caller) {
  writer w;
  w.object("", [&] {
    head(w, d, call, false);
    w.string("call_type", "client");
    w.string("call_state", "canceled");
    w.object("from", [&] {
      w.string("caller", caller);
      w.string("callee", "");
      w.string("carrier", "MEGA:CORP");
      w.string("connection", "landline");
      w.string("number_prefix", "5555");
      w.object("location", [&] {
        w.json("lat", "0.0");
        w.json("lon", "-0.0");
      });
      w.string("city", "");
      w.string("country_code", "US");
      w.string("country_subdivision", "");
      w.string("ip_address", "");
      w.null("sdk");
    });
    w.object("to", [&] {
      w.string("caller", "");
      w.string("callee", "client:SOMECLIENT");
      w.string("carrier", "");
      w.string("connection", "twilio_sdk");
      w.string("number_prefix", "");
      w.null("location");
      for (const std::string_view key : {"city", "country_code", "country_subdivision", "ip_address"}) {
        w.string(key, "");
      }
      w.null("sdk");
    });
    w.string("processing_state", "partial");
    w.number("processing_version", 1);
    for (const std::string_view key : {"sip_edge", "carrier_edge", "sdk_edge", "client_edge"}) { w.null(key); }
    w.array("tags", [] {});
    w.null("attributes");
    w.object("properties", [&] {
      w.number("q850_cause", 0);
      w.number("last_sip_response_num", 0);
      w.number("pdd_ms", 0);
      w.string("route_id", "");
      w.string("media_region", "unknown_realm");
      w.string("signaling_region", "unknown_realm");
      for (const std::string_view key : {"twilio_media_ip", "twilio_signaling_ip", "external_media_ip",
                                         "external_signaling_ip", "sip_call_id", "user_agent"}) {
        w.string(key, "");
      }
      w.string("selected_region", "unknown_realm");
      w.string("region", "unknown_realm");
      w.string("trunk_sid", "");
      w.string("disconnected_by", "unknown_disconnected_by");
      w.string("direction", "outbound_api");
      w.null("settings");
    });
  });
  return w.take();
}

namespace {

void annotation(writer& w, dice& d, const std::string& call) {
  w.object("annotation", [&] {
    w.string("account_sid", d.sid("AC"));
    w.string("call_sid", call);
    w.string("answered_by", d.one_of({"human", "machine", "unknown_answered_by"}));
    w.string("connectivity_issue", d.one_of({"no_connectivity_issue", "dropped_call"}));
    w.array("quality_issues", [&] {
      w.string("", "echo");
      if (d.chance(50)) { w.string("", "choppy_robotic"); }
    });
    w.boolean("spam", false);
    w.number("call_score", 1 + d.below(5));
    w.string("comment", "voice cut out twice, then fine");
    w.null("incident");
    w.string("url", "https://insights.twilio.com/v1/Voice/" + call + "/Annotation");
  });
}

void agent_sessions(writer& w, dice& d) {
  w.array("agent_session_summaries", [&] {
    for (std::uint64_t left = 1 + d.below(3); left > 0; --left) {
      w.object("", [&] {
        w.string("session_id", d.sid("VX"));
        for (const std::string_view key : {"tts_latency_ms", "stt_latency_ms", "network_latency_ms"}) {
          statistic(w, d, key, 300, 2);
        }
        w.null("time_to_first_audio_ms");
        w.object("tokens", [&] {
          w.number("total", d.below(5000));
          statistic(w, d, "tokens_per_second", 80, 2);
        });
        w.object("words", [&] {
          w.number("total", d.below(3000));
          statistic(w, d, "words_per_minute", 150, 2);
        });
        w.number("turns", d.below(40));
        w.object("interruptions", [&] {
          w.number("customer_to_agent", d.below(9));
          w.number("agent_to_customer", d.below(4));
        });
        w.string("session_state", d.one_of({"ended", "hung_up", "failure"}));
      });
    }
  });
}

}  // namespace

std::string some_call(dice& d, const std::string& call, bool complete) {
  const texts& t = d.chance(5) ? foreign_texts : ascii_texts;
  writer w;
  w.object("", [&] {
    head(w, d, call, d.chance(70));
    const auto type = d.below(4);
    w.string("call_type", std::array{"carrier", "sip", "trunking", "client"}[type]);
    w.string("call_state", complete ? d.one_of({"completed", "busy", "noanswer"}) : d.one_of({"ringing", "answered"}));
    if (d.chance(30)) { w.string("answered_by", d.one_of({"human", "machine_start", "robot"})); }
    party(w, d, t, "from", type == 3, d.chance(60));
    party(w, d, t, "to", false, d.chance(60));
    w.string("processing_state", complete ? "complete" : "partial");
    w.number("processing_version", 1 + d.below(5));
    const auto maybe_edge = [&](std::string_view key, edge_kind kind, bool used) {
      if (used && (complete || d.chance(40))) {
        edge(w, d, t, key, kind);
      } else if (d.chance(70)) {
        w.null(key);
      }
    };
    maybe_edge("sip_edge", edge_kind::sip, type == 1 || type == 2);
    maybe_edge("carrier_edge", edge_kind::carrier, type == 0 || type == 2);
    maybe_edge("sdk_edge", edge_kind::sdk, type == 3);
    maybe_edge("client_edge", edge_kind::client, type == 3);
    w.array("tags", [&] {
      for (auto left = d.below(3); left > 0; --left) { w.string("", t.tag); }
    });
    if (d.chance(50)) {
      w.object("attributes", [&] { w.boolean("conference_participant", d.chance(20)); });
    }
    w.object("properties", [&] {
      w.number("last_sip_response_num", 200);
      w.number("pdd_ms", d.below(4000));
      if (d.chance(50)) { w.number("queue_time", d.below(9)); }
      w.string("direction", d.one_of({"inbound", "outbound_api", "outbound-dial"}));
      if (complete) { w.string("disconnected_by", d.one_of({"caller", "callee"})); }
    });
    if (d.chance(60)) { trust(w, d, t, d.chance(50)); }
    if (d.chance(15)) { annotation(w, d, call); }
    if (d.chance(10)) { agent_sessions(w, d); }
    if (d.chance(10)) {
      w.object("experiment", [&] { w.json("cohorts", "[1,2,{\"name\":\"x\"}]"); });
    }
  });
  return w.take();
}

namespace {

enum class key_order { written, scalars_first, alphabetical };

/// A copy of a document with another order of keys, and without some members.
class thinned {
 public:
  thinned(std::string_view document, dice& d, key_order order) : text_(document), dice_(d), order_(order) {}
  std::string text() { return value(); }

 private:
  struct member {
    std::string_view key;
    std::string value;
    [[nodiscard]] bool is_scalar() const { return value.front() != '{' && value.front() != '['; }
  };

  // The text is well-formed compact JSON.

  std::string value() {
    if (text_[at_] == '{') { return object(); }
    if (text_[at_] == '[') { return array(); }
    return std::string(scalar());
  }
  std::string_view scalar() {
    const std::size_t begin = at_;
    if (text_[at_] != '"') {
      at_ = text_.find_first_of(",]}", at_);
    } else {
      for (++at_; text_[at_] != '"'; ++at_) {
        if (text_[at_] == '\\') { ++at_; }
      }
      ++at_;
    }
    return text_.substr(begin, at_ - begin);
  }
  /// Calls `each` for each item of an object or array, and skips its brackets and commas.
  template <class Each>
  void all_inside(Each each) {
    while (text_[++at_] != ']' && text_[at_] != '}') {
      each();
      if (text_[at_] != ',') { break; }
    }
    ++at_;
  }

  std::string array() {
    std::string out = "[";
    all_inside([&] { out.append(out.size() > 1 ? "," : "").append(value()); });
    return out += ']';
  }
  std::string object() {
    std::vector<member> members;
    all_inside([&] {
      const std::string_view key = scalar();
      ++at_;
      members.push_back({key, value()});
    });
    // Every document keeps its call_sid.
    std::erase_if(members, [&](const member& m) { return m.key != R"("call_sid")" && dice_.below(16) == 0; });
    if (order_ == key_order::alphabetical) {
      std::ranges::sort(members, {}, &member::key);
    } else if (order_ == key_order::scalars_first) {
      std::stable_partition(members.begin(), members.end(), [](const member& m) { return m.is_scalar(); });
    }
    std::string out = "{";
    for (const auto& [key, text] : members) {
      out.append(out.size() > 1 ? "," : "").append(key).append(":").append(text);
    }
    return out += '}';
  }

  std::string_view text_;
  std::size_t at_ = 0;
  dice& dice_;
  key_order order_;
};

/// A partial summary of version 2 or later: no edge is known yet.
std::string partial_call(dice& d, const texts& t, const std::string& call) {
  writer w;
  w.object("", [&] {
    head(w, d, call, d.chance(70));
    w.string("call_type", d.one_of({"carrier", "sip", "trunking", "client"}));
    w.string("call_state", d.one_of({"ringing", "answered", "completed"}));
    party(w, d, t, "from", d.chance(25), d.chance(60));
    party(w, d, t, "to", false, d.chance(60));
    w.string("processing_state", "partial");
    w.number("processing_version", 1 + d.below(5));
    for (const std::string_view key : {"sip_edge", "carrier_edge", "sdk_edge", "client_edge"}) { w.null(key); }
    w.array("tags", [] {});
    w.object("properties", [&] {
      w.number("last_sip_response_num", 200);
      w.number("pdd_ms", d.below(4000));
      w.string("direction", d.one_of({"inbound", "outbound_api", "outbound_dial"}));
    });
  });
  return w.take();
}

/// The complete summary of a call to or from a carrier, over a trunk or not.
std::string carrier_call(dice& d, const texts& t, const std::string& call, bool trunk) {
  writer w;
  w.object("", [&] {
    head(w, d, call, true);
    w.string("call_type", trunk ? "trunking" : "carrier");
    w.string("call_state", d.one_of({"completed", "busy", "noanswer"}));
    if (d.chance(40)) { w.string("answered_by", d.one_of({"human", "machine_start", "unknown"})); }
    party(w, d, t, "from", false, d.chance(80));
    party(w, d, t, "to", false, d.chance(80));
    w.string("processing_state", "complete");
    w.number("processing_version", 1 + d.below(5));
    if (trunk) {
      edge(w, d, t, "sip_edge", edge_kind::sip);
    } else {
      w.null("sip_edge");
    }
    edge(w, d, t, "carrier_edge", edge_kind::carrier);
    w.null("sdk_edge");
    w.null("client_edge");
    w.array("tags", [&] {
      for (auto left = d.below(3); left > 0; --left) { w.string("", t.tag); }
    });
    w.object("attributes", [&] { w.boolean("conference_participant", d.chance(20)); });
    w.object("properties", [&] {
      w.number("last_sip_response_num", 200 + d.below(4) * 100);
      w.number("pdd_ms", d.below(4000));
      w.number("queue_time", d.below(9));
      w.string("disconnected_by", d.one_of({"caller", "callee"}));
      w.string("direction", d.one_of({"inbound", "outbound_api", "outbound_dial"}));
    });
    trust(w, d, t, d.chance(50));
    if (d.chance(20)) { annotation(w, d, call); }
    if (d.chance(10)) { agent_sessions(w, d); }
  });
  return w.take();
}

}  // namespace

summary different_summary(dice& d, const std::string& call) {
  const std::string sip_call_id = d.sid("") + '@' + d.ip();
  const std::string user_agent = "Example-SBC " + d.digits(1) + '.' + d.digits(1) + '.' + d.digits(1);
  const std::string caller = "client:agent_" + d.digits(4);
  // Some city names are not ASCII. No text contains an escape.
  const texts t = {
      d.one_of({"Example Wireless Inc.", "Acme Mobile", "Contoso Telecom LLC", "Northwind", "Fabrikam Voice"}),
      d.one_of({"San Francisco", "Austin", "M\xC3\xBCnchen", "S\xC3\xA3o Paulo", "Osaka", "New York", "Chicago",
                "Hamburg", "Seattle", "Denver"}),
      d.one_of({"California", "TX", "Bayern", "SP", "Osaka", "NY", "Illinois"}),
      user_agent,
      sip_call_id,
      caller,
      d.one_of({"high_packet_loss", "high_jitter", "silence", "high_latency"}),
      d.one_of({"us1", "ie1", "jp1", "au1", "br1"}),
      d.one_of({"ashburn", "dublin", "tokyo", "sydney", "sao-paulo"}),
      d.one_of({"Chrome", "Firefox", "Safari", "Edge"})};
  const auto written = [&](std::string_view state, unsigned schema, const std::string& document, key_order order) {
    return summary{state, schema, thinned(document, d, order).text()};
  };
  switch (d.below(5)) {
    case 0: return written("partial", 1, skeleton(d, call, "+1" + d.digits(10)), key_order::written);
    case 1: return written("partial", 2, partial_call(d, t, call), key_order::scalars_first);
    case 2: return written("complete", 7, carrier_call(d, t, call, false), key_order::written);
    case 3: return written("complete", 7, carrier_call(d, t, call, true), key_order::alphabetical);
    default: return written("complete", 7, client_call(d, t, call), key_order::written);
  }
}

}  // namespace sample

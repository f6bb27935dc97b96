// SPDX-License-Identifier: MIT
#include "inputs.hpp"

#include <string_view>
#include <utility>

#include "sample_events.hpp"

namespace bench {
namespace {

using namespace sample;

std::string mixed_event(dice& d) {
  const auto roll = d.below(100);
  if (roll < 2) {
    return event(d, "com.twilio.eventstreams.test-event", "Sink", "VoiceInsights.CallSummary/1",
                 into_string(R"({"test_id":"test"})", escaping::plain));
  }
  if (roll < 8) {
    return event(d, "com.twilio.voice.insights.call-event.gateway", "/v1/Voice/" + d.sid("CA") + "/Events",
                 "VoiceInsights.CallSummary/2",
                 R"({"name":"ringing","group":"signaling","level":"INFO","edge":"carrier_edge","call_sid":")" +
                     d.sid("CA") + R"("})");
  }
  const std::string call = d.sid("CA");
  const bool as_object = d.chance(20);
  const auto as_data = [&](const std::string& document) {
    return as_object ? document : into_string(document, d.chance(10) ? escaping::dense : escaping::plain);
  };
  if (roll < 30) {
    return summary_event(d, "predicted-complete", call, 1, as_data(skeleton(d, call, "+1" + d.digits(10))));
  }
  if (roll < 55) { return summary_event(d, "partial", call, 2, as_data(some_call(d, call, false))); }
  return summary_event(d, "complete", call, 7, as_data(some_call(d, call, true)));
}

input one_event(std::string_view name, std::string_view event) {
  return one_body(name, '[' + std::string(event) + ']');
}

/// A random event for the input `mix`.
std::string different_event(dice& d) {
  const std::string call = d.sid("CA");
  const summary s = different_summary(d, call);
  return summary_event(d, s.state, call, s.schema, into_string(s.document, escaping::plain));
}

}  // namespace

input one_body(std::string_view name, std::string_view text, std::size_t events) {
  input in{std::string(name), {}, false};
  in.bodies.push_back({simdjson::padded_string(text), events});
  return in;
}

std::vector<input> make_inputs() {
  std::vector<input> inputs;
  {
    dice d(7);
    input& mix = inputs.emplace_back(input{"mix", {}, false});
    for (int i = 0; i < 2000; ++i) { mix.bodies.push_back({simdjson::padded_string('[' + different_event(d) + ']')}); }
  }
  {
    dice d(1);
    const std::string call = d.sid("CA");
    inputs.push_back(one_event("a", summary_event(d, "predicted-complete", call, 1,
                                                  into_string(skeleton(d, call, "+55555555"), escaping::plain))));
  }
  const auto client_event = [](const texts& t, auto as_data) {
    dice d(2);
    const std::string call = d.sid("CA");
    const std::string document = client_call(d, t, call);
    return summary_event(d, "complete", call, 7, as_data(document));
  };
  inputs.push_back(one_event(
      "b", client_event(ascii_texts, [](const std::string& doc) { return into_string(doc, escaping::plain); })));
  {
    dice d(3);
    constexpr std::size_t count = 1000;
    std::string body = "[";
    for (std::size_t i = 0; i < count; ++i) { body.append(i == 0 ? "" : ",").append(mixed_event(d)); }
    inputs.push_back(one_body("c", body += ']', count));
  }
  inputs.push_back(one_event(
      "d", client_event(foreign_texts, [](const std::string& doc) { return into_string(doc, escaping::dense); })));
  inputs.push_back(one_event("e", client_event(ascii_texts, [](const std::string& doc) { return doc; })));
  const auto batch_of = [&inputs](std::string_view name, std::uint64_t seed, auto make_event) {
    dice d(seed);
    constexpr std::size_t count = 200;
    std::string body = "[";
    for (std::size_t i = 0; i < count; ++i) { body.append(i == 0 ? "" : ",").append(make_event(d)); }
    inputs.push_back(one_body(name, body += ']', count));
    inputs.back().has_all_types = true;
  };
  batch_of("metrics", 8, metric_event);
  batch_of("types", 9, event_of_any_type);
  return inputs;
}

std::vector<input> make_faulty_inputs() {
  constexpr std::string_view good = R"({"specversion":"1.0","type":"t","source":"s","id":"1"})";
  constexpr std::pair<std::string_view, std::string_view> faults[] = {
      {"no id", R"({"specversion":"1.0","type":"t","source":"s"})"},
      {"null type", R"({"specversion":"1.0","type":null,"source":"s","id":"1"})"},
      {"empty source", R"({"specversion":"1.0","type":"t","source":"","id":"1"})"},
      {"numeric id", R"({"specversion":"1.0","type":"t","source":"s","id":1})"},
      {"version 0.3", R"({"specversion":"0.3","type":"t","source":"s","id":"1"})"},
      {"empty object", R"({})"},
      {"array", R"(["id"])"},
      {"scalar", R"(12)"},
      {"escaped key", R"({"specversion":"1.0","type":"t","source":"s","\u0069d":"1"})"},
      {"extensions", R"({"specversion":"1.0","a":[1,{"b":null}],"type":"t","source":"s","id":"1","c":1.5})"},
      {"missing attribute after data", R"({"data":{"call_sid":"x"},"type":"t","source":"s","id":"1"})"},
      {"duplicate id", R"({"specversion":"1.0","type":"t","source":"s","id":"1","id":"2"})"},
      {"duplicate data", R"({"specversion":"1.0","type":"t","source":"s","id":"1","data":null,"data":{}})"},
      {"duplicate after data",
       R"({"specversion":"1.0","type":"com.twilio.voice.insights.call-summary.partial","source":"s","id":"1",)"
       R"("data":{"call_sid":"x"},"id":"2"})"},
  };
  std::vector<input> inputs;
  for (const auto& [name, event] : faults) {
    const std::string body = '[' + std::string(good) + ',' + std::string(event) + ',' + std::string(good) + ']';
    inputs.push_back(one_body(name, body, 3));
  }
  return inputs;
}

input make_batch(std::size_t events) {
  dice d(4);
  std::string body = "[";
  for (std::size_t i = 0; i < events; ++i) {
    const std::string call = d.sid("CA");
    writer w;
    w.object("", [&] {
      w.string("call_sid", call);
      w.string("call_type", d.one_of({"carrier", "sip", "client"}));
      w.string("call_state", d.one_of({"completed", "busy"}));
      w.number("duration", d.below(4000));
      w.object("from", [&] {
        w.string("caller", "+1" + d.digits(10));
        w.string("country_code", "US");
      });
      w.null("sdk_edge");
      w.array("tags", [] {});
    });
    const std::string document = w.take();
    body.append(i == 0 ? "" : ",")
        .append(summary_event(d, "partial", call, 2, d.chance(80) ? into_string(document, escaping::plain) : document));
  }
  return one_body(std::to_string(events), body += ']', events);
}

input make_large(std::size_t bytes) {
  dice d(5);
  const std::string call = d.sid("CA");
  // Leaves room for the envelope and the brackets. `escaped` estimates the size with escapes.
  const std::size_t room = bytes > 900 ? bytes - 650 : bytes / 2;
  const auto escaped = [](std::size_t size) { return size + size / 6; };
  writer w;
  w.object("", [&] {
    w.string("call_sid", call);
    w.string("call_state", "completed");
    w.array("tags", [&] {
      while (escaped(w.size()) < room / 2) { w.string("", d.one_of({"high_jitter", "silence", "high_packet_loss"})); }
    });
    for (std::size_t i = 0; escaped(w.size()) < room; ++i) {
      w.object("unknown_" + std::to_string(i), [&] {
        w.string("name", d.sid("XX"));
        w.json("value", d.decimal(1000, 4));
        w.string("comment", "a text of the length that people write into a field");
      });
    }
    w.number("duration", 60);
  });
  return one_event("large", summary_event(d, "complete", call, 7, into_string(w.take(), escaping::plain)));
}

}  // namespace bench

// SPDX-License-Identifier: MIT
// Tests that what a decoder learns from one document for the next never affects a result.
#include "support/answers.hpp"
#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/effort.hpp"
#include "support/samples.hpp"

#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace test;

namespace {

/// Similar documents that differ in the value of one object, or in where they have a syntax error.
std::vector<std::string> alike_documents() {
  std::vector<std::string> out = {"{}", rich_document, quickstart_document()};
  for (const std::string_view value :
       {"null", "[]", "5", "{}", "{\"metrics\":{\"inbound\":{\"mos\":{\"avg\":4.5}}}}",
        "{\"metrics\":{\"inbound\":{\"mos\":{\"avg\":4.5}}},\"properties\":tru}",
        "{\"metrics\":{\"inbound\":{\"mos\":{\"avg\":4.5}}", "{\"events\":{\"levels\":{\"a\":1}}}"}) {
    for (const std::string_view rest :
         {"}", ",\"tags\":[\"a\",\"b\"],\"from\":{\"location\":{\"lat\":1.5}}}", ",\"tags\":[\"a\"", "} x"}) {
      out.push_back("{\"call_sid\":\"CA1\",\"sdk_edge\":" + std::string(value) + std::string(rest));
    }
  }
  return out;
}

/// A body for each document, and the results of a new decoder for it.
struct known_bodies {
  std::vector<simdjson::padded_string> bodies;
  std::vector<std::string> expected;
};
known_bodies alike_bodies() {
  known_bodies out;
  for (const std::string& d : alike_documents()) {
    out.bodies.emplace_back(body_of(d, form::string));
    callview::decoder fresh;
    out.expected.push_back(answers(fresh.decode(out.bodies.back())));
  }
  return out;
}

/// Functions that read different parts of a document. Some read an inner object before the objects around it.
using asked = void (*)(const callview::call_summary&);
constexpr asked ways[] = {
    [](const callview::call_summary&) {},
    [](const callview::call_summary& c) { (void)c.call_sid(); },
    [](const callview::call_summary& c) { (void)c.sdk_edge().error(); },
    [](const callview::call_summary& c) { (void)c.sdk_edge().metrics().inbound().mos().avg(); },
    [](const callview::call_summary& c) { (void)c.sdk_edge().events().levels().find("a"); },
    [](const callview::call_summary& c) { (void)c.tags().size(); },
    [](const callview::call_summary& c) { (void)(c.from().location().lat() && c.tags()[0] && c.sdk_edge()); },
    [](const callview::call_summary& c) { (void)c.validate(); },
    [](const callview::call_summary& c) { (void)c.raw("tags"); },
};

}  // namespace

TEST_CASE("results do not depend on what was read from the previous document", "[history]") {
  const auto [bodies, expected] = alike_bodies();
  callview::decoder decoder;
  unsigned wrong = 0;
  std::string got;
  sampling pairs;
  for (std::size_t first = 0; first < bodies.size(); ++first) {
    for (std::size_t second = 0; second < bodies.size(); ++second) {
      if (!pairs.next()) { continue; }
      for (const asked way : ways) {
        for (int again = 0; again < 2; ++again) {  // the second time, the decoder has learned
          const auto batch = decoder.decode(bodies[first]);
          way((*batch)[0]->call_summary());
        }
        const auto batch = decoder.decode(bodies[second]);
        way((*batch)[0]->call_summary());  // results do not depend on what is read first either
        write_answers(batch, got);
        wrong += got != expected[second];
      }
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("results do not depend on what was read from hundreds of previous documents", "[history]") {
  // Uses many documents, because a decoder checks only now and then which containers are still in use.
  const auto [bodies, expected] = alike_bodies();
  std::mt19937_64 random(7);
  unsigned wrong = 0;
  for (unsigned round = 0; round < 40; ++round) {
    callview::decoder decoder;
    const asked usual = ways[round % std::size(ways)];  // for nearly all documents
    for (unsigned i = 0; i < 300; ++i) {
      const std::size_t which = static_cast<std::size_t>(random() % bodies.size());
      const auto batch = decoder.decode(bodies[which]);
      (random() % 8 != 0 ? usual : ways[random() % std::size(ways)])((*batch)[0]->call_summary());
      if (random() % 16 == 0) { wrong += answers(batch) != expected[which]; }
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("the value of an enumeration does not depend on earlier documents", "[history]") {
  // Known values of up to eight bytes, of more than eight and of more than 16, and texts that nearly equal one of them.
  std::vector<std::string> texts = {"",
                                    "us",
                                    "us12",
                                    "US1",
                                    "us1",
                                    "us2",
                                    "gll",
                                    "unknown_realm",
                                    "Unknown-Realm",
                                    "unknown_realn",
                                    "unknown_realm_",
                                    "xnknown_realm",
                                    "unknownnrealm",
                                    "au1"};
  std::vector<std::string> cases = {"dating/social",
                                    "Dating/Social",
                                    "telehealth",
                                    "telehealty",
                                    "telehealthx",
                                    "therapy_(individual+group)",
                                    "therapy_(individual+groups",
                                    "abandoned_cart",
                                    "appointment_reminders",
                                    "appointment_reminder",
                                    "appointment_raminders"};
  callview::decoder decoder;
  const auto ask = [](callview::decoder& d, std::string_view where, const std::string& text) {
    const bool is_region = where == "region";
    const simdjson::padded_string body(
        body_of(is_region ? "{\"properties\":{\"region\":\"" + text + "\"}}"
                          : "{\"trust\":{\"voice_integrity\":{\"use_case\":\"" + text + "\"}}}",
                form::string));
    const auto call = (*d.decode(body))[0]->call_summary();
    if (is_region) {
      (void)call.properties().error();  // the first read takes another path
      const auto r = *call.properties().region();
      return std::pair(static_cast<int>(r.value()), std::string(r.text()));
    }
    (void)call.trust().voice_integrity().error();
    const auto r = *call.trust().voice_integrity().use_case();
    return std::pair(static_cast<int>(r.value()), std::string(r.text()));
  };
  unsigned wrong = 0, recognized = 0;
  for (const std::string_view where : {"region", "use_case"}) {
    for (const std::string& before : where == "region" ? texts : cases) {
      for (const std::string& text : where == "region" ? texts : cases) {
        (void)ask(decoder, where, before);
        callview::decoder fresh;
        const auto expected = ask(fresh, where, text);
        wrong += ask(decoder, where, text) != expected || expected.second != text;
        recognized +=
            expected.first != (where == "region" ? static_cast<int>(callview::region::unrecognized)
                                                 : static_cast<int>(callview::voice_integrity_use_case::unrecognized));
      }
    }
  }
  CHECK(wrong == 0);
  CHECK(recognized == 7 * texts.size() + 6 * cases.size());
}

TEST_CASE("a field of one document never shows up in a later one, however many documents later", "[history]") {
  // Slots are not cleared between documents. This tests many distances between a field and later documents without it.
  constexpr unsigned documents = 70'000;
  const simdjson::padded_string full(std::string(
      R"({"call_sid":"CA1","duration":7,"tags":["a"],"from":{"caller":"x"},"annotation":{"comment":"y"}})"));
  const simdjson::padded_string empty(std::string(R"({"from":{},"x":1})"));
  for (const unsigned period : {1U, 3U, 32'767U, 32'768U, 40'000U}) {
    CAPTURE(period);
    callview::decoder decoder;
    unsigned wrong = 0;
    for (unsigned i = 0; i < documents; ++i) {
      const bool is_full = i % period == 0;
      const auto call = decoder.decode_call_summary(is_full ? full : empty);
      wrong += call.call_sid().has_value() != is_full || call.duration().has_value() != is_full ||
               call.from().caller().has_value() != is_full || call.tags().size() != (is_full ? 1 : 0) ||
               call.annotation().comment().has_value() != is_full || !call.from() || call.properties();
    }
    CHECK(wrong == 0);
  }
}

// SPDX-License-Identifier: MIT
// Tests that validate() finds all errors that lazy accessors may skip, and nothing else, and that rank() orders the
// summaries of a call.
#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/dice.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

using namespace test;

namespace {
errc verdict(std::string_view document, form f) {
  const opened o(document, f);
  return o.summary.validate().error().code;
}
}  // namespace

TEST_CASE("validate accepts well-formed members, known or not", "[validate]") {
  const form f = GENERATE(form::string, form::object);
  for (const char* document :
       {"{}", R"({"x":[{"y":{"z":[[]]}}],"w":-1.5e-7})", R"({"x":{"y":{"z":1}},"w":[[2,3],4,{"v":5},[6]]})",
        R"({"call_sid":null,"from":null,"tags":null})", R"({"tags":[null]})",
        R"({"call_state":"unheard_of","annotation":{"quality_issues":["hum"]}})",
        R"({"from":{"location":{"lat":1,"lon":-0.0}}})", R"({"x":{"a":1,"a":2}})", R"({"x":"\ud800"})",
        R"({"sdk_edge":{"events":{"feedback":{"a":1,"a":1},"levels":{"INFO":1}}}})",
        R"({"agent_session_summaries":[{},{"turns":1}]})"}) {
    INFO(document);
    CHECK(verdict(document, f) == errc::ok);
  }
}

TEST_CASE("validate finds wrong types in all objects of the schema", "[validate]") {
  const form f = GENERATE(form::string, form::object);
  for (const auto& [document, code] : std::vector<std::pair<const char*, errc>>{
           {R"({"call_sid":5})", errc::wrong_type},
           {R"({"duration":"5"})", errc::wrong_type},
           {R"({"duration":5.0})", errc::wrong_type},
           {R"({"duration":9223372036854775808})", errc::out_of_range},
           {R"({"from":[]})", errc::wrong_type},
           {R"({"from":{"location":{"lat":"1"}}})", errc::wrong_type},
           {R"({"from":{"location":{"lat":1e400}}})", errc::out_of_range},
           {R"({"start_time":"yesterday"})", errc::invalid_timestamp},
           {R"({"start_time":5})", errc::wrong_type},
           {R"({"call_state":5})", errc::wrong_type},
           {R"({"attributes":{"conference_participant":0}})", errc::wrong_type},
           {R"({"tags":{}})", errc::wrong_type},
           {R"({"tags":["a",5]})", errc::wrong_type},
           {R"({"tags":["\ud800"]})", errc::invalid_string},
           {R"({"annotation":{"quality_issues":[{}]}})", errc::wrong_type},
           {R"({"sdk_edge":{"events":{"levels":{"INFO":"1"}}}})", errc::wrong_type},
           {R"({"sdk_edge":{"events":{"levels":[]}}})", errc::wrong_type},
           {R"({"sdk_edge":{"events":{"feedback":1}}})", errc::wrong_type},
           {R"({"agent_session_summaries":[{},5]})", errc::wrong_type},
           {R"({"agent_session_summaries":[{"tokens":{"total":1.5}}]})", errc::wrong_type},
           {R"({"carrier_edge":{"metrics":{"outbound":{"mos":{"avg":true}}}}})", errc::wrong_type}}) {
    INFO(document);
    CHECK(verdict(document, f) == code);
  }
  const opened o(R"({"from":{"location":{"lat":"1"}}})", f);
  CHECK(o.summary.validate().error().field == "lat");
  CHECK(o.summary.validate().error().offset != callview::error::npos);
}

TEST_CASE("validate finds a broken value wherever it is, also below a valid object", "[validate]") {
  const form f = GENERATE(form::string, form::object);
  for (const char* broken : {"nul", "nulx", "nullnull", "tru", "01", "1.", "-", "+1", "1e", "\"", "x", "[", "{\"a\"}",
                             "[1,]", "{\"a\":1,}", ",", ""}) {
    for (const std::string& document : std::vector<std::string>{
             R"({"call_sid":?})", R"({"duration":?,"call_sid":"A"})", R"({"start_time":?})", R"({"from":?,"to":{}})",
             R"({"from":{"location":{"lat":?}}})", R"({"tags":[?]})", R"({"tags":["a",?,"b"]})",
             R"({"sdk_edge":{"events":{"levels":{"A":?}}}})", R"({"sdk_edge":{"events":{"levels":{"A":1,"B":?}}}})",
             R"({"agent_session_summaries":[?]})",
             R"({"agent_session_summaries":[{"turns":1},{"tokens":{"total":?}}]})",
             R"({"sdk_edge":{"events":{"feedback":?}}})", R"({"sdk_edge":{"events":{"feedback":{"a":?}}}})",
             R"({"unknown":?})", R"({"from":{"unknown":[?]}})"}) {
      const bool is_list = document.find("[?") != std::string::npos;
      if (*broken == '\0' && is_list) { continue; }
      const std::string text =
          document.substr(0, document.find('?')) + broken + document.substr(document.find('?') + 1);
      INFO(text);
      const bool is_balanced = *broken != '"' && std::string_view(broken) != "[";
      if (f == form::object && !is_balanced) { continue; }  // the envelope would not be valid
      const opened o(text, f);
      CHECK(o.summary.validate().error().code == errc::data_not_json);
      (void)answers(o.batch);  // whatever was read before
      CHECK(o.summary.validate().error().code == errc::data_not_json);
    }
  }
}

TEST_CASE("validate finds duplicate keys in all objects of the schema", "[validate]") {
  const form f = GENERATE(form::string, form::object);
  for (const char* document :
       {R"({"call_sid":"a","call_sid":"a"})", R"({"x":1,"y":2,"x":1})", R"({"from":{"city":"a","zip":1,"city":"b"}})",
        R"({"from":{"zip":1,"zip":1}})", R"({"x":1,"\u0078":2})", R"({"":1,"":1})", R"({"\ud800":1,"\ud800":1})",
        R"({"agent_session_summaries":[{},{"a":1,"a":1}]})", R"({"sdk_edge":{"events":{"levels":{"a":1,"a":1}}}})",
        R"({"trust":{"branded":{"logo":null,"logo":null}}})"}) {
    INFO(document);
    CHECK(verdict(document, f) == errc::duplicate_field);
  }
  CHECK(verdict(R"({"\ud800":1,"\ud801":1,"\ufffd":1})", f) == errc::ok);
}

TEST_CASE("validate finds text after the document, and exceeded depth", "[validate]") {
  CHECK(verdict("{} {}", form::string) == errc::data_not_json);
  CHECK(verdict("{}\v", form::string) == errc::data_not_json);
  const auto nested = [](std::size_t depth) {
    return "{\"x\":" + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  const form f = GENERATE(form::string, form::object);
  CHECK(verdict(nested(63), f) == errc::ok);
  CHECK(verdict(nested(64), f) == errc::too_deep);
}

TEST_CASE("validate accepts the same documents as a full JSON parser", "[validate]") {
  const std::string seed =
      R"({"call_sid":"A\u00e9\n","from":{"city":null,"location":{"lat":0.5,"lon":-1e2}},"tags":["a","b"],"x":[{},[],true]})";
  simdjson::dom::parser reference;
  dice random(11);
  unsigned valid_count = 0;
  for (unsigned round = 0; round < 20000; ++round) {
    std::string document = seed;
    for (unsigned n = random.below(2) + 1; n != 0; --n) {
      const std::size_t i = random.below(document.size());
      switch (random.below(4)) {
        case 0: document.erase(i, 1); break;
        case 1: document.insert(i, 1, "\"\\{}[]:,0-.e tn\n\x02"[random.below(18)]); break;
        case 2: document[i] = "\"\\{}[]:,0-.e tn\n\x02"[random.below(18)]; break;
        default: std::swap(document[i], document[random.below(document.size())]);
      }
    }
    simdjson::dom::element root;
    const auto failed = reference.parse(document).get(root);
    // Skips errors that the DOM also gives for valid JSON: a number out of range, a lone surrogate.
    if (failed == simdjson::NUMBER_ERROR || failed == simdjson::STRING_ERROR) { continue; }
    const bool valid = failed == simdjson::SUCCESS;
    valid_count += valid;
    INFO(document);
    const errc code = verdict(document, form::string);
    const bool grammar_ok = code != errc::data_not_json && code != errc::too_deep;
    if (valid) {
      CHECK((grammar_ok || !root.is_object()));
    } else {
      CHECK_FALSE(grammar_ok);
    }
  }
  CHECK(valid_count > 1000);
}

TEST_CASE("rank: kind, then version, then time", "[rank]") {
  using callview::event_kind;
  const auto rank = [](std::string_view type, std::string_view document, std::string_view time) {
    std::string body = event(json_string(document), type);
    if (!time.empty()) { body.insert(1, "\"time\":\"" + std::string(time) + "\","); }
    const decoded d(body);
    return d.event().call_summary().rank();  // remains valid after the decoder is destroyed
  };
  const std::string family = "com.twilio.voice.insights.call-summary.";
  const std::vector<callview::summary_rank> ascending = {
      rank(family + "partial", "{}", ""),
      rank(family + "partial", "{}", "2020-01-01T00:00:00Z"),
      rank(family + "partial", "{}", "2020-01-01T00:00:00.001Z"),
      rank(family + "partial", R"({"processing_version":1})", "2020-01-01T00:00:00Z"),
      rank(family + "partial", R"({"processing_version":2})", ""),
      rank(family + "predicted-complete", R"({"processing_version":1})", "2019-01-01T00:00:00Z"),
      rank(family + "complete", "{}", "2018-01-01T00:00:00Z")};
  CHECK(ascending[3].kind == event_kind::call_summary_partial);
  CHECK(ascending[3].processing_version == 1);
  CHECK(ascending[3].time == callview::timestamp(std::chrono::milliseconds(1577836800000)));
  CHECK(callview::summary_rank{} < ascending[0]);
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t j = 0; j < ascending.size(); ++j) {
      CHECK((ascending[i] <=> ascending[j]) == (i <=> j));
      CHECK((ascending[i] == ascending[j]) == (i == j));
    }
  }
}

TEST_CASE("an invalid time or version is ignored in the rank", "[rank]") {
  std::string body = event(json_string(R"({"processing_version":"1"})"));
  body.insert(1, "\"time\":\"soon\",");
  const decoded d(body);
  const auto rank = d.event().call_summary().rank();
  CHECK(rank.kind == callview::event_kind::call_summary_complete);
  CHECK_FALSE(rank.processing_version.has_value());
  CHECK_FALSE(rank.time.has_value());
}

TEST_CASE("validate does not change texts that were returned before", "[validate]") {
  const form f = GENERATE(form::string, form::object);
  const opened o(
      R"({"sdk_edge":{"events":{"levels":{"\ud800":1,"\ud801":2,"a\n":3}}},"\udc00":1,"\udc01":2,"b\ud800":3})", f);
  const auto levels = o.summary.sdk_edge().events().levels();
  const std::string_view name = levels[0].name, plain = levels[2].name;
  const auto unknown = o.summary.unknown_fields();
  const std::string_view key = (*unknown.begin()).key;
  CHECK(o.summary.validate().has_value());
  CHECK(name == "\xEF\xBF\xBD");
  CHECK(plain == "a\n");
  CHECK(key == "\xEF\xBF\xBD");
}

TEST_CASE("a key with a lone surrogate is not a duplicate of a key with the text of its escape", "[validate]") {
  CHECK(verdict(R"({"\ud800":1,"\\ud800":2})", form::object) == errc::ok);
  CHECK(verdict(R"({"\ud800":1,"\ud800":2})", form::object) == errc::duplicate_field);
}

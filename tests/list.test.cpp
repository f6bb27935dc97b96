// SPDX-License-Identifier: MIT
// Tests lists, maps and lists of objects.
#include "support/bodies.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <ranges>
#include <vector>

using namespace test;

static_assert(std::ranges::random_access_range<callview::string_list> &&
              std::ranges::borrowed_range<callview::string_list>);
static_assert(std::ranges::random_access_range<callview::counter_map>);
static_assert(std::ranges::random_access_range<callview::agent_session_list>);
static_assert(std::ranges::random_access_range<callview::enum_list<callview::quality_issue>>);

TEST_CASE("a list of strings", "[list]") {
  const form f = GENERATE(from_range(forms));
  const opened o(R"({"tags":[ "a" ,"b\n", 5, null , ["c"], "silence" ]})", f);
  const auto tags = o.summary.tags();
  REQUIRE(tags.size() == 6);
  CHECK_FALSE(tags.empty());
  CHECK(tags);
  CHECK(tags[0] == "a");
  CHECK(tags[1] == "b\n");
  CHECK(tags[2].error().code == errc::wrong_type);
  CHECK(tags[2].error().field == "tags");
  CHECK(tags[3].is_null());
  CHECK(tags[4].error().code == errc::wrong_type);
  CHECK(tags[6].is_absent());
  CHECK(tags[static_cast<std::size_t>(-1)].is_absent());
  std::vector<std::string> texts;
  for (const auto t : tags) { texts.emplace_back(t.value_or("?")); }
  CHECK(texts == std::vector<std::string>{"a", "b\n", "?", "?", "?", "silence"});
  CHECK(std::ranges::count_if(tags, [](const auto& t) { return t == "silence"; }) == 1);
}

TEST_CASE("a missing list is empty and returns why", "[list]") {
  const form f = GENERATE(from_range(forms));
  const auto code = [&](std::string_view document) {
    const opened o(document, f);
    const auto tags = o.summary.tags();
    CHECK(tags.size() == 0);
    CHECK(tags.empty());
    CHECK(tags.begin() == tags.end());
    CHECK_FALSE(tags);
    CHECK_FALSE(tags[0].has_value());
    return tags.error().code;
  };
  CHECK(code("{}") == errc::field_absent);
  CHECK(code(R"({"tags":null})") == errc::field_null);
  CHECK(code(R"({"tags":{}})") == errc::wrong_type);
  CHECK(code(R"({"tags":"a"})") == errc::wrong_type);
  CHECK(code(R"({"tags":["a" "b"]})") == errc::data_not_json);
  CHECK(code(R"({"tags":["a",]})") == errc::data_not_json);
  CHECK(code(R"({"tags":[,"a"]})") == errc::data_not_json);
  CHECK(code(R"({"tags":["a":"b"]})") == errc::data_not_json);
  CHECK(code(R"({"tags":[nul]})") == errc::data_not_json);
  CHECK(code(R"({"tags":["\q"]})") == errc::data_not_json);
  CHECK(code(R"({"tags":["\q","a"]})") == errc::data_not_json);
}

TEST_CASE("a missing list is empty, whatever list the previous document had", "[list]") {
  const form f = GENERATE(from_range(forms));
  for (const char* document : {"{}", R"({"tags":null})", R"({"tags":{}})", R"({"tags":["a",]})", R"({"tags":[]})"}) {
    INFO(document);
    callview::decoder decoder;
    CHECK((*decoder.decode_copy(body_of(R"({"tags":["a",["b"],"c"]})", f)))[0]->call_summary().tags().size() == 3);
    const auto tags = (*decoder.decode_copy(body_of(document, f)))[0]->call_summary().tags();
    CHECK(tags.size() == 0);
    CHECK(tags.begin() == tags.end());
    CHECK_FALSE(tags[0].has_value());
    CHECK_FALSE(tags[1].has_value());
  }
}

TEST_CASE("the items of a list can be read in any order", "[list]") {
  const form f = GENERATE(from_range(forms));
  for (const std::size_t count : {0U, 1U, 2U, 15U, 16U, 17U, 31U, 32U, 33U, 100U, 1000U}) {
    std::string document = "{\"tags\":[";
    for (std::size_t i = 0; i < count; ++i) { document += (i != 0 ? ",\"" : "\"") + std::to_string(i) + '"'; }
    const opened o(document + "],\"settings\":{}}", f);
    const auto tags = o.summary.tags();
    REQUIRE(tags.size() == count);
    for (std::size_t i = 0; i < count; ++i) { REQUIRE(tags[i] == std::to_string(i)); }
    for (std::size_t i = count; i-- > 0;) { REQUIRE(tags[i] == std::to_string(i)); }
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t j = i * 7919 % count;
      REQUIRE(tags[j] == std::to_string(j));
    }
  }
}

TEST_CASE("the items of a list can be read in any order, wherever its first item with brackets is", "[list]") {
  const form f = GENERATE(from_range(forms));
  for (std::size_t first = 0; first < 50; ++first) {
    std::string document = "{\"tags\":[";
    for (std::size_t i = 0; i < 50; ++i) { document += (i != 0 ? ",\"" : "\"") + std::to_string(i) + '"'; }
    const std::string item = '"' + std::to_string(first) + '"';
    document.replace(document.find(item), item.size(), "[\"x\",{}]");
    const opened o(document + "]}", f);
    const auto tags = o.summary.tags();
    REQUIRE(tags.size() == 50);
    unsigned wrong = 0;
    const auto check = [&](std::size_t i) {
      const auto tag = tags[i];
      wrong += i == first ? tag.error().code != errc::wrong_type : tag != std::to_string(i);
    };
    for (std::size_t i = 50; i-- > 0;) { check(i); }
    for (std::size_t i = 0; i < 50; ++i) { check(i); }
    for (std::size_t i = 0; i < 50; ++i) { check(i * 17 % 50); }
    INFO(first);
    CHECK(wrong == 0);
  }
}

TEST_CASE("a map with a syntax error is empty and returns data_not_json", "[list]") {
  const form f = GENERATE(from_range(forms));
  for (const char* map :
       {R"({"a":1,"b" 2})", R"({"a" "b" 1,"c":2})", R"({"a","b","c":2})", R"({"a":1,})", R"({"a":1,b:2})",
        R"({"\q":1,"b":2})", R"({"a":01,"b":2})", R"({"a":1.,"b":2})", R"({1:1,"b":2})"}) {
    INFO(map);
    const opened o(R"({"sdk_edge":{"events":{"levels":)" + std::string(map) + "}}}", f);
    const auto levels = o.summary.sdk_edge().events().levels();
    CHECK(levels.error().code == errc::data_not_json);
    CHECK(levels.empty());
    CHECK(levels.find("a").error().code == errc::data_not_json);
    CHECK(levels[0].value.error().code == errc::data_not_json);
  }
}

TEST_CASE("a list of enumeration values", "[list]") {
  const form f = GENERATE(from_range(forms));
  const opened o(R"({"annotation":{"quality_issues":["echo","Static-Noise","hum",1]}})", f);
  const auto issues = o.summary.annotation().quality_issues();
  REQUIRE(issues.size() == 4);
  CHECK(issues[0] == callview::quality_issue::echo);
  CHECK(issues[1] == callview::quality_issue::static_noise);
  CHECK(issues[1]->text() == "Static-Noise");
  CHECK(issues[2] == callview::quality_issue::unrecognized);
  CHECK(issues[2]->text() == "hum");
  CHECK(issues[3].error().code == errc::wrong_type);
}

TEST_CASE("a map of counters", "[list]") {
  const form f = GENERATE(from_range(forms));
  const opened o(
      R"({"sdk_edge":{"events":{"levels":{"INFO":3,"W\u0041RN":1,"INFO":7,"ERR":"x","big":9223372036854775808,"n":null,"":0,"\ud800":5},
    "groups":null,"errors":{"31000":2}}}})",
      f);
  const auto levels = o.summary.sdk_edge().events().levels();
  REQUIRE(levels.size() == 8);
  CHECK(levels.find("INFO") == 3);
  CHECK(levels.find("WARN") == 1);
  CHECK(levels.find("ERR").error().code == errc::wrong_type);
  CHECK(levels.find("big").error().code == errc::out_of_range);
  CHECK(levels.find("n").is_null());
  CHECK(levels.find("") == 0);
  CHECK(levels.find("nope").is_absent());
  CHECK(levels.find("\xEF\xBF\xBD").is_absent());  // returned for a lone surrogate, but not in the text
  std::string names;
  for (const auto& [name, value] : levels) {
    names += std::string(name) + '=' + std::to_string(value.value_or(-1)) + ' ';
  }
  CHECK(names == "INFO=3 WARN=1 INFO=7 ERR=-1 big=-1 n=-1 =0 \xEF\xBF\xBD=5 ");
  CHECK(levels[8].value.is_absent());
  CHECK(o.summary.sdk_edge().events().groups().error().code == errc::field_null);
  CHECK(o.summary.sdk_edge().events().groups().find("a").is_absent());
  CHECK(o.summary.sdk_edge().events().errors().find("31000") == 2);
}

TEST_CASE("a map of counters without escapes can be read by index", "[list]") {
  const form f = GENERATE(from_range(forms));
  const opened o(R"({"sdk_edge":{"events":{"levels":{"":0,"INFO":12345678,"W ":123456789,"e":1.5,"n":null,"last":7},
    "groups":{"a":"x","b":5,"c":6},"errors":{"9":9}}}})",
                 f);
  const auto all = [](const callview::counter_map& map) {
    std::string text;
    for (std::size_t i = 0; i < map.size() + 2; ++i) {
      const auto [name, value] = map[i];
      text += std::string(name) + '=' +
              (value ? std::to_string(*value) : std::string(callview::name(value.error().code))) + ' ';
    }
    return text;
  };
  const auto events = o.summary.sdk_edge().events();
  CHECK(all(events.levels()) ==
        "=0 INFO=12345678 W =123456789 e=wrong_type n=field_null last=7 =field_absent =field_absent ");
  CHECK(all(events.groups()) == "a=wrong_type b=5 c=6 =field_absent =field_absent ");
  CHECK(all(events.errors()) == "9=9 =field_absent =field_absent ");
}

TEST_CASE("a list of objects", "[list]") {
  const form f = GENERATE(from_range(forms));
  const opened o(
      R"({"agent_session_summaries":[{"session_id":"a","turns":3,"tokens":{"total":5,"tokens_per_second":{"avg":2.5}}},
    5,null,{},{"session_id":"e","words":{"words_per_minute":{"max":9}},"interruptions":null}]})",
      f);
  const auto sessions = o.summary.agent_session_summaries();
  REQUIRE(sessions.size() == 5);
  CHECK(sessions[0].session_id() == "a");
  CHECK(sessions[0].turns() == 3);
  CHECK(sessions[0].tokens().total() == 5);
  CHECK(sessions[0].tokens().tokens_per_second().avg() == 2.5);
  CHECK(sessions[1].error().code == errc::wrong_type);
  CHECK(sessions[1].turns().is_absent());
  CHECK(sessions[2].error().code == errc::field_null);
  CHECK(sessions[3].error().code == errc::ok);
  CHECK(sessions[3].tokens().tokens_per_second().avg().is_absent());
  CHECK(sessions[4].words().words_per_minute().max() == 9.0);
  CHECK(sessions[4].interruptions().error().code == errc::field_null);
  CHECK(sessions[4].interruptions().customer_to_agent().is_absent());
  CHECK(sessions[5].error().code == errc::field_absent);
  CHECK(sessions[5].session_id().is_absent());
}

// The block of an element in the index is reused for other elements. This must not affect its views.
TEST_CASE("views of many list elements are valid at the same time", "[list]") {
  const form f = GENERATE(from_range(forms));
  constexpr std::size_t count = 100;
  std::string document = "{\"agent_session_summaries\":[";
  for (std::size_t i = 0; i < count; ++i) {
    const std::string n = std::to_string(i);
    // Elements have different members, so that a result of another element would be noticed.
    document += (i != 0 ? ",{" : "{");
    if (i % 2 == 0) { document += "\"session_id\":\"s" + n + "\","; }
    if (i % 3 == 0) { document += "\"tokens\":{\"tokens_per_second\":{\"avg\":" + n + "}},"; }
    if (i % 5 == 0) { document += "\"words\":nul,"; }  // a syntax error
    if (i % 7 == 0) { document += "\"stt_latency_ms\":{\"max\":" + n + "},"; }
    document += "\"turns\":" + n + "}";
  }
  const opened o(document + "]}", f);
  const auto sessions = o.summary.agent_session_summaries();
  REQUIRE(sessions.size() == count);
  std::vector<callview::summary::agent_session> views;
  std::vector<callview::summary::statistic> rates;
  std::vector<callview::summary::statistic> latencies;
  for (const auto& s : sessions) {
    views.push_back(s);
    rates.push_back(s.tokens().tokens_per_second());
    latencies.push_back(s.stt_latency_ms());
  }
  for (int round = 0; round < 3; ++round) {
    for (std::size_t k = 0; k < count; ++k) {
      const std::size_t i = k * 37 % count;
      INFO(i);
      const auto n = static_cast<std::int64_t>(i);
      if (i % 5 == 0) {
        REQUIRE(views[i].turns().error().code == errc::data_not_json);
        REQUIRE(rates[i].avg().error().code == errc::data_not_json);
        REQUIRE(latencies[i].max().error().code == errc::data_not_json);
        continue;
      }
      REQUIRE(views[i].turns() == n);
      REQUIRE(views[i].session_id().has_value() == (i % 2 == 0));
      REQUIRE(rates[i].avg().has_value() == (i % 3 == 0));
      if (i % 3 == 0) { REQUIRE(rates[i].avg() == static_cast<double>(n)); }
      REQUIRE(latencies[i].max().has_value() == (i % 7 == 0));
      REQUIRE(latencies[i].error().code == (i % 7 == 0 ? errc::ok : errc::field_absent));
    }
  }
}

TEST_CASE("elements of a list with a syntax error return its error", "[list]") {
  const form f = GENERATE(from_range(forms));
  const opened list(R"({"agent_session_summaries":[{"session_id":"x"},],"tags":["x",]})", f);
  CHECK(list.summary.agent_session_summaries()[0].session_id().error().code == errc::data_not_json);
  CHECK(list.summary.agent_session_summaries()[7].tokens().tokens_per_second().avg().error().code ==
        errc::data_not_json);
  CHECK(list.summary.tags()[0].error().code == errc::data_not_json);
  const opened parent(R"({"agent_session_summaries":[],x})", f);
  CHECK(parent.summary.agent_session_summaries()[0].session_id().error().code == errc::data_not_json);
  callview::limits limits;
  limits.max_depth = 1;
  callview::decoder decoder(limits);
  const simdjson::padded_string document(std::string_view(R"({"agent_session_summaries":[{}],"tags":["x"]})"));
  const auto deep = decoder.decode_call_summary(document);
  CHECK(deep.agent_session_summaries()[0].turns().error().code == errc::too_deep);
  CHECK(deep.tags()[0].error().code == errc::too_deep);
}

TEST_CASE("default-constructed lists and maps are absent", "[list]") {
  CHECK(callview::string_list{}[0].is_absent());
  CHECK(callview::enum_list<callview::quality_issue>{}[3].is_absent());
  CHECK(callview::counter_map{}[0].value.is_absent());
  CHECK(callview::counter_map{}.find("x").is_absent());
  CHECK(callview::call_summary{}.tags()[0].is_absent());
  CHECK(callview::call_summary{}.agent_session_summaries()[0].tokens().total().is_absent());
  CHECK(callview::call_summary{}.sdk_edge().events().levels()[0].value.is_absent());
  CHECK(callview::call_summary{}.tags().empty());
  CHECK(callview::call_summary{}.tags().error().code == errc::field_absent);
}

TEST_CASE("an element may be read again, and before earlier ones", "[list]") {
  const form f = GENERATE(from_range(forms));
  std::string document = R"({"agent_session_summaries":[)";
  for (int i = 0; i < 60; ++i) {
    document += (i != 0 ? "," : "") + std::string(R"({"turns":)") + std::to_string(i) + R"(,"words":{"total":[]}})";
  }
  const opened o(document + "]}", f);
  const auto list = o.summary.agent_session_summaries();
  for (const std::size_t i : {0U, 0U, 5U, 5U, 4U, 15U, 16U, 17U, 17U, 31U, 59U, 59U, 58U, 1U}) {
    CHECK(list[i].turns() == static_cast<std::int64_t>(i));
  }
}

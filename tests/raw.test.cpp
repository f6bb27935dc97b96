// SPDX-License-Identifier: MIT
// Tests raw(), unknown_fields() and for_each_field().
#include "support/bodies.hpp"
#include "support/catch.hpp"

#include <vector>

using namespace test;

namespace {
std::string unknown(const auto& view) {
  std::string out;
  for (const auto& [key, raw] : view.unknown_fields()) { out += std::string(key) + '=' + packed(raw) + ';'; }
  return out;
}
}  // namespace

TEST_CASE("raw returns the JSON text of any member, known or not", "[raw]") {
  const form f = GENERATE(from_range(forms));
  const opened o(
      R"({"call_sid" : "C\u0041" ,"x": {"a" : [1, "\n"]} ,"from":{"city":null,"y":-0.50},"n":null,"\u007a":true,"x":2,"i": 1e5})",
      f);
  CHECK(o.summary.raw("call_sid") == R"("C\u0041")");
  CHECK(packed(*o.summary.raw("x")) == R"({"a":[1,"\n"]})");
  CHECK(packed(*o.summary.raw("from")) == R"({"city":null,"y":-0.50})");
  CHECK(o.summary.raw("n") == "null");
  CHECK(o.summary.raw("z") == "true");
  CHECK(o.summary.raw("i") == "1e5");
  CHECK(o.summary.from().raw("y") == "-0.50");
  CHECK(o.summary.from().raw("city") == "null");
  for (const char* none : {"", "Z", "\\u007a", "call_si", "to", "call_sid "}) {
    CHECK(o.summary.raw(none).is_absent());
  }
  CHECK(o.summary.to().raw("city").is_absent());
  CHECK(callview::call_summary().raw("x").is_absent());
  CHECK(o.summary.raw(std::string(100000, 'x')).is_absent());
}

TEST_CASE("raw returns JSON text or an error, never something else", "[raw]") {
  const form f = GENERATE(from_range(forms));
  const opened o(R"({"a":{"b":nul},"c":[1 2],"d":{"e":1}})", f);
  CHECK(o.summary.raw("a").error().code == errc::data_not_json);
  CHECK(o.summary.raw("c").error().code == errc::data_not_json);
  CHECK(packed(*o.summary.raw("d")) == R"({"e":1})");
  const opened broken(R"({"a":1,"b":nul})", f);
  CHECK(broken.summary.raw("a").error().code == errc::data_not_json);
  CHECK(broken.summary.raw("z").error().code == errc::data_not_json);
}

TEST_CASE("the depth of a raw text is counted from the document", "[raw]") {
  const form f = GENERATE(from_range(forms));
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  for (const std::size_t depth : {60U, 61U, 62U, 63U, 64U}) {
    INFO(depth);
    const opened root("{\"x\":" + nested(depth) + "}", f);
    CHECK(root.summary.raw("x").error().code == (depth <= 63 ? errc::ok : errc::too_deep));
    const opened below("{\"from\":{\"x\":" + nested(depth) + "}}", f);
    CHECK(below.summary.from().raw("x").error().code == (depth <= 62 ? errc::ok : errc::too_deep));
    // The depths: sdk_edge 2, events 3, feedback 4.
    const opened field("{\"sdk_edge\":{\"events\":{\"feedback\":{\"x\":" + nested(depth) + "}}}}", f);
    CHECK(field.summary.sdk_edge().events().feedback().error().code == (depth <= 60 ? errc::ok : errc::too_deep));
  }
}

TEST_CASE("a raw object field returns its text", "[raw]") {
  const form f = GENERATE(from_range(forms));
  const auto feedback = [&](std::string_view value) {
    const opened o("{\"sdk_edge\":{\"events\":{\"feedback\":" + std::string(value) + "}}}", f);
    const auto r = o.summary.sdk_edge().events().feedback();
    return r ? packed(*r) : std::string(name(r.error().code));
  };
  CHECK(feedback(R"({"score" : 5})") == R"({"score":5})");
  CHECK(feedback("{}") == "{}");
  CHECK(feedback("null") == "field_null");
  CHECK(feedback("[]") == "wrong_type");
  CHECK(feedback("\"{}\"") == "wrong_type");
  CHECK(feedback("{\"a\":}") == "data_not_json");
}

TEST_CASE("unknown_fields are the members that the schema does not know", "[raw]") {
  const form f = GENERATE(from_range(forms));
  const opened o(
      R"({"x":1,"call_sid":"A","\u0079" : [ 2 ],"call_sid":"B","x":null,"from":{"zip":"1","city":"C"},"\ud800":0,"":{}})",
      f);
  CHECK(unknown(o.summary) == "x=1;y=[2];x=null;\xEF\xBF\xBD=0;={};");
  CHECK(unknown(o.summary.from()) == "zip=\"1\";");
  CHECK(unknown(o.summary.to()).empty());
  CHECK(o.summary.to().unknown_fields().empty());
  CHECK(unknown(opened("{}", f).summary).empty());
  CHECK(unknown(opened(R"({"x":1,})", f).summary).empty());
  CHECK(unknown(callview::call_summary()).empty());
}

TEST_CASE("a lone surrogate in a key makes it an unknown field", "[raw]") {
  const form f = GENERATE(from_range(forms));
  const opened o(R"({"call_sid\ud800":1,"call_sid":"A"})", f);
  CHECK(o.summary.call_sid() == "A");
  CHECK(unknown(o.summary) == "call_sid\xEF\xBF\xBD=1;");
  CHECK(o.summary.raw("call_sid\xEF\xBF\xBD").is_absent());  // U+FFFD is returned, but is not in the text
  CHECK(o.summary.validate().has_value());
}

TEST_CASE("for_each_field visits every field in schema order", "[raw]") {
  const opened o(R"({"from":{"city":"C"}})", form::string);
  std::string names;
  callview::for_each_field(o.summary.from(), [&]<class R>(std::string_view name, const R& value) {
    names += std::string(name) + ' ';
    if constexpr (std::is_same_v<R, callview::result<std::string_view>>) {
      CHECK(value.has_value() == (name == "city"));
    }
  });
  CHECK(
      names ==
      "caller callee carrier connection number_prefix location city country_code country_subdivision ip_address sdk ");
  unsigned absent = 0;
  callview::for_each_field(callview::call_summary(), [&](std::string_view, const auto& value) {
    absent += value.error().code == errc::field_absent;
  });
  CHECK(absent == 27);
}

// SPDX-License-Identifier: MIT
// Tests that report_drift() reports the path of everything that differs from the schema, and nothing else.
#include "support/bodies.hpp"
#include "support/catch.hpp"

using namespace test;

namespace {
std::string drift(std::string_view document, form f) {
  const opened o(document, f);
  std::string out;
  const auto e = o.summary.report_drift([&](callview::drift_kind kind, std::string_view path, std::string_view raw) {
    out += kind == callview::drift_kind::unknown_key ? '+' : kind == callview::drift_kind::wrong_type ? '!' : '?';
    out += std::string(path) + '=' + packed(raw) + ' ';
  });
  CHECK(e.code == o.summary.error().code);
  return out;
}
}  // namespace

TEST_CASE("drift: unknown keys, wrong types and unrecognized values, with their paths", "[drift]") {
  const form f = GENERATE(form::string, form::object);
  CHECK(drift("{}", f).empty());
  CHECK(drift(R"({"call_sid":"A","from":null,"tags":["x"],"call_state":"busy"})", f).empty());
  CHECK(drift(R"({"x":{"y":1}})", f) == R"(+x={"y":1} )");
  CHECK(drift(R"({"from":{"zip":"1","sdk":{"browser":{"b\u0065ta":true}}}})", f) ==
        "+from.zip=\"1\" +from.sdk.browser.beta=true ");
  CHECK(drift(R"({"call_sid":5,"to":"x","duration":1.5,"start_time":"now","tags":["a",2]})", f) ==
        "!call_sid=5 !to=\"x\" !duration=1.5 !start_time=\"now\" !tags[1]=2 ");
  CHECK(
      drift(
          R"({"call_state":"zombie","annotation":{"quality_issues":["echo","hum",null]},"properties":{"region":"mars1"}})",
          f) == "?call_state=\"zombie\" ?annotation.quality_issues[1]=\"hum\" ?properties.region=\"mars1\" ");
  CHECK(
      drift(
          R"({"agent_session_summaries":[{"turns":1},{"mood":0,"tokens":{"total":"x"}},7],"sdk_edge":{"events":{"levels":{"A\n":"1"}}}})",
          f) ==
      "+agent_session_summaries[1].mood=0 !agent_session_summaries[1].tokens.total=\"x\" "
      "!agent_session_summaries[2]=7 !sdk_edge.events.levels.A\n=\"1\" ");
}

TEST_CASE("drift: a key may be as long as the document", "[drift]") {
  const std::string key(100000, 'k');
  CHECK(drift("{\"from\":{\"" + key + "\":1}}", form::string) == "+from." + key + "=1 ");
}

TEST_CASE("drift: objects with syntax errors are skipped, and the top level returns an error", "[drift]") {
  CHECK(drift(R"({"from":{"zip":nul},"x":1})", form::string) == "+x=1 ");
  CHECK(drift(R"({"x":1,"y":nul})", form::string).empty());
  CHECK(callview::call_summary().report_drift([](auto, auto, auto) {}).code == errc::field_absent);
}

TEST_CASE("drift: the report ends if its visitor decodes something else", "[drift]") {
  opened o(R"({"x":1,"y":2})", form::string);
  unsigned calls = 0;
  o.summary.report_drift([&](auto, auto, auto) {
    ++calls;
    CHECK(o.decoder.decode(o.body).has_value());
  });
  CHECK(calls == 1);
}

TEST_CASE("drift: a number that does not fit has a wrong type", "[drift]") {
  const form f = GENERATE(form::string, form::object);
  CHECK(drift(R"({"processing_version":9223372036854775808,"from":{"location":{"lat":1e400}}})", f) ==
        "!processing_version=9223372036854775808 !from.location.lat=1e400 ");
  CHECK(drift(R"({"call_sid":"\ud800"})", f) == "!call_sid=\"\\ud800\" ");
}

TEST_CASE("drift: a visitor may read any list element", "[drift]") {
  const form f = GENERATE(form::string, form::object);
  std::string document = R"({"agent_session_summaries":[)", expected;
  for (int i = 0; i < 20; ++i) {
    const std::string n = std::to_string(i);
    document += (i != 0 ? "," : "") + std::string(R"({"session_id":)") + n + R"(,"tokens":{"total":"x"},"turns":"t)" +
                n + "\"}";
    const std::string path = "agent_session_summaries[" + n + "].";
    expected += path + "session_id=" + n + ' ' + path + "tokens.total=\"x\" " + path + "turns=\"t" + n + "\" ";
  }
  const opened o(document + "]}", f);
  std::string reported;
  o.summary.report_drift([&](auto, std::string_view path, std::string_view raw) {
    reported += std::string(path) + '=' + std::string(raw) + ' ';
    for (const auto& session : o.summary.agent_session_summaries()) { CHECK_FALSE(session.turns().has_value()); }
  });
  CHECK(reported == expected);
}

TEST_CASE("drift: a visitor may start another report", "[drift]") {
  const opened o(R"({"from":{"k1":1,"k2":2,"ab":[]},"to":{"kkkkkkkkkk":1,"a":2}})", form::string);
  for (int again = 0; again < 2; ++again) {  // the second report reuses the memory for paths
    std::string paths;
    o.summary.report_drift([&](auto, std::string_view path, auto) {
      paths += std::string(path) + ' ';
      o.summary.report_drift([](auto, auto, auto) {});
    });
    CHECK(paths == "from.k1 from.k2 from.ab to.kkkkkkkkkk to.a ");
  }
}

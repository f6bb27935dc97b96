// SPDX-License-Identifier: MIT
// Tests that both forms of data give the same results, and which errors invalid data causes.
#include "support/bodies.hpp"
#include "support/catch.hpp"

#include <vector>

using namespace test;
using callview::data_form;

TEST_CASE("data as an escaped string and data as an object give the same results", "[data]") {
  const form f = GENERATE(form::string, form::object);
  const opened o(R"({"call_sid":"CA1","duration":7,"from":{"city":"K\u00f6ln \"\\\/"},"tags":["a","b"]})", f);
  REQUIRE(o.summary);
  CHECK(o.event().data_form() == (f == form::string ? data_form::string : data_form::object));
  CHECK(o.summary.call_sid() == "CA1");
  CHECK(o.summary.duration() == std::chrono::seconds(7));
  CHECK(o.summary.from().city() == "K\xC3\xB6ln \"\\/");
  CHECK(o.summary.tags()[1] == "b");
  CHECK(o.event().data_json() ==
        R"({"call_sid":"CA1","duration":7,"from":{"city":"K\u00f6ln \"\\\/"},"tags":["a","b"]})");
}

TEST_CASE("datacontenttype does not matter", "[data]") {
  for (const char* type : {"null", "\"text/plain\"", "\"2025-10-08T07:17:02.363Z\"", "5", "\"application/json\""}) {
    std::string body = event(json_string(R"({"call_sid":"CA1"})"));
    body.insert(1, "\"datacontenttype\":" + std::string(type) + ",");
    CHECK(decoded(body).event().call_summary().call_sid() == "CA1");
  }
}

TEST_CASE("data that holds no summary has an error code for each case", "[data]") {
  struct row {
    const char* data;
    data_form form;
    errc code;
    errc json;
  };
  const std::vector<row> rows = {
      {"", data_form::absent, errc::data_absent, errc::data_absent},
      {"null", data_form::null, errc::data_absent, errc::data_absent},
      {"[]", data_form::array, errc::data_not_an_object, errc::ok},
      {"[{\"call_sid\":\"CA1\"}]", data_form::array, errc::data_not_an_object, errc::ok},
      {"[1,]", data_form::array, errc::data_not_json, errc::ok},
      {"5", data_form::other, errc::data_not_an_object, errc::ok},
      {"true", data_form::other, errc::data_not_an_object, errc::ok},
      {"\"\"", data_form::string, errc::data_not_json, errc::ok},
      {"\" \\n\\t\"", data_form::string, errc::data_not_json, errc::ok},
      {"\"\\ufeff{}\"", data_form::string, errc::data_not_json, errc::ok},
      {"\"\xEF\xBB\xBF{}\"", data_form::string, errc::data_not_json, errc::ok},
      {"\"5\"", data_form::string, errc::data_not_an_object, errc::ok},
      {"\"null\"", data_form::string, errc::data_not_an_object, errc::ok},
      {"\" [1, 2] \"", data_form::string, errc::data_not_an_object, errc::ok},
      {"\"[1,\"", data_form::string, errc::data_not_json, errc::ok},
      {"\"nul\"", data_form::string, errc::data_not_json, errc::ok},
      {"\"hello\"", data_form::string, errc::data_not_json, errc::ok},
      {"\"5 5\"", data_form::string, errc::data_not_json, errc::ok},
      {R"("\"{\\\"call_sid\\\":\\\"CA1\\\"}\"")", data_form::string, errc::data_not_an_object, errc::ok},  // twice
      {R"("\q")", data_form::string, errc::data_not_json, errc::data_not_json},
      {R"("{\u12}")", data_form::string, errc::data_not_json, errc::data_not_json},
      {R"("{}\ud800")", data_form::string, errc::data_not_json, errc::data_not_json},
      {R"("{\"a\":\"\ud83d\\ude00\"}")", data_form::string, errc::data_not_json, errc::data_not_json},  // split pair
      {R"("{\"a\":\"\\ud83d\ude00\"}")", data_form::string, errc::data_not_json, errc::data_not_json},
  };
  for (const row& r : rows) {
    INFO(r.data);
    const decoded d("[" + event(r.data) + "," + event(json_string("{\"call_sid\":\"CA2\"}")) + "]");
    REQUIRE(d.code() == errc::ok);
    CHECK(d.event(0).data_form() == r.form);
    const auto c = d.event(0).call_summary();
    CHECK(c.error().code == r.code);
    CHECK(c.error().field == "data");
    CHECK(d.event(0).data_json().error().code == r.json);
    CHECK(d.event(1).call_summary().call_sid() == "CA2");
  }
}

TEST_CASE("the braces and quotes of the document may be escaped", "[data]") {
  CHECK(decoded(event(R"("\u007b\u0022call_sid\u0022\u003a\"C\\u0041\"\u007d")")).event().call_summary().call_sid() ==
        "CA");
}

TEST_CASE("call_summary() of another event returns wrong_event_type, but the event is valid", "[data]") {
  const decoded d("[" + event(R"({"test_id":"1"})", "com.twilio.eventstreams.test-event") + "," +
                  event("", "com.twilio.voice.insights.call-event.sdk") + "]");
  for (std::size_t i = 0; i < 2; ++i) {
    REQUIRE(d.error(i).code == errc::ok);
    CHECK_FALSE(d.event(i).is_call_summary());
    CHECK(d.event(i).call_summary().error().code == errc::wrong_event_type);
    CHECK(d.event(i).call_summary().error().field == "type");
  }
  CHECK(d.event(0).data_json() == R"({"test_id":"1"})");
}

TEST_CASE("raw_data is the exact slice of the body", "[data]") {
  for (const char* data : {R"("a\"b")", R"({ "a" : [ 1 ] })", "[ 1 ]", "null", "-5.0", "\"\""}) {
    const decoded d("[ { \"data\" :  " + std::string(data) + "  , " + event("").substr(1) + " ]");
    REQUIRE(d.error().code == errc::ok);
    CHECK(d.event().raw_data() == data);
    const std::string_view body(d.body.data(), d.body.size());
    CHECK(d.event().raw_data().data() == body.data() + body.find(data));
  }
  CHECK(decoded(event("")).event().raw_data().empty());
}

TEST_CASE("data_json returns the exact unescaped bytes, and invalidates no view", "[data]") {
  const std::string a = "{ \"call_sid\" : \"CA\\u0041\\n\" ,\t\"x\":\"\\\\\" }\n";
  const std::string b = R"({"call_sid":"CB"})";
  const decoded d("[" + event(json_string(a)) + "," + event(json_string(b)) + "]");
  const auto summary = d.event(0).call_summary();
  const auto first = *d.event(0).data_json();
  const auto second = *d.event(1).data_json();
  CHECK(first == a);
  CHECK(second == b);
  CHECK(summary.call_sid() == "CAA\n");
  CHECK(d.event(0).data_json()->data() == first.data());
  CHECK(first == a);
}

TEST_CASE("a bare document decodes like the data of an event", "[data]") {
  callview::decoder decoder;
  const auto code = [&](std::string_view document) {
    const simdjson::padded_string padded(document);
    return decoder.decode_call_summary(padded).error().code;
  };
  const simdjson::padded_string document(std::string_view(R"( {"call_sid":"CA1","from":{"city":"\u0041"}} )"));
  const auto c = decoder.decode_call_summary(document);
  REQUIRE(c);
  CHECK(c.call_sid() == "CA1");
  CHECK(c.from().city() == "A");
  CHECK(c.to().city().error().offset == 1);
  CHECK(c.validate().has_value());
  CHECK(c.rank().kind == callview::event_kind::other);
  CHECK(code("") == errc::data_not_json);
  CHECK(code("  ") == errc::data_not_json);
  CHECK(code("\xEF\xBB\xBF{}") == errc::data_not_json);
  CHECK(code("[]") == errc::data_not_an_object);
  CHECK(code("\"{}\"") == errc::data_not_an_object);
  CHECK(code("nul") == errc::data_not_json);
  CHECK(code("{\"a\":\"\xFF\"}") == errc::not_utf8);
  CHECK(code("{}") == errc::ok);

  // A bare document has neither the kind nor the time of an event, whatever was decoded before.
  std::string timed = event(R"({"processing_version":3})");
  timed.insert(1, R"("time":"2020-01-01T00:00:00Z",)");
  CHECK((*decoder.decode_copy(timed))[0]->call_summary().rank().time.has_value());
  const auto bare = decoder.decode_call_summary(document);
  CHECK(bare.rank() == callview::summary_rank{});

  // A document without padding is copied.
  const std::string bytes = R"({"call_sid":"CA9"})";
  const auto copied =
      decoder.decode_call_summary(simdjson::padded_string_view(bytes.data(), bytes.size(), bytes.size()));
  CHECK(copied.call_sid() == "CA9");
}

TEST_CASE("a body without padding is copied", "[data]") {
  callview::decoder decoder;
  {
    const std::string body = event(json_string(R"({"call_sid":"CA1"})"));
    const std::vector<char> exact(body.begin(), body.end());
    const auto batch = decoder.decode(simdjson::padded_string_view(exact.data(), exact.size(), exact.size()));
    REQUIRE(batch.has_value());
    const auto id = (*batch)[0]->id();
    CHECK((id.data() < exact.data() || id.data() >= exact.data() + exact.size()));
  }
  {
    const simdjson::padded_string padded(event(json_string(R"({"call_sid":"CA1"})")));
    const auto batch = decoder.decode(padded);
    const auto id = (*batch)[0]->id();
    CHECK((id.data() > padded.data() && id.data() < padded.data() + padded.size()));
  }
  callview::result<callview::batch> kept =
      decoder.decode_copy(std::string(event(json_string(R"({"call_sid":"CA2"})"))));
  CHECK((*kept)[0]->call_summary().call_sid() == "CA2");
}

// Tests many lengths, because buffers grow in steps of a kilobyte. Only at the end of such a step does the sanitizer
// notice missing padding.
TEST_CASE("documents of every length have padding", "[data]") {
  for (std::size_t length = 0; length < 2200; ++length) {
    const std::string document = "{\"x\":\"" + std::string(length, 'x') + "\",\"call_sid\":\"A\"}";
    callview::decoder fresh;
    for (const form f : {form::string, form::object}) {
      const auto batch = fresh.decode_copy(body_of(document, f));
      REQUIRE(batch.has_value());
      REQUIRE((*batch)[0]->call_summary().call_sid() == "A");
    }
    const std::vector<char> exact(document.begin(), document.end());
    callview::decoder bare;
    const auto c = bare.decode_call_summary(simdjson::padded_string_view(exact.data(), exact.size(), exact.size()));
    REQUIRE(c.call_sid() == "A");
  }
}

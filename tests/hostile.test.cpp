// SPDX-License-Identifier: MIT
// Tests that hostile bodies give the documented errors and do not affect other events.
#include "support/bodies.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace test;
using namespace std::string_view_literals;

namespace {

std::string repeated(std::string_view what, std::size_t times) {
  std::string out;
  out.reserve(what.size() * times);
  while (times-- != 0) { out += what; }
  return out;
}

callview::limits large() {
  callview::limits l;
  l.max_body_bytes = 64U << 20;
  return l;
}

/// A body with a hostile event between two valid ones, which are checked at the beginning and at the end of each test.
struct surrounded : decoded {
  explicit surrounded(std::string_view middle)
      : decoded("[" + good() + "," + std::string(middle) + "," + good() + "]", large()) {
    look();
  }
  surrounded(std::string_view document, form f)
      : surrounded(test::event(f == form::string ? json_string(document) : std::string(document))) {}
  ~surrounded() { look(); }
  surrounded(const surrounded&) = delete;
  surrounded& operator=(const surrounded&) = delete;

  /// The summary in the middle. Opening another summary invalidates it.
  [[nodiscard]] callview::call_summary middle() const { return decoded::event(1).call_summary(); }

 private:
  static std::string good() {
    return test::event(json_string(R"({"call_sid":"CA1","from":{"city":"K\u00f6ln"},"tags":["a"]})"));
  }
  void look() const {
    if (!batch) { return; }
    CHECK(batch->size() == 3);
    for (const std::size_t i : {std::size_t{0}, std::size_t{2}}) {
      const auto c = decoded::event(i).call_summary();
      CHECK(c.call_sid() == "CA1");
      CHECK(c.from().city() == "K\xC3\xB6ln");
      CHECK(c.tags().size() == 1);
      CHECK(c.to().city().is_absent());
      CHECK(c.validate().has_value());
    }
  }
};

struct opening {
  const char* open;
  const char* close;
};
constexpr opening openings[] = {{"[", "]"}, {"{\"a\":", "}"}, {"[{\"from\":", "}]"}, {"{\"from\":", "}"}};
constexpr std::size_t deep = 100000;

}  // namespace

TEST_CASE("a hundred thousand brackets in the envelope are too deep, closed or not", "[hostile]") {
  for (const auto& [open, close] : openings) {
    INFO(open);
    const std::string opened = repeated(open, deep);
    const std::string closed = opened + "1" + repeated(close, deep);
    for (const std::string& body :
         {opened, closed, "[" + closed + "]", "{\"x\":" + closed + "}", "[{\"x\":" + opened, "[5," + opened + "]"}) {
      CHECK(decoded(body, large()).code() == errc::too_deep);
    }
    // Only closing brackets.
    CHECK(decoded(repeated(close, deep), large()).code() == errc::malformed_json);
    // Below the depth limit, the missing brackets are the error.
    CHECK(decoded(repeated(open, 30), large()).code() == errc::malformed_json);
    CHECK(decoded("[" + repeated(open, 30) + "1" + repeated(close, 29) + "]", large()).code() == errc::malformed_json);
  }
}

TEST_CASE("a hundred thousand brackets in data do not affect anything around it", "[hostile]") {
  const form f = GENERATE(form::string, form::object);
  for (const auto& [open, close] : openings) {
    INFO(open);
    const std::string nested = repeated(open, deep) + "1" + repeated(close, deep);
    {
      const surrounded s(
          R"({"call_sid":"A","x":)" + nested + R"(,"to":{"city":"B","y":)" + nested + R"(},"call_state":"busy"})", f);
      REQUIRE(s.code() == errc::ok);
      const auto c = s.middle();
      CHECK(c.call_sid() == "A");
      CHECK(c.to().city() == "B");
      CHECK(c.call_state() == callview::call_state::busy);
      CHECK(c.url().is_absent());
      CHECK(c.raw("x").error().code == errc::too_deep);
      CHECK(c.to().raw("y").error().code == errc::too_deep);
      CHECK(c.raw("z").is_absent());
      CHECK(c.validate().error().code == errc::too_deep);
    }
    // As the value of known fields.
    for (const char* key : {"from", "tags", "agent_session_summaries", "call_sid", "duration", "sdk_edge"}) {
      INFO(key);
      const surrounded s("{\"" + std::string(key) + "\":" + nested + R"(,"call_state":"busy"})", f);
      REQUIRE(s.code() == errc::ok);
      const auto c = s.middle();
      CHECK(c.call_state() == callview::call_state::busy);
      CHECK(c.url().is_absent());
      CHECK_FALSE(c.call_sid().has_value());
      CHECK_FALSE(c.duration().has_value());
      CHECK_FALSE(c.from().location().lat().has_value());
      for (const auto& tag : c.tags()) { CHECK_FALSE(tag.has_value()); }
      for (const auto& session : c.agent_session_summaries()) { CHECK_FALSE(session.turns().has_value()); }
      CHECK(c.validate().error().code == errc::too_deep);
    }
    // Unclosed brackets: in the object form the whole body fails, in the string form only the event.
    const surrounded s(R"({"call_sid":"A","x":)" + repeated(open, deep), f);
    if (f == form::object) {
      CHECK(s.code() == errc::malformed_json);
      continue;
    }
    REQUIRE(s.code() == errc::ok);
    const auto c = s.middle();
    CHECK(c.url().error().code == errc::data_not_json);
    CHECK(c.from().city().error().code == errc::data_not_json);
    CHECK((c.validate().error().code == errc::data_not_json || c.validate().error().code == errc::too_deep));
  }
}

TEST_CASE("brackets of the wrong kind do not close each other, however many there are", "[hostile]") {
  for (const std::size_t n : {1U, 2U, 31U, 32U, 33U, 63U, 64U, 65U, 1000U, 100000U}) {
    const std::string mixed = repeated("[", n) + repeated("}", n);
    INFO(n);
    const surrounded s(R"({"call_sid":"A","x":)" + mixed + R"(,"call_state":"busy"})", form::string);
    const auto c = s.middle();
    CHECK(c.url().error().code == errc::data_not_json);
    CHECK(c.raw("x").error().code == errc::data_not_json);
    CHECK_FALSE(c.validate().has_value());
    CHECK_FALSE(decoded("[" + repeated("[", n) + repeated("}", n) + "]", large()).batch.has_value());
  }
}

TEST_CASE("a million unknown keys between known ones", "[hostile]") {
  const form f = GENERATE(form::string, form::object);
  constexpr std::size_t million = 1000000;
  std::string many;
  for (std::size_t i = 0; i < million; ++i) { many += "\"k" + std::to_string(i) + "\":" + std::to_string(i % 7) + ","; }
  const surrounded s("{\"call_sid\":\"A\"," + many + "\"from\":{" + many + "\"city\":\"B\"}}", f);
  REQUIRE(s.code() == errc::ok);
  const auto c = s.middle();
  CHECK(c.call_sid() == "A");
  CHECK(c.from().city() == "B");
  CHECK(c.from().carrier().is_absent());
  CHECK(c.url().is_absent());
  CHECK(c.raw("k999999") == "0");
  CHECK(c.from().raw("k0") == "0");
  CHECK(c.raw("k1000000").is_absent());
  std::size_t count = 0;
  for (const auto& [key, raw] : c.unknown_fields()) { count += key.size() > 1 && raw.size() == 1; }
  CHECK(count == million);
  CHECK(c.validate().has_value());
  std::size_t drift = 0;
  CHECK_FALSE(c.report_drift([&](callview::drift_kind kind, std::string_view, std::string_view) {
    drift += kind == callview::drift_kind::unknown_key;
  }));
  CHECK(drift == 2 * million);
}

TEST_CASE("a million duplicates of a key: the first one wins", "[hostile]") {
  const form f = GENERATE(form::string, form::object);
  constexpr std::size_t million = 1000000;
  for (const auto& [first, other] : {std::pair{R"("call_sid":"A")", R"("call_sid":"B",)"},
                                     {R"("\u0063all_sid":"A")", R"("call_sid":5,)"},
                                     {R"("call_sid":"A")", R"("c\u0061ll_sid":null,)"},
                                     {R"("from":{"city":"A"},"call_sid":"A")", R"("from":[],)"}}) {
    INFO(other);
    const surrounded s("{" + std::string(first) + "," + repeated(other, million) + "\"call_state\":\"busy\"}", f);
    REQUIRE(s.code() == errc::ok);
    const auto c = s.middle();
    CHECK(c.call_state() == callview::call_state::busy);
    CHECK(c.call_sid() == "A");
    CHECK(c.from().city().value_or("A") == "A");
    CHECK(c.validate().error().code == errc::duplicate_field);
  }
  // Iterating over a map returns all duplicates, find() the first one.
  const surrounded map(R"({"sdk_edge":{"events":{"levels":{"a":1)" + repeated(",\"a\":2", million) + "}}}}", f);
  const auto levels = map.middle().sdk_edge().events().levels();
  CHECK(levels.size() == million + 1);
  CHECK(levels.find("a") == 1);
  CHECK(levels[million].value == 2);
}

TEST_CASE("an event with a million duplicates of an attribute", "[hostile]") {
  std::string body = event("");
  body.insert(1, repeated("\"id\":\"EZ1\",", 1000000));
  const surrounded s(body);
  CHECK(s.error(1).code == errc::duplicate_attribute);
  CHECK(s.error(1).field == "id");
}

TEST_CASE("eight megabytes of backslashes", "[hostile]") {
  constexpr std::size_t size = 8U << 20;
  // In the envelope: each pair is a character, and an odd one at the end escapes the closing quote.
  {
    const decoded even("[" + event("", complete, repeated("\\\\", size / 2)) + "]", large());
    REQUIRE(even.error().code == errc::ok);
    CHECK(even.event().id().size() == size / 2);
    CHECK(even.event().id().find_first_not_of('\\') == std::string_view::npos);
    const decoded odd("[" + event("", complete, std::string(size + 1, '\\')) + "]", large());
    CHECK(odd.code() == errc::malformed_json);
  }
  for (const std::size_t n : {size, size + 1}) {
    INFO(n);
    const std::string run(n, '\\');
    // In the document: the same.
    const surrounded s(R"({"account_sid":"B","call_sid":")" + run + R"(","call_state":"busy"})", form::string);
    REQUIRE(s.code() == errc::ok);
    const auto c = s.middle();
    if (n % 2 == 0) {
      CHECK(c.call_sid()->size() == n / 2);
      CHECK(c.call_state() == callview::call_state::busy);
      CHECK(c.validate().has_value());
      CHECK(c.raw("call_sid")->size() == n + 2);
    } else {
      CHECK(c.call_state().error().code == errc::data_not_json);
      CHECK(c.validate().error().code == errc::data_not_json);
    }
    const surrounded o(R"({"account_sid":"B","call_sid":")" + run + R"(","call_state":"busy"})", form::object);
    CHECK(o.code() == (n % 2 == 0 ? errc::ok : errc::malformed_json));
    if (o.batch) { CHECK(o.middle().call_sid()->size() == n / 2); }
    // As a key, and as all of data.
    const surrounded key("{\"" + run + R"(":1,"call_sid":"A"})", form::string);
    CHECK(key.middle().call_sid().error().code == (n % 2 == 0 ? errc::ok : errc::data_not_json));
    const surrounded raw(event('"' + run + '"'));
    CHECK(raw.code() == (n % 2 == 0 ? errc::ok : errc::malformed_json));
    if (raw.batch) { CHECK(raw.middle().error().code == errc::data_not_json); }
  }
}

namespace {

std::vector<std::string> names_of(const auto& view) {
  std::vector<std::string> out;
  callview::for_each_field(view, [&](std::string_view name, const auto&) { out.emplace_back(name); });
  return out;
}

/// Tests keys that resemble the keys of a class. All of them must be unknown. Returns their number.
template <class C>
unsigned near_misses(const std::string& before, const std::string& after, form f,
                     const std::function<C(const callview::call_summary&)>& get) {
  const std::vector<std::string> names = names_of(C{});
  std::vector<std::string> keys;
  const auto add = [&](const std::string& key) {
    if (std::find(names.begin(), names.end(), key) == names.end()) { keys.push_back(key); }
  };
  for (const std::string& name : names) {
    for (const char* tail : {"x", "_", " ", "\\u0000", "\\\"", "\\n", "\xC3\xA9", "\\ud800", ",", ":"}) {
      add(name + tail);
    }
    for (const char* front : {"x", "_", " ", "\\u0000", "\\\"", "\\ud83d\\ude00"}) { add(front + name); }
    for (std::size_t i = 0; i < name.size(); ++i) {
      std::string other = name;
      other[i] = static_cast<char>(other[i] ^ 1);
      if (other[i] != '"' && other[i] != '\\') { add(other); }
      other[i] = static_cast<char>(name[i] ^ 0x20);
      if (other[i] >= 0x20 && other[i] < 0x7F) { add(other); }
      add(std::string(name).erase(i, 1));
      add(name.substr(0, i) + "\\u00" + "00" + name.substr(i + 1));
    }
    add(name + name);
    add(name + std::string(300, 'x'));
  }
  std::string document = before + "{";
  for (const std::string& key : keys) { document += '"' + key + "\":\"wrong\","; }
  document += "\"last\":0}" + after;
  const opened o(document, f);
  REQUIRE(o.summary);
  const C view = get(o.summary);
  CHECK(view);
  callview::for_each_field(view, [&](std::string_view name, const auto& value) {
    INFO(name);
    CHECK(value.error().code == errc::field_absent);
  });
  std::size_t count = 0;
  for (const auto& u : view.unknown_fields()) { count += !u.raw.empty(); }
  CHECK(count == keys.size() + 1);
  return static_cast<unsigned>(keys.size());
}

}  // namespace

TEST_CASE("keys that differ from a known key in one byte are unknown, in any class", "[hostile]") {
  const form f = GENERATE(form::string, form::object);
  using callview::call_summary;
  using namespace callview::summary;
  unsigned keys = near_misses<call_summary>("", "", f, [](const call_summary& c) { return c; });
  keys += near_misses<party>("{\"from\":", "}", f, [](const call_summary& c) { return c.from(); });
  keys += near_misses<sdk>("{\"to\":{\"sdk\":", "}}", f, [](const call_summary& c) { return c.to().sdk(); });
  keys +=
      near_misses<location>("{\"to\":{\"location\":", "}}", f, [](const call_summary& c) { return c.to().location(); });
  keys += near_misses<properties>("{\"properties\":", "}", f, [](const call_summary& c) { return c.properties(); });
  keys += near_misses<settings>("{\"properties\":{\"settings\":", "}}", f,
                                [](const call_summary& c) { return c.properties().settings(); });
  keys += near_misses<stream_metrics>("{\"sip_edge\":{\"metrics\":{\"inbound\":", "}}}", f,
                                      [](const call_summary& c) { return c.sip_edge().metrics().inbound(); });
  keys += near_misses<statistic>("{\"sip_edge\":{\"metrics\":{\"inbound\":{\"mos\":", "}}}}", f,
                                 [](const call_summary& c) { return c.sip_edge().metrics().inbound().mos(); });
  keys += near_misses<sdk_events>("{\"sdk_edge\":{\"events\":", "}}", f,
                                  [](const call_summary& c) { return c.sdk_edge().events(); });
  keys += near_misses<trust>("{\"trust\":", "}", f, [](const call_summary& c) { return c.trust(); });
  keys += near_misses<branded>("{\"trust\":{\"branded\":", "}}", f,
                               [](const call_summary& c) { return c.trust().branded(); });
  keys += near_misses<annotation>("{\"annotation\":", "}", f, [](const call_summary& c) { return c.annotation(); });
  keys += near_misses<agent_session>("{\"agent_session_summaries\":[", "]}", f,
                                     [](const call_summary& c) { return c.agent_session_summaries()[0]; });
  keys += near_misses<token_usage>("{\"agent_session_summaries\":[{\"tokens\":", "}]}", f,
                                   [](const call_summary& c) { return c.agent_session_summaries()[0].tokens(); });
  CHECK(keys > 5000);
}

TEST_CASE("NUL, quotes and invalid UTF-8, in keys and values", "[hostile]") {
  struct row {
    std::string text;  // the text between the quotes of a JSON string
    errc string;       // the error in the string form
    errc object;       // the error in the object form; some codes fail the whole body
    std::string_view value;
  };
  for (const auto& [text, string, object, value] :
       std::vector<row>{{"a\\u0000b", errc::ok, errc::ok, "a\0b"sv},
                        {"\\u0000", errc::ok, errc::ok, "\0"sv},
                        {"\\\"", errc::ok, errc::ok, "\""},
                        {"\\\\\\\"", errc::ok, errc::ok, "\\\""},
                        {"\\u0022,\\u0022x\\u0022:", errc::ok, errc::ok, "\",\"x\":"},
                        {"\\ud83d\\ude00", errc::ok, errc::ok, "\xF0\x9F\x98\x80"},
                        {"\xF0\x9F\x98\x80", errc::ok, errc::ok, "\xF0\x9F\x98\x80"},
                        {"\x7F", errc::ok, errc::ok, "\x7F"},
                        {std::string("a\0b", 3), errc::data_not_json, errc::malformed_json, {}},
                        {"a\tb", errc::data_not_json, errc::malformed_json, {}},
                        {"\x1F", errc::data_not_json, errc::malformed_json, {}},
                        {"\\u000", errc::data_not_json, errc::data_not_json, {}},
                        {"\\U0041", errc::data_not_json, errc::data_not_json, {}},
                        {"\\x41", errc::data_not_json, errc::data_not_json, {}},
                        {"\\'", errc::data_not_json, errc::data_not_json, {}},
                        {"\\0", errc::data_not_json, errc::data_not_json, {}},
                        {"\xFF", errc::not_utf8, errc::not_utf8, {}},
                        {"\xC0\x80", errc::not_utf8, errc::not_utf8, {}},
                        {"\xED\xA0\xBD\xED\xB8\x80", errc::not_utf8, errc::not_utf8, {}},
                        {"\xF0\x9F\x98", errc::not_utf8, errc::not_utf8, {}},
                        {"\xF8\x88\x80\x80\x80", errc::not_utf8, errc::not_utf8, {}}}) {
    for (const form f : {form::string, form::object}) {
      INFO(text << ", " << f);
      const errc code = f == form::string ? string : object;
      const bool is_of_body = code == errc::not_utf8 || code == errc::malformed_json;
      {
        const surrounded s(R"({"from":{"city":")" + text + R"(","carrier":"C"},"call_sid":"A"})", f);
        CHECK(s.code() == (is_of_body ? code : errc::ok));
        if (s.batch) {
          const auto c = s.middle();
          CHECK(c.from().city().error().code == code);
          if (code == errc::ok) { CHECK(c.from().city() == value); }
          CHECK(c.call_sid() == "A");
          CHECK(c.validate().error().code == code);
        }
      }
      const surrounded s(R"({"from":{"carrier":"C",")" + text + R"(":1},"call_sid":"A"})", f);
      CHECK(s.code() == (is_of_body ? code : errc::ok));
      if (s.batch) {
        const auto c = s.middle();
        CHECK(c.from().city().error().code == (code == errc::ok ? errc::field_absent : code));
        CHECK(c.call_sid() == "A");
        CHECK(c.validate().error().code == code);
        if (code == errc::ok) {
          CHECK(c.from().raw(value) == "1");
          CHECK((*c.from().unknown_fields().begin()).key == value);
        }
      }
    }
  }
}

TEST_CASE("NUL between the tokens, in the envelope and in the document", "[hostile]") {
  const std::string nul("\0", 1);
  CHECK(surrounded(nul).code() == errc::malformed_json);
  CHECK(surrounded(event("{}") + nul).code() == errc::malformed_json);
  CHECK(surrounded(event("5" + nul)).code() == errc::malformed_json);
  // An escape \u0000 in the data string becomes a NUL in the document.
  for (const char* data : {R"("{\u0000\"call_sid\":\"A\"}")", R"("{\"call_sid\":\"A\"\u0000}")",
                           R"("{\"call_sid\":\"A\"}\u0000")", R"("{\"call_sid\":\"A\u0000\"}")"}) {
    INFO(data);
    const surrounded s(event(std::string_view(data)));
    REQUIRE(s.code() == errc::ok);
    const auto c = s.middle();
    CHECK(c.url().error().code == errc::data_not_json);
    CHECK(c.validate().error().code == errc::data_not_json);
    CHECK(c.call_sid().error().code == errc::data_not_json);
  }
  CHECK(surrounded(event(R"("\u0000")")).middle().error().code == errc::data_not_json);
  CHECK(surrounded(event(R"("\u0000{}")")).middle().error().code == errc::data_not_json);
}

TEST_CASE("malformed numbers break their object, and no other", "[hostile]") {
  const form f = GENERATE(form::string, form::object);
  for (const char* number : {"01",
                             "-01",
                             "00",
                             "-",
                             "+1",
                             "--1",
                             "1.",
                             "-1.",
                             ".5",
                             "-.5",
                             "1e",
                             "1e+",
                             "1E-",
                             "1.e5",
                             "1.5e",
                             "0x10",
                             "1_000",
                             "1,5e",
                             "NaN",
                             "-NaN",
                             "Infinity",
                             "-Infinity",
                             "inf",
                             "1e5.5",
                             "1.2.3",
                             "1-1",
                             "1+1",
                             "1e5e5",
                             "0e",
                             "0.e1",
                             "00.5",
                             "1 e5",
                             "1. 5",
                             "- 1",
                             "1a",
                             "9223372036854775807x",
                             "0000000000000000000000000000001",
                             "123456789012345678901234567890.",
                             "\xC2\xB2"}) {
    INFO(number);
    const std::string n = number;
    const surrounded s(R"({"processing_state":"partial","from":{"location":{"lat":)" + n +
                           R"(,"lon":1}},"properties":{"pdd_ms":)" + n + R"(},"sdk_edge":{"events":{"levels":{"a":)" +
                           n + R"(}}},"tags":[)" + n + R"(],"to":{"x":)" + n + R"(,"city":"B"},"call_sid":"A"})",
                       f);
    REQUIRE(s.code() == errc::ok);
    const auto c = s.middle();
    CHECK(c.from().location().lat().error().code == errc::data_not_json);
    CHECK(c.from().location().lon().error().code == errc::data_not_json);
    CHECK(c.properties().pdd_ms().error().code == errc::data_not_json);
    CHECK(c.properties().route_id().error().code == errc::data_not_json);
    CHECK(c.sdk_edge().events().levels().error().code == errc::data_not_json);
    CHECK(c.tags().error().code == errc::data_not_json);
    CHECK(c.to().city().error().code == errc::data_not_json);
    CHECK(c.call_sid() == "A");
    CHECK(c.url().is_absent());
    CHECK(c.validate().error().code == errc::data_not_json);
    // In the envelope, such a number fails the whole body.
    CHECK(decoded("[" + event("") + "," + n + "]").code() == errc::malformed_json);
  }
}

TEST_CASE("numbers at every limit", "[hostile]") {
  const form f = GENERATE(form::string, form::object);
  using real = std::numeric_limits<double>;
  struct row {
    std::string token;
    double value;  // an infinity means that the number is out of range
    errc integer;
    std::int64_t count = 0;
  };
  const double inf = real::infinity();
  std::vector<row> rows = {
      {"9223372036854775806", 9223372036854775807.0, errc::ok, std::numeric_limits<std::int64_t>::max() - 1},
      {"-9223372036854775807", -9223372036854775808.0, errc::ok, std::numeric_limits<std::int64_t>::min() + 1},
      {"-9223372036854775809", -9223372036854775808.0, errc::out_of_range},
      {"1.7976931348623157e308", real::max(), errc::wrong_type},
      {"1.7976931348623158e308", real::max(), errc::wrong_type},
      {"1.7976931348623159e308", inf, errc::wrong_type},
      {"-1.7976931348623159e+308", inf, errc::wrong_type},
      {"2.2250738585072014e-308", real::min(), errc::wrong_type},
      {"4.9406564584124654e-324", real::denorm_min(), errc::wrong_type},
      {"2.4703282292062328e-324", real::denorm_min(), errc::wrong_type},
      {"2.4703282292062327e-324", 0.0, errc::wrong_type},
      {"1e309", inf, errc::wrong_type},
      {"1e400", inf, errc::wrong_type},
      {"1e-400", 0.0, errc::wrong_type},
      {"1" + std::string(308, '0'), 1e308, errc::out_of_range},
      {"1" + std::string(309, '0'), inf, errc::out_of_range},
      {std::string(30, '9'), 1e30, errc::out_of_range},
      {"0." + std::string(400, '0') + "1", 0.0, errc::wrong_type},
      {"0e0", 0.0, errc::wrong_type},
      {"0", 0.0, errc::ok, 0},
      {"1E+0", 1.0, errc::wrong_type},
      {"1e00000000000000000000000000000000002", 100.0, errc::wrong_type},
      {"100000000000000000000000e-23", 1.0, errc::wrong_type},
      {"179769313486231580793728971405301e276", real::max(), errc::wrong_type},
  };
  for (const row& r : rows) {
    INFO(r.token << ", " << f);
    const surrounded s(R"({"from":{"location":{"lat":)" + r.token + R"(,"lon" : )" + r.token +
                           R"( }},"processing_version":)" + r.token + R"(,"duration":)" + r.token +
                           R"(,"sdk_edge":{"events":{"levels":{"a":)" + r.token + R"(}}},"call_sid":)" + r.token + "}",
                       f);
    const auto c = s.middle();
    REQUIRE(c);
    const auto lat = c.from().location().lat(), lon = c.from().location().lon();
    if (std::isinf(r.value)) {
      CHECK(lat.error().code == errc::out_of_range);
      CHECK(lon.error().code == errc::out_of_range);
    } else {
      CHECK(lat == r.value);
      CHECK(lon == r.value);
    }
    CHECK(c.processing_version().error().code == r.integer);
    CHECK(c.processing_version().value_or(r.count) == r.count);
    CHECK(c.duration().error().code == r.integer);
    CHECK(c.sdk_edge().events().levels().find("a").error().code == r.integer);
    CHECK(c.sdk_edge().events().levels()[0].value.value_or(r.count) == r.count);
    CHECK(c.call_sid().error().code == errc::wrong_type);
    CHECK(c.raw("processing_version") == r.token);
  }
}

TEST_CASE("a body of nothing but quotes, commas, colons or brackets", "[hostile]") {
  for (const char* part :
       {"\"", "\"\"", ",", ":", "[]", "{}", "[,", "{:", "\"\":", "\"\",", "\"{\"", "\\\"", "}{", "][", "{\"", "\"]"}) {
    INFO(part);
    const std::string text = repeated(part, 500000);
    CHECK(decoded(text, large()).code() == errc::malformed_json);
    const surrounded s(event(json_string(text)));
    REQUIRE(s.code() == errc::ok);
    const auto opened = s.middle();
    if (part[0] == '{') {
      CHECK(opened.url().error().code == errc::data_not_json);
    } else {
      CHECK(opened.error().code == errc::data_not_json);
    }
    const surrounded inside("{\"call_sid\":\"A\",\"x\":" + text + "}", form::string);
    const auto c = inside.middle();
    CHECK(c.url().error().code == errc::data_not_json);
    CHECK(c.raw("x").error().code == errc::data_not_json);
    CHECK(c.validate().error().code == errc::data_not_json);
  }
}

// SPDX-License-Identifier: MIT
// Tests that a document prints as one line, and that personal data is printed only on request.
#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/dice.hpp"
#include "support/effort.hpp"
#include "support/listed.hpp"

#include <array>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <vector>

using namespace test;
using callview::unredacted;

namespace {

std::string shown(const auto& x) {
  std::string out;
  callview::format_to(std::back_inserter(out), x);
  std::ostringstream stream;
  stream << x;
  CHECK(stream.str() == out);  // both functions print the same
  return out;
}

/// Whether a text contains no character that a terminal or log interprets, according to the documented ranges.
/// Deliberately independent of the header. Accepts only valid UTF-8.
bool is_safe_line(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&](std::size_t at) -> unsigned {
      return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
    };
    const unsigned lead = byte(i);
    std::size_t size = 1;
    char32_t c = lead;
    if (lead >= 0x80) {
      if (lead >= 0xC2 && lead <= 0xDF) {
        size = 2;
        c = lead & 0x1F;
      } else if (lead >= 0xE0 && lead <= 0xEF) {
        size = 3;
        c = lead & 0x0F;
        if (lead == 0xE0 && byte(i + 1) < 0xA0) { return false; }
        if (lead == 0xED && byte(i + 1) > 0x9F) { return false; }
      } else if (lead >= 0xF0 && lead <= 0xF4) {
        size = 4;
        c = lead & 0x07;
        if (lead == 0xF0 && byte(i + 1) < 0x90) { return false; }
        if (lead == 0xF4 && byte(i + 1) > 0x8F) { return false; }
      } else {
        return false;
      }
      for (std::size_t k = 1; k < size; ++k) {
        if (byte(i + k) < 0x80 || byte(i + k) > 0xBF) { return false; }
        c = c << 6 | (byte(i + k) & 0x3F);
      }
    }
    if (c < 0x20 || (c >= 0x7F && c <= 0x9F)) { return false; }
    if (c == 0x200E || c == 0x200F || c == 0x061C || c == 0x2028 || c == 0x2029) { return false; }
    if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069)) { return false; }
    i += size;
  }
  return true;
}

std::string utf8(char32_t c) {
  std::string out;
  const auto put = [&out](char32_t byte) { out += static_cast<char>(byte); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6);
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  }
  return out;
}

/// The text that a printed string represents, parsed as JSON. It must equal the original text.
std::string parsed(std::string_view quoted) {
  simdjson::dom::parser parser;
  const simdjson::padded_string json(quoted);
  std::string_view text;
  REQUIRE(parser.parse(json).get_string().get(text) == simdjson::SUCCESS);
  return std::string(text);
}

// --- Documents in which every value is unique, and is known to be personal or not.

/// Whether a field is personal. Deliberately independent of the marks in the header, as in schema.test.cpp.
bool is_personal(std::string_view type, std::string_view name) {
  static const std::set<std::string> personal = {"party.caller",
                                                 "party.callee",
                                                 "party.number_prefix",
                                                 "party.city",
                                                 "party.ip_address",
                                                 "location.lat",
                                                 "party.country_subdivision",
                                                 "location.lon",
                                                 "properties.user_agent",
                                                 "branded_call.caller",
                                                 "properties.external_media_ip",
                                                 "properties.sip_call_id",
                                                 "sdk_events.feedback",
                                                 "annotation.comment",
                                                 "properties.external_signaling_ip"};
  return personal.count(std::string(type) + '.' + std::string(name)) != 0;
}

/// Generates documents from the tests' own list of fields.
class generator {
 public:
  explicit generator(unsigned seed) : dice_(seed) {}

  std::vector<std::string> secrets{};  ///< parts of the document that must not be printed
  std::vector<std::string> others{};   ///< parts that must be printed

  template <class C>
  std::string object();

 private:
  /// Characters that occur nowhere else in the document.
  std::string token() { return std::to_string(100000000 + 7919 * ++count_) + "q"; }
  std::string number_token() { return std::to_string(100000000 + 7919 * ++count_); }
  std::string note(bool personal, std::string text) {
    (personal ? secrets : others).push_back(text);
    return text;
  }
  /// Special characters to put before and after a value. The value itself can still be found in the output.
  std::string odd() {
    static constexpr std::array<const char*, 12> texts = {
        "",     "\\n",      "\\u0000", "\\u202e",      "\xE2\x80\xAE", "\\\"",
        "\\\\", "\xC2\x85", "\\u2028", "\xE2\x80\xA9", " }=<>{ ",      "\xF0\x9F\x98\x80"};
    return texts[dice_.below(texts.size())];
  }
  std::string text(bool personal) { return '"' + odd() + note(personal, token()) + odd() + '"'; }

  std::string value_string(bool p) { return text(p); }
  std::string value_integer(bool p) { return note(p, number_token()); }
  std::string value_number(bool p) { return note(p, number_token() + ".25"); }
  std::string value_boolean(bool) { return "true"; }
  std::string value_time(bool p) {
    return '"' + note(p, "2020-07-23T22:56:33." + std::to_string(100000000 + 7919 * ++count_) + "Z") + '"';
  }
  std::string value_seconds(bool p) { return note(p, number_token()); }
  std::string value_milliseconds(bool p) { return note(p, number_token()); }
  std::string value_enum(bool p) { return text(p); }
  std::string value_raw_object(bool p) { return "{\"a\" : [" + text(p) + ",\n" + value_integer(p) + "]}"; }
  std::string array(auto item) {
    std::string out = "[";
    for (unsigned n = dice_.below(12), i = 0; i < n; ++i) { out += (i != 0 ? "," : "") + item(); }
    return out + "]";
  }
  std::string value_strings(bool p) {
    return array([&] { return text(p); });
  }
  std::string value_counters(bool p) {
    std::string out = "{";
    for (unsigned n = dice_.below(4), i = 0; i < n; ++i) {
      out += (i != 0 ? "," : "") + text(true) + ':' + value_integer(p);  // an arbitrary key is personal
    }
    return out + "}";
  }
  std::string value_sessions(bool);
  template <class C>
  std::string value_object(bool) {
    return object<C>();
  }
  /// A value of a wrong type. None of its bytes may be printed.
  std::string wrong(std::string_view type) {
    const bool is_list = type == "strings" || type == "sessions" || type.starts_with("enumerations");
    return is_list ? text(true) : "[{\"x\":[" + text(true) + ",1]}]";
  }
  /// Appends one member, or nothing. Not a template and not in a macro, so that it is compiled only once.
  void add(std::string& out, std::string_view class_name, std::string_view name, std::string_view type,
           std::string (generator::*make)(bool)) {
    const unsigned state = dice_.below(20);
    if (state == 0) { return; }
    const bool personal = is_personal(class_name, name);
    const std::string value = state == 1 ? "null" : state == 2 ? wrong(type) : (this->*make)(personal);
    out += (out.size() > 1 ? ",\"" : "\"") + std::string(name) + "\":" + value;
  }
  std::string unknown_member() { return "\"u_" + odd() + "\":" + (dice_.chance(50) ? text(true) : wrong("")); }

  dice dice_;
  unsigned count_ = 0;
};

#define MAKE_string value_string
#define MAKE_integer value_integer
#define MAKE_number value_number
#define MAKE_boolean value_boolean
#define MAKE_time value_time
#define MAKE_seconds value_seconds
#define MAKE_milliseconds value_milliseconds
#define MAKE_enumeration(e) value_enum
#define MAKE_raw_object value_raw_object
#define MAKE_strings value_strings
#define MAKE_enumerations(e) value_strings
#define MAKE_counters value_counters
#define MAKE_sessions value_sessions
#define MAKE_object(c) value_object<callview::summary::c>

#define MAKE_MEMBER(type, name) add(out, class_name, #name, #type, &generator::MAKE_##type);
#define DECLARE_CLASS(c) \
  template <>            \
  std::string generator::object<listed::c>();
LISTED_CLASSES(DECLARE_CLASS)
#define MAKE_CLASS(c)                                                                                           \
  template <>                                                                                                   \
  std::string generator::object<listed::c>() {                                                                  \
    constexpr std::string_view class_name = #c;                                                                 \
    std::string out = "{";                                                                                      \
    LISTED_##c(MAKE_MEMBER) while (dice_.chance(15)) { out += (out.size() > 1 ? "," : "") + unknown_member(); } \
    return out + '}';                                                                                           \
  }
LISTED_CLASSES(MAKE_CLASS)

std::string generator::value_sessions(bool) {
  return array([this] { return object<callview::summary::agent_session>(); });
}

callview::call_summary absent() { return {}; }

}  // namespace

TEST_CASE("no byte of a personal value is printed, and every byte of the other values is", "[print]") {
  const form f = GENERATE(form::string, form::object);
  std::size_t secrets = 0, others = 0;
  for (unsigned seed = 0; seed < wanted_documents(150); ++seed) {
    generator g(seed);
    const std::string document = g.object<callview::call_summary>();
    const opened o(document, f);
    REQUIRE(o.summary);
    const std::string discreet = shown(o.summary);
    const std::string open = shown(unredacted(o.summary));
    if (!is_safe_line(discreet) || !is_safe_line(open)) { FAIL_CHECK("not a safe line: " << seed); }
    for (const std::string& secret : g.secrets) {
      if (discreet.find(secret) != std::string::npos) { FAIL_CHECK("leaks " << secret << ": " << document); }
      if (open.find(secret) == std::string::npos) { FAIL_CHECK("lacks " << secret << ": " << document); }
    }
    for (const std::string& value : g.others) {
      if (discreet.find(value) == std::string::npos) { FAIL_CHECK("redacts " << value << ": " << document); }
      if (open.find(value) == std::string::npos) { FAIL_CHECK("lacks " << value << ": " << document); }
    }
    secrets += g.secrets.size();
    others += g.others.size();
  }
  CHECK(secrets > wanted_documents(1000));
  CHECK(others > wanted_documents(10000));
}

TEST_CASE("every field of the schema is printed by its name", "[print]") {
#define NAME_OF_FIELD(type, name) #name,
#define NAMES_OF_CLASS(c) LISTED_##c(NAME_OF_FIELD)
  static constexpr std::string_view names[] = {LISTED_CLASSES(NAMES_OF_CLASS)};
  // Generated documents lack some fields, so this prints many documents.
  std::set<std::string_view> printed;
  for (unsigned seed = 0; seed < 40; ++seed) {
    generator g(seed);
    const opened o(g.object<callview::call_summary>(), form::string);
    const std::string line = ' ' + shown(o.summary);
    for (const std::string_view name : names) {
      const std::string field = std::string(name) + '=';
      if (line.find(' ' + field) != std::string::npos || line.find('{' + field) != std::string::npos) {
        printed.insert(name);
      }
    }
  }
  for (const std::string_view name : names) {
    INFO(name);
    CHECK(printed.count(name) == 1);
  }
}

TEST_CASE("a summary is printed in the documented form", "[print]") {
  const form f = GENERATE(form::string, form::object);
  const opened o(
      R"({"tags":["a b",null,7],"call_sid":"CA1","x y":{"n":1},"duration":5,"call_state":"BUSY","start_time":"2020-07-23t22:56:33.5+01:00",)"
      R"("from":{"caller":"+15550001111","connection":"new","city":null,"country_code":7,"location":{"lat":-0.5}},"to":null,"sip_edge":[],)"
      R"("carrier_edge":{"metrics":{"inbound":{"packet_delay_variation":{"d50":1,"d 70":null,"d90":"x"},"jitter":{}}}},"parent_call_sid":"",)"
      R"("properties":{"pdd_ms":-0,"queue_time":99999999999999999999},"annotation":{"quality_issues":["ECHO","hum"],"comment":""},)"
      R"("agent_session_summaries":[{"turns":2},{},null],"zip":"50667","+15550002222":1})",
      f);
  CHECK(
      shown(o.summary) ==
      R"(call_summary={tags=["a b" null <wrong_type>] call_sid="CA1" duration=5s call_state=BUSY start_time=2020-07-23t22:56:33.5+01:00 )"
      R"(from={caller=<redacted, 12 bytes> connection="new" city=null country_code=<wrong_type> location={lat=<redacted>}} to=null sip_edge=<wrong_type> )"
      R"(carrier_edge={metrics={inbound={packet_delay_variation={d50=1 <redacted, 4 bytes>=null d90=<wrong_type>} jitter={}}}} parent_call_sid="" )"
      R"(properties={pdd_ms=-0ms queue_time=<out_of_range>} annotation={quality_issues=[ECHO "hum"] comment=<redacted, 0 bytes>} )"
      R"(agent_session_summaries=[{turns=2} {} null] )"
      R"(unknown={<redacted, 3 bytes>=<redacted, 7 bytes> zip=<redacted, 7 bytes> <redacted, 12 bytes>=<redacted, 1 bytes>}})");
  CHECK(
      shown(unredacted(o.summary)) ==
      R"(call_summary={tags=["a b" null <wrong_type: 7>] call_sid="CA1" duration=5s call_state=BUSY start_time=2020-07-23t22:56:33.5+01:00 )"
      R"(from={caller="+15550001111" connection="new" city=null country_code=<wrong_type: 7> location={lat=-0.5}} to=null sip_edge=<wrong_type: []> )"
      R"(carrier_edge={metrics={inbound={packet_delay_variation={d50=1 "d 70"=null d90=<wrong_type: "x">} jitter={}}}} parent_call_sid="" )"
      R"(properties={pdd_ms=-0ms queue_time=<out_of_range: 99999999999999999999>} annotation={quality_issues=[ECHO "hum"] comment=""} )"
      R"(agent_session_summaries=[{turns=2} {} null] )"
      R"(unknown={"x y"={"n":1} zip="50667" "+15550002222"=1}})");
  CHECK(shown(o.summary.from().location()) == "{lat=<redacted>}");
  CHECK(shown(unredacted(o.summary.from().location())) == "{lat=-0.5}");
  CHECK(shown(o.summary.agent_session_summaries()[0]) == "{turns=2}");
  CHECK(shown(opened("{}", f).summary) == "call_summary={}");
}

TEST_CASE("absent, null and wrong types print differently, for fields and for the document itself", "[print]") {
  const form f = GENERATE(form::string, form::object);
  const auto duration = [&](std::string_view value) {
    const opened o(value.empty() ? "{}" : "{\"duration\":" + std::string(value) + '}', f);
    return shown(o.summary);
  };
  CHECK(duration("") == "call_summary={}");
  CHECK(duration("null") == "call_summary={duration=null}");
  CHECK(duration("\"null\"") == "call_summary={duration=<wrong_type>}");
  CHECK(duration("5.0") == "call_summary={duration=<wrong_type>}");
  CHECK(duration("0") == "call_summary={duration=0s}");
  const opened o(R"({"from":null,"to":5,"call_sid":"null","start_time":"soon","account_sid":"\ud800"})", f);
  CHECK(
      shown(o.summary) ==
      R"(call_summary={from=null to=<wrong_type> call_sid="null" start_time=<invalid_timestamp> account_sid=<invalid_string>})");
  CHECK(
      shown(unredacted(o.summary)) ==
      R"(call_summary={from=null to=<wrong_type: 5> call_sid="null" start_time=<invalid_timestamp: "soon"> account_sid=<invalid_string: "\ud800">})");
  CHECK(shown(o.summary.from()) == "<field_null>");
  CHECK(shown(o.summary.to()) == "<wrong_type>");
  CHECK(shown(o.summary.sdk_edge().metrics()) == "<field_absent>");
}

TEST_CASE("a default-constructed, stale or invalid view prints its error", "[print]") {
  CHECK(shown(absent()) == "call_summary=<field_absent>");
  CHECK(shown(unredacted(absent())) == "call_summary=<field_absent>");
  CHECK(shown(absent().from().location()) == "<field_absent>");
  CHECK(shown(callview::summary::agent_session()) == "<field_absent>");
  {
    opened o(R"({"call_sid":"A","from":{"city":"secret"},"agent_session_summaries":[{"turns":1}]})", form::string);
    const auto event = o.event();
    const auto summary = o.summary;
    const auto from = summary.from();
    const auto session = summary.agent_session_summaries()[0];
    CHECK(shown(session) == "{turns=1}");
    const simdjson::padded_string next(body_of(R"({"call_sid":"B"})", form::string));
    REQUIRE(o.decoder.decode(next));
    for (int shrunk = 0; shrunk < 2; ++shrunk, o.decoder.shrink()) {
      CHECK(shown(event) == "event=<stale_view>");
      CHECK(shown(unredacted(event)) == "event=<stale_view>");
      CHECK(shown(summary) == "call_summary=<stale_view>");
      CHECK(shown(unredacted(summary)) == "call_summary=<stale_view>");
      CHECK(shown(from) == "<stale_view>");
      CHECK(shown(session) == "<stale_view>");
    }
  }
  const form f = GENERATE(form::string, form::object);
  CHECK(shown(opened(R"({"from":{"caller":"secret" 1},"to":{"city":"x"}})", f).summary) ==
        "call_summary={from=<data_not_json> to={city=<redacted, 1 bytes>}}");
  CHECK(shown(opened(R"({"call_sid":"A","city":"secret",})", f).summary) == "call_summary=<data_not_json>");
  const opened deep(R"({"trust":{"branded":{"logo":true}}})", f, {.max_depth = 3});
  CHECK(shown(deep.summary) == "call_summary={trust={branded={logo=true}}}");
  CHECK(shown(opened(R"({"trust":{"branded":{"logo":true}}})", f, {.max_depth = 2}).summary) ==
        "call_summary={trust={branded=<too_deep>}}");
}

TEST_CASE("a document that is changed in any way prints as a safe line", "[print]") {
  dice roll(3);
  for (unsigned seed = 0; seed < 60; ++seed) {
    generator g(1000 + seed);
    std::string document = g.object<callview::call_summary>();
    for (unsigned n = 1 + roll.below(3); n != 0; --n) {
      // Does not change digits, so that the values remain the same. A value may move to another field.
      const std::size_t at = roll.below(document.size());
      if (document[at] >= '0' && document[at] <= '9') { continue; }
      document[at] = "{}[]:,\"\\ nu\x01"[roll.below(12)];
    }
    const decoded d('[' + event(json_string(document)) + ']');
    if (!d.batch) { continue; }
    const auto summary = d.event().call_summary();
    CHECK(is_safe_line(shown(summary)));
    CHECK(is_safe_line(shown(unredacted(summary))));
    CHECK(is_safe_line(shown(d.event())));
  }
}

/// Whether a character below U+2100 is invisible but not a control character.
bool is_invisible(char32_t c) {
  constexpr char32_t some[] = {0xAD, 0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x200B, 0x200C, 0x200D};
  if (std::find(std::begin(some), std::end(some), c) != std::end(some)) { return true; }
  return (c >= 0x180B && c <= 0x180F) || (c >= 0x2060 && c <= 0x206F);
}

TEST_CASE("everything that could harm a log is escaped as in JSON, and nothing else is", "[print]") {
  const form f = GENERATE(form::string, form::object);
  const auto field = [f](std::string_view text) {
    const opened o("{\"call_sid\":" + json_string(text) + '}', f);
    REQUIRE(o.summary.call_sid() == text);
    const std::string line = shown(o.summary);
    const std::string_view around = "call_summary={call_sid=}";
    REQUIRE(line.size() >= around.size());
    return line.substr(around.size() - 1, line.size() - around.size());
  };
  // Every character below U+2100, by itself and between others.
  for (char32_t c = 0; c < 0x2100; ++c) {
    const std::string text = utf8(c), quoted = field('a' + text + 'b');
    const bool is_harmless = is_safe_line(text);
    if (!is_safe_line(quoted) || parsed(quoted) != 'a' + text + 'b') { FAIL_CHECK("U+" << std::hex << unsigned{c}); }
    const bool as_is = is_harmless && !is_invisible(c) && c != '"' && c != '\\';
    if (as_is != (quoted == "\"a" + text + "b\"")) { FAIL_CHECK("U+" << std::hex << unsigned{c}); }
  }
  // Above U+2100, the first and last character of each range that could hide a text or make two texts look the same.
  constexpr char32_t high[] = {0x3164,  0xFE00,  0xFE0F,  0xFFA0,  0xFFF0, 0x1BCA0,
                               0x1BCA3, 0x1D173, 0x1D17A, 0xE0100, 0xE01EF};
  for (const char32_t c : high) {
    const std::string text = utf8(c), quoted = field('a' + text + 'b');
    if (quoted.find(text) != std::string::npos || parsed(quoted) != 'a' + text + 'b') {
      FAIL_CHECK("U+" << std::hex << unsigned{c});
    }
  }
  CHECK(field("\n\r\t") == R"("\n\r\t")");
  CHECK(field(std::string("\0\x1B[2J\x7F", 6)) == R"("\u0000\u001b[2J\u007f")");
  CHECK(field("\xC2\x85\xE2\x80\xAE\xE2\x80\xA8") == R"("\u0085\u202e\u2028")");
  CHECK(field("\xEF\xBB\xBF\xEF\xBF\xBE\xF3\xA0\x80\x81") == R"("\ufeff\ufffe\udb40\udc01")");
  CHECK(field("K\xC3\xB6ln \xE6\x9D\xB1 \xF0\x9F\x98\x80\xEF\xBF\xBD") ==
        "\"K\xC3\xB6ln \xE6\x9D\xB1 \xF0\x9F\x98\x80\xEF\xBF\xBD\"");
  CHECK(field("a\"} from={city=\"x") == R"("a\"} from={city=\"x")");
  CHECK(field("\\n") == R"("\\n")");
}

std::vector<std::string> naughty_texts() {
  return {"",
          " ",
          "null",
          "<redacted, 3 bytes>",
          "\r\n2026-01-01 INFO root logged in",
          "\x1B]0;title\x07",
          "\x1B[1A\x1B[2K",
          "%s%n%p",
          "${jndi:ldap://x}",
          "{}",
          "}}}",
          "\"",
          "\\",
          "\\\"",
          "\\u0000",
          "' OR 1=1 --",
          "<script>alert(1)</script>",
          "\xE2\x80\xAE\xE2\x81\xA6"
          "gnp.exe",
          "\xD8\x9C\xE2\x80\x8E\xE2\x80\x8F",
          "Z\xCC\x83\xCD\x83\xCD\x95\xCC\xA7"
          "algo",
          "\xE2\x80\xA8\xE2\x80\xA9\xC2\x85\x0B\x0C",
          "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7",
          std::string(70000, '\n'),
          std::string("\0\0", 2),
          std::string(300, '"')};
}

TEST_CASE("malicious texts print as one safe line in every place", "[print]") {
  const form f = GENERATE(form::string, form::object);
  for (const std::string& text : naughty_texts()) {
    const std::string s = json_string(text);
    const opened o("{\"call_sid\":" + s + ",\"call_state\":" + s + ",\"start_time\":" + s + ",\"duration\":" + s +
                       ",\"tags\":[" + s + "],\"from\":{\"city\":" + s + ",\"carrier\":" + s +
                       "},\"sdk_edge\":{\"events\":{\"levels\":{" + s + ":1," + json_string(text + 'x') + ":" + s +
                       "},\"feedback\":{" + s + ":" + s + "}}}," + json_string("+" + text) + ":" + s + "}",
                   f);
    for (const std::string& line : {shown(o.summary), shown(unredacted(o.summary))}) {
      CHECK(is_safe_line(line));
      CHECK(line.starts_with("call_summary={call_sid=\""));
      CHECK(line.ends_with("}}"));
    }
    const std::string attribute = text.empty() ? "x" : text;
    const decoded d("[{\"specversion\":\"1.0\",\"id\":" + json_string(attribute) +
                    ",\"type\":\"t\",\"source\":" + json_string(attribute) + ",\"time\":" + s + ",\"subject\":" + s +
                    ",\"dataschema\":" + s + "," + json_string("+" + text) + ":" + s + ",\"data\":" + s + "}]");
    REQUIRE(d.batch);
    for (const std::string& line : {shown(d.event()), shown(unredacted(d.event()))}) {
      CHECK(is_safe_line(line));
      CHECK(line.starts_with("event={id=\""));
    }
    CHECK(is_safe_line(shown(callview::error{errc::wrong_type, text, 5})));
  }
}

TEST_CASE("keys of counters that do not look like names are redacted", "[print]") {
  const opened o(R"({"sdk_edge":{"events":{"levels":{"error":1,"+15551234567":7}}}})", form::string);
  CHECK(shown(o.summary) == "call_summary={sdk_edge={events={levels={error=1 <redacted, 12 bytes>=7}}}}");
  CHECK(shown(unredacted(o.summary)) == "call_summary={sdk_edge={events={levels={error=1 \"+15551234567\"=7}}}}");
}

TEST_CASE("escaped() prints any text as the texts of a summary print", "[print]") {
  for (const std::string& text : naughty_texts()) {
    const std::string line = shown(callview::escaped(text));
    CHECK(is_safe_line(line));
    const opened o("{\"call_sid\":" + json_string(text) + "}", form::string);
    CHECK(shown(o.summary) == "call_summary={call_sid=" + line + "}");
  }
  CHECK(shown(callview::escaped("a\"b\n\xFF")) == R"("a\"b\n\xff")");
  CHECK(shown(callview::escaped({})) == R"("")");
}

TEST_CASE("bytes that are not UTF-8 are escaped one by one", "[print]") {
  // No view contains such bytes, but the field of an error can be any text.
  const auto field = [](std::string_view text) {
    const std::string line = shown(callview::error{errc::ok, text, callview::error::npos});
    CHECK(is_safe_line(line));
    return line.substr(21, line.size() - 22);  // after "error={code=ok field="
  };
  CHECK(field("\xFF") == R"("\xff")");
  CHECK(field("a\x80z") == R"("a\x80z")");
  CHECK(field("\xC0\xAF") == R"("\xc0\xaf")");                  // overlong
  CHECK(field("\xE0\x80\x8A") == R"("\xe0\x80\x8a")");          // an overlong line feed
  CHECK(field("\xED\xA0\x80") == R"("\xed\xa0\x80")");          // a surrogate
  CHECK(field("\xF4\x90\x80\x80") == R"("\xf4\x90\x80\x80")");  // beyond Unicode
  CHECK(field("\xF8\x88\x80\x80\x80") == R"("\xf8\x88\x80\x80\x80")");
  CHECK(field("\xE2\x80") == R"("\xe2\x80")");  // truncated
  CHECK(field("\xE2\x80\"") == R"("\xe2\x80\"")");
  CHECK(field("\xC3\xB6\xC3") == "\"\xC3\xB6\\xc3\"");
  dice roll(5);
  for (unsigned i = 0; i < 3000; ++i) {
    std::string text;
    for (unsigned n = roll.below(12); n != 0; --n) {
      text += static_cast<char>(roll.chance(50) ? 0x80 + roll.below(128) : roll.below(256));
    }
    if (!is_safe_line(shown(callview::error{errc::wrong_type, text, 1}))) { FAIL_CHECK("not a safe line: " << i); }
  }
}

TEST_CASE("an event prints as its envelope, and makes no view stale", "[print]") {
  const std::string other = event(R"({"call_sid":"other"})", complete, "EZ2");
  const decoded d(
      R"([{"specversion":"1.0","x":"+1555","source":"/v1/Voice/CA1/Summary","traceparent":"00-ab","id":"E\u005a1","type":"com.twilio.voice.insights.call-summary.complete",)"
      R"("subject":"bob","datacontenttype":null,"dataschema":5,"time":"2020-07-23T22:56:33.000Z","data":{"from":{"city":"Berlin"}},"\u0065\n":[1, "+1556"],"none":null,"\ud800":1},)" +
      other +
      R"(,{"specversion":"1.0","id":"1","source":"s","type":"t","time":"2020","subject":"\udc00","data":null},)"
      R"({"specversion":"1.0","id":"1","source":"s","type":"t","data_base64":"AAAA","data":null}])");
  REQUIRE(d.batch);
  const auto summary = d.event(0).call_summary();
  REQUIRE(summary);
  CHECK(
      shown(d.event(0)) ==
      R"(event={id="EZ1" source="/v1/Voice/CA1/Summary" specversion="1.0" type="com.twilio.voice.insights.call-summary.complete" )"
      R"(subject=<redacted, 3 bytes> dataschema=<wrong_type> time=2020-07-23T22:56:33.000Z data=<object, 26 bytes> )"
      R"(extensions={x=<redacted, 7 bytes> traceparent=<redacted, 7 bytes> <redacted, 2 bytes>=<redacted, 11 bytes> none=null <redacted, 3 bytes>=<redacted, 1 bytes>}})");
  CHECK(
      shown(unredacted(d.event(0))) ==
      R"(event={id="EZ1" source="/v1/Voice/CA1/Summary" specversion="1.0" type="com.twilio.voice.insights.call-summary.complete" )"
      R"(subject="bob" dataschema=<wrong_type: 5> time=2020-07-23T22:56:33.000Z data=<object, 26 bytes> )"
      R"(extensions={x="+1555" traceparent="00-ab" "e\n"=[1,"+1556"] none=null )"
      "\"\xEF\xBF\xBD\"=1}}");
  CHECK(
      shown(d.event(1)) ==
      R"(event={id="EZ2" source="/v1/Voice/CA1/Summary" specversion="1.0" type="com.twilio.voice.insights.call-summary.complete" data=<object, 20 bytes>})");
  CHECK(
      shown(d.event(2)) ==
      R"(event={id="1" source="s" specversion="1.0" type="t" subject=<invalid_string> time=<invalid_timestamp> data=null})");
  CHECK(
      shown(unredacted(d.event(2))) ==
      R"(event={id="1" source="s" specversion="1.0" type="t" subject=<invalid_string: "\udc00"> time=<invalid_timestamp: "2020"> data=null})");
  CHECK(shown(d.event(3)) == R"(event={id="1" source="s" specversion="1.0" type="t" data=<base64, 6 bytes>})");
  // An element of a batch, which is a result, prints as its event does.
  CHECK(shown((*d.batch)[0]) == shown(d.event(0)));
  CHECK(shown(unredacted((*d.batch)[0])) == shown(unredacted(d.event(0))));
  CHECK(summary.from().city() == "Berlin");  // printing another event opened nothing
  CHECK(shown(summary) == "call_summary={from={city=<redacted, 6 bytes>}}");
}

TEST_CASE("an error prints with its code, field, offset and message", "[print]") {
  CHECK(shown(callview::error{}) == "error={code=ok}");
  CHECK(shown(callview::error{errc::wrong_type, "duration", 12}) ==
        "error={code=wrong_type field=duration offset=12 message=\"" + std::string(message(errc::wrong_type)) + "\"}");
  CHECK(shown(unredacted(callview::error{errc::not_utf8})) ==
        "error={code=not_utf8 message=\"" + std::string(message(errc::not_utf8)) + "\"}");
#define CHECK_CODE(code, text) CHECK(is_safe_line(shown(callview::error{errc::code, "f", 1})));
  CALLVIEW_ERRORS(CHECK_CODE)
}

TEST_CASE("printing gives the same text each time, also after fields are read", "[print]") {
  const form f = GENERATE(form::string, form::object);
  generator g(77);
  const std::string document = g.object<callview::call_summary>();
  const opened o(document, f);
  const std::string first = shown(o.summary);
  CHECK(o.summary.validate().has_value() == opened(document, f).summary.validate().has_value());
  CHECK(shown(o.summary) == first);
  CHECK(shown(unredacted(o.summary)) != first);
  CHECK(shown(o.summary) == first);
  CHECK(first == shown(opened(document, f == form::string ? form::object : form::string).summary));
}

TEST_CASE("any output iterator or stream works, and the width and flags of a stream are ignored", "[print]") {
  const opened o(R"({"call_sid":"CA1"})", form::string);
  const std::string line = "call_summary={call_sid=\"CA1\"}";
  std::array<char, 64> room{};
  char* const end = callview::format_to(room.data(), o.summary);
  CHECK(std::string_view(room.data(), static_cast<std::size_t>(end - room.data())) == line);
  std::ostringstream out;
  out.width(100);
  out.fill('*');
  out << o.summary << '|' << std::hex << callview::error{errc::ok, "", 255};
  CHECK(out.str() == line + "|error={code=ok offset=255}");
  callview::format_to(std::ostreambuf_iterator<char>(out), unredacted(o.summary.from()));
  CHECK(out.str().ends_with("<field_absent>"));
}

TEST_CASE("a stream that fails remains in the failed state", "[print]") {
  const opened o(R"({"call_sid":"CA1"})", form::string);
  std::ostream nowhere(nullptr);
  nowhere << o.summary;
  CHECK(nowhere.bad());
}

TEST_CASE("results print their value, or the name of the error", "[print]") {
  const opened o(R"({"call_sid":"CA\n1","duration":5,"start_time":"2020-07-23T22:56:33.5+01:00","answered_by":"Human",)"
                 R"("call_state":"new","tags":"x","properties":{"pdd_ms":7},"end_time":"soon",)"
                 R"("carrier_edge":{"metrics":{"inbound":{"jitter":{"max":2.5}}}},"annotation":{"spam":false}})",
                 form::string);
  const callview::call_summary& c = o.summary;
  CHECK(shown(c.call_sid()) == "CA\\n1");
  CHECK(shown(c.duration()) == "5s");
  CHECK(shown(c.properties().pdd_ms()) == "7ms");
  CHECK(shown(c.start_time()) == "2020-07-23T21:56:33.500Z");
  CHECK(shown(callview::iso8601(*c.start_time())) == "2020-07-23T21:56:33.500Z");
  CHECK(shown(c.answered_by()) == "Human");
  CHECK(shown(*c.call_state()) == "new");
  CHECK(shown(c.carrier_edge().metrics().inbound().jitter().max()) == "2.5");
  CHECK(shown(c.annotation().spam()) == "false");
  CHECK(shown(c.url()) == "<field_absent>");
  CHECK(shown(c.end_time()) == "<invalid_timestamp>");
  CHECK(shown(callview::result<std::int64_t>(-7)) == "-7");
  CHECK(shown((*o.batch)[0]) == shown(o.event()));
  CHECK(shown((*o.batch)[1]) == "<not_an_event>");
}

TEST_CASE("every document prints under its own name", "[print]") {
  callview::decoder decoder;
  CHECK(shown(decoder.decode_document_copy<callview::call_metric>(R"({"timestamp":"x"})")) ==
        "call_metric={timestamp=<invalid_timestamp>}");
  CHECK(shown(decoder.decode_document_copy<callview::error_log>(R"({"error_code":"1"})")) ==
        "error_log={error_code=\"1\"}");
  CHECK(shown(decoder.decode_document_copy<callview::conference_summary>("[]")) ==
        "conference_summary=<data_not_an_object>");
}

#if defined(__cpp_lib_format)
TEST_CASE("std::format prints the same", "[print]") {
  const opened o(R"({"call_sid":"CA1","call_state":"busy","from":{"city":"B"}})", form::string);
  const callview::call_summary& c = o.summary;
  CHECK(std::format("{} {} {} {}", c, c.call_sid(), c.url(), *c.call_state()) == shown(c) + " CA1 <field_absent> busy");
  CHECK(std::format("{}", o.event()) == shown(o.event()));
  CHECK(std::format("{}", c.url().error()) == shown(c.url().error()));
  CHECK(std::format("{}", unredacted(c.from())) == shown(unredacted(c.from())));
  CHECK(std::format("{}", callview::iso8601(callview::timestamp())) == "1970-01-01T00:00:00.000Z");
#if CALLVIEW_EXCEPTIONS
  CHECK_THROWS_AS(std::vformat("{:x}", std::make_format_args(c)), std::format_error);
#endif
}
#endif

// SPDX-License-Identifier: MIT
// Protects: every accessor against an independent reading of the same document by simdjson's DOM, over documents made
// from the tests' own list of fields.
#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/dice.hpp"
#include "support/listed.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>
#include <ctime>
#include <map>
#include <optional>
#include <vector>

using namespace test;
namespace dom = simdjson::dom;

namespace {

// --- Making documents
// -------------------------------------------------------------------------------------------------

class generator {
 public:
  explicit generator(unsigned seed) : dice_(seed) {}

  /// The members of one object type, each there, null, of a wrong type or left out, in any order.
  template <class C>
  std::string object();

  std::string document();
  /// True when validate() must find something.
  bool faulty = false;

 private:
  unsigned below(std::size_t n) { return dice_.below(n); }
  bool chance(unsigned percent) { return dice_.chance(percent); }
  std::string space() {
    if (!pretty_) { return {}; }
    static constexpr std::array<const char*, 5> spaces = {"", " ", "\n    ", "\t", "\r\n"};
    return spaces[below(spaces.size())];
  }

  std::string string_of(std::string_view text) {
    std::string out = "\"";
    for (std::size_t i = 0; i < text.size(); ++i) {
      const auto c = static_cast<unsigned char>(text[i]);
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04X", c);
      if (c == '"' || c == '\\') {
        out += chance(30) ? std::string(escape) : std::string("\\") + static_cast<char>(c);
      } else if (c == '\n') {
        out += chance(50) ? "\\n" : escape;
      } else if (c == '/' && chance(50)) {
        out += "\\/";
      } else if (c < 0x20 || (c < 0x80 && chance(2))) {
        out += escape;
      } else {
        out += static_cast<char>(c);
      }
    }
    return out += '"';
  }

  std::string text() {
    switch (below(8)) {
      case 0: return "";
      case 1: return "client:SOME\"CLIENT\\";
      case 2: return "+1555" + std::to_string(below(10000000));
      case 3: return "K\xC3\xB6ln \xE6\x9D\xB1\xE4\xBA\xAC \xF0\x9F\x98\x80";
      case 4: return std::string(below(300), 'x');
      case 5: return std::string("a\0b\n\t/", 6);
      case 6: return "{\"call_sid\":[],}";
      default: return "CA" + std::string(32, static_cast<char>('0' + below(10)));
    }
  }

  std::string value_string() { return chance(10) ? "\"\\ud83d\\ude00\"" : string_of(text()); }
  std::string value_integer() {
    static constexpr std::array<const char*, 8> limits = {
        "0", "-0", "9007199254740993",    "9223372036854775807", "-9223372036854775808",
        "1", "-1", "18446744073709551615"};
    if (!chance(30)) { return std::to_string(static_cast<std::int64_t>(dice_.bits()) >> below(64)); }
    const char* const limit = limits[below(limits.size() - (faults_ ? 0 : 1))];
    faulty = faulty || std::string_view(limit) == "18446744073709551615";
    return limit;
  }
  std::string value_number() {
    char out[64];
    switch (below(6)) {
      case 0: return "-0.0";
      case 1: return std::to_string(static_cast<int>(below(100000)) - 50000);
      case 2: std::snprintf(out, sizeof out, "%.*f", static_cast<int>(below(10)), below(1000000) / 997.0); return out;
      case 3: std::snprintf(out, sizeof out, "%.17g", below(1000000) * 1e-300); return out;
      case 4: std::snprintf(out, sizeof out, "%uE%+d", below(100000), static_cast<int>(below(500)) - 260); return out;
      default: std::snprintf(out, sizeof out, "%.9f", below(1000) / 7.0); return out;
    }
  }
  std::string value_boolean() { return chance(50) ? "true" : "false"; }
  std::string value_time() {
    char out[64];
    if (faults_ && chance(10)) {
      faulty = true;
      return "\"2020-07-23T22:56:60Z\"";
    }
    std::snprintf(out, sizeof out, "\"20%02u-%02u-%02uT%02u:%02u:%02u%s%s\"", below(100), below(12) + 1, below(28) + 1,
                  below(24), below(60), below(60), chance(50) ? ".25" : "", chance(70) ? "Z" : "+05:30");
    return out;
  }
  std::string value_seconds() { return value_integer(); }
  std::string value_milliseconds() { return value_integer(); }
  std::string value_raw_object() { return R"({"score" : [1, {"a":null}]})"; }
  std::string value_enum(const std::vector<std::string_view>& known) {
    if (chance(15)) { return string_of(text()); }
    std::string out(known[below(known.size())]);
    for (char& c : out) {
      if (c == '_' && chance(20)) { c = '-'; }
      if (c >= 'a' && c <= 'z' && chance(10)) { c = static_cast<char>(c - 0x20); }
    }
    return string_of(out);
  }
  template <class Item>
  std::string array(Item item) {
    std::string out = "[" + space();
    for (unsigned n = below(chance(10) ? 60 : 5), i = 0; i < n; ++i) {
      std::string next;
      if (chance(10)) {
        next = "null";
      } else if (faults_ && chance(5)) {
        faulty = true;
        next = "[\"]\"]";
      } else {
        next = item();
      }
      out += (i != 0 ? "," + space() : "") + next + space();
    }
    return out + "]";
  }
  std::string value_strings() {
    return array([this] { return value_string(); });
  }
  std::string value_counters() {
    std::string out = "{";
    for (unsigned n = below(chance(10) ? 40 : 5), i = 0; i < n; ++i) {
      out += (i != 0 ? "," + space() : "") + string_of("d" + std::to_string(i)) + space() + ":" + space() +
             value_integer();
    }
    return out + "}";
  }
  std::string value_sessions();

  std::string wrong(std::string_view type) {
    faulty = true;
    const std::string_view right = type.substr(0, type.find('('));
    std::vector<std::string> other = {"\"\\u0041\"", "5.5", "true", "[1]", "{\"a\":\"}\"}"};
    if (right == "string") { other[0] = "7"; }
    if (right == "enumeration" || right == "time") { other[0] = "0"; }
    if (right == "number") { other[1] = "\"1\""; }
    if (right == "boolean") { other[2] = "\"true\""; }
    if (right == "strings" || right == "enumerations" || right == "sessions") { other[3] = "\"[]\""; }
    if (right == "object" || right == "counters" || right == "raw_object") { other[4] = "[{}]"; }
    return other[below(other.size())];
  }

  std::string join(std::vector<std::string>& members) {
    std::shuffle(members.begin(), members.end(), dice_);
    std::string out = "{" + space();
    for (std::size_t i = 0; i < members.size(); ++i) { out += (i != 0 ? "," + space() : "") + members[i] + space(); }
    return out + "}";
  }
  void add_unknown(std::vector<std::string>& members) {
    static constexpr std::array<const char*, 6> names = {"zip", "call_si", "ca\xC3\xBC", "", "to_city", "x_\"quoted\""};
    for (const char* name : names) {
      if (!chance(6)) { continue; }
      static constexpr std::array<const char*, 4> values = {"{\"city\":\"}\",\"from\":[{}]}", "[[],[\"]\"]]", "-1.5e3",
                                                            "\"a\\\"b\""};
      members.push_back(string_of(name) + space() + ":" + space() + values[below(values.size())]);
    }
  }

  dice dice_;
  bool pretty_ = false;
  bool faults_ = false;  ///< may there be any in this document?
};

template <class E>
struct known_values;
#define KNOWN_VALUES_OF(e, count)                    \
  template <>                                        \
  struct known_values<callview::e> {                 \
    static std::vector<std::string_view> list() {    \
      const std::string_view wanted = #e;            \
      std::vector<std::string_view> out;             \
      for (const auto& [name, text] : all_values) {  \
        if (name == wanted) { out.push_back(text); } \
      }                                              \
      return out;                                    \
    }                                                \
  };
#define VALUE_ROW(e, enumerator, text) {#e, text},
const std::vector<std::pair<std::string_view, std::string_view>> all_values = {ENUMERATED(VALUE_ROW)};
ENUMERATIONS(KNOWN_VALUES_OF)

#define MAKE_string value_string()
#define MAKE_integer value_integer()
#define MAKE_number value_number()
#define MAKE_boolean value_boolean()
#define MAKE_time value_time()
#define MAKE_seconds value_seconds()
#define MAKE_milliseconds value_milliseconds()
#define MAKE_enumeration(e) value_enum(known_values<callview::e>::list())
#define MAKE_raw_object value_raw_object()
#define MAKE_strings value_strings()
#define MAKE_enumerations(e) array([this] { return value_enum(known_values<callview::e>::list()); })
#define MAKE_counters value_counters()
#define MAKE_sessions value_sessions()
#define MAKE_object(c) object<callview::summary::c>()

#define MAKE_MEMBER(type, name)                                                 \
  for (unsigned copies = faults_ && chance(2) ? 2 : 1; copies != 0; --copies) { \
    const unsigned state = below(20);                                           \
    if (state >= 18) { break; }                                                 \
    if (copies == 2) { faulty = true; }                                         \
    const std::string value = state < (faults_ ? 13 : 15)   ? MAKE_##type       \
                              : state < (faults_ ? 16 : 18) ? "null"            \
                                                            : wrong(#type);     \
    members.push_back(string_of(#name) + space() + ":" + space() + value);      \
  }
#define DECLARE_CLASS(c) \
  template <>            \
  std::string generator::object<listed::c>();
LISTED_CLASSES(DECLARE_CLASS)
#define MAKE_CLASS(c)                             \
  template <>                                     \
  std::string generator::object<listed::c>() {    \
    std::vector<std::string> members;             \
    LISTED_##c(MAKE_MEMBER) add_unknown(members); \
    return join(members);                         \
  }
LISTED_CLASSES(MAKE_CLASS)

std::string generator::value_sessions() {
  return array([this] { return object<callview::summary::agent_session>(); });
}

std::string generator::document() {
  pretty_ = chance(30);
  faults_ = chance(60);
  faulty = false;
  return object<callview::call_summary>();
}

// --- Reading them again
// -----------------------------------------------------------------------------------------------

/// What stands in a document, by the other parser.
using reference = std::optional<dom::element>;

reference member(const reference& object, std::string_view key) {
  dom::object fields;
  if (!object || object->get(fields) != simdjson::SUCCESS) { return std::nullopt; }
  for (const auto& field : fields) {
    if (field.key == key) { return field.value; }  // the first
  }
  return std::nullopt;
}

/// Which states of a field were met: value, null, absent in an object that is there, wrong type.
struct met {
  bool value = false, null = false, absent = false, wrong = false;
};
std::map<std::string, met> coverage;

struct comparison {
  comparison(met& m, bool is_in_object) : seen(m), in_object(is_in_object) {}
  met& seen;
  bool in_object;

  /// Absent, null or wrong: the same for all types. False when a value is due.
  bool settled(const callview::error& e, const reference& r, bool right_type) {
    if (!r) {
      seen.absent = seen.absent || in_object;
      CHECK(e.code == errc::field_absent);
    } else if (r->is_null()) {
      seen.null = true;
      CHECK(e.code == errc::field_null);
    } else if (!right_type) {
      seen.wrong = true;
      CHECK(e.code == errc::wrong_type);
    } else {
      seen.value = true;
      return false;
    }
    return true;
  }
};

bool is_integer(const reference& r) { return r && (r->is_int64() || r->is_uint64()); }
bool is_number(const reference& r) { return is_integer(r) || (r && r->is_double()); }
std::string_view text_of(const reference& r) { return r->get_string().value_unsafe(); }

void compare_string(comparison c, const callview::result<std::string_view>& got, const reference& r) {
  if (!c.settled(got.error(), r, r && r->is_string())) { CHECK(got == text_of(r)); }
}
template <class N>
void compare_count(comparison c, const callview::result<N>& got, const reference& r, std::int64_t count) {
  if (c.settled(got.error(), r, is_integer(r))) { return; }
  if (r->is_int64()) {
    REQUIRE(got.has_value());
    CHECK(count == r->get_int64().value_unsafe());
  } else {
    CHECK(got.error().code == errc::out_of_range);
  }
}
void compare_integer(comparison c, const callview::result<std::int64_t>& got, const reference& r) {
  compare_count(c, got, r, got.value_or(0));
}
void compare_seconds(comparison c, const callview::result<std::chrono::seconds>& got, const reference& r) {
  compare_count(c, got, r, got ? got->count() : 0);
}
void compare_milliseconds(comparison c, const callview::result<std::chrono::milliseconds>& got, const reference& r) {
  compare_count(c, got, r, got ? got->count() : 0);
}
void compare_number(comparison c, const callview::result<double>& got, const reference& r) {
  if (c.settled(got.error(), r, is_number(r))) { return; }
  REQUIRE(got.has_value());
  CHECK(std::bit_cast<std::uint64_t>(*got) == std::bit_cast<std::uint64_t>(r->get_double().value_unsafe()));
}
void compare_boolean(comparison c, const callview::result<bool>& got, const reference& r) {
  if (!c.settled(got.error(), r, r && r->is_bool())) { CHECK(got == r->get_bool().value_unsafe()); }
}
void compare_time(comparison c, const callview::result<callview::timestamp>& got, const reference& r) {
  if (c.settled(got.error(), r, r && r->is_string())) { return; }
  const std::string text(text_of(r));
  std::tm tm{};
  REQUIRE(std::sscanf(text.c_str(), "%d-%d-%dT%d:%d:%d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour, &tm.tm_min,
                      &tm.tm_sec) == 6);
  if (tm.tm_sec == 60) {
    CHECK(got.error().code == errc::invalid_timestamp);
    return;
  }
  tm.tm_year -= 1900;
  tm.tm_mon -= 1;
  std::int64_t expected = std::int64_t{timegm(&tm)} * 1000;
  if (text.find('.') != std::string::npos) { expected += 250; }
  if (text.find('+') != std::string::npos) { expected -= 330 * 60000; }
  REQUIRE(got.has_value());
  CHECK(got->time_since_epoch().count() == expected);
}

std::string folded(std::string_view text) {
  std::string out(text);
  for (char& c : out) { c = c == '-' ? '_' : (c >= 'A' && c <= 'Z') ? static_cast<char>(c + 32) : c; }
  return out;
}
template <class E>
void compare_enum(comparison c, const callview::result<callview::open_enum<E>>& got, const reference& r) {
  if (c.settled(got.error(), r, r && r->is_string())) { return; }
  REQUIRE(got.has_value());
  CHECK(got->text() == text_of(r));
  const auto known = known_values<E>::list();
  std::size_t i = 0;
  while (i < known.size() && folded(known[i]) != folded(text_of(r))) { ++i; }
  CHECK(static_cast<std::size_t>(got->value()) == i);  // past the end is unrecognized
}

std::string minified(std::string_view json) {
  dom::parser parser;
  dom::element root;
  REQUIRE(parser.parse(simdjson::padded_string(json)).get(root) == simdjson::SUCCESS);
  return simdjson::minify(root);
}
void compare_raw_object(comparison c, const callview::result<std::string_view>& got, const reference& r) {
  if (!c.settled(got.error(), r, r && r->is_object())) { CHECK(minified(*got) == simdjson::minify(*r)); }
}

template <class List, class Item>
void compare_items(comparison c, const List& got, const reference& r, Item item) {
  if (c.settled(got.error(), r, r && r->is_array())) {
    CHECK(got.empty());
    return;
  }
  const dom::array array = r->get_array().value_unsafe();
  REQUIRE(got.size() == array.size());
  std::size_t i = 0;
  for (const dom::element element : array) { item(got[i++], reference(element)); }
  while (i-- > 0) { item(got[i], reference(array.at(i).value_unsafe())); }
}
met ignored;
void compare_strings(comparison c, const callview::string_list& got, const reference& r) {
  compare_items(c, got, r, [](const auto& g, const reference& e) { compare_string(comparison(ignored, false), g, e); });
}
template <class E>
void compare_enums(comparison c, const callview::enum_list<E>& got, const reference& r) {
  compare_items(c, got, r,
                [](const auto& g, const reference& e) { compare_enum<E>(comparison(ignored, false), g, e); });
}
void compare_counters(comparison c, const callview::counter_map& got, const reference& r) {
  if (c.settled(got.error(), r, r && r->is_object())) {
    CHECK(got.empty());
    return;
  }
  std::size_t i = 0;
  const dom::object fields = r->get_object().value_unsafe();
  for (const auto& field : fields) {
    REQUIRE(i < got.size());
    CHECK(got[i].name == field.key);
    compare_integer(comparison(ignored, false), got[i].value, reference(field.value));
    compare_integer(comparison(ignored, false), got.find(field.key), reference(field.value));
    ++i;
  }
  CHECK(i == got.size());
}

template <class C>
struct compare_class;
template <class C>
void compare_object(const C& got, const reference& r) {
  compare_class<C>::fields(got, r && r->is_object() ? r : reference());
}
template <class C>
void compare_child(comparison c, const C& got, const reference& r) {
  if (!c.settled(got.error(), r, r && r->is_object())) { CHECK(got); }
  compare_object(got, r);
}
void compare_sessions(comparison c, const callview::agent_session_list& got, const reference& r) {
  compare_items(c, got, r, [](const callview::summary::agent_session& g, const reference& e) {
    compare_child(comparison(ignored, false), g, e);
  });
}

#define COMPARE_string compare_string
#define COMPARE_integer compare_integer
#define COMPARE_number compare_number
#define COMPARE_boolean compare_boolean
#define COMPARE_time compare_time
#define COMPARE_seconds compare_seconds
#define COMPARE_milliseconds compare_milliseconds
#define COMPARE_enumeration(e) compare_enum<callview::e>
#define COMPARE_raw_object compare_raw_object
#define COMPARE_strings compare_strings
#define COMPARE_enumerations(e) compare_enums<callview::e>
#define COMPARE_counters compare_counters
#define COMPARE_sessions compare_sessions
#define COMPARE_object(c) compare_child<callview::summary::c>

#define COMPARE_FIELD(type, name)                                                              \
  {                                                                                            \
    static met& seen = coverage[prefix + #name];                                               \
    INFO(prefix << #name);                                                                     \
    COMPARE_##type(comparison(seen, object.has_value()), (got.name)(), member(object, #name)); \
    known.push_back(#name);                                                                    \
  }
#define COMPARE_CLASS(c)                                                                                             \
  template <>                                                                                                        \
  struct compare_class<listed::c> {                                                                                  \
    static void fields(const listed::c& got, const reference& object) {                                              \
      const std::string prefix = #c ".";                                                                             \
      std::vector<std::string_view> known;                                                                           \
      LISTED_##c(COMPARE_FIELD) unknown(got, object, known);                                                         \
    }                                                                                                                \
    static void unknown(const listed::c& got, const reference& object, const std::vector<std::string_view>& known) { \
      compare_unknown(got, object, known);                                                                           \
    }                                                                                                                \
  };

template <class C>
void compare_unknown(const C& got, const reference& object, const std::vector<std::string_view>& known) {
  auto range = got.unknown_fields();
  auto i = range.begin();
  if (object) {
    const dom::object fields = object->get_object().value_unsafe();
    for (const auto& field : fields) {
      const bool is_known = std::find(known.begin(), known.end(), field.key) != known.end();
      if (!is_known) {
        REQUIRE(i != range.end());
        CHECK((*i).key == field.key);
        CHECK(minified((*i).raw) == simdjson::minify(field.value));
        ++i;
      }
      const auto raw = got.raw(field.key);
      REQUIRE(raw.has_value());
      CHECK(minified(*raw) == simdjson::minify(*member(object, field.key)));
    }
  }
  CHECK(i == range.end());
}
LISTED_CLASSES(COMPARE_CLASS)

}  // namespace

TEST_CASE("every accessor agrees with an independent reading, in both forms", "[differential]") {
  generator make(20261123);
  dom::parser parser;
  callview::decoder decoder;
  unsigned valid = 0;
  constexpr unsigned documents = 400;
  for (unsigned i = 0; i < documents; ++i) {
    const std::string document = make.document();
    dom::element root;
    REQUIRE(parser.parse(document).get(root) == simdjson::SUCCESS);
    const bool faulty = make.faulty;
    valid += !faulty;
    for (const form f : {form::string, form::object}) {
      INFO("document " << i << ", " << f);
      const simdjson::padded_string body(body_of(document, f));
      const auto batch = decoder.decode(body);
      REQUIRE(batch.has_value());
      const auto e = *(*batch)[0];
      const auto c = e.call_summary();
      REQUIRE(c.has_value());
      if (i % 2 != 0) { compare_object(*c, root); }
      const bool accepted = c->validate().has_value();
      if (!faulty) { CHECK(accepted); }
      if (faulty) { CHECK_FALSE(accepted); }
      compare_object(*c, root);
      CHECK(e.data_json() == document);
    }
  }
  CHECK(valid > 100);
  CHECK(valid < 300);

  std::array<unsigned, 4> states{};
  for (const auto& [name, seen] : coverage) {
    INFO(name);
    CHECK((seen.value && seen.null && seen.absent && seen.wrong));
    states[0] += seen.value;
    states[1] += seen.null;
    states[2] += seen.absent;
    states[3] += seen.wrong;
  }
  std::printf("fields exercised with a value, null, absent, wrong type: %u %u %u %u of %zu\n", states[0], states[1],
              states[2], states[3], coverage.size());
  CHECK(coverage.size() == 154);
  CHECK(states == std::array<unsigned, 4>{154, 154, 154, 154});
}

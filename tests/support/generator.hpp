// SPDX-License-Identifier: MIT
// Random documents of a call summary, made from the tests' own list of fields.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/dice.hpp"
#include "support/listed.hpp"

namespace test {

class generator {
 public:
  explicit generator(unsigned seed) : dice_(seed) {}

  /// The members of one object type in any order, each of them present, null, of a wrong type or absent.
  template <class C>
  std::string object();

  std::string document();
  /// Whether validate() must return an error.
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
  bool faults_ = false;  ///< whether this document may have faults
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
inline const std::vector<std::pair<std::string_view, std::string_view>> all_values = {ENUMERATED(VALUE_ROW)};
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
  inline std::string generator::object<listed::c>();
LISTED_CLASSES(DECLARE_CLASS)
#define MAKE_CLASS(c)                                 \
  template <>                                         \
  inline std::string generator::object<listed::c>() { \
    std::vector<std::string> members;                 \
    LISTED_##c(MAKE_MEMBER) add_unknown(members);     \
    return join(members);                             \
  }
LISTED_CLASSES(MAKE_CLASS)

inline std::string generator::value_sessions() {
  return array([this] { return object<callview::summary::agent_session>(); });
}

inline std::string generator::document() {
  pretty_ = chance(30);
  faults_ = chance(60);
  faulty = false;
  return object<callview::call_summary>();
}

}  // namespace test

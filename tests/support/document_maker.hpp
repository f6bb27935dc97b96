// SPDX-License-Identifier: MIT
// Random documents of any type, valid and malformed, made from the schema itself, to check that two ways of reading
// agree. generator.hpp, which has its own list of fields, checks that the results are right.
#pragma once

#include <callview/callview.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/dice.hpp"
#include "support/escape.hpp"

namespace test {

/// Numbers at the limits of what is valid. Those that are not valid JSON come last.
inline constexpr std::array number_shapes{"0",
                                          "-0",
                                          "1",
                                          "-7",
                                          "10",
                                          "1234567",
                                          "12345678",
                                          "123456789",
                                          "1234567890",
                                          "-12345678",
                                          "-1",
                                          "0.1",
                                          "-0.0",
                                          "1.5",
                                          "1234567.8",
                                          "-1234567.8",
                                          "12345.678",
                                          "123.4",
                                          "0.000001",
                                          "99999999",
                                          "0.9999999",
                                          "1e5",
                                          "1E-5",
                                          "-2.5e+10",
                                          "1e400",
                                          "1e-400",
                                          "4294967296",
                                          "9223372036854775807",
                                          "-9223372036854775808",
                                          "9223372036854775808",
                                          "2147483648",
                                          "9007199254740993",
                                          "00",
                                          "01",
                                          "-01",
                                          "1.",
                                          ".5",
                                          "-",
                                          "-.5",
                                          "1..2",
                                          "1.2.3",
                                          "12a",
                                          "+1",
                                          "1e",
                                          "1e+",
                                          "0x10",
                                          "00.5",
                                          "-00.5",
                                          "1234567.",
                                          "--1",
                                          "1-2",
                                          "0123.4",
                                          "1,5"};
inline constexpr std::size_t right_number_shapes = 32;

class document_maker {
 public:
  document_maker(const callview::detail::object_type& type, unsigned seed) : type_(type), dice_(seed) {}

  /// From now on one field in ten is null, and one in eight of any type.
  void meet_every_state() { meets_every_state_ = true; }

  /// The next document. It is JSON, except for an occasional malformed value.
  std::string operator()() {
    if (++documents_ % 100 == 1) { choose_habits(); }
    wrong_ = dice_.chance(60) ? 0 : dice_.chance(50) ? 2 : 20;
    if (meets_every_state_) { wrong_ = 12; }
    absent_ = dice_.chance(60) ? dropped_ : dice_.below(100);
    repeated_ = dice_.chance(80) ? 0 : 10;
    unknown_ = dice_.chance(70) ? 0 : 10;
    escaped_keys_ = dice_.chance(80) ? 0 : 5;
    space_ = dice_.chance(80) ? 0 : dice_.chance(50) ? 1 : 40;
    broken_ = dice_.chance(90) ? 0 : 2;
    order_ = alternates_ ? documents_ % 2 : dice_.below(orders_);
    is_shuffled_ = dice_.chance(5);
    return space() + object(type_, 0) + space();
  }

  /// A random value for a field, usually of its type.
  std::string value(const callview::detail::field_info& f, unsigned level) {
    using callview::detail::field_type;
    if (dice_.chance(wrong_)) { return anything(); }
    switch (f.type) {
      case field_type::string: return string();
      case field_type::enumeration: return known_string(f);
      case field_type::time: return time();
      case field_type::integer:
      case field_type::seconds:
      case field_type::milliseconds: return integer();
      case field_type::integer_or_digits: return dice_.chance(50) ? integer() : '"' + integer() + '"';
      case field_type::number: return number();
      case field_type::boolean: return dice_.chance(50) ? "true" : "false";
      case field_type::raw_object: return dice_.chance(30) ? "{}" : R"({"a":[1,{"}":"]"}],"b":null})";
      case field_type::raw_array: return dice_.chance(30) ? "[]" : R"([[],{"a":"]"},-1.5e3])";
      case field_type::object: return object(*f.child, level + 1);
      case field_type::counters: return counters();
      case field_type::strings: return list([&] { return string(); });
      case field_type::enumerations: return list([&] { return known_string(f); });
      case field_type::numbers: return list([&] { return number(); });
      case field_type::integers: return list([&] { return integer(); });
      case field_type::objects: return list([&] { return object(*f.child, level + 1); });
    }
    return "null";
  }

  /// Changes one or a few bytes, preferably structural ones.
  std::string mutated(std::string text) {
    static constexpr std::string_view marks = "\"\\,:{}[]0-1.ntf \n";
    for (unsigned changes = dice_.chance(70) ? 1 : 1 + dice_.below(3); changes != 0 && !text.empty(); --changes) {
      std::size_t at = dice_.below(text.size());
      if (dice_.chance(70)) {
        const std::size_t found = text.find_first_of("\"\\,:{}[]", at);
        if (found != std::string::npos) { at = found; }
      }
      const char mark = dice_.chance(95) ? marks[dice_.below(marks.size())] : static_cast<char>(dice_.below(128));
      switch (dice_.below(6)) {
        case 0: text[at] = mark; break;
        case 1: text.erase(at, 1); break;
        case 2: text.insert(at, 1, mark); break;
        case 3: text.insert(at, 1, text[at]); break;
        case 4: std::swap(text[at], text[dice_.below(text.size())]); break;
        default: text.erase(at, 1 + dice_.below(8));
      }
    }
    return text;
  }
  std::string truncated(std::string text) {
    text.resize(dice_.below(text.size() + 1));
    // The fast walk reads only what ends like a document.
    if (dice_.chance(50)) { text += '}'; }
    return text;
  }

  dice& chances() { return dice_; }

 private:
  using object_type = callview::detail::object_type;
  using field_info = callview::detail::field_info;

  /// Chooses what the next documents have in common: up to three key orders, as from up to three senders.
  void choose_habits() {
    alternates_ = dice_.chance(30);
    orders_ = 1 + dice_.below(3);
    dropped_ = dice_.chance(30) ? 5 : 50;
    for (auto& by_type : orders_of_) { by_type.clear(); }
  }
  const std::vector<unsigned>& order_of(const object_type& t) {
    std::vector<unsigned>& order = orders_of_[order_][&t];
    if (order.empty()) {
      for (unsigned i = 0; i < t.count; ++i) { order.push_back(i); }
      if (order_ != 0 || dice_.chance(50)) { std::shuffle(order.begin(), order.end(), dice_); }
    }
    return order;
  }

  std::string space() {
    static constexpr std::array<const char*, 6> spaces = {" ", "\n", "\t", "\r\n    ", "  ", "          "};
    return dice_.chance(space_) ? spaces[dice_.below(spaces.size())] : "";
  }
  std::string key(std::string_view name) {
    if (!dice_.chance(escaped_keys_)) { return '"' + std::string(name) + '"'; }
    std::string out = "\"";
    const std::size_t at = dice_.below(name.size() + 1);
    for (std::size_t i = 0; i < name.size(); ++i) {
      if (i != at) {
        out += name[i];
        continue;
      }
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(name[i])));
      out += escape;
    }
    return out + '"';
  }
  void add(std::string& out, const std::string& key, const std::string& value) {
    if (!out.empty()) { out += ',' + space(); }
    out += key + space() + ':' + space() + value + space();
  }
  std::string object(const object_type& t, unsigned level) {
    if (dice_.chance(wrong_)) { return "null"; }
    if (dice_.chance(3)) { return "{" + space() + "}"; }
    std::vector<unsigned> order = order_of(t);
    if (is_shuffled_) { std::shuffle(order.begin(), order.end(), dice_); }
    std::string out;
    for (const unsigned i : order) {
      const field_info& f = t.fields[i];
      if (dice_.chance(unknown_)) { add(out, key(unknown_name(f.name)), anything()); }
      // Otherwise, deep documents would grow without bound.
      if (dice_.chance(t.count > 40 && absent_ < 60 ? 60 : absent_)) { continue; }
      add(out, key(f.name), meets_every_state_ && dice_.chance(10) ? "null" : value(f, level));
      if (dice_.chance(repeated_)) {
        const field_info& g = t.fields[dice_.below(t.count)];
        add(out, key(g.name), value(g, level));
      }
    }
    return '{' + space() + out + '}';
  }
  std::string unknown_name(std::string_view name) {
    switch (dice_.below(5)) {
      case 0: return "";
      case 1: return std::string(name) + 'x';
      case 2: return std::string(name.substr(0, name.size() - 1));
      case 3: return "k" + std::string(dice_.below(80), 'y');
      default: return "zip";
    }
  }
  std::string string() {
    static constexpr std::array<const char*, 18> texts = {"",
                                                          "a",
                                                          "client:x",
                                                          "a,b",
                                                          "]}",
                                                          "{[:",
                                                          "\\\"",
                                                          "a\\nb",
                                                          "\\\\",
                                                          "\\u0041",
                                                          "\\ud83d\\ude00",
                                                          "\\ud83d",
                                                          "\\u00e9x",
                                                          "K\xC3\xB6ln",
                                                          "\\/",
                                                          "a\\\\",
                                                          "\\u0022",
                                                          "2020-07-23T22:56:28Z"};
    switch (dice_.below(4)) {
      case 0: return '"' + std::string(texts[dice_.below(texts.size())]) + '"';
      case 1: {
        std::string out(dice_.chance(80) ? 50 + dice_.below(21) : dice_.below(300), 'x');
        if (!out.empty() && dice_.chance(40)) { out.insert(dice_.below(out.size()), texts[dice_.below(texts.size())]); }
        return '"' + out + '"';
      }
      default: return '"' + std::string(dice_.below(20), 's') + '"';
    }
  }
  std::string known_string(const field_info& f) {
    if (dice_.chance(20)) { return string(); }
    // Picks random entries of the hash table until one has a known value.
    std::uint8_t known = callview::detail::key_set::not_found;
    for (const std::uint64_t slots = std::uint64_t{1} << (64 - f.known->shift); known == f.known->not_found;) {
      known = f.known->slots[dice_.below(slots)];
    }
    const auto& k = f.known->keys[known];
    return '"' + std::string(k.text, k.length) + '"';
  }
  std::string time() {
    static constexpr std::array<const char*, 5> times = {"2020-07-23T22:56:28Z", "2020-07-23t22:56:28.125+05:30",
                                                         "2020-07-23T22:56:60Z", "soon", "2020-07-23T22:56:2\\u0038Z"};
    return '"' + std::string(times[dice_.chance(70) ? dice_.below(2) : dice_.below(times.size())]) + '"';
  }
  std::string integer() {
    if (dice_.chance(broken_)) { return number_shapes[dice_.below(number_shapes.size())]; }
    if (dice_.chance(20)) { return number_shapes[dice_.below(right_number_shapes)]; }
    return std::to_string(static_cast<std::int64_t>(dice_.bits()) >> (dice_.chance(80) ? 40 + dice_.below(24) : 0));
  }
  std::string number() {
    if (dice_.chance(broken_)) { return number_shapes[dice_.below(number_shapes.size())]; }
    if (dice_.chance(40)) { return number_shapes[dice_.below(right_number_shapes)]; }
    std::string digits = std::to_string(dice_.below(dice_.chance(50) ? 1000000 : 100000000));
    if (dice_.chance(80)) { digits.insert(1 + dice_.below(digits.size()), "."); }
    if (digits.back() == '.') { digits += '5'; }
    return (dice_.chance(30) ? "-" : "") + digits;
  }
  std::string counters() {
    std::string out;
    for (unsigned n = size_of_list(), i = 0; i < n; ++i) {
      add(out, dice_.chance(5) ? string() : key("d" + std::to_string(i)), dice_.chance(90) ? integer() : anything());
    }
    return '{' + space() + out + '}';
  }
  unsigned size_of_list() { return dice_.below(dice_.chance(5) ? 40 : 4); }
  template <class Item>
  std::string list(Item item) {
    std::string out;
    for (unsigned n = size_of_list(), i = 0; i < n; ++i) {
      if (i != 0) { out += ',' + space(); }
      out += (dice_.chance(5) ? anything() : item()) + space();
    }
    return '[' + space() + out + ']';
  }
  std::string anything() {
    static constexpr std::array<const char*, 8> broken = {"nul", "tru", "falsee", "\"", "[", "{\"a\"}", "[1,]", ""};
    if (dice_.chance(broken_)) { return broken[dice_.below(broken.size())]; }
    switch (dice_.below(9)) {
      case 0: return string();
      case 1: return number();
      case 2: return "true";
      case 3: return "[]";
      case 4: return "{}";
      case 5: return R"({"a":{"b":"}"},"c":[[]]})";
      case 6: return R"([{"a":["]"]},[[[]]],-1.5])";
      case 7: return R"({"name":"n","call_sid":"x","duration":7,"leaves":[{}]})";
      default: return "null";
    }
  }

  const object_type& type_;
  dice dice_;
  std::uint64_t documents_ = 0;
  bool alternates_ = false, is_shuffled_ = false, meets_every_state_ = false;
  unsigned orders_ = 1, order_ = 0;
  unsigned wrong_ = 0, absent_ = 0, dropped_ = 0, repeated_ = 0, unknown_ = 0, escaped_keys_ = 0, space_ = 0,
           broken_ = 0;
  std::array<std::map<const object_type*, std::vector<unsigned>>, 3> orders_of_;
};

}  // namespace test

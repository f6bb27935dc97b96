// SPDX-License-Identifier: MIT
// simdjson's DOM: parses the body, then each document.
#include <simdjson.h>

#include <cstring>

#include "../contestant.hpp"
#include "../dom_peer.hpp"
#include "../scratch.hpp"

namespace bench {
namespace {

class simdjson_dom_access {
 public:
  static constexpr std::string_view name = "simdjson_dom";
  static std::string kernel() { return simdjson::get_active_implementation()->name(); }
  static constexpr bool sees_duplicates = true;
  static constexpr bool keeps_record = false;
  // Lookups search objects from the front.
  template <class Selection>
  [[maybe_unused]] static constexpr bool walks = Selection::whole;

  using value = simdjson::dom::element;
  using object = simdjson::dom::object;

  bool parse_body(const simdjson::padded_string& body, value& root) {
    return parser_.parse(body.data(), body.size(), false).get(root) == simdjson::SUCCESS;
  }
  bool parse_data(value& string, value& root) {
    std::string_view document;
    if (string.get_string().get(document) != simdjson::SUCCESS) { return false; }
    // Copies the text, because simdjson would allocate memory for each copy of a text without padding.
    char* const padded = padded_.room(document.size(), simdjson::SIMDJSON_PADDING);
    std::memcpy(padded, document.data(), document.size());
    return parser_.parse(padded, document.size(), false).get(root) == simdjson::SUCCESS;
  }

  static bool text(const value& v, std::string_view& out) { return v.get_string().get(out) == simdjson::SUCCESS; }
  static bool integer(const value& v, std::int64_t& out) { return v.get_int64().get(out) == simdjson::SUCCESS; }
  static bool number(const value& v, double& out) { return v.get_double().get(out) == simdjson::SUCCESS; }
  static bool boolean(const value& v, bool& out) { return v.get_bool().get(out) == simdjson::SUCCESS; }
  static bool is_null(const value& v) { return v.is_null(); }
  static bool as_object(const value& v, object& out) { return v.get_object().get(out) == simdjson::SUCCESS; }
  static bool find(const object& o, std::string_view key, value& out) {
    return o.at_key(key).get(out) == simdjson::SUCCESS;
  }
  template <class F>
  static bool members(const object& o, F f) {
    for (const auto member : o) {
      value v = member.value;
      if (!f(member.key, v)) { break; }
    }
    return true;
  }
  template <class F>
  static bool entries(const object& o, F f) {
    return members(o, f);
  }
  template <class F>
  static bool elements(const value& v, F f) {
    simdjson::dom::array a;
    if (v.get_array().get(a) != simdjson::SUCCESS) { return false; }
    for (value element : a) { f(element); }
    return true;
  }

 private:
  simdjson::dom::parser parser_;
  scratch padded_;
};

const enter<dom_peer<simdjson_dom_access>> entry;

}  // namespace
}  // namespace bench

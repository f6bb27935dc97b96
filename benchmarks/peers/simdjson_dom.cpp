// SPDX-License-Identifier: MIT
// simdjson's DOM, nested.
#include <simdjson.h>

#include <cstring>
#include <memory>

#include "../contestant.hpp"
#include "../dom_peer.hpp"

namespace bench {
namespace {

class simdjson_dom_access {
 public:
  static constexpr std::string_view name = "simdjson_dom";
  static constexpr bool sees_duplicates = true;
  // Its objects are searched from the front.
  template <class Selection>
  [[maybe_unused]] static constexpr bool walks = std::is_same_v<Selection, all>;

  using value = simdjson::dom::element;
  using object = simdjson::dom::object;

  bool parse_body(const simdjson::padded_string& body, value& root) {
    return parser_.parse(body.data(), body.size(), false).get(root) == simdjson::SUCCESS;
  }
  bool parse_data(value& string, value& root) {
    std::string_view document;
    if (string.get_string().get(document) != simdjson::SUCCESS) { return false; }
    // simdjson would copy a text that is not padded too, but to memory that it allocates each time.
    if (capacity_ < document.size()) {
      capacity_ = document.size() * 2;
      padded_ = std::make_unique<char[]>(capacity_ + simdjson::SIMDJSON_PADDING);
    }
    std::memcpy(padded_.get(), document.data(), document.size());
    return parser_.parse(padded_.get(), document.size(), false).get(root) == simdjson::SUCCESS;
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
  std::unique_ptr<char[]> padded_;
  std::size_t capacity_ = 0;
};

const enter<dom_peer<simdjson_dom_access>> entry;

}  // namespace
}  // namespace bench

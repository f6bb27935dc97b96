// SPDX-License-Identifier: MIT
// nlohmann/json: parses the body, then each document. Its trees cannot reuse memory. After parsing, only one of several
// duplicate keys is left.
#include <nlohmann/json.hpp>

#include "../contestant.hpp"
#include "../dom_peer.hpp"

namespace bench {
namespace {

class nlohmann_access {
 public:
  static constexpr std::string_view name = "nlohmann";
  static constexpr bool sees_duplicates = false;
  static constexpr bool keeps_record = false;
  template <class Selection>
  [[maybe_unused]] static constexpr bool walks = false;  // its objects are maps

  using value = const nlohmann::json*;
  using object = const nlohmann::json*;

  bool parse_body(const simdjson::padded_string& body, value& root) { return parse({body.data(), body.size()}, root); }
  bool parse_data(value& string, value& root) {
    return string->is_string() && parse(string->get_ref<const std::string&>(), root);
  }

  static bool text(value v, std::string_view& out) {
    if (!v->is_string()) { return false; }
    out = v->get_ref<const std::string&>();
    return true;
  }
  static bool integer(value v, std::int64_t& out) {
    if (!v->is_number_integer()) { return false; }
    out = v->get<std::int64_t>();
    return true;
  }
  static bool number(value v, double& out) {
    if (!v->is_number()) { return false; }
    out = v->get<double>();
    return true;
  }
  static bool boolean(value v, bool& out) {
    if (!v->is_boolean()) { return false; }
    out = v->get<bool>();
    return true;
  }
  static bool is_null(value v) { return v->is_null(); }
  static bool as_object(value v, object& out) {
    if (!v->is_object()) { return false; }
    out = v;
    return true;
  }
  static bool find(object o, std::string_view key, value& out) {
    const auto it = o->find(key);
    if (it == o->end()) { return false; }
    out = &*it;
    return true;
  }
  template <class F>
  static bool members(object o, F f) {
    for (const auto& [key, member] : o->get_ref<const nlohmann::json::object_t&>()) {
      value v = &member;
      if (!f(std::string_view(key), v)) { break; }
    }
    return true;
  }
  template <class F>
  static bool entries(object o, F f) {
    return members(o, f);
  }
  template <class F>
  static bool elements(value v, F f) {
    if (!v->is_array()) { return false; }
    for (const auto& item : *v) {
      value element = &item;
      f(element);
    }
    return true;
  }

 private:
  bool parse(std::string_view text, value& root) {
    tree_ = nlohmann::json::parse(text, nullptr, false);
    root = &tree_;
    return !tree_.is_discarded();
  }

  nlohmann::json tree_;
};

const enter<dom_peer<nlohmann_access>> entry;

}  // namespace
}  // namespace bench

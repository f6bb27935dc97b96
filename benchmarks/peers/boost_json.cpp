// SPDX-License-Identifier: MIT
// Boost.JSON: parses the body, then each document. Reuses the parser and the monotonic memory of the trees. After
// parsing, only one of several duplicate keys is left.
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parser.hpp>
#include <boost/json/value.hpp>

#include <optional>

#include "../contestant.hpp"
#include "../dom_peer.hpp"
#include "../scratch.hpp"

namespace bench {
namespace {

class boost_json_access {
 public:
  static constexpr std::string_view name = "boost_json";
  static constexpr bool sees_duplicates = false;
  static constexpr bool keeps_record = false;
  template <class Selection>
  [[maybe_unused]] static constexpr bool walks = false;  // its objects have a hash table

  using value = const boost::json::value*;
  using object = const boost::json::object*;

  bool parse_body(const simdjson::padded_string& body, value& root) { return parse({body.data(), body.size()}, root); }
  bool parse_data(value& string, value& root) {
    std::string_view document;
    return text(string, document) && parse(document, root);
  }

  static bool text(value v, std::string_view& out) {
    const boost::json::string* const s = v->if_string();
    if (s == nullptr) { return false; }
    out = {s->data(), s->size()};
    return true;
  }
  static bool integer(value v, std::int64_t& out) {
    const std::int64_t* const n = v->if_int64();
    if (n == nullptr) { return false; }
    out = *n;
    return true;
  }
  static bool number(value v, double& out) {
    if (const double* const n = v->if_double()) {
      out = *n;
    } else if (const std::int64_t* const i = v->if_int64()) {
      out = static_cast<double>(*i);
    } else if (const std::uint64_t* const u = v->if_uint64()) {
      out = static_cast<double>(*u);
    } else {
      return false;
    }
    return true;
  }
  static bool boolean(value v, bool& out) {
    const bool* const b = v->if_bool();
    if (b == nullptr) { return false; }
    out = *b;
    return true;
  }
  static bool is_null(value v) { return v->is_null(); }
  static bool as_object(value v, object& out) {
    const boost::json::object* const o = v->if_object();
    if (o == nullptr) { return false; }
    out = o;
    return true;
  }
  static bool find(object o, std::string_view key, value& out) {
    const boost::json::value* const v = o->if_contains({key.data(), key.size()});
    if (v == nullptr) { return false; }
    out = v;
    return true;
  }
  template <class F>
  static bool members(object o, F f) {
    for (const auto& member : *o) {
      value v = &member.value();
      if (!f(std::string_view(member.key().data(), member.key().size()), v)) { break; }
    }
    return true;
  }
  template <class F>
  static bool entries(object o, F f) {
    return members(o, f);
  }
  template <class F>
  static bool elements(value v, F f) {
    const boost::json::array* const a = v->if_array();
    if (a == nullptr) { return false; }
    for (const auto& item : *a) {
      value element = &item;
      f(element);
    }
    return true;
  }

 private:
  bool parse(std::string_view text, value& root) {
    // Destroys the tree before its memory. Creates a new resource each time, because a released resource continues to
    // allocate larger and larger blocks. Keeps its first block, which is large enough for all but unusual texts.
    tree_.reset();
    parser_.reset();
    memory_.reset();
    char* const first_block = first_block_.room(16 * text.size());
    memory_.emplace(reinterpret_cast<unsigned char*>(first_block), first_block_.size());
    parser_.reset(&*memory_);
    boost::system::error_code fault;
    parser_.write(text.data(), text.size(), fault);
    if (fault) { return false; }
    root = &tree_.emplace(parser_.release());
    return true;
  }

  scratch first_block_;
  std::optional<boost::json::monotonic_resource> memory_;
  boost::json::parser parser_;
  std::optional<boost::json::value> tree_;
};

const enter<dom_peer<boost_json_access>> entry;

}  // namespace
}  // namespace bench

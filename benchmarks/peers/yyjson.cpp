// SPDX-License-Identifier: MIT
// yyjson, nested, with memory that is used again: a pool as large as yyjson says a text of this size can need.
#include <yyjson.h>

#include <vector>

#include "../contestant.hpp"
#include "../dom_peer.hpp"

namespace bench {
namespace {

class yyjson_access {
 public:
  static constexpr std::string_view name = "yyjson";
  static constexpr bool sees_duplicates = true;
  // Its objects are searched from the front.
  template <class Selection>
  [[maybe_unused]] static constexpr bool walks = std::is_same_v<Selection, all>;

  using value = yyjson_val*;
  using object = yyjson_val*;

  bool parse_body(const simdjson::padded_string& body, value& root) { return parse({body.data(), body.size()}, root); }
  bool parse_data(value& string, value& root) {
    std::string_view document;
    return text(string, document) && parse(document, root);
  }

  static bool text(value v, std::string_view& out) {
    if (!yyjson_is_str(v)) { return false; }
    out = {yyjson_get_str(v), yyjson_get_len(v)};
    return true;
  }
  static bool integer(value v, std::int64_t& out) {
    if (!yyjson_is_int(v)) { return false; }
    out = yyjson_get_sint(v);
    return true;
  }
  static bool number(value v, double& out) {
    if (!yyjson_is_num(v)) { return false; }
    out = yyjson_get_num(v);
    return true;
  }
  static bool boolean(value v, bool& out) {
    if (!yyjson_is_bool(v)) { return false; }
    out = yyjson_get_bool(v);
    return true;
  }
  static bool is_null(value v) { return yyjson_is_null(v); }
  static bool as_object(value v, object& out) {
    if (!yyjson_is_obj(v)) { return false; }
    out = v;
    return true;
  }
  static bool find(object o, std::string_view key, value& out) {
    out = yyjson_obj_getn(o, key.data(), key.size());
    return out != nullptr;
  }
  template <class F>
  static bool members(object o, F f) {
    yyjson_obj_iter it = yyjson_obj_iter_with(o);
    while (yyjson_val* const key = yyjson_obj_iter_next(&it)) {
      value v = yyjson_obj_iter_get_val(key);
      if (!f(std::string_view(yyjson_get_str(key), yyjson_get_len(key)), v)) { break; }
    }
    return true;
  }
  template <class F>
  static bool entries(object o, F f) {
    return members(o, f);
  }
  template <class F>
  static bool elements(value v, F f) {
    if (!yyjson_is_arr(v)) { return false; }
    yyjson_arr_iter it = yyjson_arr_iter_with(v);
    while (yyjson_val* element = yyjson_arr_iter_next(&it)) { f(element); }
    return true;
  }

 private:
  bool parse(std::string_view text, value& root) {
    const std::size_t needed = yyjson_read_max_memory_usage(text.size(), YYJSON_READ_NOFLAG);
    if (memory_.size() < needed) { memory_.resize(needed); }
    yyjson_alc pool;
    if (!yyjson_alc_pool_init(&pool, memory_.data(), memory_.size())) { return false; }
    // Without the in-situ flag nothing is written to the text. A tree in a pool needs no freeing.
    yyjson_doc* const tree =
        yyjson_read_opts(const_cast<char*>(text.data()), text.size(), YYJSON_READ_NOFLAG, &pool, nullptr);
    root = yyjson_doc_get_root(tree);
    return tree != nullptr;
  }

  std::vector<char> memory_;
};

const enter<dom_peer<yyjson_access>> entry;

}  // namespace
}  // namespace bench

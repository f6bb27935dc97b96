// SPDX-License-Identifier: MIT
// yyjson: parses the body, then each document. Reuses a memory pool of the maximum size that yyjson can need for a text
// of this size. Three peers:
//
//   yyjson         does not modify the texts, and copies strings
//   yyjson_insitu  parses a copy of the body in situ, and then each document in this copy
//   yyjson_record  like yyjson_insitu, but reads everything into a flat record, for the tasks that search trees a lot
#include <yyjson.h>

#include <cstring>

#include "../contestant.hpp"
#include "../dom_peer.hpp"
#include "../scratch.hpp"

namespace bench {
namespace {

enum class style { plain, in_situ, record };

template <style Style>
class yyjson_access {
  static constexpr bool in_situ = Style != style::plain;
  static constexpr yyjson_read_flag flags = in_situ ? YYJSON_READ_INSITU : YYJSON_READ_NOFLAG;

 public:
  static constexpr std::string_view name = Style == style::plain     ? "yyjson"
                                           : Style == style::in_situ ? "yyjson_insitu"
                                                                     : "yyjson_record";
  static constexpr bool sees_duplicates = true;
  static constexpr bool keeps_record = Style == style::record;
  // Lookups search objects from the front.
  template <class Selection>
  [[maybe_unused]] static constexpr bool walks = Selection::whole;

  using value = yyjson_val*;
  using object = yyjson_val*;

  bool parse_body(const simdjson::padded_string& body, value& root) {
    if constexpr (in_situ) {
      return parse(copy({body.data(), body.size()}), body.size(), root);
    } else {
      // Without the flag for in situ parsing, yyjson does not modify the text.
      return parse(const_cast<char*>(body.data()), body.size(), root);
    }
  }
  bool parse_data(value& string, value& root) {
    std::string_view document;
    if (!text(string, document)) { return false; }
    // The string is in the copy of the body or in yyjson's memory. Both may be modified.
    char* where = const_cast<char*>(document.data());
    if constexpr (in_situ) {
      // Zeros must follow the text. There is room for them, because each quote in the text was escaped with one more
      // byte, and its closing quote and the character after it are no longer needed.
      if (std::memchr(where, '"', document.size()) != nullptr) {
        std::memset(where + document.size(), 0, YYJSON_PADDING_SIZE);
      } else {
        where = copy(document);
      }
    }
    return parse(where, document.size(), root);
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
  char* copy(std::string_view text) {
    char* const copied = text_.room(text.size(), YYJSON_PADDING_SIZE);
    std::memcpy(copied, text.data(), text.size());
    std::memset(copied + text.size(), 0, YYJSON_PADDING_SIZE);
    return copied;
  }
  bool parse(char* text, std::size_t size, value& root) {
    char* const memory = memory_.room(yyjson_read_max_memory_usage(size, flags));
    yyjson_alc pool;
    if (!yyjson_alc_pool_init(&pool, memory, memory_.size())) { return false; }
    // A tree in a pool need not be freed.
    yyjson_doc* const tree = yyjson_read_opts(text, size, flags, &pool, nullptr);
    root = yyjson_doc_get_root(tree);
    return tree != nullptr;
  }

  scratch text_;
  scratch memory_;
};

const enter<dom_peer<yyjson_access<style::plain>>> plain_entry;
const enter<dom_peer<yyjson_access<style::in_situ>>> in_situ_entry;
const enter<dom_peer<yyjson_access<style::record>>> record_entry;

}  // namespace
}  // namespace bench

// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Definitions of the functions declared in print.hpp.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <utility>

#include "callview/detail/decoder_state.hpp"
#include "callview/detail/envelope.hpp"
#include "callview/detail/index/audit.hpp"
#include "callview/detail/json_grammar.hpp"
#include "callview/error.hpp"
#include "callview/print.hpp"
#include "callview/values.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// Whether a character can end the line, move the cursor or change the text direction, or is invisible.
constexpr bool is_unsafe(std::uint32_t c) noexcept {
  struct range {
    std::uint32_t first, last;
  };
  // Controls, separators, and what Unicode calls default ignorable code points and noncharacters.
  constexpr range ranges[] = {
      {0x0000, 0x001F}, {0x007F, 0x009F}, {0x00AD, 0x00AD},   {0x034F, 0x034F},   {0x061C, 0x061C},
      {0x115F, 0x1160}, {0x17B4, 0x17B5}, {0x180B, 0x180F},   {0x200B, 0x200F},   {0x2028, 0x202E},
      {0x2060, 0x206F}, {0x3164, 0x3164}, {0xFDD0, 0xFDEF},   {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},
      {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
  };
  if (c >= 0x20 && c < 0x7F) { return false; }  // nearly all characters
  return (c & 0xFFFE) == 0xFFFE ||
         std::any_of(std::begin(ranges), std::end(ranges), [c](const range& r) { return c >= r.first && c <= r.last; });
}

inline void put_hex(text_sink& out, std::uint32_t number, int digits) {
  while (digits-- != 0) { out.put("0123456789abcdef"[number >> (4 * digits) & 0xF]); }
}
/// Writes a character as a JSON escape.
inline void put_escape(text_sink& out, std::uint32_t code) {
  switch (code) {
    case '\n': return out.put("\\n");
    case '\r': return out.put("\\r");
    case '\t': return out.put("\\t");
    default: break;
  }
  if (code > 0xFFFF) {
    put_escape(out, 0xD7C0 + (code >> 10));
    code = 0xDC00 | (code & 0x3FF);
  }
  out.put("\\u");
  put_hex(out, code, 4);
}
/// Writes the first character of a non-empty text, and removes it from the text.
inline void put_character(text_sink& out, std::string_view& text) {
  const utf8_character c = first_character(text);
  if (c.size == 0) {
    out.put("\\x");
    put_hex(out, static_cast<unsigned char>(text.front()), 2);
  } else if (is_unsafe(c.code)) {
    put_escape(out, c.code);
  } else {
    out.put(text.substr(0, c.size));
  }
  text.remove_prefix((std::max)(c.size, 1U));
}

CALLVIEW_INLINE void put_bare(text_sink& out, std::string_view text) {
  while (!text.empty()) { put_character(out, text); }
}
CALLVIEW_INLINE void put_quoted(text_sink& out, std::string_view text) {
  out.put('"');
  while (!text.empty()) {
    if (text.front() == '"' || text.front() == '\\') { out.put('\\'); }
    put_character(out, text);
  }
  out.put('"');
}
constexpr bool is_word(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    const char lower = static_cast<char>(c | 0x20);
    return (lower >= 'a' && lower <= 'z') || is_digit(c) || c == '_' || c == '-' || c == '.';
  });
}
/// Writes a key, in quotes unless it is a plain word.
inline void put_word(text_sink& out, std::string_view text) {
  if (is_word(text)) { return out.put(text); }
  put_quoted(out, text);
}
/// Writes JSON text without the white space between its tokens, because unescaping adds white space to documents that
/// came as a string. Keeps one space between two words, although valid JSON never has two words in sequence.
inline void put_json(text_sink& out, std::string_view json) {
  const auto is_word_end = [](char c) noexcept {
    return std::string_view("{}[]:,\"").find(c) == std::string_view::npos;
  };
  bool in_string = false, spaced = false;
  for (char last = '{'; !json.empty();) {
    const char c = json.front();
    if (!in_string && is_space(c)) {
      json.remove_prefix(1);
      spaced = true;
      continue;
    }
    if (std::exchange(spaced, false) && is_word_end(last) && is_word_end(c)) { out.put(' '); }
    last = c;
    in_string = in_string != (c == '"');
    if (in_string && c == '\\') {
      out.put(c);
      json.remove_prefix(1);
      if (json.empty()) { return; }
    }
    put_character(out, json);
  }
}
inline std::size_t size_of_json(std::string_view json) {
  std::size_t size = 0;
  text_sink counter(&size, [](void* to, const char*, std::size_t more) { *static_cast<std::size_t*>(to) += more; });
  put_json(counter, json);
  counter.flush();
  return size;
}

/// Prints or redacts texts that may be personal data.
class redactor {
 public:
  redactor(text_sink& out, bool redact) noexcept : out_(out), redact_(redact) {}
  [[nodiscard]] bool redacts() const noexcept { return redact_; }

  void redacted(std::size_t size) const {
    out_.put("<redacted, ");
    out_.put(size);
    out_.put(" bytes>");
  }
  void json(std::string_view text) const { redact_ ? redacted(size_of_json(text)) : put_json(out_, text); }
  void text(std::string_view text) const { redact_ ? redacted(text.size()) : put_quoted(out_, text); }
  /// Prints the name of an unknown member or the key of a map if it looks like an identifier, because that helps to
  /// identify the member. Redacts anything else, because the keys of a map may be phone numbers.
  void name(std::string_view text) const {
    constexpr std::size_t longest_name = 64;
    const bool is_name = is_word(text) && text.front() > '9' && text.size() <= longest_name;
    redact_ && !is_name ? redacted(text.size()) : put_word(out_, text);
  }
  /// Prints what is wrong with a value and, if nothing is redacted, the value.
  void fault(errc code, std::string_view json) const {
    out_.put('<');
    out_.put(callview::name(code));
    if (!redact_ && !json.empty()) {
      out_.put(": ");
      put_json(out_, json);
    }
    out_.put('>');
  }

 private:
  text_sink& out_;
  bool redact_;
};

/// Prints what audit() visits.
class document_printer {
 public:
  document_printer(text_sink& out, document_index& d, bool redact) noexcept
      : out_(out), d_(d), personal_(out, redact) {}

  void print(const view_base& v, const object_type& type) {
    out_.put('{');
    level_.close = '}';
    audit(v, type, *this);
    leave({});
  }

  bool object(const view_base& v, const object_type& type) noexcept {
    level_.type = &type;
    level_.begin = view_access::locate(v).slot->at;
    return true;
  }
  static bool map(const view_base&) noexcept { return true; }

  bool value(const field_info& f, std::uint32_t at, check_result v) {
    if (v.code == errc::field_null) {
      out_.put("null");
    } else if (v.code != errc::ok) {
      fault(v.code, at);
    } else if (is_container(f.type) && (!level_.is_item || f.type == field_type::objects)) {
      open(is_list(f.type) && !level_.is_item ? '[' : '{');
    } else {
      scalar(f, at, v);
    }
    return true;
  }

  struct level {
    const object_type* type = nullptr;  ///< type of an object that the schema knows
    std::uint32_t begin = 0;            ///< position of that object
    char close = 0;                     ///< the bracket that is open
    bool is_item = false;               ///< an item of a list or map
    bool is_empty = true;
  };
  // Each of these functions returns the level for leave().
  level enter(std::string_view name) {
    const level before = enter_next(false);
    out_.put(name);
    out_.put('=');
    return before;
  }
  level enter(document_index& d, slice key) {
    const level before = enter_next(true);
    personal_.name(d.readable(d.plain(), key));
    out_.put('=');
    return before;
  }
  level enter(std::size_t) { return enter_next(true); }
  void leave(const level& before) {
    if (level_.type != nullptr) { unknown_fields(); }
    if (level_.close != 0) { out_.put(level_.close); }
    level_ = before;
  }

 private:
  level enter_next(bool is_item) {
    separate();
    const level before = level_;
    level_ = {};
    level_.is_item = is_item;
    return before;
  }
  void separate() {
    if (!level_.is_empty) { out_.put(' '); }
    level_.is_empty = false;
  }
  void open(char bracket) {
    out_.put(bracket);
    level_.close = bracket == '{' ? '}' : ']';
  }

  [[nodiscard]] std::string_view json(std::uint32_t at) const noexcept { return value_text(d_, at); }
  /// The string at a position. The caller has checked that there is a string.
  [[nodiscard]] std::string_view text(std::uint32_t at) const noexcept {
    return d_.readable(d_.plain(), {at + 1, at + static_cast<std::uint32_t>(value_text(d_, at).size()) - 1});
  }

  void fault(errc code, std::uint32_t at) const {
    const bool is_whole = code == errc::wrong_type || code == errc::out_of_range || code == errc::invalid_timestamp ||
                          code == errc::invalid_string;
    personal_.fault(code, is_whole ? json(at) : std::string_view{});
  }

  void scalar(const field_info& f, std::uint32_t at, check_result v) {
    switch (f.type) {
      case field_type::string:
      case field_type::strings:
      case field_type::enumeration:
      case field_type::enumerations:
        if (f.personal) { return personal_.text(text(at)); }
        if (f.known != nullptr && v.recognized) { return out_.put(text(at)); }
        return put_quoted(out_, text(at));
      case field_type::raw_object:
      case field_type::raw_array: return f.personal ? personal_.json(json(at)) : put_json(out_, json(at));
      default: break;
    }
    // The size of a number would reveal something about it.
    if (f.personal && personal_.redacts()) { return out_.put("<redacted>"); }
    out_.put(f.type == field_type::time ? text(at) : json(at));
    if (f.type == field_type::seconds) { out_.put('s'); }
    if (f.type == field_type::milliseconds) { out_.put("ms"); }
  }

  void unknown_fields() {
    bool any = false;
    const char* const base = d_.plain();
    json_walker w(base, level_.begin, d_.end());
    while (w.next()) {
      if (d_.find_field(base, w.key(), *level_.type) != key_set::not_found) { continue; }
      if (any) {
        out_.put(' ');
      } else {
        separate();
        out_.put("unknown={");
        any = true;
      }
      personal_.name(d_.readable(base, w.key()));
      out_.put('=');
      personal_.json({base + w.value().begin, w.value().size()});
    }
    if (any) { out_.put('}'); }
  }

  text_sink& out_;
  document_index& d_;
  redactor personal_;
  level level_;
};

CALLVIEW_INLINE void print_object(text_sink& out, const view_base& v, const object_type& type, bool redact) {
  if (const error e = view_access::error(v)) { return redactor(out, redact).fault(e.code, {}); }
  document_index& d = view_access::index(v);
  if (d.plain_document() == nullptr) { return redactor(out, redact).fault(errc::out_of_memory, {}); }
  document_printer(out, d, redact).print(v, type);
}

struct event_access {
  static const event_record* record(const event& e) noexcept { return e.record(); }
  static const envelope& body(const event& e) noexcept { return e.state_->body; }
};

CALLVIEW_INLINE void print(text_sink& out, const event& e, bool redact) {
  const redactor personal(out, redact);
  const event_record* const r = event_access::record(e);
  if (r == nullptr) {
    out.put("event=");
    return personal.fault(errc::stale_view, {});
  }
  const envelope& body = event_access::body(e);
  std::string_view json[member_count];
  bool has_extensions = false;
  body.each_member(*r, [&](const envelope_member& m) {
    if (m.name == key_set::not_found) {
      has_extensions = true;
    } else {
      json[m.name] = body.view(m.value);
    }
    return true;
  });

  out.put("event={");
  for (unsigned a = 0; a < attribute_count; ++a) {
    if (json[a].empty() || json[a] == "null") { continue; }  // in an envelope, null means absent
    if (a != 0) { out.put(' '); }                            // the first attribute is never left out
    out.put(member_names[a]);
    out.put('=');
    const std::string_view text = body.attribute_text(*r, static_cast<attribute>(a));
    timestamp time;
    if (!holds_text(r->text[a])) {
      personal.fault(json[a].front() == '"' ? errc::invalid_string : errc::wrong_type, json[a]);
    } else if (a == attribute_subject) {
      personal.text(text);
    } else if (a != attribute_time) {
      put_quoted(out, text);
    } else if (parse_timestamp(text, time)) {
      out.put(text);
    } else {
      personal.fault(errc::invalid_timestamp, json[a]);
    }
  }
  if (r->form == data_form::null) {
    out.put(" data=null");
  } else if (r->form != data_form::absent) {
    out.put(" data=<");
    out.put(name(r->form));
    out.put(", ");
    out.put(std::size_t{r->data.size()});
    out.put(" bytes>");
  }
  if (has_extensions) {
    out.put(" extensions={");
    bool any = false;
    body.each_member(*r, [&](const envelope_member& m) {
      if (m.name != key_set::not_found) { return true; }
      if (std::exchange(any, true)) { out.put(' '); }
      personal.name(body.readable_key(m));
      out.put('=');
      const std::string_view value = body.view(m.value);
      value == "null" ? out.put(value) : personal.json(value);
      return true;
    });
    out.put('}');
  }
  out.put('}');
}

CALLVIEW_INLINE void print(text_sink& out, const error& e, bool) {
  out.put("error={code=");
  out.put(name(e.code));
  if (!e.field.empty()) {
    out.put(" field=");
    put_word(out, e.field);
  }
  if (e.offset != error::npos) {
    out.put(" offset=");
    out.put(e.offset);
  }
  if (e) {
    out.put(" message=");
    put_quoted(out, message(e.code));
  }
  out.put('}');
}

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

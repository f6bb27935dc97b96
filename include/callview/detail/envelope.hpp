// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The CloudEvents 1.0 envelope: one walk over the tokens of a body, which checks everything but the inside of `data`.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "callview/detail/buffer.hpp"
#include "callview/detail/document.hpp"
#include "callview/detail/key_set.hpp"
#include "callview/detail/simdjson.hpp"
#include "callview/error.hpp"
#include "callview/result.hpp"
#include "callview/values.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

namespace detail {

/// The members of an event that CloudEvents defines; the first four are required.
enum attribute : unsigned {
  attribute_id,
  attribute_source,
  attribute_specversion,
  attribute_type,
  attribute_subject,
  attribute_datacontenttype,
  attribute_dataschema,
  attribute_time,
  attribute_count,
  member_data = attribute_count,
  member_data_base64,
  member_count,
};
inline constexpr unsigned required_attributes = 4;

inline constexpr std::array<std::string_view, member_count> member_names = {
    "id", "source", "specversion", "type", "subject", "datacontenttype", "dataschema", "time", "data", "data_base64"};
inline constexpr key_table<member_count> member_table{member_names};
inline constexpr key_set member_keys = member_table.set();

/// What decode() keeps of a valid event.
struct event_record {
  std::uint32_t token = 0;  ///< of its opening brace
  event_kind kind = event_kind::other;
  data_form form = data_form::absent;
  std::uint16_t escaped = 0;                  ///< bit per attribute: its text is in the mirror
  slice data{};                               ///< the value, or that of data_base64
  std::array<slice, attribute_count> text{};  ///< inside of the string; see holds_text()
};

// An attribute that holds no text has one of these ends, before its begin.
inline constexpr std::uint32_t end_wrong_type = 0;
inline constexpr std::uint32_t end_lone_surrogate = 1;
constexpr bool holds_text(slice s) noexcept { return s.begin <= s.end && s.begin != 0; }

/// One member of an event.
struct envelope_member {
  slice key{};  ///< inside of the string
  slice value{};
  unsigned name = key_set::not_found;  ///< an attribute, data, data_base64; not_found for an extension
  bool key_escaped = false;
};

/// A body, its tokens, and what decode() found in it.
class envelope {
 public:
  const char* text = nullptr;
  std::uint32_t size = 0;
  std::uint32_t base = 0;  ///< bytes of the body before the text: those of a byte order mark
  std::size_t max_depth = 0;
  std::uint32_t event_count = 0;
  token_index tokens;
  buffer<char> mirror;  ///< a string at position p is un-escaped to p
  buffer<slice> keys;   ///< for finding extensions that are written twice

  /// Walks the whole body.
  [[nodiscard]] failure read() noexcept {
    event_count = 0;
    record_count_ = 0;
    // Where the fault is, simdjson does not say.
    if (const errc code = tokens.build(text, size); code != errc::ok) { return {code}; }
    if (!reserve()) { return {errc::out_of_memory}; }
    std::uint32_t i = 0;
    if (at(0) == '{') {
      if (const failure f = read_element(i, 1); f.code != errc::ok) { return f; }
    } else if (at(0) == '[') {
      ++i;
      if (at(i) == ']') {
        ++i;
      } else {
        for (;;) {
          if (const failure f = read_element(i, 2); f.code != errc::ok) { return f; }
          const char c = at(i);
          if (c != ',' && c != ']') { return malformed(i); }
          ++i;
          if (c == ']') { break; }
        }
      }
    } else {
      slice value;
      if (const failure f = pass_value(i, 0, false, value); f.code != errc::ok) { return f; }
      return i == tokens.count() ? failure{errc::not_an_event, "", base + value.begin} : malformed(i);
    }
    return i == tokens.count() ? failure{errc::ok} : malformed(i);
  }

  /// The record of an event; null for an element that is no valid event.
  [[nodiscard]] const event_record* record(std::uint32_t event) const noexcept {
    const std::uint32_t entry = entries_.data()[event];
    return entry < invalid_bit ? records_.data() + entry : nullptr;
  }

  /// Why an element is no valid event: found by reading it again.
  [[nodiscard]] failure why_invalid(std::uint32_t event) noexcept {
    std::uint32_t i = entries_.data()[event] & ~invalid_bit;
    if (at(i) != '{') { return {errc::not_an_event, "", base + position(i)}; }
    event_record scratch;
    failure invalid{errc::ok};
    const failure f = read_event(i, 1, scratch, invalid);  // its depth was checked before
    return f.code != errc::ok ? f : invalid;
  }

  [[nodiscard]] std::string_view attribute_text(const event_record& r, attribute a) const noexcept {
    const slice s = r.text[a];
    if (!holds_text(s)) { return {}; }
    return {((r.escaped >> a & 1) != 0 ? mirror.data() : text) + s.begin, s.size()};
  }

  /// The JSON text of an extension attribute. Nothing where the event has none of that name, or null.
  [[nodiscard]] std::string_view extension(const event_record& r, std::string_view name) const noexcept {
    std::uint32_t i = r.token + 1;
    if (at(i) == '}') { return {}; }
    for (;; ++i) {
      envelope_member m;
      if (pass_member(i, 1, m).code != errc::ok) { return {}; }
      if (m.name == key_set::not_found && plain_key(m) == name && !name.empty()) {
        return text[m.value.begin] == 'n' ? std::string_view{} : view(m.value);
      }
      if (at(i) != ',') { return {}; }
    }
  }

  [[nodiscard]] std::string_view view(slice s) const noexcept { return {text + s.begin, s.size()}; }

  /// Room for un-escaped strings. What it holds stays: it is taken for the whole body at once.
  [[nodiscard]] bool reserve_mirror() noexcept { return mirror.reserve(size + padding); }

  void release() noexcept {
    event_count = 0;
    tokens.release();
    entries_.release();
    records_.release();
    mirror.release();
    keys.release();
  }

 private:
  static constexpr std::uint32_t invalid_bit = 0x80000000U;

  [[nodiscard]] std::uint32_t position(std::uint32_t token) const noexcept { return tokens.positions()[token]; }
  /// The first byte of a token; 0 behind the last one. Bytes behind the body never count.
  [[nodiscard]] char at(std::uint32_t token) const noexcept {
    return token < tokens.count() ? text[position(token)] : '\0';
  }
  [[nodiscard]] failure malformed(std::uint32_t token) const noexcept {
    return {errc::malformed_json, "", base + (token < tokens.count() ? position(token) : size)};
  }

  /// Room for whatever the tokens can hold, so that reading needs no further check.
  [[nodiscard]] bool reserve() noexcept {
    // An element is a token and a comma; a valid event 17 tokens, 54 bytes and a comma.
    const std::uint32_t events = std::min(tokens.count() / 18, size / 55) + 1;
    return entries_.reserve(tokens.count() / 2 + 1) && records_.reserve(events);
  }

  [[nodiscard]] failure read_element(std::uint32_t& i, std::size_t depth) noexcept {
    const std::uint32_t token = i;
    std::uint32_t& entry = entries_.data()[event_count];
    if (at(i) != '{') {
      slice value;
      if (const failure f = pass_value(i, depth - 1, false, value); f.code != errc::ok) { return f; }
      entry = invalid_bit | token;
    } else {
      failure invalid{errc::ok};
      event_record r;
      if (const failure f = read_event(i, depth, r, invalid); f.code != errc::ok) { return f; }
      if (invalid.code == errc::ok) {
        entry = record_count_;
        records_.data()[record_count_++] = r;
      } else {
        entry = invalid_bit | token;
      }
    }
    ++event_count;
    return {errc::ok};
  }

  /// `i` is at the opening brace and is left behind the closing one. The return value fails the body, `invalid` the
  /// event alone.
  [[nodiscard]] failure read_event(std::uint32_t& i, std::size_t depth, event_record& r, failure& invalid) noexcept {
    if (depth > max_depth) { return {errc::too_deep, "", base + position(i)}; }
    const std::uint32_t begin = base + position(i);
    r.token = i++;
    std::uint32_t seen = 0;
    std::uint32_t extensions = 0;
    bool escapes = false;
    slice base64{};
    const auto fail = [&invalid](errc code, const char* name, std::uint32_t offset) {
      if (invalid.code == errc::ok) { invalid = {code, name, offset}; }
    };
    if (at(i) == '}') {
      ++i;
    } else {
      for (;;) {
        envelope_member m;
        if (const failure f = pass_member(i, depth, m); f.code != errc::ok) { return f; }
        escapes = escapes || m.key_escaped;
        if (m.name == key_set::not_found) {
          ++extensions;
        } else {
          const char* const name = member_names[m.name].data();
          if ((seen >> m.name & 1) != 0) { fail(errc::duplicate_attribute, name, base + m.key.begin - 1); }
          seen |= 1U << m.name;
          const char c = text[m.value.begin];
          if (m.name == member_data) {
            r.form = form_of(c);
            r.data = m.value;
          } else if (m.name == member_data_base64) {
            if (c == '"') {
              base64 = m.value;
            } else if (c != 'n') {
              fail(errc::invalid_attribute, name, base + m.value.begin);
            }
          } else if (c != 'n') {
            if (const failure f = read_attribute(static_cast<attribute>(m.name), m.value, r); f.code != errc::ok) {
              return f;
            }
          }
        }
        const char c = at(i);
        if (c != ',' && c != '}') { return malformed(i); }
        ++i;
        if (c == '}') { break; }
      }
    }
    // Room for their names, un-escaped: here and when one is asked for by name.
    if (extensions != 0 && escapes && !reserve_mirror()) { return {errc::out_of_memory}; }
    if (extensions > 1) {
      if (const failure f = check_extensions(r.token, depth, extensions, fail); f.code != errc::ok) { return f; }
    }
    if (base64.begin != 0) {
      if (r.form != data_form::absent && r.form != data_form::null) {
        fail(errc::invalid_attribute, "data_base64", base + base64.begin);
      }
      r.form = data_form::base64;
      r.data = base64;
    }
    for (unsigned a = 0; a < required_attributes; ++a) {
      const char* const name = member_names[a].data();
      const slice s = r.text[a];
      if (s.begin == 0) {
        fail(errc::missing_attribute, name, begin);
      } else if (!holds_text(s) || s.size() == 0) {
        fail(errc::invalid_attribute, name, base + s.begin);
      }
    }
    if (invalid.code == errc::ok) {
      if (attribute_text(r, attribute_specversion) != "1.0") {
        fail(errc::unsupported_specversion, "specversion", base + r.text[attribute_specversion].begin - 1);
      }
      r.kind = kind_of(attribute_text(r, attribute_type));
    }
    return {errc::ok};
  }

  static constexpr data_form form_of(char c) noexcept {
    switch (c) {
      case '"': return data_form::string;
      case '{': return data_form::object;
      case '[': return data_form::array;
      case 'n': return data_form::null;
      default: return data_form::other;
    }
  }
  static constexpr event_kind kind_of(std::string_view type) noexcept {
    constexpr std::string_view family = "com.twilio.voice.insights.call-summary.";
    if (!type.starts_with(family)) { return event_kind::other; }
    type.remove_prefix(family.size());
    if (type == "complete") { return event_kind::call_summary_complete; }
    if (type == "partial") { return event_kind::call_summary_partial; }
    if (type == "predicted-complete") { return event_kind::call_summary_predicted_complete; }
    return event_kind::other;
  }

  [[nodiscard]] failure read_attribute(attribute a, slice value, event_record& r) noexcept {
    if (text[value.begin] != '"') {
      r.text[a] = {value.begin, end_wrong_type};
      return {errc::ok};
    }
    slice inside{value.begin + 1, value.end - 1};
    if (has_escape(inside)) {
      if (!reserve_mirror()) { return {errc::out_of_memory}; }
      const unescaped u =
          unescape(text + inside.begin, inside.size(), mirror.data() + inside.begin, lone_surrogate::refuse);
      if (u.fault == unescape_fault::none) {
        inside.end = inside.begin + static_cast<std::uint32_t>(u.size);
        r.escaped |= static_cast<std::uint16_t>(1U << a);
      } else {
        inside = {value.begin, end_lone_surrogate};
      }
    }
    r.text[a] = inside;
    return {errc::ok};
  }

  /// Finds an extension that is written twice.
  template <class Fail>
  [[nodiscard]] failure check_extensions(std::uint32_t token, std::size_t depth, std::uint32_t count,
                                         Fail& fail) noexcept {
    if (!keys.reserve(count)) { return {errc::out_of_memory}; }
    slice* end = keys.data();
    for (std::uint32_t i = token + 1;; ++i) {
      envelope_member m;
      (void)pass_member(i, depth, m);
      if (m.name == key_set::not_found) { *end++ = m.key_escaped ? comparable(text, mirror.data(), m.key) : m.key; }
      if (at(i) != ',') { break; }
    }
    const bool twin = has_twin(text, mirror.data(), keys.data(), end);
    // The name is not ours to print: it is part of the input.
    if (twin) { fail(errc::duplicate_attribute, "", base + position(token)); }
    return {errc::ok};
  }

  [[nodiscard]] bool has_escape(slice s) const noexcept {
    return s.size() != 0 && std::memchr(text + s.begin, '\\', s.size()) != nullptr;
  }

  /// The text of a key, un-escaped to the mirror where it must be. Empty where that cannot be.
  [[nodiscard]] std::string_view plain_key(const envelope_member& m) const noexcept {
    if (!m.key_escaped) { return view(m.key); }
    const unescaped u = unescape(text + m.key.begin, m.key.size(), mirror.data() + m.key.begin, lone_surrogate::refuse);
    return u.fault == unescape_fault::none ? std::string_view(mirror.data() + m.key.begin, u.size) : std::string_view{};
  }

  /// One member, from its key's token `i` to the token behind its value.
  [[nodiscard]] failure pass_member(std::uint32_t& i, std::size_t depth, envelope_member& m) const noexcept {
    slice key;
    if (at(i) != '"' || !string_token(i, key)) { return malformed(i); }
    if (at(i + 1) != ':') { return malformed(i + 1); }
    m.key = {key.begin + 1, key.end - 1};
    m.name = member_keys.find(text + m.key.begin, m.key.size());
    if (m.name == key_set::not_found && has_escape(m.key)) {
      if (string_end(text + key.begin, text + size) == nullptr) { return malformed(i); }
      m.key_escaped = true;
      m.name = find_escaped(m.key);
    }
    i += 2;
    return pass_value(i, depth, m.name == member_data, m.value);
  }

  /// A key with escapes may still be one that CloudEvents defines.
  [[nodiscard]] unsigned find_escaped(slice key) const noexcept {
    constexpr std::size_t longest = 16;  // of the names
    char plain[longest + padding];
    if (key.size() > longest * 6) { return key_set::not_found; }
    char wide[longest * 6];
    const unescaped u = unescape(text + key.begin, key.size(), wide, lone_surrogate::refuse);
    if (u.fault != unescape_fault::none || u.size > longest) { return key_set::not_found; }
    std::memset(plain, 0, sizeof plain);
    std::memcpy(plain, wide, u.size);
    return member_keys.find(plain, u.size);
  }

  /// A string from quote to quote. Behind it stands white space up to the next token: simdjson has seen to that.
  [[nodiscard]] bool string_token(std::uint32_t i, slice& value) const noexcept {
    const std::uint32_t begin = position(i);
    std::uint32_t end = position(i + 1);
    do { --end; } while (is_space(text[end]));
    value = {begin, end + 1};
    return end > begin && text[end] == '"';
  }

  /// One value from its token `i` to the token behind it. The inside of `data` is passed unseen.
  [[nodiscard]] failure pass_value(std::uint32_t& i, std::size_t depth, bool is_data, slice& value) const noexcept {
    const char first = at(i);
    if (first == '"') {
      if (!string_token(i, value)) { return malformed(i); }
      const slice inside{value.begin + 1, value.end - 1};
      if (!is_data && has_escape(inside) && string_end(text + value.begin, text + size) == nullptr) {
        return malformed(i);
      }
      ++i;
      return {errc::ok};
    }
    if (is_data && (first == '{' || first == '[')) { return pass_data(i, value); }
    if (first == '\0') { return malformed(i); }
    const std::uint32_t begin = position(i);
    const checked c = check_value(text + begin, text + size, max_depth - depth);
    if (c.code != errc::ok) { return {c.code, "", base + static_cast<std::uint32_t>(c.at - text)}; }
    value = {begin, static_cast<std::uint32_t>(c.at - text)};
    while (i < tokens.count() && position(i) < value.end) { ++i; }
    // Behind a number or literal could stand more of the same word.
    const char* const next = text + (i < tokens.count() ? position(i) : size);
    return skip_space(c.at, next) == next ? failure{errc::ok} : failure{errc::malformed_json, "", base + value.end};
  }

  /// Finds the end of `data` in its object or array form by counting brackets.
  [[nodiscard]] failure pass_data(std::uint32_t& i, slice& value) const noexcept {
    const std::uint32_t first = i;
    std::uint32_t depth = 0;
    for (; i < tokens.count(); ++i) {
      const char c = static_cast<char>(text[position(i)] | 0x20);
      if (c == '{') {
        ++depth;
      } else if (c == '}' && --depth == 0) {
        if (text[position(i)] != (at(first) == '{' ? '}' : ']')) { return malformed(i); }
        value = {position(first), position(i) + 1};
        ++i;
        return {errc::ok};
      }
    }
    return malformed(i);
  }

  buffer<std::uint32_t> entries_;  ///< per element: its record, or invalid_bit and its token
  buffer<event_record> records_;
  std::uint32_t record_count_ = 0;
};

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Definitions of the functions declared in envelope.hpp.

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "callview/detail/duplicate_keys.hpp"
#include "callview/detail/envelope.hpp"
#include "callview/detail/json_grammar.hpp"
#include "callview/detail/simdjson.hpp"
#include "callview/detail/unescape.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// The contents of the string that begins at `quote`. `next` is the next token; only white space separates it from the
/// string.
inline slice inside_of_string(const char* text, std::uint32_t quote, std::uint32_t next) noexcept {
  do { --next; } while (text[next] != '"');
  return {quote + 1, next};
}

CALLVIEW_INLINE failure envelope::read() noexcept {
  event_count = 0;
  record_count_ = 0;
  if (!tokens.reserve(size)) { return {errc::out_of_memory}; }
  tokens.set(size, run.scan(text, size, tokens.sink()));
  const scanned& found = tokens.found();
  if (found.not_ascii && !is_utf8({text, size})) { return {errc::not_utf8, "", base + utf8_end({text, size})}; }
  if (found.tokens == 0) { return {errc::empty_body, "", 0}; }
  if (found.control || found.open_string) { return {errc::malformed_json, "", base + broken_at()}; }
  if (!reserve()) { return {errc::out_of_memory}; }
  token_cursor t(tokens, 0);
  if (at(t) == '{') {
    if (const failure f = read_element(t, 1); f.code != errc::ok) { return f; }
  } else if (at(t) == '[') {
    t.next();
    if (at(t) == ']') {
      t.next();
    } else {
      for (;;) {
        if (const failure f = read_element(t, 2); f.code != errc::ok) { return f; }
        const char c = at(t);
        if (c != ',' && c != ']') { return malformed(t); }
        t.next();
        if (c == ']') { break; }
      }
    }
  } else {
    envelope_member m;
    if (const failure f = pass_value(t, 0, m); f.code != errc::ok) { return f; }
    return t.at_end() ? failure{errc::not_an_event, "", base + m.value.begin} : malformed(t);
  }
  return t.at_end() ? failure{errc::ok} : malformed(t);
}

CALLVIEW_NO_INLINE CALLVIEW_INLINE std::uint32_t envelope::broken_at() const noexcept {
  const char* const end = text + size;
  const char* const at = skip_space(check_value(text, end, depth_ceiling).at, end);  // after a value, if any
  return static_cast<std::uint32_t>((at != end && *at == '"' ? string_break(at, end) : at) - text);
}

CALLVIEW_INLINE std::string_view envelope::element(std::uint32_t event) const noexcept {
  const event_record* const r = record(event);
  const std::uint32_t begin = r != nullptr ? r->begin : entries_.data()[event] & ~invalid_bit;
  if (text[begin] == '{' || text[begin] == '[') {
    return view({begin, run.skip(text, tokens.words(), begin + 1, size) + 1});
  }
  const char* const end = check_value(text + begin, text + size, depth_ceiling).at;  // the value was checked before
  return view({begin, static_cast<std::uint32_t>(end - text)});
}

CALLVIEW_INLINE failure envelope::why_invalid(std::uint32_t event) noexcept {
  token_cursor t(tokens, entries_.data()[event] & ~invalid_bit);
  if (at(t) != '{') { return {errc::not_an_event, "", base + t.position()}; }
  event_record scratch;
  failure invalid{errc::ok};
  const failure f = read_event(t, 1, scratch, invalid);  // the depth was checked before
  return f.code != errc::ok ? f : invalid;
}

CALLVIEW_INLINE std::string_view envelope::extension(const event_record& r, std::string_view name) const noexcept {
  std::string_view json;
  each_member(r, [&](const envelope_member& m) {
    const bool is_it = m.name == key_set::not_found && plain_key(m) == name && !name.empty();
    if (is_it && text[m.value.begin] != 'n') { json = view(m.value); }
    return !is_it;
  });
  return json;
}

CALLVIEW_INLINE std::string_view envelope::readable_key(const envelope_member& m) const noexcept {
  if (!m.key_escaped) { return view(m.key); }
  char* const target = mirror.data() + m.key.begin;
  return {target, unescape(text + m.key.begin, m.key.size(), target).size};
}

CALLVIEW_INLINE void envelope::release() noexcept {
  event_count = 0;
  tokens.release();
  entries_.release();
  records_.release();
  mirror.release();
  keys.release();
}

CALLVIEW_INLINE bool envelope::reserve() noexcept {
  // An element takes at least one token and a comma; a valid event takes at least 17 tokens, 54 bytes and a comma. The
  // extra record is for an element that turns out to be an invalid event.
  const std::uint32_t events = (std::min)(tokens.found().tokens / 18, size / 55) + 1;
  return entries_.reserve(tokens.found().tokens / 2 + 1) && records_.reserve(events);
}

CALLVIEW_INLINE failure envelope::read_element(token_cursor& t, std::size_t depth) noexcept {
  const std::uint32_t begin = t.position();
  std::uint32_t& entry = entries_.data()[event_count];
  if (at(t) != '{') {
    envelope_member m;
    if (const failure f = pass_value(t, depth - 1, m); f.code != errc::ok) { return f; }
    entry = invalid_bit | begin;
  } else {
    failure invalid{errc::ok};
    event_record& r = records_.data()[record_count_];
    r = {};
    if (const failure f = read_event(t, depth, r, invalid); f.code != errc::ok) { return f; }
    entry = invalid.code == errc::ok ? record_count_++ : invalid_bit | begin;
  }
  ++event_count;
  return {errc::ok};
}

CALLVIEW_INLINE failure envelope::read_event(token_cursor& t, std::size_t depth, event_record& r,
                                             failure& invalid) noexcept {
  token_cursor here = t;  // a copy, which stays in registers
  const failure f = read_members(here, depth, r, invalid);
  t = here;
  return f;
}

inline failure envelope::read_members(token_cursor& t, std::size_t depth, event_record& r, failure& invalid) noexcept {
  if (depth > max_depth) { return {errc::too_deep, "", base + t.position()}; }
  r.begin = t.position();
  const std::uint32_t begin = base + r.begin;
  t.next();
  members_so_far so_far{&first_member_, invalid};
  if (at(t) == '}') {
    t.next();
  } else {
    for (;;) {
      if (!read_expected_attribute(t, r, so_far)) {
        if (const failure f = read_member(t, depth, r, so_far); f.code != errc::ok) { return f; }
      }
      const char c = at(t);
      if (c != ',' && c != '}') { return malformed(t); }
      t.next();
      if (c == '}') { break; }
    }
  }
  // Reserves room for unescaped names, which this function and extension() need.
  if (so_far.extensions != 0 && so_far.key_escapes && !reserve_mirror()) { return {errc::out_of_memory}; }
  if (so_far.extensions > 1) {
    if (!keys.reserve(so_far.extensions)) { return {errc::out_of_memory}; }
    // Does not report the name, because it is part of the input.
    if (has_duplicate_extension(r)) { so_far.fail(errc::duplicate_attribute, "", begin); }
  }
  if (const slice base64 = so_far.base64; base64.begin != 0) {
    if (r.form != data_form::absent && r.form != data_form::null) {
      so_far.fail(errc::invalid_attribute, "data_base64", base + base64.begin);
    }
    r.form = data_form::base64;
    r.data = base64;
  }
  for (unsigned a = 0; a < required_attributes; ++a) {
    const char* const name = member_names[a].data();
    const slice s = r.text[a];
    if (s.begin == 0) {
      so_far.fail(errc::missing_attribute, name, begin);
    } else if (!holds_text(s) || s.size() == 0) {
      so_far.fail(errc::invalid_attribute, name, base + s.begin);
    }
  }
  if (invalid.code == errc::ok) {
    if (attribute_text(r, attribute_specversion) != "1.0") {
      so_far.fail(errc::unsupported_specversion, "specversion", base + r.text[attribute_specversion].begin - 1);
    }
    r.kind = find_event_kind(attribute_text(r, attribute_type));
  }
  return {errc::ok};
}

inline failure envelope::read_member(token_cursor& t, std::size_t depth, event_record& r,
                                     members_so_far& so_far) noexcept {
  envelope_member m;
  if (const failure f = pass_member(t, depth, *so_far.expected, m); f.code != errc::ok) { return f; }
  so_far.key_escapes = so_far.key_escapes || m.key_escaped;
  if (m.name == key_set::not_found) {
    ++so_far.extensions;
    return {errc::ok};
  }
  *so_far.expected = static_cast<std::uint8_t>(m.name);
  so_far.expected = &followers_[m.name];
  const char* const name = member_names[m.name].data();
  if (so_far.has(m.name)) { so_far.fail(errc::duplicate_attribute, name, base + m.key.begin - 1); }
  so_far.seen |= 1U << m.name;
  const char c = text[m.value.begin];
  if (m.name == member_data) {
    r.form = form_of(c);
    r.data = m.value;
    return {errc::ok};
  }
  if (c == 'n') { return {errc::ok}; }
  if (m.name != member_data_base64) { return read_attribute(static_cast<attribute>(m.name), m, r); }
  if (c == '"') {
    so_far.base64 = m.value;
  } else {
    so_far.fail(errc::invalid_attribute, name, base + m.value.begin);
  }
  return {errc::ok};
}

inline bool envelope::read_expected_attribute(token_cursor& t, event_record& r, members_so_far& so_far) noexcept {
  const unsigned expected = *so_far.expected;
  if (expected >= attribute_count || so_far.has(expected)) { return false; }
  const std::uint32_t length = length_if_key(t.position(), expected);
  if (length == 0) { return false; }
  const std::uint32_t colon = t.position() + length + 2;
  if (load2(text + colon) != (':' | '"' << 8) || colon + 1 >= size) { return false; }
  token_cursor next = t;
  next.seek(colon + 2);
  const slice s = inside_of_string(text, colon + 1, next.position());
  if (has_escape(s)) { return false; }
  t = next;
  r.text[expected] = s;
  so_far.seen |= 1U << expected;
  so_far.expected = &followers_[expected];
  return true;
}

CALLVIEW_INLINE failure envelope::read_attribute(attribute a, const envelope_member& m, event_record& r) noexcept {
  if (text[m.value.begin] != '"') {
    r.text[a] = {m.value.begin, end_wrong_type};
    return {errc::ok};
  }
  slice inside{m.value.begin + 1, m.value.end - 1};
  if (m.value_escaped) [[unlikely]] {
    if (!reserve_mirror()) { return {errc::out_of_memory}; }
    const unescaped u = unescape(text + inside.begin, inside.size(), mirror.data() + inside.begin);
    if (u.fault == unescape_fault::none) {
      inside.end = inside.begin + static_cast<std::uint32_t>(u.size);
      r.escaped |= static_cast<std::uint16_t>(1U << a);
    } else {
      inside = {m.value.begin, end_lone_surrogate};
    }
  }
  r.text[a] = inside;
  return {errc::ok};
}

CALLVIEW_NO_INLINE CALLVIEW_INLINE bool envelope::has_duplicate_extension(const event_record& r) noexcept {
  slice* end = keys.data();
  each_member(r, [&](const envelope_member& m) {
    if (m.name == key_set::not_found) { *end++ = m.key_escaped ? normalize_key(text, mirror.data(), m.key) : m.key; }
    return true;
  });
  return has_duplicate_key(text, mirror.data(), keys.data(), end);
}

CALLVIEW_INLINE std::string_view envelope::plain_key(const envelope_member& m) const noexcept {
  if (!m.key_escaped) { return view(m.key); }
  const unescaped u = unescape(text + m.key.begin, m.key.size(), mirror.data() + m.key.begin);
  return u.fault == unescape_fault::none ? std::string_view(mirror.data() + m.key.begin, u.size) : std::string_view{};
}

inline failure envelope::pass_member(token_cursor& t, std::size_t depth, unsigned guess,
                                     envelope_member& m) const noexcept {
  const std::uint32_t key = t.position();
  const std::uint32_t length = t.at_end() ? 0 : length_if_key(key, guess);
  if (length != 0) [[likely]] {
    m.key = {key + 1, key + 1 + length};
    m.name = guess;
    t.next();
    if (at(t) != ':') { return malformed(t); }
  } else {
    token_cursor here = t;
    const failure f = pass_key(here, m);
    t = here;
    if (f.code != errc::ok) { return f; }
  }
  t.next();
  return pass_value(t, depth, m);
}

CALLVIEW_NO_INLINE CALLVIEW_INLINE failure envelope::pass_key(token_cursor& t, envelope_member& m) const noexcept {
  if (at(t) != '"') { return malformed(t); }
  const token_cursor key = t;
  t.next();
  if (at(t) != ':') { return malformed(t); }
  m.key = inside_of_string(text, key.position(), t.position());
  m.name = member_keys.find(text + m.key.begin, m.key.size());
  if (m.name == key_set::not_found && has_escape(m.key)) {
    if (string_end(text + key.position(), text + size) == nullptr) { return malformed(key); }
    m.key_escaped = true;
    m.name = find_escaped(m.key);
  }
  return {errc::ok};
}

CALLVIEW_NO_INLINE CALLVIEW_INLINE bool envelope::pass_member_again(token_cursor& t,
                                                                    envelope_member& m) const noexcept {
  return pass_member(t, 1, attribute_id, m).code == errc::ok;
}

CALLVIEW_INLINE unsigned envelope::find_escaped(slice key) const noexcept {
  constexpr std::size_t longest = 16;  // no member name is longer
  char plain[longest + padding];
  if (key.size() > longest * 6) { return key_set::not_found; }
  char wide[longest * 6];
  const unescaped u = unescape(text + key.begin, key.size(), wide);
  if (u.fault != unescape_fault::none || u.size > longest) { return key_set::not_found; }
  std::memset(plain, 0, sizeof plain);
  std::memcpy(plain, wide, u.size);
  return member_keys.find(plain, u.size);
}

inline failure envelope::pass_value(token_cursor& t, std::size_t depth, envelope_member& m) const noexcept {
  const bool is_data = m.name == member_data;
  if (at(t) != '"') {
    token_cursor here = t;  // a copy, so that nothing takes the address of `t`
    const failure f = pass_other_value(here, depth, is_data, m.value);
    t = here;
    return f;
  }
  const token_cursor begin = t;
  if (is_data) {
    t.next_after_long_string();
  } else {
    t.next();
  }
  const slice s = inside_of_string(text, begin.position(), t.position());
  m.value = {s.begin - 1, s.end + 1};
  if (!is_data && has_escape(s)) [[unlikely]] {
    m.value_escaped = true;
    if (string_end(text + m.value.begin, text + size) == nullptr) { return malformed(begin); }
  }
  return {errc::ok};
}

CALLVIEW_NO_INLINE CALLVIEW_INLINE failure envelope::pass_other_value(token_cursor& t, std::size_t depth, bool is_data,
                                                                      slice& value) const noexcept {
  const token_cursor begin = t;
  const char first = at(t);
  if (is_data && (first == '{' || first == '[')) {
    // skip() does not distinguish the two kinds of brackets. This checks only that the outer pair is of the same kind.
    t.skip(text, run);
    if (at(t) != (first == '{' ? '}' : ']')) { return malformed(t); }
    value = {begin.position(), t.position() + 1};
    t.next();
    return {errc::ok};
  }
  if (first == '\0') { return malformed(t); }
  const checked c = check_value(text + begin.position(), text + size, max_depth - depth);
  if (c.code != errc::ok) { return {c.code, "", base + static_cast<std::uint32_t>(c.at - text)}; }
  value = {begin.position(), static_cast<std::uint32_t>(c.at - text)};
  t.seek(value.end);
  // Other characters may directly follow a number or literal. They are not a token of their own.
  const char* const next = text + t.position();
  return skip_space(c.at, next) == next ? failure{errc::ok} : failure{errc::malformed_json, "", base + value.end};
}

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

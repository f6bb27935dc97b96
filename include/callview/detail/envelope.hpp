// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The CloudEvents 1.0 envelope. One pass over the tokens of a body checks everything but the contents of `data`.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "callview/detail/buffer.hpp"
#include "callview/detail/bytes.hpp"
#include "callview/detail/schema/key_set.hpp"
#include "callview/detail/simdjson.hpp"
#include "callview/detail/tokens.hpp"
#include "callview/error.hpp"
#include "callview/event_types.hpp"
#include "callview/result.hpp"
#include "callview/values.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace callview {
inline namespace CALLVIEW_ABI {

namespace detail {

/// The first 16 bytes of a JSON key in its usual form: the name in quotes, without escapes.
class quoted_key {
 public:
  /// Up to this length, a name with both quotes fits into the 16 bytes, so comparing the 16 bytes is enough.
  static constexpr std::size_t covered = 14;

  constexpr quoted_key() noexcept = default;
  constexpr explicit quoted_key(std::string_view name) {
    char text[16] = {'"'}, mask[16] = {};
    for (std::size_t i = 0; i < name.size() && i < 15; ++i) { text[i + 1] = name[i]; }
    if (name.size() <= covered) { text[name.size() + 1] = '"'; }
    for (std::size_t i = 0; i < name.size() + 2 && i < 16; ++i) { mask[i] = '\xFF'; }
    for (unsigned i = 0; i < 2; ++i) {
      text_[i] = load8(text + 8 * i);
      mask_[i] = load8(mask + 8 * i);
    }
  }
  /// Whether the key is at the quote `p`. May miss a key in an unusual form. Needs 32 readable bytes. Takes `name` and
  /// `length` by reference, so that they are loaded only if needed.
  [[nodiscard]] CALLVIEW_ALWAYS_INLINE bool stands_at(const char* p, const char* const& name,
                                                      const std::uint8_t& length) const noexcept {
    if (!begins(p)) [[unlikely]] { return false; }
    if (length <= covered) [[likely]] { return true; }
    return ends_at(p, name, length);
  }

 private:
  [[nodiscard]] CALLVIEW_ALWAYS_INLINE bool begins(const char* p) const noexcept {
#if defined(__SSE2__)
    const __m128i there = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const __m128i mask = _mm_load_si128(reinterpret_cast<const __m128i*>(mask_));
    const __m128i name = _mm_load_si128(reinterpret_cast<const __m128i*>(text_));
    return _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_and_si128(there, mask), name)) == 0xFFFF;
#else
    return (((load8(p) & mask_[0]) ^ text_[0]) | ((load8(p + 8) & mask_[1]) ^ text_[1])) == 0;
#endif
  }
  [[nodiscard]] CALLVIEW_ALWAYS_INLINE static bool ends_at(const char* p, const char* name,
                                                           std::uint8_t length) noexcept {
    return length <= covered + 9 && load8(p + length - 7) == load8(name + length - 8) && p[length + 1] == '"';
  }

  alignas(16) std::uint64_t text_[2]{};
  alignas(16) std::uint64_t mask_[2]{};
};

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
inline constexpr auto quoted_members = [] {
  std::array<quoted_key, member_count> keys{};
  for (unsigned i = 0; i < member_count; ++i) { keys[i] = quoted_key(member_names[i]); }
  return keys;
}();

/// What decode() keeps of a valid event.
struct event_record {
  std::uint32_t begin = 0;  ///< its opening brace
  event_kind kind = event_kind::other;
  data_form form = data_form::absent;
  std::uint16_t escaped = 0;                  ///< one bit per attribute, set if its text is in the mirror
  slice data{};                               ///< the value of data or of data_base64
  std::array<slice, attribute_count> text{};  ///< contents of the string; see holds_text()
};

// If an attribute is present but has no text, its `end` is one of these values, which are less than its `begin`. If it
// is absent, both are 0.
inline constexpr std::uint32_t end_wrong_type = 0;
inline constexpr std::uint32_t end_lone_surrogate = 1;
constexpr bool holds_text(slice s) noexcept { return s.begin <= s.end && s.begin != 0; }

/// One member of an event.
struct envelope_member {
  slice key{};  ///< contents of the string
  slice value{};
  unsigned name = key_set::not_found;  ///< an attribute, data, data_base64; not_found for an extension
  bool key_escaped = false;
  bool value_escaped = false;  ///< for a string other than `data`
};

/// A body, its tokens, and what decode() found in the body.
class envelope {
 public:
  const char* text = nullptr;
  std::uint32_t size = 0;
  std::uint32_t base = 0;  ///< bytes of the body before the text: those of a byte order mark
  std::size_t max_depth = 0;
  std::uint32_t event_count = 0;
  token_bits tokens;
  buffer<char> mirror;  ///< unescaped strings: the string at position p of the text is at p here
  buffer<slice> keys;   ///< for finding duplicate extensions, and duplicate keys of the open document
  kernel run = best_kernel();

  /// Reads the envelopes of the whole body.
  [[nodiscard]] failure read() noexcept;

  /// The record of an event; null if the element is not a valid event.
  [[nodiscard]] const event_record* record(std::uint32_t event) const noexcept {
    const std::uint32_t entry = entries_.data()[event];
    return entry < invalid_bit ? records_.data() + entry : nullptr;
  }

  /// The JSON text of an element, whether it is a valid event or not.
  [[nodiscard]] std::string_view element(std::uint32_t event) const noexcept;

  /// Why an element is not a valid event. Reads the element again.
  [[nodiscard]] failure why_invalid(std::uint32_t event) noexcept;

  [[nodiscard]] std::string_view attribute_text(const event_record& r, attribute a) const noexcept {
    const slice s = r.text[a];
    if (!holds_text(s)) { return {}; }
    return {((r.escaped >> a & 1) != 0 ? mirror.data() : text) + s.begin, s.size()};
  }

  /// The JSON text of an extension attribute. Empty if the event has no such attribute, or if it is null.
  [[nodiscard]] std::string_view extension(const event_record& r, std::string_view name) const noexcept;

  /// Calls `use(member)` for each member of an event, in document order, until it returns false.
  template <class Use>
  void each_member(const event_record& r, Use use) const {
    token_cursor t(tokens, r.begin + 1);
    if (at(t) == '}') { return; }
    for (;; t.next()) {
      envelope_member m;
      if (!pass_member_again(t, m) || !use(m) || at(t) != ',') { return; }
    }
  }
  /// The name of an extension, with U+FFFD for each unpaired surrogate.
  [[nodiscard]] std::string_view readable_key(const envelope_member& m) const noexcept;

  [[nodiscard]] std::string_view view(slice s) const noexcept { return {text + s.begin, s.size()}; }

  /// Reserves room for unescaped strings. Reserves it for the whole body at once, so that later calls keep the
  /// contents.
  [[nodiscard]] bool reserve_mirror() noexcept { return mirror.reserve(size + padding); }

  void release() noexcept;

 private:
  static constexpr std::uint32_t invalid_bit = 0x80000000U;

  /// The first byte of a token; 0 after the last one. Never returns a byte after the body.
  [[nodiscard]] char at(const token_cursor& t) const noexcept { return t.at_end() ? '\0' : text[t.position()]; }
  [[nodiscard]] failure malformed(const token_cursor& t) const noexcept {
    return {errc::malformed_json, "", base + t.position()};
  }

  /// Position of the syntax error in a body that has a malformed string, and whose tokens are therefore of no use.
  [[nodiscard]] std::uint32_t broken_at() const noexcept;

  /// Reserves room for as many elements as the tokens can form, so that reading needs no further checks.
  [[nodiscard]] bool reserve() noexcept;

  [[nodiscard]] failure read_element(token_cursor& t, std::size_t depth) noexcept;

  /// Reads the event whose opening brace is at `t`, and moves `t` past the closing brace. Returns an error of the whole
  /// body. Stores an error of this event alone in `invalid`.
  [[nodiscard]] failure read_event(token_cursor& t, std::size_t depth, event_record& r, failure& invalid) noexcept;
  [[nodiscard]] CALLVIEW_ALWAYS_INLINE failure read_members(token_cursor& t, std::size_t depth, event_record& r,
                                                            failure& invalid) noexcept;

  static constexpr data_form form_of(char c) noexcept {
    switch (c) {
      case '"': return data_form::string;
      case '{': return data_form::object;
      case '[': return data_form::array;
      case 'n': return data_form::null;
      default: return data_form::other;
    }
  }
  /// Length of the name of a member if its quoted key is at `position`; otherwise 0.
  [[nodiscard]] CALLVIEW_ALWAYS_INLINE std::uint32_t length_if_key(std::uint32_t position,
                                                                   unsigned name) const noexcept {
    const auto length = static_cast<std::uint8_t>(member_names[name].size());
    return quoted_members[name].stands_at(text + position, member_names[name].data(), length) ? std::uint32_t{length}
                                                                                              : 0;
  }

  /// What is known about the members of an event that were read so far.
  struct members_so_far {
    std::uint8_t* expected;        ///< prediction of the next member, to be corrected if another one comes
    failure& invalid;              ///< the first error of this event
    std::uint32_t seen = 0;        ///< one bit for each member that CloudEvents defines
    std::uint32_t extensions = 0;  ///< number of extensions
    bool key_escapes = false;      ///< a key has escapes
    slice base64{};                ///< the value of data_base64

    [[nodiscard]] bool has(unsigned name) const noexcept { return (seen >> name & 1) != 0; }
    void fail(errc code, const char* name, std::uint32_t offset) const noexcept {
      if (invalid.code == errc::ok) { invalid = {code, name, offset}; }
    }
  };
  /// Reads a member, and moves `t` to the token after it. Returns only an error that makes the whole body invalid.
  [[nodiscard]] CALLVIEW_ALWAYS_INLINE failure read_member(token_cursor& t, std::size_t depth, event_record& r,
                                                           members_so_far& so_far) noexcept;
  /// The same if the member is the expected attribute in its usual form: a string without escapes, and no white space
  /// around the colon. Otherwise returns false and changes nothing.
  [[nodiscard]] CALLVIEW_ALWAYS_INLINE bool read_expected_attribute(token_cursor& t, event_record& r,
                                                                    members_so_far& so_far) noexcept;
  [[nodiscard]] failure read_attribute(attribute a, const envelope_member& m, event_record& r) noexcept;

  /// Whether two extensions have the same name. `keys` must have room for all extensions.
  [[nodiscard]] bool has_duplicate_extension(const event_record& r) noexcept;

  [[nodiscard]] bool has_escape(slice s) const noexcept { return tokens.has_backslash(s); }

  /// The text of a key, unescaped into the mirror if necessary. Empty if it cannot be unescaped.
  [[nodiscard]] std::string_view plain_key(const envelope_member& m) const noexcept;

  /// Reads one member, and moves `t` from its key to the token after its value. `guess` is the expected name.
  [[nodiscard]] CALLVIEW_ALWAYS_INLINE failure pass_member(token_cursor& t, std::size_t depth, unsigned guess,
                                                           envelope_member& m) const noexcept;

  /// Reads a key that was not the expected one, and moves `t` to its colon.
  [[nodiscard]] failure pass_key(token_cursor& t, envelope_member& m) const noexcept;

  /// Same as pass_member(), for a member that was read before. Returns false on any error.
  [[nodiscard]] bool pass_member_again(token_cursor& t, envelope_member& m) const noexcept;

  /// Finds the member that a key with escapes names; `not_found` if CloudEvents does not define it.
  [[nodiscard]] unsigned find_escaped(slice key) const noexcept;

  /// Reads the value of a member whose key has been read, and moves `t` to the token after the value. Does not check
  /// the contents of `data`.
  [[nodiscard]] CALLVIEW_ALWAYS_INLINE failure pass_value(token_cursor& t, std::size_t depth,
                                                          envelope_member& m) const noexcept;
  [[nodiscard]] failure pass_other_value(token_cursor& t, std::size_t depth, bool is_data, slice& value) const noexcept;

  buffer<std::uint32_t> entries_;  ///< per element: index of its record, or its position with invalid_bit
  buffer<event_record> records_;
  std::uint32_t record_count_ = 0;
  // Predictions: the first member of an event, and the member that follows each one.
  std::uint8_t first_member_ = attribute_id;
  std::uint8_t followers_[member_count] = {};
};

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

#if CALLVIEW_DEFINITIONS
#include "callview/detail/envelope-inl.hpp"  // IWYU pragma: keep
#endif

// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// What a decoder owns. It stays in one place on the heap, so that views survive when the decoder is moved.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "callview/call_summary.hpp"
#include "callview/detail/buffer.hpp"
#include "callview/detail/envelope.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// Bodies end below this, whatever the limits say: positions have 32 bits, one of which is taken.
inline constexpr std::size_t body_ceiling = (std::size_t{1} << 31) - 4096;

/// The one field that is a list of objects.
consteval const field_info& object_list_field() {
  const field_info* found = nullptr;
  for (const field_info& f : fields_of<call_summary>) {
    if (f.type != kind::objects) { continue; }
    if (found != nullptr) { return *static_cast<const field_info*>(nullptr); }  // only one has room for its elements
    found = &f;
  }
  return *found;
}

/// A list inside an element would be read anew, and ask for new checkpoints, each time the element loses its room.
consteval bool has_list(const class_info& info) {
  for (unsigned i = 0; i < info.count; ++i) {
    const field_info& f = info.fields[i];
    if (f.type == kind::object ? has_list(*f.child) : has_node(f.type)) { return true; }
  }
  return false;
}

/// A document with room for the index of a call summary.
struct summary_state : document_state {
  static constexpr const class_info& top = info_of<call_summary>;
  static constexpr const field_info& list = object_list_field();
  static_assert(list.child->nodes <= (1U << element_node_bits), "an element's nodes must have numbers");
  static_assert(!has_list(*list.child));

  static constexpr std::size_t all_nodes = top.nodes + elements_kept * list.child->nodes;
  static constexpr std::size_t all_slots = top.slots + elements_kept * list.child->slots;
  node node_room[all_nodes];
  field_slot slot_room[all_slots];

  summary_state() noexcept;

 private:
  void set_out(node& n, const char* name, std::uint32_t first_slot, unsigned depth) noexcept {
    n.owner = this;
    n.slots = slots + first_slot;
    n.name = name;
    n.depth = static_cast<std::uint8_t>(depth);
  }
  /// Sets what never changes of the nodes below an object; and guesses the order of the schema.
  void lay_out(node& n, const class_info& info) noexcept;
};

struct decoder_state {
  envelope body;
  summary_state summary;
  buffer<char> copy;   ///< of a body that came without padding
  buffer<char> inner;  ///< the document of the summary that is open, un-escaped
  std::uint32_t generation = 0;
  std::uint32_t open_event = no_position;

  decoder_state() noexcept;
  decoder_state(const decoder_state&) = delete;
  decoder_state& operator=(const decoder_state&) = delete;

  void set_max_depth(std::size_t depth) noexcept {
    body.max_depth = std::clamp<std::size_t>(depth, 1, depth_ceiling);
    summary.max_depth = static_cast<std::uint32_t>(body.max_depth);
  }

  void end_views() noexcept;
  void close_summary() noexcept {
    summary.end_views();
    open_event = no_position;
  }

  /// Copies a text to where it has padding. It may stand there already, as the text of a view: it fits then.
  /// Never inline: GCC 14 sees the caller's literal and warns of sizes that cannot be.
  [[nodiscard]] static const char* pad(buffer<char>& room, const char* text, std::uint32_t size) noexcept;

  /// `text` is padded.
  [[nodiscard]] failure decode(const char* text, std::size_t size) noexcept;

  /// Opens the document that summary.doc has; `code` is what finding its tokens came to.
  [[nodiscard]] failure open_document(errc code) noexcept;

  /// The document that is a bare text, padded.
  [[nodiscard]] failure open_text(std::string_view text) noexcept;

  /// The document that is a part of the body, and so are its tokens.
  [[nodiscard]] failure open_object(slice value) noexcept;

  /// The document that is escaped into the string at `raw`, which begins in the body at `offset`.
  [[nodiscard]] failure open_string(std::string_view raw, std::uint32_t offset) noexcept;

  /// Tells JSON that is no object from what is no JSON.
  [[nodiscard]] errc not_an_object(const char* text, const char* end) const noexcept;

  /// Opens the summary of an event. Does nothing when it is open already.
  [[nodiscard]] failure open_summary(std::uint32_t event) noexcept;

  void release() noexcept;
};

#if CALLVIEW_DEFINITIONS

CALLVIEW_INLINE summary_state::summary_state() noexcept {
  nodes = node_room;
  slots = slot_room;
  slot_count = all_slots;
  element = list.child;
  element_list = list.node;
  tree_nodes = top.nodes;
  tree_slots = top.slots;
  set_out(nodes[0], "", 0, 1);
  lay_out(nodes[0], top);
  for (unsigned i = 0; i < elements_kept; ++i) {
    node& n = nodes[tree_nodes + i * list.child->nodes];
    set_out(n, list.name, tree_slots + i * list.child->slots, 3);
    lay_out(n, *list.child);
  }
}

CALLVIEW_NO_INLINE CALLVIEW_INLINE void summary_state::lay_out(node& n, const class_info& info) noexcept {
  n.info = &info;
  const auto first_slot = static_cast<std::uint32_t>(n.slots - slots);
  n.slots[info.count].follower = 0;
  for (unsigned i = 0; i < info.count; ++i) {
    const field_info& f = info.fields[i];
    n.slots[i].follower = static_cast<std::uint8_t>(i + 1 < info.count ? i + 1 : 0);
    if (!has_node(f.type)) { continue; }
    node& child = (&n)[f.node];
    set_out(child, f.name, first_slot + f.slot, n.depth + 1U);
    child.up = f.node;
    child.field = static_cast<std::uint8_t>(i);
    if (f.type == kind::object) { lay_out(child, *f.child); }
  }
}

CALLVIEW_INLINE decoder_state::decoder_state() noexcept { summary.keys = &body.keys; }

CALLVIEW_INLINE void decoder_state::end_views() noexcept {
  ++generation;
  body.event_count = 0;
  close_summary();
}

CALLVIEW_NO_INLINE CALLVIEW_INLINE const char* decoder_state::pad(buffer<char>& room, const char* text,
                                                                  std::uint32_t size) noexcept {
  if (!room.reserve(std::size_t{size} + padding)) { return nullptr; }
  std::memmove(room.data(), text, size);
  std::memset(room.data() + size, 0, padding);
  return room.data();
}

CALLVIEW_INLINE failure decoder_state::decode(const char* text, std::size_t size) noexcept {
  const bool mark = size >= 3 && std::memcmp(text, "\xEF\xBB\xBF", 3) == 0;
  body.base = mark ? 3 : 0;
  body.text = text + body.base;
  body.size = static_cast<std::uint32_t>(size - body.base);
  if (body.size == 0) { return {errc::empty_body, "", 0}; }
  const failure f = body.read();
  if (f.code != errc::ok) { body.event_count = 0; }
  return f;
}

CALLVIEW_INLINE failure decoder_state::open_document(errc code) noexcept {
  document& doc = summary.doc;
  const char* const end = doc.text + doc.end;
  const char* const open = skip_space(doc.text + doc.begin, end);
  const std::uint32_t offset = doc.offset_of(static_cast<std::uint32_t>(open - doc.text));
  if (code == errc::ok && (open == end || *open != '{')) { code = not_an_object(open, end); }
  if (code == errc::ok) { code = summary.open(); }
  return {code, "data", offset};
}

CALLVIEW_INLINE failure decoder_state::open_text(std::string_view text) noexcept {
  summary.doc.set_text(text.data(), {0, static_cast<std::uint32_t>(text.size())}, 0);
  return open_document(summary.doc.index());
}

CALLVIEW_INLINE failure decoder_state::open_object(slice value) noexcept {
  summary.doc.set_text(body.text, value, body.base);
  return open_document(summary.doc.take(body.tokens));
}

CALLVIEW_INLINE failure decoder_state::open_string(std::string_view raw, std::uint32_t offset) noexcept {
  if (!inner.reserve(raw.size() + padding)) { return {errc::out_of_memory, "data", offset}; }
  document& doc = summary.doc;
  const errc code = doc.open_escaped(raw.substr(1, raw.size() - 2), inner.data());
  if (code != errc::ok) { return {code, "data", offset}; }
  doc.body_offset = doc.verbatim ? offset + 1 : offset;
  return open_document(code);
}

CALLVIEW_INLINE errc decoder_state::not_an_object(const char* text, const char* end) const noexcept {
  const checked c = check_value(text, end, body.max_depth);
  if (c.code == errc::too_deep) { return errc::data_not_an_object; }
  return c.code == errc::ok && skip_space(c.at, end) == end ? errc::data_not_an_object : errc::data_not_json;
}

CALLVIEW_INLINE failure decoder_state::open_summary(std::uint32_t event) noexcept {
  const event_record& r = *body.record(event);
  const std::uint32_t offset = body.base + r.data.begin;
  if (open_event == event) { return {errc::ok}; }
  if (r.kind == event_kind::other) {
    return {errc::wrong_event_type, "type", body.base + r.text[attribute_type].begin - 1};
  }
  const std::string_view raw = body.view(r.data);
  switch (r.form) {
    case data_form::absent: return {errc::data_absent, "data", body.base + r.begin};
    case data_form::null: return {errc::data_absent, "data", offset};
    case data_form::base64: return {errc::data_is_base64, "data", offset};
    case data_form::array:
    case data_form::other: return {not_an_object(raw.data(), raw.data() + raw.size()), "data", offset};
    default: break;
  }
  close_summary();
  const failure f = r.form == data_form::object ? open_object(r.data) : open_string(raw, offset);
  if (f.code != errc::ok) { return f; }
  open_event = event;
  summary.kind = r.kind;
  summary.time_text = body.attribute_text(r, attribute_time);
  return {errc::ok};
}

CALLVIEW_INLINE void decoder_state::release() noexcept {
  end_views();
  body.release();
  summary.release();
  copy.release();
  inner.release();
}

#endif  // CALLVIEW_DEFINITIONS

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The index of one document: for each object of the schema, where the value of each field begins.
///
/// The schema is a tree known at compile time, so every object in it has its own place in two arrays of fixed size, and
/// the place of a child is its parent's plus a constant. An object is walked when a field of it is first asked for, and
/// only its own level. The one list of objects has room for a few of its elements at a time; an element that has lost
/// its room is walked again when it is asked.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "callview/detail/document.hpp"
#include "callview/detail/key_set.hpp"
#include "callview/detail/number.hpp"
#include "callview/result.hpp"
#include "callview/values.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// The types that the schema knows.
enum class kind : std::uint8_t {
  string,
  integer,
  number,
  boolean,
  time,
  seconds,
  milliseconds,
  enumeration,
  raw_object,
  // From here on the value is a container with a node of its own.
  object,
  counters,
  strings,
  enumerations,
  objects,
};
constexpr bool has_node(kind k) noexcept { return k >= kind::object; }
constexpr bool is_array(kind k) noexcept { return k >= kind::strings; }

struct class_info;

/// One line of the schema.
struct field_info {
  const char* name = "";
  kind type = kind::string;
  bool personal = false;
  std::uint16_t node = 0;             ///< of the value, counted from the node of the object
  std::uint16_t slot = 0;             ///< of the value's node, counted from the object's slots
  std::uint8_t next_child = 0xFF;     ///< the next field that has a node
  const class_info* child = nullptr;  ///< of the object, or of the list's elements
  const key_set* known = nullptr;     ///< values of the enumeration
};

/// One object type of the schema.
struct class_info {
  const field_info* fields = nullptr;
  unsigned count = 0;
  key_set keys{};
  std::uint16_t nodes = 1;  ///< the object's and all below
  std::uint16_t slots = 0;
  std::uint8_t first_child = 0xFF;  ///< the first field that has a node
};
inline constexpr std::uint8_t no_child = 0xFF;

enum class node_state : std::uint8_t {
  absent,
  null,
  wrong_type,
  too_deep,
  broken,
  unread,  ///< there, and not walked yet
  read,
};

/// What is known of one container.
struct node {
  const char* field = "";  ///< the name under which it was reached
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint16_t slots = 0;
  node_state state = node_state::absent;
  std::uint16_t depth = 0;

  /// Where an error about it stands: at its begin, or where a walk could not go on.
  [[nodiscard]] std::uint32_t stopped() const noexcept { return state == node_state::broken ? end : begin; }
};

/// The slots of a list or map.
enum sequence_slot : unsigned { item_count, first_checkpoint, next_index, next_item, sequence_slots };

/// A list knows the place of every 16th item, and of the one behind the last that was asked for.
inline constexpr std::uint32_t checkpoint_step = 16;

/// Node numbers: the nodes of the tree from 0; those of list elements have the top bit, the element's index and the
/// node's place in the element.
inline constexpr std::uint32_t element_bit = 0x80000000U;
inline constexpr unsigned element_node_bits = 4;
inline constexpr std::uint32_t max_elements = std::uint32_t{1} << (31 - element_node_bits);
inline constexpr unsigned elements_kept = 8;

constexpr std::uint32_t element_node(std::uint32_t index) noexcept { return element_bit | index << element_node_bits; }

/// The document that a decoder has open, and its index.
struct document_state {
  document doc;
  std::uint32_t generation = 1;  ///< views of another generation are stale
  std::uint32_t max_depth = 64;
  node* nodes = nullptr;
  std::uint32_t* slots = nullptr;
  buffer<std::uint32_t> checkpoints;
  std::uint32_t checkpoint_count = 0;
  buffer<slice>* keys = nullptr;  ///< for finding keys that are written twice
  buffer<char> path;              ///< for reporting drift

  // What the event around the document says of it.
  event_kind kind = event_kind::other;
  std::optional<timestamp> time;

  // The list of objects: where its node is, and which elements have room behind the tree.
  const class_info* element = nullptr;
  std::uint32_t element_list = 0;
  std::uint32_t tree_nodes = 0;
  std::uint32_t tree_slots = 0;
  std::uint32_t element_index[elements_kept] = {};
  bool element_present[elements_kept] = {};

  [[nodiscard]] node& at(std::uint32_t number) noexcept {
    return number < element_bit ? nodes[number] : element_at(number);
  }
  node& element_at(std::uint32_t number) noexcept;

  /// Ends all views. Zero is never a generation of a document that is open.
  void end_views() noexcept {
    if (++generation == 0) { generation = 1; }
    std::fill(element_present, element_present + elements_kept, false);
    checkpoint_count = 0;
  }

  /// Makes an index for the text whose tokens `doc` has and whose first one is the brace at `open`.
  [[nodiscard]] errc open(std::uint32_t open) noexcept {
    // Items take two bytes and more, and no two lists share a byte.
    if (!checkpoints.reserve(doc.size / (2 * checkpoint_step) + tree_nodes)) { return errc::out_of_memory; }
    nodes[0] = {"", open, doc.size, 0, node_state::unread, 1};
    return errc::ok;
  }
  void release() noexcept {
    end_views();
    doc.tokens.release();
    doc.mirror.release();
    checkpoints.release();
    path.release();
  }
};

/// The index of the field that a key names, or `key_set::not_found`.
inline unsigned find_field(const document& doc, slice key, const class_info& info) noexcept {
  const char* const raw = doc.text + key.begin;
  unsigned index = info.keys.find(raw, key.size());
  if (index == key_set::not_found && doc.tokens.rough()) {
    std::string_view plain;
    if (doc.string_value(key, lone_surrogate::refuse, plain) == unescape_fault::none && plain.data() != raw) {
      index = info.keys.find(plain.data(), plain.size());
    }
  }
  return index;
}

/// Notes what stands where a container is expected.
inline void place(const document_state& s, node& n, kind type, slice value) noexcept {
  const char c = s.doc.text[value.begin];
  n.begin = value.begin;
  n.end = value.end;
  if (c == (is_array(type) ? '[' : '{')) {
    n.state = n.depth > s.max_depth ? node_state::too_deep : node_state::unread;
  } else {
    n.state = c == 'n' ? node_state::null : node_state::wrong_type;
  }
}

/// Sets a child to what follows from its parent: broken or too deep where that is, absent else.
inline void pass_on(node& n, const field_info& f) noexcept {
  const node_state state =
      n.state == node_state::broken || n.state == node_state::too_deep ? n.state : node_state::absent;
  (&n)[f.node] = {f.name,  n.begin,
                  n.begin, static_cast<std::uint16_t>(n.slots + f.slot),
                  state,   static_cast<std::uint16_t>(n.depth + 1)};
}

/// Walks one level of an object.
inline void read_object(document_state& s, node& n, const class_info& info) noexcept {
  std::uint32_t* const slots = s.slots + n.slots;
  std::fill(slots, slots + info.count, 0U);
  for (unsigned i = info.first_child; i != no_child; i = info.fields[i].next_child) { pass_on(n, info.fields[i]); }
  walker w(s.doc, n.begin);
  while (w.step()) {
    const unsigned i = find_field(s.doc, w.key(), info);
    if (i == key_set::not_found || slots[i] != 0) { continue; }  // of two, the first wins
    slots[i] = w.value().begin;
    if (has_node(info.fields[i].type)) { place(s, (&n)[info.fields[i].node], info.fields[i].type, w.value()); }
  }
  n.end = w.position();
  const char* const text = s.doc.text;
  const bool whole = n.depth > 1 || skip_space(text + n.end, text + s.doc.size) == text + s.doc.size;
  n.state = w.broken() || !whole ? node_state::broken : node_state::read;
}

/// Walks one level of a list or map.
inline void read_sequence(document_state& s, node& n) noexcept {
  std::uint32_t* const slots = s.slots + n.slots;
  const std::uint32_t first = s.checkpoint_count;
  std::uint32_t count = 0;
  walker w(s.doc, n.begin);
  while (w.next()) {
    if (count % checkpoint_step == 0) { s.checkpoints.data()[s.checkpoint_count++] = w.item(); }
    ++count;
  }
  n.end = w.position();
  n.state = w.broken() ? node_state::broken : node_state::read;
  if (w.broken()) { s.checkpoint_count = first; }
  slots[item_count] = w.broken() ? 0 : count;
  slots[first_checkpoint] = first;
  slots[next_index] = 0;
  slots[next_item] = count != 0 ? s.checkpoints.data()[first] : 0;
}

/// A walk that stands at an item of a list or map that was read. Asking for items in order takes a step each.
inline walker sequence_item(document_state& s, const node& n, std::uint32_t index) noexcept {
  std::uint32_t* const slots = s.slots + n.slots;
  std::uint32_t at = index / checkpoint_step * checkpoint_step;
  std::uint32_t item = s.checkpoints.data()[slots[first_checkpoint] + index / checkpoint_step];
  if (slots[next_index] <= index && slots[next_index] > at) {
    at = slots[next_index];
    item = slots[next_item];
  }
  walker w(s.doc, item, s.doc.text[n.begin] == '{');
  (void)w.next();
  for (; at < index; ++at) { (void)w.next(); }
  slots[next_index] = index + 1;
  slots[next_item] = w.position();
  return w;
}

/// Walks a container. `info` is null for lists and maps.
inline void read_container(document_state& s, node& n, const class_info* info) noexcept {
  if (info != nullptr) {
    read_object(s, n, *info);
  } else {
    read_sequence(s, n);
  }
}

/// The node of a container, walked if that was not done yet.
inline node& ready(document_state& s, std::uint32_t number, const class_info* info) noexcept {
  node& n = s.at(number);
  if (n.state == node_state::unread) [[unlikely]] { read_container(s, n, info); }
  return n;
}

/// Walks an object and all objects of the schema below it. Every node below is set, whatever is there.
inline void read_tree(document_state& s, node& n, const class_info& info) noexcept {
  if (n.state == node_state::unread) { read_object(s, n, info); }
  for (unsigned i = 0; i < info.count; ++i) {
    const field_info& f = info.fields[i];
    if (!has_node(f.type)) { continue; }
    if (n.state != node_state::read) { pass_on(n, f); }
    if (f.type == kind::object) { read_tree(s, (&n)[f.node], *f.child); }
  }
}

inline node& document_state::element_at(std::uint32_t number) noexcept {
  const std::uint32_t index = (number & ~element_bit) >> element_node_bits;
  const std::uint32_t below = number & ((1U << element_node_bits) - 1);
  const unsigned room = index % elements_kept;
  node* const root = nodes + tree_nodes + std::size_t{room} * element->nodes;
  if (!element_present[room] || element_index[room] != index) {
    // Views of this element may be alive although it has lost its room, so everything below it is read at once.
    const node& list = nodes[element_list];
    *root = {list.field,         list.begin,
             list.begin,         static_cast<std::uint16_t>(tree_slots + room * element->slots),
             node_state::absent, static_cast<std::uint16_t>(list.depth + 1)};
    if (list.state == node_state::read) {
      place(*this, *root, kind::object, sequence_item(*this, list, index).value());
    } else {
      root->state = list.state;  // an element of a list that is broken is as broken
    }
    read_tree(*this, *root, *element);
    element_present[room] = true;
    element_index[room] = index;
  }
  return root[below];
}

/// What the accessors of an object answer for a field when the object is not there or not whole.
constexpr errc missing(node_state state) noexcept {
  switch (state) {
    case node_state::broken: return errc::data_not_json;
    case node_state::too_deep: return errc::too_deep;
    default: return errc::field_absent;
  }
}

/// What a container's own view says of it.
constexpr errc condition(node_state state) noexcept {
  switch (state) {
    case node_state::absent: return errc::field_absent;
    case node_state::null: return errc::field_null;
    case node_state::wrong_type: return errc::wrong_type;
    case node_state::too_deep: return errc::too_deep;
    case node_state::broken: return errc::data_not_json;
    default: return errc::ok;
  }
}

// Typed reads of a value that a walk has passed. All answer null and wrong type; `field` is the name for errors.

inline failure fault(const document& doc, errc code, const char* field, std::uint32_t position) noexcept {
  return {code, field, doc.offset_of(position)};
}

/// The failure of a value that is not of the type that was asked for.
inline failure mismatch(const document& doc, std::uint32_t position, const char* field) noexcept {
  return fault(doc, doc.text[position] == 'n' ? errc::field_null : errc::wrong_type, field, position);
}

inline result<std::string_view> string_at(const document& doc, std::uint32_t position, const char* field) noexcept {
  if (doc.text[position] != '"') { return mismatch(doc, position, field); }
  std::string_view value;
  if (doc.string_value(doc.string_inside(position), lone_surrogate::refuse, value) != unescape_fault::none) {
    return fault(doc, errc::invalid_string, field, position);
  }
  return value;
}

constexpr bool begins_number(char c) noexcept { return c == '-' || is_digit(c); }

inline result<std::int64_t> integer_at(const document& doc, std::uint32_t position, const char* field) noexcept {
  if (!begins_number(doc.text[position])) { return mismatch(doc, position, field); }
  std::int64_t value = 0;
  const errc code = read_integer(doc.text + position, doc.text + doc.size, value);
  if (code != errc::ok) { return fault(doc, code, field, position); }
  return value;
}

inline result<double> number_at(const document& doc, std::uint32_t position, const char* field) noexcept {
  if (!begins_number(doc.text[position])) { return mismatch(doc, position, field); }
  double value = 0;
  const errc code = read_double(doc.text + position, doc.text + doc.size, value);
  if (code != errc::ok) { return fault(doc, code, field, position); }
  return value;
}

inline result<bool> boolean_at(const document& doc, std::uint32_t position, const char* field) noexcept {
  const char c = doc.text[position];
  if (c != 't' && c != 'f') { return mismatch(doc, position, field); }
  return c == 't';
}

inline result<timestamp> time_at(const document& doc, std::uint32_t position, const char* field) noexcept {
  const auto text = string_at(doc, position, field);
  timestamp value{};
  if (text && parse_timestamp(*text, value)) { return value; }
  if (!text && text.error().code != errc::invalid_string) { return mismatch(doc, position, field); }
  return fault(doc, errc::invalid_timestamp, field, position);
}

template <class E>
inline constexpr key_set enum_keys = enum_table<E>.set();

template <class E>
result<open_enum<E>> enum_at(const document& doc, std::uint32_t position, const char* field) noexcept {
  const auto text = string_at(doc, position, field);
  if (!text) {
    return text.error().code == errc::invalid_string ? fault(doc, errc::invalid_string, field, position)
                                                     : mismatch(doc, position, field);
  }
  const unsigned index = find_enum(enum_keys<E>, *text);
  return open_enum<E>(index == key_set::not_found ? E::unrecognized : static_cast<E>(index), *text);
}

/// A value's JSON text, once its grammar is checked: `depth` containers are open around it.
inline result<std::string_view> text_of(const document_state& s, slice value, unsigned depth,
                                        const char* field) noexcept {
  const char* const begin = s.doc.text + value.begin;
  const char* const end = s.doc.text + value.end;
  const checked c = check_value(begin, end, s.max_depth - depth);
  if (c.code != errc::ok || c.at != end) {
    return fault(s.doc, c.code == errc::too_deep ? errc::too_deep : errc::data_not_json, field, value.begin);
  }
  return s.doc.view(value);
}

/// The value that begins at `position`, from there to its end.
inline slice value_at(const document& doc, std::uint32_t position) noexcept {
  walker w(doc, position, false);
  (void)w.next();  // at the end of an object it stops at the brace, but by then has the value
  return w.value();
}

inline result<std::string_view> raw_object_at(const document_state& s, std::uint32_t position, unsigned depth,
                                              const char* field) noexcept {
  if (s.doc.text[position] != '{') { return mismatch(s.doc, position, field); }
  return text_of(s, value_at(s.doc, position), depth, field);
}

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

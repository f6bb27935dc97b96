// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The index of one document: for each object of the schema, where the value of each field begins.
///
/// The schema is a tree known at compile time, so every object in it has its own place in two arrays of fixed size, and
/// the place of a child is its parent's plus a constant. The document's members are passed over until one is asked for;
/// whatever the schema has below that one is then walked in one go, since passing over a small object costs as much as
/// walking it. The one list of objects has room for a few of its elements at a time; an element that has lost its room
/// is walked again when it is asked.

#include <algorithm>
#include <cstddef>
#include <cstdint>
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
  const class_info* child = nullptr;  ///< of the object, or of the list's elements
  const key_set* known = nullptr;     ///< values of the enumeration
  quoted_key key{};
};

/// One object type of the schema.
struct class_info {
  const field_info* fields = nullptr;
  unsigned count = 0;
  key_set keys{};
  std::uint16_t nodes = 1;  ///< the object's and all below
  std::uint16_t slots = 0;
};

enum class node_state : std::uint8_t {
  absent,
  null,
  wrong_type,
  too_deep,
  broken,
  unread,  ///< there, and not walked yet
  read,
};

/// What is known of one container. Slots and depth never change.
struct node {
  std::uint64_t present = 0;  ///< of an object that was read: a bit for each field that is there
  std::uint32_t begin = 0;    ///< its token
  std::uint32_t offset = 0;   ///< where it begins in the body; where it is not there, what is around it
  std::uint32_t end = 0;      ///< where it ends in the body or, when it is broken, of the break
  std::uint16_t slots = 0;    ///< where its slots begin: of an object, for each field that is there its value's token
  std::uint16_t depth = 0;
  node_state state = node_state::absent;
  std::uint8_t first = 0;  ///< the field with which the last one of its kind began: a guess, as those in `order` are

  [[nodiscard]] bool has(unsigned field) const noexcept {
    return state == node_state::read && (present >> field & 1) != 0;
  }
  /// Where an error about it stands: at its begin, or where a walk could not go on.
  [[nodiscard]] std::uint32_t stopped() const noexcept { return state == node_state::broken ? end : offset; }
};

/// The slots of a list or map.
enum sequence_slot : unsigned { item_count, first_checkpoint, next_index, next_item, sequence_slots };

/// Where no item holds brackets, the token of each is known by its number. Of another list that of every 16th is kept,
/// and of the one behind the last that was asked for.
inline constexpr std::uint32_t checkpoint_step = 16;
inline constexpr std::uint32_t no_checkpoints = 0xFFFFFFFFU;

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
  const char** names = nullptr;  ///< beside each node the field under which it is reached
  std::uint32_t* slots = nullptr;
  std::uint8_t* order = nullptr;  ///< beside the slot of a field the number of the one that followed it last time
  buffer<std::uint32_t> checkpoints;
  std::uint32_t checkpoint_count = 0;
  buffer<slice>* keys = nullptr;  ///< for finding keys that are written twice
  buffer<char> path;              ///< for reporting drift

  // What the event around the document says of it.
  event_kind kind = event_kind::other;
  std::string_view time_text;

  // The list of objects: where its node is, and which elements have room behind the tree.
  const class_info* element = nullptr;
  std::uint32_t element_list = 0;
  std::uint32_t tree_nodes = 0;
  std::uint32_t tree_slots = 0;
  std::uint32_t element_index[elements_kept] = {};
  bool element_present[elements_kept] = {};

  [[nodiscard]] const char* name(const node& n) const noexcept { return names[&n - nodes]; }
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

  /// Makes an index for the text whose tokens `doc` has and whose first one is a brace.
  [[nodiscard]] errc open() noexcept {
    // Items take two tokens and more, and no two lists share one.
    if (!checkpoints.reserve(doc.count() / (2 * checkpoint_step) + tree_nodes)) { return errc::out_of_memory; }
    nodes[0].begin = 0;
    nodes[0].offset = doc.offset_of(doc.position(0));
    nodes[0].state = node_state::unread;
    return errc::ok;
  }
  void release() noexcept {
    end_views();
    doc.release();
    checkpoints.release();
    path.release();
  }
};

/// The index of the field that a key names, or `key_set::not_found`.
inline unsigned find_field(const document& doc, slice key, const class_info& info) noexcept {
  const char* const raw = doc.text + key.begin;
  unsigned index = info.keys.find(raw, key.size());
  if (index == key_set::not_found && doc.rough()) {
    std::string_view plain;
    if (doc.string_value(key, lone_surrogate::refuse, plain) == unescape_fault::none && plain.data() != raw) {
      index = info.keys.find(plain.data(), plain.size());
    }
  }
  return index;
}

/// Notes that a field with a node holds something else than its kind of container.
inline void refuse(const document& doc, node& n, std::uint32_t token) noexcept {
  n.offset = doc.offset_of(doc.position(token));
  n.state = doc.first(token) == 'n' ? node_state::null : node_state::wrong_type;
}

/// Notes the container of a field, to be walked when it is asked for.
inline void place(const document_state& s, node& n, kind type, std::uint32_t token) noexcept {
  if (s.doc.first(token) != (is_array(type) ? '[' : '{')) { return refuse(s.doc, n, token); }
  n.begin = token;
  n.offset = s.doc.offset_of(s.doc.position(token));
  n.state = n.depth > s.max_depth ? node_state::too_deep : node_state::unread;
}

/// Sets a child that is not there to what follows from its parent: broken or too deep where that is, absent else.
inline void pass_on(node& n, const field_info& f) noexcept {
  node& child = (&n)[f.node];
  child.state = n.state == node_state::broken || n.state == node_state::too_deep ? n.state : node_state::absent;
  child.offset = n.offset;
  child.end = n.end;
}

/// The result of a guess that was wrong: the field that a key names, `not_found` for one that the schema does not know,
/// `no_position` where no key stands.
CALLVIEW_NO_INLINE inline unsigned read_key(const document& doc, std::uint32_t token, const class_info& info) noexcept {
  if (doc.first(token) != '"' || doc.first(token + 1) != ':' || !doc.is_string(token)) { return no_position; }
  return find_field(doc, doc.string_inside(token), info);
}

/// Walks one level of a list or map. Returns the token of its closing bracket, or `no_position` when it is broken.
inline std::uint32_t read_sequence(document_state& s, node& n) noexcept {
  std::uint32_t* const slots = s.slots + n.slots;
  const std::uint32_t first = s.checkpoint_count;
  const std::uint32_t stride = s.doc.first(n.begin) == '{' ? 4 : 2;  // tokens of an item without brackets
  std::uint32_t count = 0;
  bool flat = true;
  walker w(s.doc, n.begin);
  for (; w.next(); ++count) {
    if (flat && w.token() != n.begin + 1 + (count + 1) * stride) {
      flat = false;
      for (std::uint32_t i = 0; i < count; i += checkpoint_step) {
        s.checkpoints.data()[s.checkpoint_count++] = n.begin + 1 + i * stride;
      }
    }
    if (!flat && count % checkpoint_step == 0) { s.checkpoints.data()[s.checkpoint_count++] = w.item(); }
  }
  const std::uint32_t close = w.token() - 1;
  n.end = s.doc.offset_of(s.doc.position(w.broken() ? w.token() : close));
  n.state = w.broken() ? node_state::broken : node_state::read;
  slots[item_count] = w.broken() ? 0 : count;
  slots[first_checkpoint] = flat ? no_checkpoints : first;
  slots[next_index] = 0;
  if (!w.broken()) { return close; }
  s.checkpoint_count = first;
  return no_position;
}

enum class reading : std::uint8_t {
  whole,    ///< an object and everything of the schema below it
  members,  ///< only the object's own level
};

/// Walks an object. Returns the token of its closing brace, or `no_position`; the node says what is wrong then.
template <reading Depth>
std::uint32_t read_object(document_state& s, node& n, const class_info& info) noexcept {
  const document& doc = s.doc;
  const char* const text = doc.text;
  const std::uint32_t* const at = doc.positions();
  const std::uint32_t count = doc.count();
  std::uint32_t* const slots = s.slots + n.slots;
  std::uint8_t* const order = s.order + n.slots;
  std::uint8_t* guess = &n.first;
  std::uint64_t present = 0;
  const auto stop = [&n, &doc](std::uint32_t token) {
    n.state = node_state::broken;
    n.end = doc.offset_of(doc.position(token));
    return no_position;
  };

  std::uint32_t t = n.begin + 1;  // the token with which a member begins
  if (t < count && text[at[t]] == '}') {
    ++t;
  } else {
    for (;;) {
      if (t + 3 >= count) { return stop(std::min(t, count)); }  // a key, a colon, a value, and what follows
      unsigned i = *guess;
      if (i >= info.count || !info.fields[i].key.stands_at(text + at[t])) [[unlikely]] {
        i = read_key(doc, t, info);
        if (i == no_position) { return stop(t); }
        *guess = static_cast<std::uint8_t>(i);
      } else if (text[at[t + 1]] != ':') [[unlikely]] {
        return stop(t + 1);
      }
      const std::uint32_t value = t + 2;
      std::uint32_t next = t + 3;
      const char first = text[at[value]];
      bool fresh = false;  // of two, the first wins
      if (i != key_set::not_found) {
        const std::uint64_t bit = std::uint64_t{1} << i;
        fresh = (present & bit) == 0;
        present |= bit;
        guess = order + i;
      }
      const field_info* const f = fresh ? info.fields + i : nullptr;
      if (f != nullptr) { slots[i] = value; }
      if ((first | 0x20) == '{') {
        std::uint32_t close = no_position;
        if (f != nullptr && has_node(f->type)) {
          node& child = (&n)[f->node];
          place(s, child, f->type, value);
          if (Depth == reading::whole && child.state == node_state::unread) {
            close = f->type == kind::object ? read_object<Depth>(s, child, *f->child) : read_sequence(s, child);
          }
        }
        if (close == no_position) { close = doc.skip(value); }
        if (close == no_position || close + 1 >= count) { return stop(value); }
        next = close + 1;
      } else {
        if (first == '"' ? !doc.is_string(value) : !doc.is_primitive(value)) [[unlikely]] { return stop(value); }
        if (f != nullptr && has_node(f->type)) { refuse(doc, (&n)[f->node], value); }
      }
      const char separator = text[at[next]];
      t = next + 1;
      if (separator == ',') { continue; }
      if (separator == '}') { break; }
      return stop(next);
    }
  }
  n.present = present;
  n.end = doc.offset_of(at[t - 1]);
  n.state = node_state::read;
  return t - 1;
}

/// Walks the members of the document, behind which nothing may stand.
inline void read_root(document_state& s, const class_info& info) noexcept {
  node& root = s.nodes[0];
  const std::uint32_t close = read_object<reading::members>(s, root, info);
  if (close != no_position && close + 1 != s.doc.count()) {
    root.state = node_state::broken;
    root.end = s.doc.offset_of(s.doc.position(close + 1));
  }
}

/// The token with which an item of a list or map that was read begins. Asking for items in order takes a step each.
inline std::uint32_t sequence_item(document_state& s, const node& n, std::uint32_t index) noexcept {
  std::uint32_t* const slots = s.slots + n.slots;
  const bool in_object = s.doc.first(n.begin) == '{';
  if (slots[first_checkpoint] == no_checkpoints) { return n.begin + 1 + index * (in_object ? 4 : 2); }
  std::uint32_t at = index / checkpoint_step * checkpoint_step;
  std::uint32_t item = s.checkpoints.data()[slots[first_checkpoint] + index / checkpoint_step];
  if (slots[next_index] <= index && slots[next_index] > at) {
    at = slots[next_index];
    item = slots[next_item];
  }
  walker w(s.doc, item, in_object);
  (void)w.next();
  for (; at < index; ++at) { (void)w.next(); }
  slots[next_index] = index + 1;
  slots[next_item] = w.token();
  return w.item();
}

/// The node of a container, walked if that was not done yet. `info` is null for lists and maps.
inline node& ready(document_state& s, std::uint32_t number, const class_info* info) noexcept {
  node& n = s.at(number);
  if (n.state == node_state::unread) [[unlikely]] {
    if (info == nullptr) {
      read_sequence(s, n);
    } else if (number == 0) {
      read_root(s, *info);
    } else {
      read_object<reading::whole>(s, n, *info);
    }
  }
  return n;
}

/// Sets every node below an object that holds nothing, whatever the reason.
inline void settle_tree(node& n, const class_info& info) noexcept {
  for (unsigned i = 0; i < info.count; ++i) {
    const field_info& f = info.fields[i];
    if (!has_node(f.type)) { continue; }
    if (!n.has(i)) { pass_on(n, f); }
    if (f.type == kind::object) { settle_tree((&n)[f.node], *f.child); }
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
    root->offset = list.offset;
    root->end = list.end;
    root->state = list.state;  // an element of a list that is broken is as broken
    if (list.state == node_state::read) {
      place(*this, *root, kind::object, sequence_item(*this, list, index));
      if (root->state == node_state::unread) { read_object<reading::whole>(*this, *root, *element); }
    }
    settle_tree(*root, *element);
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

// Typed reads of a value that a walk has passed, by its token. All answer null and wrong type; `field` is the name for
// errors.

inline failure fault(const document& doc, errc code, const char* field, std::uint32_t position) noexcept {
  return {code, field, doc.offset_of(position)};
}
inline failure token_fault(const document& doc, errc code, const char* field, std::uint32_t token) noexcept {
  return fault(doc, code, field, doc.position(token));
}

/// The failure of a value that is not of the type that was asked for.
CALLVIEW_NO_INLINE inline failure mismatch(const document& doc, std::uint32_t token, const char* field) noexcept {
  return token_fault(doc, doc.first(token) == 'n' ? errc::field_null : errc::wrong_type, field, token);
}

CALLVIEW_NO_INLINE inline result<std::string_view> rough_string_at(const document& doc, std::uint32_t token,
                                                                   const char* field) noexcept {
  std::string_view value;
  if (doc.string_value(doc.string_inside(token), lone_surrogate::refuse, value) != unescape_fault::none) {
    return token_fault(doc, errc::invalid_string, field, token);
  }
  return value;
}
CALLVIEW_ALWAYS_INLINE result<std::string_view> string_at(const document& doc, std::uint32_t token,
                                                          const char* field) noexcept {
  if (doc.first(token) != '"') [[unlikely]] { return mismatch(doc, token, field); }
  if (doc.rough()) [[unlikely]] { return rough_string_at(doc, token, field); }
  return doc.view(doc.string_inside(token));
}

constexpr bool begins_number(char c) noexcept { return c == '-' || is_digit(c); }

CALLVIEW_NO_INLINE inline result<std::int64_t> other_integer_at(const document& doc, std::uint32_t token,
                                                                const char* field) noexcept {
  if (!begins_number(doc.first(token))) { return mismatch(doc, token, field); }
  std::int64_t value = 0;
  const errc code = read_integer(doc.text + doc.position(token), doc.text + doc.end, value);
  if (code != errc::ok) { return token_fault(doc, code, field, token); }
  return value;
}
CALLVIEW_ALWAYS_INLINE result<std::int64_t> integer_at(const document& doc, std::uint32_t token,
                                                       const char* field) noexcept {
  std::int64_t value;
  if (read_short_integer(doc.text + doc.position(token), value)) [[likely]] { return value; }
  return other_integer_at(doc, token, field);
}

CALLVIEW_NO_INLINE inline result<double> other_number_at(const document& doc, std::uint32_t token,
                                                         const char* field) noexcept {
  if (!begins_number(doc.first(token))) { return mismatch(doc, token, field); }
  double value = 0;
  const errc code = read_double(doc.text + doc.position(token), doc.text + doc.end, value);
  if (code != errc::ok) { return token_fault(doc, code, field, token); }
  return value;
}
CALLVIEW_ALWAYS_INLINE result<double> number_at(const document& doc, std::uint32_t token, const char* field) noexcept {
  double value;
  if (read_short_double(doc.text + doc.position(token), value)) [[likely]] { return value; }
  return other_number_at(doc, token, field);
}

CALLVIEW_ALWAYS_INLINE result<bool> boolean_at(const document& doc, std::uint32_t token, const char* field) noexcept {
  const char c = doc.first(token);
  if (c != 't' && c != 'f') { return mismatch(doc, token, field); }
  return c == 't';
}

CALLVIEW_NO_INLINE inline result<timestamp> time_at(const document& doc, std::uint32_t token,
                                                    const char* field) noexcept {
  const auto text = string_at(doc, token, field);
  timestamp value{};
  if (text && parse_timestamp(*text, value)) { return value; }
  if (!text && text.error().code != errc::invalid_string) { return mismatch(doc, token, field); }
  return token_fault(doc, errc::invalid_timestamp, field, token);
}

template <class E>
inline constexpr key_set enum_keys = enum_table<E>.set();

/// The text of an enumeration's value, and which of the known ones it is.
struct choice {
  result<std::string_view> text;
  unsigned index = key_set::not_found;
};
CALLVIEW_NO_INLINE inline choice choice_at(const document& doc, std::uint32_t token, const char* field,
                                           const key_set& known) noexcept {
  const auto text = string_at(doc, token, field);
  return {text, text ? find_enum(known, *text) : key_set::not_found};
}
template <class E>
result<open_enum<E>> enum_at(const document& doc, std::uint32_t token, const char* field) noexcept {
  const auto [text, index] = choice_at(doc, token, field, enum_keys<E>);
  if (!text) { return token_fault(doc, text.error().code, field, token); }
  return open_enum<E>(index == key_set::not_found ? E::unrecognized : static_cast<E>(index), *text);
}

/// A value's JSON text, once its grammar is checked: `depth` containers are open around it.
inline result<std::string_view> text_of(const document_state& s, std::uint32_t token, unsigned depth,
                                        const char* field) noexcept {
  const slice value = s.doc.value_at(token);
  const char* const begin = s.doc.text + value.begin;
  const char* const end = s.doc.text + value.end;
  const checked c = check_value(begin, end, s.max_depth - depth);
  if (c.code != errc::ok || c.at != end) {
    return fault(s.doc, c.code == errc::too_deep ? errc::too_deep : errc::data_not_json, field, value.begin);
  }
  return s.doc.view(value);
}

inline result<std::string_view> raw_object_at(const document_state& s, std::uint32_t token, unsigned depth,
                                              const char* field) noexcept {
  if (s.doc.first(token) != '{') { return mismatch(s.doc, token, field); }
  return text_of(s, token, depth, field);
}

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

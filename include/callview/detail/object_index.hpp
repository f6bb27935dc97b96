// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The index of one document: for each object of the schema, where the value of each field begins.
///
/// The schema is a tree known at compile time, so every object in it has its own place in two arrays of fixed size, and
/// the place of a child is its parent's plus a constant. A container is passed over until it is asked for; what was
/// asked for in earlier documents is walked along with what is around it, since passing over it costs as well. The one
/// list of objects has room for a few of its elements at a time; an element that has lost its room is walked again when
/// it is asked.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "callview/detail/document.hpp"
#include "callview/detail/key_set.hpp"
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
/// What a walk does with a value of a field.
enum class treatment : std::uint8_t {
  note,     ///< remembers where it is
  text,     ///< makes a string ready to be answered
  integer,  ///< makes an integer ready
  number,   ///< makes a number ready
  enter,    ///< walks it as well: it has a node
};
constexpr bool has_node(kind k) noexcept { return k >= kind::object; }
constexpr treatment treatment_of(kind k) noexcept {
  switch (k) {
    case kind::string:
    case kind::time:
    case kind::enumeration: return treatment::text;
    case kind::integer:
    case kind::seconds:
    case kind::milliseconds: return treatment::integer;
    case kind::number: return treatment::number;
    default: return has_node(k) ? treatment::enter : treatment::note;
  }
}
constexpr bool is_array(kind k) noexcept { return k >= kind::strings; }

struct class_info;

/// One line of the schema. The walk over an object reads little else, so it fills just one cache line.
struct alignas(64) field_info {
  quoted_key key{};
  const char* name = "";
  const class_info* child = nullptr;  ///< of the object, or of the list's elements
  const key_set* known = nullptr;     ///< values of the enumeration
  std::uint16_t node = 0;             ///< of the value, counted from the node of the object
  std::uint16_t slot = 0;             ///< of the value's node, counted from the object's slots
  kind type = kind::string;
  treatment walk = treatment::note;
  std::uint8_t length = 0;  ///< of the name
  bool personal = false;

  /// Whether this field's key stands at a quote, written as nearly every key is. False now and then where it does.
  [[nodiscard]] CALLVIEW_ALWAYS_INLINE bool key_stands_at(const char* p) const noexcept {
    return key.stands_at(p, name, length);
  }
};

/// One object type of the schema.
struct class_info {
  const field_info* fields = nullptr;
  unsigned count = 0;
  key_set keys{};
  const std::uint16_t* children = nullptr;  ///< the nodes of the fields that have one, then 0
  std::uint16_t nodes = 1;                  ///< the object's and all below
  std::uint16_t slots = 0;
};

enum class node_state : std::uint8_t {
  null,
  wrong_type,
  too_deep,
  broken,
  unread,  ///< there, and not walked yet
  // From here on a field that the object does not have is absent, and nothing worse.
  absent,
  read,
};

/// A guess whether a container will be asked for, so that it is walked along with what is around it.
enum class interest : std::uint8_t {
  none,
  asked,   ///< it was, in an earlier document
  tested,  ///< was walked, but is not at hand, so that it shows whether it is asked for still
};

struct document_state;

/// What is known of one field of an object, or one number that is kept of a list.
struct field_slot {
  std::uint64_t value = 0;    ///< when it is ready: a number, or place and size of a string
  std::uint32_t token = 0;    ///< when it is there: of its value
  std::uint8_t follower = 0;  ///< the field that followed it last time: a guess of what comes next
  std::uint8_t choice = 0;    ///< of an enumeration, the value that it had last time: a guess as well
  std::uint16_t stamp = 0;    ///< tells whether it is there and ready

  [[nodiscard]] bool is_there(std::uint32_t generation) const noexcept { return stamp >= stamp_of(generation); }
  [[nodiscard]] bool is_ready(std::uint32_t generation) const noexcept { return stamp == (stamp_of(generation) | 1); }

  /// That of a field which is there in the document of a generation; one more where its value is ready to be answered.
  /// A field that is not there has a lower one, so that nothing needs clearing from document to document.
  static constexpr std::uint16_t stamp_of(std::uint32_t generation) noexcept {
    return static_cast<std::uint16_t>(generation << 1);
  }
};

/// What is known of one container.
struct node {
  // Where it belongs. That never changes.
  document_state* owner = nullptr;
  const class_info* info = nullptr;  ///< of an object
  field_slot* slots = nullptr;
  const char* name = "";  ///< the field under which it is reached

  /// That of the document when all of this holds for it; 0 while the container must be read first, and for what stands
  /// below the list of objects, where another element may have taken the room.
  std::uint32_t generation = 0;
  std::uint32_t begin = 0;           ///< its token
  std::uint32_t offset = no_offset;  ///< where it begins in the body; where it is not there, what is around it
  std::uint32_t end = 0;             ///< where it is broken, if it is
  std::uint16_t up = 0;              ///< how far behind its parent it stands
  std::uint8_t field = 0;            ///< which field of its parent it is
  std::uint8_t depth = 0;
  node_state state = node_state::absent;
  interest asked = interest::none;

  /// Of an object: whether a field is there, in the document that is open.
  [[nodiscard]] bool has(unsigned number) const noexcept;
  /// Where an error about it stands: at its begin, or where a walk could not go on.
  [[nodiscard]] std::uint32_t stopped() const noexcept { return state == node_state::broken ? end : offset; }
  void set(node_state what, std::uint32_t when) noexcept {
    state = what;
    generation = when;
  }
  /// Forgets what was found in an object and below it.
  void clear_slots() noexcept {
    for (field_slot* s = slots; s != slots + info->slots; ++s) { s->stamp = 0; }
  }
};

/// That of views which come from no document. It is of no generation that a view can have.
inline constexpr node no_node = [] {
  node n;
  n.generation = ~std::uint32_t{0};
  return n;
}();

/// A string that is ready to be answered, as it is kept: its place and size in the text.
constexpr std::uint64_t pack_slice(slice s) noexcept { return s.begin | std::uint64_t{s.size()} << 32; }

/// The slots of a list or map. Plain are the counters from the first one on of which nothing needs to be asked.
enum sequence_slot : unsigned {
  item_count,
  plain_counters,
  item_stride,
  first_checkpoint,
  last_item,
  next_index,
  next_item,
  sequence_slots
};

/// Where no item holds brackets, all take the same number of tokens: the stride. Elsewhere that is 0, and the token of
/// every 16th item is kept, and of the last that was asked for and the one behind it.
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
  field_slot* slots = nullptr;
  std::uint32_t slot_count = 0;
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

  [[nodiscard]] node& at(std::uint32_t number) noexcept {
    return number < element_bit ? nodes[number] : element_at(number);
  }
  node& element_at(std::uint32_t number) noexcept;

  /// Whether it is time to see which containers are asked for still.
  [[nodiscard]] bool is_testing() const noexcept { return (generation & 0x7E) == 0; }

  /// Ends all views. No generation of a document that is open has the stamp 0.
  void end_views() noexcept;

  /// Makes an index for the text whose tokens `doc` has and whose first one is a brace.
  [[nodiscard]] errc open() noexcept;
  void release() noexcept {
    end_views();
    doc.release();
    checkpoints.release();
    path.release();
  }
};

inline bool node::has(unsigned number) const noexcept { return slots[number].is_there(owner->generation); }

/// The index of the field that a key names, or `key_set::not_found`.
unsigned find_field(const document& doc, slice key, const class_info& info) noexcept;

/// The node of a container, walked if that was not done yet.
node& ready(document_state& s, std::uint32_t number) noexcept;

/// The token with which an item of a list or map that was read begins. Asking for items in order takes a step each.
std::uint32_t find_item(document_state& s, const node& n, std::uint32_t index) noexcept;

CALLVIEW_ALWAYS_INLINE std::uint32_t sequence_item(document_state& s, const node& n, std::uint32_t index) noexcept {
  const std::uint32_t stride = n.slots[item_stride].token;
  return stride != 0 ? n.begin + 1 + index * stride : find_item(s, n, index);
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

failure fault(const document& doc, errc code, const char* field, std::uint32_t position) noexcept;
failure token_fault(const document& doc, errc code, const char* field, std::uint32_t token) noexcept;
result<std::string_view> string_at(const document& doc, std::uint32_t token, const char* field) noexcept;
result<std::int64_t> integer_at(const document& doc, std::uint32_t token, const char* field) noexcept;
result<double> number_at(const document& doc, std::uint32_t token, const char* field) noexcept;
result<bool> boolean_at(const document& doc, std::uint32_t token, const char* field) noexcept;
result<timestamp> time_at(const document& doc, std::uint32_t token, const char* field) noexcept;
/// A value's JSON text, once its grammar is checked: `depth` containers are open around it.
result<std::string_view> text_of(const document_state& s, std::uint32_t token, unsigned depth,
                                 const char* field) noexcept;
result<std::string_view> raw_object_at(const document_state& s, std::uint32_t token, unsigned depth,
                                       const char* field) noexcept;

template <class E>
inline constexpr key_set enum_keys = enum_table<E>.set();

/// Of a text behind which eight bytes may be read.
template <class E>
open_enum<E> enum_of(std::string_view text) noexcept {
  const unsigned index = find_enum(enum_keys<E>, text, key_bytes::of(text.data(), text.size()));
  return {index == key_set::not_found ? E::unrecognized : static_cast<E>(index), text};
}
template <class E>
result<open_enum<E>> enum_at(const document& doc, std::uint32_t token, const char* field) noexcept {
  const auto text = string_at(doc, token, field);
  if (!text) { return token_fault(doc, text.error().code, field, token); }
  return enum_of<E>(*text);
}

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

#include "callview/detail/object_reader.hpp"

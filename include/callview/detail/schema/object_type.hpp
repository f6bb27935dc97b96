// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// What the library knows about an object type at run time. schema.hpp makes these constants from the lines of a class.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "callview/detail/bytes.hpp"
#include "callview/detail/schema/key_set.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// The types that a field can have.
enum class field_type : std::uint8_t {
  string,
  integer,
  integer_or_digits,  ///< an integer, or a string that holds one
  number,
  boolean,
  time,
  seconds,
  milliseconds,
  enumeration,
  raw_object,
  raw_array,
  // From here on, the value is a container, which has a view of its own.
  object,
  counters,
  strings,
  enumerations,
  numbers,
  integers,
  objects,
};
constexpr bool is_container(field_type t) noexcept { return t >= field_type::object; }
constexpr bool is_list(field_type t) noexcept { return t >= field_type::strings; }

/// What the fast walk does with the value of a field.
enum class walk_action : std::uint8_t {
  text,
  integer,
  number,
  boolean,
  object,
  list,  ///< the walk reads it only if it is empty or accessors ask for it
  map,   ///< likewise
  note,  ///< remembers where the value begins
};
constexpr walk_action action_of(field_type t) noexcept {
  switch (t) {
    case field_type::string:
    case field_type::time:
    case field_type::enumeration: return walk_action::text;
    case field_type::integer:
    case field_type::integer_or_digits:
    case field_type::seconds:
    case field_type::milliseconds: return walk_action::integer;
    case field_type::number: return walk_action::number;
    case field_type::boolean: return walk_action::boolean;
    case field_type::object: return walk_action::object;
    case field_type::raw_object:
    case field_type::raw_array: return walk_action::note;
    case field_type::counters: return walk_action::map;
    default: return walk_action::list;
  }
}

struct object_type;

/// A field as its CALLVIEW_FIELD line describes it.
struct field_info {
  const char* name = "";
  const object_type* child = nullptr;  ///< type of the object, or of the list's elements
  const key_set* known = nullptr;      ///< values of the enumeration
  std::uint16_t slot = 0;              ///< counted from the slot of the object that has the field
  field_type type = field_type::string;
  bool personal = false;
};

/// What the fast walk needs to find and read a field, in one cache line.
struct alignas(64) walk_field {
  static constexpr std::size_t compared = 32;

  /// The key with its quotes and colon. If the key is too long, a byte that no text contains, so that nothing matches.
  char key[compared] = {'\xFF'};
  const object_type* child = nullptr;
  std::uint32_t mask = 1;  ///< one bit for each byte of the key
  std::uint16_t slot = 0;
  std::uint8_t value = 0;  ///< distance from the byte before the key to the value
  walk_action action = walk_action::note;

  /// Whether this is the end of the fields of an object type, which matches no key.
  [[nodiscard]] constexpr bool is_end() const noexcept { return slot == 0; }
};

/// A field that is a container.
struct child_field {
  std::uint16_t slot = 0;
  std::uint16_t number = 0;
};

/// One object type of the schema. An object takes a block of slots: its own slot, then one for each field. A field that
/// is an object takes the whole block of that object.
struct object_type {
  const field_info* fields = nullptr;
  unsigned count = 0;
  key_set keys{};
  const walk_field* escaped = nullptr;  ///< one for each field, then one that matches nothing
  const walk_field* plain = nullptr;
  const std::uint16_t* containers = nullptr;     ///< the slots of all containers below, in order
  const char* const* container_names = nullptr;  ///< the names of the fields whose values they are
  unsigned container_count = 0;
  const child_field* children = nullptr;  ///< its own fields that are containers, in order
  unsigned child_count = 0;
  std::uint32_t slots = 1;  ///< size of the block
  std::uint32_t depth = 1;  ///< levels of objects, including this one
};

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

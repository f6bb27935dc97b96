// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The schema, written once: a class for each object type and a line for each field. Everything that needs to know the
/// fields (key lookup, walks, validation, printing, the drift report) is made from those lines.
///
///     class location : public object_view<location> {
///      public:
///       /// Latitude in degrees.
///       CALLVIEW_FIELD(number, lat, personal)
///       /// Longitude in degrees.
///       CALLVIEW_FIELD(number, lon, personal)
///     };
///
/// The first word is the field's type, a name in `detail::as`. `personal` marks data that identifies a person or a
/// device.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "callview/detail/schema/object_type.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// The number of a line.
template <unsigned I>
struct line {};

/// The largest number of fields that a class can have.
inline constexpr unsigned most_fields = 120;

// Counts the lines of a class while the class is being compiled. Each line declares an overload that takes a higher
// rank than the overloads before it, and overload resolution finds the highest rank.
template <unsigned N>
struct rank : rank<N - 1> {};
template <>
struct rank<0> {};
template <unsigned N>
struct lines {
  char count[N + 1];
};

// Tables that are made from the lines of a class. They are variable templates, because the class is still incomplete at
// its lines.

template <class C>
inline constexpr unsigned field_count = sizeof(decltype(C::callview_lines(rank<most_fields>{}))) - 1;

constexpr std::uint32_t slots_of(const field_info& f) noexcept {
  return f.type == field_type::object ? f.child->slots : 1;
}

template <class C>
consteval std::array<field_info, field_count<C>> make_fields() {
  auto fields = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<field_info, sizeof...(I)>{C::callview_field(line<I>{})...};
  }
  (std::make_index_sequence<field_count<C>>{});
  std::uint32_t slot = 1;
  for (field_info& f : fields) {
    f.slot = static_cast<std::uint16_t>(slot);
    slot += slots_of(f);
  }
  return fields;
}
template <class C>
inline constexpr std::array<field_info, field_count<C>> fields_of = make_fields<C>();

template <class C, std::size_t I>
inline constexpr std::string_view name_of_field = fields_of<C>[I].name;

template <class C>
consteval key_table<field_count<C>> make_keys() {
  std::array<std::string_view, field_count<C>> names{};
  for (unsigned i = 0; i < names.size(); ++i) { names[i] = fields_of<C>[i].name; }
  return key_table<field_count<C>>(names);
}
template <class C>
inline constexpr key_table<field_count<C>> keys_of = make_keys<C>();

constexpr walk_field make_walk_field(const field_info& f, std::string_view quote) {
  walk_field w;
  const std::string_view name(f.name);
  const std::size_t size = name.size() + 2 * quote.size() + 1;
  w.child = f.child;
  w.slot = f.slot;
  w.action = action_of(f.type);
  w.value = static_cast<std::uint8_t>(size + 1);
  if (size > walk_field::compared) { return w; }  // the walk looks up its name instead
  std::size_t at = 0;
  const auto put = [&](std::string_view text) {
    for (const char c : text) { w.key[at++] = c; }
  };
  put(quote);
  put(name);
  put(quote);
  put(":");
  w.mask = size == 32 ? 0xFFFFFFFFU : (std::uint32_t{1} << size) - 1;
  return w;
}
template <class C>
consteval std::array<walk_field, field_count<C> + 1> make_walk_fields(std::string_view quote) {
  std::array<walk_field, field_count<C> + 1> fields{};
  for (unsigned i = 0; i < field_count<C>; ++i) { fields[i] = make_walk_field(fields_of<C>[i], quote); }
  return fields;
}
template <class C>
inline constexpr auto escaped_fields_of = make_walk_fields<C>("\\\"");
template <class C>
inline constexpr auto plain_fields_of = make_walk_fields<C>("\"");

template <class C>
consteval unsigned count_containers() {
  unsigned count = 0;
  for (const field_info& f : fields_of<C>) {
    if (is_container(f.type)) { count += 1 + (f.type == field_type::object ? f.child->container_count : 0U); }
  }
  return count;
}
template <class C>
inline constexpr auto containers_of = [] {
  std::array<std::uint16_t, count_containers<C>() + 1> slots{};
  unsigned count = 0;
  for (const field_info& f : fields_of<C>) {
    if (!is_container(f.type)) { continue; }
    slots[count++] = f.slot;
    if (f.type != field_type::object) { continue; }
    for (unsigned i = 0; i < f.child->container_count; ++i) {
      slots[count++] = static_cast<std::uint16_t>(f.slot + f.child->containers[i]);
    }
  }
  return slots;
}();

template <class C>
inline constexpr auto container_names_of = [] {
  std::array<const char*, count_containers<C>() + 1> names{};
  unsigned count = 0;
  for (const field_info& f : fields_of<C>) {
    if (!is_container(f.type)) { continue; }
    names[count++] = f.name;
    if (f.type != field_type::object) { continue; }
    for (unsigned i = 0; i < f.child->container_count; ++i) { names[count++] = f.child->container_names[i]; }
  }
  return names;
}();

template <class C>
consteval unsigned count_children() {
  unsigned count = 0;
  for (const field_info& f : fields_of<C>) { count += is_container(f.type) ? 1U : 0U; }
  return count;
}
template <class C>
inline constexpr auto children_of = [] {
  std::array<child_field, count_children<C>() + 1> children{};
  unsigned count = 0;
  for (std::uint16_t i = 0; i < field_count<C>; ++i) {
    if (is_container(fields_of<C>[i].type)) {
      children[count++] = {fields_of<C>[i].slot, i};
    }
  }
  return children;
}();

template <class C>
consteval object_type make_type() {
  object_type t;
  t.fields = fields_of<C>.data();
  t.count = field_count<C>;
  t.keys = keys_of<C>.set();
  t.escaped = escaped_fields_of<C>.data();
  t.plain = plain_fields_of<C>.data();
  t.containers = containers_of<C>.data();
  t.container_names = container_names_of<C>.data();
  t.container_count = count_containers<C>();
  t.children = children_of<C>.data();
  t.child_count = count_children<C>();
  for (const field_info& f : fields_of<C>) {
    t.slots += slots_of(f);
    if (f.type == field_type::object && f.child->depth + 1 > t.depth) { t.depth = f.child->depth + 1; }
  }
  return t;
}
template <class C>
inline constexpr object_type type_of = make_type<C>();

constexpr field_info field_of(const char* name, field_type type) noexcept {
  field_info f;
  f.name = name;
  f.type = type;
  return f;
}
constexpr field_info mark(field_info f, bool is_personal = false) noexcept {
  f.personal = is_personal;
  return f;
}

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

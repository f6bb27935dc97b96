// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The field types. A class in `as` says what the accessor returns, how the accessor gets the value, and how the schema
/// describes the field. HACKING.md lists what else a new field type needs.

#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "callview/detail/index/read.hpp"
#include "callview/detail/index/view.hpp"
#include "callview/detail/number.hpp"
#include "callview/detail/schema/schema.hpp"
#include "callview/detail/timestamp.hpp"
#include "callview/list.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// A field of the object that a view refers to.
struct field_place {
  const view_base& view;
  const field_info& field;
};

/// Reads a value whose slot is not ready. `Read` reads the value at a position.
template <class T, result<T> (*Read)(document_index&, std::uint32_t, const char*) noexcept>
CALLVIEW_NO_INLINE result<T> search(const view_base& v, const field_info& f) noexcept {
  const located_value value = locate(v, f);
  if (!value.found) { return value.why; }
  return Read(view_access::index(v), value.at, f.name);
}

namespace as {

/// Reads a field. Uses the slot of the field if it is ready, the slot of the object if the field is absent, and
/// search() otherwise. Most accessors inline this function, so it must be small. `Take` reads the value from a slot
/// that is ready. It returns false to leave the value to `Read`.
template <class T, bool (*Take)(const view_owner&, const field_slot&, T&) noexcept,
          result<T> (*Read)(document_index&, std::uint32_t, const char*) noexcept>
CALLVIEW_ALWAYS_INLINE result<T> answer(const field_place& p) noexcept {
  if (view_access::has_own_slot(p.view)) [[likely]] {
    const view_owner& d = view_access::owner(p.view);
    const field_slot* const own = view_access::own_slot_of(p.view);
    const field_slot& s = own[p.field.slot];
    if (view_access::is_ready(p.view, s)) [[likely]] {
      if (T value{}; Take(d, s, value)) [[likely]] { return value; }
    } else if (!view_access::is_found(p.view, s) &&
               (view_access::is_ready(p.view, *own) ||
                (view_access::is_known(p.view, *own) && own->field_condition() == errc::field_absent))) {
      // A constant code makes the code of the caller smaller.
      return fault(d, errc::field_absent, p.field.name, own->position());
    }
  }
  return search<T, Read>(p.view, p.field);
}

/// A field type with one value.
template <field_type Type, class T, bool (*Take)(const view_owner&, const field_slot&, T&) noexcept,
          result<T> (*Read)(document_index&, std::uint32_t, const char*) noexcept>
struct scalar {
  using type = result<T>;
  CALLVIEW_ALWAYS_INLINE static type get(const field_place& p) noexcept { return answer<T, Take, Read>(p); }
  static constexpr field_info describe(const char* name) noexcept { return field_of(name, Type); }
};

CALLVIEW_ALWAYS_INLINE bool take_string(const view_owner& d, const field_slot& s, std::string_view& out) noexcept {
  out = s.string(d.text);
  return true;
}
CALLVIEW_ALWAYS_INLINE bool take_number(const view_owner&, const field_slot& s, double& out) noexcept {
  out = std::bit_cast<double>(s.value);
  return true;
}
CALLVIEW_ALWAYS_INLINE bool take_boolean(const view_owner&, const field_slot& s, bool& out) noexcept {
  out = s.value != 0;
  return true;
}
template <class D>
CALLVIEW_ALWAYS_INLINE bool take_count(const view_owner&, const field_slot& s, D& out) noexcept {
  out = D(static_cast<std::int64_t>(s.value));
  return true;
}
CALLVIEW_ALWAYS_INLINE bool take_time(const view_owner& d, const field_slot& s, timestamp& out) noexcept {
  return parse_timestamp(s.string(d.text), out);
}
template <class E>
CALLVIEW_ALWAYS_INLINE bool take_enum(const view_owner& d, const field_slot& s, open_enum<E>& out) noexcept {
  out = enum_of<E>(s.string(d.text));
  return true;
}

using string = scalar<field_type::string, std::string_view, take_string, read_string>;
using integer = scalar<field_type::integer, std::int64_t, take_count<std::int64_t>, read_integer>;
using integer_or_digits =
    scalar<field_type::integer_or_digits, std::int64_t, take_count<std::int64_t>, read_integer_or_digits>;
using number = scalar<field_type::number, double, take_number, read_number>;
using boolean = scalar<field_type::boolean, bool, take_boolean, read_boolean>;
using seconds = scalar<field_type::seconds, std::chrono::seconds, take_count<std::chrono::seconds>,
                       read_duration<std::chrono::seconds>>;
using milliseconds = scalar<field_type::milliseconds, std::chrono::milliseconds, take_count<std::chrono::milliseconds>,
                            read_duration<std::chrono::milliseconds>>;
using time = scalar<field_type::time, timestamp, take_time, read_time>;

constexpr field_info with_values(field_info f, const key_set& known) noexcept {
  f.known = &known;
  return f;
}
template <class E>
struct enumeration : scalar<field_type::enumeration, open_enum<E>, take_enum<E>, read_enum<E>> {
  static constexpr field_info describe(const char* name) noexcept {
    return with_values(field_of(name, field_type::enumeration), enum_keys<E>);
  }
};

/// JSON text that callview does not interpret.
template <field_type Type, char Bracket>
struct raw {
  using type = result<std::string_view>;
  static type get(const field_place& p) noexcept {
    const located_value value = locate(p.view, p.field);
    if (!value.found) { return value.why; }
    return read_raw(view_access::index(p.view), value.at, value.depth, Bracket, p.field.name);
  }
  static constexpr field_info describe(const char* name) noexcept { return field_of(name, Type); }
};
using raw_object = raw<field_type::raw_object, '{'>;
using raw_array = raw<field_type::raw_array, '['>;

template <field_type Type, class V>
struct container {
  using type = V;
  CALLVIEW_ALWAYS_INLINE static type get(const field_place& p) noexcept {
    return view_access::child<V>(p.view, p.field);
  }
  static constexpr field_info describe(const char* name) noexcept { return field_of(name, Type); }
};

using strings = container<field_type::strings, string_list>;
using numbers = container<field_type::numbers, number_list>;
using integers = container<field_type::integers, integer_list>;
using counters = container<field_type::counters, counter_map>;

template <class E>
struct enumerations : container<field_type::enumerations, enum_list<E>> {
  static constexpr field_info describe(const char* name) noexcept {
    return with_values(field_of(name, field_type::enumerations), enum_keys<E>);
  }
};

constexpr field_info with_child(field_info f, const object_type& child) noexcept {
  f.child = &child;
  return f;
}
template <class T>
struct object : container<field_type::object, T> {
  static constexpr field_info describe(const char* name) noexcept {
    return with_child(field_of(name, field_type::object), type_of<T>);
  }
};
template <class T>
struct objects : container<field_type::objects, object_list<T>> {
  static constexpr field_info describe(const char* name) noexcept {
    return with_child(field_of(name, field_type::objects), type_of<T>);
  }
};

}  // namespace as
}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The schema, written once: a class per object type, a line per field. The key look-up, validation, printing and the
/// drift report are made from those lines.
///
///     class location : public detail::object_view<location> {
///      public:
///       CALLVIEW_FIELD(0, number, lat, personal)
///       CALLVIEW_FIELD(1, number, lon, personal)
///     };
///
/// The number is the line's place in its class, the second word its type (a name in `detail::as`). `personal` marks
/// data that points at a person or a device.

#include <array>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <utility>

#include "callview/detail/number.hpp"
#include "callview/detail/view.hpp"
#include "callview/list.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// The number of a line.
template <unsigned I>
struct line {};

// Everything that follows from the lines of a class. Templates of variables, since a class is not complete where its
// own lines stand.

template <class C, unsigned I>
concept has_line = requires {
  C::callview_field(line<I>{});
};
template <class C, unsigned I = 0>
consteval unsigned count_lines() {
  if constexpr (has_line<C, I>) {
    return count_lines<C, I + 1>();
  } else {
    static_assert(!has_line<C, I + 1> && !has_line<C, I + 2>, "the number of a line was left out");
    return I;
  }
}
template <class C>
inline constexpr unsigned field_count = count_lines<C>();

/// How many nodes and slots the value of a field takes.
struct room {
  std::uint16_t nodes = 0;
  std::uint16_t slots = 0;
};
constexpr room room_of(const field_info& f) noexcept {
  if (!has_node(f.type)) { return {}; }
  return f.type == kind::object ? room{f.child->nodes, f.child->slots} : room{1, sequence_slots};
}

template <class C>
consteval std::array<field_info, field_count<C>> make_fields() {
  auto lines = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<field_info, sizeof...(I)>{C::callview_field(line<I>{})...};  // a number left out is an error here
  }
  (std::make_index_sequence<field_count<C>>{});
  std::uint16_t node = 1;
  std::uint16_t slot = field_count<C> + 1;
  for (field_info& f : lines) {
    const room r = room_of(f);
    f.node = node;
    f.slot = slot;
    f.key = quoted_key(f.name);
    f.length = static_cast<std::uint8_t>(std::string_view(f.name).size());
    f.walk = treatment_of(f.type);
    node = static_cast<std::uint16_t>(node + r.nodes);
    slot = static_cast<std::uint16_t>(slot + r.slots);
  }
  return lines;
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

template <class C>
inline constexpr auto children_of = [] {
  std::array<std::uint16_t, field_count<C> + 1> nodes{};
  unsigned count = 0;
  for (const field_info& f : fields_of<C>) {
    if (has_node(f.type)) { nodes[count++] = f.node; }
  }
  return nodes;
}();

template <class C>
consteval class_info make_info() {
  room all{1, field_count<C> + 1};  // the last slot stands for what is before the first field
  for (const field_info& f : fields_of<C>) {
    const room r = room_of(f);
    all.nodes = static_cast<std::uint16_t>(all.nodes + r.nodes);
    all.slots = static_cast<std::uint16_t>(all.slots + r.slots);
  }
  return {fields_of<C>.data(), field_count<C>, keys_of<C>.set(), children_of<C>.data(), all.nodes, all.slots};
}
template <class C>
inline constexpr class_info info_of = make_info<C>();

constexpr field_info field_of(const char* name, kind type) noexcept {
  field_info f;
  f.name = name;
  f.type = type;
  return f;
}

/// The types of fields: `type` is what the accessor returns, `get` how, `describe` what the schema says.
namespace as {

/// `At` makes an answer of a value by its token.
template <kind K, class T, result<T> (*At)(const document&, std::uint32_t, const char*) noexcept>
struct searched {
  using type = result<T>;
  CALLVIEW_ALWAYS_INLINE static type get(const view_base& v, const class_info& info, unsigned field) noexcept {
    if (view_access::at_hand(v)) [[likely]] {
      const node& n = view_access::node_of(v);
      if (n.state >= node_state::absent && !n.has(field)) {
        return failure{errc::field_absent, info.fields[field].name, n.offset};
      }
    }
    return search(v, field, info.fields[field].name);
  }
  CALLVIEW_NO_INLINE static type search(const view_base& v, unsigned field, const char* name) noexcept {
    const located l = locate(v, field, name);
    if (l.token == 0) { return l.why; }
    return At(*l.doc, l.token, name);
  }
  static constexpr field_info describe(const char* name) noexcept { return field_of(name, K); }
};

/// `Take` makes an answer of a value that is ready.
template <kind K, class T, T (*Take)(const node&, field_slot&) noexcept,
          result<T> (*At)(const document&, std::uint32_t, const char*) noexcept>
struct scalar : searched<K, T, At> {
  using type = result<T>;
  CALLVIEW_ALWAYS_INLINE static type get(const view_base& v, const class_info& info, unsigned field) noexcept {
    if (field_slot* const slot = view_access::ready_slot(v, field); slot != nullptr) [[likely]] {
      return Take(view_access::node_of(v), *slot);
    }
    return searched<K, T, At>::get(v, info, field);
  }
};

inline double number_of(const node&, field_slot& slot) noexcept { return plain_double(slot.value); }
template <class D>
D count_of(const node&, field_slot& slot) noexcept {
  return D(static_cast<std::int64_t>(slot.value));
}
template <class D>
result<D> count_at(const document& doc, std::uint32_t token, const char* field) noexcept {
  const auto count = integer_at(doc, token, field);
  if (!count) { return token_fault(doc, count.error().code, field, token); }
  return D(*count);
}

using string = scalar<kind::string, std::string_view, text_at, string_at>;
using integer = scalar<kind::integer, std::int64_t, count_of<std::int64_t>, integer_at>;
using number = scalar<kind::number, double, number_of, number_at>;
using seconds =
    scalar<kind::seconds, std::chrono::seconds, count_of<std::chrono::seconds>, count_at<std::chrono::seconds>>;
using milliseconds = scalar<kind::milliseconds, std::chrono::milliseconds, count_of<std::chrono::milliseconds>,
                            count_at<std::chrono::milliseconds>>;

struct boolean : searched<kind::boolean, bool, boolean_at> {
  CALLVIEW_ALWAYS_INLINE static type get(const view_base& v, const class_info& info, unsigned field) noexcept {
    if (view_access::at_hand(v)) [[likely]] {
      const node& n = view_access::node_of(v);
      if (n.has(field)) {
        const char first = n.owner->doc.first(n.slots[field].token);
        if (first == 't' || first == 'f') { return first == 't'; }
      }
    }
    return searched::get(v, info, field);
  }
};

struct time : searched<kind::time, timestamp, time_at> {
  CALLVIEW_ALWAYS_INLINE static type get(const view_base& v, const class_info& info, unsigned field) noexcept {
    if (field_slot* const slot = view_access::ready_slot(v, field); slot != nullptr) [[likely]] {
      timestamp value;
      if (parse_timestamp(text_at(view_access::node_of(v), *slot), value)) [[likely]] { return value; }
    }
    return searched::get(v, info, field);
  }
};

/// Nearly always the value that the field had last time, written as Twilio does.
template <class E>
open_enum<E> enum_ready(const node& n, field_slot& slot) noexcept {
  const std::string_view text = text_at(n, slot);
  if (enum_keys<E>.is(slot.choice, text.data(), text.size())) [[likely]] { return {static_cast<E>(slot.choice), text}; }
  const open_enum<E> answer = enum_of<E>(text);
  slot.choice = answer.value() == E::unrecognized ? 0 : static_cast<std::uint8_t>(answer.value());
  return answer;
}
template <class E>
struct enumeration : scalar<kind::enumeration, open_enum<E>, enum_ready<E>, enum_at<E>> {
  static constexpr field_info describe(const char* name) noexcept {
    field_info f = field_of(name, kind::enumeration);
    f.known = &enum_keys<E>;
    return f;
  }
};

struct raw_object {
  using type = result<std::string_view>;
  CALLVIEW_ALWAYS_INLINE static type get(const view_base& v, const class_info& info, unsigned field) noexcept {
    const char* const name = info.fields[field].name;
    const located l = locate(v, field, name);
    if (l.token == 0) { return l.why; }
    document_state& s = view_access::state(v);
    return raw_object_at(s, l.token, s.at(view_access::number(v)).depth, name);
  }
  static constexpr field_info describe(const char* name) noexcept { return field_of(name, kind::raw_object); }
};

template <kind K, class V>
struct container {
  using type = V;
  CALLVIEW_ALWAYS_INLINE static type get(const view_base& v, const class_info& info, unsigned field) noexcept {
    return view_access::child<V>(v, info, field);
  }
  static constexpr field_info describe(const char* name) noexcept { return field_of(name, K); }
};

using strings = container<kind::strings, string_list>;
using counters = container<kind::counters, counter_map>;

template <class E>
struct enumerations : container<kind::enumerations, enum_list<E>> {
  static constexpr field_info describe(const char* name) noexcept {
    field_info f = field_of(name, kind::enumerations);
    f.known = &enum_keys<E>;
    return f;
  }
};

template <class T>
struct object : container<kind::object, T> {
  static constexpr field_info describe(const char* name) noexcept {
    field_info f = field_of(name, kind::object);
    f.child = &info_of<T>;
    return f;
  }
};

template <class T>
struct objects : container<kind::objects, object_list<T>> {
  static constexpr field_info describe(const char* name) noexcept {
    field_info f = field_of(name, kind::objects);
    f.child = &info_of<T>;
    return f;
  }
};

}  // namespace as

constexpr field_info mark(field_info f, bool is_personal = false) noexcept {
  f.personal = is_personal;
  return f;
}

// The accessor, its description, and the way back from the description to the accessor. The name is in parentheses
// because <windows.h> and <sys/sysmacros.h> have macros called min, max and major.
#define CALLVIEW_FIELD(number_, type_, name_, ...)                                                             \
  [[nodiscard]] typename ::callview::detail::as::type_::type(name_)() const noexcept {                         \
    return ::callview::detail::as::type_::get(*this, callview_info(), number_);                                \
  }                                                                                                            \
  static constexpr ::callview::detail::field_info callview_field(::callview::detail::line<number_>) noexcept { \
    [[maybe_unused]] constexpr bool personal = true;                                                           \
    return ::callview::detail::mark(::callview::detail::as::type_::describe(#name_), bool{__VA_ARGS__});       \
  }                                                                                                            \
  template <class View>                                                                                        \
  static auto callview_get(const View& view, ::callview::detail::line<number_>) noexcept {                     \
    return (view.name_)();                                                                                     \
  }

}  // namespace detail

/// A member of an object that callview does not know.
struct unknown_field {
  std::string_view key;  ///< Un-escaped; half of a surrogate pair in it is written as U+FFFD.
  std::string_view raw;  ///< The value's JSON text. What a nested value holds inside was not checked.
};

namespace detail {

/// The members of an object that the schema does not know, in the order of the text.
class unknown_range {
 public:
  class iterator {
   public:
    using value_type = unknown_field;
    using difference_type = std::ptrdiff_t;
    using iterator_concept = std::input_iterator_tag;

    iterator() noexcept = default;
    [[nodiscard]] unknown_field operator*() const noexcept {
      unknown_field f;
      if (view_access::alive(view_) == errc::ok && !done_) {
        const document& doc = view_access::state(view_).doc;
        f.key = doc.readable(walker_.key());
        f.raw = doc.view(doc.value_at(walker_.value()));
      }
      return f;
    }
    iterator& operator++() noexcept {
      // The walk looks at memory of the decoder, so it must not go on once the view is stale.
      while (!done_) {
        done_ = view_access::alive(view_) != errc::ok || !walker_.next();
        if (!done_ && find_field(view_access::state(view_).doc, walker_.key(), *info_) == key_set::not_found) { break; }
      }
      return *this;
    }
    void operator++(int) noexcept { ++*this; }
    [[nodiscard]] friend bool operator==(const iterator& i, std::default_sentinel_t) noexcept { return i.done_; }

   private:
    friend class unknown_range;
    iterator(const view_base& view, const class_info& info, walker w) noexcept
        : view_(view), info_(&info), walker_(w), done_(false) {
      ++*this;
    }
    view_base view_;
    const class_info* info_ = nullptr;
    walker walker_;
    bool done_ = true;
  };

  unknown_range(const view_base& view, const class_info& info) noexcept : view_(view), info_(&info) {}
  [[nodiscard]] iterator begin() const noexcept {
    if (view_access::alive(view_) != errc::ok) { return {}; }
    document_state& s = view_access::state(view_);
    const node& n = ready(s, view_access::number(view_));
    if (n.state != node_state::read) { return {}; }
    return {view_, *info_, walker(s.doc, n.begin)};
  }
  [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }
  [[nodiscard]] bool empty() const noexcept { return begin() == end(); }

 private:
  view_base view_;
  const class_info* info_;
};

/// The members that every object view has, whatever its fields.
template <class C>
class object_view : public view_base {
 public:
  /// Why the object is not there: `field_absent`, `field_null`, `wrong_type`, `data_not_json`, `too_deep`,
  /// `stale_view`.
  [[nodiscard]] callview::error error() const noexcept { return view_access::error(*this); }
  /// True when the object is there and whole on its own level.
  [[nodiscard]] explicit operator bool() const noexcept { return view_access::is_there(*this); }

  /// The JSON text of a member by its key, known to callview or not; `null` for a null. Of a key that is written twice
  /// the first. Absent, `data_not_json` or `too_deep` where there is no such text. Linear in the object.
  [[nodiscard]] result<std::string_view> raw(std::string_view key) const noexcept {
    if (const errc code = view_access::alive(*this); code != errc::ok) { return failure{code}; }
    document_state& s = view_access::state(*this);
    const node& n = ready(s, view_access::number(*this));
    if (n.state == node_state::read) {
      walker w(s.doc, n.begin);
      while (w.next()) {
        std::string_view name;
        if (s.doc.string_value(w.key(), name) == unescape_fault::none && name == key) {
          return text_of(s, w.value(), n.depth, "");
        }
      }
    }
    return failure{missing(n.state), "", n.stopped()};
  }

  /// The members that callview does not know, in the order of the text. Empty where the object is not there.
  [[nodiscard]] unknown_range unknown_fields() const noexcept { return {*this, callview_info()}; }

  // Not constexpr: that would ask for the schema of a class before the class is complete.
  static const class_info& callview_info() noexcept { return info_of<C>; }
};

}  // namespace detail

/// Calls `visitor(name, result-or-view)` for every field of an object view, in schema order. The names are static.
template <class C, class Visitor>
requires requires { C::callview_info(); }
void for_each_field(const C& view, Visitor&& visitor) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (visitor(detail::name_of_field<C, I>, C::callview_get(view, detail::line<I>{})), ...);
  }
  (std::make_index_sequence<detail::field_count<C>>{});
}

}  // namespace CALLVIEW_ABI
}  // namespace callview

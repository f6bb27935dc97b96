// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Lists and maps: fields that contain a JSON array, or a JSON object whose keys are not fixed.
///
/// A list that is absent, null or of another type is empty, and its `error()` says why. Lists are views. Their lifetime
/// is that of the document: see document.hpp.

#include <cstddef>
#include <cstdint>
#include <ranges>
#include <string_view>

#include "callview/detail/index/read.hpp"
#include "callview/detail/index/view.hpp"
#include "callview/result.hpp"
#include "callview/values.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// Position of an item of a list; `no_position` if there is none.
std::uint32_t find_item(const view_base& v, std::size_t index) noexcept;
/// The item of a map. If there is none, its `at` is `no_position` and its `key_size` is `unknown`.
map_item find_map_item(const view_base& v, std::size_t index) noexcept;
/// Why there is no item: `field_absent` past the end, or if the list is absent, null or of another type; otherwise the
/// error of the list.
failure why_no_item(const view_base& v) noexcept;
/// The failure of an item, under the name of the list.
failure with_list_name(const view_base& v, const callview::error& e) noexcept;
/// Number of items of a list or map; 0 if there is none.
std::size_t item_count(const view_base& v) noexcept;
/// An item of the map that `slot` describes. `index` must be less than the number of items.
CALLVIEW_ALWAYS_INLINE map_item map_item_of(const view_base& v, const field_slot& slot, std::size_t index) noexcept {
  const std::uint32_t* const words =
      view_access::index(v).items(view_access::owner(v)) + slot.first_item() + index * map_item::words;
  return {words[0], words[1], words[2]};
}

}  // namespace detail

/// The members of all lists and maps. A list is a random-access range that returns its items by value.
template <class Derived, class Value>
class sequence : public detail::view_base {
 public:
  using value_type = Value;                                 ///< An item, by value.
  using iterator = detail::index_iterator<Derived, Value>;  ///< Random access; may outlive the list object.
  using const_iterator = iterator;                          ///< Same as `iterator`: a list is read-only.

  /// Number of items; 0 if there is no list. The first call takes linear time, later calls constant time.
  [[nodiscard]] std::size_t size() const noexcept { return detail::item_count(*this); }
  /// True if there are no items or there is no list.
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }
  /// The first item.
  [[nodiscard]] iterator begin() const noexcept { return {derived(), 0}; }
  /// Past the last item.
  [[nodiscard]] iterator end() const noexcept { return {derived(), size()}; }

  /// The reason why there is no list: `field_absent`, `field_null`, `wrong_type`, `data_not_json`, `too_deep`,
  /// `out_of_memory` or `stale_view`. `ok` if there is one.
  [[nodiscard]] callview::error error() const noexcept { return detail::view_access::error(*this); }
  /// True if the list is present, even if it is empty.
  [[nodiscard]] explicit operator bool() const noexcept { return detail::view_access::is_there(*this); }
  /// True if the JSON does not have the list (`errc::field_absent`).
  [[nodiscard]] bool is_absent() const noexcept { return detail::view_access::code(*this) == errc::field_absent; }
  /// True if the list is JSON `null` (`errc::field_null`).
  [[nodiscard]] bool is_null() const noexcept { return detail::view_access::code(*this) == errc::field_null; }

 private:
  [[nodiscard]] const Derived& derived() const noexcept { return static_cast<const Derived&>(*this); }
};

/// A list of scalars. `Read` reads the item at a position.
template <class Derived, class T, result<T> (*Read)(detail::document_index&, std::uint32_t, const char*) noexcept>
class scalar_list : public sequence<Derived, result<T>> {
 public:
  /// The item at `index`. Its errors are those of a field of the same type. Past the end, or if the list is absent,
  /// null or of another type, the error is `field_absent`.
  [[nodiscard]] result<T> operator[](std::size_t index) const noexcept {
    const std::uint32_t at = detail::find_item(*this, index);
    if (at == detail::no_position) { return detail::why_no_item(*this); }
    const result<T> item = Read(detail::view_access::index(*this), at, "");
    if (!item) [[unlikely]] { return detail::with_list_name(*this, item.error()); }
    return item;
  }
};

/// A JSON array of strings.
class string_list : public scalar_list<string_list, std::string_view, detail::read_string> {};

/// A JSON array of integers.
class integer_list : public scalar_list<integer_list, std::int64_t, detail::read_integer> {};

/// A JSON array of numbers.
class number_list : public scalar_list<number_list, double, detail::read_number> {};

/// A JSON array of strings with the values of an enumeration. Each item keeps its text.
template <class E>
class enum_list : public scalar_list<enum_list<E>, open_enum<E>, detail::read_enum<E>> {};

/// One member of a `counter_map`.
struct counter {
  /// The unescaped key, with unpaired surrogates replaced by U+FFFD. Valid as long as the view of the map.
  std::string_view name;
  /// The count. The error is `wrong_type` or `field_null` if the value is not an integer, and `out_of_range` if it does
  /// not fit into 64 bits.
  result<std::int64_t> value;
};

namespace detail {
/// The member of a map for an item whose key or value needs conversion, or for none.
counter convert_counter(const view_base& map, const map_item& item) noexcept;
}  // namespace detail

/// A JSON object that maps names to counts, in document order. The names are not fixed. If a key occurs twice,
/// iteration returns both members.
class counter_map : public sequence<counter_map, counter> {
 public:
  /// The member at `index`. Past the end, its name is empty and its value is `field_absent`.
  [[nodiscard]] counter operator[](std::size_t index) const noexcept {
    using namespace detail;
    const field_slot* const s = view_access::own_slot(*this);
    const bool is_read = s != nullptr && view_access::is_ready(*this, *s) && index < s->item_count();
    const map_item item = is_read ? map_item_of(*this, *s, index) : find_map_item(*this, index);
    if (item.key_size == map_item::unknown) [[unlikely]] { return convert_counter(*this, item); }
    return {{view_access::index(*this).text + item.at + 1, item.key_size}, static_cast<std::int64_t>(item.value)};
  }

  /// The count with this name; the first one if the key occurs twice, `field_absent` if it does not occur. Linear in
  /// the number of members.
  [[nodiscard]] result<std::int64_t> find(std::string_view name) const noexcept;
};

namespace detail {
/// The view of an element of a list of objects, for any class.
view_base locate_element(const view_base& list, std::size_t index) noexcept;
}  // namespace detail

/// A JSON array of objects with the view class `T`.
template <class T>
class object_list : public sequence<object_list<T>, T> {
 public:
  /// The view of the element at `index`. Past the end, a view whose error() is `field_absent`.
  [[nodiscard]] T operator[](std::size_t index) const noexcept {
    return detail::view_access::same<T>(detail::locate_element(*this, index));
  }
};

}  // namespace CALLVIEW_ABI
}  // namespace callview

/// @cond
template <>
inline constexpr bool std::ranges::enable_borrowed_range<callview::string_list> = true;
template <>
inline constexpr bool std::ranges::enable_borrowed_range<callview::integer_list> = true;
template <>
inline constexpr bool std::ranges::enable_borrowed_range<callview::number_list> = true;
template <class E>
inline constexpr bool std::ranges::enable_borrowed_range<callview::enum_list<E>> = true;
template <>
inline constexpr bool std::ranges::enable_borrowed_range<callview::counter_map> = true;
template <class T>
inline constexpr bool std::ranges::enable_borrowed_range<callview::object_list<T>> = true;
/// @endcond

#if CALLVIEW_DEFINITIONS
#include "callview/list-inl.hpp"  // IWYU pragma: keep
#endif

// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Lists and maps inside a call summary.
///
/// A list that is absent, null, of another type, too deep or broken is empty, and its `error()` says which. Views:
/// valid until the next `decode*()` on their decoder or the end of the body, or until `call_summary()` is called on
/// another event of the same decoder.

#include <cstddef>
#include <cstdint>
#include <ranges>
#include <string_view>

#include "callview/detail/number.hpp"
#include "callview/detail/view.hpp"
#include "callview/result.hpp"
#include "callview/values.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// A list or map whose items are asked for by index.
template <class Derived, class Value>
class sequence : public view_base {
 public:
  using value_type = Value;                         ///< An item, by value.
  using iterator = index_iterator<Derived, Value>;  ///< Random access; may outlive the list that it is of.
  using const_iterator = iterator;                  ///< The same: a list cannot be changed.

  /// Number of items; 0 where there is no list. Linear in the list when first asked, constant then.
  [[nodiscard]] std::size_t size() const noexcept {
    if (!view_access::is_there(*this)) { return 0; }
    return view_access::node_of(*this).slots[item_count].token;
  }
  /// True where there is no item, or no list.
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }
  /// The first item.
  [[nodiscard]] iterator begin() const noexcept { return {derived(), 0}; }
  /// Behind the last one.
  [[nodiscard]] iterator end() const noexcept { return {derived(), size()}; }

  /// Why there is no list: `field_absent`, `field_null`, `wrong_type`, `data_not_json`, `too_deep` or `stale_view`.
  [[nodiscard]] callview::error error() const noexcept { return view_access::error(*this); }
  /// True when the list is there, be it empty.
  [[nodiscard]] explicit operator bool() const noexcept { return view_access::is_there(*this); }

 protected:
  /// The token of an item, with the list's name for errors; past the end, or without a list, why there is none.
  [[nodiscard]] CALLVIEW_ALWAYS_INLINE located item(std::size_t index) const noexcept {
    if (!view_access::at_hand(*this)) [[unlikely]] {
      if (const errc code = view_access::alive(*this); code != errc::ok) { return {nullptr, 0, {code}}; }
      (void)ready(view_access::state(*this), view_access::number(*this));
    }
    const node& n = view_access::node_of(*this);
    if (n.owner == nullptr) { return {nullptr, 0, {errc::field_absent}}; }
    document_state& s = *n.owner;
    const char* const name = n.name;
    if (n.state != node_state::read || index >= n.slots[item_count].token) {
      return {nullptr, 0, {missing(n.state), name, n.stopped()}};
    }
    return {&s.doc, sequence_item(s, n, static_cast<std::uint32_t>(index)), {errc::ok, name}};
  }

 private:
  [[nodiscard]] const Derived& derived() const noexcept { return static_cast<const Derived&>(*this); }
};

}  // namespace detail

/// A JSON array of strings.
class string_list : public detail::sequence<string_list, result<std::string_view>> {
 public:
  /// The string, `wrong_type` or `field_null` where the element is none; `field_absent` past the end.
  [[nodiscard]] result<std::string_view> operator[](std::size_t index) const noexcept {
    const detail::located l = item(index);
    if (l.token == 0) { return l.why; }
    return detail::string_at(*l.doc, l.token, l.why.field);
  }
};

/// A JSON array of strings that belong to an enumeration.
template <class E>
class enum_list : public detail::sequence<enum_list<E>, result<open_enum<E>>> {
 public:
  /// The value, with its text; `wrong_type` or `field_null` where the element is no string; `field_absent` past the
  /// end.
  [[nodiscard]] result<open_enum<E>> operator[](std::size_t index) const noexcept {
    const detail::located l = this->item(index);
    if (l.token == 0) { return l.why; }
    return detail::enum_at<E>(*l.doc, l.token, l.why.field);
  }
};

/// One member of a `counter_map`.
struct counter {
  std::string_view name;       ///< The key, un-escaped; half of a surrogate pair in it is written as U+FFFD.
  result<std::int64_t> value;  ///< `wrong_type`, `field_null` or `out_of_range` where it is no 64-bit integer.
};

/// A JSON object of open keys with a count each, in the order of the text. A key that is written twice is met twice.
class counter_map : public detail::sequence<counter_map, counter> {
 public:
  /// The member at `index`; past the end an empty name and `field_absent`.
  [[nodiscard]] CALLVIEW_ALWAYS_INLINE counter operator[](std::size_t index) const noexcept {
    const detail::node& n = detail::view_access::node_of(*this);
    if (detail::view_access::at_hand(*this) && n.state == detail::node_state::read &&
        index < n.slots[detail::plain_counters].token) [[likely]] {
      const detail::document& doc = n.owner->doc;
      const std::uint32_t key = n.begin + 1 + static_cast<std::uint32_t>(index) * 4;
      const std::uint32_t value = doc.position(key + 2);
      const std::uint64_t count = detail::plain_integer(doc.text + value, doc.position(key + 3) - value);
      return {doc.view(doc.string_inside(key)), static_cast<std::int64_t>(count)};
    }
    return search(index);
  }

  /// The count of a name, the first if it is written twice; `field_absent` where it is not written. Linear.
  [[nodiscard]] result<std::int64_t> find(std::string_view name) const noexcept {
    using namespace detail;
    if (const errc code = view_access::alive(*this); code != errc::ok) { return failure{code}; }
    document_state& s = view_access::state(*this);
    const node& n = ready(s, view_access::number(*this));
    if (n.state == node_state::read) {
      walker w(s.doc, n.begin);
      while (w.next()) {
        std::string_view key;
        if (s.doc.string_value(w.key(), key) == unescape_fault::none && key == name) {
          return integer_at(s.doc, w.value(), n.name);
        }
      }
    }
    return detail::failure{missing(n.state), n.name, n.stopped()};
  }

 private:
  [[nodiscard]] CALLVIEW_NO_INLINE counter search(std::size_t index) const noexcept {
    const detail::located l = item(index);
    if (l.token == 0) { return {{}, l.why}; }
    return {l.doc->readable(l.doc->string_inside(l.token)), detail::integer_at(*l.doc, l.token + 2, l.why.field)};
  }
};

namespace detail {

/// A JSON array of objects, with a view class for them.
template <class T>
class object_list : public sequence<object_list<T>, T> {
 public:
  /// The element's view; an absent one past the end.
  [[nodiscard]] T operator[](std::size_t index) const noexcept {
    if (view_access::alive(*this) == errc::stale_view) { return view_access::stale<T>(*this); }
    if (const errc code = this->error().code; code == errc::data_not_json || code == errc::too_deep) {
      index = 0;
    } else if (index >= this->size() || index >= max_elements) {
      return {};
    }
    return view_access::make<T>(view_access::state(*this), element_node(static_cast<std::uint32_t>(index)));
  }
};

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

/// @cond
template <>
inline constexpr bool std::ranges::enable_borrowed_range<callview::string_list> = true;
template <class E>
inline constexpr bool std::ranges::enable_borrowed_range<callview::enum_list<E>> = true;
template <>
inline constexpr bool std::ranges::enable_borrowed_range<callview::counter_map> = true;
template <class T>
inline constexpr bool std::ranges::enable_borrowed_range<callview::detail::object_list<T>> = true;
/// @endcond

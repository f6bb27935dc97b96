// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The members of all object views, and functions that visit their fields.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <utility>

#include "callview/detail/index/view.hpp"
#include "callview/detail/schema/accessors.hpp"
#include "callview/detail/schema/schema.hpp"
#include "callview/result.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

/// A member of an object that callview does not know. Both texts have the lifetime of a `string_view` from an accessor.
/// As in object_view::raw(), the JSON text can have additional spaces.
struct unknown_field {
  std::string_view key;  ///< The unescaped key, with unpaired surrogates replaced by U+FFFD.
  std::string_view raw;  ///< The JSON text of the value. Nested values are not validated.
};

/// The members of an object that callview does not know, in document order: an input range.
class unknown_range {
 public:
  /// Iterates over the unknown members. Iteration ends early if the view of the object becomes stale.
  class iterator {
   public:
    using value_type = unknown_field;                  ///< A member, by value.
    using difference_type = std::ptrdiff_t;            ///< Difference of two positions.
    using iterator_concept = std::input_iterator_tag;  ///< Single pass.

    iterator() noexcept = default;
    /// The member; empty if the view is stale.
    [[nodiscard]] unknown_field operator*() const noexcept;
    /// Advances to the next unknown member.
    iterator& operator++() noexcept;
    /// Advances to the next unknown member. Returns nothing, because an input iterator is single-pass.
    void operator++(int) noexcept { ++*this; }
    /// True at the end.
    [[nodiscard]] friend bool operator==(const iterator& i, std::default_sentinel_t) noexcept { return i.done_; }

   private:
    friend class unknown_range;
    iterator(const detail::view_base& view, const detail::object_type& type) noexcept;

    detail::view_base view_;
    const detail::object_type* type_ = nullptr;
    detail::json_walker walker_;
    bool done_ = true;
  };

  /// The first unknown member.
  [[nodiscard]] iterator begin() const noexcept { return {view_, *type_}; }
  /// Past the last member.
  [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }
  /// True if there are no unknown members.
  [[nodiscard]] bool empty() const noexcept { return begin() == end(); }

 private:
  template <class C>
  friend class object_view;
  unknown_range(const detail::view_base& view, const detail::object_type& type) noexcept : view_(view), type_(&type) {}

  detail::view_base view_;
  const detail::object_type* type_;
};

namespace detail {
result<std::string_view> raw_member(const view_base& v, std::string_view key) noexcept;
/// Declared but never defined, because only unevaluated operands use it.
extern const rank<most_fields> highest_rank;
}  // namespace detail

/// The members of all object views, in addition to their fields.
template <class C>
class object_view : public detail::view_base {
 public:
  /// The reason why the object is missing: `field_absent`, `field_null`, `wrong_type`, `data_not_json`, `too_deep`,
  /// `out_of_memory` or `stale_view`. `ok` if the object is present. For a document, see also `event::as()` and
  /// `decoder::decode_document()`.
  [[nodiscard]] callview::error error() const noexcept { return detail::view_access::error(*this); }
  /// True if the object is present and can be read. A syntax error inside a nested object or list does not count.
  [[nodiscard]] explicit operator bool() const noexcept { return detail::view_access::is_there(*this); }
  /// True if the JSON does not have the object (`errc::field_absent`).
  [[nodiscard]] bool is_absent() const noexcept { return detail::view_access::code(*this) == errc::field_absent; }
  /// True if the object is JSON `null` (`errc::field_null`).
  [[nodiscard]] bool is_null() const noexcept { return detail::view_access::code(*this) == errc::field_null; }

  /// The JSON text of the member with this key, whether callview knows the key or not. If the value is null, this is
  /// the text `null`. If the key occurs twice, this is the first value. If `data` is a string, the text can have
  /// additional spaces between its tokens. It has the lifetime of a `string_view` from an accessor. If there is no such
  /// member, the error is `field_absent`. If the member cannot be read, the error is `data_not_json`, `too_deep`,
  /// `out_of_memory` or `stale_view`. Linear in the object.
  [[nodiscard]] result<std::string_view> raw(std::string_view key) const noexcept {
    return detail::raw_member(*this, key);
  }

  /// The members that callview does not know, in document order. Empty if the object is missing.
  [[nodiscard]] unknown_range unknown_fields() const noexcept { return {*this, callview_type()}; }

  /// @cond
  // Not constexpr, because that would need the schema of a class before the class is complete.
  static const detail::object_type& callview_type() noexcept { return detail::type_of<C>; }
  // Accessors use this instead of callview_type(), because the compiler processes all accessors, even those that nobody
  // calls, and the tables of a type take longer to compile.
  static const detail::field_info* callview_fields() noexcept { return detail::fields_of<C>.data(); }
  static detail::lines<0> callview_lines(detail::rank<0>);

 protected:
  // The third argument of CALLVIEW_FIELD.
  static constexpr bool personal = true;
  /// @endcond
};

// Declares a field: its accessor, its description, and a function that calls the accessor by the number of the field.
// The number is the count of the fields that are declared before it. The name is in parentheses because <windows.h> and
// <sys/sysmacros.h> have macros called min, max and major.
#define CALLVIEW_FIELD(type_, name_, ...)                                                                \
  static constexpr unsigned callview_line_##name_ =                                                      \
      sizeof(decltype(callview_lines(::callview::detail::highest_rank))) - 1;                            \
  static ::callview::detail::lines<callview_line_##name_ + 1> callview_lines(                            \
      ::callview::detail::rank<callview_line_##name_ + 1>);                                              \
  [[nodiscard]] typename ::callview::detail::as::type_::type(name_)() const noexcept {                   \
    return ::callview::detail::as::type_::get({*this, callview_fields()[callview_line_##name_]});        \
  }                                                                                                      \
  static constexpr ::callview::detail::field_info callview_field(                                        \
      ::callview::detail::line<callview_line_##name_>) noexcept {                                        \
    return ::callview::detail::mark(::callview::detail::as::type_::describe(#name_), bool{__VA_ARGS__}); \
  }                                                                                                      \
  template <class View>                                                                                  \
  static auto callview_get(const View& view, ::callview::detail::line<callview_line_##name_>) noexcept { \
    return (view.name_)();                                                                               \
  }

namespace detail {

/// The view class of an object.
template <class C>
concept object_class = requires {
  C::callview_type();
};

/// Writes the schema numbers of the fields that an object has, in document order, and returns how many there are.
/// `numbers` must have room for all fields of the type.
unsigned find_present(const view_base& v, const object_type& type, std::uint8_t* numbers) noexcept;

}  // namespace detail

/// Calls `visitor(name, result-or-view)` for every field of an object view, in schema order. The names are static
/// strings.
template <detail::object_class C, class Visitor>
void for_each_field(const C& view, Visitor&& visitor) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (visitor(detail::name_of_field<C, I>, C::callview_get(view, detail::line<I>{})), ...);
  }
  (std::make_index_sequence<detail::field_count<C>>{});
}

/// Calls `visitor(name, result-or-view)` for each field that the JSON has, in document order. Includes fields that are
/// null or of another type. If a key occurs twice, visits only the first one. If the object is missing, does not call
/// the visitor.
template <detail::object_class C, class Visitor>
void for_each_present(const C& view, Visitor&& visitor) {
  using visit = void (*)(const C&, Visitor&);
  static constexpr auto table = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<visit, sizeof...(I)>{
        [](const C& v, Visitor& f) { f(detail::name_of_field<C, I>, C::callview_get(v, detail::line<I>{})); }...};
  }
  (std::make_index_sequence<detail::field_count<C>>{});
  std::uint8_t numbers[detail::field_count<C>];
  const unsigned count = detail::find_present(view, C::callview_type(), numbers);
  for (unsigned i = 0; i < count; ++i) { table[numbers[i]](view, visitor); }
}

}  // namespace CALLVIEW_ABI
}  // namespace callview

#if CALLVIEW_DEFINITIONS
#include "callview/fields-inl.hpp"  // IWYU pragma: keep
#endif

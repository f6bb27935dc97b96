// SPDX-License-Identifier: MIT
// Numbers the fields of callview's schema: every field in the tree of a call summary has a number, its path.
//
// Paths number the fields in schema order; an object's fields directly follow the object. List elements have places
// after all paths: see element_place().
#pragma once

#include <callview/callview.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace bench {

using callview::detail::field_count;
using callview::detail::field_info;
using callview::detail::field_type;
using callview::detail::fields_of;
using callview::detail::is_container;
using callview::detail::is_list;
using callview::detail::key_set;
using callview::detail::keys_of;
using callview::detail::object_type;
template <class C>
inline constexpr const object_type& type_of = callview::detail::type_of<C>;

/// The type of a list's items.
constexpr field_type type_of_item(field_type list) {
  switch (list) {
    case field_type::strings: return field_type::string;
    case field_type::numbers: return field_type::number;
    case field_type::integers: return field_type::integer;
    default: return field_type::enumeration;
  }
}

using place = std::uint64_t;

template <class C, unsigned I>
using answer_of = decltype(C::callview_get(std::declval<const C&>(), callview::detail::line<I>{}));

template <class Answer>
struct child_class {
  using type = Answer;
};
template <class T>
struct child_class<callview::object_list<T>> {
  using type = T;
};
/// The class of an object, or of the elements of a list of objects.
template <class C, unsigned I>
using child_of = typename child_class<answer_of<C, I>>::type;

/// Number of paths below an object.
constexpr unsigned width_of(const object_type& info) {
  unsigned width = 0;
  for (unsigned i = 0; i < info.count; ++i) {
    width += 1 + (info.fields[i].type == field_type::object ? width_of(*info.fields[i].child) : 0);
  }
  return width;
}
inline constexpr unsigned path_count = width_of(type_of<callview::call_summary>);

constexpr unsigned offset_in(const object_type& info, unsigned field) {
  unsigned offset = 0;
  for (unsigned i = 0; i < field; ++i) {
    offset += 1 + (info.fields[i].type == field_type::object ? width_of(*info.fields[i].child) : 0);
  }
  return offset;
}
/// The path of a field, counted from the first field of its object.
template <class C, unsigned I>
inline constexpr unsigned offset_of = offset_in(type_of<C>, I);

/// The place of the fields of the i-th element of the list of objects. The schema has one such list.
constexpr place object_element_place(std::size_t i) { return (place{i} + 1) * path_count; }
/// The place of the i-th element of another list. All members of a map have the place of its first member, because not
/// every peer keeps their order.
constexpr place element_place(place list, std::size_t i) { return list + ((place{i} + 1) << 32); }

/// The place of a field that is known only by name. It is greater than all paths, and cheap to compute.
constexpr place place_of(std::string_view name) {
  const auto byte = [name](std::size_t i) { return place{static_cast<unsigned char>(name[i])}; };
  return path_count + name.size() + (byte(0) << 12) + (byte(name.size() / 2) << 18) + (byte(name.size() - 1) << 24);
}

/// The fields from the root to a path.
struct path_info {
  static constexpr unsigned deepest = 6;

  std::array<const field_info*, deepest> steps{};
  std::array<std::string_view, deepest> keys{};
  unsigned depth = 0;
  unsigned parent = path_count;  ///< path of the object around it; path_count for the root
  [[nodiscard]] const field_info& field() const { return *steps[depth - 1]; }
  /// Whether the field has one value and is not a container.
  [[nodiscard]] bool is_leaf() const { return !is_container(field().type); }
  [[nodiscard]] std::string name() const {
    std::string name;
    for (unsigned i = 0; i < depth; ++i) { name.append(i == 0 ? "" : ".").append(keys[i]); }
    return name;
  }
};

inline void add_paths(std::vector<path_info>& paths, const object_type& info, path_info path) {
  const unsigned last = path.depth++;
  for (unsigned i = 0; i < info.count; ++i) {
    path.steps[last] = &info.fields[i];
    path.keys[last] = info.fields[i].name;
    const auto number = static_cast<unsigned>(paths.size());
    paths.push_back(path);
    if (path.field().type != field_type::object) { continue; }
    path_info inside = path;
    inside.parent = number;
    add_paths(paths, *path.field().child, inside);
  }
}
/// All paths, by number.
inline const std::vector<path_info>& all_paths() {
  static const std::vector<path_info> paths = [] {
    std::vector<path_info> list;
    add_paths(list, type_of<callview::call_summary>, {});
    return list;
  }();
  return paths;
}

/// Calls `f.operator()<I>()` for I = 0 to N - 1.
template <unsigned N, class F>
CALLVIEW_ALWAYS_INLINE constexpr void for_each_index(F&& f) {
  [&]<unsigned... I>(std::integer_sequence<unsigned, I...>) { (f.template operator()<I>(), ...); }
  (std::make_integer_sequence<unsigned, N>{});
}

/// Reports that the selected field `I` of a class is absent: one report for each field that is not an object.
template <class Selection, class C, unsigned I, class Sink>
void report_absent(place base, Sink& sink) {
  const place p = Selection::template at<C, I>(base);
  if constexpr (fields_of<C>[I].type == field_type::object) {
    using below = typename Selection::template below<C, I>;
    for_each_index<field_count<child_of<C, I>>>(
        [&]<unsigned J>() { report_absent<below, child_of<C, I>, J>(p + 1, sink); });
  } else {
    sink.absent(p);
  }
}

/// Calls `f.operator()<I>()` for I = `index`, with one jump.
template <unsigned N, class F>
CALLVIEW_ALWAYS_INLINE void with_index(unsigned index, F&& f) {
  static_assert(N <= 32);
#define CALLVIEW_BENCH_CASE(i)                             \
  case i:                                                  \
    if constexpr (i < N) { f.template operator()<(i)>(); } \
    break;
  switch (index) {
    // clang-format off
    CALLVIEW_BENCH_CASE(0U) CALLVIEW_BENCH_CASE(1U) CALLVIEW_BENCH_CASE(2U) CALLVIEW_BENCH_CASE(3U)
    CALLVIEW_BENCH_CASE(4U) CALLVIEW_BENCH_CASE(5U) CALLVIEW_BENCH_CASE(6U) CALLVIEW_BENCH_CASE(7U)
    CALLVIEW_BENCH_CASE(8U) CALLVIEW_BENCH_CASE(9U) CALLVIEW_BENCH_CASE(10U) CALLVIEW_BENCH_CASE(11U)
    CALLVIEW_BENCH_CASE(12U) CALLVIEW_BENCH_CASE(13U) CALLVIEW_BENCH_CASE(14U) CALLVIEW_BENCH_CASE(15U)
    CALLVIEW_BENCH_CASE(16U) CALLVIEW_BENCH_CASE(17U) CALLVIEW_BENCH_CASE(18U) CALLVIEW_BENCH_CASE(19U)
    CALLVIEW_BENCH_CASE(20U) CALLVIEW_BENCH_CASE(21U) CALLVIEW_BENCH_CASE(22U) CALLVIEW_BENCH_CASE(23U)
    CALLVIEW_BENCH_CASE(24U) CALLVIEW_BENCH_CASE(25U) CALLVIEW_BENCH_CASE(26U) CALLVIEW_BENCH_CASE(27U)
    CALLVIEW_BENCH_CASE(28U) CALLVIEW_BENCH_CASE(29U) CALLVIEW_BENCH_CASE(30U) CALLVIEW_BENCH_CASE(31U)
        // clang-format on
        default : break;
  }
#undef CALLVIEW_BENCH_CASE
}

}  // namespace bench

// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Documents as rows. A column is a field at any depth of a document type. Objects are not columns, but their fields
/// are. The path of a column consists of the keys that lead to the field, joined by dots.
///
///     const auto all = columns<call_summary>();
///     for (const auto& column : all) {
///       const result<scalar> value = column.read(call);
///     }
///
/// To export some columns, look them up once with find() and keep copies of them. column::read() looks up no name, and
/// reads only the object that has the field and the objects that enclose it. Most documents have only some of the
/// fields of their type. for_each_present() skips the others quickly.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <string_view>
#include <type_traits>
#include <variant>

#include "callview/detail/index/view.hpp"
#include "callview/detail/schema/schema.hpp"
#include "callview/event_types.hpp"
#include "callview/result.hpp"
#include "callview/values.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

/// Type of a column. It determines which alternative of `scalar` holds the value.
enum class column_type : std::uint8_t {
  string,        ///< `std::string_view`
  integer,       ///< `std::int64_t`
  number,        ///< `double`
  boolean,       ///< `bool`
  time,          ///< `timestamp`
  seconds,       ///< `std::chrono::seconds`
  milliseconds,  ///< `std::chrono::milliseconds`
  enumeration,   ///< `std::string_view`: the text as received
  json,          ///< `std::string_view`: the JSON text of a list, a map or a value that callview does not parse
};

/// The name of the enumerator, for example "string".
[[nodiscard]] constexpr std::string_view name(column_type type) noexcept {
  constexpr std::string_view names[] = {"string",  "integer",      "number",      "boolean", "time",
                                        "seconds", "milliseconds", "enumeration", "json"};
  return names[static_cast<std::size_t>(type)];
}

/// The value of a column. A `std::string_view` in it has the same lifetime as one from an accessor.
using scalar = std::variant<std::string_view, std::int64_t, double, bool, timestamp, std::chrono::seconds,
                            std::chrono::milliseconds>;

namespace detail {

constexpr column_type column_type_of(field_type t) noexcept {
  switch (t) {
    case field_type::string: return column_type::string;
    case field_type::integer:
    case field_type::integer_or_digits: return column_type::integer;
    case field_type::number: return column_type::number;
    case field_type::boolean: return column_type::boolean;
    case field_type::time: return column_type::time;
    case field_type::seconds: return column_type::seconds;
    case field_type::milliseconds: return column_type::milliseconds;
    case field_type::enumeration: return column_type::enumeration;
    default: return column_type::json;
  }
}

/// A field, and the slot of the object that has the field, relative to the slot of the document.
struct column_place {
  const field_info* field = nullptr;
  std::uint32_t object = 0;
};

constexpr std::size_t count_columns(const object_type& type) noexcept {
  std::size_t count = 0;
  for (unsigned i = 0; i < type.count; ++i) {
    const field_info& f = type.fields[i];
    count += f.type == field_type::object ? count_columns(*f.child) : 1U;
  }
  return count;
}
/// The number of characters of all paths below an object. `prefix` is the size of the object's own path, including the
/// dot after it.
constexpr std::size_t count_path_characters(const object_type& type, std::size_t prefix) noexcept {
  std::size_t count = 0;
  for (unsigned i = 0; i < type.count; ++i) {
    const field_info& f = type.fields[i];
    const std::size_t size = prefix + std::string_view(f.name).size();
    count += f.type == field_type::object ? count_path_characters(*f.child, size + 1) : size;
  }
  return count;
}

/// The columns of a document type, made from its schema.
template <std::size_t Count, std::size_t Characters>
struct column_table {
  std::array<column_place, Count> places{};
  std::array<std::uint32_t, Count + 1> path_ends{};  ///< where each path ends, after a leading zero
  std::array<char, Characters> paths{};
};
template <std::size_t Count, std::size_t Characters>
struct column_table_maker {
  column_table<Count, Characters> table{};
  std::size_t count = 0;
  std::size_t characters = 0;

  constexpr void put(std::string_view text) noexcept {
    for (const char c : text) { table.paths[characters++] = c; }
  }
  constexpr void add(const object_type& type, std::uint32_t object, std::string_view prefix) noexcept {
    for (unsigned i = 0; i < type.count; ++i) {
      const field_info& f = type.fields[i];
      if (f.type == field_type::object) {
        char path[256];  // a longer path is a compile error
        std::size_t size = 0;
        for (const char c : prefix) { path[size++] = c; }
        for (const char c : std::string_view(f.name)) { path[size++] = c; }
        path[size++] = '.';
        add(*f.child, object + f.slot, {path, size});
        continue;
      }
      put(prefix);
      put(f.name);
      table.places[count++] = {&f, object};
      table.path_ends[count] = static_cast<std::uint32_t>(characters);
    }
  }
};
template <class T>
inline constexpr auto columns_of = [] {
  column_table_maker<count_columns(type_of<T>), count_path_characters(type_of<T>, 0)> maker;
  maker.add(type_of<T>, 0, {});
  return maker.table;
}();

result<scalar> read_column(const view_base& document, const column_place& place) noexcept;
result<std::string_view> read_column_text(const view_base& document, const column_place& place) noexcept;
/// The slot of the object that has the field of the column. Null if nobody has read the object yet, or if the error of
/// its absent fields is not `field_absent`.
inline const field_slot* known_object(const view_base& document, const column_place& place) noexcept {
  const field_slot* const own = view_access::known_slot(view_access::inner<view_base>(document, place.object));
  return own != nullptr && own->field_condition() == errc::field_absent ? own : nullptr;
}

}  // namespace detail

/// A column of the document type `T`: a field that is not an object, at any depth. A list or a map is one column. A
/// column is a small value that refers only to static data, so copy it freely.
template <detail::document_type T>
class column {
 public:
  std::string_view path{};                 ///< Keys joined by dots: `carrier_edge.metrics.inbound.jitter.max`.
  column_type type = column_type::string;  ///< Determines which alternative read() returns.
  bool personal = false;                   ///< Whether the field identifies a person or a device.

  /// Returns the value of the field. `column_type` says which alternative of `scalar` holds it. The errors are those of
  /// the accessor of the field or, for a list or a map, those of its error(). The first read of a column of an object
  /// may parse the whole object. After that, reading takes constant time, except for `json` columns and strings with
  /// escapes.
  [[nodiscard]] result<scalar> read(const T& document) const noexcept { return detail::read_column(document, place_); }
  /// The unescaped text of a field whose value is a JSON string, whatever the type of the column. For example, it
  /// returns the text of an invalid time. The text has the same lifetime as one from an accessor. The errors are those
  /// of a `string` field.
  [[nodiscard]] result<std::string_view> text(const T& document) const noexcept {
    return detail::read_column_text(document, place_);
  }

 private:
  template <detail::document_type>
  friend class column_list;
  template <detail::document_type D, class Columns, class Visitor>
  friend void for_each_present(const D& document, const Columns& chosen, Visitor&& visitor);
  column(std::string_view dotted, const detail::column_place& place) noexcept
      : path(dotted), type(detail::column_type_of(place.field->type)), personal(place.field->personal), place_(place) {}

  detail::column_place place_;
};

/// The columns of the document type `T` in schema order: a random-access range of `column<T>`, which it returns by
/// value.
template <detail::document_type T>
class column_list {
 public:
  using value_type = column<T>;                                      ///< A column, by value.
  using iterator = detail::index_iterator<column_list, column<T>>;   ///< Random access.
  using const_iterator = iterator;                                   ///< Same as `iterator`: the list is read-only.
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);  ///< find() found no such column.

  /// Number of columns.
  [[nodiscard]] static constexpr std::size_t size() noexcept { return detail::columns_of<T>.places.size(); }
  /// The column at an index, which must be less than size().
  [[nodiscard]] column<T> operator[](std::size_t number) const noexcept {
    return {path(number), detail::columns_of<T>.places[number]};
  }
  /// The index of the column with this path, or `npos`. Linear in the number of columns.
  [[nodiscard]] static std::size_t find(std::string_view path_sought) noexcept {
    for (std::size_t i = 0; i < size(); ++i) {
      if (path(i) == path_sought) { return i; }
    }
    return npos;
  }
  /// The first column.
  [[nodiscard]] iterator begin() const noexcept { return {*this, 0}; }
  /// Past the last column.
  [[nodiscard]] iterator end() const noexcept { return {*this, size()}; }

 private:
  static std::string_view path(std::size_t number) noexcept {
    const auto& table = detail::columns_of<T>;
    const std::uint32_t begin = table.path_ends[number];
    return {table.paths.data() + begin, table.path_ends[number + 1] - begin};
  }
};

/// All columns of the document type `T`, in schema order.
template <detail::document_type T>
[[nodiscard]] constexpr column_list<T> columns() noexcept {
  return {};
}

/// Calls `visitor(index, result)` for each chosen column, except those whose read() returns `field_absent`. `chosen` is
/// a range of `column<T>`, and determines the order. `index` is the index of the column in `chosen`. `result` is what
/// column::read() returns. Includes fields that are null or of another type, and all fields of an object that has a
/// syntax error or is nested too deeply. But if error() of the document itself is not `ok`, does not call the visitor.
template <detail::document_type T, class Columns, class Visitor>
void for_each_present(const T& document, const Columns& chosen, Visitor&& visitor) {
  static_assert(std::is_same_v<std::ranges::range_value_t<Columns>, column<T>>, "columns of the wrong document type");
  if (!document) { return; }
  const auto end = std::ranges::end(chosen);
  std::size_t index = 0;
  for (auto at = std::ranges::begin(chosen); at != end;) {
    const std::uint32_t object = (*at).place_.object;
    const detail::field_slot* const own = detail::known_object(document, (*at).place_);
    // Most columns of most documents are absent. For a run of absent columns of one object, this looks up the object
    // only once.
    const auto is_absent = [&](const detail::column_place& place) {
      return !detail::view_access::is_found(document, own[place.field->slot]);
    };
    if (own != nullptr && is_absent((*at).place_)) {
      do {
        ++at;
        ++index;
      } while (at != end && (*at).place_.object == object && is_absent((*at).place_));
      continue;
    }
    const result<scalar> value = (*at).read(document);
    if (!value.is_absent()) { visitor(index, value); }
    ++at;
    ++index;
  }
}

}  // namespace CALLVIEW_ABI
}  // namespace callview

#if CALLVIEW_DEFINITIONS
#include "callview/columns-inl.hpp"  // IWYU pragma: keep
#endif

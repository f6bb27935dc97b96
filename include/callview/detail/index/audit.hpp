// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Visits everything in a document that the schema knows, in document order. Validation, the drift report and printing
/// use this.

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

#include "callview/detail/index/read.hpp"
#include "callview/detail/index/view.hpp"
#include "callview/detail/schema/object_type.hpp"
#include "callview/fields.hpp"
#include "callview/list.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

namespace detail {

/// Whether a value is valid for its field.
struct check_result {
  errc code = errc::ok;
  bool recognized = true;  ///< false for a value of an enumeration that callview does not know
};

/// Checks a value that is not a container.
check_result check_scalar(document_index& d, const field_info& f, std::uint32_t at, std::uint32_t depth) noexcept;
/// Checks an item of a list or map that is not an object.
check_result check_item(document_index& d, const field_info& f, std::uint32_t at) noexcept;

/// The slot of a field, if the field is not a container and the fast walk has read and checked its value. Otherwise,
/// null.
inline const field_slot* ready_scalar(const view_base& v, const field_info& f) noexcept {
  const field_slot* const own = view_access::own_slot(v);
  if (own == nullptr || is_container(f.type)) { return nullptr; }
  const field_slot* const s = own + f.slot;
  return view_access::is_ready(v, *s) ? s : nullptr;
}
/// What check_scalar() returns for such a field.
check_result check_ready_scalar(const view_owner& d, const field_info& f, const field_slot& s) noexcept;

/// An item of a list or map: where its value begins and, in a map, its key.
struct item_place {
  std::uint32_t value;
  slice key;
};
item_place find_item_place(const view_base& list, const field_info& f, std::size_t index) noexcept;

/// Visits an object and everything below it that the schema knows. Calls `object(view, type)` for each object before
/// its fields, `map(view)` for each map, and `value(field, position, check)` for each value and each container that is
/// present. Each of these functions of the handler returns whether to continue. audit() calls `enter(name)` before each
/// field, `enter(number)` before each list item, and `enter(document, key)` before each map item. After the field or
/// item, it calls `leave()` with what `enter()` returned.
template <class Handler>
bool audit(const view_base& v, const object_type& type, Handler& handler) {
  if (!view_access::is_there(v)) { return true; }
  if (!handler.object(v, type)) { return false; }
  document_index& d = view_access::index(v);
  std::uint8_t numbers[most_fields];
  const unsigned count = find_present(v, type, numbers);
  for (unsigned i = 0; i < count; ++i) {
    const field_info& f = type.fields[numbers[i]];
    const auto entered = handler.enter(std::string_view(f.name));
    if (const field_slot* const s = ready_scalar(v, f); s != nullptr) {
      if (!handler.value(f, s->at, check_ready_scalar(view_access::owner(v), f, *s))) { return false; }
      handler.leave(entered);
      continue;
    }
    // Locates the value again for each field, because the slots of an element move when another element takes its
    // block.
    const located_value value = locate(v, f);
    if (!value.found) { return true; }
    if (!is_container(f.type)) {
      if (!handler.value(f, value.at, check_scalar(d, f, value.at, value.depth))) { return false; }
      handler.leave(entered);
      continue;
    }
    const view_base child = view_access::child<view_base>(v, f);
    const errc code = view_access::error(child).code;
    if (!handler.value(f, value.at, {code})) { return false; }
    if (code == errc::ok && f.type == field_type::object) {
      if (!audit(child, *f.child, handler)) { return false; }
    } else if (code == errc::ok) {
      if (f.type == field_type::counters && !handler.map(child)) { return false; }
      const std::size_t items = item_count(child);
      for (std::size_t item = 0; item < items; ++item) {
        const item_place place = find_item_place(child, f, item);
        const auto below = f.type == field_type::counters ? handler.enter(d, place.key) : handler.enter(item);
        const view_base element = f.type == field_type::objects ? locate_element(child, item) : view_base{};
        const check_result c = f.type == field_type::objects ? check_result{view_access::error(element).code}
                                                             : check_item(d, f, place.value);
        if (!handler.value(f, place.value, c)) { return false; }
        if (f.type == field_type::objects && c.code == errc::ok && !audit(element, *f.child, handler)) { return false; }
        handler.leave(below);
      }
    }
    handler.leave(entered);
  }
  return true;
}

/// Checks the syntax of a document, and all values that the schema knows. `v` is the view of the document.
result<void> validate(const view_base& v, const object_type& type) noexcept;

/// Reports each difference from the schema, with its path.
template <class Visitor>
class drift_reporter {
 public:
  /// `path` has room for the longest key and for all known names.
  drift_reporter(document_index& d, Visitor& visitor, char* path) noexcept
      : d_(d), visitor_(visitor), path_(path), generation_(d.generation) {}

  bool object(const view_base& v, const object_type& type) {
    if (d_.is_known_and_checked()) { return true; }
    const char* const base = d_.plain_document();
    json_walker w(base, view_access::locate(v).slot->at, d_.end());
    while (w.next()) {
      if (d_.find_field(base, w.key(), type) != key_set::not_found) { continue; }
      const std::size_t before = enter(d_, w.key());
      visitor_(drift_kind::unknown_key, path(),
               std::string_view(base + w.value().begin, std::size_t{w.value().size()}));
      if (!is_alive()) { return false; }
      leave(before);
    }
    return true;
  }
  static bool map(const view_base&) noexcept { return true; }
  bool value(const field_info&, std::uint32_t at, check_result c) {
    switch (c.code) {
      case errc::ok:
        if (!c.recognized) { report(drift_kind::unrecognized_value, at); }
        break;
      case errc::wrong_type:
      case errc::out_of_range:
      case errc::invalid_timestamp:
      case errc::invalid_string: report(drift_kind::wrong_type, at); break;
      default: break;
    }
    return is_alive();
  }
  // Each of these functions returns the length of the path for leave().
  std::size_t enter(std::string_view name) noexcept {
    const std::size_t before = size_;
    if (size_ != 0) { path_[size_++] = '.'; }
    std::memcpy(path_ + size_, name.data(), name.size());
    size_ += name.size();
    return before;
  }
  std::size_t enter(document_index& d, slice key) noexcept { return enter(d.readable(d.plain(), key)); }
  std::size_t enter(std::size_t index) noexcept {
    const std::size_t before = size_;
    char* const at = path_ + size_;
    *at = '[';
    char* const end = std::to_chars(at + 1, at + 21, index).ptr;
    *end = ']';
    size_ += static_cast<std::size_t>(end + 1 - at);
    return before;
  }
  void leave(std::size_t before) noexcept { size_ = before; }

 private:
  [[nodiscard]] std::string_view path() const noexcept { return {path_, size_}; }
  void report(drift_kind kind, std::uint32_t at) { visitor_(kind, path(), value_text(d_, at)); }
  /// False if the visitor made the decoder decode something else.
  [[nodiscard]] bool is_alive() const noexcept { return d_.generation == generation_; }

  document_index& d_;
  Visitor& visitor_;
  char* path_;
  std::uint32_t generation_;
  std::size_t size_ = 0;
};

/// An upper bound for the size of a path of known names, including an index for each list.
inline constexpr std::size_t longest_known_path = 512;

template <class Visitor>
callview::error report_drift(const view_base& v, const object_type& type, Visitor& visitor) {
  if (const callview::error e = view_access::error(v)) { return e; }
  document_index& d = view_access::index(v);
  // Takes the path buffer, because the visitor may start another report, which must not write to it.
  buffer<char> path = std::move(d.path);
  if (!path.reserve(d.end() + longest_known_path) || d.plain_document() == nullptr) {
    return {errc::out_of_memory, {}, callview::error::npos};
  }
  drift_reporter<Visitor> handler(d, visitor, path.data());
  audit(v, type, handler);
  d.path = std::move(path);
  return {};
}

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

#if CALLVIEW_DEFINITIONS
#include "callview/detail/index/audit-inl.hpp"  // IWYU pragma: keep
#endif

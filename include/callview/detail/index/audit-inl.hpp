// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Definitions of the functions declared in audit.hpp, and validation.

#include <cstdint>

#include "callview/detail/duplicate_keys.hpp"
#include "callview/detail/index/audit.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

inline check_result check_string(document_index& d, std::uint32_t at, const key_set* known) noexcept {
  const auto text = read_string(d, at, "");
  if (!text) { return {text.error().code}; }
  return {errc::ok, known == nullptr || find_enum(*known, *text) != key_set::not_found};
}

CALLVIEW_INLINE check_result check_scalar(document_index& d, const field_info& f, std::uint32_t at,
                                          std::uint32_t depth) noexcept {
  switch (f.type) {
    case field_type::string:
    case field_type::enumeration: return check_string(d, at, f.known);
    case field_type::integer:
    case field_type::seconds:
    case field_type::milliseconds: return {read_integer(d, at, "").error().code};
    case field_type::integer_or_digits: return {read_integer_or_digits(d, at, "").error().code};
    case field_type::number: return {read_number(d, at, "").error().code};
    case field_type::boolean: return {read_boolean(d, at, "").error().code};
    case field_type::time: return {read_time(d, at, "").error().code};
    case field_type::raw_object: return {read_raw(d, at, depth, '{', "").error().code};
    case field_type::raw_array: return {read_raw(d, at, depth, '[', "").error().code};
    default: return {};
  }
}

CALLVIEW_INLINE check_result check_ready_scalar(const view_owner& d, const field_info& f,
                                                const field_slot& s) noexcept {
  switch (f.type) {
    case field_type::time: {
      timestamp value;
      return {parse_timestamp(s.string(d.text), value) ? errc::ok : errc::invalid_timestamp};
    }
    case field_type::enumeration: return {errc::ok, find_enum(*f.known, s.string(d.text)) != key_set::not_found};
    default: return {};
  }
}

CALLVIEW_INLINE check_result check_item(document_index& d, const field_info& f, std::uint32_t at) noexcept {
  switch (f.type) {
    case field_type::counters:
    case field_type::integers: return {read_integer(d, at, "").error().code};
    case field_type::numbers: return {read_number(d, at, "").error().code};
    default: return check_string(d, at, f.known);
  }
}

CALLVIEW_INLINE item_place find_item_place(const view_base& list, const field_info& f, std::size_t index) noexcept {
  if (f.type != field_type::counters) { return {find_item(list, index), {}}; }
  const document_index& d = view_access::index(list);
  const map_member m = member_at(d, d.plain(), find_map_item(list, index).at);  // the caller has made the plain text
  return {m.value, m.key};
}

/// A handler for audit() that stops at the first error.
class validation {
 public:
  explicit validation(document_index& d) noexcept : d_(d) {}
  [[nodiscard]] failure found() const noexcept { return found_; }

  bool object(const view_base& v, const object_type& type) noexcept {
    if (d_.is_known_and_checked()) { return true; }
    const located_container at = view_access::locate(v);
    std::uint64_t seen[(most_fields + 63) / 64] = {};
    std::size_t unknown = 0;
    json_walker w(d_.plain(), at.slot->at, d_.end());
    while (w.next()) {
      const unsigned i = d_.find_field(d_.plain(), w.key(), type);
      if (i == key_set::not_found) {
        ++unknown;
        continue;
      }
      const std::uint64_t bit = std::uint64_t{1} << (i % 64);
      if ((seen[i / 64] & bit) != 0) { return stop(errc::duplicate_field, type.fields[i].name, w.item()); }
      seen[i / 64] |= bit;
    }
    const errc code = find_duplicates(at, &type, unknown);
    return code == errc::ok || stop(code, at.name(), at.slot->at);
  }
  bool map(const view_base& v) noexcept {
    const located_container at = view_access::locate(v);
    std::size_t count = 0;
    for (json_walker w(d_.plain(), at.slot->at, d_.end()); w.next();) { ++count; }
    const errc code = find_duplicates(at, nullptr, count);
    return code == errc::ok || stop(code, at.name(), at.slot->at);
  }
  bool value(const field_info& f, std::uint32_t at, check_result c) noexcept {
    return c.code == errc::ok || c.code == errc::field_null || stop(c.code, f.name, at);
  }
  // Validation needs no path.
  template <class... Key>
  static int enter(const Key&...) noexcept {
    return 0;
  }
  static void leave(int) noexcept {}

 private:
  /// Checks whether an object or map has a key twice, among the `count` keys that the schema does not know. `type` is
  /// null for a map.
  [[nodiscard]] errc find_duplicates(const located_container& container, const object_type* type,
                                     std::size_t count) noexcept {
    if (count < 2) { return errc::ok; }
    const char* const base = d_.plain();
    char* const mirror = d_.string_room();
    if (!d_.keys->reserve(count) || mirror == nullptr) { return errc::out_of_memory; }
    slice* end = d_.keys->data();
    json_walker w(base, container.slot->at, d_.end());
    while (w.next()) {
      if (type == nullptr || d_.find_field(base, w.key(), *type) == key_set::not_found) {
        *end++ = normalize_key(base, mirror, w.key());
      }
    }
    return has_duplicate_key(base, mirror, d_.keys->data(), end) ? errc::duplicate_field : errc::ok;
  }
  bool stop(errc code, const char* field, std::uint32_t at) noexcept {
    found_ = fault(d_, code, field, at);
    return false;
  }
  document_index& d_;
  failure found_{errc::ok};
};

CALLVIEW_INLINE result<void> validate(const view_base& v, const object_type& type) noexcept {
  if (const errc code = view_access::status(v); code != errc::ok) { return failure{code}; }
  document_index& d = view_access::index(v);
  const char* const base = d.plain_document();
  if (base == nullptr) { return failure{errc::out_of_memory}; }
  validation handler(d);
  audit(v, type, handler);
  // audit() has read all of the document, and the fast walk has checked what it has read.
  if (handler.found().code == errc::ok && d.is_known_and_checked()) { return {}; }
  const char* const end = base + d.end();
  const checked c = check_value(base, end, d.max_depth);
  if (c.code != errc::ok || skip_space(c.at, end) != end) {
    return fault(d, c.code == errc::too_deep ? errc::too_deep : errc::data_not_json, "",
                 static_cast<std::uint32_t>(c.at - base));
  }
  if (handler.found().code != errc::ok) { return handler.found(); }
  return {};
}

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

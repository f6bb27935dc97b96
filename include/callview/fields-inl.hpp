// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Definitions of the functions declared in fields.hpp.

#include <cstdint>
#include <string_view>

#include "callview/fields.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

CALLVIEW_INLINE unknown_range::iterator::iterator(const detail::view_base& view,
                                                  const detail::object_type& type) noexcept
    : view_(view), type_(&type) {
  using namespace detail;
  if (view_access::status(view) != errc::ok) { return; }
  document_index& d = view_access::index(view);
  const located_container at = view_access::locate(view);
  const char* const base = d.plain_document();
  if (base == nullptr || at.slot == nullptr || !at.slot->is_ready(d.generation)) { return; }
  walker_ = json_walker(base, at.slot->at, d.end());
  done_ = false;
  ++*this;
}

CALLVIEW_INLINE unknown_field unknown_range::iterator::operator*() const noexcept {
  using namespace detail;
  if (done_ || view_access::status(view_) != errc::ok) { return {}; }
  document_index& d = view_access::index(view_);
  const char* const base = d.plain();
  const slice value = walker_.value();
  return {d.readable(base, walker_.key()), {base + value.begin, value.size()}};
}

CALLVIEW_INLINE unknown_range::iterator& unknown_range::iterator::operator++() noexcept {
  using namespace detail;
  // The walker reads memory of the decoder, so it must stop once the view is stale.
  while (!done_) {
    done_ = view_access::status(view_) != errc::ok || !walker_.next();
    if (done_) { break; }
    document_index& d = view_access::index(view_);
    if (d.find_field(d.plain(), walker_.key(), *type_) == key_set::not_found) { break; }
  }
  return *this;
}

namespace detail {

CALLVIEW_INLINE result<std::string_view> raw_member(const view_base& v, std::string_view key) noexcept {
  if (const errc code = view_access::status(v); code != errc::ok) { return failure{code}; }
  document_index& d = view_access::index(v);
  const located_container at = view_access::locate(v);
  const char* const base = d.plain_document();
  if (at.slot == nullptr || base == nullptr) { return failure{errc::out_of_memory}; }
  if (at.slot->is_ready(d.generation)) {
    json_walker w(base, at.slot->at, d.end());
    while (w.next()) {
      std::string_view name;
      if (d.string_value(base, w.key(), name) == errc::ok && name == key) {
        return read_json(d, w.value().begin, at.depth, "");
      }
    }
  }
  return fault(d, at.slot->field_condition(), "", at.slot->position());
}

CALLVIEW_INLINE unsigned find_present(const view_base& v, const object_type& type, std::uint8_t* numbers) noexcept {
  if (view_access::status(v) != errc::ok) { return 0; }
  const std::uint32_t generation = view_access::index(v).generation;
  const field_slot* own = view_access::known_slot(v);
  if (own == nullptr) { own = view_access::locate(v).slot; }
  if (own == nullptr || !own->is_ready(generation)) { return 0; }
  unsigned count = 0;
  const auto position = [&](unsigned number) { return own[type.fields[number].slot].at; };
  for (unsigned i = 0; i < type.count; ++i) {
    const field_slot& s = own[type.fields[i].slot];
    if (!s.is_found(generation) || s.is_noted_as_absent(generation)) { continue; }
    // Insertion sort, because members are almost always in schema order or close to it.
    unsigned place = count++;
    for (; place > 0 && position(numbers[place - 1]) > s.at; --place) { numbers[place] = numbers[place - 1]; }
    numbers[place] = static_cast<std::uint8_t>(i);
  }
  return count;
}

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Definitions of the functions declared in list.hpp.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "callview/list.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// The slot of a list or map. Reads the list first if necessary. Null if there is none or it cannot be read.
inline const field_slot* find_list(const view_base& v) noexcept {
  const field_slot* s = view_access::known_slot(v);
  if (s == nullptr) [[unlikely]] {
    if (view_access::status(v) != errc::ok) { return nullptr; }
    s = view_access::locate(v).slot;
  }
  return s != nullptr && s->is_ready(view_access::index(v).generation) ? s : nullptr;
}

CALLVIEW_INLINE std::size_t item_count(const view_base& v) noexcept {
  const field_slot* const s = find_list(v);
  return s == nullptr ? 0 : s->item_count();
}

CALLVIEW_INLINE std::uint32_t find_item(const view_base& v, std::size_t index) noexcept {
  const field_slot* const s = find_list(v);
  if (s == nullptr || index >= s->item_count()) { return no_position; }
  return view_access::index(v).items(view_access::owner(v))[s->first_item() + index];
}

CALLVIEW_INLINE map_item find_map_item(const view_base& v, std::size_t index) noexcept {
  const field_slot* const s = find_list(v);
  if (s == nullptr || index >= s->item_count()) { return {no_position, map_item::unknown}; }
  return map_item_of(v, *s, index);
}

CALLVIEW_INLINE failure why_no_item(const view_base& v) noexcept {
  if (const errc code = view_access::status(v); code != errc::ok) { return {code}; }
  const document_index& d = view_access::index(v);
  const located_container list = view_access::locate(v);
  if (list.slot == nullptr) { return {errc::out_of_memory, list.name()}; }
  if (list.slot->is_ready(d.generation)) { return fault(d, errc::field_absent, list.name(), list.slot->at); }
  return fault(d, list.slot->field_condition(), list.name(), list.slot->position());
}

CALLVIEW_INLINE failure with_list_name(const view_base& v, const callview::error& e) noexcept {
  return {e.code, view_access::locate(v).name(), static_cast<std::uint32_t>(e.offset)};
}

CALLVIEW_INLINE view_base locate_element(const view_base& list, std::size_t index) noexcept {
  if (view_access::status(list) != errc::ok) { return list; }
  document_index& d = view_access::index(list);
  const located_container at = view_access::locate(list);
  if (at.slot == nullptr) { return view_access::missing<view_base>({errc::out_of_memory}); }
  std::uint32_t position = 0;
  if (at.slot->is_ready(d.generation)) {
    if (index >= at.slot->item_count()) { return {}; }
    position = d.items(view_access::owner(list))[at.slot->first_item() + index];
  } else {
    const errc code = at.slot->condition();
    if (code == errc::out_of_memory) { return view_access::missing<view_base>({errc::out_of_memory}); }
    if (code != errc::data_not_json && code != errc::too_deep) { return {}; }
    position = at.slot->position() | broken_list_bit;  // its elements have the same error
  }
  const element_pool* const pool = d.pool_of(*at.field, at.depth + 1);
  return pool == nullptr ? view_access::missing<view_base>({errc::out_of_memory})
                         : view_access::element<view_base>(list, *pool, position);
}

}  // namespace detail

namespace detail {
/// The member of a map at a position: its key without the quotes, and the position of its value.
struct map_member {
  slice key;
  std::uint32_t value;
};
inline map_member member_at(const document_index& d, const char* base, std::uint32_t at) noexcept {
  const char* const stop = base + d.end();
  const char* const behind = string_end(base + at, stop);  // the key was checked before
  const char* const value = skip_space(skip_space(behind, stop) + 1, stop);
  return {{at + 1, static_cast<std::uint32_t>(behind - base) - 1}, static_cast<std::uint32_t>(value - base)};
}

CALLVIEW_INLINE counter convert_counter(const view_base& map, const map_item& item) noexcept {
  if (item.at == no_position) { return {{}, why_no_item(map)}; }
  document_index& d = view_access::index(map);
  const char* const base = d.plain_document();
  if (base == nullptr) { return {{}, failure{errc::out_of_memory}}; }
  const map_member m = member_at(d, base, item.at);
  const auto count = read_integer(d, m.value, "");
  if (!count) { return {d.readable(base, m.key), with_list_name(map, count.error())}; }
  return {d.readable(base, m.key), count};
}
}  // namespace detail

CALLVIEW_INLINE result<std::int64_t> counter_map::find(std::string_view name) const noexcept {
  using namespace detail;
  map_item item;
  for (std::size_t i = 0; (item = find_map_item(*this, i)).at != no_position; ++i) {
    if (read_string(view_access::index(*this), item.at, "") == name) { return (*this)[i].value; }
  }
  return why_no_item(*this);
}

}  // namespace CALLVIEW_ABI
}  // namespace callview

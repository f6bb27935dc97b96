// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Opens documents and reads their containers: by the fast walk or, if it gives up, by the exact one.

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>

#include "callview/detail/index/document_index.hpp"
#include "callview/detail/json_grammar.hpp"
#include "callview/detail/unescape.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// Some documents are probes: the fast walk enters none of their containers, so that the decoder learns which ones
/// accessors ask for. One document in this many is a probe; at the beginning, more are.
inline constexpr std::uint32_t documents_between_probes = 64;
constexpr bool is_probe(std::uint32_t documents_before) noexcept {
  return documents_before % documents_between_probes == 0 || std::has_single_bit(documents_before);
}

/// Reserves room for what a decoder learns about a block of slots.
inline bool reserve_order(buffer<char>& bytes, learned& order, std::uint32_t slots) noexcept {
  if (!bytes.reserve(learned::bytes_for(slots))) { return false; }
  std::memset(bytes.data(), 0, learned::bytes_for(slots));
  order.set(bytes.data(), slots);
  return true;
}

/// Reserves room for slots. New slots have the stamp of no document.
inline bool reserve_slots(buffer<field_slot>& room, std::size_t count) noexcept {
  const std::size_t before = room.capacity();
  if (!room.reserve(count)) { return false; }
  if (room.capacity() != before) { std::memset(room.data(), 0, room.capacity() * sizeof(field_slot)); }
  return true;
}

// Opening

CALLVIEW_INLINE failure document_index::open(const object_type& document_type, const source_text& source) noexcept {
  end_probe();
  begin_generation();
  type_ = &document_type;
  text = source.text.data();
  end_ = static_cast<std::uint32_t>(source.text.size());
  body_offset = source.body_offset;
  escaped_ = source.escaped;
  walked_ = false;
  plain_is_whole_ = false;
  item_words_ = 0;
  element_item_words_ = 0;
  element_items_are_ready_ = false;
  is_known_and_checked_ = true;
  learned_ = learned_of(document_type, source.version);
  if (learned_ == nullptr || !reserve_slots(slot_room_, document_type.slots) ||
      !stops_.reserve(end_ / block_size + 3) || !items_.reserve(walk_state::item_room_for(end_))) {
    return {errc::out_of_memory, "data"};
  }
  slots = slot_room_.data();
  if (const std::uint32_t before = learned_->documents++; before == 0) {
    // Nothing is known yet, so the walk reads all containers of the first document.
    std::memset(learned_->order.asked, 1, document_type.slots);
  } else if (is_probe(before) && !begin_probe()) {
    return {errc::out_of_memory, "data"};
  }
  const controls met = source.scanned ? controls::none : run.find_controls(text, end_);
  if (end_ >= 2 && text[0] == '{' && text[end_ - 1] == '}' && document_type.depth < max_depth &&
      met != controls::others) {
    const text_form compact = escaped_ ? text_form::escaped : text_form::plain;
    const text_form spaced = escaped_ ? text_form::escaped_spaced : text_form::plain_spaced;
    // A document usually has the same style as the previous one.
    const bool spaced_first = learned_->spaced || met == controls::white_space;
    walked_ = walk_document(spaced_first ? spaced : compact);
    learned_->spaced = walked_ ? spaced_first : !spaced_first;
    if (!walked_ && met != controls::white_space) { walked_ = walk_document(spaced_first ? compact : spaced); }
    if (walked_) { return {errc::ok}; }
  }
  return {open_exactly(), "data", body_offset};
}

CALLVIEW_INLINE bool document_index::begin_probe() noexcept {
  const learned& order = learned_->order;
  if (!asked_before_.reserve(order.slots)) { return false; }
  std::memcpy(asked_before_.data(), order.asked, order.slots);
  std::memset(order.asked, 0, order.slots);
  probe_ = learned_;
  probe_generation_ = generation;
  return true;
}

/// A probe says nothing about containers that it does not have. For these, restores what was known.
CALLVIEW_INLINE void document_index::end_probe() noexcept {
  if (probe_ == nullptr) { return; }
  const learned& order = probe_->order;
  for (unsigned i = 0; i < type_->container_count; ++i) {
    const std::uint32_t at = type_->containers[i];
    const field_slot& s = slots[at];
    if (s.is_found(probe_generation_) && !s.is_noted_as_absent(s.stamp >> 2)) { continue; }
    if (asked_before_.data()[at] != 0) { order.asked[at] = 1; }
  }
  probe_ = nullptr;
}

CALLVIEW_INLINE bool document_index::walk_document(text_form form) noexcept {
  form_ = form;
  run.mark_stops(text, end_, form, stops_.data());
  walk_state w = state_for({slots, &learned_->order, false});
  if (walk().object(w, *type_, slots, 0) != end_) {
    begin_generation();  // which forgets all that the walk noted
    return false;
  }
  item_words_ = w.item_words;
  is_known_and_checked_ &= !w.has_other_keys;
  return true;
}

CALLVIEW_INLINE errc document_index::open_exactly() noexcept {
  if (escaped_) {
    if (const errc code = make_plain(); code != errc::ok) { return code; }
  }
  const char* const base = plain();
  const char* const stop = base + end_;
  const char* const begin = skip_space(base, stop);
  if (begin == stop || *begin != '{') { return not_an_object(begin, stop); }
  field_slot& root = slots[0];
  root.at = static_cast<std::uint32_t>(begin - base);
  root.stamp = field_slot::stamp_of(generation, field_slot::found);
  const std::uint32_t end = read_exactly(root, *type_, 1);
  const char* const behind = skip_space(base + end, stop);
  if (end != 0 && behind != stop) {
    forget(root, *type_);
    set_missing(root, type_, errc::data_not_json, errc::data_not_json, static_cast<std::uint32_t>(behind - base));
  }
  return errc::ok;
}

CALLVIEW_INLINE errc document_index::not_an_object(const char* begin, const char* stop) const noexcept {
  const checked c = check_value(begin, stop, max_depth);
  if (c.code == errc::too_deep) { return errc::data_not_an_object; }
  return c.code == errc::ok && skip_space(c.at, stop) == stop ? errc::data_not_an_object : errc::data_not_json;
}

CALLVIEW_INLINE learned_type* document_index::learned_of(const object_type& document_type, char version) noexcept {
  learned_type* first_version = nullptr;
  for (learned_type* l = learned_types_.get(); l != nullptr; l = l->next.get()) {
    if (l->type != &document_type) { continue; }
    if (l->version == version) { return l; }
    first_version = l;  // the list begins with the newest
  }
  const std::size_t bytes = learned::bytes_for(document_type.slots);
  if (first_version != nullptr && version_bytes_ + bytes > learned_type::room_for_versions) { return first_version; }
  std::unique_ptr<learned_type> l(new (std::nothrow) learned_type);
  if (!l || !reserve_order(l->bytes, l->order, document_type.slots)) { return nullptr; }
  if (first_version != nullptr) { version_bytes_ += l->bytes.capacity(); }
  l->type = &document_type;
  l->version = version;
  l->next = std::move(learned_types_);
  learned_types_ = std::move(l);
  return learned_types_.get();
}

CALLVIEW_INLINE void document_index::release() noexcept {
  end_views();
  probe_ = nullptr;
  asked_before_.release();
  slot_room_.release();
  stops_.release();
  plain_.release();
  strings_.release();
  items_.release();
  element_items_.release();
  path.release();
  learned_types_.reset();
  version_bytes_ = 0;
  for (element_pool* p = pools_.get(); p != nullptr; p = p->next.get()) {
    p->slots.release();  // the owners stay: stale views point to them
    p->order_bytes.release();
  }
}

// Plain text

CALLVIEW_INLINE bool document_index::reserve_plain() noexcept {
  return plain_.reserve(std::size_t{end_} + padding + block_size);
}

CALLVIEW_INLINE errc document_index::make_plain() noexcept {
  if (!reserve_plain()) { return errc::out_of_memory; }
  if (!run.unescape_aligned(text, end_, plain_.data()) && !align_tokens(text, 0, end_, plain_.data(), false)) {
    return errc::data_not_json;
  }
  std::memset(plain_.data() + end_, 0, padding);
  plain_is_whole_ = true;
  return errc::ok;
}

CALLVIEW_INLINE bool document_index::find_string(std::uint32_t at, std::string_view& out) const noexcept {
  if (!walked_ || text[at] != '"') { return false; }
  const std::uint32_t begin = at + 1;
  const auto* const stops = reinterpret_cast<const char*>(stops_.data());
  const auto size = static_cast<std::uint32_t>(std::countr_zero(load8(stops + begin / 8) >> (begin % 8)));
  out = {text + begin, size};
  return size != 64 && text[begin + size + (escaped_ ? 1 : 0)] == '"' && (!escaped_ || text[begin + size] == '\\');
}

CALLVIEW_INLINE const char* document_index::plain_string(std::uint32_t at) noexcept {
  if (!reserve_plain() || !align_tokens(text, at - 1, end_, plain_.data(), true)) { return nullptr; }
  return plain_.data();
}

CALLVIEW_INLINE errc document_index::string_value(const char* base, slice inside, std::string_view& out) noexcept {
  out = {base + inside.begin, inside.size()};
  if (std::memchr(out.data(), '\\', out.size()) == nullptr) { return errc::ok; }
  if (string_room() == nullptr) { return errc::out_of_memory; }
  char* const target = strings_.data() + inside.begin;
  const unescaped u = run.unescape(out.data(), out.size(), target);
  out = {target, u.size};
  return u.fault == unescape_fault::none ? errc::ok : errc::invalid_string;
}

CALLVIEW_INLINE std::string_view document_index::readable(const char* base, slice inside) noexcept {
  std::string_view out;
  return string_value(base, inside, out) == errc::out_of_memory ? std::string_view{} : out;
}

CALLVIEW_INLINE unsigned document_index::find_field(const char* base, slice key, const object_type& type) noexcept {
  const char* const raw = base + key.begin;
  const unsigned i = type.keys.find(raw, key.size());
  if (i != key_set::not_found || std::memchr(raw, '\\', key.size()) == nullptr) { return i; }
  std::string_view name;
  if (string_value(base, key, name) != errc::ok) { return key_set::not_found; }
  return type.keys.find(name.data(), name.size());
}

// Containers

CALLVIEW_INLINE walk_state document_index::state_for(const block_place& block) noexcept {
  walk_state w;
  w.text = text;
  w.stops = reinterpret_cast<const unsigned char*>(stops_.data());
  w.end = end_;
  w.generation = generation;
  w.slots = block.base;
  w.order = block.order;
  w.items = (block.in_list ? element_items_ : items_).data();
  w.item_words = item_words_of(block);
  w.item_room = static_cast<std::uint32_t>(walk_state::item_room_for(end_));
  return w;
}

CALLVIEW_INLINE void document_index::forget(field_slot& own, const object_type& object) noexcept {
  for (std::uint32_t i = 1; i < object.slots; ++i) { (&own)[i].stamp = 0; }
}

CALLVIEW_INLINE void document_index::set_missing(field_slot& own, const object_type* object, errc condition, errc field,
                                                 std::uint32_t position) noexcept {
  const std::uint32_t stamp = field_slot::stamp_of(generation, field_slot::missing);
  own.set_condition(condition, field, position);
  own.stamp = stamp;
  if (object == nullptr) { return; }
  // A program that asks for one field below a missing container often asks for more.
  for (unsigned i = 0; i < object->container_count; ++i) {
    field_slot& below = (&own)[object->containers[i]];
    below.set_condition(field, field, position);
    below.stamp = stamp;
  }
}

/// Reads an object and the objects in it that the schema knows. Returns the position after it, or 0 if it cannot be
/// read. A syntax error affects only the innermost object that contains it.
CALLVIEW_INLINE std::uint32_t document_index::read_exactly(field_slot& own, const object_type& object,
                                                           std::uint32_t depth) noexcept {
  const auto fail = [&](errc code, std::uint32_t position) {
    forget(own, object);
    set_missing(own, &object, code, code, position);
    return std::uint32_t{0};
  };
  is_known_and_checked_ = false;
  const char* const base = plain_document();
  if (base == nullptr) { return fail(errc::out_of_memory, own.at); }
  if (depth > max_depth) { return fail(errc::too_deep, own.at); }
  const std::uint32_t found = field_slot::stamp_of(generation, field_slot::found);
  json_walker w(base, own.at, end_);
  while (w.begin_item()) {
    const unsigned i = find_field(base, w.key(), object);
    field_slot* s = i == key_set::not_found ? nullptr : &own + object.fields[i].slot;
    if (s != nullptr && s->stamp >= found) { s = nullptr; }  // of two members with the same key the first one wins
    std::uint32_t end = 0;
    if (s != nullptr) {
      s->at = w.value().begin;
      s->stamp = found;
      if (object.fields[i].type == field_type::object && w.begins_with('{')) {
        end = read_exactly(*s, *object.fields[i].child, depth + 1);
      }
    }
    if (!(end != 0 ? w.end_item(end) : w.end_item())) { break; }
    if (s != nullptr && end == 0 && !s->is_known(generation)) { s->value = w.value().end; }
  }
  if (w.broken()) { return fail(errc::data_not_json, w.position()); }
  own.set_condition(errc::ok, errc::field_absent, own.at);
  own.stamp = field_slot::stamp_of(generation, field_slot::ready);
  return w.position();
}

CALLVIEW_INLINE void document_index::know_object(const block_place& block, field_slot& own, const object_type& object,
                                                 std::uint32_t depth) noexcept {
  if (own.is_known(generation)) { return; }
  block.order->asked[&own - block.base] = 1;
  const char first = plain_if_whole()[own.at];
  if (first != '{') {
    const errc condition = first == 'n' ? errc::field_null : errc::wrong_type;
    return set_missing(own, &object, condition, errc::field_absent, own.at);
  }
  if (depth > max_depth) { return set_missing(own, &object, errc::too_deep, errc::too_deep, own.at); }
  if (walked_ && depth + object.depth <= max_depth) {  // the walk does not check the depth, and a list adds a level
    const std::uint32_t at = own.at;
    walk_state w = state_for(block);
    if (walk().object(w, object, &own, at) != 0) {
      item_words_of(block) = w.item_words;
      is_known_and_checked_ &= !w.has_other_keys;
      return;
    }
    own.at = at;
    own.stamp = field_slot::stamp_of(generation, field_slot::found);
    forget(own, object);
  }
  (void)read_exactly(own, object, depth);
}

/// Reads a list or map into its slot. Returns `stale_view` if there is no room for the items. This is only a signal to
/// the caller: no accessor returns it.
CALLVIEW_INLINE errc document_index::read_items(walk_state& w, field_slot& s) noexcept {
  const auto stop = static_cast<std::uint32_t>(s.value);
  const std::uint32_t first = w.item_words;
  if (walked_ && walk().items(w, s, s.at) != 0) { return errc::ok; }
  w.item_words = first;
  is_known_and_checked_ = false;
  const char* const base = plain_document();
  if (base == nullptr) { return errc::out_of_memory; }
  json_walker items(base, s.at, stop);
  const bool is_map = base[s.at] == '{';
  std::uint32_t count = 0;
  for (; items.next(); ++count) {
    if (w.item_room - w.item_words < map_item::words) { return errc::stale_view; }
    w.items[w.item_words++] = items.item();
    if (!is_map) { continue; }
    w.items[w.item_words++] = map_item::unknown;
    w.items[w.item_words++] = 0;
  }
  if (items.broken()) {
    w.item_words = first;
    set_missing(s, nullptr, errc::data_not_json, errc::data_not_json, items.position());
    return errc::ok;
  }
  s.value = count | std::uint64_t{first} << 32;
  s.stamp = field_slot::stamp_of(generation, field_slot::ready);
  return errc::ok;
}

CALLVIEW_INLINE bool document_index::know_sequence(const block_place& block, field_slot& s, const field_info& f,
                                                   std::uint32_t depth) noexcept {
  if (s.is_known(generation)) { return true; }
  block.order->asked[&s - block.base] = 1;
  const char first = plain_if_whole()[s.at];
  errc code = errc::ok;
  if (first != (is_list(f.type) ? '[' : '{')) {
    set_missing(s, nullptr, first == 'n' ? errc::field_null : errc::wrong_type, errc::field_absent, s.at);
  } else if (depth > max_depth) {
    set_missing(s, nullptr, errc::too_deep, errc::too_deep, s.at);
  } else {
    walk_state w = state_for(block);
    code = read_items(w, s);
    if (code == errc::ok) { item_words_of(block) = w.item_words; }
    if (code == errc::out_of_memory) { set_missing(s, nullptr, code, code, s.at); }
  }
  return code != errc::stale_view;
}

CALLVIEW_INLINE located_container document_index::locate_in(const block_place& block, const object_type& root,
                                                            const field_info* root_field, std::uint32_t root_depth,
                                                            std::uint32_t target) noexcept {
  const object_type* object = &root;
  located_container at{block.base, root_field, root_depth};
  for (;;) {
    know_object(block, *at.slot, *object, at.depth);
    const auto here = static_cast<std::uint32_t>(at.slot - block.base);
    if (here == target) { return at; }
    if (at.slot->stamp == field_slot::stamp_of(generation, field_slot::missing) &&
        !(block.base + target)->is_known(generation)) {
      // A program that asks for one field below a missing object often asks for more.
      set_missing(*at.slot, object, at.slot->condition(), at.slot->field_condition(), at.slot->position());
    }
    // The last container whose slot is at or before the target contains the target.
    unsigned i = 0;
    while (i + 1 < object->child_count && object->children[i + 1].slot <= target - here) { ++i; }
    const field_info& f = object->fields[object->children[i].number];
    at = {at.slot + f.slot, &f, at.depth + 1};
    if (!at.slot->is_found(generation)) {
      set_missing(*at.slot, f.type == field_type::object ? f.child : nullptr, errc::field_absent, errc::field_absent,
                  (at.slot - f.slot)->position());
    }
    if (f.type != field_type::object) {
      if (!know_sequence(block, *at.slot, f, at.depth)) { at.slot = nullptr; }
      return at;
    }
    object = f.child;
  }
}

CALLVIEW_NO_INLINE CALLVIEW_INLINE const char* document_index::name_of(std::uint32_t place) const noexcept {
  if (place == 0) { return ""; }
  const std::uint16_t* const slots_in_order = type_->containers;
  const auto* const at = std::lower_bound(slots_in_order, slots_in_order + type_->container_count, place / slot_bytes);
  return type_->container_names[at - slots_in_order];
}

CALLVIEW_INLINE located_container document_index::locate(const view_owner& owner, std::uint32_t place) noexcept {
  if (owner.pool == nullptr) {
    return locate_in({slots, &learned_->order, false}, *type_, nullptr, 1, place / slot_bytes);
  }
  element_pool& elements = *owner.pool;
  element_pool::last_location& last = elements.last;
  if (last.generation == generation && last.position == place && last.slot == owner.slot) { return last.container; }
  for (;;) {
    field_slot* const base = element_block(elements, place);
    if (base == nullptr) { return {nullptr, elements.list, elements.depth}; }
    if ((place & broken_list_bit) != 0 && !base->is_known(generation)) {
      const errc code = elements.depth - 1 > max_depth ? errc::too_deep : errc::data_not_json;
      set_missing(*base, elements.list->child, code, code, place & ~broken_list_bit);
    }
    const located_container at =
        locate_in({base, &elements.order, true}, *elements.list->child, elements.list, elements.depth, owner.slot);
    if (at.slot != nullptr) {
      last = {generation, place, owner.slot, at};
      return at;
    }
    // The lists inside the elements have filled the room for items. Discards the blocks of all elements, which are then
    // read again when needed.
    for (element_pool* p = pools_.get(); p != nullptr; p = p->next.get()) {
      for (element_pool::block& b : p->blocks) { b.generation = 0; }
      p->last.generation = 0;
    }
    element_item_words_ = 0;
  }
}

CALLVIEW_INLINE element_pool* document_index::pool_of(const field_info& list, std::uint32_t depth) noexcept {
  for (element_pool* p = pools_.get(); p != nullptr; p = p->next.get()) {
    if (p->list == &list && p->depth == depth) { return p; }
  }
  std::unique_ptr<element_pool> p(new (std::nothrow) element_pool);
  const std::uint32_t count = list.child->slots;
  if (!p || !p->owners.reserve(count)) { return nullptr; }
  p->list = &list;
  p->depth = depth;
  for (std::uint32_t i = 0; i < count; ++i) {
    view_owner& o = p->owners.data()[i];
    o = {};
    o.ready_stamp = no_stamp;
    o.index = this;
    o.pool = p.get();
    o.slot = i;
  }
  p->next = std::move(pools_);
  pools_ = std::move(p);
  return pools_.get();
}

CALLVIEW_INLINE field_slot* document_index::element_block(element_pool& elements, std::uint32_t position) noexcept {
  const object_type& type = *elements.list->child;
  if (elements.slots.capacity() == 0) {
    for (element_pool::block& b : elements.blocks) { b = {}; }
    if (!reserve_order(elements.order_bytes, elements.order, type.slots)) { return nullptr; }
    std::memset(elements.order.asked, 1, type.slots);
    if (!reserve_slots(elements.slots, std::size_t{type.slots} * element_pool::block_count)) { return nullptr; }
  }
  if (!element_items_are_ready_) {
    if (!element_items_.reserve(walk_state::item_room_for(end_))) { return nullptr; }
    element_items_are_ready_ = true;
  }
  element_pool::block* chosen = elements.blocks;
  for (element_pool::block& b : elements.blocks) {
    if (b.generation == generation && b.position == position) {
      b.last_used = ++elements.uses;
      return elements.slots.data() + (&b - elements.blocks) * static_cast<std::ptrdiff_t>(type.slots);
    }
    if (b.generation != generation) {
      chosen = &b;
    } else if (chosen->generation == generation && b.last_used < chosen->last_used) {
      chosen = &b;
    }
  }
  field_slot* const base = elements.slots.data() + (chosen - elements.blocks) * static_cast<std::ptrdiff_t>(type.slots);
  *chosen = {generation, position, ++elements.uses};
  forget(*base, type);
  base->at = position;
  base->stamp = field_slot::stamp_of(generation, field_slot::found);
  return base;
}

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

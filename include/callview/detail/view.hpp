// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// What all views have in common, and how a line of the schema becomes an accessor.

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

#include "callview/detail/object_index.hpp"
#include "callview/result.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// A place in a decoder: 16 bytes, by value. Default-constructed it is an absent one.
class view_base {
 public:
  constexpr view_base() noexcept = default;

 private:
  friend struct view_access;
  const node* node_ = &no_node;
  std::uint32_t generation_ = 0;
  std::uint32_t number_ = 0;
};

/// What library code may do with a view.
struct view_access {
  template <class V>
  static V make(document_state& s, std::uint32_t number) noexcept {
    V v;
    // Nodes of elements are never at hand, so one stands for all.
    v.node_ = s.nodes + (number < element_bit ? number : s.tree_nodes);
    v.generation_ = s.generation;
    v.number_ = number;
    return v;
  }
  /// A view that is as stale as another.
  template <class V>
  static V stale(const view_base& other) noexcept {
    V v;
    v.node_ = other.node_;
    v.generation_ = other.generation_;
    return v;
  }
  static document_state& state(const view_base& v) noexcept { return *v.node_->owner; }
  static std::uint32_t number(const view_base& v) noexcept { return v.number_; }

  /// Whether the view may be read at all: `ok`, or the answer of everything that is asked of it.
  static errc alive(const view_base& v) noexcept {
    if (v.node_->owner == nullptr) { return errc::field_absent; }
    return v.generation_ == v.node_->owner->generation ? errc::ok : errc::stale_view;
  }

  /// Whether everything that the node says holds: nearly always. Otherwise the slow way is to be taken.
  CALLVIEW_ALWAYS_INLINE static bool at_hand(const view_base& v) noexcept {
    return v.node_->generation == v.generation_;
  }
  static const node& node_of(const view_base& v) noexcept { return *v.node_; }

  /// A field's slot where its value can be answered at once; null elsewhere.
  CALLVIEW_ALWAYS_INLINE static field_slot* ready_slot(const view_base& v, unsigned field) noexcept {
    if (!at_hand(v)) [[unlikely]] { return nullptr; }
    field_slot* const slot = v.node_->slots + field;
    return slot->is_ready(v.generation_) ? slot : nullptr;
  }

  /// The view of the container in a field, whatever is there: its node may still have to be made ready.
  template <class V>
  CALLVIEW_ALWAYS_INLINE static V child(const view_base& v, const class_info& info, unsigned field) noexcept {
    V c;
    if (v.generation_ != 0) [[likely]] {
      c.node_ = v.node_ + info.fields[field].node;
      c.generation_ = v.generation_;
      c.number_ = v.number_ + info.fields[field].node;
    }
    return c;
  }

  /// Why a container is not there.
  CALLVIEW_ALWAYS_INLINE static callview::error error(const view_base& v) noexcept {
    if (!at_hand(v)) { return why_missing(v); }
    const node& n = *v.node_;
    if (n.state == node_state::read) { return {}; }
    return n.owner != nullptr ? what_is_missing(n) : callview::error{errc::field_absent};
  }
  static callview::error why_missing(const view_base& v) noexcept;
  CALLVIEW_ALWAYS_INLINE static callview::error what_is_missing(const node& n) noexcept {
    return {condition(n.state), n.name, n.stopped()};
  }
  CALLVIEW_ALWAYS_INLINE static bool is_there(const view_base& v) noexcept {
    return at_hand(v) ? v.node_->state == node_state::read : make_there(v);
  }
  static bool make_there(const view_base& v) noexcept;
};

/// The token of a field's value, or why it cannot be had: then it is 0, which is that of the document's own brace.
struct located {
  const document* doc;
  std::uint32_t token;
  failure why;
};

located locate(const view_base& v, unsigned field, const char* name) noexcept;

inline std::string_view text_at(const node& n, field_slot& slot) noexcept {
  return {n.owner->doc.text + (slot.value & 0xFFFFFFFFU), static_cast<std::size_t>(slot.value >> 32)};
}

/// Random access by index over a range whose `operator[]` answers by value.
template <class Range, class Value>
class index_iterator {
 public:
  using value_type = Value;
  using reference = Value;
  using difference_type = std::ptrdiff_t;
  using iterator_concept = std::random_access_iterator_tag;
  using iterator_category = std::input_iterator_tag;  // C++17's stronger ones want references

  index_iterator() noexcept = default;
  index_iterator(const Range& range, std::size_t index) noexcept
      : range_(range), index_(static_cast<difference_type>(index)) {}

  [[nodiscard]] CALLVIEW_ALWAYS_INLINE Value operator*() const noexcept {
    return range_[static_cast<std::size_t>(index_)];
  }
  [[nodiscard]] Value operator[](difference_type n) const noexcept { return *(*this + n); }
  index_iterator& operator+=(difference_type n) noexcept {
    index_ += n;
    return *this;
  }
  index_iterator& operator-=(difference_type n) noexcept { return *this += -n; }
  index_iterator& operator++() noexcept { return *this += 1; }
  index_iterator& operator--() noexcept { return *this -= 1; }
  index_iterator operator++(int) noexcept {
    index_iterator before = *this;
    ++*this;
    return before;
  }
  index_iterator operator--(int) noexcept {
    index_iterator before = *this;
    --*this;
    return before;
  }
  [[nodiscard]] friend index_iterator operator+(index_iterator i, difference_type n) noexcept { return i += n; }
  [[nodiscard]] friend index_iterator operator+(difference_type n, index_iterator i) noexcept { return i += n; }
  [[nodiscard]] friend index_iterator operator-(index_iterator i, difference_type n) noexcept { return i -= n; }
  [[nodiscard]] friend difference_type operator-(const index_iterator& a, const index_iterator& b) noexcept {
    return a.index_ - b.index_;
  }
  [[nodiscard]] friend bool operator==(const index_iterator& a, const index_iterator& b) noexcept {
    return a.index_ == b.index_;
  }
  [[nodiscard]] friend auto operator<=>(const index_iterator& a, const index_iterator& b) noexcept {
    return a.index_ <=> b.index_;
  }

 private:
  Range range_{};
  difference_type index_ = 0;
};

#if CALLVIEW_DEFINITIONS

CALLVIEW_NO_INLINE CALLVIEW_INLINE callview::error view_access::why_missing(const view_base& v) noexcept {
  if (const errc code = alive(v); code != errc::ok) { return {code, {}, callview::error::npos}; }
  const node& n = ready(*v.node_->owner, v.number_);
  return n.state == node_state::read ? callview::error{} : what_is_missing(n);
}

CALLVIEW_NO_INLINE CALLVIEW_INLINE bool view_access::make_there(const view_base& v) noexcept {
  return alive(v) == errc::ok && ready(*v.node_->owner, v.number_).state == node_state::read;
}

CALLVIEW_INLINE located locate(const view_base& v, unsigned field, const char* name) noexcept {
  if (const errc code = view_access::alive(v); code != errc::ok) { return {nullptr, 0, {code, name}}; }
  document_state& s = view_access::state(v);
  const node& n = ready(s, view_access::number(v));
  if (n.state != node_state::read) { return {nullptr, 0, {missing(n.state), name, n.stopped()}}; }
  if (!n.has(field)) { return {nullptr, 0, {errc::field_absent, name, n.offset}}; }
  return {&s.doc, n.slots[field].token, {errc::ok}};
}

#endif  // CALLVIEW_DEFINITIONS

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// What all views have in common, and how a line of the schema becomes an accessor.

#include <array>
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
  document_state* state_ = nullptr;
  std::uint32_t generation_ = 0;
  std::uint32_t node_ = 0;
};

/// What library code may do with a view.
struct view_access {
  template <class V>
  static V make(document_state& s, std::uint32_t node) noexcept {
    V v;
    v.state_ = &s;
    v.generation_ = s.generation;
    v.node_ = node;
    return v;
  }
  /// A view that is as stale as another.
  template <class V>
  static V stale(const view_base& other) noexcept {
    V v;
    v.state_ = other.state_;
    v.generation_ = other.generation_;
    return v;
  }
  static document_state& state(const view_base& v) noexcept { return *v.state_; }
  static std::uint32_t number(const view_base& v) noexcept { return v.node_; }

  /// Whether the view may be read at all: `ok`, or the answer of everything that is asked of it.
  static errc alive(const view_base& v) noexcept {
    if (v.state_ == nullptr) { return errc::field_absent; }
    return v.generation_ == v.state_->generation ? errc::ok : errc::stale_view;
  }

  /// The container that the view is of, where it is a live one that was read and stands in the tree: nearly always.
  static const node* at_hand(const view_base& v) noexcept {
    if (v.state_ == nullptr || v.generation_ != v.state_->generation || v.node_ >= element_bit) { return nullptr; }
    const node& n = v.state_->nodes[v.node_];
    return n.state == node_state::read ? &n : nullptr;
  }

  /// The view of the container in a field, whatever is there.
  template <class V>
  CALLVIEW_ALWAYS_INLINE static V child(const view_base& v, const class_info& info, unsigned field) noexcept {
    V c;
    const field_info& f = info.fields[field];
    const node* const n = at_hand(v);
    if (n == nullptr || (n->present >> field & 1) == 0) { settle(v, info, f, field); }
    c.state_ = v.state_;
    c.generation_ = v.generation_;
    c.node_ = v.node_ + f.node;
    return c;
  }

  /// Sees to it that the node of a child is set.
  CALLVIEW_NO_INLINE static void settle(const view_base& v, const class_info& info, const field_info& f,
                                        unsigned field) noexcept {
    if (alive(v) != errc::ok) { return; }
    node& n = ready(*v.state_, v.node_, &info);
    if (!n.has(field)) { pass_on(n, f); }
  }

  /// `info` is null for lists and maps.
  CALLVIEW_NO_INLINE static callview::error error(const view_base& v, const class_info* info) noexcept {
    if (const errc code = alive(v); code != errc::ok) { return {code, {}, callview::error::npos}; }
    const node& n = ready(*v.state_, v.node_, info);
    const errc code = condition(n.state);
    if (code == errc::ok) { return {}; }
    return {code, v.state_->name(n), n.stopped()};
  }
};

/// The token of a field's value, or why it cannot be had: then it is 0, which is that of the document's own brace.
struct located {
  const document* doc;
  std::uint32_t token;
  failure why;
};

CALLVIEW_NO_INLINE inline located search(const view_base& v, const class_info& info, unsigned field) noexcept {
  const char* const name = info.fields[field].name;
  if (const errc code = view_access::alive(v); code != errc::ok) { return {nullptr, 0, {code, name}}; }
  document_state& s = view_access::state(v);
  const node& n = ready(s, view_access::number(v), &info);
  if (n.state != node_state::read) { return {nullptr, 0, {missing(n.state), name, n.stopped()}}; }
  if (!n.has(field)) { return {nullptr, 0, {errc::field_absent, name, n.offset}}; }
  return {&s.doc, s.slots[n.slots + field], {errc::ok}};
}
CALLVIEW_ALWAYS_INLINE located locate(const view_base& v, const class_info& info, unsigned field) noexcept {
  const node* const n = view_access::at_hand(v);
  if (n == nullptr) [[unlikely]] { return search(v, info, field); }
  if ((n->present >> field & 1) == 0) { return {nullptr, 0, {errc::field_absent, info.fields[field].name, n->offset}}; }
  const document_state& s = view_access::state(v);
  return {&s.doc, s.slots[n->slots + field], {errc::ok}};
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

  [[nodiscard]] Value operator*() const noexcept { return range_[static_cast<std::size_t>(index_)]; }
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

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

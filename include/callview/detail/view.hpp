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

  /// The view of the container in a field, whatever is there.
  template <class V>
  static V child(const view_base& v, const class_info& info, unsigned field) noexcept {
    V c;
    const field_info& f = info.fields[field];
    if (alive(v) == errc::ok) {
      node& n = ready(*v.state_, v.node_, &info);
      if (!n.has(field)) { pass_on(n, f); }
    }
    c.state_ = v.state_;
    c.generation_ = v.generation_;
    c.node_ = v.node_ + f.node;
    return c;
  }

  /// `info` is null for lists and maps.
  static callview::error error(const view_base& v, const class_info* info) noexcept {
    if (const errc code = alive(v); code != errc::ok) { return {code, {}, callview::error::npos}; }
    const node& n = ready(*v.state_, v.node_, info);
    const errc code = condition(n.state);
    if (code == errc::ok) { return {}; }
    return {code, n.field, v.state_->doc.offset_of(stopped(v.state_->doc, n))};
  }
};

/// The token of a field's value, or why it cannot be had: then it is 0, which is that of the document's own brace.
struct located {
  const document* doc;
  std::uint32_t token;
  failure why;
};

inline located locate(const view_base& v, const class_info& info, unsigned field) noexcept {
  const char* const name = info.fields[field].name;
  if (const errc code = view_access::alive(v); code != errc::ok) { return {nullptr, 0, {code, name}}; }
  document_state& s = view_access::state(v);
  const node& n = ready(s, view_access::number(v), &info);
  if (n.state != node_state::read) { return {nullptr, 0, fault(s.doc, missing(n.state), name, stopped(s.doc, n))}; }
  if ((n.present >> field & 1) == 0) { return {nullptr, 0, token_fault(s.doc, errc::field_absent, name, n.begin)}; }
  return {&s.doc, s.slots[n.slots + field], {errc::ok}};
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

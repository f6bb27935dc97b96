// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// What all views have in common.

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

#include "callview/detail/index/document_index.hpp"
#include "callview/result.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// A place in the index of a document: 16 bytes, passed by value. A default-constructed view is absent.
class view_base {
 public:
  constexpr view_base() noexcept = default;

 private:
  friend struct view_access;
  const view_owner* owner_ = &missing_owner(errc::field_absent);
  std::uint32_t stamp_ = 0;  ///< of ready slots in the document; a view in a list has the element_bit too
  std::uint32_t place_ = 0;  ///< the offset of the slot in bytes or, for a view in a list, the position of its element
};

/// What the library can do with a view.
struct view_access {
  /// The view of the document that is open.
  template <class V>
  static V document(document_index& index) noexcept {
    V v;
    v.owner_ = &index;
    v.stamp_ = index.ready_stamp;
    return v;
  }
  /// The view of an element of the list that `other` is a view of.
  template <class V>
  static V element(const view_base& other, const element_pool& pool, std::uint32_t position) noexcept {
    V v;
    v.owner_ = pool.owners.data();
    v.stamp_ = other.stamp_ | element_bit;
    v.place_ = position;
    return v;
  }
  /// A view of something missing. It keeps the offset of the failure where other views keep their stamp.
  template <class V>
  static V missing(const failure& why) noexcept {
    V v;
    v.owner_ = &missing_owner(why.code);
    v.stamp_ = why.offset + 1;  // 0 if there is none; bodies are too small to reach element_bit
    return v;
  }
  /// The same view as `other`, as another class.
  template <class V>
  static V same(const view_base& other) noexcept {
    V v;
    static_cast<view_base&>(v) = other;
    return v;
  }
  /// The view of the container in a field, whether there is one or not.
  template <class V>
  CALLVIEW_ALWAYS_INLINE static V child(const view_base& v, const field_info& f) noexcept {
    return inner<V>(v, f.slot);
  }
  /// The view of the container that is `slots` slots after that of `v`.
  template <class V>
  CALLVIEW_ALWAYS_INLINE static V inner(const view_base& v, std::uint32_t slots) noexcept {
    V c;
    c.stamp_ = v.stamp_;
    if ((v.stamp_ & element_bit) == 0) [[likely]] {
      c.owner_ = v.owner_;
      c.place_ = v.place_ + slots * slot_bytes;
    } else {
      c.owner_ = v.owner_ + slots;
      c.place_ = v.place_;
    }
    return c;
  }

  /// The index of the document. The view must have a document and must not be stale.
  static document_index& index(const view_base& v) noexcept { return *v.owner_->index; }
  static const view_owner& owner(const view_base& v) noexcept { return *v.owner_; }

  /// Whether the view can be read: `ok`, or the error that every accessor returns.
  static errc status(const view_base& v) noexcept {
    if (v.owner_->index == nullptr) { return v.owner_->missing; }
    return (v.stamp_ & ~element_bit) == v.owner_->index->ready_stamp ? errc::ok : errc::stale_view;
  }
  /// The failure that every accessor returns for a view whose status is not `ok`.
  static failure why_unreadable(const view_base& v, errc status, const char* field) noexcept {
    return {status, field, v.owner_->index == nullptr ? v.stamp_ - 1 : no_offset};
  }

  CALLVIEW_ALWAYS_INLINE static bool has_own_slot(const view_base& v) noexcept {
    return v.owner_->ready_stamp == v.stamp_;
  }
  CALLVIEW_ALWAYS_INLINE static const field_slot* own_slot_of(const view_base& v) noexcept {
    return reinterpret_cast<const field_slot*>(reinterpret_cast<const char*>(v.owner_->slots) + v.place_);
  }
  /// The slot of the container; null if the view is in a list, is stale or has no document.
  CALLVIEW_ALWAYS_INLINE static const field_slot* own_slot(const view_base& v) noexcept {
    return has_own_slot(v) ? own_slot_of(v) : nullptr;
  }
  /// The same, but null also if nobody has read the container yet.
  CALLVIEW_ALWAYS_INLINE static const field_slot* known_slot(const view_base& v) noexcept {
    const field_slot* const own = own_slot(v);
    return own != nullptr && is_known(v, *own) ? own : nullptr;
  }
  // What the functions of field_slot with these names return, for a slot of the view's document. Not for views in
  // lists.
  CALLVIEW_ALWAYS_INLINE static bool is_ready(const view_base& v, const field_slot& s) noexcept {
    return s.stamp == v.stamp_;
  }
  CALLVIEW_ALWAYS_INLINE static bool is_known(const view_base& v, const field_slot& s) noexcept {
    return s.stamp >= v.stamp_;
  }
  CALLVIEW_ALWAYS_INLINE static bool is_found(const view_base& v, const field_slot& s) noexcept {
    return s.stamp >= v.stamp_ - (field_slot::ready - field_slot::found);
  }

  /// Reads the container of a valid view, if necessary, and returns it.
  static located_container locate(const view_base& v) noexcept { return v.owner_->index->locate(*v.owner_, v.place_); }

  /// Why a container is missing; `ok` if it is not.
  CALLVIEW_ALWAYS_INLINE static callview::error error(const view_base& v) noexcept {
    const field_slot* const own = known_slot(v);
    if (own == nullptr) [[unlikely]] { return find(v) ? callview::error{} : why_missing(v); }
    if (is_ready(v, *own)) { return {}; }
    return {own->condition(), index(v).name_of(v.place_), v.owner_->body_offset + own->position()};
  }
  /// The code of that error.
  CALLVIEW_ALWAYS_INLINE static errc code(const view_base& v) noexcept {
    const field_slot* const own = known_slot(v);
    if (own == nullptr) [[unlikely]] { return find(v) ? errc::ok : why_missing(v).code; }
    return is_ready(v, *own) ? errc::ok : own->condition();
  }
  CALLVIEW_ALWAYS_INLINE static bool is_there(const view_base& v) noexcept {
    if (has_own_slot(v)) [[likely]] {
      if (const field_slot& own = *own_slot_of(v); is_known(v, own)) [[likely]] { return is_ready(v, own); }
    }
    return find(v);
  }

 private:
  static callview::error why_missing(const view_base& v) noexcept;
  static bool find(const view_base& v) noexcept;
};

/// Where the value of a field begins, or why there is none.
struct located_value {
  bool found;
  std::uint32_t at;
  std::uint32_t depth;  ///< depth of the object around the value
  failure why;
};
located_value locate(const view_base& v, const field_info& f) noexcept;

/// Random access by index over a range whose `operator[]` returns by value.
template <class Range, class Value>
class index_iterator {
 public:
  using value_type = Value;
  using reference = Value;
  using difference_type = std::ptrdiff_t;
  using iterator_concept = std::random_access_iterator_tag;
  using iterator_category = std::input_iterator_tag;  // the stronger categories of C++17 require references

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

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

#if CALLVIEW_DEFINITIONS
#include "callview/detail/index/view-inl.hpp"  // IWYU pragma: keep
#endif

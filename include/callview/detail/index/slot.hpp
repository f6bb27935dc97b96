// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// What the index knows about one field of one object, and what a decoder has learned about a document type.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "callview/detail/bytes.hpp"
#include "callview/error.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// What the index knows about a field and, if its type is a container, about that container. It has no default values,
/// so that memset() can initialize all slots of a document at once.
struct field_slot {
  std::uint64_t value;  ///< depends on the state: see below
  std::uint32_t at;     ///< where the field's value begins
  std::uint32_t stamp;  ///< the generation of the document times four, and one of the states

  // The states. A field that the document does not have keeps the stamp of an earlier document, so slots need no
  // clearing between documents.
  static constexpr std::uint32_t found = 0;    ///< the value begins at `at`; `value` is where a container ends
  static constexpr std::uint32_t ready = 1;    ///< `value` has the accessor's result; see the functions below
  static constexpr std::uint32_t missing = 2;  ///< the container cannot be read, whatever the reason

  static constexpr std::uint32_t stamp_of(std::uint32_t generation, std::uint32_t state) noexcept {
    return generation << 2 | state;
  }
  [[nodiscard]] bool is_found(std::uint32_t generation) const noexcept { return stamp >= stamp_of(generation, found); }
  [[nodiscard]] bool is_ready(std::uint32_t generation) const noexcept { return stamp == stamp_of(generation, ready); }
  [[nodiscard]] bool is_known(std::uint32_t generation) const noexcept { return stamp > stamp_of(generation, found); }

  // For a string: where it begins, and its size.
  void set_string(std::size_t begin, std::size_t size) noexcept { value = begin | std::uint64_t{size} << 32; }
  [[nodiscard]] CALLVIEW_ALWAYS_INLINE std::string_view string(const char* text) const noexcept {
    return {text + (value & 0xFFFFFFFFU), static_cast<std::size_t>(value >> 32)};
  }
  // For a list or map that was read: the index of its first word in the item array, and the number of items.
  [[nodiscard]] std::uint32_t first_item() const noexcept { return static_cast<std::uint32_t>(value >> 32); }
  [[nodiscard]] std::uint32_t item_count() const noexcept { return static_cast<std::uint32_t>(value); }

  // For an object that was read, and for a missing container: the error of its view (`own`), the error of an absent
  // field in it (`field`), and the position that both errors report.
  void set_condition(errc own, errc field, std::uint32_t position) noexcept {
    value = position | std::uint64_t{static_cast<std::uint8_t>(own)} << 32 |
            std::uint64_t{static_cast<std::uint8_t>(field)} << 40;
  }
  [[nodiscard]] errc condition() const noexcept { return static_cast<errc>(value >> 32 & 0xFF); }
  [[nodiscard]] errc field_condition() const noexcept { return static_cast<errc>(value >> 40 & 0xFF); }
  [[nodiscard]] std::uint32_t position() const noexcept { return static_cast<std::uint32_t>(value); }
  /// Whether the field is a container that the document does not have. Then is_found() is true although nothing is at
  /// `at`.
  [[nodiscard]] bool is_noted_as_absent(std::uint32_t generation) const noexcept {
    return stamp == stamp_of(generation, missing) && condition() == errc::field_absent;
  }
};

inline constexpr std::uint32_t slot_bytes = sizeof(field_slot);  ///< views count their places in bytes

/// An item of a map. It takes three words of the item array; an item of a list takes one.
struct map_item {
  static constexpr std::uint32_t words = 3;
  std::uint32_t at = 0;        ///< where the key begins
  std::uint32_t key_size = 0;  ///< `unknown` if the key has escapes or the value is not a plain integer
  std::uint32_t value = 0;
  static constexpr std::uint32_t unknown = 0xFFFFFFFFU;
};

/// A key order for a block of slots. `steps` has, for each field's slot, the number of schema fields to skip to reach
/// the next member. After these, it has, for each object's own slot, the number to skip to reach its first member. All
/// zeros is schema order.
struct key_order {
  std::int8_t* steps = nullptr;
  std::int8_t* candidates = nullptr;  ///< steps of the first of two documents that teach the order
  std::uint32_t documents = 0;        ///< number of documents in this order, including the open one

  // Two consecutive documents in every 64 can change the order. A member that is missing from one of them stays in the
  // order: the order skips only members that both documents lack.
  static constexpr std::uint32_t documents_between_lessons = 64;
  static constexpr int no_step = -128;
  [[nodiscard]] bool is_first_lesson() const noexcept { return documents % documents_between_lessons == 1; }
  [[nodiscard]] bool is_second_lesson() const noexcept { return documents % documents_between_lessons == 2; }
  [[nodiscard]] bool is_lesson() const noexcept { return is_first_lesson() || is_second_lesson(); }
  /// Call this at the first lesson, because a candidate is valid only for the next document.
  void forget_candidates(std::size_t slots) const noexcept { std::memset(candidates, no_step, 2 * slots); }
  /// Learns a field that the order did not expect here.
  CALLVIEW_ALWAYS_INLINE void learn(std::size_t at, std::int8_t step) const noexcept {
    if (is_lesson()) { steps[at] = step; }
  }
  /// Learns to skip fields that the order expected here and the document lacks.
  CALLVIEW_ALWAYS_INLINE void learn_gap(std::size_t at, std::int8_t step) const noexcept {
    if (is_first_lesson()) { candidates[at] = step; }
    if (is_second_lesson() && candidates[at] == step) { steps[at] = step; }
  }
};

/// What a decoder has learned about a block of slots: two key orders, because traffic may come from two senders, and
/// the containers that accessors ask for.
struct learned {
  key_order orders[2];
  std::uint8_t* asked = nullptr;  ///< by slot: whether the fast walk reads the container
  std::uint32_t slots = 0;
  std::uint32_t current = 0;  ///< index of the open document's key order

  static constexpr std::size_t bytes_for(std::size_t slots) noexcept { return 9 * slots; }
  /// Uses `bytes_for(slot_count)` bytes, which must be zero.
  void set(char* bytes, std::uint32_t slot_count) noexcept {
    auto* tables = reinterpret_cast<std::int8_t*>(bytes);
    slots = slot_count;
    for (key_order& o : orders) {
      o.steps = tables;
      o.candidates = tables + 2 * std::size_t{slots};
      tables += 4 * std::size_t{slots};
    }
    asked = reinterpret_cast<std::uint8_t*>(tables);
  }
};

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

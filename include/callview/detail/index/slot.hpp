// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// What the index knows of one field of one object, and what a decoder learned of a document type.

#include <cstdint>

#include "callview/detail/bytes.hpp"
#include "callview/error.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// What is known of a field, and of the container that stands in it if its type is one.
struct field_slot {
  std::uint64_t value = 0;  ///< see below
  std::uint32_t at = 0;     ///< where the field's value begins
  std::uint32_t stamp = 0;  ///< the generation of the document times four, and one of the states

  // The states. A field that the document does not have keeps the stamp of an earlier document, so that slots need no
  // clearing from one document to the next.
  static constexpr std::uint32_t found = 0;    ///< the value begins at `at`; `value` is where a container ends
  static constexpr std::uint32_t ready = 1;    ///< `value` holds what the accessor answers; see the functions below
  static constexpr std::uint32_t missing = 2;  ///< a container that cannot be read, whatever the reason

  static constexpr std::uint32_t stamp_of(std::uint32_t generation, std::uint32_t state) noexcept {
    return generation << 2 | state;
  }
  [[nodiscard]] bool is_found(std::uint32_t generation) const noexcept { return stamp >= stamp_of(generation, found); }
  [[nodiscard]] bool is_ready(std::uint32_t generation) const noexcept { return stamp == stamp_of(generation, ready); }
  [[nodiscard]] bool is_known(std::uint32_t generation) const noexcept { return stamp > stamp_of(generation, found); }

  // A string: where it begins and its size.
  void set_string(std::size_t begin, std::size_t size) noexcept { value = begin | std::uint64_t{size} << 32; }
  // A list or map that was read: the first of its item positions, and how many there are.
  [[nodiscard]] std::uint32_t first_item() const noexcept { return static_cast<std::uint32_t>(value >> 32); }
  [[nodiscard]] std::uint32_t item_count() const noexcept { return static_cast<std::uint32_t>(value); }

  // An object that was read, or a container that is missing: what its own view answers, what a field in it answers
  // that is not there, and the position that both errors name.
  void set_condition(errc own, errc field, std::uint32_t position) noexcept {
    value = position | std::uint64_t{static_cast<std::uint8_t>(own)} << 32 |
            std::uint64_t{static_cast<std::uint8_t>(field)} << 40;
  }
  [[nodiscard]] errc condition() const noexcept { return static_cast<errc>(value >> 32 & 0xFF); }
  [[nodiscard]] errc field_condition() const noexcept { return static_cast<errc>(value >> 40 & 0xFF); }
  [[nodiscard]] std::uint32_t position() const noexcept { return static_cast<std::uint32_t>(value); }
};

/// What was learned of a document type, by slot. Zero everywhere is a good beginning: members stand in the order of the
/// schema, and nothing is asked for.
struct learned {
  std::int8_t* next = nullptr;        ///< behind a field: how many fields are passed over to the one that follows
  std::int8_t* first = nullptr;       ///< of an object: how many fields are passed over to its first member
  std::int8_t* other_next = nullptr;  ///< what followed when the guess was wrong: it becomes the guess the second time
  std::int8_t* other_first = nullptr;
  std::uint8_t* asked = nullptr;  ///< of an object: whether the fast walk enters it
};

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

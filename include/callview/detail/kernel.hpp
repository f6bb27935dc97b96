// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// What callview asks of a kernel: the functions that are compiled once for each instruction set. The kernels
/// themselves are in kernels-inl.hpp.

#include <array>
#include <cstddef>
#include <cstdint>

#include "callview/detail/bytes.hpp"
#include "callview/detail/index/slot.hpp"
#include "callview/detail/schema/object_type.hpp"
#include "callview/detail/unescape.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// Kernels work on so many bytes at a time.
inline constexpr std::uint32_t block_size = 64;

/// Where a scan puts what it finds: for each block a bit for each token and a bit for each backslash.
struct token_sink {
  std::uint64_t* words;
  std::uint64_t* backslashes;
};

/// What a scan says of a whole text.
struct scanned {
  std::uint32_t tokens = 0;
  bool backslash = false;    ///< there is one, anywhere
  bool control = false;      ///< a control character stands in a string
  bool not_ascii = false;    ///< there is a byte beyond ASCII
  bool open_string = false;  ///< the text ends in a string
};

/// What the fast walk works with.
struct walk_state {
  const char* text = nullptr;            ///< of the document, with a block of readable bytes behind it
  const unsigned char* stops = nullptr;  ///< see kernel::mark_stops
  std::uint32_t end = 0;                 ///< of the document
  std::uint32_t generation = 0;
  field_slot* slots = nullptr;  ///< the first one of those that `order` speaks of
  learned* order = nullptr;
  // Where the items of lists and maps begin.
  std::uint32_t* items = nullptr;
  std::uint32_t item_words = 0;  ///< that are used
  std::uint32_t item_room = 0;

  /// How many words the items of a document can take: one for two bytes of a list, three for five bytes of a map.
  static constexpr std::size_t item_room_for(std::size_t document) noexcept { return document / 5 * 3 + 6; }
};

/// How a document stands in its text.
enum class text_form : std::uint8_t {
  escaped,         ///< into a JSON string, of which the text is the inside
  escaped_spaced,  ///< the same, with white space between tokens
  plain,
  plain_spaced,
};
inline constexpr std::size_t text_form_count = 4;

/// Which control characters a text holds.
enum class controls : std::uint8_t { none, white_space, others };

/// What kernels do.
struct kernel {
  const char* name;

  /// Finds the tokens of a text: brackets, `:`, `,`, the opening quotes of strings, and where anything else begins that
  /// is not white space. Passes quickly over long strings. Does not read behind the text.
  scanned (*scan)(const char* text, std::uint32_t size, const token_sink& out) noexcept;

  /// From behind an opening bracket to the closing one, by the tokens of the text; `end` where there is none.
  std::uint32_t (*skip)(const char* text, const std::uint64_t* words, std::uint32_t from, std::uint32_t end) noexcept;

  /// Un-escapes the inside of a JSON string exactly. Writes at most `size` bytes: no escape is shorter than what it
  /// stands for.
  unescaped (*unescape)(const char* source, std::size_t size, char* target) noexcept;

  /// Un-escapes a JSON document whose only escape is `\"`, so that no byte moves: an opening `\"` becomes a space and a
  /// quote, a closing one a quote and a space. False where there is another escape. Writes whole blocks.
  bool (*unescape_aligned)(const char* source, std::uint32_t size, char* target) noexcept;

  /// Marks, with a bit for each byte, where a value can end: `\`, `,`, `}`, `]`, `"` in a plain document, and white
  /// space in a spaced one. Whether a byte stands in a string does not count. All bits from `size` on are set, 128 at
  /// least; `out` needs room for three words more than there are whole blocks. Reads a whole last block.
  void (*mark_stops)(const char* text, std::uint32_t size, text_form form, std::uint64_t* out) noexcept;

  /// The control characters of a text that was not scanned. Reads a whole last block.
  controls (*find_controls)(const char* text, std::uint32_t size) noexcept;

  /// The fast walk, which walk_loop.hpp describes. Both functions go from an opening bracket to behind the closing one,
  /// and answer 0 where something is broken or strange. What was noted must be forgotten then.
  struct walk {
    /// Reads an object into the block of slots that begins with its own.
    std::uint32_t (*object)(walk_state& state, const object_type& type, field_slot* own, std::uint32_t open) noexcept;
    /// Reads a list or map into its slot.
    std::uint32_t (*items)(walk_state& state, field_slot& list, std::uint32_t open) noexcept;
  };
  std::array<walk, text_form_count> walks;

  [[nodiscard]] const walk& walk_of(text_form form) const noexcept { return walks[static_cast<std::size_t>(form)]; }
};

/// The kernel for this processor. A decoder asks once and keeps the answer.
kernel best_kernel() noexcept;

/// All kernels that run on this processor, the best one first: for tests.
struct kernel_list {
  static constexpr unsigned room = 4;
  std::array<kernel, room> kernels{};
  unsigned count = 0;

  [[nodiscard]] const kernel* begin() const noexcept { return kernels.data(); }
  [[nodiscard]] const kernel* end() const noexcept { return kernels.data() + count; }
};
kernel_list available_kernels() noexcept;

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

#if CALLVIEW_DEFINITIONS
#include "callview/detail/kernels-inl.hpp"  // IWYU pragma: keep
#endif

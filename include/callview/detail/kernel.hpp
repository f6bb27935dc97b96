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

/// Number of bytes that kernels process at a time.
inline constexpr std::uint32_t block_size = 64;

/// Where a scan puts what it finds: for each block a bit for each token and a bit for each backslash.
struct token_sink {
  std::uint64_t* words;
  std::uint64_t* backslashes;
};

/// What a scan finds out about a whole text.
struct scanned {
  std::uint32_t tokens = 0;
  bool backslash = false;    ///< the text contains one
  bool control = false;      ///< a control character is in a string
  bool not_ascii = false;    ///< there is a byte beyond ASCII
  bool open_string = false;  ///< the text ends in a string
};

/// What the fast walk works with.
struct walk_state {
  const char* text = nullptr;            ///< text of the document, followed by a block of readable bytes
  const unsigned char* stops = nullptr;  ///< see kernel::mark_stops
  std::uint32_t end = 0;                 ///< end of the document
  std::uint32_t generation = 0;
  field_slot* slots = nullptr;  ///< the first of the slots that `order` refers to
  learned* order = nullptr;
  // Where the items of lists and maps begin.
  std::uint32_t* items = nullptr;
  std::uint32_t item_words = 0;  ///< number of words in use
  std::uint32_t item_room = 0;
  bool has_other_keys = false;  ///< an object has a key that its type does not know, or a key twice

  /// How many words the items of a document can take: one for two bytes of a list, three for five bytes of a map.
  static constexpr std::size_t item_room_for(std::size_t document) noexcept { return document / 5 * 3 + 6; }
};

/// How the text represents a document.
enum class text_form : std::uint8_t {
  escaped,         ///< the text is the contents of a JSON string
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

  /// Finds the tokens of a text: brackets, `:`, `,`, the opening quotes of strings, and the first byte of anything else
  /// except white space. Skips long strings quickly. Does not read past the text.
  scanned (*scan)(const char* text, std::uint32_t size, const token_sink& out) noexcept;

  /// Finds a closing bracket by the tokens of the text; `from` is the position after the opening one. Returns `end` if
  /// there is none.
  std::uint32_t (*skip)(const char* text, const std::uint64_t* words, std::uint32_t from, std::uint32_t end) noexcept;

  /// Unescapes the contents of a JSON string exactly. Writes at most `size` bytes, because no escape is shorter than
  /// the character that it represents.
  unescaped (*unescape)(const char* source, std::size_t size, char* target) noexcept;

  /// Unescapes a JSON document whose only escape is `\"`, without moving any byte: an opening `\"` becomes a space and
  /// a quote, a closing one a quote and a space. Returns false if there are other escapes. Writes whole blocks.
  bool (*unescape_aligned)(const char* source, std::uint32_t size, char* target) noexcept;

  /// Marks, with a bit for each byte, where a value can end: `\`, `,`, `}`, `]`, `"` in a plain document, and white
  /// space in a spaced one. Marks bytes inside strings too. Sets all bits from `size` on, at least 128. `out` needs
  /// room for three more words than there are whole blocks. Reads the whole last block.
  void (*mark_stops)(const char* text, std::uint32_t size, text_form form, std::uint64_t* out) noexcept;

  /// The control characters of a text that was not scanned. Reads a whole last block.
  controls (*find_controls)(const char* text, std::uint32_t size) noexcept;

  /// The fast walk, which walk_loop.hpp describes. Both functions start at an opening bracket and return the position
  /// after the closing one. They return 0 for malformed or unsupported input; the caller must then discard the slots
  /// that they filled.
  struct walk {
    /// Reads an object into the block of slots that begins with its own.
    std::uint32_t (*object)(walk_state& state, const object_type& type, field_slot* own, std::uint32_t open) noexcept;
    /// Reads a list or map into its slot.
    std::uint32_t (*items)(walk_state& state, field_slot& list, std::uint32_t open) noexcept;
  };
  std::array<walk, text_form_count> walks;

  [[nodiscard]] const walk& walk_of(text_form form) const noexcept { return walks[static_cast<std::size_t>(form)]; }
};

/// The kernel for this processor. A decoder asks once and keeps the result.
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

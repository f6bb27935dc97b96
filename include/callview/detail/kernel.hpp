// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The interface of a kernel: the functions that are compiled once for each instruction set. The kernels are in
/// kernels-inl.hpp.

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

/// Where a scan writes what it finds. Each array has one word per block, with one bit for each token or backslash.
struct token_sink {
  std::uint64_t* words;
  std::uint64_t* backslashes;
};

/// What a scan finds out about a whole text.
struct scanned {
  std::uint32_t tokens = 0;
  bool backslash = false;    ///< the text contains one
  bool control = false;      ///< a string contains a control character
  bool not_ascii = false;    ///< the text contains a byte beyond ASCII
  bool open_string = false;  ///< the text ends in a string
};

/// The input and the output of the fast walk.
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

  /// The most words that the items of a document can take: one for each two bytes of a list, three for each five bytes
  /// of a map.
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

/// Which control characters a text contains.
enum class controls : std::uint8_t { none, white_space, others };

/// The functions of a kernel.
struct kernel {
  const char* name;

  /// Finds the tokens of a text: brackets, `:`, `,`, the opening quotes of strings, and the first byte of anything else
  /// except white space. Skips long strings quickly. Does not read past the text.
  scanned (*scan)(const char* text, std::uint32_t size, const token_sink& out) noexcept;

  /// Finds a closing bracket with the help of the tokens. `from` is the position after the opening bracket. Returns
  /// `end` if there is none.
  std::uint32_t (*skip)(const char* text, const std::uint64_t* words, std::uint32_t from, std::uint32_t end) noexcept;

  /// Unescapes the contents of a JSON string. Writes at most `size` bytes, because no escape is shorter than the
  /// character that it represents.
  unescaped (*unescape)(const char* source, std::size_t size, char* target) noexcept;

  /// Unescapes a JSON document whose only escape is `\"`, without moving any byte: an opening `\"` becomes a space and
  /// a quote, a closing one becomes a quote and a space. Returns false if there are other escapes. Writes whole blocks.
  bool (*unescape_aligned)(const char* source, std::uint32_t size, char* target) noexcept;

  /// Sets a bit for each byte at which a value can end: `\`, `,`, `}`, `]`, also `"` in a plain document, and white
  /// space in a spaced one. Marks such bytes inside strings too. Also sets at least 128 bits from `size` on. `out`
  /// needs room for three more words than there are whole blocks. Reads the whole last block.
  void (*mark_stops)(const char* text, std::uint32_t size, text_form form, std::uint64_t* out) noexcept;

  /// Finds the control characters of a text that was not scanned. Reads the whole last block.
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

/// The best kernel for this processor. A decoder keeps the result, and does not call this again for each body.
kernel best_kernel() noexcept;

/// All kernels that run on this processor, the best one first. Only tests need this.
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

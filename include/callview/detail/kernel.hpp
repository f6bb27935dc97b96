// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// What callview asks of a kernel, which works on 64 bytes at a time: from an escaped document to its text and tokens.
/// The kernels themselves are in kernels.hpp.

#include <array>
#include <cstddef>
#include <cstdint>

#include "callview/detail/config.hpp"
#include "callview/detail/unescape.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

inline constexpr std::uint32_t block_size = 64;

/// Where a kernel puts what it finds: per block of 64 bytes a bit for each token and a bit for each backslash.
struct token_sink {
  std::uint64_t* words;
  std::uint64_t* backslashes;
};

/// What a kernel says of a whole text.
struct scanned {
  std::uint32_t tokens = 0;
  bool backslash = false;    ///< there is one, anywhere
  bool control = false;      ///< a control character stands in a string
  bool not_ascii = false;    ///< asked of `scan` only
  bool open_string = false;  ///< the text ends in a string
  bool plain = true;         ///< of `open`: it was done
};

/// What kernels do. None reads behind the text that it is given.
struct kernel {
  const char* name;
  /// Finds the tokens of a text: brackets, `:`, `,`, the opening quotes of strings, and where anything else begins that
  /// is no white space. Passes quickly over long strings.
  scanned (*scan)(const char* text, std::uint32_t size, const token_sink& out) noexcept;
  /// Turns the inside of a JSON string, which a scan has passed, into the text of the document in it and finds the
  /// tokens. Only for documents without any escape but `\"`: not `plain`, and nothing of use done, where there is
  /// another. An opening `\"` becomes a space and a quote and a closing one a quote and a space, so that no byte moves.
  /// The text needs room for a whole last block.
  scanned (*open)(const char* source, std::uint32_t size, char* text, const token_sink& out) noexcept;
  /// Un-escapes the inside of a JSON string exactly. Writes at most `size` bytes and nothing behind them, since the
  /// output is never longer than the input: every escape is at least as long as what it stands for.
  unescaped (*unescape)(const char* source, std::size_t size, char* target) noexcept;
  /// From behind an opening bracket to the closing one; `end` when there is none before. By the tokens of the text; or,
  /// without `words`, of a text in which each byte is a token, and which has room for a whole last block.
  std::uint32_t (*skip)(const char* text, const std::uint64_t* words, std::uint32_t from, std::uint32_t end) noexcept;
  /// Writes the places and the first bytes of the tokens that stand at or behind `begin` and before `end`. Both need
  /// room for `list_slack` more, and the text room for a whole last block.
  std::uint32_t (*list)(const char* text, const std::uint64_t* words, std::uint32_t begin, std::uint32_t end,
                        std::uint32_t* positions, char* firsts) noexcept;
};
inline constexpr std::uint32_t list_slack = 64;

/// The one for this processor. Asked once for each decoder, which keeps the answer.
kernel best_kernel() noexcept;

/// All kernels that run on this processor, the best one first: for tests.
struct kernel_list {
  std::array<kernel, 4> kernels{};
  unsigned count = 0;

  [[nodiscard]] const kernel* begin() const noexcept { return kernels.data(); }
  [[nodiscard]] const kernel* end() const noexcept { return kernels.data() + count; }
};
kernel_list available_kernels() noexcept;

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

#include "callview/detail/kernels.hpp"

// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The tokens of a body, and a cursor that steps from one token to the next.

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "callview/detail/buffer.hpp"
#include "callview/detail/bytes.hpp"
#include "callview/detail/kernel.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// What a kernel finds in a text: a bit for each token and each backslash. Tokens are brackets, `:` and `,` outside
/// strings, the opening quotes of strings, and the first byte of anything else except white space. Between two tokens
/// there is only the rest of the first one, and white space.
class token_bits {
 public:
  [[nodiscard]] bool reserve(std::size_t size) noexcept {
    const std::size_t blocks = size / block_size + 1;
    return words_.reserve(blocks + words_at_once - 1) && backslashes_.reserve(blocks);
  }

  /// Where a kernel writes its results. Call `reserve()` first.
  [[nodiscard]] token_sink sink() noexcept { return {words_.data(), backslashes_.data()}; }
  /// Stores what the kernel found.
  void set(std::uint32_t size, const scanned& found) noexcept {
    size_ = size;
    found_ = found;
    for (std::size_t i = 1; i < words_at_once; ++i) { words_.data()[size / block_size + i] = 0; }
  }

  [[nodiscard]] const scanned& found() const noexcept { return found_; }
  [[nodiscard]] std::uint32_t size() const noexcept { return size_; }
  [[nodiscard]] const std::uint64_t* words() const noexcept { return words_.data(); }

  /// The first block after `block` that has tokens.
  [[nodiscard]] CALLVIEW_ALWAYS_INLINE std::uint32_t next_block(std::uint32_t block) const noexcept {
    const std::uint64_t* const words = words_.data();
    for (++block; (words[block] | words[block + 1] | words[block + 2] | words[block + 3]) == 0;
         block += words_at_once) {}
    while (words[block] == 0) { ++block; }
    return block;
  }

  /// The first backslash at or after `from`; `end` if there is none before `end`.
  [[nodiscard]] std::uint32_t find_backslash(std::uint32_t from, std::uint32_t end) const noexcept {
    if (!found_.backslash || from >= end) { return end; }
    std::uint32_t block = from / block_size;
    std::uint64_t word = backslashes_.data()[block] & ~std::uint64_t{0} << (from % block_size);
    while (word == 0) {
      if (++block * block_size >= end) { return end; }
      word = backslashes_.data()[block];
    }
    return (std::min)(end, block * block_size + static_cast<std::uint32_t>(std::countr_zero(word)));
  }
  [[nodiscard]] bool has_backslash(slice s) const noexcept { return find_backslash(s.begin, s.end) != s.end; }

  void release() noexcept {
    words_.release();
    backslashes_.release();
    size_ = 0;
  }

 private:
  static constexpr std::size_t words_at_once = 4;

  buffer<std::uint64_t> words_;  ///< zeros after the end, so that next_block() can read several words at once
  buffer<std::uint64_t> backslashes_;
  std::uint32_t size_ = 0;
  scanned found_;
};

/// Steps from token to token.
class token_cursor {
 public:
  /// Starts at the first token at or after `from`.
  token_cursor(const token_bits& tokens, std::uint32_t from) noexcept : tokens_(&tokens) { seek(from); }

  /// Position of the token; the size of the text if there is none.
  [[nodiscard]] std::uint32_t position() const noexcept { return position_; }
  [[nodiscard]] bool at_end() const noexcept { return position_ >= tokens_->size(); }

  /// Moves to the next token. Must not be called at the end.
  CALLVIEW_ALWAYS_INLINE void next() noexcept {
    bits_ &= bits_ - 1;
    settle();
  }
  /// The same for a long string.
  CALLVIEW_ALWAYS_INLINE void next_after_long_string() noexcept {
    bits_ &= bits_ - 1;
    if (bits_ == 0) {
      block_ = tokens_->next_block(block_);
      bits_ = tokens_->words()[block_];
    }
    settle();
  }
  /// Moves to the first token at or after `from`, which must be at most the size of the text.
  void seek(std::uint32_t from) noexcept {
    block_ = from / block_size;
    bits_ = tokens_->words()[block_] & ~std::uint64_t{0} << (from % block_size);
    settle();
  }
  /// Moves from an opening bracket to the closing bracket, of either kind, or to the end if there is none.
  void skip(const char* text, const kernel& run) noexcept {
    seek(run.skip(text, tokens_->words(), position_ + 1, tokens_->size()));
  }

 private:
  CALLVIEW_ALWAYS_INLINE void settle() noexcept {
    while (bits_ == 0) { bits_ = tokens_->words()[++block_]; }
    position_ = block_ * block_size + static_cast<std::uint32_t>(std::countr_zero(bits_));
  }
  const token_bits* tokens_;
  std::uint64_t bits_ = 0;
  std::uint32_t block_ = 0;
  std::uint32_t position_ = 0;
};

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

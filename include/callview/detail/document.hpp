// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// One JSON document: its text, a bit for each token, and walks over the members of an object or an array.
///
/// A document is not validated as a whole. A walk checks everything that it passes, but for the inside of nested
/// containers: of those it finds the end by counting brackets.

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "callview/detail/buffer.hpp"
#include "callview/detail/json_text.hpp"
#include "callview/detail/kernel.hpp"
#include "callview/detail/unescape.hpp"
#include "callview/error.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// A position that is none: also the end of a failed search.
inline constexpr std::uint32_t no_position = 0xFFFFFFFFU;

/// The tokens of a text as bits: brackets, `:`, `,` and opening quotes outside of strings.
class token_bits {
 public:
  [[nodiscard]] bool reserve(std::size_t size) noexcept {
    return words_.reserve(size / block_size + 1) && closes_.reserve(size / block_size + 1) &&
           opens_.reserve(size / block_size + 1);
  }

  /// For a kernel to write to. Needs `reserve()` before.
  [[nodiscard]] token_sink sink() noexcept { return {words_.data(), opens_.data(), closes_.data()}; }
  /// What the kernel found.
  void set(std::uint32_t size, bool rough) noexcept {
    size_ = size;
    last_block_ = size / block_size;
    rough_ = rough;
  }

  /// True when a string may hold an escape or a raw control character, so that strings must be looked at one by one.
  [[nodiscard]] bool rough() const noexcept { return rough_; }
  [[nodiscard]] std::uint32_t size() const noexcept { return size_; }
  void release() noexcept {
    words_.release();
    opens_.release();
    closes_.release();
    size_ = 0;
  }

  /// Steps from token to token.
  class cursor {
   public:
    cursor() noexcept = default;
    /// The first step goes to the first token at or behind `from`.
    cursor(const token_bits& tokens, std::uint32_t from) noexcept
        : tokens_(&tokens),
          word_(tokens.words_.data() + from / block_size),
          base_(from - from % block_size),
          bits_(*word_ & ~std::uint64_t{0} << (from % block_size)) {}

    /// The next token's position; the text's size when there is none, and not to be called again then.
    CALLVIEW_ALWAYS_INLINE std::uint32_t next() noexcept {
      while (bits_ == 0) {
        bits_ = *++word_;
        base_ += block_size;
      }
      const std::uint32_t position = base_ + static_cast<std::uint32_t>(std::countr_zero(bits_));
      bits_ &= bits_ - 1;
      return position;
    }

    /// From behind an opening bracket to its closing one, whose position it returns; `no_position` when there is none.
    std::uint32_t skip(const char* text) noexcept {
      std::uint32_t depth = 1;
      for (;;) {
        while (bits_ != 0) {
          const std::uint32_t position = next();
          if (position >= tokens_->size_) { return no_position; }
          const char c = static_cast<char>(text[position] | 0x20);
          if (c == '{') {
            ++depth;
          } else if (c == '}' && --depth == 0) {
            return position;
          }
        }
        // Whole blocks in which the container cannot end.
        std::size_t block = base_ / block_size;
        for (;;) {
          if (block == tokens_->last_block_) { return no_position; }
          ++block;
          if (tokens_->closes_.data()[block] >= depth) { break; }
          depth += tokens_->opens_.data()[block];
          depth -= tokens_->closes_.data()[block];
        }
        word_ = tokens_->words_.data() + block;
        base_ = static_cast<std::uint32_t>(block * block_size);
        bits_ = *word_;
      }
    }

   private:
    const token_bits* tokens_ = nullptr;
    const std::uint64_t* word_ = nullptr;
    std::uint32_t base_ = 0;
    std::uint64_t bits_ = 0;
  };

 private:
  buffer<std::uint64_t> words_;
  buffer<std::uint8_t> opens_;
  buffer<std::uint8_t> closes_;
  std::size_t last_block_ = 0;
  std::uint32_t size_ = 0;
  bool rough_ = false;
};

/// A slice of a text. Positions count from the text's first byte.
struct slice {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  [[nodiscard]] constexpr std::uint32_t size() const noexcept { return end - begin; }
};

/// Marks of a key that is to be compared. Texts end below this.
inline constexpr std::uint32_t in_mirror = 0x80000000U;        // of begin: it was un-escaped to the mirror
inline constexpr std::uint32_t lone_surrogates = 0x80000000U;  // of end: it cannot be, and is compared as it is written

/// A key made ready for has_twin(), so that comparing costs no more than its bytes.
inline slice comparable(const char* text, char* mirror, slice key) noexcept {
  if (key.size() == 0 || std::memchr(text + key.begin, '\\', key.size()) == nullptr) { return key; }
  const unescaped u = unescape(text + key.begin, key.size(), mirror + key.begin, lone_surrogate::refuse);
  if (u.fault != unescape_fault::none) { return {key.begin, key.end | lone_surrogates}; }
  return {key.begin | in_mirror, key.begin + static_cast<std::uint32_t>(u.size)};
}

/// Whether two of the keys, each made comparable(), are the same. Sorts them: a hash table of keys that the sender
/// chose could be made slow.
inline bool has_twin(const char* text, const char* mirror, slice* begin, slice* end) noexcept {
  const auto is_lone = [](slice key) { return (key.end & lone_surrogates) != 0; };
  const auto view = [&](slice key) {
    const std::uint32_t first = key.begin & ~in_mirror;
    return std::string_view(((key.begin & in_mirror) != 0 ? mirror : text) + first,
                            (key.end & ~lone_surrogates) - first);
  };
  std::sort(begin, end, [&](slice a, slice b) {
    const std::string_view x = view(a), y = view(b);
    if (x.size() != y.size()) { return x.size() < y.size(); }
    return is_lone(a) != is_lone(b) ? is_lone(a) : x < y;
  });
  return std::adjacent_find(begin, end,
                            [&](slice a, slice b) { return is_lone(a) == is_lone(b) && view(a) == view(b); }) != end;
}

/// A text with its tokens, and a place for strings that need un-escaping.
class document {
 public:
  const char* text = nullptr;  ///< padded
  std::uint32_t size = 0;
  std::uint32_t body_offset = 0;  ///< where it stands in the body
  bool verbatim = false;          ///< true when position p of the text is body_offset + p of the body
  token_bits tokens;
  /// A string with escapes at position p is un-escaped to position p here: the result is never longer than the source,
  /// so strings never overlap, and reading one again writes the same bytes.
  buffer<char> mirror;

  /// The kernel for this processor; tests set others.
  kernel run = best_kernel();

  /// Finds the tokens of text and size.
  [[nodiscard]] errc index() noexcept {
    if (!tokens.reserve(size)) { return errc::out_of_memory; }
    tokens.set(size, run.index(text, size, tokens.sink()));
    return tokens.rough() && !mirror.reserve(size + padding) ? errc::out_of_memory : errc::ok;
  }

  /// Un-escapes the inside of a JSON string to `target`, which has room for it and the padding, and finds the tokens.
  [[nodiscard]] errc open_escaped(std::string_view source, char* target) noexcept {
    const auto length = static_cast<std::uint32_t>(source.size());
    if (!tokens.reserve(length)) { return errc::out_of_memory; }
    text = target;
    if (run.open(source.data(), length, target, tokens.sink())) {
      // No byte has moved, so places in the text are places in the body.
      size = length;
      verbatim = true;
      tokens.set(size, false);
      std::memset(target + size, 0, padding);
      return errc::ok;
    }
    const unescaped u = unescape(source.data(), source.size(), target, lone_surrogate::refuse);
    if (u.fault != unescape_fault::none) { return errc::data_not_json; }
    size = static_cast<std::uint32_t>(u.size);
    verbatim = false;
    std::memset(target + size, 0, padding);
    return index();
  }

  [[nodiscard]] std::string_view view(slice s) const noexcept { return {text + s.begin, s.size()}; }
  [[nodiscard]] std::uint32_t offset_of(std::uint32_t position) const noexcept {
    return verbatim ? body_offset + position : body_offset;
  }

  /// The inside of the string whose opening quote is at `position`. The string was passed by a walk before.
  [[nodiscard]] slice string_inside(std::uint32_t position) const noexcept {
    const std::uint32_t begin = position + 1;
    // The token behind the string is the first one behind its quote, and only white space stands between them.
    std::uint32_t end = token_bits::cursor(tokens, begin).next();
    do { --end; } while (is_space(text[end]));
    return {begin, end};
  }

  /// What the inside of a string stands for: a view of the text, or of the mirror when there are escapes.
  [[nodiscard]] unescape_fault string_value(slice inside, lone_surrogate policy, std::string_view& out) const noexcept {
    const std::string_view raw = view(inside);
    if (!tokens.rough() || raw.find('\\') == std::string_view::npos) {
      out = raw;
      return unescape_fault::none;
    }
    char* const target = mirror.data() + inside.begin;
    const unescaped done = unescape(raw.data(), raw.size(), target, policy);
    out = {target, done.size};
    return done.fault;
  }
};

/// Steps over the items of one object or array, and checks what it passes. `next()` is true for each item; when it is
/// false, `broken()` tells a break from the end.
class walker {
 public:
  walker() noexcept = default;
  /// Begins behind the bracket at `open`.
  walker(const document& doc, std::uint32_t open) noexcept : walker(doc, open + 1, doc.text[open] == '{') {
    if (const std::uint32_t first = skip_space(at_); first < size_ && text_[first] == close_) {
      at_ = first + 1;
      ended_ = true;
    }
  }
  /// Goes on with the item that begins at or, but for white space, behind `item`: a walk has found it before.
  walker(const document& doc, std::uint32_t item, bool in_object) noexcept
      : text_(doc.text),
        size_(doc.size),
        cursor_(doc.tokens, item),
        at_(item),
        close_(in_object ? '}' : ']'),
        rough_(doc.tokens.rough()) {}

  /// Where the item begins: its key's opening quote, or its value.
  [[nodiscard]] std::uint32_t item() const noexcept { return item_; }
  /// The inside of the item's key, between its quotes. Objects only.
  [[nodiscard]] slice key() const noexcept { return key_; }
  /// The item's value, without white space around it.
  [[nodiscard]] slice value() const noexcept { return value_; }
  [[nodiscard]] bool broken() const noexcept { return broken_; }
  /// Behind the separator or closing bracket that ends the item; where the walk stopped, once it is broken.
  [[nodiscard]] std::uint32_t position() const noexcept { return at_; }

  bool next() noexcept { return step(); }

  /// next(), for the one loop in which it must not be a call: all of the state stays in registers.
  CALLVIEW_ALWAYS_INLINE bool step() noexcept {
    if (ended_) { return false; }
    if (close_ == '}' && !pass_key()) { return stop(); }
    const std::uint32_t behind = pass_value();  // the token behind the value
    if (behind >= size_) { return stop(); }
    at_ = behind + 1;
    const char c = text_[behind];
    if (c == ',') { return true; }
    if (c != close_) { return stop(); }
    ended_ = true;
    return true;
  }

 private:
  [[nodiscard]] CALLVIEW_ALWAYS_INLINE std::uint32_t skip_space(std::uint32_t from) const noexcept {
    while (from < size_ && is_space(text_[from])) { ++from; }
    return from;
  }
  /// The last byte before `from` that is not white space. There is one.
  [[nodiscard]] CALLVIEW_ALWAYS_INLINE std::uint32_t last_before(std::uint32_t from) const noexcept {
    do { --from; } while (is_space(text_[from]));
    return from;
  }
  bool stop() noexcept {
    broken_ = ended_ = true;
    return false;
  }
  /// A string from its opening quote to the token behind it. False where more or less than one string stands there.
  [[nodiscard]] CALLVIEW_ALWAYS_INLINE bool is_string(std::uint32_t open, std::uint32_t behind,
                                                      std::uint32_t& close) const noexcept {
    close = last_before(behind);
    return close != open && text_[close] == '"' &&
           (!rough_ || string_end(text_ + open, text_ + size_) == text_ + close + 1);
  }
  CALLVIEW_ALWAYS_INLINE bool pass_key() noexcept {
    const std::uint32_t open = cursor_.next();
    if (open >= size_ || text_[open] != '"' || skip_space(at_) != open) { return false; }
    const std::uint32_t colon = cursor_.next();
    std::uint32_t close = 0;
    if (colon >= size_ || text_[colon] != ':' || !is_string(open, colon, close)) { return false; }
    item_ = open;
    key_ = {open + 1, close};
    at_ = colon + 1;
    return true;
  }
  /// The position of the token behind the value at at_; `no_position` where there is no value.
  CALLVIEW_ALWAYS_INLINE std::uint32_t pass_value() noexcept {
    at_ = skip_space(at_);
    if (close_ == ']') { item_ = at_; }
    const std::uint32_t token = cursor_.next();
    if (at_ >= size_) { return no_position; }
    const char first = text_[at_];
    if (first == '"') {
      if (token != at_) { return no_position; }
      const std::uint32_t behind = cursor_.next();
      std::uint32_t close = 0;
      if (behind >= size_ || !is_string(at_, behind, close)) { return no_position; }
      value_ = {at_, close + 1};
      return behind;
    }
    if (first == '{' || first == '[') {
      if (token != at_) { return no_position; }
      const std::uint32_t close = cursor_.skip(text_);
      // Brackets are counted, whatever their kind; the outer pair must at least be of one kind.
      if (close == no_position || text_[close] != (first == '{' ? '}' : ']')) { return no_position; }
      value_ = {at_, close + 1};
      const std::uint32_t behind = cursor_.next();
      return skip_space(close + 1) == behind ? behind : no_position;
    }
    if (token < size_ && is_plain_number(text_ + at_, token - at_)) {
      value_ = {at_, token};
      return token;
    }
    const char* const end = primitive_end(text_ + at_, text_ + size_);
    if (end == nullptr) { return no_position; }
    value_ = {at_, static_cast<std::uint32_t>(end - text_)};
    return skip_space(value_.end) == token ? token : no_position;
  }

  const char* text_ = nullptr;
  std::uint32_t size_ = 0;
  token_bits::cursor cursor_;
  std::uint32_t at_ = 0;
  std::uint32_t item_ = 0;
  slice key_{};
  slice value_{};
  char close_ = '}';
  bool rough_ = false;
  bool ended_ = false;
  bool broken_ = false;
};

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// One JSON document: its text, its tokens, and walks over the members of an object or an array.
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

/// A slice of a text. Positions count from the text's first byte.
struct slice {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  [[nodiscard]] constexpr std::uint32_t size() const noexcept { return end - begin; }
};

/// The inside of the string that begins at the token `quote`: behind it stands white space up to the next token. Its
/// closing quote is likely to stand `width` bytes before that, and certainly no nearer.
CALLVIEW_ALWAYS_INLINE slice inside_of_string(const char* text, std::uint32_t quote, std::uint32_t next,
                                              std::uint32_t width = 1) noexcept {
  next -= width;
  if (text[next] != '"') [[unlikely]] {
    do { --next; } while (text[next] != '"');
  }
  return {quote + 1, next};
}

/// What a kernel finds in a text: a bit for each token and each backslash. Tokens are brackets, `:` and `,` outside of
/// strings, the opening quotes of strings, and where anything else begins that is no white space; so between a token
/// and the next there is nothing but the token's own text and white space.
class token_bits {
 public:
  [[nodiscard]] bool reserve(std::size_t size) noexcept {
    const std::size_t blocks = size / block_size + 1;
    return words_.reserve(blocks) && backslashes_.reserve(blocks);
  }

  /// For a kernel to write to. Needs `reserve()` before.
  [[nodiscard]] token_sink sink() noexcept { return {words_.data(), backslashes_.data()}; }
  /// What the kernel found.
  void set(std::uint32_t size, const scanned& found) noexcept {
    size_ = size;
    found_ = found;
  }

  [[nodiscard]] const scanned& found() const noexcept { return found_; }
  [[nodiscard]] std::uint32_t size() const noexcept { return size_; }
  [[nodiscard]] const std::uint64_t* words() const noexcept { return words_.data(); }

  /// The first backslash at or behind `from`; `end` when there is none before.
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
  buffer<std::uint64_t> words_;
  buffer<std::uint64_t> backslashes_;
  std::uint32_t size_ = 0;
  scanned found_;
};

/// Steps from token to token.
class token_cursor {
 public:
  /// Stands at the first token at or behind `from`.
  token_cursor(const token_bits& tokens, std::uint32_t from) noexcept : tokens_(&tokens) { seek(from); }

  /// The token's position; the text's size when there is none.
  [[nodiscard]] std::uint32_t position() const noexcept { return position_; }
  [[nodiscard]] bool at_end() const noexcept { return position_ >= tokens_->size(); }

  /// To the next one. Not to be called at the end.
  CALLVIEW_ALWAYS_INLINE void next() noexcept {
    bits_ &= bits_ - 1;
    settle();
  }
  /// To the first one at or behind `from`, which lies behind this one.
  void seek(std::uint32_t from) noexcept {
    block_ = from / block_size;
    bits_ = tokens_->words()[block_] & ~std::uint64_t{0} << (from % block_size);
    settle();
  }
  /// From an opening bracket to the closing one, whatever its kind; to the end when there is none.
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

/// Marks of a key that is to be compared. Texts end below this.
inline constexpr std::uint32_t in_mirror = 0x80000000U;        // of begin: it was un-escaped to the mirror
inline constexpr std::uint32_t lone_surrogates = 0x80000000U;  // of end: it cannot be, and is compared as it is written

/// A key made ready for has_twin(), so that comparing costs no more than its bytes.
slice comparable(const char* text, char* mirror, slice key) noexcept;

/// Whether two of the keys, each made comparable(), are the same. Sorts them: a hash table of keys that the sender
/// chose could be made slow.
bool has_twin(const char* text, const char* mirror, slice* begin, slice* end) noexcept;

/// A text with the places of its tokens, and room for strings that need un-escaping. Tokens are known by their number
/// from 0; behind the last one stand some at the text's end.
class document {
 public:
  const char* text = nullptr;     ///< padded
  std::uint32_t begin = 0;        ///< where the document begins in the text, and
  std::uint32_t end = 0;          ///< where it ends
  std::uint32_t body_offset = 0;  ///< where the text stands in the body
  bool verbatim = false;          ///< true when position p of the text is body_offset + p of the body
  /// So many bytes before the next token a closing quote stands, where no white space was written behind it.
  std::uint32_t quote_width = 1;
  /// A string with escapes at position p is un-escaped to position p here: the result is never longer than the source,
  /// so strings never overlap, and reading one again writes the same bytes, whoever reads it.
  buffer<char> mirror;

  /// The kernel for this processor; tests set others.
  kernel run = best_kernel();

  [[nodiscard]] std::uint32_t count() const noexcept { return count_; }
  [[nodiscard]] const std::uint32_t* positions() const noexcept { return positions_.data(); }
  [[nodiscard]] std::uint32_t position(std::uint32_t token) const noexcept { return positions_.data()[token]; }
  /// The first byte of a token; at the end of the text 0.
  [[nodiscard]] char first(std::uint32_t token) const noexcept { return firsts_.data()[token]; }
  [[nodiscard]] const char* firsts() const noexcept { return firsts_.data(); }
  /// True when a string may hold an escape or a control character, so that strings must be looked at one by one.
  [[nodiscard]] bool rough() const noexcept { return rough_; }

  /// Takes a part of a text that stands in the body, or is it: `offset` bytes of the body come before the text.
  void set_text(const char* whole, slice part, std::uint32_t offset) noexcept {
    text = whole;
    begin = part.begin;
    end = part.end;
    body_offset = offset;
    verbatim = true;
    quote_width = 1;
  }
  /// Finds the tokens of a text from begin to end, which is not empty.
  [[nodiscard]] errc index() noexcept;
  /// Takes the tokens from those of a larger text.
  [[nodiscard]] errc take(const token_bits& tokens) noexcept;

  /// Un-escapes the inside of a JSON string to `target`, which has room for it and the padding, and finds the tokens.
  [[nodiscard]] errc open_escaped(std::string_view source, char* target) noexcept;

  [[nodiscard]] std::string_view view(slice s) const noexcept { return {text + s.begin, s.size()}; }
  [[nodiscard]] std::uint32_t offset_of(std::uint32_t position) const noexcept {
    return verbatim ? body_offset + position : body_offset;
  }

  /// From an opening bracket to its closing one, which is of the same kind; `no_position` when there is none.
  [[nodiscard]] std::uint32_t skip(std::uint32_t token) const noexcept;

  /// The token behind a value, whatever it is; `no_position` where there is none that is whole.
  [[nodiscard]] std::uint32_t behind_value(std::uint32_t token) const noexcept;
  [[nodiscard]] std::uint32_t behind_container(std::uint32_t open) const noexcept;

  /// The inside of the string whose opening quote is the token.
  [[nodiscard]] CALLVIEW_ALWAYS_INLINE slice string_inside(std::uint32_t token) const noexcept {
    return inside_of_string(text, position(token), position(token + 1), quote_width);
  }
  [[nodiscard]] bool has_escape(slice inside) const noexcept { return bits_->has_backslash(inside); }
  /// Whether the string that begins at the token is well-formed.
  [[nodiscard]] bool is_string(std::uint32_t token) const noexcept;
  /// Whether a number or literal stands at the token, and nothing else before the next one.
  [[nodiscard]] CALLVIEW_ALWAYS_INLINE bool is_primitive(std::uint32_t token) const noexcept;

  /// A value without the white space behind it, once a walk has passed it.
  [[nodiscard]] slice value_at(std::uint32_t token) const noexcept;

  /// What the inside of a string stands for: a view of the text, or of the mirror when there are escapes.
  [[nodiscard]] unescape_fault string_value(slice inside, std::string_view& out) const noexcept;

  /// The same to be shown: with U+FFFD for half of a surrogate pair. Only for strings that a walk has passed.
  [[nodiscard]] std::string_view readable(slice inside) const noexcept;

  void release() noexcept {
    own_.release();
    positions_.release();
    firsts_.release();
    mirror.release();
    count_ = 0;
  }

 private:
  [[nodiscard]] errc list_tokens(const token_bits& tokens) noexcept;

  [[nodiscard]] bool is_rough_string(std::uint32_t token) const noexcept;
  [[nodiscard]] bool is_other_primitive(std::uint32_t from, std::uint32_t to) const noexcept;

  token_bits own_;
  const token_bits* bits_ = nullptr;
  buffer<std::uint32_t> positions_;
  buffer<char> firsts_;
  std::uint32_t count_ = 0;
  bool rough_ = false;
};

/// Steps over the items of one object or array, and checks what it passes. `next()` is true for each item; when it is
/// false, `broken()` tells a break from the end.
class walker {
 public:
  walker() noexcept = default;
  /// Begins behind the bracket that is token `open`.
  walker(const document& doc, std::uint32_t open) noexcept : walker(doc, open + 1, doc.first(open) == '{') {
    if (doc.first(at_) == close_) {
      ++at_;
      ended_ = true;
    }
  }
  /// Goes on with the item that begins at the token `item`: a walk has found it before.
  walker(const document& doc, std::uint32_t item, bool in_object) noexcept
      : doc_(&doc), at_(item), close_(in_object ? '}' : ']') {}

  /// The token with which the item begins: its key, or its value.
  [[nodiscard]] std::uint32_t item() const noexcept { return item_; }
  /// The inside of the item's key, between its quotes. Objects only.
  [[nodiscard]] slice key() const noexcept { return doc_->string_inside(item_); }
  /// The token with which the item's value begins.
  [[nodiscard]] std::uint32_t value() const noexcept { return close_ == '}' ? item_ + 2 : item_; }
  [[nodiscard]] bool broken() const noexcept { return broken_; }
  /// The token behind the separator or closing bracket that ends the item; where the walk stopped, once it is broken.
  [[nodiscard]] std::uint32_t token() const noexcept { return at_; }

  bool next() noexcept;

  /// next(), for a loop in which it must not be a call.
  CALLVIEW_ALWAYS_INLINE bool step() noexcept {
    if (ended_) { return false; }
    const document& d = *doc_;
    item_ = at_;
    if (close_ == '}') {
      if (d.first(at_) != '"' || d.first(at_ + 1) != ':' || !d.is_string(at_)) { return stop(); }
      at_ += 2;
    }
    const std::uint32_t behind = d.behind_value(at_);
    if (behind == no_position) { return stop(); }
    at_ = behind;
    const char c = d.first(at_);
    if (c != ',' && c != close_) { return stop(); }
    ++at_;
    ended_ = c == close_;
    return true;
  }

 private:
  CALLVIEW_ALWAYS_INLINE bool stop() noexcept {
    broken_ = ended_ = true;
    return false;
  }

  const document* doc_ = nullptr;
  std::uint32_t at_ = 0;
  std::uint32_t item_ = 0;
  char close_ = '}';
  bool ended_ = false;
  bool broken_ = false;
};

#if CALLVIEW_DEFINITIONS

CALLVIEW_INLINE slice comparable(const char* text, char* mirror, slice key) noexcept {
  if (key.size() == 0 || std::memchr(text + key.begin, '\\', key.size()) == nullptr) { return key; }
  const unescaped u = unescape(text + key.begin, key.size(), mirror + key.begin);
  if (u.fault != unescape_fault::none) { return {key.begin, key.end | lone_surrogates}; }
  return {key.begin | in_mirror, key.begin + static_cast<std::uint32_t>(u.size)};
}

CALLVIEW_INLINE bool has_twin(const char* text, const char* mirror, slice* begin, slice* end) noexcept {
  const auto is_lone = [](slice key) { return (key.end & lone_surrogates) != 0; };
  const auto view = [&](slice key) {
    const std::uint32_t first = key.begin & ~in_mirror;
    return std::string_view(((key.begin & in_mirror) != 0 ? mirror : text) + first,
                            (key.end & ~lone_surrogates) - first);
  };
  const auto before = [&](slice a, slice b) {
    const std::string_view x = view(a), y = view(b);
    if (x.size() != y.size()) { return x.size() < y.size(); }
    return is_lone(a) != is_lone(b) ? is_lone(a) : x < y;
  };
  // Half the code of std::sort, which every user would compile.
  std::make_heap(begin, end, before);
  std::sort_heap(begin, end, before);
  return std::adjacent_find(begin, end,
                            [&](slice a, slice b) { return is_lone(a) == is_lone(b) && view(a) == view(b); }) != end;
}

CALLVIEW_INLINE errc document::index() noexcept {
  if (!own_.reserve(end)) { return errc::out_of_memory; }
  own_.set(end, run.scan(text, end, own_.sink()));
  return list_tokens(own_);
}

CALLVIEW_INLINE errc document::take(const token_bits& tokens) noexcept { return list_tokens(tokens); }

CALLVIEW_INLINE errc document::open_escaped(std::string_view source, char* target) noexcept {
  const auto length = static_cast<std::uint32_t>(source.size());
  if (!own_.reserve(length)) { return errc::out_of_memory; }
  text = target;
  begin = 0;
  const scanned found = run.open(source.data(), length, target, own_.sink());
  if (found.plain) {
    // No byte has moved, so places in the text are places in the body.
    end = length;
    verbatim = true;
    quote_width = found.open_string ? 1 : 2;  // a string without an end may begin at the last byte
    std::memset(target + end, 0, padding);
    own_.set(end, found);
    return list_tokens(own_);
  }
  const unescaped u = run.unescape(source.data(), source.size(), target);
  if (u.fault != unescape_fault::none) { return errc::data_not_json; }
  end = static_cast<std::uint32_t>(u.size);
  verbatim = false;
  quote_width = 1;
  std::memset(target + end, 0, padding);
  return index();
}

CALLVIEW_INLINE std::uint32_t document::skip(std::uint32_t token) const noexcept {
  const std::uint32_t close = run.skip(firsts_.data(), nullptr, token + 1, count_);
  return close == count_ || first(close) != (first(token) == '{' ? '}' : ']') ? no_position : close;
}

CALLVIEW_INLINE std::uint32_t document::behind_value(std::uint32_t token) const noexcept {
  switch (first(token)) {
    case '"': return is_string(token) ? token + 1 : no_position;
    case '{':
    case '[': return behind_container(token);
    default: return is_primitive(token) ? token + 1 : no_position;
  }
}

CALLVIEW_INLINE std::uint32_t document::behind_container(std::uint32_t open) const noexcept {
  const std::uint32_t close = skip(open);
  return close == no_position ? close : close + 1;
}

CALLVIEW_INLINE bool document::is_string(std::uint32_t token) const noexcept {
  return !rough_ || is_rough_string(token);
}

inline bool document::is_primitive(std::uint32_t token) const noexcept {
  const std::uint32_t from = position(token), to = position(token + 1);
  return is_plain_primitive(text + from, to - from) || is_other_primitive(from, to);
}

CALLVIEW_INLINE slice document::value_at(std::uint32_t token) const noexcept {
  const std::uint32_t from = position(token);
  switch (text[from]) {
    case '"': return {from, string_inside(token).end + 1};
    case '{':
    case '[': return {from, position(skip(token)) + 1};
    default: return {from, static_cast<std::uint32_t>(primitive_end(text + from, text + end) - text)};
  }
}

CALLVIEW_INLINE unescape_fault document::string_value(slice inside, std::string_view& out) const noexcept {
  out = view(inside);
  if (!rough_ || !has_escape(inside)) { return unescape_fault::none; }
  char* const target = mirror.data() + inside.begin;
  const unescaped done = run.unescape(out.data(), out.size(), target);
  out = {target, done.size};
  return done.fault;
}

CALLVIEW_INLINE std::string_view document::readable(slice inside) const noexcept {
  std::string_view out;
  (void)string_value(inside, out);
  return out;
}

CALLVIEW_INLINE errc document::list_tokens(const token_bits& tokens) noexcept {
  constexpr std::uint32_t behind = 4;  // so many tokens may be looked at from any one
  bits_ = &tokens;
  rough_ = tokens.found().backslash || tokens.found().control;
  const std::size_t room = std::size_t{tokens.found().tokens} + list_slack;
  if (!positions_.reserve(room) || !firsts_.reserve(room) || (rough_ && !mirror.reserve(std::size_t{end} + padding))) {
    return errc::out_of_memory;
  }
  count_ = run.list(text, tokens.words(), begin, end, positions_.data(), firsts_.data());
  std::fill_n(positions_.data() + count_, behind, end);
  std::fill_n(firsts_.data() + count_, behind, '\0');
  return errc::ok;
}

CALLVIEW_NO_INLINE CALLVIEW_INLINE bool document::is_rough_string(std::uint32_t token) const noexcept {
  const slice inside = string_inside(token);
  if (bits_->found().control) { return string_end(text + inside.begin - 1, text + end) == text + inside.end + 1; }
  for (std::uint32_t at = inside.begin; (at = bits_->find_backslash(at, inside.end)) != inside.end;) {
    if (text[at + 1] != 'u') {
      if (escaped_char(text[at + 1]) == 0) { return false; }
      at += 2;
    } else {
      if (inside.end - at < 6 || hex4(text + at + 2) > 0xFFFF) { return false; }
      at += 6;
    }
  }
  return true;
}

CALLVIEW_NO_INLINE CALLVIEW_INLINE bool document::is_other_primitive(std::uint32_t from,
                                                                     std::uint32_t to) const noexcept {
  const char* const stop = primitive_end(text + from, text + end);
  return stop != nullptr && (stop == text + to || is_space(*stop));
}

CALLVIEW_INLINE bool walker::next() noexcept { return step(); }

#endif  // CALLVIEW_DEFINITIONS

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

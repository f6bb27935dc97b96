// SPDX-License-Identifier: MIT
// No include guard, because kernels-inl.hpp includes this file once for each kernel, inside the namespace in which the
// kernel defines `block`. Included alone, this file is empty.
#if defined(CALLVIEW_KERNEL_LOOPS)

/// What a scan carries from block to block.
struct scan_state {
  std::uint64_t in_string = 0;  // all ones while a string runs over the end of a block
  std::uint64_t boundary = 1;   // 0 if the last byte belongs to a number or literal
  std::uint32_t tokens = 0;

  /// `inside` has a bit for each byte of a string, including the opening quote but not the closing one.
  CALLVIEW_ALWAYS_INLINE void put(const block& b, std::uint64_t inside, std::uint64_t quotes, std::size_t at,
                                  const token_sink& out) noexcept {
    const std::uint64_t operators = b.operators() & ~inside;
    const std::uint64_t others = operators | b.space() | quotes | inside;  // everything but numbers and literals
    const std::uint64_t word = operators | (quotes & inside) | (~others & ((others << 1) + boundary));
    boundary = others >> 63;
    out.words[at] = word;
    tokens += static_cast<std::uint32_t>(std::popcount(word));
  }
};

/// Converts a mask of quotes to a mask of the bytes inside strings. `in_string` carries the state from block to block.
CALLVIEW_ALWAYS_INLINE std::uint64_t pass_quotes(std::uint64_t quotes, std::uint64_t& in_string) noexcept {
  const std::uint64_t odd = block::prefix_xor(quotes);
  const std::uint64_t inside = odd ^ in_string;
  in_string ^= std::uint64_t{0} - (odd >> 63);
  return inside;
}

/// Calls `step(block, its number)` for each block until it returns false. A partial last block is padded with spaces.
template <class Step>
CALLVIEW_ALWAYS_INLINE void each_block(const char* text, std::size_t size, Step& step) noexcept {
  const constants k;
  const std::size_t whole = size / block_size;
  std::size_t at = 0;
  for (; at < whole; ++at) {
    if (!step(block(text + at * block_size, k), at)) { return; }
  }
  const std::size_t left = size - at * block_size;
  if (left != 0) { step(block(text + at * block_size, left, k), at); }
}

/// Sets a bit at `size`, which ends every search.
inline void put_end(std::uint32_t size, const token_sink& out) noexcept {
  const std::uint32_t last = size / block_size;
  if (size % block_size == 0) { out.words[last] = out.backslashes[last] = 0; }
  out.words[last] |= std::uint64_t{1} << (size % block_size);
}

struct scan_step {
  token_sink out;  // a copy: the compiler can then assume that stores do not change it
  scan_state state{};
  std::uint64_t escape = 0;  // 1 if the first byte of the block is escaped
  std::uint64_t backslashes = 0, controls = 0;
  gathered_bytes bytes{};

  CALLVIEW_ALWAYS_INLINE bool operator()(const block& b, std::size_t at) noexcept {
    const std::uint64_t backslash = b.backslash();
    std::uint64_t quotes = b.quote();
    out.backslashes[at] = backslash;
    backslashes |= backslash;
    std::uint64_t escaped = backslash << 1 | escape;
    if ((backslash & escaped) == 0) [[likely]] {
      escape = backslash >> 63;  // no backslash follows another
    } else {
      const std::uint64_t carried = escape;
      escaped = escaping_bytes(backslash, escape) << 1 | carried;
    }
    quotes &= ~escaped;
    bytes.add(b);
    const bool controlled = b.has_control();
    if (quotes == 0 && state.in_string != 0) {  // the block is inside a string, such as that of `data`
      if (controlled) [[unlikely]] { controls |= b.control(); }
      out.words[at] = 0;
      return true;
    }
    const std::uint64_t inside = pass_quotes(quotes, state.in_string);
    if (controlled) [[unlikely]] { controls |= b.control() & inside; }
    state.put(b, inside, quotes, at, out);
    return true;
  }
};

inline scanned scan(const char* text, std::uint32_t size, const token_sink& out) noexcept {
  scan_step step{out};
  each_block(text, size, step);
  put_end(size, out);
  return {step.state.tokens, step.backslashes != 0, step.controls != 0, step.bytes.not_ascii(),
          step.state.in_string != 0};
}

struct align_step {
  char* target;
  std::uint64_t in_string = 0;
  std::uint64_t pair = 0;  // 1 if the last byte of the previous block was a backslash
  bool quotes_only = true;

  CALLVIEW_ALWAYS_INLINE bool operator()(const block& b, std::size_t at) noexcept {
    const std::uint64_t backslash = b.backslash();
    const std::uint64_t quotes = b.quote();
    quotes_only = (backslash << 1 | pair) == quotes;
    if (!quotes_only) { return false; }
    pair = backslash >> 63;
    const std::uint64_t inside = pass_quotes(quotes, in_string);
    // Of the two bytes of a `\"`, the one inside the string becomes the quote, and the other one a space: the second
    // byte of an opening `\"` is inside, and so is the first byte of a closing one.
    const std::uint64_t marks = backslash | quotes;
    b.store(target + at * block_size, marks, marks & inside);
    return true;
  }
};

inline bool unescape_aligned(const char* source, std::uint32_t size, char* target) noexcept {
  align_step step{target};
  each_block(source, size, step);
  return step.quotes_only && step.pair == 0;
}

template <bool Escaped, bool Spaced>
inline void mark_value_ends(const char* text, std::uint32_t size, std::uint64_t* out) noexcept {
  const constants k;
  const auto ends = [](const block& b) {
    const std::uint64_t bits = b.template value_ends<Escaped>();
    return Spaced ? bits | b.space() : bits;
  };
  std::uint32_t at = 0;
  for (; size - at >= block_size; at += block_size) { *out++ = ends(block(text + at, k)); }
  out[0] = ends(block(text + at, k)) | ~std::uint64_t{0} << (size - at);
  out[1] = out[2] = ~std::uint64_t{0};
}
inline void mark_stops(const char* text, std::uint32_t size, text_form form, std::uint64_t* out) noexcept {
  switch (form) {
    case text_form::escaped: return mark_value_ends<true, false>(text, size, out);
    case text_form::escaped_spaced: return mark_value_ends<true, true>(text, size, out);
    case text_form::plain: return mark_value_ends<false, false>(text, size, out);
    case text_form::plain_spaced: return mark_value_ends<false, true>(text, size, out);
  }
}

inline controls find_controls(const char* text, std::uint32_t size) noexcept {
  const constants k;
  bool any = false;
  for (std::uint32_t at = 0; at < size; at += block_size) {
    const block b(text + at, k);
    if (!b.has_control()) { continue; }
    const std::uint64_t valid = size - at >= block_size ? ~std::uint64_t{0} : (std::uint64_t{1} << (size - at)) - 1;
    const std::uint64_t found = b.control() & valid;
    if ((found & ~b.space()) != 0) { return controls::others; }
    any = any || found != 0;
  }
  return any ? controls::white_space : controls::none;
}

inline unescaped unescape(const char* source, std::size_t size, char* target) noexcept {
  const constants k;
  const char* p = source;
  const char* const end = source + size;
  char* out = target;
  unescape_fault worst = unescape_fault::none;
  // The margin keeps the excess reads and writes of pack() inside source and target.
  while (end - p >= static_cast<std::ptrdiff_t>(block_size + 16)) {
    const block b(p, k);
    const std::uint64_t backslash = b.backslash();
    if (backslash == 0) {
      std::memcpy(out, p, block_size);
      out += block_size;
      p += block_size;
      continue;
    }
    std::uint64_t carry = 0;
    const std::uint64_t escaping = escaping_bytes(backslash, carry);
    // Stops at the first escape that does not represent its own second character, or that continues in the next block.
    const std::uint64_t rest = escaping & ~(b.verbatim() >> 1);
    const auto count = static_cast<unsigned>(std::countr_zero(rest));
    const std::uint64_t kept = count == block_size ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
    out = b.pack(out, p, escaping & kept, count);
    p += count;
    if (count != block_size) {
      worst = (std::max)(worst, unescape_one(p, end, out));
      if (worst == unescape_fault::bad_escape) { return {static_cast<std::size_t>(out - target), worst}; }
    }
  }
  const auto before = static_cast<std::size_t>(out - target);
  const unescaped last = detail::unescape(p, static_cast<std::size_t>(end - p), out);
  return {before + last.size, (std::max)(worst, last.fault)};
}

inline std::uint32_t skip(const char* text, const std::uint64_t* words, std::uint32_t from,
                          std::uint32_t end) noexcept {
  const constants k;
  const std::uint32_t last = end / block_size;
  std::uint64_t wanted = ~std::uint64_t{0} << (from % block_size);
  std::uint32_t depth = 1;
  for (std::uint32_t number = from / block_size; number <= last; ++number) {
    const block b(text + std::size_t{number} * block_size, k);
    std::uint64_t word = words[number] & wanted;
    if (number == last) { word &= (std::uint64_t{1} << (end % block_size)) - 1; }
    const std::uint64_t open = b.open() & word, close = b.close() & word;
    const auto closes = static_cast<std::uint32_t>(std::popcount(close));
    if (closes < depth) {
      depth += static_cast<std::uint32_t>(std::popcount(open));
      depth -= closes;
    } else {
      for (std::uint64_t rest = open | close; rest != 0; rest &= rest - 1) {
        if ((close & rest & -rest) == 0) {
          ++depth;
        } else if (--depth == 0) {
          return number * block_size + static_cast<std::uint32_t>(std::countr_zero(rest));
        }
      }
    }
    wanted = ~std::uint64_t{0};
  }
  return end;
}

#endif  // CALLVIEW_KERNEL_LOOPS

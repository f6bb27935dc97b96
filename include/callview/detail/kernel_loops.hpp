// SPDX-License-Identifier: MIT
// No include guard: kernel.hpp includes this once for each kernel, inside its namespace, where `block` is its vector.
// By itself it is empty.
#if defined(CALLVIEW_KERNEL_LOOPS)

/// The bits of the first `count` bytes.
inline std::uint64_t first_bytes(std::uint32_t count) noexcept {
  return count >= block_size ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

inline void put_tokens(const block& b, std::uint64_t inside, std::uint64_t quotes, std::uint64_t valid,
                       std::uint32_t at, const token_sink& out) noexcept {
  const std::uint64_t outside = ~inside & valid;
  const std::uint64_t open = b.open() & outside;
  const std::uint64_t close = b.close() & outside;
  out.words[at] = open | close | (b.separator() & outside) | (quotes & inside);
  out.opens[at] = static_cast<std::uint8_t>(std::popcount(open));
  out.closes[at] = static_cast<std::uint8_t>(std::popcount(close));
}

/// A bit at `size` ends every search.
inline void put_end(std::uint32_t size, const token_sink& out) noexcept {
  const std::uint32_t last = size / block_size;
  if (size % block_size == 0) { out.words[last] = out.opens[last] = out.closes[last] = 0; }
  out.words[last] |= std::uint64_t{1} << (size % block_size);
}

inline bool index(const char* text, std::uint32_t size, const token_sink& out) noexcept {
  std::uint64_t in_string = 0;  // all ones while a string runs over the end of a block
  std::uint64_t escape = 0;
  std::uint64_t rough = 0;
  for (std::uint32_t at = 0; at * block_size < size; ++at) {
    const std::uint32_t begin = at * block_size;
    const std::uint64_t valid = first_bytes(size - begin);
    const block b(text + begin);
    const std::uint64_t backslash = b.equal('\\') & valid;
    const std::uint64_t escaped = (backslash | escape) != 0 ? escaped_bytes(backslash, escape) : 0;
    const std::uint64_t quotes = b.equal('"') & valid & ~escaped;
    const std::uint64_t inside = prefix_xor(quotes) ^ in_string;  // opening quote in, closing quote out
    in_string = std::uint64_t{0} - (inside >> 63);
    rough |= backslash | (b.control() & inside & valid);
    put_tokens(b, inside, quotes, valid, at, out);
  }
  put_end(size, out);
  return rough != 0;
}

inline bool open(const char* source, std::uint32_t size, char* text, const token_sink& out) noexcept {
  std::uint64_t in_string = 0;
  std::uint64_t pair = 0;  // 1 where the last byte of the block before was a backslash
  for (std::uint32_t at = 0; at * block_size < size; ++at) {
    const std::uint32_t begin = at * block_size;
    const std::uint64_t valid = first_bytes(size - begin);
    const block b(source + begin);
    const std::uint64_t backslash = b.equal('\\') & valid;
    const std::uint64_t quotes = b.equal('"') & valid;
    if ((backslash << 1 | pair) != quotes) { return false; }
    pair = backslash >> 63;
    const std::uint64_t inside = prefix_xor(quotes) ^ in_string;
    in_string = std::uint64_t{0} - (inside >> 63);
    // The quote of an opening pair and the backslash of a closing one are inside, and become the quote.
    const std::uint64_t marks = backslash | quotes;
    b.store(text + begin, marks, marks & inside);
    put_tokens(b, inside, quotes, valid, at, out);
  }
  put_end(size, out);
  return pair == 0;
}

#endif  // CALLVIEW_KERNEL_LOOPS

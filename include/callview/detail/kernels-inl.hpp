// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The kernels. A kernel consists of a `block`, which loads 64 bytes and returns bit masks of them (bit i for byte i),
/// and of the loops in kernel_loops.hpp and walk_loop.hpp, compiled for this `block`. All kernels give the same
/// results. `best_kernel()` selects the one for this processor.

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <utility>

#include "callview/detail/json_grammar.hpp"
#include "callview/detail/kernel.hpp"
#include "callview/detail/number.hpp"
#include "callview/detail/unescape.hpp"

#if defined(__x86_64__) || defined(_M_X64)
#define CALLVIEW_X86 1
#include <immintrin.h>
#if defined(_MSC_VER) && !defined(__clang__)
#include <intrin.h>
#endif
#else
#define CALLVIEW_X86 0
#endif
#if (defined(__aarch64__) || defined(_M_ARM64)) && !defined(__ARM_BIG_ENDIAN)
#define CALLVIEW_NEON 1
#include <arm_neon.h>
#else
#define CALLVIEW_NEON 0
#endif

// The compiler may use the named instructions in functions between these two macros, whatever its flags are.
#if defined(__clang__)
#define CALLVIEW_PRAGMA(text) _Pragma(#text)
#define CALLVIEW_TARGET_BEGIN(instructions) \
  CALLVIEW_PRAGMA(clang attribute push(__attribute__((target(instructions))), apply_to = function))
#define CALLVIEW_TARGET_END _Pragma("clang attribute pop")
#elif defined(__GNUC__)
#define CALLVIEW_PRAGMA(text) _Pragma(#text)
#define CALLVIEW_TARGET_BEGIN(instructions) _Pragma("GCC push_options") CALLVIEW_PRAGMA(GCC target(instructions))
#define CALLVIEW_TARGET_END _Pragma("GCC pop_options")
#else
#define CALLVIEW_TARGET_BEGIN(instructions)
#define CALLVIEW_TARGET_END
#endif

// Hides how a value was computed, so that the compiler keeps the value in a register.
#if defined(__GNUC__) || defined(__clang__)
#define CALLVIEW_OPAQUE(register_kind, value) asm("" : "+" register_kind(value))
#else
#define CALLVIEW_OPAQUE(register_kind, value) (void)(value)
#endif

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// Bit i of the result is the parity of bits 0 to i. For a mask of quotes, it is set from an opening quote up to the
/// byte before the closing one.
constexpr std::uint64_t shifted_prefix_xor(std::uint64_t bits) noexcept {
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  return bits ^ bits << 32;
}

/// The backslashes of a block that escape the next byte. `carry` says whether the first byte of the block is escaped.
/// On return, it says this about the next block.
constexpr std::uint64_t escaping_bytes(std::uint64_t backslash, std::uint64_t& carry) noexcept {
  constexpr std::uint64_t even = 0x5555555555555555U;
  backslash &= ~carry;
  // In a run of backslashes, every second one escapes, starting with the first. Adding the first bit of a run clears
  // the run, which separates the runs that begin at even positions from the others.
  const std::uint64_t begins = backslash & ~(backslash << 1) & even;
  const std::uint64_t even_runs = backslash & ~(backslash + begins);
  const std::uint64_t escaping = (even_runs & even) | (backslash & ~even_runs & ~even);
  carry = escaping >> 63;
  return escaping;
}

/// The last bytes of a text, filled up to a block with spaces.
struct last_bytes {
  char bytes[block_size];
  last_bytes(const char* p, std::size_t count) noexcept {
    std::memset(bytes, ' ', sizeof bytes);
    std::memcpy(bytes, p, count);
  }
};

/// Entry k has eight bytes: 0xFF for each bit that is set in k, and 0 for the others.
inline constexpr auto byte_masks = [] {
  std::array<std::uint64_t, 256> table{};
  for (unsigned i = 0; i < 256; ++i) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      if ((i >> bit & 1) != 0) { table[i] |= std::uint64_t{0xFF} << (8 * bit); }
    }
  }
  return table;
}();

/// Entry k is the operator whose low four bits are k, with the bit set that distinguishes { from [. Kernels thus
/// mistake two control characters for operators, which does no harm, because neither may occur outside strings.
alignas(16) inline constexpr std::uint8_t operator_by_low_bits[16] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ':', '{', ',', '}'};

/// Entry k is the white space character whose low four bits are k, or a byte with other low bits if there is none.
alignas(16) inline constexpr std::uint8_t space_by_low_bits[16] = {' ',  0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                                                                   0xFF, '\t', '\n', 0xFF, 0xFF, '\r', 0xFF, 0};

/// Copies the `count` bytes at `p` to `out`, except those with a bit in `dropped`. Returns the end of the output. Reads
/// and writes up to 15 excess bytes.
CALLVIEW_ALWAYS_INLINE char* pack_runs(char* out, const char* p, std::uint64_t dropped, unsigned count) noexcept {
  const auto copy = [&out](const char* from, const char* to) {
    std::ptrdiff_t at = 0;
    do {
      std::memcpy(out + at, from + at, 16);
      at += 16;
    } while (at < to - from);
    out += to - from;
  };
  const char* from = p;
  for (; dropped != 0; dropped &= dropped - 1) {
    const char* const stop = p + std::countr_zero(dropped);
    copy(from, stop);
    from = stop + 1;
  }
  copy(from, p + count);
  return out;
}

/// Numbers that the fast walk has found but not converted yet.
struct number_batch {
  static constexpr std::uint32_t room = 64;

  std::uint32_t count = 0;
  std::uint32_t position[room];
  std::uint32_t size[room];
  field_slot* slot[room];

  // Leaves the arrays uninitialized.
  number_batch() noexcept {}  // NOLINT(modernize-use-equals-default)

  /// Adds a number. Returns false if it has more than nine characters, including the sign.
  CALLVIEW_ALWAYS_INLINE bool add(field_slot& s, std::uint32_t at, std::uint32_t length) noexcept {
    position[count] = at;
    size[count] = length;
    slot[count] = &s;
    count += length - 1 <= 8 ? 1 : 0;
    return length - 1 <= 8;
  }
  [[nodiscard]] bool is_full() const noexcept { return count == room; }
};

/// Converts each plain number to a double. Returns a bit for each number that is not plain. A plain number has an
/// optional sign, digits and an optional fraction, but at most eight characters after the sign.
inline std::uint64_t convert_numbers_by_one(const char* text, const number_batch& batch) noexcept {
  std::uint64_t others = 0;
  for (std::uint32_t i = 0; i < batch.count; ++i) {
    const char* const p = text + batch.position[i];
    std::uint64_t number = 0;
    if (read_plain_number(p, *p, batch.size[i], number)) {
      batch.slot[i]->value = std::bit_cast<std::uint64_t>(plain_double(number));
    } else {
      others |= std::uint64_t{1} << i;
    }
  }
  return others;
}

/// Functions of a block that use shifts and loops, for processors without suitable instructions.
struct scalar_fallback {
  [[nodiscard]] static char* pack(char* out, const char* p, std::uint64_t dropped, unsigned count) noexcept {
    return pack_runs(out, p, dropped, count);
  }
  static std::uint64_t prefix_xor(std::uint64_t bits) noexcept { return shifted_prefix_xor(bits); }
};

// Portable

#define CALLVIEW_KERNEL_LOOPS

namespace portable {
/// Vectors that are made once for a text. This kernel needs none.
struct constants {};

struct block : scalar_fallback {
  static constexpr std::uint64_t highs = 0x8080808080808080U;
  static constexpr std::uint64_t ones = 0x0101010101010101U;
  std::uint64_t words[8];

  block(const char* p, std::size_t count, const constants& vectors) noexcept
      : block(last_bytes(p, count).bytes, vectors) {}
  block(const char* p, const constants&) noexcept {
    for (unsigned i = 0; i < 8; ++i) { words[i] = load8(p + 8 * i); }
  }
  static constexpr std::uint64_t all(char c) noexcept { return ones * static_cast<unsigned char>(c); }
  /// `test` sets the high bit of each byte that matches.
  template <class Test>
  [[nodiscard]] CALLVIEW_ALWAYS_INLINE std::uint64_t mask(Test test) const noexcept {
    std::uint64_t bits = 0;
    // The multiplication collects the eight bits in the top byte.
    for (unsigned i = 0; i < 8; ++i) { bits |= ((test(words[i]) & highs) >> 7) * 0x0102040810204080U >> 56 << (8 * i); }
    return bits;
  }
  static constexpr std::uint64_t equals(std::uint64_t word, char c) noexcept {
    const std::uint64_t x = word ^ all(c);
    return ~(((x & ~highs) + ~highs) | x);
  }
  [[nodiscard]] std::uint64_t equal(char c) const noexcept {
    return mask([c](std::uint64_t w) { return equals(w, c); });
  }
  [[nodiscard]] std::uint64_t quote() const noexcept { return equal('"'); }
  [[nodiscard]] std::uint64_t backslash() const noexcept { return equal('\\'); }
  /// Sets the high bit of each byte that is less than a space.
  static constexpr std::uint64_t controls(std::uint64_t word) noexcept {
    return ~(((word & ~highs) + all(0x60)) | word) & highs;
  }
  [[nodiscard]] std::uint64_t control() const noexcept { return mask(controls); }
  [[nodiscard]] bool has_control() const noexcept {
    std::uint64_t found = 0;
    for (const std::uint64_t word : words) { found |= controls(word); }
    return found != 0;
  }
  // { and [ differ in one bit; } and ] differ in the same bit.
  [[nodiscard]] std::uint64_t folded(char c) const noexcept {
    return mask([c](std::uint64_t w) { return equals(w | all(0x20), c); });
  }
  [[nodiscard]] std::uint64_t open() const noexcept { return folded('{'); }
  [[nodiscard]] std::uint64_t close() const noexcept { return folded('}'); }
  [[nodiscard]] std::uint64_t operators() const noexcept {
    return mask([](std::uint64_t w) {
      w |= all(0x20);
      return equals(w, '{') | equals(w, '}') | equals(w, ':') | equals(w, ',');
    });
  }
  [[nodiscard]] std::uint64_t space() const noexcept {
    return mask([](std::uint64_t w) { return equals(w, ' ') | equals(w, '\t') | equals(w, '\n') | equals(w, '\r'); });
  }
  template <bool Escaped>
  [[nodiscard]] std::uint64_t value_ends() const noexcept {
    return mask([](std::uint64_t w) {
      const std::uint64_t ends = equals(w, ',') | equals(w | all(0x20), '}') | equals(w, '\\');
      return Escaped ? ends : ends | equals(w, '"');
    });
  }
  /// The characters that represent themselves after a backslash.
  [[nodiscard]] std::uint64_t verbatim() const noexcept {
    return mask([](std::uint64_t w) { return equals(w, '"') | equals(w, '\\') | equals(w, '/'); });
  }
  /// Stores the block, except the bytes whose bit is set in `replaced`. Of these, a byte becomes a quote if its bit is
  /// also set in `quotes`, and a space otherwise.
  void store(char* out, std::uint64_t replaced, std::uint64_t quotes) const noexcept {
    for (unsigned i = 0; i < 8; ++i) {
      const std::uint64_t mask = byte_masks[replaced >> (8 * i) & 0xFF];
      // A quote is a space with one more bit.
      const std::uint64_t mark = all(' ') | (byte_masks[quotes >> (8 * i) & 0xFF] & all('"' - ' '));
      store8(out + 8 * i, (words[i] & ~mask) | (mark & mask));
    }
  }
};
/// The bitwise OR of the bytes of all blocks.
struct gathered_bytes {
  std::uint64_t all = 0;
  void add(const block& b) noexcept {
    for (const std::uint64_t word : b.words) { all |= word; }
  }
  [[nodiscard]] bool not_ascii() const noexcept { return (all & block::highs) != 0; }
};
/// Whether the key of a field is at `p`. Reads 32 bytes.
CALLVIEW_ALWAYS_INLINE bool matches(const char* p, const walk_field& f) noexcept {
  // The masks exclude the bytes after the key.
  std::uint64_t differs = 0;
  for (unsigned i = 0; i < walk_field::compared; i += 8) {
    const std::uint32_t bits = f.mask >> i & 0xFF;
    differs |= (load8(p + i) ^ load8(f.key + i)) & byte_masks[bits];
  }
  return differs == 0;
}
#include "callview/detail/kernel_loops.hpp"
inline std::uint64_t convert_numbers(const char* text, number_batch& batch) noexcept {
  return convert_numbers_by_one(text, batch);
}
#include "callview/detail/walk_loop.hpp"
}  // namespace portable

#if CALLVIEW_X86

// SSE2: every x86-64 processor has it

namespace sse2 {
/// Vectors that are made once for a text. This kernel needs none.
struct constants {};

struct block : scalar_fallback {
  __m128i bytes[4];

  block(const char* p, std::size_t count, const constants& vectors) noexcept
      : block(last_bytes(p, count).bytes, vectors) {}
  block(const char* p, const constants&) noexcept {
    for (unsigned i = 0; i < 4; ++i) { bytes[i] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p) + i); }
  }
  template <class Test>
  [[nodiscard]] CALLVIEW_ALWAYS_INLINE std::uint64_t mask(Test test) const noexcept {
    const auto bits = [&](unsigned i) {
      return static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(test(bytes[i]))));
    };
    return bits(0) | bits(1) << 16 | bits(2) << 32 | bits(3) << 48;
  }
  static __m128i equals(__m128i b, char c) noexcept { return _mm_cmpeq_epi8(b, _mm_set1_epi8(c)); }
  [[nodiscard]] std::uint64_t equal(char c) const noexcept {
    return mask([c](__m128i b) { return equals(b, c); });
  }
  [[nodiscard]] std::uint64_t quote() const noexcept { return equal('"'); }
  [[nodiscard]] std::uint64_t backslash() const noexcept { return equal('\\'); }
  static __m128i controls(__m128i b) noexcept { return _mm_cmpeq_epi8(_mm_min_epu8(b, _mm_set1_epi8(0x1F)), b); }
  [[nodiscard]] std::uint64_t control() const noexcept { return mask(controls); }
  [[nodiscard]] bool has_control() const noexcept {
    const __m128i least = _mm_min_epu8(_mm_min_epu8(bytes[0], bytes[1]), _mm_min_epu8(bytes[2], bytes[3]));
    return _mm_movemask_epi8(controls(least)) != 0;
  }
  [[nodiscard]] std::uint64_t folded(char c) const noexcept {
    return mask([c](__m128i b) { return equals(_mm_or_si128(b, _mm_set1_epi8(0x20)), c); });
  }
  [[nodiscard]] std::uint64_t open() const noexcept { return folded('{'); }
  [[nodiscard]] std::uint64_t close() const noexcept { return folded('}'); }
  [[nodiscard]] std::uint64_t operators() const noexcept {
    return mask([](__m128i b) {
      b = _mm_or_si128(b, _mm_set1_epi8(0x20));
      return _mm_or_si128(_mm_or_si128(equals(b, '{'), equals(b, '}')), _mm_or_si128(equals(b, ':'), equals(b, ',')));
    });
  }
  [[nodiscard]] std::uint64_t space() const noexcept {
    return mask([](__m128i b) {
      return _mm_or_si128(_mm_or_si128(equals(b, ' '), equals(b, '\t')),
                          _mm_or_si128(equals(b, '\n'), equals(b, '\r')));
    });
  }
  template <bool Escaped>
  [[nodiscard]] std::uint64_t value_ends() const noexcept {
    return mask([](__m128i b) {
      const __m128i closes = equals(_mm_or_si128(b, _mm_set1_epi8(0x20)), '}');
      const __m128i ends = _mm_or_si128(_mm_or_si128(equals(b, ','), equals(b, '\\')), closes);
      return Escaped ? ends : _mm_or_si128(ends, equals(b, '"'));
    });
  }
  [[nodiscard]] std::uint64_t verbatim() const noexcept {
    return mask([](__m128i b) { return _mm_or_si128(_mm_or_si128(equals(b, '"'), equals(b, '\\')), equals(b, '/')); });
  }
  void store(char* out, std::uint64_t replaced, std::uint64_t quotes) const noexcept {
    for (unsigned i = 0; i < 4; ++i) {
      const __m128i keep = select(~replaced >> (16 * i));
      const __m128i quote = select(quotes >> (16 * i));
      const __m128i mark = _mm_or_si128(_mm_set1_epi8(' '), _mm_and_si128(quote, _mm_set1_epi8('"' - ' ')));
      const __m128i mixed = _mm_or_si128(_mm_and_si128(keep, bytes[i]), _mm_andnot_si128(keep, mark));
      _mm_storeu_si128(reinterpret_cast<__m128i*>(out) + i, mixed);
    }
  }

 private:
  static __m128i select(std::uint64_t bits) noexcept {
    return _mm_set_epi64x(static_cast<long long>(byte_masks[bits >> 8 & 0xFF]),
                          static_cast<long long>(byte_masks[bits & 0xFF]));
  }
};
/// The bitwise OR of the bytes of all blocks.
struct gathered_bytes {
  __m128i all = _mm_setzero_si128();
  void add(const block& b) noexcept {
    for (const __m128i bytes : b.bytes) { all = _mm_or_si128(all, bytes); }
  }
  [[nodiscard]] bool not_ascii() const noexcept { return _mm_movemask_epi8(all) != 0; }
};
/// Whether the key of a field is at `p`. Reads 32 bytes.
CALLVIEW_ALWAYS_INLINE bool matches(const char* p, const walk_field& f) noexcept {
  const auto half = [&](unsigned i) {
    const __m128i there = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p) + i);
    const __m128i key = _mm_load_si128(reinterpret_cast<const __m128i*>(f.key) + i);
    return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(there, key)));
  };
  return (f.mask & ~(half(0) | half(1) << 16)) == 0;
}
#include "callview/detail/kernel_loops.hpp"
inline std::uint64_t convert_numbers(const char* text, number_batch& batch) noexcept {
  return convert_numbers_by_one(text, batch);
}
#include "callview/detail/walk_loop.hpp"
}  // namespace sse2

// AVX2

CALLVIEW_TARGET_BEGIN("avx2,bmi,bmi2,lzcnt,popcnt,pclmul")
/// The carry-less product with all ones is the prefix XOR.
CALLVIEW_ALWAYS_INLINE std::uint64_t multiplied_prefix_xor(std::uint64_t bits) noexcept {
  const __m128i word = _mm_cvtsi64_si128(static_cast<long long>(bits));
  return static_cast<std::uint64_t>(_mm_cvtsi128_si64(_mm_clmulepi64_si128(word, _mm_set1_epi8(-1), 0)));
}

namespace avx2 {
/// Vectors that are made once for a text: otherwise, GCC makes them again for each block.
struct constants {
  __m256i quote = _mm256_set1_epi8('"'), backslash = _mm256_set1_epi8('\\'), space = _mm256_set1_epi8(' '),
          open = _mm256_set1_epi8('{'), close = _mm256_set1_epi8('}'), comma = _mm256_set1_epi8(','),
          operators =
              _mm256_broadcastsi128_si256(_mm_load_si128(reinterpret_cast<const __m128i*>(operator_by_low_bits))),
          spaces = _mm256_broadcastsi128_si256(_mm_load_si128(reinterpret_cast<const __m128i*>(space_by_low_bits)));

  // Not implicit: the compiler would compile an implicit constructor without the instructions of this kernel.
  constants() noexcept {
    CALLVIEW_OPAQUE("x", quote);
    CALLVIEW_OPAQUE("x", backslash);
    CALLVIEW_OPAQUE("x", space);
    CALLVIEW_OPAQUE("x", operators);
    CALLVIEW_OPAQUE("x", spaces);
    CALLVIEW_OPAQUE("x", comma);
    CALLVIEW_OPAQUE("x", close);
  }
};

struct block {
  __m256i low, high;
  const constants& k;

  block(const char* p, std::size_t count, const constants& vectors) noexcept
      : block(last_bytes(p, count).bytes, vectors) {}
  block(const char* p, const constants& vectors) noexcept
      : low(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p))),
        high(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p) + 1)),
        k(vectors) {}
  static std::uint64_t mask(__m256i l, __m256i h) noexcept {
    return static_cast<std::uint32_t>(_mm256_movemask_epi8(l)) |
           static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm256_movemask_epi8(h))) << 32;
  }
  [[nodiscard]] std::uint64_t equal(__m256i v) const noexcept {
    return mask(_mm256_cmpeq_epi8(low, v), _mm256_cmpeq_epi8(high, v));
  }
  [[nodiscard]] std::uint64_t quote() const noexcept { return equal(k.quote); }
  [[nodiscard]] std::uint64_t backslash() const noexcept { return equal(k.backslash); }
  static __m256i controls(__m256i b) noexcept {
    return _mm256_cmpeq_epi8(_mm256_min_epu8(b, _mm256_set1_epi8(0x1F)), b);
  }
  [[nodiscard]] std::uint64_t control() const noexcept { return mask(controls(low), controls(high)); }
  [[nodiscard]] bool has_control() const noexcept {
    return _mm256_movemask_epi8(controls(_mm256_min_epu8(low, high))) != 0;
  }
  [[nodiscard]] std::uint64_t folded(__m256i v) const noexcept {
    return mask(_mm256_cmpeq_epi8(_mm256_or_si256(low, k.space), v),
                _mm256_cmpeq_epi8(_mm256_or_si256(high, k.space), v));
  }
  [[nodiscard]] std::uint64_t open() const noexcept { return folded(k.open); }
  [[nodiscard]] std::uint64_t close() const noexcept { return folded(k.close); }
  [[nodiscard]] std::uint64_t operators() const noexcept {
    return mask(_mm256_cmpeq_epi8(_mm256_shuffle_epi8(k.operators, low), _mm256_or_si256(low, k.space)),
                _mm256_cmpeq_epi8(_mm256_shuffle_epi8(k.operators, high), _mm256_or_si256(high, k.space)));
  }
  [[nodiscard]] std::uint64_t space() const noexcept {
    return mask(_mm256_cmpeq_epi8(_mm256_shuffle_epi8(k.spaces, low), low),
                _mm256_cmpeq_epi8(_mm256_shuffle_epi8(k.spaces, high), high));
  }
  template <bool Escaped>
  [[nodiscard]] std::uint64_t value_ends() const noexcept {
    const auto ends = [this](__m256i b) {
      const __m256i closes = _mm256_cmpeq_epi8(_mm256_or_si256(b, k.space), k.close);
      const __m256i others = _mm256_or_si256(_mm256_cmpeq_epi8(b, k.comma), _mm256_cmpeq_epi8(b, k.backslash));
      const __m256i all = _mm256_or_si256(closes, others);
      return Escaped ? all : _mm256_or_si256(all, _mm256_cmpeq_epi8(b, k.quote));
    };
    return mask(ends(low), ends(high));
  }
  [[nodiscard]] std::uint64_t verbatim() const noexcept {
    return either(k.quote, k.backslash) | equal(_mm256_set1_epi8('/'));
  }
  void store(char* out, std::uint64_t replaced, std::uint64_t quotes) const noexcept {
    store(out, low, static_cast<std::uint32_t>(replaced), static_cast<std::uint32_t>(quotes));
    store(out + 32, high, static_cast<std::uint32_t>(replaced >> 32), static_cast<std::uint32_t>(quotes >> 32));
  }
  [[nodiscard]] static char* pack(char* out, const char* p, std::uint64_t dropped, unsigned count) noexcept {
    return pack_runs(out, p, dropped, count);
  }
  static std::uint64_t prefix_xor(std::uint64_t bits) noexcept { return multiplied_prefix_xor(bits); }

 private:
  [[nodiscard]] std::uint64_t either(__m256i x, __m256i y) const noexcept {
    return mask(_mm256_or_si256(_mm256_cmpeq_epi8(low, x), _mm256_cmpeq_epi8(low, y)),
                _mm256_or_si256(_mm256_cmpeq_epi8(high, x), _mm256_cmpeq_epi8(high, y)));
  }
  static void store(char* out, __m256i bytes, std::uint32_t replaced, std::uint32_t quotes) noexcept {
    const __m256i mark = _mm256_blendv_epi8(_mm256_set1_epi8(' '), _mm256_set1_epi8('"'), select(quotes));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), _mm256_blendv_epi8(bytes, mark, select(replaced)));
  }
  /// Expands each bit to a byte: 0xFF if it is set, 0 if not.
  static __m256i select(std::uint32_t bits) noexcept {
    const __m256i spread = _mm256_shuffle_epi8(_mm256_set1_epi32(static_cast<int>(bits)),
                                               _mm256_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2,
                                                                2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3));
    const __m256i bit = _mm256_set1_epi64x(static_cast<long long>(0x8040201008040201ULL));
    return _mm256_cmpeq_epi8(_mm256_and_si256(spread, bit), bit);
  }
};
/// The bitwise OR of the bytes of all blocks.
struct gathered_bytes {
  __m256i all = _mm256_setzero_si256();
  void add(const block& b) noexcept { all = _mm256_or_si256(all, _mm256_or_si256(b.low, b.high)); }
  [[nodiscard]] bool not_ascii() const noexcept { return _mm256_movemask_epi8(all) != 0; }
};
/// Whether the key of a field is at `p`. Reads 32 bytes.
CALLVIEW_ALWAYS_INLINE bool matches(const char* p, const walk_field& f) noexcept {
  const __m256i there = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  const __m256i key = _mm256_load_si256(reinterpret_cast<const __m256i*>(f.key));
  return (f.mask & ~static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(there, key)))) == 0;
}
#include "callview/detail/kernel_loops.hpp"
inline std::uint64_t convert_numbers(const char* text, number_batch& batch) noexcept {
  return convert_numbers_by_one(text, batch);
}
#include "callview/detail/walk_loop.hpp"
}  // namespace avx2
CALLVIEW_TARGET_END

// AVX-512 with VBMI2: Ice Lake, Zen 4 and later

CALLVIEW_TARGET_BEGIN("avx512f,avx512bw,avx512dq,avx512vbmi,avx512vbmi2,avx2,bmi,bmi2,lzcnt,popcnt,pclmul")
namespace avx512 {
// For the unmasked forms of some intrinsics, GCC warns about uninitialized variables. The masked forms cost the same.
inline constexpr __mmask16 all_lanes = 0xFFFF;
inline constexpr __mmask8 eight_lanes = 0xFF;

/// Vectors that are made once for a text: otherwise, GCC makes them again for each block.
struct constants {
  __m512i quote = _mm512_set1_epi8('"'), backslash = _mm512_set1_epi8('\\'), space = _mm512_set1_epi8(' '),
          open = _mm512_set1_epi8('{'), close = _mm512_set1_epi8('}'), comma = _mm512_set1_epi8(','),
          operators = _mm512_maskz_broadcast_i32x4(
              all_lanes, _mm_load_si128(reinterpret_cast<const __m128i*>(operator_by_low_bits))),
          spaces = _mm512_maskz_broadcast_i32x4(all_lanes,
                                                _mm_load_si128(reinterpret_cast<const __m128i*>(space_by_low_bits)));

  // Not implicit: the compiler would compile an implicit constructor without the instructions of this kernel.
  constants() noexcept {
    CALLVIEW_OPAQUE("v", quote);
    CALLVIEW_OPAQUE("v", backslash);
    CALLVIEW_OPAQUE("v", space);
    CALLVIEW_OPAQUE("v", operators);
    CALLVIEW_OPAQUE("v", spaces);
    CALLVIEW_OPAQUE("v", comma);
    CALLVIEW_OPAQUE("v", close);
  }
};

struct block {
  __m512i bytes;
  const constants& k;

  block(const char* p, const constants& vectors) noexcept : bytes(_mm512_loadu_si512(p)), k(vectors) {}
  /// Loads fewer bytes than a block, and fills the rest with spaces.
  block(const char* p, std::size_t count, const constants& vectors) noexcept
      : bytes(_mm512_mask_loadu_epi8(vectors.space, (std::uint64_t{1} << count) - 1, p)), k(vectors) {}
  /// Moves a mask to a general register. Otherwise, GCC would compute in mask registers and move masks back and forth.
  [[nodiscard]] CALLVIEW_ALWAYS_INLINE static std::uint64_t general(std::uint64_t mask) noexcept {
    CALLVIEW_OPAQUE("r", mask);
    return mask;
  }
  [[nodiscard]] std::uint64_t equal(__m512i v) const noexcept { return general(_mm512_cmpeq_epi8_mask(bytes, v)); }
  [[nodiscard]] std::uint64_t quote() const noexcept { return equal(k.quote); }
  [[nodiscard]] std::uint64_t backslash() const noexcept { return equal(k.backslash); }
  [[nodiscard]] __mmask64 controls() const noexcept { return _mm512_cmplt_epu8_mask(bytes, k.space); }
  [[nodiscard]] std::uint64_t control() const noexcept { return general(controls()); }
  [[nodiscard]] bool has_control() const noexcept { return controls() != 0; }
  // { and [ differ in one bit, which is the only bit of a space. } and ] differ in the same bit.
  [[nodiscard]] std::uint64_t folded(__m512i v) const noexcept {
    return _mm512_cmpeq_epi8_mask(_mm512_or_si512(bytes, k.space), v);
  }
  [[nodiscard]] std::uint64_t open() const noexcept { return folded(k.open); }
  [[nodiscard]] std::uint64_t close() const noexcept { return folded(k.close); }
  [[nodiscard]] std::uint64_t operators() const noexcept {
    return general(_mm512_cmpeq_epi8_mask(_mm512_shuffle_epi8(k.operators, bytes), _mm512_or_si512(bytes, k.space)));
  }
  [[nodiscard]] std::uint64_t space() const noexcept { return equal(_mm512_shuffle_epi8(k.spaces, bytes)); }
  template <bool Escaped>
  [[nodiscard]] std::uint64_t value_ends() const noexcept {
    const __mmask64 ends = _mm512_cmpeq_epi8_mask(bytes, k.comma) | _mm512_cmpeq_epi8_mask(bytes, k.backslash) |
                           _mm512_cmpeq_epi8_mask(_mm512_or_si512(bytes, k.space), k.close);
    return Escaped ? ends : ends | _mm512_cmpeq_epi8_mask(bytes, k.quote);
  }
  [[nodiscard]] std::uint64_t verbatim() const noexcept { return quote() | backslash() | equal(_mm512_set1_epi8('/')); }
  void store(char* out, std::uint64_t replaced, std::uint64_t quotes) const noexcept {
    const __m512i mark = _mm512_mask_blend_epi8(quotes, k.space, k.quote);
    _mm512_storeu_si512(out, _mm512_mask_blend_epi8(replaced, bytes, mark));
  }
  [[nodiscard]] char* pack(char* out, const char*, std::uint64_t dropped, unsigned count) const noexcept {
    // Compressing to a register and storing all of it is much faster than compressing to memory.
    _mm512_storeu_si512(out, _mm512_maskz_compress_epi8(~dropped, bytes));
    return out + count - std::popcount(dropped);
  }
  static std::uint64_t prefix_xor(std::uint64_t bits) noexcept { return multiplied_prefix_xor(bits); }
};
/// The bitwise OR of the bytes of all blocks.
struct gathered_bytes {
  __m512i all = _mm512_setzero_si512();
  void add(const block& b) noexcept { all = _mm512_or_si512(all, b.bytes); }
  [[nodiscard]] bool not_ascii() const noexcept { return _mm512_movepi8_mask(all) != 0; }
};
/// Whether the key of a field is at `p`. Reads 32 bytes.
CALLVIEW_ALWAYS_INLINE bool matches(const char* p, const walk_field& f) noexcept {
  const __m256i there = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  const __m256i key = _mm256_load_si256(reinterpret_cast<const __m256i*>(f.key));
  return (f.mask & ~static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(there, key)))) == 0;
}
#include "callview/detail/kernel_loops.hpp"
// Without optimization, GCC's gather is a macro with an implicit conversion of the mask.
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wsign-conversion"
#endif
/// Converts eight numbers at a time. Each number is in the highest bytes of a 64-bit lane. Its first digit is in the
/// lowest of these bytes.
inline std::uint64_t convert_numbers(const char* text, number_batch& batch) noexcept {
  alignas(64) static constexpr double powers[8] = {1e7, 1e6, 1e5, 1e4, 1e3, 1e2, 1e1, 1e0};
  const __m512i zero = _mm512_setzero_si512(), eight = _mm512_set1_epi64(8);
  const __m512i byte = _mm512_set1_epi64(0xFF), dot = _mm512_set1_epi8('.' ^ '0');
  std::uint64_t others = 0;
  for (std::uint32_t i = 0; i < batch.count; i += 8) {
    const auto lanes = static_cast<__mmask8>(batch.count - i >= 8 ? 0xFF : (1U << (batch.count - i)) - 1);
    const auto load = [&](const std::uint32_t* p) {
      return _mm512_maskz_cvtepu32_epi64(lanes, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
    };
    __m512i at = load(batch.position + i), size = load(batch.size + i);
    __m512i word = _mm512_mask_i64gather_epi64(zero, lanes, at, text, 1);
    const __mmask8 negative = _mm512_mask_cmpeq_epi64_mask(lanes, _mm512_and_si512(word, byte), _mm512_set1_epi64('-'));
    if (negative != 0) {
      at = _mm512_mask_add_epi64(at, negative, at, _mm512_set1_epi64(1));
      size = _mm512_mask_sub_epi64(size, negative, size, _mm512_set1_epi64(1));
      word = _mm512_mask_i64gather_epi64(word, negative, at, text, 1);
    }
    const __m512i token =
        _mm512_maskz_sllv_epi64(lanes, _mm512_xor_si512(word, _mm512_set1_epi8('0')),
                                _mm512_maskz_slli_epi64(eight_lanes, _mm512_sub_epi64(eight, size), 3));
    const __m512i token_points = _mm512_movm_epi8(_mm512_cmpeq_epi8_mask(token, dot));
    const __mmask8 whole = _mm512_mask_cmpeq_epi64_mask(lanes, token_points, zero);
    // If there is no point, adds one after the digits.
    const __m512i x = _mm512_mask_or_epi64(token, whole, _mm512_maskz_srli_epi64(eight_lanes, token, 8),
                                           _mm512_maskz_slli_epi64(eight_lanes, dot, 56));
    const __m512i points = _mm512_movm_epi8(_mm512_cmpeq_epi8_mask(x, dot));
    const __m512i first_bit = _mm512_and_si512(points, _mm512_set1_epi8(1));
    const __m512i before = _mm512_sub_epi64(first_bit, _mm512_set1_epi64(1));
    // The digits before the point move up to take its place.
    const __m512i digits = _mm512_or_si512(_mm512_maskz_andnot_epi64(eight_lanes, _mm512_or_si512(before, points), x),
                                           _mm512_maskz_slli_epi64(eight_lanes, _mm512_and_si512(before, x), 8));
    // The index of the byte with the point.
    const __m512i place = _mm512_sad_epu8(_mm512_and_si512(points, _mm512_set1_epi64(0x0706050403020100)), zero);
    const __mmask64 over = _mm512_cmpgt_epu8_mask(digits, _mm512_set1_epi8(9));
    const __m512i length = _mm512_sub_epi64(size, _mm512_set1_epi64(1));
    __mmask8 wrong = _mm512_test_epi64_mask(_mm512_movm_epi8(over), _mm512_set1_epi64(-1));
    wrong |= _mm512_test_epi64_mask(first_bit, before);              // two points
    wrong |= _mm512_cmpgt_epu64_mask(length, _mm512_set1_epi64(7));  // too long, or nothing but a sign
    wrong |= _mm512_mask_cmpeq_epi64_mask(whole, size, eight);       // too long for a point after it
    // The point is the first or the last character.
    const int at_either_end =
        static_cast<__mmask8>(~whole) & (_mm512_cmpeq_epi64_mask(place, _mm512_set1_epi64(7)) |
                                         _mm512_cmpeq_epi64_mask(place, _mm512_sub_epi64(eight, size)));
    wrong = static_cast<__mmask8>(wrong | at_either_end);
    // A zero before another digit.
    const int zero_first =
        _mm512_cmpeq_epi64_mask(_mm512_and_si512(word, byte), _mm512_set1_epi64('0')) &
        _mm512_cmpneq_epi64_mask(length, zero) &
        _mm512_cmpneq_epi64_mask(_mm512_and_si512(word, _mm512_set1_epi64(0xFF00)), _mm512_set1_epi64('.' << 8));
    wrong = static_cast<__mmask8>(wrong | zero_first);
    const __m512i pairs = _mm512_maddubs_epi16(digits, _mm512_set1_epi16(0x010A));
    const __m512i fours = _mm512_madd_epi16(pairs, _mm512_set1_epi32(0x00010064));
    const __m512i integer = _mm512_add_epi64(_mm512_maskz_mul_epu32(eight_lanes, fours, _mm512_set1_epi64(10000)),
                                             _mm512_maskz_srli_epi64(eight_lanes, fours, 32));
    // Both operands are exact, so the quotient is rounded only once. A negative zero becomes -0.0.
    const __m512d power = _mm512_maskz_permutexvar_pd(lanes, place, _mm512_load_pd(powers));
    const __m512d quotient = _mm512_maskz_div_pd(lanes, _mm512_cvtepi64_pd(integer), power);
    alignas(64) double values[8];
    _mm512_store_pd(values, _mm512_mask_xor_pd(quotient, negative, quotient, _mm512_set1_pd(-0.0)));
    wrong &= lanes;
    others |= std::uint64_t{wrong} << i;
    const std::uint32_t count = (std::min)(batch.count - i, std::uint32_t{8});
    for (std::uint32_t k = 0; k < count; ++k) { batch.slot[i + k]->value = std::bit_cast<std::uint64_t>(values[k]); }
  }
  return others;
}
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
#include "callview/detail/walk_loop.hpp"
}  // namespace avx512
CALLVIEW_TARGET_END

#endif  // CALLVIEW_X86

#if CALLVIEW_NEON

// NEON: every 64-bit ARM processor has it

namespace neon {
/// Vectors that are made once for a text. This kernel needs none.
struct constants {};

struct block : scalar_fallback {
  uint8x16_t bytes[4];

  block(const char* p, std::size_t count, const constants& vectors) noexcept
      : block(last_bytes(p, count).bytes, vectors) {}
  block(const char* p, const constants&) noexcept {
    for (unsigned i = 0; i < 4; ++i) { bytes[i] = vld1q_u8(reinterpret_cast<const std::uint8_t*>(p) + 16 * i); }
  }
  template <class Test>
  [[nodiscard]] CALLVIEW_ALWAYS_INLINE std::uint64_t mask(Test test) const noexcept {
    // Keeps one bit of each byte, then adds pairs of bytes until eight bytes hold all 64 bits.
    const std::uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t weight = vld1q_u8(weights);
    const auto bits = [&](unsigned i) { return vandq_u8(test(bytes[i]), weight); };
    const uint8x16_t low = vpaddq_u8(bits(0), bits(1));
    const uint8x16_t high = vpaddq_u8(bits(2), bits(3));
    const uint8x16_t all = vpaddq_u8(low, high);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(all, all)), 0);
  }
  static uint8x16_t equals(uint8x16_t b, char c) noexcept {
    return vceqq_u8(b, vdupq_n_u8(static_cast<std::uint8_t>(c)));
  }
  [[nodiscard]] std::uint64_t equal(char c) const noexcept {
    return mask([c](uint8x16_t b) { return equals(b, c); });
  }
  [[nodiscard]] std::uint64_t quote() const noexcept { return equal('"'); }
  [[nodiscard]] std::uint64_t backslash() const noexcept { return equal('\\'); }
  [[nodiscard]] std::uint64_t control() const noexcept {
    return mask([](uint8x16_t b) { return vcltq_u8(b, vdupq_n_u8(0x20)); });
  }
  [[nodiscard]] bool has_control() const noexcept {
    return vminvq_u8(vminq_u8(vminq_u8(bytes[0], bytes[1]), vminq_u8(bytes[2], bytes[3]))) < 0x20;
  }
  [[nodiscard]] std::uint64_t folded(char c) const noexcept {
    return mask([c](uint8x16_t b) { return equals(vorrq_u8(b, vdupq_n_u8(0x20)), c); });
  }
  [[nodiscard]] std::uint64_t open() const noexcept { return folded('{'); }
  [[nodiscard]] std::uint64_t close() const noexcept { return folded('}'); }
  [[nodiscard]] std::uint64_t operators() const noexcept {
    const uint8x16_t table = vld1q_u8(operator_by_low_bits);
    return mask([table](uint8x16_t b) {
      return vceqq_u8(vqtbl1q_u8(table, vandq_u8(b, vdupq_n_u8(0x0F))), vorrq_u8(b, vdupq_n_u8(0x20)));
    });
  }
  [[nodiscard]] std::uint64_t space() const noexcept {
    const uint8x16_t table = vld1q_u8(space_by_low_bits);
    return mask([table](uint8x16_t b) { return vceqq_u8(vqtbl1q_u8(table, vandq_u8(b, vdupq_n_u8(0x0F))), b); });
  }
  template <bool Escaped>
  [[nodiscard]] std::uint64_t value_ends() const noexcept {
    return mask([](uint8x16_t b) {
      const uint8x16_t closes = equals(vorrq_u8(b, vdupq_n_u8(0x20)), '}');
      const uint8x16_t ends = vorrq_u8(vorrq_u8(equals(b, ','), equals(b, '\\')), closes);
      return Escaped ? ends : vorrq_u8(ends, equals(b, '"'));
    });
  }
  [[nodiscard]] std::uint64_t verbatim() const noexcept {
    return mask([](uint8x16_t b) { return vorrq_u8(vorrq_u8(equals(b, '"'), equals(b, '\\')), equals(b, '/')); });
  }
  void store(char* out, std::uint64_t replaced, std::uint64_t quotes) const noexcept {
    for (unsigned i = 0; i < 4; ++i) {
      const uint8x16_t mark = vbslq_u8(select(quotes >> (16 * i)), vdupq_n_u8('"'), vdupq_n_u8(' '));
      vst1q_u8(reinterpret_cast<std::uint8_t*>(out) + 16 * i, vbslq_u8(select(replaced >> (16 * i)), mark, bytes[i]));
    }
  }

 private:
  static uint8x16_t select(std::uint64_t bits) noexcept {
    return vcombine_u8(vcreate_u8(byte_masks[bits & 0xFF]), vcreate_u8(byte_masks[bits >> 8 & 0xFF]));
  }
};
/// The bitwise OR of the bytes of all blocks.
struct gathered_bytes {
  uint8x16_t all = vdupq_n_u8(0);
  void add(const block& b) noexcept {
    for (const uint8x16_t bytes : b.bytes) { all = vorrq_u8(all, bytes); }
  }
  [[nodiscard]] bool not_ascii() const noexcept { return vmaxvq_u8(all) >= 0x80; }
};
/// Whether the key of a field is at `p`. Reads 32 bytes.
CALLVIEW_ALWAYS_INLINE bool matches(const char* p, const walk_field& f) noexcept {
  const auto differs = [&](unsigned i) {
    const auto* const there = reinterpret_cast<const std::uint8_t*>(p) + i;
    const auto* const key = reinterpret_cast<const std::uint8_t*>(f.key) + i;
    const uint8x16_t wanted =
        vcombine_u8(vcreate_u8(byte_masks[f.mask >> i & 0xFF]), vcreate_u8(byte_masks[f.mask >> (i + 8) & 0xFF]));
    return vandq_u8(veorq_u8(vld1q_u8(there), vld1q_u8(key)), wanted);
  };
  return vmaxvq_u8(vorrq_u8(differs(0), differs(16))) == 0;
}
#include "callview/detail/kernel_loops.hpp"
inline std::uint64_t convert_numbers(const char* text, number_batch& batch) noexcept {
  return convert_numbers_by_one(text, batch);
}
#include "callview/detail/walk_loop.hpp"
}  // namespace neon

#endif  // CALLVIEW_NEON

// The choice

#undef CALLVIEW_KERNEL_LOOPS

#if CALLVIEW_X86
/// 2 if the processor and the operating system support the AVX-512 kernel, 1 if they support only the AVX2 kernel, and
/// 0 otherwise.
inline unsigned x86_level() noexcept {
#if defined(_MSC_VER) && !defined(__clang__)
  const auto has = [](int bits, std::initializer_list<int> wanted) {
    for (const int bit : wanted) {
      if ((static_cast<unsigned>(bits) >> bit & 1) == 0) { return false; }
    }
    return true;
  };
  int r[4];
  __cpuid(r, 0);
  if (r[0] < 7) { return 0; }
  __cpuid(r, 1);
  if (!has(r[2], {1 /* pclmul */, 23 /* popcnt */, 27 /* osxsave */})) { return 0; }
  const unsigned long long saved = _xgetbv(0);
  __cpuidex(r, 7, 0);
  if ((saved & 6) != 6 || !has(r[1], {3 /* bmi */, 5 /* avx2 */, 8 /* bmi2 */})) { return 0; }
  const bool wide = (saved & 0xE6) == 0xE6 && has(r[1], {16 /* f */, 17 /* dq */, 30 /* bw */}) &&
                    has(r[2], {1 /* vbmi */, 6 /* vbmi2 */});
  return wide ? 2 : 1;
#else
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi") || !__builtin_cpu_supports("bmi2") ||
      !__builtin_cpu_supports("popcnt") || !__builtin_cpu_supports("pclmul")) {
    return 0;
  }
  const bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                    __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vbmi") &&
                    __builtin_cpu_supports("avx512vbmi2");
  return wide ? 2 : 1;
#endif
}
#endif

// The walks of a kernel, in the order of text_form. Each walk adds compile time to every source file that includes this
// header. Documents with white space are rare, so all kernels of a processor share one walk for them.
#define CALLVIEW_WALK(name, escaped, spaced) \
  { name::walk_object<escaped, spaced>, name::walk_items<escaped, spaced> }
#define CALLVIEW_KERNEL(name, spaced)                                                                               \
  kernel {                                                                                                          \
#name, name::scan, name::skip, name::unescape, name::unescape_aligned, name::mark_stops, name::find_controls, { \
      {                                                                                                             \
        CALLVIEW_WALK(name, true, false), CALLVIEW_WALK(spaced, true, true), CALLVIEW_WALK(name, false, false),     \
            CALLVIEW_WALK(spaced, false, true)                                                                      \
      }                                                                                                             \
    }                                                                                                               \
  }

/// Calls `use` with each kernel that runs on this processor, the best one first, until `use` returns true.
template <class Use>
CALLVIEW_ALWAYS_INLINE void each_kernel(Use use) noexcept {
#if CALLVIEW_X86
  [[maybe_unused]] const unsigned level = x86_level();
#if !defined(CALLVIEW_WITHOUT_AVX512)
  if (level >= 2 && use(CALLVIEW_KERNEL(avx512, sse2))) { return; }
#endif
#if !defined(CALLVIEW_WITHOUT_AVX2)
  if (level >= 1 && use(CALLVIEW_KERNEL(avx2, sse2))) { return; }
#endif
  if (use(CALLVIEW_KERNEL(sse2, sse2))) { return; }
#elif CALLVIEW_NEON
  if (use(CALLVIEW_KERNEL(neon, neon))) { return; }
#endif
  (void)use(CALLVIEW_KERNEL(portable, portable));
}
#undef CALLVIEW_KERNEL
#undef CALLVIEW_WALK

// The compiler can omit a kernel that can never be the best one.
CALLVIEW_INLINE kernel best_kernel() noexcept {
  kernel best{};
  each_kernel([&best](const kernel& k) {
    best = k;
    return true;
  });
  return best;
}

CALLVIEW_INLINE kernel_list available_kernels() noexcept {
  kernel_list list;
  each_kernel([&list](const kernel& k) {
    list.kernels[list.count++] = k;
    return list.count == kernel_list::room;
  });
  return list;
}

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

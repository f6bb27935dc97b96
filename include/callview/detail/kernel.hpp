// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The kernels: 64 bytes at a time, from an escaped document to its text and tokens.
///
/// A kernel is a `block`, which loads 64 bytes and answers bit masks of them (bit i speaks of byte i), and the loops of
/// kernel_loops.hpp compiled for it. All kernels give the same result; `best_kernel()` is the one for this processor.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "callview/detail/buffer.hpp"
#include "callview/detail/config.hpp"

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

// Functions between these are compiled for the named instructions, whatever the flags of the translation unit.
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

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

inline constexpr std::uint32_t block_size = 64;

/// Where a kernel puts the tokens of a text: per block of 64 bytes a bit for each token, and the numbers of brackets
/// that open and close in it.
struct token_sink {
  std::uint64_t* words;
  std::uint8_t* opens;
  std::uint8_t* closes;
};

/// What kernels do.
struct kernel {
  const char* name;
  /// Finds the tokens of a JSON text. Answers whether it holds a backslash, or a control character in a string.
  bool (*index)(const char* text, std::uint32_t size, const token_sink& out) noexcept;
  /// Turns the inside of a JSON string, whose bytes were checked to be one, into the text of the document in it and
  /// finds the tokens. Only for documents without any escape but `\"`: false, and nothing of use done, where there is
  /// another. An opening `\"` becomes a space and a quote and a closing one a quote and a space, so that no byte moves.
  /// Needs `padding` bytes behind either text.
  bool (*open)(const char* source, std::uint32_t size, char* text, const token_sink& out) noexcept;
};

/// Bit i of the result is the parity of the bits 0..i: from an opening quote to before its closing one it is set.
constexpr std::uint64_t prefix_xor(std::uint64_t bits) noexcept {
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  return bits ^ bits << 32;
}

/// The bytes that a backslash takes out of the grammar. `carry` says whether the first byte of the block is one, and is
/// left saying so of the next block.
constexpr std::uint64_t escaped_bytes(std::uint64_t backslash, std::uint64_t& carry) noexcept {
  std::uint64_t escaped = carry;
  backslash &= ~carry;
  carry = 0;
  while (backslash != 0) {
    const std::uint64_t first = backslash & (~backslash + 1);
    carry = first >> 63;
    escaped |= first << 1;
    backslash &= ~(first | first << 1);
  }
  return escaped;
}

/// Eight bytes, 0xFF where the index has a bit.
inline constexpr auto byte_masks = [] {
  std::array<std::array<std::uint8_t, 8>, 256> table{};
  for (unsigned i = 0; i < 256; ++i) {
    for (unsigned bit = 0; bit < 8; ++bit) { table[i][bit] = (i >> bit & 1) != 0 ? 0xFF : 0; }
  }
  return table;
}();

// Portable

#define CALLVIEW_KERNEL_LOOPS

namespace portable {
struct block {
  unsigned char bytes[block_size];

  explicit block(const char* p) noexcept { std::memcpy(bytes, p, block_size); }
  template <class Test>
  [[nodiscard]] std::uint64_t mask(Test test) const noexcept {
    std::uint64_t bits = 0;
    for (unsigned i = 0; i < block_size; ++i) { bits |= static_cast<std::uint64_t>(test(bytes[i])) << i; }
    return bits;
  }
  [[nodiscard]] std::uint64_t equal(char c) const noexcept {
    return mask([c](unsigned char byte) { return byte == static_cast<unsigned char>(c); });
  }
  [[nodiscard]] std::uint64_t control() const noexcept {
    return mask([](unsigned char byte) { return byte < 0x20; });
  }
  [[nodiscard]] std::uint64_t open() const noexcept { return equal('{') | equal('['); }
  [[nodiscard]] std::uint64_t close() const noexcept { return equal('}') | equal(']'); }
  [[nodiscard]] std::uint64_t separator() const noexcept { return equal(':') | equal(','); }
  /// Stores the bytes, but a quote or a space where `replaced` has a bit.
  void store(char* out, std::uint64_t replaced, std::uint64_t quotes) const noexcept {
    for (unsigned i = 0; i < block_size; ++i) {
      const bool keep = (replaced >> i & 1) == 0;
      out[i] = keep ? static_cast<char>(bytes[i]) : (quotes >> i & 1) != 0 ? '"' : ' ';
    }
  }
};
#include "callview/detail/kernel_loops.hpp"
}  // namespace portable

#if CALLVIEW_X86

// SSE2: every x86-64 processor has it

namespace sse2 {
struct block {
  __m128i bytes[4];

  explicit block(const char* p) noexcept {
    for (unsigned i = 0; i < 4; ++i) { bytes[i] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p) + i); }
  }
  template <class Test>
  [[nodiscard]] std::uint64_t mask(Test test) const noexcept {
    const auto bits = [&](unsigned i) {
      return static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(test(bytes[i]))));
    };
    return bits(0) | bits(1) << 16 | bits(2) << 32 | bits(3) << 48;
  }
  [[nodiscard]] std::uint64_t equal(char c) const noexcept {
    return mask([c](__m128i b) { return _mm_cmpeq_epi8(b, _mm_set1_epi8(c)); });
  }
  [[nodiscard]] std::uint64_t control() const noexcept {
    return mask([](__m128i b) { return _mm_cmpeq_epi8(_mm_min_epu8(b, _mm_set1_epi8(0x1F)), b); });
  }
  // Of the brackets, { and [ differ in one bit, and } and ] in the same one.
  [[nodiscard]] std::uint64_t folded(char c) const noexcept {
    return mask([c](__m128i b) { return _mm_cmpeq_epi8(_mm_or_si128(b, _mm_set1_epi8(0x20)), _mm_set1_epi8(c)); });
  }
  [[nodiscard]] std::uint64_t open() const noexcept { return folded('{'); }
  [[nodiscard]] std::uint64_t close() const noexcept { return folded('}'); }
  [[nodiscard]] std::uint64_t separator() const noexcept {
    return mask([](__m128i b) {
      return _mm_or_si128(_mm_cmpeq_epi8(b, _mm_set1_epi8(':')), _mm_cmpeq_epi8(b, _mm_set1_epi8(',')));
    });
  }
  void store(char* out, std::uint64_t replaced, std::uint64_t quotes) const noexcept {
    for (unsigned i = 0; i < 4; ++i) {
      const __m128i keep = select(~replaced >> (16 * i));
      const __m128i quote = select(quotes >> (16 * i));
      // A quote is a space with one more bit.
      const __m128i mark = _mm_or_si128(_mm_set1_epi8(' '), _mm_and_si128(quote, _mm_set1_epi8('"' - ' ')));
      const __m128i mixed = _mm_or_si128(_mm_and_si128(keep, bytes[i]), _mm_andnot_si128(keep, mark));
      _mm_storeu_si128(reinterpret_cast<__m128i*>(out) + i, mixed);
    }
  }

 private:
  static __m128i select(std::uint64_t bits) noexcept {
    const auto half = [](std::uint64_t b) {
      return _mm_loadl_epi64(reinterpret_cast<const __m128i*>(byte_masks[b & 0xFF].data()));
    };
    return _mm_unpacklo_epi64(half(bits), half(bits >> 8));
  }
};
#include "callview/detail/kernel_loops.hpp"
}  // namespace sse2

// AVX2

CALLVIEW_TARGET_BEGIN("avx2,bmi,bmi2,lzcnt,popcnt")
namespace avx2 {
struct block {
  __m256i low, high;

  explicit block(const char* p) noexcept
      : low(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p))),
        high(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p) + 1)) {}
  static std::uint64_t mask(__m256i l, __m256i h) noexcept {
    return static_cast<std::uint32_t>(_mm256_movemask_epi8(l)) |
           static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm256_movemask_epi8(h))) << 32;
  }
  [[nodiscard]] std::uint64_t equal(char c) const noexcept {
    const __m256i v = _mm256_set1_epi8(c);
    return mask(_mm256_cmpeq_epi8(low, v), _mm256_cmpeq_epi8(high, v));
  }
  [[nodiscard]] std::uint64_t control() const noexcept {
    const __m256i v = _mm256_set1_epi8(0x1F);
    return mask(_mm256_cmpeq_epi8(_mm256_min_epu8(low, v), low), _mm256_cmpeq_epi8(_mm256_min_epu8(high, v), high));
  }
  [[nodiscard]] std::uint64_t folded(char c) const noexcept {
    const __m256i v = _mm256_set1_epi8(c), bit = _mm256_set1_epi8(0x20);
    return mask(_mm256_cmpeq_epi8(_mm256_or_si256(low, bit), v), _mm256_cmpeq_epi8(_mm256_or_si256(high, bit), v));
  }
  [[nodiscard]] std::uint64_t open() const noexcept { return folded('{'); }
  [[nodiscard]] std::uint64_t close() const noexcept { return folded('}'); }
  [[nodiscard]] std::uint64_t separator() const noexcept {
    const __m256i colon = _mm256_set1_epi8(':'), comma = _mm256_set1_epi8(',');
    return mask(_mm256_or_si256(_mm256_cmpeq_epi8(low, colon), _mm256_cmpeq_epi8(low, comma)),
                _mm256_or_si256(_mm256_cmpeq_epi8(high, colon), _mm256_cmpeq_epi8(high, comma)));
  }
  void store(char* out, std::uint64_t replaced, std::uint64_t quotes) const noexcept {
    store(out, low, static_cast<std::uint32_t>(replaced), static_cast<std::uint32_t>(quotes));
    store(out + 32, high, static_cast<std::uint32_t>(replaced >> 32), static_cast<std::uint32_t>(quotes >> 32));
  }

 private:
  static void store(char* out, __m256i bytes, std::uint32_t replaced, std::uint32_t quotes) noexcept {
    const __m256i mark = _mm256_blendv_epi8(_mm256_set1_epi8(' '), _mm256_set1_epi8('"'), select(quotes));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), _mm256_blendv_epi8(bytes, mark, select(replaced)));
  }
  /// 32 bytes, 0xFF where there is a bit.
  static __m256i select(std::uint32_t bits) noexcept {
    const __m256i spread = _mm256_shuffle_epi8(_mm256_set1_epi32(static_cast<int>(bits)),
                                               _mm256_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2,
                                                                2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3));
    const __m256i bit = _mm256_set1_epi64x(static_cast<long long>(0x8040201008040201ULL));
    return _mm256_cmpeq_epi8(_mm256_and_si256(spread, bit), bit);
  }
};
#include "callview/detail/kernel_loops.hpp"
}  // namespace avx2
CALLVIEW_TARGET_END

// AVX-512

CALLVIEW_TARGET_BEGIN("avx512f,avx512bw,avx2,bmi,bmi2,lzcnt,popcnt")
namespace avx512 {
struct block {
  __m512i bytes;

  explicit block(const char* p) noexcept : bytes(_mm512_loadu_si512(p)) {}
  [[nodiscard]] std::uint64_t equal(char c) const noexcept {
    return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(c));
  }
  [[nodiscard]] std::uint64_t control() const noexcept { return _mm512_cmplt_epu8_mask(bytes, _mm512_set1_epi8(0x20)); }
  [[nodiscard]] std::uint64_t folded(char c) const noexcept {
    return _mm512_cmpeq_epi8_mask(_mm512_or_si512(bytes, _mm512_set1_epi8(0x20)), _mm512_set1_epi8(c));
  }
  [[nodiscard]] std::uint64_t open() const noexcept { return folded('{'); }
  [[nodiscard]] std::uint64_t close() const noexcept { return folded('}'); }
  [[nodiscard]] std::uint64_t separator() const noexcept { return equal(':') | equal(','); }
  void store(char* out, std::uint64_t replaced, std::uint64_t quotes) const noexcept {
    const __m512i mark = _mm512_mask_blend_epi8(quotes, _mm512_set1_epi8(' '), _mm512_set1_epi8('"'));
    _mm512_storeu_si512(out, _mm512_mask_blend_epi8(replaced, bytes, mark));
  }
};
#include "callview/detail/kernel_loops.hpp"
}  // namespace avx512
CALLVIEW_TARGET_END

#endif  // CALLVIEW_X86

#if CALLVIEW_NEON

// NEON: every 64-bit ARM processor has it

namespace neon {
struct block {
  uint8x16_t bytes[4];

  explicit block(const char* p) noexcept {
    for (unsigned i = 0; i < 4; ++i) { bytes[i] = vld1q_u8(reinterpret_cast<const std::uint8_t*>(p) + 16 * i); }
  }
  template <class Test>
  [[nodiscard]] std::uint64_t mask(Test test) const noexcept {
    // Of each byte one bit, then pairs of bytes added until eight bytes hold all 64.
    const std::uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t weight = vld1q_u8(weights);
    const auto bits = [&](unsigned i) { return vandq_u8(test(bytes[i]), weight); };
    const uint8x16_t low = vpaddq_u8(bits(0), bits(1));
    const uint8x16_t high = vpaddq_u8(bits(2), bits(3));
    const uint8x16_t all = vpaddq_u8(low, high);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(all, all)), 0);
  }
  [[nodiscard]] std::uint64_t equal(char c) const noexcept {
    return mask([c](uint8x16_t b) { return vceqq_u8(b, vdupq_n_u8(static_cast<std::uint8_t>(c))); });
  }
  [[nodiscard]] std::uint64_t control() const noexcept {
    return mask([](uint8x16_t b) { return vcltq_u8(b, vdupq_n_u8(0x20)); });
  }
  [[nodiscard]] std::uint64_t folded(char c) const noexcept {
    return mask([c](uint8x16_t b) {
      return vceqq_u8(vorrq_u8(b, vdupq_n_u8(0x20)), vdupq_n_u8(static_cast<std::uint8_t>(c)));
    });
  }
  [[nodiscard]] std::uint64_t open() const noexcept { return folded('{'); }
  [[nodiscard]] std::uint64_t close() const noexcept { return folded('}'); }
  [[nodiscard]] std::uint64_t separator() const noexcept {
    return mask([](uint8x16_t b) { return vorrq_u8(vceqq_u8(b, vdupq_n_u8(':')), vceqq_u8(b, vdupq_n_u8(','))); });
  }
  void store(char* out, std::uint64_t replaced, std::uint64_t quotes) const noexcept {
    for (unsigned i = 0; i < 4; ++i) {
      const uint8x16_t mark = vbslq_u8(select(quotes >> (16 * i)), vdupq_n_u8('"'), vdupq_n_u8(' '));
      vst1q_u8(reinterpret_cast<std::uint8_t*>(out) + 16 * i, vbslq_u8(select(replaced >> (16 * i)), mark, bytes[i]));
    }
  }

 private:
  static uint8x16_t select(std::uint64_t bits) noexcept {
    return vcombine_u8(vld1_u8(byte_masks[bits & 0xFF].data()), vld1_u8(byte_masks[bits >> 8 & 0xFF].data()));
  }
};
#include "callview/detail/kernel_loops.hpp"
}  // namespace neon

#endif  // CALLVIEW_NEON

// The choice

#undef CALLVIEW_KERNEL_LOOPS

#if CALLVIEW_X86
/// 2 where the processor and the system have all that the AVX-512 kernel uses, 1 for AVX2, 0 for neither.
inline unsigned x86_level() noexcept {
#if defined(_MSC_VER) && !defined(__clang__)
  int r[4];
  __cpuid(r, 0);
  if (r[0] < 7) { return 0; }
  __cpuid(r, 1);
  constexpr int saves = 1 << 27, has_popcnt = 1 << 23;
  if ((r[2] & saves) == 0 || (r[2] & has_popcnt) == 0) { return 0; }
  const unsigned long long saved = _xgetbv(0);
  __cpuidex(r, 7, 0);
  constexpr int bmi = 1 << 3, has_avx2 = 1 << 5, bmi2 = 1 << 8, avx512f = 1 << 16, avx512bw = 1 << 30;
  if ((saved & 6) != 6 || (r[1] & (bmi | has_avx2 | bmi2)) != (bmi | has_avx2 | bmi2)) { return 0; }
  return (saved & 0xE6) == 0xE6 && (r[1] & avx512f) != 0 && (r[1] & avx512bw) != 0 ? 2 : 1;
#else
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi") || !__builtin_cpu_supports("bmi2") ||
      !__builtin_cpu_supports("popcnt")) {
    return 0;
  }
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") ? 2 : 1;
#endif
}
#endif

/// All kernels that run on this processor, the best one first.
struct kernel_list {
  std::array<kernel, 4> kernels{};
  unsigned count = 0;

  [[nodiscard]] const kernel* begin() const noexcept { return kernels.data(); }
  [[nodiscard]] const kernel* end() const noexcept { return kernels.data() + count; }
};

inline kernel_list available_kernels() noexcept {
  kernel_list list;
#if CALLVIEW_X86
  const unsigned level = x86_level();
  if (level >= 2) { list.kernels[list.count++] = {"avx512", avx512::index, avx512::open}; }
  if (level >= 1) { list.kernels[list.count++] = {"avx2", avx2::index, avx2::open}; }
  list.kernels[list.count++] = {"sse2", sse2::index, sse2::open};
#elif CALLVIEW_NEON
  list.kernels[list.count++] = {"neon", neon::index, neon::open};
#endif
  list.kernels[list.count++] = {"portable", portable::index, portable::open};
  return list;
}

/// Asked once for each decoder, which keeps the answer.
inline kernel best_kernel() noexcept { return *available_kernels().begin(); }

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Version, language check, and the inline namespace that keeps incompatible builds apart.

#if (defined(__cplusplus) && __cplusplus >= 202002L) || (defined(_MSVC_LANG) && _MSVC_LANG >= 202002L)
#define CALLVIEW_CPLUSPLUS_20 1
#else
#define CALLVIEW_CPLUSPLUS_20 0
#error "callview needs C++20: compile with -std=c++20 (GCC, Clang) or /std:c++20 (MSVC)."
#endif

#define CALLVIEW_VERSION_MAJOR 0
#define CALLVIEW_VERSION_MINOR 1
#define CALLVIEW_VERSION_PATCH 0

#if defined(__cpp_exceptions) || defined(_CPPUNWIND)
#define CALLVIEW_EXCEPTIONS 1
#define CALLVIEW_ABI_EXCEPTIONS
#else
#define CALLVIEW_EXCEPTIONS 0
#define CALLVIEW_ABI_EXCEPTIONS _noexceptions
#endif

// The linker keeps one copy of an inline function. If it kept a copy that was built for a newer CPU, the program would
// crash on an older one. So functions that are built for different instruction sets get different names.
#if defined(__AVX512BW__)
#define CALLVIEW_ABI_MACHINE _avx512
#elif defined(__AVX2__)
#define CALLVIEW_ABI_MACHINE _avx2
#elif defined(__AVX__)
#define CALLVIEW_ABI_MACHINE _avx
#elif defined(__SSE4_2__)
#define CALLVIEW_ABI_MACHINE _sse42
#elif defined(__ARM_FEATURE_SVE)
#define CALLVIEW_ABI_MACHINE _sve
#else
#define CALLVIEW_ABI_MACHINE
#endif

// By default, every source file compiles all of callview. If all source files of a program define CALLVIEW_COMPILED,
// the headers only declare the functions that need not be inline. One source file also defines CALLVIEW_IMPLEMENTATION,
// and compiles these functions. A function must not be inline in one source file and non-inline in another, so the two
// modes use different names.
#if defined(CALLVIEW_IMPLEMENTATION) && !defined(CALLVIEW_COMPILED)
#error "CALLVIEW_IMPLEMENTATION requires CALLVIEW_COMPILED in all sources of the program."
#endif
#if defined(CALLVIEW_COMPILED)
#define CALLVIEW_INLINE
#define CALLVIEW_ABI_PARTS _compiled
#else
#define CALLVIEW_INLINE inline
#define CALLVIEW_ABI_PARTS
#endif
#if !defined(CALLVIEW_COMPILED) || defined(CALLVIEW_IMPLEMENTATION)
#define CALLVIEW_DEFINITIONS 1
#else
#define CALLVIEW_DEFINITIONS 0
#endif

// simdjson's development checks change the size of its On-Demand types. The name of the namespace does not depend on
// these checks, because callview uses no On-Demand type: it calls only functions that are compiled into libsimdjson.
#define CALLVIEW_ABI_JOIN_(a, b, c, d) a##b##c##d
#define CALLVIEW_ABI_JOIN(a, b, c, d) CALLVIEW_ABI_JOIN_(a, b, c, d)
#define CALLVIEW_ABI CALLVIEW_ABI_JOIN(v0_1, CALLVIEW_ABI_MACHINE, CALLVIEW_ABI_EXCEPTIONS, CALLVIEW_ABI_PARTS)

#if defined(__clang__)
#define CALLVIEW_LIFETIMEBOUND [[clang::lifetimebound]]
#elif defined(_MSC_VER) && _MSC_VER >= 1937
#define CALLVIEW_LIFETIMEBOUND [[msvc::lifetimebound]]
#else
#define CALLVIEW_LIFETIMEBOUND
#endif

// Sanitizers instrument every access, so code that is inlined everywhere would take minutes to compile.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CALLVIEW_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CALLVIEW_SANITIZED 1
#endif
#endif

#if (defined(__GNUC__) || defined(__clang__)) && !defined(CALLVIEW_SANITIZED)
#define CALLVIEW_ALWAYS_INLINE [[gnu::always_inline]] inline
#else
#define CALLVIEW_ALWAYS_INLINE inline
#endif
#if defined(__GNUC__) || defined(__clang__)
#define CALLVIEW_NO_INLINE [[gnu::noinline]]
// The function has no side effects, so the compiler may drop a call whose result is not used.
#define CALLVIEW_PURE [[gnu::pure]]
// Aligns a function to a cache line. Otherwise, the speed of its loop would depend on the code before it.
#define CALLVIEW_LINE_ALIGNED [[gnu::aligned(64)]]
#else
#define CALLVIEW_NO_INLINE
#define CALLVIEW_PURE
#define CALLVIEW_LINE_ALIGNED
#endif

#if defined(__GNUC__) || defined(__clang__)
#define CALLVIEW_UNREACHABLE() __builtin_unreachable()
#else
#define CALLVIEW_UNREACHABLE() __assume(0)
#endif

/// Everything public lives in `callview`; the inline namespace inside is an implementation detail.
namespace callview {
inline namespace CALLVIEW_ABI {}
}  // namespace callview

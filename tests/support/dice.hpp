// SPDX-License-Identifier: MIT
// Random numbers that are the same in every run and on every machine.
#pragma once

#include <cstdint>
#include <random>

namespace test {

class dice {
 public:
  explicit dice(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t bits() { return engine_(); }
  /// 0 to n - 1.
  unsigned below(std::uint64_t n) { return static_cast<unsigned>(engine_() % n); }
  bool chance(unsigned percent) { return below(100) < percent; }

  // For std::shuffle.
  using result_type = std::uint64_t;
  static constexpr result_type min() { return std::mt19937_64::min(); }
  static constexpr result_type max() { return std::mt19937_64::max(); }
  result_type operator()() { return bits(); }

 private:
  std::mt19937_64 engine_;
};

}  // namespace test

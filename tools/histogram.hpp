// SPDX-License-Identifier: MIT
// Percentiles without storing the numbers.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace tool {

/// Counts numbers in buckets, 256 for each power of two. So a percentile is at most 1/256 (0.4 %) too low, and never
/// too high. Integers below 512 are exact. The range is limited: a number of at most 2^-32 counts as 0, even if it is
/// negative, and a number of 2^64 or more counts as 2^64 - 2^55.
///
/// Merging loses nothing: the result does not depend on how the numbers are divided among histograms. A histogram takes
/// 200 kB of memory as soon as it has a number.
class histogram {
 public:
  void add(double value) {
    if (counts_.empty()) { counts_.resize(bucket_count); }
    ++counts_[bucket_of(value)];
    ++count_;
    least_ = std::min(least_, value);
    greatest_ = std::max(greatest_, value);
  }
  void merge(const histogram& other) {
    if (other.count_ == 0) { return; }
    if (counts_.empty()) { counts_.resize(bucket_count); }
    for (std::size_t i = 0; i < bucket_count; ++i) { counts_[i] += other.counts_[i]; }
    count_ += other.count_;
    least_ = std::min(least_, other.least_);
    greatest_ = std::max(greatest_, other.greatest_);
  }

  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] double least() const { return least_; }        ///< Exact.
  [[nodiscard]] double greatest() const { return greatest_; }  ///< Exact.

  /// The percentile by the nearest-rank method: the smallest of the numbers for which at least `percent` % of all
  /// numbers are equal or smaller.
  [[nodiscard]] double percentile(unsigned percent) const {
    const std::uint64_t rank = std::max<std::uint64_t>(1, (count_ * percent + 99) / 100);
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      seen += counts_[i];
      if (seen >= rank) { return std::clamp(begin_of(i), least_, greatest_); }
    }
    return greatest_;
  }

 private:
  static constexpr int least_exponent = -32, exponents = 96;
  static constexpr unsigned mantissa_bits = 8;
  static constexpr std::size_t per_exponent = std::size_t{1} << mantissa_bits;
  static constexpr std::size_t bucket_count = 1 + exponents * per_exponent;  // the first one is that of 0
  static constexpr std::uint64_t least_bits = static_cast<std::uint64_t>(1023 + least_exponent) << mantissa_bits;

  static std::size_t bucket_of(double value) {
    if (!(value > std::ldexp(1.0, least_exponent))) { return 0; }
    const std::uint64_t bits = std::bit_cast<std::uint64_t>(value) >> (52 - mantissa_bits);
    return std::min<std::size_t>(static_cast<std::size_t>(bits - least_bits) + 1, bucket_count - 1);
  }
  static double begin_of(std::size_t bucket) {
    if (bucket == 0) { return 0; }
    return std::bit_cast<double>((bucket - 1 + least_bits) << (52 - mantissa_bits));
  }

  std::vector<std::uint64_t> counts_;
  std::uint64_t count_ = 0;
  double least_ = std::numeric_limits<double>::infinity();
  double greatest_ = -std::numeric_limits<double>::infinity();
};

}  // namespace tool

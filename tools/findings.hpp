// SPDX-License-Identifier: MIT
// The errors in an archive, with their places.
#pragma once

#include <callview/callview.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tool {

/// An error or a drift, and its place in a batch. Contains no bytes of the input, except the escaped path of a drift.
struct finding {
  std::uint64_t byte = 0;  ///< Offset in the file, after decompression.
  std::uint64_t line = 0;  ///< Line breaks before it in its batch.
  std::string text{};      ///< `CODE: FIELD: MESSAGE`, see describe()
};

/// The error of a Kinesis record whose member `Data` is not Base64.
inline constexpr callview::error not_base64{callview::errc::invalid_string, "Data"};

/// A sentence for users of the program. Many sentences of the library name its functions and limits instead.
std::string_view explain(const callview::error& error);

/// `CODE: FIELD: MESSAGE`, or `CODE: MESSAGE` if the error has no field.
std::string describe(const callview::error& error);

/// The counts of the summary line.
struct tally {
  std::uint64_t events = 0;   ///< Valid events.
  std::uint64_t rows = 0;     ///< Rows that were written.
  std::uint64_t skipped = 0;  ///< Events of another type, or excluded by --where or --latest.
  std::uint64_t broken = 0;   ///< Broken records, events and documents, and truncated or corrupt files.
  std::uint64_t bytes = 0;    ///< Size of the text, after decompression.

  void add(const tally& t) {
    events += t.events;
    rows += t.rows;
    skipped += t.skipped;
    broken += t.broken;
    bytes += t.bytes;
  }
};

}  // namespace tool

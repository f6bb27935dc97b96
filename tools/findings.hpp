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

/// `CODE: FIELD: MESSAGE`, or `CODE: MESSAGE` if the error has no field.
inline std::string describe(const callview::error& error) {
  std::string out(callview::name(error.code));
  out += ": ";
  if (error.code == callview::errc::body_too_large) { return out += "The event is larger than --max-bytes."; }
  if (!error.field.empty()) { out.append(error.field).append(": "); }
  return out.append(callview::message(error.code));
}

/// The counts of the summary line.
struct tally {
  std::uint64_t events = 0;   ///< Valid events.
  std::uint64_t rows = 0;     ///< Rows that were written.
  std::uint64_t skipped = 0;  ///< Events of another type, or excluded by --where or --latest.
  std::uint64_t broken = 0;   ///< Findings: broken records, events and documents, and compressed data that ends early.
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

// SPDX-License-Identifier: MIT
// Finds the records in a text: where each event begins and ends, however the events were stored.
#pragma once

#include <callview/callview.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tool {

/// What a record is.
enum class record_kind : std::uint8_t {
  body,     ///< A JSON object outside arrays.
  element,  ///< An element of an array, of any type.
  broken,   ///< Text that is not a record. `code` or decoding it says why.
};

/// A part of the text that the splitter was given.
struct record {
  std::size_t begin;
  std::size_t end;
  record_kind kind;
  callview::errc code = callview::errc::ok;  ///< The error of a broken record, if decoding its bytes would not show it.
};

/// Splits a text into records: bodies one per line, over several lines, or concatenated, and the elements of arrays of
/// any size. The records do not depend on how the caller divides the text into pieces.
///
/// Looks only at brackets, strings and commas, so a record need not be an event. After a broken record, looks for the
/// next record in this order:
///  1. on the first line of the broken record, before the error: at the first `{` or `[` where a valid event begins;
///  2. on its other lines, before the error: at the first line that begins with a bracket. If the bracket is
///     indented, a valid event must begin there;
///  3. on the line of the error, after the error: at the first `{` or `[` where a valid event begins;
///  4. at the beginning of the next line. If the broken record began before the line of the error, the next lines may
///     still belong to it. Then at the first line that begins with a bracket, as in 2, or at the first valid event.
///
/// The time is linear in the size of the text, because `max_nesting` and `max_probe_nesting` limit how often a byte is
/// scanned.
class splitter {
 public:
  /// A record with deeper nesting is broken. The decoder accepts half of this depth.
  static constexpr std::size_t max_nesting = 128;

  /// Records of more bytes are broken: `body_too_large`.
  explicit splitter(std::size_t max_record) : max_record_(max_record), decoder_({.max_body_bytes = max_record}) {}

  /// Appends the records of a text of `size` bytes, which is followed by padding. `last` says that no more text
  /// follows. Returns the number of bytes processed. The next call must get the remaining bytes first.
  std::size_t split(const char* text, std::size_t size, bool last, std::vector<record>& records);

  /// Whether the text so far ended with a line break outside records and arrays. Only then does a new splitter find
  /// the same records in the following text.
  [[nodiscard]] bool is_between_lines() const { return line_begin_ && !lost_ && !absorbing_ && !in_array_; }

  /// Forgets everything, before another file.
  void reset() { *this = splitter(max_record_); }

 private:
  enum class outcome { complete, incomplete, broken, too_large };
  struct scan_result {
    outcome what;
    std::size_t at;  ///< the position after the value, or that of the syntax error
  };
  enum class answer { no, yes, unknown };

  /// The tokens of a part of the text.
  class window {
   public:
    /// Forgets the tokens, because the text is a new one.
    void clear() { begin_ = end_ = 0; }
    /// Same as clear(), but the next window is small again. This saves time if the text has many syntax errors.
    void restart() {
      clear();
      step_ = smallest;
    }
    /// Whether tokens from `at` on are known.
    [[nodiscard]] bool covers(std::size_t at) const { return at >= begin_ && at < end_; }
    [[nodiscard]] std::size_t end() const { return end_; }
    /// Whether a control character in a string ends the window.
    [[nodiscard]] bool is_broken() const { return broken_; }
    /// Finds the tokens from `begin` on, which must be outside strings. If they were found before, scans twice as far.
    void scan(const char* text, std::size_t begin, std::size_t size, const callview::detail::kernel& run);
    /// The position of the bracket that closes the one at `at`, of either kind; end() if the tokens do not contain it.
    [[nodiscard]] std::size_t closing_bracket(const char* text, std::size_t at,
                                              const callview::detail::kernel& run) const;
    /// Calls `use(position)` for each token from `at` on, until it returns false.
    template <class Use>
    void each_token(std::size_t at, Use use) const;

   private:
    static constexpr std::size_t smallest = 512, largest = std::size_t{64} << 10;
    callview::detail::token_bits tokens_;
    std::size_t begin_ = 0, end_ = 0;
    std::size_t step_ = largest;
    bool broken_ = false;
  };

  /// Nesting limit for a possible event after a syntax error. Twilio's events have ten levels.
  static constexpr std::size_t max_probe_nesting = 24;

  /// A record on one line is accepted if its brackets are balanced: decoding finds all other errors. Nearly all records
  /// are found this way. Longer ones are checked token by token.
  static constexpr std::size_t max_line_record = std::size_t{64} << 10;

  /// Scans from an opening bracket to after the closing one. Complete if that is on the same line, incomplete if more
  /// text is needed, and `broken` if only scan_value() can tell.
  scan_result scan_line(window& w, std::size_t at);
  /// The same for any record.
  scan_result scan_record(std::size_t at);

  /// Scans from an opening bracket to after the closing one. A misplaced bracket breaks the value.
  scan_result scan_value(window& w, std::size_t at, std::size_t nesting = max_nesting);
  /// Scans a number, literal or string in an array.
  scan_result scan_scalar(window& w, std::size_t at);
  /// Whether a valid event begins at a bracket.
  answer is_event(std::size_t at);
  /// Looks for a valid event that begins between `at` and `end`. Moves `at` to it, or to the place that needs more
  /// text.
  answer find_event(std::size_t& at, std::size_t end);

  /// Finds where the search continues after a broken record. Returns false if more text is needed.
  bool recover(std::size_t begin, std::size_t broken_at, std::size_t& end);
  /// Skips text after a broken record. Returns false if more text is needed.
  bool pass_lost_line();
  bool pass_absorbed_lines();

  /// Called for a value that does not end in the window. Returns true if it found more tokens. Otherwise sets the
  /// result: `too_large`, `broken` or `incomplete`.
  bool reaches_further(window& w, std::size_t at, scan_result& result);

  /// One step of the search: a record, or the text between records. Returns false if more text is needed.
  bool step(std::vector<record>& records);
  bool take_value(std::vector<record>& records);
  bool take_scalar(std::vector<record>& records);
  bool take_rubbish(std::vector<record>& records);
  bool take(std::vector<record>& records, scan_result found);
  bool put_broken(std::vector<record>& records, std::size_t broken_at, callview::errc code);
  void put_record(std::vector<record>& records, std::size_t end);

  /// The end of the line that contains `at`, or `end` if that comes first.
  [[nodiscard]] std::size_t line_end(std::size_t at, std::size_t end) const;
  [[nodiscard]] std::size_t trimmed(std::size_t begin, std::size_t end) const;

  std::size_t max_record_;
  callview::decoder decoder_;  ///< distinguishes events after a syntax error from other text
  callview::detail::kernel run_ = callview::detail::best_kernel();

  // The text of this call.
  const char* text_ = nullptr;
  std::size_t size_ = 0;
  bool last_ = false;
  std::size_t at_ = 0;
  window tokens_;
  window probe_;  ///< for text that may begin inside a string
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
  std::size_t rejected_ = nowhere;  ///< the last place at which no event was found

  // The state after the previous text.
  bool line_begin_ = true;  ///< `at_` is the beginning of a line
  bool lost_ = false;       ///< the rest of a broken line is searched
  bool absorbing_ = false;  ///< lines after a syntax error may still belong to the broken record
  bool in_array_ = false;
  bool after_element_ = false;  ///< a comma or the end of the array must follow
  bool after_comma_ = false;
  bool damaged_ = false;  ///< the array has a broken element: its commas and its end are no longer checked
};

}  // namespace tool

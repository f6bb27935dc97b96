// SPDX-License-Identifier: MIT
// Finds the records in a text: where each event begins and ends, in whatever way events were stored.
#pragma once

#include <callview/callview.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tool {

/// What a record is.
enum class record_kind : std::uint8_t {
  body,     ///< A JSON object that stands by itself.
  element,  ///< An element of an array: an object, or whatever else the array holds.
  broken,   ///< What is no record. Decoding it says why, unless `code` does.
};

/// A part of the text that the splitter was given.
struct record {
  std::size_t begin;
  std::size_t end;
  record_kind kind;
  callview::errc code = callview::errc::ok;  ///< Of a broken record: why, where its bytes do not show it.
};

/// Splits a text into records: bodies one to a line, over several lines, or one behind the other, and the elements of
/// arrays of any size. The same records are found however the text is cut into pieces.
///
/// Brackets, strings and commas are looked at and nothing else, so a record may still be no event. Where a record is
/// broken, the next one is looked for
///  - behind the break on the same line: at the next `{` or `[` from which a valid event can be read;
///  - then at the begin of the next lines: of those that a broken record spans, the ones that begin with a bracket, and
///    if that is indented, with a valid event.
///
/// The work is linear in the text: no text is looked at more often than nesting allows (`max_nesting`).
class splitter {
 public:
  /// Deeper brackets make a broken record. The decoder takes half of that.
  static constexpr std::size_t max_nesting = 128;

  /// Records of more bytes are broken: `body_too_large`.
  explicit splitter(std::size_t max_record) : max_record_(max_record), decoder_({.max_body_bytes = max_record}) {}

  /// Appends the records of a text that ends at `size`, with padding behind it. `last` says that nothing follows.
  /// Returns how much of the text is done: what is left must begin the text of the next call.
  std::size_t split(const char* text, std::size_t size, bool last, std::vector<record>& records);

  /// Forgets everything, before another file.
  void reset() { *this = splitter(max_record_); }

 private:
  enum class outcome { complete, incomplete, broken, too_large };
  struct scan_result {
    outcome what;
    std::size_t at;  ///< behind the value, or where it breaks
  };
  enum class answer { no, yes, unknown };

  /// The tokens of a part of the text.
  class window {
   public:
    /// Forgets the tokens: the text is another one.
    void clear() { begin_ = end_ = 0; }
    /// The same behind a break, where little may be read with these tokens: so that a text full of breaks costs no
    /// more.
    void restart() {
      clear();
      step_ = smallest;
    }
    /// Whether tokens from `at` on are known.
    [[nodiscard]] bool covers(std::size_t at) const { return at >= begin_ && at < end_; }
    [[nodiscard]] std::size_t end() const { return end_; }
    /// Whether a control character in a string ends the window.
    [[nodiscard]] bool is_broken() const { return broken_; }
    /// Finds the tokens from `begin` on, which stands outside of strings: of the first part, or of more than before.
    void scan(const char* text, std::size_t begin, std::size_t size, const callview::detail::kernel& run);
    /// The place of the bracket that closes the one at `at`, whatever their kinds; end() where it is not among the
    /// tokens.
    [[nodiscard]] std::size_t closing_bracket(const char* text, std::size_t at,
                                              const callview::detail::kernel& run) const;
    /// Calls `use(position)` for each token from `at` on, until it answers false.
    template <class Use>
    void each_token(std::size_t at, Use use) const;

   private:
    static constexpr std::size_t smallest = 512, largest = std::size_t{64} << 10;
    callview::detail::token_bits tokens_;
    std::size_t begin_ = 0, end_ = 0;
    std::size_t step_ = largest;
    bool broken_ = false;
  };

  /// Of what may be an event behind a break: Twilio's nest ten deep.
  static constexpr std::size_t max_probe_nesting = 24;

  /// A record on one line is taken for one wherever its brackets are balanced: decoding finds whatever else is wrong.
  /// Nearly all are found in this way. Longer ones are looked at more closely.
  static constexpr std::size_t max_line_record = std::size_t{64} << 10;

  /// From an opening bracket to behind the closing one: complete on its line, or incomplete; `broken` where that is not
  /// to be told so.
  scan_result scan_line(window& w, std::size_t at);
  /// The same for any record.
  scan_result scan_record(std::size_t at);

  /// From an opening bracket to behind the closing one. A bracket that cannot stand where it does breaks the value.
  scan_result scan_value(window& w, std::size_t at, std::size_t nesting = max_nesting);
  /// From a number, literal or string in an array to its end.
  scan_result scan_scalar(window& w, std::size_t at);
  /// Whether a valid event begins at a bracket.
  answer is_event(std::size_t at);
  /// Looks for a valid event that begins from `at` to `end`. `at` becomes its place, or that where it is unknown.
  answer find_event(std::size_t& at, std::size_t end);

  /// Where a search for the next record goes on behind a broken one. False where more text must be known.
  bool recover(std::size_t begin, std::size_t broken_at, std::size_t& end);
  /// Passes over text behind a broken record. False where more text must be known.
  bool pass_lost_line();
  bool pass_absorbed_lines();

  /// What to answer where a window's tokens do not reach the end of a value.
  bool reaches_further(window& w, std::size_t at, scan_result& result);

  /// One step of the search: a record, or what stands between records. False where more text must be known.
  bool step(std::vector<record>& records);
  bool take_value(std::vector<record>& records);
  bool take_scalar(std::vector<record>& records);
  bool take_rubbish(std::vector<record>& records);
  bool take(std::vector<record>& records, scan_result found);
  bool put_broken(std::vector<record>& records, std::size_t broken_at, callview::errc code);
  void put_record(std::vector<record>& records, std::size_t end);

  /// The line's end from a place on, or `end` where that comes first.
  [[nodiscard]] std::size_t line_end(std::size_t at, std::size_t end) const;
  [[nodiscard]] std::size_t trimmed(std::size_t begin, std::size_t end) const;

  std::size_t max_record_;
  callview::decoder decoder_;  ///< tells events behind a break from other text
  callview::detail::kernel run_ = callview::detail::best_kernel();

  // The text of this call.
  const char* text_ = nullptr;
  std::size_t size_ = 0;
  bool last_ = false;
  std::size_t at_ = 0;
  window tokens_;
  window probe_;  ///< for text whose strings may be another text's insides
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
  std::size_t rejected_ = nowhere;  ///< where no event begins, as was found last

  // What is known of the text before.
  bool line_begin_ = true;  ///< `at_` is the begin of a line
  bool lost_ = false;       ///< the rest of a broken line is searched
  bool absorbing_ = false;  ///< lines behind a break may still belong to the record that is broken
  bool in_array_ = false;
  bool after_element_ = false;  ///< a comma or the end of the array must follow
  bool after_comma_ = false;
  bool damaged_ = false;  ///< the array has a broken element, so that nothing is said of its commas and its end
};

}  // namespace tool

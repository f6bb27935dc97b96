// SPDX-License-Identifier: MIT
#include "splitter.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>
#include <string_view>

namespace tool {
namespace {

using callview::errc;
using callview::detail::is_control;
using callview::detail::is_space;

constexpr bool opens(char c) { return c == '{' || c == '['; }

/// The position of the first control character that is inside a string. The text must begin outside strings. As in the
/// kernels, a backslash escapes a quote outside strings too.
std::size_t find_control(const char* text, std::size_t size) {
  bool in_string = false, is_escaped = false;
  for (std::size_t i = 0; i < size; ++i) {
    const char c = text[i];
    if (in_string && is_control(c)) { return i; }
    if (c == '"' && !is_escaped) { in_string = !in_string; }
    is_escaped = c == '\\' && !is_escaped;
  }
  return size;
}

}  // namespace

void splitter::window::scan(const char* text, std::size_t begin, std::size_t size,
                            const callview::detail::kernel& run) {
  std::size_t length = step_;
  if (begin == begin_ && end_ > begin_) {
    length = 2 * (end_ - begin_);  // the tokens found so far did not contain the whole record
  } else {
    step_ = std::min(2 * step_, largest);
  }
  length = std::min({length, size - begin, std::size_t{1} << 30});
  if (!tokens_.reserve(length)) { throw std::bad_alloc(); }
  const auto length32 = static_cast<std::uint32_t>(length);
  tokens_.set(length32, run.scan(text + begin, length32, tokens_.sink()));
  broken_ = tokens_.found().control;
  if (broken_) {
    length = find_control(text + begin, length);
    step_ = smallest;
  }
  begin_ = begin;
  end_ = begin + length;
}

std::size_t splitter::window::closing_bracket(const char* text, std::size_t at,
                                              const callview::detail::kernel& run) const {
  const auto from = static_cast<std::uint32_t>(at - begin_ + 1);
  return std::min(end_, begin_ + run.skip(text + begin_, tokens_.words(), from, tokens_.size()));
}

template <class Use>
void splitter::window::each_token(std::size_t at, Use use) const {
  constexpr std::size_t block_size = callview::detail::block_size;
  const std::uint64_t* const words = tokens_.words();
  const std::size_t limit = end_ - begin_;
  std::size_t block = (at - begin_) / block_size;
  if (at >= end_) { return; }
  std::uint64_t bits = words[block] & ~std::uint64_t{0} << ((at - begin_) % block_size);
  for (;;) {
    while (bits == 0) {
      if (++block * block_size >= limit) { return; }
      bits = words[block];
    }
    const std::size_t position = block * block_size + static_cast<std::size_t>(std::countr_zero(bits));
    if (position >= limit || !use(begin_ + position)) { return; }
    bits &= bits - 1;
  }
}

std::size_t splitter::line_end(std::size_t at, std::size_t end) const {
  const void* const found = at < end ? std::memchr(text_ + at, '\n', end - at) : nullptr;
  return found == nullptr ? end : static_cast<std::size_t>(static_cast<const char*>(found) - text_);
}

std::size_t splitter::trimmed(std::size_t begin, std::size_t end) const {
  while (end > begin && is_space(text_[end - 1])) { --end; }
  return end;
}

bool splitter::reaches_further(window& w, std::size_t at, scan_result& result) {
  if (w.end() - at > max_record_) {
    result = {outcome::too_large, at + max_record_};
  } else if (w.is_broken()) {
    result = {outcome::broken, w.end()};
  } else if (w.end() == size_) {
    result = {last_ ? outcome::broken : outcome::incomplete, size_};
  } else {
    w.scan(text_, at, size_, run_);
    return true;
  }
  return false;
}

splitter::scan_result splitter::scan_line(window& w, std::size_t at) {
  constexpr scan_result closer_look{outcome::broken, 0};
  const std::size_t most = std::min(max_line_record, max_record_);
  if (!w.covers(at)) { w.scan(text_, at, size_, run_); }
  for (;;) {
    const std::size_t closing = w.closing_bracket(text_, at, run_);
    const bool is_found = closing < w.end();
    const std::size_t end = is_found ? closing + 1 : w.end();
    if (end - at > most || std::memchr(text_ + at, '\n', end - at) != nullptr) { return closer_look; }
    if (is_found) { return {outcome::complete, end}; }
    if (w.is_broken() || (w.end() == size_ && last_)) { return closer_look; }
    if (w.end() == size_) { return {outcome::incomplete, size_}; }
    w.scan(text_, at, size_, run_);
  }
}

splitter::scan_result splitter::scan_record(std::size_t at) {
  const scan_result on_line = scan_line(tokens_, at);
  return on_line.what == outcome::broken ? scan_value(tokens_, at) : on_line;
}

splitter::scan_result splitter::scan_value(window& w, std::size_t at, std::size_t nesting) {
  if (!w.covers(at)) { w.scan(text_, at, size_, run_); }
  scan_result result{outcome::incomplete, at};
  do {
    std::array<std::uint64_t, max_nesting / 64> arrays{};  // a bit for each level: whether it is an array
    std::size_t depth = 0;
    char before = '\0';
    const auto is_array = [&](std::size_t level) { return (arrays[level / 64] >> (level % 64) & 1) != 0; };
    w.each_token(at, [&](std::size_t t) {
      const char c = text_[t];
      if (t - at >= max_record_) {
        result = {outcome::too_large, at + max_record_};
        return false;
      }
      if (opens(c)) {
        // A bracket is not allowed here, so the record is truncated and the next one begins.
        const bool expected = depth == 0 || before == ':' || before == '[' || (before == ',' && is_array(depth - 1));
        if (!expected || depth == nesting) {
          result = {outcome::broken, t};
          return false;
        }
        const std::uint64_t bit = std::uint64_t{1} << (depth % 64);
        arrays[depth / 64] = (arrays[depth / 64] & ~bit) | (c == '[' ? bit : 0);
        ++depth;
      } else if (c == '}' || c == ']') {
        --depth;
        if (is_array(depth) != (c == ']')) {
          result = {outcome::broken, t};
          return false;
        }
        if (depth == 0) {
          result = {outcome::complete, t + 1};
          return false;
        }
      }
      before = c;
      return true;
    });
  } while (result.what == outcome::incomplete && reaches_further(w, at, result));
  return result;
}

splitter::scan_result splitter::scan_scalar(window& w, std::size_t at) {
  if (!w.covers(at)) { w.scan(text_, at, size_, run_); }
  scan_result result{outcome::incomplete, at};
  do {
    w.each_token(at, [&](std::size_t t) {
      if (t == at) { return true; }
      if (t - at > max_record_) {
        result = {outcome::too_large, at + max_record_};
      } else if (text_[t] == ',' || text_[t] == ']') {
        result = {outcome::complete, trimmed(at, t)};
      } else {
        result = {outcome::broken, t};
      }
      return false;
    });
  } while (result.what == outcome::incomplete && reaches_further(w, at, result));
  return result;
}

splitter::answer splitter::is_event(std::size_t at) {
  std::size_t next = at + 1;
  // If a line ends after the bracket of an array, the array may be truncated. Then an event on the next line does not
  // belong to it.
  const bool is_array = text_[at] == '[';
  while (next < size_ && is_space(text_[next]) && !(is_array && text_[next] == '\n')) { ++next; }
  if (next == size_) { return last_ ? answer::no : answer::unknown; }
  if (is_array) { return text_[next] == '{' ? is_event(next) : answer::no; }
  if (text_[next] != '"' || at == rejected_) { return answer::no; }
  probe_.restart();
  const scan_result found = scan_value(probe_, at, max_probe_nesting);
  if (found.what == outcome::incomplete) { return answer::unknown; }
  rejected_ = at;
  if (found.what != outcome::complete) { return answer::no; }
  const auto batch = decoder_.decode_copy({text_ + at, found.at - at});
  if (!batch || batch->size() != 1 || !(*batch)[0]) { return answer::no; }
  rejected_ = nowhere;
  return answer::yes;
}

splitter::answer splitter::find_event(std::size_t& at, std::size_t end) {
  for (; at < end; ++at) {
    if (!opens(text_[at])) { continue; }
    if (const answer a = is_event(at); a != answer::no) { return a; }
  }
  return answer::no;
}

bool splitter::recover(std::size_t begin, std::size_t broken_at, std::size_t& end) {
  const std::size_t first_line_end = line_end(begin, broken_at);
  std::size_t at = begin + 1;
  const answer same_line = find_event(at, first_line_end);
  if (same_line == answer::unknown) { return false; }
  lost_ = absorbing_ = line_begin_ = false;
  end = at;
  if (same_line == answer::yes) { return true; }

  for (std::size_t line = first_line_end + 1; line < broken_at; line = line_end(at, broken_at) + 1) {
    at = line;
    while (at < broken_at && is_space(text_[at]) && text_[at] != '\n') { ++at; }
    if (at == broken_at || !opens(text_[at])) { continue; }
    const answer next_line = at == line ? answer::yes : is_event(at);
    if (next_line == answer::unknown) { return false; }
    if (next_line == answer::yes) {
      end = at;
      line_begin_ = at == line;
      return true;
    }
  }

  end = broken_at;
  line_begin_ = text_[end - 1] == '\n';
  if (line_begin_ && end < size_ && opens(text_[end])) { return true; }
  lost_ = true;
  absorbing_ = first_line_end < broken_at;
  return true;
}

bool splitter::put_broken(std::vector<record>& records, std::size_t broken_at, errc code) {
  std::size_t end = 0;
  if (!recover(at_, broken_at, end)) { return false; }
  records.push_back({at_, trimmed(at_, end), record_kind::broken, code});
  at_ = end;
  tokens_.restart();
  damaged_ = in_array_;
  after_element_ = after_comma_ = false;
  return true;
}

void splitter::put_record(std::vector<record>& records, std::size_t end) {
  records.push_back({at_, end, in_array_ ? record_kind::element : record_kind::body});
  at_ = end;
  line_begin_ = false;
  after_element_ = in_array_;
  after_comma_ = false;
}

bool splitter::pass_lost_line() {
  const std::size_t end = line_end(at_, size_);
  const answer found = find_event(at_, end);
  if (found == answer::unknown) { return false; }
  if (found == answer::yes) {
    lost_ = absorbing_ = line_begin_ = false;
    return true;
  }
  if (end == size_) { return false; }
  at_ = end + 1;
  lost_ = false;
  line_begin_ = true;
  return true;
}

bool splitter::pass_absorbed_lines() {
  std::size_t at = at_;
  for (; at < size_ && is_space(text_[at]); ++at) {
    if (text_[at] == '\n') { at_ = at + 1; }
  }
  if (at == size_) {
    if (last_) { at_ = size_; }
    return false;
  }
  if (!opens(text_[at])) {
    lost_ = true;
    at_ = at;
    return true;
  }
  const answer found = at == at_ ? answer::yes : is_event(at);
  if (found == answer::unknown) { return false; }
  line_begin_ = at == at_;
  at_ = at;
  absorbing_ = found == answer::no;
  if (absorbing_) {
    lost_ = true;
    ++at_;  // the bracket has been checked
  }
  return true;
}

bool splitter::take(std::vector<record>& records, scan_result found) {
  switch (found.what) {
    case outcome::complete: put_record(records, found.at); return true;
    case outcome::incomplete: return false;
    case outcome::broken: return put_broken(records, found.at, errc::ok);
    case outcome::too_large: return put_broken(records, found.at, errc::body_too_large);
  }
  return false;
}

bool splitter::take_rubbish(std::vector<record>& records) {
  const std::size_t end = line_end(at_, size_);
  if (end - at_ > max_record_) { return put_broken(records, at_ + max_record_, errc::body_too_large); }
  if (end == size_ && !last_) { return false; }
  return put_broken(records, end, errc::ok);
}

bool splitter::step(std::vector<record>& records) {
  if (lost_) { return pass_lost_line(); }
  if (absorbing_) { return pass_absorbed_lines(); }

  std::size_t at = at_;
  bool line_begin = line_begin_;
  for (; at < size_ && is_space(text_[at]); ++at) {
    if (text_[at] != '\r') { line_begin = text_[at] == '\n'; }
  }
  if (at == size_ && last_) {
    if (in_array_ && !damaged_) { records.push_back({at_, at_, record_kind::broken, errc::malformed_json}); }
    in_array_ = false;
    at_ = size_;
    return false;
  }
  // Stays at the end of the last element of an array: if the array has no end, this is the position of the error.
  const bool keep_place = in_array_ && !damaged_ && at - at_ < max_record_;
  if (at == size_) {
    if (!keep_place) {
      at_ = at;
      line_begin_ = line_begin;
    }
    return false;
  }

  const char c = text_[at];
  // At the beginning of a line, or instead of a comma, `[` begins a new array: the current array was truncated.
  const bool begins_array = in_array_ && c == '[' && (line_begin || after_element_ || damaged_);
  if (in_array_ && !damaged_ && (begins_array || (after_element_ && c != ',' && c != ']'))) {
    records.push_back({at_, at_, record_kind::broken, errc::malformed_json});
    damaged_ = true;
  }
  at_ = at;
  line_begin_ = line_begin;

  if (!in_array_) {
    if (line_begin && c == '\xEF') {  // a byte order mark, perhaps
      if (size_ - at < 3 && !last_) { return false; }
      if (std::string_view(text_ + at, size_ - at).starts_with("\xEF\xBB\xBF")) {
        at_ = at + 3;
        return true;
      }
    }
    if (c == '{') { return take(records, scan_record(at_)); }
    if (c != '[') { return take_rubbish(records); }
    in_array_ = true;
    after_element_ = after_comma_ = damaged_ = line_begin_ = false;
    at_ = at + 1;
    return true;
  }

  if (c == ',' || c == ']') {
    const bool misplaced = c == ',' ? !after_element_ : after_comma_;
    if (misplaced && !damaged_) {
      records.push_back({at, at + 1, record_kind::broken, errc::malformed_json});
      damaged_ = true;
    }
    in_array_ = c == ',';
    after_element_ = line_begin_ = false;
    after_comma_ = c == ',';
    at_ = at + 1;
    return true;
  }
  if (begins_array) {
    after_element_ = after_comma_ = damaged_ = line_begin_ = false;
    at_ = at + 1;
    return true;
  }
  if (opens(c)) { return take(records, scan_record(at_)); }
  if (damaged_) { return take_rubbish(records); }
  return take(records, scan_scalar(tokens_, at_));
}

std::size_t splitter::split(const char* text, std::size_t size, bool last, std::vector<record>& records) {
  text_ = text;
  size_ = size;
  last_ = last;
  at_ = 0;
  rejected_ = nowhere;
  tokens_.clear();
  while (step(records)) {}
  return at_;
}

}  // namespace tool

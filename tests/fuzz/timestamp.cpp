// SPDX-License-Identifier: MIT
// Compares the parser of timestamps with a second, simple parser, for any bytes.
#include "fuzz.hpp"

namespace {

/// Sets `out` to milliseconds since 1970. Returns false if the text is not a timestamp.
bool read_slowly(std::string_view text, std::int64_t& out) {
  std::size_t at = 0;
  const auto digits = [&](int count, int& value) {
    value = 0;
    for (int i = 0; i < count; ++i, ++at) {
      if (at >= text.size() || text[at] < '0' || text[at] > '9') { return false; }
      value = value * 10 + (text[at] - '0');
    }
    return true;
  };
  const auto one_of = [&](std::string_view wanted) {
    return at < text.size() && wanted.find(text[at++]) != std::string_view::npos;
  };
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  if (!digits(4, year) || !one_of("-") || !digits(2, month) || !one_of("-") || !digits(2, day) || !one_of("Tt") ||
      !digits(2, hour) || !one_of(":") || !digits(2, minute) || !one_of(":") || !digits(2, second)) {
    return false;
  }
  std::int64_t fraction = 0;
  if (at < text.size() && text[at] == '.') {
    const std::size_t first = ++at;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
      const int digit = text[at] - '0';
      if (at - first < 3) { fraction += digit * (at == first ? 100 : at == first + 1 ? 10 : 1); }
    }
    if (at == first || at - first > 9) { return false; }
  }
  std::int64_t minutes = 0;
  if (at < text.size() && (text[at] == 'Z' || text[at] == 'z')) {
    ++at;
  } else {
    const bool west = at < text.size() && text[at] == '-';
    int h = 0, m = 0;
    if (!one_of("+-") || !digits(2, h) || !one_of(":") || !digits(2, m) || h > 23 || m > 59) { return false; }
    minutes = (west ? -1 : 1) * (h * 60 + m);
  }
  if (at != text.size()) { return false; }
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  const int days[] = {31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1 || day > days[month - 1] || hour > 23 || minute > 59 || second > 59) {
    return false;
  }
  std::int64_t since = 0;  // days, counted one year and one month at a time
  for (int y = 1970; y < year; ++y) { since += (y % 4 == 0 && y % 100 != 0) || y % 400 == 0 ? 366 : 365; }
  for (int y = year; y < 1970; ++y) { since -= (y % 4 == 0 && y % 100 != 0) || y % 400 == 0 ? 366 : 365; }
  for (int m = 1; m < month; ++m) { since += days[m - 1]; }
  since += day - 1;
  out = (((since * 24 + hour) * 60 + minute - minutes) * 60 + second) * 1000 + fraction;
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::exact_copy input(data, size);
  std::int64_t expected = 0;
  const bool valid = read_slowly(input.view(), expected);
  callview::timestamp got{};
  fuzz::require(callview::detail::parse_timestamp(input.view(), got) == valid, "only one parser accepts it");
  if (valid) { fuzz::require(got.time_since_epoch().count() == expected, "the parsers return different times"); }
  return 0;
}

// SPDX-License-Identifier: MIT
// Tests how archives are split into records: none is lost, each broken record is reported once and does not affect
// others, and the records do not depend on how the text is cut into pieces.

#include "splitter.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/dice.hpp"

namespace {

using callview::errc;
using tool::record;
using tool::record_kind;
using tool::splitter;

/// A record, with its offsets in the whole text.
struct found {
  std::size_t begin, end;
  record_kind kind;
  errc code;
  friend bool operator==(const found&, const found&) = default;
};
std::ostream& operator<<(std::ostream& out, const found& f) {
  return out << '[' << f.begin << ',' << f.end << ' ' << static_cast<int>(f.kind) << ' ' << name(f.code) << ']';
}

/// Splits a text that arrives in pieces of `chunk` bytes.
std::vector<found> split(std::string_view text, std::size_t chunk, std::size_t max_record = 1 << 20) {
  splitter s(max_record);
  std::vector<found> all;
  std::size_t done = 0, known = 0;
  for (bool last = false; !last;) {
    known = std::min(text.size(), known + chunk);
    last = known == text.size();
    // A separate copy, so that the sanitizer detects reads after the padding.
    simdjson::padded_string piece(text.substr(done, known - done));
    std::vector<record> records;
    const std::size_t used = s.split(piece.data(), piece.size(), last, records);
    REQUIRE(used <= piece.size());
    if (last) { REQUIRE(used == piece.size()); }
    for (const record& r : records) {
      REQUIRE(r.begin <= r.end);
      REQUIRE(r.end <= piece.size());
      all.push_back({done + r.begin, done + r.end, r.kind, r.code});
    }
    done += used;
  }
  return all;
}

std::string event(int id, std::string_view data = R"("{\"call_sid\":\"}{\"}")") {
  return test::event(data, test::complete, 'E' + std::to_string(id));
}

/// The ids of the valid events, and the number of broken records.
struct outcome {
  std::vector<std::string> ids{};
  int broken = 0;
};
outcome read(std::string_view text, const std::vector<found>& records) {
  outcome out;
  callview::decoder decoder;
  for (const found& r : records) {
    const auto batch = decoder.decode_copy(text.substr(r.begin, r.end - r.begin));
    const bool is_event = r.kind != record_kind::broken && batch && batch->size() == 1 && (*batch)[0];
    if (is_event) {
      out.ids.emplace_back((*batch)[0]->id());
    } else {
      ++out.broken;
    }
  }
  return out;
}

std::string pretty(int id) {
  return "{\n  \"specversion\": \"1.0\",\n  \"type\": \"t\",\n  \"source\": \"s\",\n  \"id\": \"E" +
         std::to_string(id) +
         "\",\n  \"data\": {\n    \"a\": [\n      {\n        \"b\": \"}]\"\n      }\n    ]\n  }\n}";
}

const std::vector<std::string> broken_records = {R"({"specversion":"1.0","id":"tr)",
                                                 R"({"a":)",
                                                 R"({"a":[)",
                                                 R"({"a":{"b":1})",
                                                 R"({"a":1,)",
                                                 "garbage",
                                                 "5",
                                                 "\"str\"",
                                                 R"({"a" "b"})",
                                                 R"({"a":[1}])",
                                                 "{\"a\":\"\t\"}",
                                                 "[",
                                                 "[1",
                                                 "nul",
                                                 "\\",
                                                 "{\"\\",
                                                 "\xEF\xBB",
                                                 "}"};

/// An archive with all formats and broken records, and the ids of its events.
struct archive {
  std::string text{};
  std::vector<std::string> ids{};
};
archive random_archive(test::dice& dice) {
  archive a;
  int next = 1;
  const auto id = [&] {
    a.ids.push_back('E' + std::to_string(next));
    return next++;
  };
  if (dice.chance(20)) { a.text = "\xEF\xBB\xBF"; }
  for (unsigned left = 1 + dice.below(8); left > 0; --left) {
    // Excludes the last one, which can close what another one has opened.
    const std::string& broken = broken_records[dice.below(broken_records.size() - 1)];
    switch (dice.below(8)) {
      case 0: a.text += event(id()) + '\n'; break;
      case 1: a.text += event(id(), R"({"call_sid":"]","tags":[{}]})") + "\r\n\r\n"; break;
      case 2: a.text += pretty(id()) + (dice.chance(50) ? "\n" : ""); break;
      case 3:
        a.text += '[' + event(id()) + ',';
        a.text += event(id()) + "]\n";
        break;
      case 4:
        a.text += "[\n" + pretty(id()) + ",\n";
        a.text += pretty(id()) + "\n]\n";
        break;
      case 5:
        a.text += event(id()) + ' ';
        a.text += event(id()) + (dice.chance(50) ? "" : "\n");
        break;
      case 6: a.text += "[ ]\n \n"; break;
      default: a.text += '\n' + broken + '\n';
    }
  }
  return a;
}

}  // namespace

TEST_CASE("every event of a random archive is found", "[tool]") {
  test::dice dice(17);
  for (int i = 0; i < 2000; ++i) {
    const archive a = random_archive(dice);
    CAPTURE(a.text);
    CHECK(read(a.text, split(a.text, a.text.size() + 1)).ids == a.ids);
  }
}

TEST_CASE("records do not depend on where a text is cut, in pieces of 1 to 300 bytes", "[tool]") {
  test::dice dice(19);
  for (int i = 0; i < 25; ++i) {
    const archive a = random_archive(dice);
    CAPTURE(a.text);
    const auto whole = split(a.text, a.text.size() + 1);
    for (std::size_t chunk = 1; chunk <= 300; ++chunk) {
      CAPTURE(chunk);
      REQUIRE(split(a.text, chunk) == whole);
    }
  }
}

TEST_CASE("records of damaged text do not depend on where it is cut", "[tool]") {
  constexpr std::string_view marks = "{}[]\",:\\\n x";
  test::dice dice(23);
  for (int i = 0; i < 400; ++i) {
    std::string text = random_archive(dice).text + event(1) + '\n';
    for (unsigned left = 1 + dice.below(6); left > 0; --left) {
      const std::size_t at = dice.below(text.size());
      switch (dice.below(3)) {
        case 0: text.erase(at, 1 + dice.below(40)); break;
        case 1: text.insert(at, 1, marks[dice.below(marks.size())]); break;
        default: text[at % text.size()] = marks[dice.below(marks.size())];
      }
      if (text.empty()) { text = " "; }
    }
    CAPTURE(text);
    const auto whole = split(text, text.size() + 1, 5000);
    for (const std::size_t chunk : {1U, 2U, 7U, 64U, 100U, 257U}) {
      CAPTURE(chunk);
      REQUIRE(split(text, chunk, 5000) == whole);
    }
  }
}

TEST_CASE("a broken record is reported once, and the records around it are found", "[tool]") {
  for (const std::string& broken : broken_records) {
    CAPTURE(broken);
    const std::string text = event(1) + '\n' + broken + '\n' + event(2) + '\n' + event(3) + '\n';
    const outcome o = read(text, split(text, text.size()));
    CHECK(o.ids == std::vector<std::string>{"E1", "E2", "E3"});
    CHECK(o.broken == 1);

    const std::string pretty_text = pretty(1) + '\n' + broken + '\n' + pretty(2) + '\n' + pretty(3) + '\n';
    CHECK(read(pretty_text, split(pretty_text, pretty_text.size())).ids == o.ids);

    const std::string one_line = event(1) + broken + event(2) + event(3);
    CHECK(read(one_line, split(one_line, one_line.size())).ids == o.ids);
  }
}

TEST_CASE("a record may have the maximum size but not one byte more", "[tool]") {
  const std::string exact = event(2, '"' + std::string(1000, '{') + '"');
  const std::string text = event(1) + '\n' + exact + '\n' + event(3) + '\n';
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{100}, text.size()}) {
    CHECK(read(text, split(text, chunk, exact.size())).ids == std::vector<std::string>{"E1", "E2", "E3"});
    const auto records = split(text, chunk, exact.size() - 1);
    CHECK(read(text, records).ids == std::vector<std::string>{"E1", "E3"});
    REQUIRE(records.size() == 3);
    CHECK(records[1].code == errc::body_too_large);
  }
  // A record that is too large is skipped, however long it is, even without line breaks.
  const std::string endless = event(1) + std::string(100000, '{') + event(2);
  CHECK(read(endless, split(endless, 777, 500)).ids == std::vector<std::string>{"E1", "E2"});
}

TEST_CASE("a record with too many levels is broken", "[tool]") {
  std::string deep(10000, '[');
  const std::string text = deep + '\n' + event(1) + '\n';
  CHECK(read(text, split(text, text.size())).ids == std::vector<std::string>{"E1"});
}

TEST_CASE("text designed to be scanned repeatedly is read in linear time", "[tool]") {
  // In quadratic time, each of these would take hours.
  constexpr std::size_t size = std::size_t{1} << 19;
  for (const std::string_view part :
       {"{\"", "{\"\n", "x\n{}\n", "[{},", "{\"a\":[", "{\"a\":1}", "[1,\n", "{\n", "\"", "{\"a\":\"{\\\"", "\n[\n",
        "}", "{\"a\":[{},{}", " {\n", "{\"a\"\n {\n", "{\"a\":[\n", "[{\"a\":[", "{\"a\":{\"specversion\":[\n  "}) {
    CAPTURE(part);
    std::string text;
    while (text.size() < size) { text += part; }
    text += '\n' + event(1) + '\n';
    CHECK(std::ranges::count_if(split(text, 1 << 20, 1 << 18), [&](const found& r) {
            return std::string_view(text).substr(r.begin, r.end - r.begin) == event(1);
          }) == 1);
  }
}

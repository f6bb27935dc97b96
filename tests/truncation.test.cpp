// SPDX-License-Identifier: MIT
// Tests that a truncated body or document fails as a whole, and that the decoder remains usable.
#include "support/answers.hpp"
#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/samples.hpp"

#include <cstdio>
#include <map>

using namespace test;

namespace {

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

/// The expected error of a body that is truncated to `n` bytes; `ok` if it loses only white space.
errc expected(const std::string& whole, std::size_t n) {
  if (is_blank(std::string_view(whole).substr(n))) { return errc::ok; }
  std::string_view kept = std::string_view(whole).substr(0, n);
  // Truncated within a character.
  if ((static_cast<unsigned char>(whole[n]) & 0xC0) == 0x80) { return errc::not_utf8; }
  if (kept.substr(0, 3) == "\xEF\xBB\xBF") { kept.remove_prefix(3); }
  return is_blank(kept) ? errc::empty_body : errc::malformed_json;
}

using scalars = std::map<std::string, std::string>;
scalars scalars_of(const callview::call_summary& c) {
  scalars out;
  auto sink = [&out](std::string_view path, std::string_view answer) { out.emplace(path, answer); };
  reader(sink, below::everything, places::untold).object(c);
  return out;
}

}  // namespace

TEST_CASE("a body truncated at any byte fails as a whole, and the decoder remains usable", "[truncation]") {
  unsigned cuts = 0, same = 0;
  for (const std::string& whole : {example("quickstart.json"), example("quickstart_object.json"), rich_batch(),
                                   event(json_string(rich_document)), event(rich_document)}) {
    callview::decoder decoder;
    const simdjson::padded_string body(whole);
    const std::string all = answers(decoder.decode(body));
    std::string now;
    for (std::size_t n = 0; n <= whole.size(); ++n, ++cuts) {
      const simdjson::padded_string cut(whole.data(), n);
      const auto batch = decoder.decode(cut);
      const errc code = expected(whole, n);
      if (batch.error().code != code) {
        INFO(whole.substr(0, n));
        CHECK(batch.error().code == code);
      }
      if (code == errc::ok) {
        write_answers(batch, now);
        CHECK(now == all);
        ++same;
      }
      // The whole body still gives the same results with this decoder.
      if (n % 8 == 0) {
        write_answers(decoder.decode(body), now);
        REQUIRE(now == all);
      }
    }
  }
  CHECK(cuts > 12000);
  CHECK(same > 5);
  std::printf("truncated bodies: %u\n", cuts);
}

TEST_CASE("a document truncated at any byte returns only values of the whole document", "[truncation]") {
  for (const std::string& whole : {quickstart_document(), rich_document}) {
    const opened all(whole, form::string);
    const scalars expected = scalars_of(all.summary);
    const std::string other = event(json_string(R"({"call_sid":"CA2"})"));
    callview::decoder decoder;
    unsigned broken = 0;
    for (std::size_t n = 0; n < whole.size(); ++n) {
      // Does not truncate within a character, which would be another error.
      if ((static_cast<unsigned char>(whole[n]) & 0xC0) == 0x80) { continue; }
      const simdjson::padded_string body("[" + other + "," + event(json_string(whole.substr(0, n))) + "," + other +
                                         "]");
      const auto batch = decoder.decode(body);
      REQUIRE(batch.has_value());
      const auto c = (*batch)[1]->call_summary();
      if (n == 0) {
        CHECK(c.error().code == errc::data_not_json);
        continue;
      }
      for (int again = 0; again < 2; ++again) {
        for (const auto& [path, answer] : scalars_of(c)) {
          if (answer.find("data_not_json") == 0) {
            ++broken;
            continue;
          }
          // Also compares the size of each list. A list with a syntax error returns no size.
          const auto known = expected.find(path);
          INFO(whole.substr(0, n) << "\n" << path << "=" << answer);
          REQUIRE(known != expected.end());
          REQUIRE(known->second == answer);
        }
        // This field is absent, but finding that out requires the end of the document.
        REQUIRE(c.url().error().code == errc::data_not_json);
        REQUIRE(c.validate().error().code == errc::data_not_json);
      }
      REQUIRE((*batch)[0]->call_summary().call_sid() == "CA2");
      REQUIRE((*batch)[2]->call_summary().call_sid() == "CA2");
    }
    CHECK(broken > 1000);
  }
}

TEST_CASE("a bare document truncated at any byte is invalid", "[truncation]") {
  callview::decoder decoder;
  for (std::size_t n = 1; n < rich_document.size(); ++n) {
    const simdjson::padded_string cut(rich_document.data(), n);
    const auto c = decoder.decode_call_summary(cut);
    const bool in_character = (static_cast<unsigned char>(rich_document[n]) & 0xC0) == 0x80;
    if (in_character) {
      REQUIRE(c.error().code == errc::not_utf8);
      continue;
    }
    REQUIRE(c.error().code == errc::data_not_json);
    REQUIRE(c.url().error().code == errc::data_not_json);
    REQUIRE(c.validate().error().code == errc::data_not_json);
  }
}

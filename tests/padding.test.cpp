// SPDX-License-Identifier: MIT
// Tests that nothing is read before a body or after its padding, and that the bytes in the padding never change a
// result.
#include "support/answers.hpp"
#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/effort.hpp"
#include "support/samples.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

#if __has_include(<sys/mman.h>) && __has_include(<unistd.h>)
#include <sys/mman.h>
#include <unistd.h>
#define TEST_HAS_PAGES 1
#else
#define TEST_HAS_PAGES 0
#endif

using namespace test;

namespace {

constexpr std::size_t padding = simdjson::SIMDJSON_PADDING;

std::vector<std::string> samples() {
  return {example("quickstart.json"), example("quickstart_object.json"), rich_batch(),
          event(json_string(quickstart_document()))};
}

}  // namespace

#if TEST_HAS_PAGES

namespace {

/// Memory between two inaccessible pages.
class fenced {
 public:
  explicit fenced(std::size_t size) : page_(static_cast<std::size_t>(sysconf(_SC_PAGESIZE))) {
    inner_ = (size + page_ - 1) / page_ * page_;
    void* const all = mmap(nullptr, inner_ + 2 * page_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(all != MAP_FAILED);
    begin_ = static_cast<char*>(all) + page_;
    REQUIRE(mprotect(all, page_, PROT_NONE) == 0);
    REQUIRE(mprotect(begin_ + inner_, page_, PROT_NONE) == 0);
  }
  ~fenced() { munmap(begin_ - page_, inner_ + 2 * page_); }
  fenced(const fenced&) = delete;
  fenced& operator=(const fenced&) = delete;

  /// Places the text so that its padding ends `away` bytes before the second page.
  simdjson::padded_string_view at_end(std::string_view text, std::size_t away = 0) {
    return place(text, inner_ - away - padding - text.size());
  }
  /// Places the text so that it begins `away` bytes after the first page.
  simdjson::padded_string_view at_begin(std::string_view text, std::size_t away = 0) { return place(text, away); }

 private:
  simdjson::padded_string_view place(std::string_view text, std::size_t at) {
    // Fills the memory around the text with bytes that do not end a value.
    std::memset(begin_, 'x', inner_);
    std::memcpy(begin_ + at, text.data(), text.size());
    return simdjson::padded_string_view(begin_ + at, text.size(), text.size() + padding);
  }
  std::size_t page_;
  std::size_t inner_ = 0;
  char* begin_ = nullptr;
};

}  // namespace

TEST_CASE("a body may begin at the start of a page, and its padding may end at the end of a page", "[padding]") {
  unsigned bodies = 0;
  for (const std::string& sample : samples()) {
    fenced room(sample.size() + 4 * padding);
    callview::decoder warm;
    std::string now;
    for (std::size_t offset = 0; offset <= 64; ++offset) {
      // Blanks before the body move the end of its last block. The offset moves the end of the padding.
      const bool marked = sample.starts_with("\xEF\xBB\xBF");  // a byte order mark remains first
      std::string blanked = sample;
      blanked.insert(marked ? 3 : 0, offset, ' ');
      const std::string expected = answers(decoded(blanked).batch);
      for (int place = 0; place < 4; ++place, ++bodies) {
        const auto body = place == 0   ? room.at_end(blanked)
                          : place == 1 ? room.at_end(blanked, offset)
                          : place == 2 ? room.at_begin(blanked)
                                       : room.at_begin(blanked, offset);
        callview::decoder fresh;
        write_answers((offset % 2 != 0 ? warm : fresh).decode(body), now);
        if (now != expected) {
          INFO("offset " << offset << ", place " << place);
          REQUIRE(now == expected);
        }
      }
    }
  }
  std::printf("bodies at the boundaries of pages: %u\n", bodies);
  CHECK(bodies == 4 * 65 * 4);
}

TEST_CASE("the padding of a truncated body may end at the end of a page", "[padding]") {
  unsigned bodies = 0;
  for (const std::string& sample : samples()) {
    fenced room(sample.size() + 2 * padding);
    callview::decoder warm;
    std::string now, expected;
    callview::decoder other;
    for (std::size_t n = 0; n < sample.size(); ++n, ++bodies) {
      const std::string_view cut(sample.data(), n);
      write_answers(other.decode_copy(cut), expected);
      write_answers(warm.decode(room.at_end(cut)), now);
      if (now != expected) { REQUIRE(now == expected); }
    }
  }
  std::printf("truncated bodies at the ends of pages: %u\n", bodies);
  CHECK(bodies > 8000);
}

TEST_CASE("truncated data may be at the boundaries of pages", "[padding]") {
  unsigned bodies = 0;
  const std::string document = rich_document;
  fenced room(2 * document.size() + 1000);
  callview::decoder warm;
  std::string now, expected;
  for (std::size_t n = 0; n < document.size(); ++n) {
    if ((static_cast<unsigned char>(document[n]) & 0xC0) == 0x80) { continue; }
    // The event and the body end directly after the data.
    std::string body = event("");
    body.back() = ',';
    body += "\"data\":" + json_string(document.substr(0, n)) + '}';
    write_answers(decoded(body).batch, expected, below::what_is_there);
    for (const bool at_end : {true, false}) {
      write_answers(warm.decode(at_end ? room.at_end(body) : room.at_begin(body)), now, below::what_is_there);
      if (now != expected) { REQUIRE(now == expected); }
      ++bodies;
    }
    if (n == 0) { continue; }
    // A bare document has nothing after it.
    const std::string_view bare(document.data(), n);
    const auto c = warm.decode_call_summary(room.at_end(bare));
    REQUIRE(c.validate().error().code == errc::data_not_json);
    REQUIRE(c.url().error().code == errc::data_not_json);
    REQUIRE(c.call_sid().error().code == errc::data_not_json);
  }
  const auto c = warm.decode_call_summary(room.at_end(document));
  CHECK(c.call_sid() == "CA1");
  CHECK(c.agent_session_summaries()[3].words().words_per_minute().max() == 150.0);
  CHECK(bodies > 3000);
}

TEST_CASE("a bare document may end with a number, literal or string at the end of a page", "[padding]") {
  fenced room(4096);
  callview::decoder decoder;
  for (const std::string value : {"1", "-1", "12345678", "123456789012345678901234567890", "0.1", "1e5", "-0.0", "true",
                                  "null", "\"x\"", "\"\\u0041\"", "tru", "\"", "\"\\", "\"\\u00", "-", "1e", "1."}) {
    for (const std::size_t blanks : {0U, 1U, 7U, 8U, 31U, 32U, 63U, 64U}) {
      INFO(value << " after " << blanks);
      const std::string blank(blanks, ' ');
      // The document ends with the value.
      for (const char* key : {"{\"processing_version\":", "{\"call_sid\":", "{\"from\":{\"location\":{\"lat\":",
                              "{\"x\":", "{\"tags\":[", "{\"call_state\":", "{\"start_time\":"}) {
        const auto c = decoder.decode_call_summary(room.at_end(blank + key + value));
        CHECK(c.processing_version().error().code == errc::data_not_json);
        CHECK(c.from().location().lat().error().code == errc::data_not_json);
        CHECK(c.tags().error().code == errc::data_not_json);
        CHECK(c.validate().error().code == errc::data_not_json);
      }
      const auto scalar = decoder.decode_call_summary(room.at_end(blank + value));
      CHECK((scalar.error().code == errc::data_not_an_object || scalar.error().code == errc::data_not_json));
      const auto body = decoder.decode(room.at_end(blank + value));
      CHECK((body.error().code == errc::not_an_event || body.error().code == errc::malformed_json));
      CHECK(body.error().code ==
            (scalar.error().code == errc::data_not_an_object ? errc::not_an_event : errc::malformed_json));
    }
  }
}

#endif

TEST_CASE("bytes after a body never change a result or an error", "[padding]") {
  const std::vector<std::string> fills = {"\"",  "]",    "}",   ",",     ":",    "{",  "[",    "0",      "9",
                                          "\\",  "\xFF", "e",   "-",     ".",    "u",  "\\\"", "]}",     "}]",
                                          "\"}", "\"}]", ":1,", "\\u00", "\xBF", "\n", " ",    "\"}\"}]"};
  unsigned bodies = 0;
  for (const std::string& sample : samples()) {
    std::vector<char> room(sample.size() + padding);
    callview::decoder warm;
    std::string now, expected;
    const auto look = [&](std::size_t n, std::string_view fill, bool is_rest) {
      std::memcpy(room.data(), sample.data(), n);
      char* const behind = room.data() + n;
      for (std::size_t i = 0; i < padding; ++i) {
        behind[i] = is_rest && i >= fill.size() ? 'x' : fill[i % fill.size()];
      }
      const auto batch = warm.decode(simdjson::padded_string_view(room.data(), n, n + padding));
      write_answers(batch, now, below::what_is_there);
      ++bodies;
      if (now != expected) {
        INFO(std::string_view(sample).substr(0, n) << "\nbefore " << fill);
        CHECK(now == expected);
      }
    };
    sampling sizes;
    for (std::size_t n = 0; n <= sample.size(); ++n) {
      if (!sizes.next()) { continue; }
      callview::decoder fresh;
      write_answers(fresh.decode_copy(std::string_view(sample.data(), n)), expected, below::what_is_there);
      for (const std::string& fill : fills) { look(n, fill, false); }
      look(n, std::string_view("\0", 1), false);
      // The most likely case: the rest of the original body.
      if (n < sample.size()) { look(n, std::string_view(sample).substr(n, padding), true); }
    }
  }
  std::printf("bodies with other bytes after them: %u\n", bodies);
  CHECK(bodies > wanted_documents(200000));
}

TEST_CASE("bytes after a bare document never change a result", "[padding]") {
  const std::string& document = rich_document;
  std::vector<char> room(document.size() + padding);
  callview::decoder decoder, other;
  for (std::size_t n = 1; n <= document.size(); ++n) {
    std::memcpy(room.data(), document.data(), n);
    std::string expected;
    for (const char fill : std::string_view("\0\"]},:{[0\\\xFF", 12)) {
      std::memset(room.data() + n, fill, padding);
      const auto c = decoder.decode_call_summary(simdjson::padded_string_view(room.data(), n, n + padding));
      std::string now(name(c.error().code));
      auto sink = [&now](std::string_view path, std::string_view answer) { now.append(path).append(answer) += '\n'; };
      reader(sink, below::what_is_there).object(c);
      if (fill == '\0') { expected = now; }
      if (now != expected) {
        INFO(document.substr(0, n) << "\nbefore " << fill);
        CHECK(now == expected);
      }
    }
  }
}

// The address sanitizer detects reads outside such a block.
TEST_CASE("decode() and decode_copy() read nothing outside the body and its padding", "[padding]") {
  unsigned bodies = 0;
  for (const std::string& sample : samples()) {
    callview::decoder warm;
    std::string now, expected;
    for (std::size_t n = 0; n <= sample.size(); ++n, ++bodies) {
      const std::unique_ptr<char[]> exact(new char[n]);
      std::copy_n(sample.data(), n, exact.get());
      const std::string_view body(exact.get(), n);
      // Copies a string, not the view, to avoid a false warning of GCC 14 about `new char[n]`.
      const simdjson::padded_string padded{std::string(body)};
      callview::decoder fresh;
      write_answers(fresh.decode(padded), expected, below::what_is_there);
      write_answers(warm.decode_copy(body), now, below::what_is_there);
      if (now != expected) { REQUIRE(now == expected); }
      // This view has no padding.
      write_answers(warm.decode(simdjson::padded_string_view(exact.get(), n, n)), now, below::what_is_there);
      if (now != expected) { REQUIRE(now == expected); }
      // Exactly the padding that simdjson guarantees.
      const std::unique_ptr<char[]> promised(new char[n + padding]);
      std::copy_n(sample.data(), n, promised.get());
      std::fill_n(promised.get() + n, padding, ' ');
      write_answers(warm.decode(simdjson::padded_string_view(promised.get(), n, n + padding)), now,
                    below::what_is_there);
      if (now != expected) { REQUIRE(now == expected); }
    }
  }
  CHECK(bodies > 8000);
}

// SPDX-License-Identifier: MIT
// Tests that threads lose, repeat and reorder nothing, that reading stops when `take` returns false, and that
// exceptions of a worker are rethrown.

#include "pipeline.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>

#include "support/bodies.hpp"
#include "support/catch.hpp"

namespace {

/// A file that the destructor removes.
class temporary_file {
 public:
  explicit temporary_file(const std::string& text) {
    const int descriptor = ::mkstemp(name_);
    REQUIRE(descriptor >= 0);
    std::FILE* const file = ::fdopen(descriptor, "wb");
    REQUIRE(std::fwrite(text.data(), 1, text.size(), file) == text.size());
    std::fclose(file);
  }
  ~temporary_file() { std::remove(name_); }
  temporary_file(const temporary_file&) = delete;
  temporary_file& operator=(const temporary_file&) = delete;
  [[nodiscard]] std::string name() const { return name_; }

 private:
  char name_[32] = "/tmp/callview-test-XXXXXX";
};

/// Copies records, one per line.
class copying_worker : public tool::worker {
 public:
  explicit copying_worker(int fail_at) : fail_at_(fail_at) {}
  void process(const tool::batch& b, tool::batch_result& result) override {
    if (fail_at_ >= 0 && b.number >= static_cast<std::uint64_t>(fail_at_)) { throw std::runtime_error("as asked"); }
    for (const tool::record& r : b.records) { result.out.append(b.text.data() + r.begin, r.end - r.begin) += '\n'; }
  }

 private:
  int fail_at_;
};

std::string archive(int events) {
  std::string text;
  for (int i = 0; i < events; ++i) { text += test::event("{}", test::complete, std::to_string(i)) + '\n'; }
  return text;
}

/// Runs a pipeline and returns its output. Takes at most `most` results.
std::string run(const std::vector<std::string>& files, unsigned threads, std::size_t chunk, int most = 1 << 30,
                int fail_at = -1) {
  tool::reader source(files, {.chunk = chunk});
  std::string out;
  std::uint64_t lines = 0;
  tool::run_pipeline(
      source, {threads, true}, [&] { return std::make_unique<copying_worker>(fail_at); },
      [&](tool::batch_result& result) {
        out += result.out;
        lines += result.lines;
        return --most > 0;
      });
  return out;
}

}  // namespace

TEST_CASE("many threads give the same bytes as one thread", "[tool]") {
  const std::string text = archive(2000);
  const temporary_file a(text), b(text);
  for (const unsigned threads : {1U, 2U, 3U, 8U}) {
    for (const std::size_t chunk : {100U, 5000U, 1U << 20}) {
      CHECK(run({a.name(), b.name()}, threads, chunk) == text + text);
    }
  }
}

TEST_CASE("threads stop when no more results are taken", "[tool]") {
  const std::string text = archive(2000);
  const temporary_file file(text);
  for (const unsigned threads : {1U, 3U}) {
    const std::string out = run({file.name()}, threads, 1000, 3);
    CHECK(text.starts_with(out));
    CHECK(out.size() < text.size() / 2);
  }
}

TEST_CASE("an exception of a thread is rethrown", "[tool]") {
  const temporary_file file(archive(500));
  for (const unsigned threads : {1U, 4U}) {
    CHECK_THROWS_AS(run({file.name()}, threads, 1000, 1 << 30, 5), std::runtime_error);
  }
}

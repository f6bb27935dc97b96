// SPDX-License-Identifier: MIT
// Tests that threads lose, repeat and reorder nothing, that reading stops when `take` returns false, and that
// exceptions of a worker are rethrown.

#include "pipeline.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

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
    for (const tool::record& r : b.records) {
      result.findings.push_back({b.offset + r.begin, 0, std::to_string(static_cast<int>(r.kind))});
      result.out.append(b.text.data() + r.begin, r.end - r.begin) += '\n';
    }
  }

 private:
  int fail_at_;
};

/// What a run takes.
struct taken {
  std::string out{};
  std::string kinds{};                          ///< of each record
  std::vector<std::uint64_t> lines{}, bytes{};  ///< of each record
  std::vector<std::uint64_t> file_ends{};
  bool operator==(const taken&) const = default;
};
taken run_all(const std::vector<std::string>& files, unsigned threads, std::size_t chunk) {
  tool::reader source(files, {.chunk = chunk});
  taken all;
  std::uint64_t line = 0;
  tool::run_pipeline(
      source, {threads, true}, [] { return std::make_unique<copying_worker>(-1); },
      [&](tool::batch_result& result) {
        all.out += result.out;
        for (const tool::finding& f : result.findings) {
          all.lines.push_back(line + f.line);
          all.bytes.push_back(f.byte);
          all.kinds += f.text;
        }
        line += result.lines;
        if (result.ends_file) { all.file_ends.push_back(result.end); }
        return true;
      });
  return all;
}

/// A text with events in all forms, and with text that is no event.
std::string mixed_archive(std::mt19937& random) {
  const auto below = [&random](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  std::string text;
  for (std::size_t left = below(60); left > 0; --left) {
    const std::string event =
        test::event(std::string(R"({"a": [1, {"b": 2}], "c": ")") + std::string(below(90), 'x') + "\"}", test::complete,
                    std::to_string(left));
    switch (below(12)) {
      case 0: text += "[\n" + event + ",\n" + event + "\n]\n"; break;
      case 1: text += "[" + event + "]"; break;
      case 2: text += event.substr(0, below(event.size())) + '\n'; break;
      case 3: text += "{\n  \"specversion\": \"1.0\",\n\"id\":\n\"1\", \"source\": \"x\", \"type\": \"y\"\n}\n"; break;
      case 4: text += "some other text\n"; break;
      case 5: text += std::string(below(4), '\n'); break;
      case 6: text += "[\n{\n"; break;
      default: text += event + '\n';
    }
  }
  if (below(2) == 0 && !text.empty()) { text.pop_back(); }
  return text;
}

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

/// Reads a file in ranges with two threads, and calls `change` once, while it does so.
template <class Change>
std::string read_during(const std::string& file, Change change) {
  bool has_changed = false;
  std::string out;
  tool::reader source({file}, {.chunk = 1000});
  tool::run_pipeline(
      source, {2, true}, [] { return std::make_unique<copying_worker>(-1); },
      [&](tool::batch_result& result) {
        out += result.out;
        if (!std::exchange(has_changed, true)) { change(); }
        return true;
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

TEST_CASE("many threads find the same records as one thread, whatever the ranges of a file cut through", "[tool]") {
  std::mt19937 random(5);
  for (int round = 0; round < 150; ++round) {
    const temporary_file a(mixed_archive(random)), b(mixed_archive(random)), c(archive(5));
    const std::vector<std::string> files{a.name(), c.name(), b.name()};
    const taken expected = run_all(files, 1, 1U << 20);
    CHECK(expected.file_ends.size() == 3);
    for (const unsigned threads : {2U, 5U}) {
      const std::size_t chunk = 20 + random() % 1500;
      CAPTURE(round, threads, chunk);
      REQUIRE(run_all(files, threads, chunk) == expected);
    }
  }
}

TEST_CASE("a file that grows while it is read in ranges is read to its end", "[tool]") {
  const std::string text = archive(400);
  // Often the last range begins inside a line that is not complete yet.
  for (std::size_t missing = 0; missing < 1200; missing += 40) {
    const temporary_file file(text.substr(0, text.size() - missing));
    const std::string out = read_during(
        file.name(), [&] { std::ofstream(file.name(), std::ios::app) << text.substr(text.size() - missing) << text; });
    INFO(missing);
    CHECK(out == text + text);
  }
}

TEST_CASE("a file that shrinks while it is read in ranges is read to its end", "[tool]") {
  const std::string text = archive(400);
  const temporary_file file(text);
  const std::string out = read_during(file.name(), [&] { std::filesystem::resize_file(file.name(), text.size() / 2); });
  CHECK(out.size() >= text.size() / 2);
  // All records but the truncated last one are complete.
  CHECK(text.starts_with(out.substr(0, out.rfind('\n', out.size() - 2) + 1)));
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

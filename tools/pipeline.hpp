// SPDX-License-Identifier: MIT
// Batches from one reader, worked on by many threads, results in the order of the input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "findings.hpp"
#include "reader.hpp"

namespace tool {

/// What a worker made of a batch.
struct batch_result {
  std::string out{};                ///< What is to be written to standard output.
  std::vector<finding> findings{};  ///< In the order of the batch.
  std::shared_ptr<void> extra{};    ///< What else a worker hands to who takes its results.
  std::uint64_t lines = 0;          ///< Line breaks in the batch.
  tally counts{};

  // Of the batch, for who takes the results.
  std::size_t file = 0;
  std::uint64_t number = 0;
  bool ends_file = false;
  input::fault fault{};
  std::uint64_t end = 0;       ///< Where the batch ends in its file.
  std::uint64_t consumed = 0;  ///< See batch.

  void clear();
};

/// Works on batches. Each thread has its own, so it needs no locks.
class worker {
 public:
  worker() = default;
  worker(const worker&) = delete;
  worker& operator=(const worker&) = delete;
  virtual ~worker() = default;

  /// Fills a result, which is cleared, with whatever is in the batch.
  virtual void process(const batch& b, batch_result& result) = 0;
};

struct pipeline_options {
  unsigned threads = 1;
  bool ordered = true;
};

/// Reads all batches and has them worked on, by as many threads as asked for beside the one that reads; with one
/// thread, by the calling one alone. `take` gets one result after the other, from any thread, in the order of the input
/// unless that is not asked for; it answers false to end the reading. At most two batches a thread, and some, are in
/// memory at a time. What a worker throws is thrown here.
///
/// The threads are fed by one reader, which finds records faster than it can read: a chunk costs it one pass of
/// 64-byte blocks. There is one lock for a batch and none for an event.
void run_pipeline(reader& source, const pipeline_options& options,
                  const std::function<std::unique_ptr<worker>()>& make_worker,
                  const std::function<bool(batch_result&)>& take);

}  // namespace tool

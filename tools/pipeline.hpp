// SPDX-License-Identifier: MIT
// Batches from one reader, processed by many threads, with results in the order of the input.
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

/// The result of a worker for a batch.
struct batch_result {
  std::string out{};                ///< Text for standard output.
  std::vector<finding> findings{};  ///< In the order of the batch.
  std::shared_ptr<void> extra{};    ///< Other results of the worker, for `take`.
  std::uint64_t lines = 0;          ///< Line breaks in the batch.
  tally counts{};

  // Copied from the batch, for `take`.
  std::size_t file = 0;
  std::uint64_t number = 0;
  bool ends_file = false;
  input::fault fault{};
  std::uint64_t end = 0;       ///< Where the batch ends in its file.
  std::uint64_t consumed = 0;  ///< See batch.

  void clear();
};

/// Processes batches. Each thread has its own worker, so a worker needs no locks.
class worker {
 public:
  worker() = default;
  worker(const worker&) = delete;
  worker& operator=(const worker&) = delete;
  virtual ~worker() = default;

  /// Fills an empty result from a batch.
  virtual void process(const batch& b, batch_result& result) = 0;
};

struct pipeline_options {
  unsigned threads = 1;
  bool ordered = true;
};

/// Reads all batches in the calling thread, and processes them in `options.threads` other threads. If `options.threads`
/// is 1, the calling thread does both. Rethrows what a worker throws.
///
/// Calls `take` with one result at a time, from any thread. If `options.ordered` is true, the results are in the order
/// of the input. `take` returns false to stop reading.
///
/// With several threads, at most two batches per thread, and two more, are in memory. Reading pauses while these have
/// 24 MiB or more.
///
/// If a file is large and not compressed, the threads read it themselves, in ranges that begin and end with whole
/// lines: see read_range(). All other files are read and split by the reading thread alone. Threads take locks for
/// batches, never for events.
void run_pipeline(reader& source, const pipeline_options& options,
                  const std::function<std::unique_ptr<worker>()>& make_worker,
                  const std::function<bool(batch_result&)>& take);

}  // namespace tool

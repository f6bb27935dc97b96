// SPDX-License-Identifier: MIT
#include "pipeline.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "signals.hpp"

namespace tool {
namespace {

/// The reader pauses while the batches in memory have at least this total size.
constexpr std::size_t max_bytes_in_flight = std::size_t{24} << 20;

std::uint64_t count_lines(const char* text, std::size_t size) {
  std::uint64_t lines = 0;
  const char* const end = text + size;
  for (const char* p = text; p != end; ++p, ++lines) {
    p = static_cast<const char*>(std::memchr(p, '\n', static_cast<std::size_t>(end - p)));
    if (p == nullptr) { break; }
  }
  return lines;
}

void process(worker& w, const batch& b, batch_result& result) {
  result.clear();
  w.process(b, result);
  // Findings have offsets. One pass over the text counts the lines for all of them.
  std::ranges::stable_sort(result.findings, {}, &finding::byte);
  const char* const text = b.text.data();
  std::size_t at = 0;
  for (finding& f : result.findings) {
    const auto place = static_cast<std::size_t>(f.byte - b.offset);
    if (place > at) {
      result.lines += count_lines(text + at, place - at);
      at = place;
    }
    f.line = result.lines;
  }
  result.lines += count_lines(text + at, b.used - at);
  result.file = b.file;
  result.number = b.number;
  result.ends_file = b.ends_file;
  result.fault = b.fault;
  result.end = b.offset + b.used;
  result.consumed = b.consumed;
  result.counts.bytes = b.used;
}

/// A queue of batches, results that wait for their turn, and jobs whose memory is reused.
class workshop {
 public:
  workshop(reader& source, const pipeline_options& options, const std::function<bool(batch_result&)>& take)
      : source_(source), ordered_(options.ordered), max_in_flight_(2 * options.threads + 2), take_(take) {}

  /// Runs in the reading thread.
  void read() {
    std::unique_ptr<job> next;
    for (;;) {
      {
        std::unique_lock lock(mutex_);
        room_.wait(lock, [&] {
          return stopped_ || in_flight_ == 0 || (in_flight_ < max_in_flight_ && bytes_ < max_bytes_in_flight);
        });
        if (stopped_) { break; }
        if (!spare_.empty()) {
          next = std::move(spare_.back());
          spare_.pop_back();
        }
      }
      if (next == nullptr) { next = std::make_unique<job>(); }
      if (!source_.next(next->text)) { break; }
      const std::lock_guard lock(mutex_);
      ++in_flight_;
      bytes_ += next->text.text.capacity();
      queue_.push_back(std::move(next));
      work_.notify_one();
    }
    const std::lock_guard lock(mutex_);
    no_more_ = true;
    work_.notify_all();
  }

  /// Runs in the thread of a worker.
  void work(worker& w) {
    for (;;) {
      std::unique_ptr<job> mine;
      {
        std::unique_lock lock(mutex_);
        work_.wait(lock, [&] { return stopped_ || no_more_ || !queue_.empty(); });
        if (stopped_ || queue_.empty()) { return; }
        mine = std::move(queue_.front());
        queue_.pop_front();
      }
      process(w, mine->text, mine->result);
      hand_over(std::move(mine));
    }
  }

  /// Stores the first exception, and stops all threads.
  void fail(std::exception_ptr why) {
    const std::lock_guard lock(mutex_);
    if (failure_ == nullptr) { failure_ = std::move(why); }
    stop();
  }
  [[nodiscard]] std::exception_ptr failure() const { return failure_; }

 private:
  struct job {
    batch text;
    batch_result result;
  };

  void stop() {
    stopped_ = true;
    work_.notify_all();
    room_.notify_all();
  }

  /// Passes results to `take` in order. One thread at a time does this. The other threads only store their results.
  void hand_over(std::unique_ptr<job> done) {
    std::unique_lock lock(mutex_);
    const std::uint64_t turn = ordered_ ? done->result.number : arrived_++;
    waiting_.emplace(turn, std::move(done));
    if (taking_) { return; }
    taking_ = true;
    for (auto first = waiting_.begin(); !stopped_ && first != waiting_.end() && first->first == next_;
         first = waiting_.begin()) {
      std::unique_ptr<job> mine = std::move(first->second);
      waiting_.erase(first);
      ++next_;
      lock.unlock();
      const bool go_on = take_(mine->result);
      lock.lock();
      --in_flight_;
      bytes_ -= mine->text.text.capacity();
      spare_.push_back(std::move(mine));
      if (!go_on) { stop(); }
      room_.notify_one();
    }
    taking_ = false;
  }

  reader& source_;
  const bool ordered_;
  const std::size_t max_in_flight_;
  const std::function<bool(batch_result&)>& take_;

  std::mutex mutex_;
  std::condition_variable work_, room_;
  std::deque<std::unique_ptr<job>> queue_;
  std::map<std::uint64_t, std::unique_ptr<job>> waiting_;
  std::vector<std::unique_ptr<job>> spare_;
  std::size_t in_flight_ = 0;
  std::size_t bytes_ = 0;
  std::uint64_t arrived_ = 0;
  std::uint64_t next_ = 0;
  bool taking_ = false;
  bool no_more_ = false;
  bool stopped_ = false;
  std::exception_ptr failure_;
};

void run_alone(reader& source, worker& w, const std::function<bool(batch_result&)>& take) {
  batch b;
  batch_result result;
  while (source.next(b)) {
    process(w, b, result);
    if (!take(result)) { return; }
  }
}

}  // namespace

void batch_result::clear() {
  out.clear();
  findings.clear();
  extra.reset();
  lines = 0;
  counts = {};
}

void run_pipeline(reader& source, const pipeline_options& options,
                  const std::function<std::unique_ptr<worker>()>& make_worker,
                  const std::function<bool(batch_result&)>& take) {
  if (options.threads <= 1) { return run_alone(source, *make_worker(), take); }

  workshop shop(source, options, take);
  std::vector<std::unique_ptr<worker>> workers;
  for (unsigned i = 0; i < options.threads; ++i) { workers.push_back(make_worker()); }
  const auto guarded = [&shop](auto part) {
    try {
      part();
    } catch (...) { shop.fail(std::current_exception()); }
  };
  {
    std::vector<std::jthread> threads;
    leave_signals_to_reader();
    for (const auto& w : workers) {
      threads.emplace_back([&guarded, &shop, &w] { guarded([&] { shop.work(*w); }); });
    }
    take_signals();
    guarded([&] { shop.read(); });
  }
  if (shop.failure() != nullptr) { std::rethrow_exception(shop.failure()); }
}

}  // namespace tool

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
      : source_(source), ordered_(options.ordered), max_in_flight_(2 * options.threads + 2), take_(take) {
    source.use_ranges();
  }

  /// Runs in the reading thread.
  void read() {
    std::unique_ptr<job> next;
    bool has_more = true;
    for (;;) {
      {
        std::unique_lock lock(mutex_);
        room_.wait(lock, [&] {
          const bool has_room = in_flight_ == 0 || (in_flight_ < max_in_flight_ && bytes_ < max_bytes_in_flight);
          return stopped_ || rejected_ != nullptr || (has_more ? has_room : in_flight_ == 0);
        });
        if (stopped_) { break; }
        if (rejected_ != nullptr) {
          source_.rewind(rejected_->text);
          spare_.push_back(std::move(rejected_));
          has_more = true;
        }
        if (!has_more) { break; }
        if (next == nullptr && !spare_.empty()) {
          next = std::move(spare_.back());
          spare_.pop_back();
        }
      }
      if (next == nullptr) { next = std::make_unique<job>(); }
      has_more = source_.next(next->text);
      if (!has_more) { continue; }  // waits, because a range can still fail
      const std::lock_guard lock(mutex_);
      if (rejected_ != nullptr) { continue; }  // the batch is after the failed range
      ++in_flight_;
      next->round = round_;
      next->bytes = next->text.source != nullptr ? source_.options().chunk : next->text.text.capacity();
      bytes_ += next->bytes;
      queue_.push_back(std::move(next));
      work_.notify_one();
    }
    const std::lock_guard lock(mutex_);
    no_more_ = true;
    work_.notify_all();
  }

  /// Runs in the thread of a worker.
  void work(worker& w) {
    splitter ranges(source_.options().max_record);
    for (;;) {
      std::unique_ptr<job> mine;
      {
        std::unique_lock lock(mutex_);
        work_.wait(lock, [&] { return stopped_ || no_more_ || !queue_.empty(); });
        if (stopped_ || queue_.empty()) { return; }
        mine = std::move(queue_.front());
        queue_.pop_front();
      }
      const bool is_good = mine->text.source == nullptr || read_range(mine->text, ranges);
      if (!accept(mine, is_good)) { continue; }
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
    std::size_t bytes = 0;    ///< counted in bytes_
    std::uint64_t round = 0;  ///< see round_
  };

  /// Waits until all previous batches have been accepted. Then accepts this batch and returns true, unless read_range()
  /// failed for it. In that case, drops all later batches, and makes the reader continue at this one without ranges. A
  /// worker must not process a batch before it is accepted, because the counts of a worker cannot be undone.
  bool accept(std::unique_ptr<job>& mine, bool is_good) {
    std::unique_lock lock(mutex_);
    accepted_changed_.wait(lock, [&] { return stopped_ || mine->round != round_ || accepted_ == mine->text.number; });
    if (stopped_) { return false; }
    if (mine->round != round_) {
      recycle(std::move(mine));
      return false;
    }
    accepted_changed_.notify_all();
    if (is_good) {
      ++accepted_;
      return true;
    }
    ++round_;
    for (auto& later : queue_) { recycle(std::move(later)); }
    queue_.clear();
    leave(*mine);
    rejected_ = std::move(mine);
    room_.notify_one();
    return false;
  }
  void leave(const job& done) {
    --in_flight_;
    bytes_ -= done.bytes;
  }
  /// Keeps the memory of a job for another batch.
  void recycle(std::unique_ptr<job> done) {
    leave(*done);
    spare_.push_back(std::move(done));
    room_.notify_one();
  }

  void stop() {
    stopped_ = true;
    work_.notify_all();
    room_.notify_all();
    accepted_changed_.notify_all();
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
      recycle(std::move(mine));
      if (!go_on) { stop(); }
    }
    taking_ = false;
  }

  reader& source_;
  const bool ordered_;
  const std::size_t max_in_flight_;
  const std::function<bool(batch_result&)>& take_;

  std::mutex mutex_;
  std::condition_variable work_, room_, accepted_changed_;
  std::deque<std::unique_ptr<job>> queue_;
  std::map<std::uint64_t, std::unique_ptr<job>> waiting_;
  std::vector<std::unique_ptr<job>> spare_;
  std::size_t in_flight_ = 0;
  std::size_t bytes_ = 0;
  std::uint64_t accepted_ = 0;     ///< how many batches may be processed
  std::uint64_t round_ = 0;        ///< how often a range has failed; batches of earlier rounds are dropped
  std::unique_ptr<job> rejected_;  ///< the range that has failed, for the reader
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

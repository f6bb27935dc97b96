// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The only thread that writes. It writes many queued deliveries in one transaction, and reports their outcomes after
/// the transaction is durable. So a whole group waits for the disk only once.

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "storage.hpp"
#include "store.hpp"
#include "telemetry.hpp"

namespace sink {

class writer : public storage {
 public:
  /// Starts the thread. At most `max_queued` deliveries wait, and at most `max_group` share a transaction.
  writer(store& to, metrics& counted, post answer, std::size_t max_queued, std::size_t max_group);
  /// Writes all queued deliveries and ends the thread.
  ~writer() override;

  /// Queues a delivery. Returns false if the queue is full.
  bool submit(std::string body, done when_done) override;
  /// Whether the last transaction could be written.
  [[nodiscard]] bool is_well() const noexcept override { return is_well_; }

 private:
  struct job {
    std::string body;
    done when_done;
  };

  void run();
  void write(std::vector<job>& group);
  /// Writes some deliveries in one transaction. Returns false if it was rolled back, and sets `error` to SQLite's code.
  bool try_write(job* first, std::size_t count, delivery_report* reports, int& error);
  void count(const delivery_report& report);

  store& store_;
  metrics& metrics_;
  post post_;
  std::size_t max_queued_;
  std::size_t max_group_;
  std::atomic<bool> is_well_ = true;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<job> queue_;
  bool is_ending_ = false;
  std::thread thread_;
};

}  // namespace sink

// SPDX-License-Identifier: MIT
#include "writer.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>
#include <utility>

#include "log.hpp"

namespace sink {
namespace {

/// Whether the error concerns the database as a whole, and not a single delivery.
bool is_of_the_database(int code) {
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return true;
    default: return false;
  }
}

}  // namespace

writer::writer(store& to, metrics& counted, post answer, std::size_t max_queued, std::size_t max_group)
    : store_(to), metrics_(counted), post_(std::move(answer)), max_queued_(max_queued), max_group_(max_group) {
  thread_ = std::thread([this] { run(); });
}

writer::~writer() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

bool writer::submit(std::string body, done when_done) {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= max_queued_) { return false; }
    queue_.push_back({std::move(body), std::move(when_done)});
    metrics_.queued.Set(static_cast<double>(queue_.size()));
  }
  changed_.notify_one();
  return true;
}

void writer::run() {
  std::vector<job> group;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return is_ending_ || !queue_.empty(); });
      if (queue_.empty()) { return; }
      const auto count = static_cast<std::ptrdiff_t>((std::min)(queue_.size(), max_group_));
      group.assign(std::move_iterator(queue_.begin()), std::move_iterator(queue_.begin() + count));
      queue_.erase(queue_.begin(), queue_.begin() + count);
      metrics_.queued.Set(static_cast<double>(queue_.size()));
    }
    write(group);
    group.clear();
  }
}

void writer::write(std::vector<job>& group) {
  std::vector<delivery_report> reports(group.size());
  const auto started = std::chrono::steady_clock::now();
  int error = SQLITE_OK;
  bool is_written = try_write(group.data(), group.size(), reports.data(), error);
  if (!is_written && group.size() > 1 && !is_of_the_database(error)) {
    // One delivery causes the error. It must not make the other deliveries fail, so this writes each by itself.
    is_written = true;
    for (std::size_t i = 0; i < group.size(); ++i) {
      is_written = try_write(&group[i], 1, &reports[i], error) && is_written;
    }
  }
  is_well_ = is_written;
  if (is_written) {
    metrics_.transaction_seconds.Observe(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count());
    metrics_.transaction_deliveries.Observe(static_cast<double>(group.size()));
  }

  using answers = std::vector<std::pair<done, delivery_report>>;
  const auto answered = std::make_shared<answers>();  // shared, since a std::function must be copyable
  answered->reserve(group.size());
  for (std::size_t i = 0; i < group.size(); ++i) {
    count(reports[i]);
    answered->emplace_back(std::move(group[i].when_done), std::move(reports[i]));
  }
  post_([answered] {
    for (auto& [when_done, report] : *answered) { when_done(report); }
  });
  // Even on a full disk, the database file may have room for the contents of the log. Moving them frees the log.
  if (!is_written && ((error & 0xFF) == SQLITE_FULL || (error & 0xFF) == SQLITE_IOERR)) { store_.checkpoint(); }
}

bool writer::try_write(job* first, std::size_t count, delivery_report* reports, int& error) {
  try {
    store_.begin();
    for (std::size_t i = 0; i < count; ++i) { reports[i] = store_.put(first[i].body); }
    store_.commit();
    return true;
  } catch (const database_error& e) {
    error = e.code();
    log("error", "transaction_failed", {{"reason", e.what()}, {"code", std::int64_t{e.code()}}});
  } catch (const std::bad_alloc&) {
    error = SQLITE_NOMEM;
    log("error", "transaction_failed", {{"reason", "out of memory"}});
  }
  store_.rollback();
  metrics_.transactions_failed.Increment();
  std::fill_n(reports, count, delivery_report());
  return false;
}

void writer::count(const delivery_report& report) {
  metrics_.events_stored.Increment(report.stored);
  metrics_.events_seen_before.Increment(report.seen_before);
  metrics_.summaries_superseded.Increment(report.superseded);
  metrics_.summaries_without_sid.Increment(report.without_sid);
  for (const dead_letter& letter : report.dead_letters) {
    metrics_.count_dead_letter(letter.reason);
    if (letter.event_index < 0) {
      log("warning", "dead_letter", {{"reason", letter.reason}, {"id", letter.id}});
    } else {
      log("warning", "dead_letter",
          {{"reason", letter.reason}, {"id", letter.id}, {"event_index", letter.event_index}});
    }
  }
  if (report.without_sid != 0) { log("warning", "summary_without_sid", {{"count", std::int64_t{report.without_sid}}}); }
  for (const std::string& id : report.test_ids) { log("info", "sink_test", {{"test_id", std::string_view(id)}}); }
}

}  // namespace sink

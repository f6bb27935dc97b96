// SPDX-License-Identifier: MIT
#include "consumer.hpp"

#include <algorithm>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "../sink/log.hpp"

namespace pipeline {
namespace {

using sink::log;
using std::chrono::milliseconds;

constexpr milliseconds poll_time{100};
constexpr milliseconds first_retry{100};
constexpr milliseconds last_retry{5000};
constexpr std::chrono::seconds commit_retry{1};
constexpr std::chrono::seconds metrics_interval{1};
// The longest time that unresponsive brokers can delay a rebalance or the end of the program.
constexpr std::chrono::seconds commit_time{10};
constexpr std::chrono::seconds drain_time{20};

message read_message(const rd_kafka_message_t& m) {
  rd_kafka_timestamp_type_t type{};
  const std::int64_t time = rd_kafka_message_timestamp(&m, &type);
  // Producers can set any time.
  const auto received = type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
                            ? sink::now()
                            : std::clamp(callview::timestamp(milliseconds(time)), first_time, last_time);
  return {{static_cast<const char*>(m.payload), m.len}, received, m.partition, m.offset};
}

using error_handle = sink::kafka_handle<rd_kafka_error_t>;

bool is_cooperative(rd_kafka_t* client) {
  return std::string_view(rd_kafka_rebalance_protocol(client)) == "COOPERATIVE";
}

}  // namespace

consumer::consumer(const options& chosen, const volatile std::sig_atomic_t& stop)
    : options_(chosen),
      stop_(stop),
      metrics_(chosen.client_id),
      row_maker_(chosen.max_message_bytes, chosen.kafka.topic),
      database_(chosen.database) {
  auto properties = sink::configure_kafka(
      {
          {"auto.offset.reset", "earliest"},  // a new group reads everything that the topic still has
          {"queued.max.messages.kbytes", "32768"},
      },
      chosen.kafka_properties,
      {
          {"bootstrap.servers", chosen.kafka.brokers},
          {"client.id", chosen.client_id},
          // A dry run takes no partitions from the consumers of the group.
          {"group.id", chosen.is_dry_run ? chosen.group + "-dry-run" : chosen.group},
          {"enable.auto.commit", "false"},
          {"enable.auto.offset.store", "false"},
      });
  rd_kafka_conf_set_opaque(properties.get(), this);
  rd_kafka_conf_set_rebalance_cb(properties.get(), on_rebalance);
  client_ = sink::make_kafka_client(RD_KAFKA_CONSUMER, std::move(properties));
  rd_kafka_poll_set_consumer(client_.get());
  queue_.reset(rd_kafka_queue_get_consumer(client_.get()));
  commit_queue_.reset(rd_kafka_queue_new(client_.get()));
}

void consumer::run() {
  log("info", "started",
      {{"brokers", std::string_view(options_.kafka.brokers)},
       {"topic", std::string_view(options_.kafka.topic)},
       {"group", std::string_view(options_.group)}});
  try {
    // If the database lacks the tables, the program does not join the group. If the database
    // is unavailable, the program joins anyway.
    if (write({}) == attempt::database_is_away) { pause(true); }
    subscribe();
    while (stop_ == 0) {
      finish_batch();
      collect();
    }
    log("info", "draining");
    drain_end_ = clock::now() + drain_time;
    finish_batch();
  } catch (...) {
    // Leaves the group, so that the other consumers need not wait for the session timeout.
    batch_.clear();
    drain_end_ = clock::now() + drain_time;
    close();
    throw;
  }
  close();
  if (failure_) { std::rethrow_exception(failure_); }
  write_metrics(true);
  log("info", "ended");
}

/// Gives all partitions back and leaves the group.
void consumer::close() {
  const sink::kafka_handle<rd_kafka_queue_t> closing(rd_kafka_queue_new(client_.get()));
  const error_handle error(rd_kafka_consumer_close_queue(client_.get(), closing.get()));
  while (!error && rd_kafka_consumer_closed(client_.get()) == 0 && clock::now() < drain_end_) {
    // This call runs librdkafka's callbacks. If it returns a message, the next owner of the partition reads it again.
    const message_handle m(rd_kafka_consume_queue(closing.get(), static_cast<int>(poll_time.count())));
  }
  if (rd_kafka_consumer_closed(client_.get()) == 0) { log("warning", "group_not_left"); }
}

void consumer::subscribe() {
  const sink::kafka_handle<rd_kafka_topic_partition_list_t> topics(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(topics.get(), options_.kafka.topic.c_str(), RD_KAFKA_PARTITION_UA);
  if (const auto error = rd_kafka_subscribe(client_.get(), topics.get()); error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw sink::kafka_error("Cannot subscribe to the topic: " + std::string(sink::kafka_error_name(error)));
  }
}

void consumer::collect() {
  clock::time_point end = clock::time_point::max();
  while (stop_ == 0 && batch_.size() < options_.max_batch && batch_bytes_ < options_.max_batch_bytes) {
    if (!batch_.empty() && end == clock::time_point::max()) {
      end = clock::now() + milliseconds(options_.batch_milliseconds);
    }
    if (batch_.empty()) { end = clock::time_point::max(); }
    const clock::time_point now = clock::now();
    if (now >= end) { return; }
    poll(std::min(poll_time, std::chrono::ceil<milliseconds>(end - now)));
    if (now >= commit_again_) { commit(false); }
    write_metrics();
  }
}

void consumer::poll(milliseconds time) {
  // A negative time would wait forever.
  message_handle m(rd_kafka_consumer_poll(client_.get(), static_cast<int>(std::max(time, milliseconds(0)).count())));
  if (failure_) { std::rethrow_exception(failure_); }
  char text[256];
  if (const auto fatal = rd_kafka_fatal_error(client_.get(), text, sizeof text); fatal != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw std::runtime_error("The Kafka client cannot continue: " + std::string(sink::kafka_error_name(fatal)));
  }
  if (!m) { return; }
  if (m->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    log("warning", "kafka_error", {{"reason", sink::kafka_error_name(m->err)}});
    return;
  }
  batch_bytes_ += m->len;
  batch_.push_back(std::move(m));
}

void consumer::finish_batch() {
  milliseconds retry = first_retry;
  while (!batch_.empty() || is_away_) {
    const auto started = clock::now();
    if (write(batch_) == attempt::done) {
      if (!batch_.empty()) {
        metrics_.batch_seconds.Observe(std::chrono::duration<double>(clock::now() - started).count());
        metrics_.batch_messages.Observe(static_cast<double>(batch_.size()));
        metrics_.last_batch.Set(std::chrono::duration<double>(sink::now().time_since_epoch()).count());
      }
      pause(false);
      note_written();
      commit(stop_ != 0);
      return;
    }
    if (stop_ != 0) { return; }
    pause(true);
    // Keeps polling while it waits: otherwise, the group would remove this consumer.
    for (const auto end = clock::now() + retry; stop_ == 0 && clock::now() < end;) {
      poll(std::min(poll_time, std::chrono::ceil<milliseconds>(end - clock::now())));
      write_metrics();
    }
    retry = std::min(2 * retry, last_retry);
  }
}

consumer::attempt consumer::write(std::span<const message_handle> messages) {
  rows_.clear();
  {
    const processor_timer timer(metrics_.decode_seconds);
    for (const message_handle& m : messages) { row_maker_.add(read_message(*m), rows_); }
  }
  written result;
  if (!options_.is_dry_run) {
    std::optional<database_error> error;
    {
      const processor_timer timer(metrics_.database_seconds);
      error = database_.write(rows_, result);
    }
    if (error) {
      // One message causes the error. It must not block the others.
      if (error->code == database_errc::bad_data && messages.size() > 1) {
        const std::size_t half = messages.size() / 2;
        const attempt first = write(messages.first(half));
        return first == attempt::done ? write(messages.subspan(half)) : first;
      }
      note_failure(*error);
      if (error->code != database_errc::bad_data || messages.empty()) { return attempt::database_is_away; }
      rows_.clear();
      const message refused = read_message(*messages.front());
      row_maker_.set_aside(refused, 0, "refused_" + error->sqlstate, refused.value, rows_);
      if (auto again = database_.write(rows_, result)) {
        note_failure(*again);
        if (again->code == database_errc::bad_data) {
          throw std::runtime_error("The table dead_letters refuses a row (SQLSTATE " + again->sqlstate +
                                   "): partition " + std::to_string(refused.partition) + ", offset " +
                                   std::to_string(refused.offset) +
                                   ". Check the constraints and triggers of dead_letters");
        }
        return attempt::database_is_away;
      }
    }
  }
  metrics_.messages.Increment(static_cast<double>(messages.size()));
  metrics_.events_stored.Increment(static_cast<double>(result.stored));
  if (!options_.is_dry_run) {
    metrics_.events_seen_before.Increment(static_cast<double>(rows_.event_count - result.stored));
  }
  metrics_.summaries_newest.Increment(static_cast<double>(result.summaries));
  metrics_.summaries_without_sid.Increment(static_cast<double>(rows_.without_sid));
  metrics_.documents_as_expected.Increment(static_cast<double>(rows_.sampled - rows_.drifted));
  metrics_.documents_drifted.Increment(static_cast<double>(rows_.drifted));
  for (const dead_letter& letter : rows_.set_aside) {
    metrics_.count_dead_letter(letter.reason);
    log("warning", "dead_letter",
        {{"reason", std::string_view(letter.reason)}, {"partition", letter.partition}, {"offset", letter.offset}});
  }
  return attempt::done;
}

void consumer::note_failure(const database_error& error) {
  metrics_.count_database_failure(error.sqlstate);
  log("error", "database_failed",
      {{"sqlstate", std::string_view(error.sqlstate)}, {"reason", std::string_view(error.reason)}});
  const std::string state = " (SQLSTATE " + error.sqlstate + ")";
  switch (error.code) {
    case database_errc::schema:
      throw std::runtime_error(
          "The database lacks tables or columns that this program needs, or the user cannot see them" + state +
          ": apply the output of callview-consumer --print-schema");
    case database_errc::version: throw std::runtime_error(error.reason);
    case database_errc::privilege:
      throw std::runtime_error(
          "The database rejects a statement" + state +
          ": the user needs SELECT, INSERT and UPDATE on the tables, and TEMPORARY on the database");
    case database_errc::away:
    case database_errc::bad_data: break;
  }
}

void consumer::note_written() {
  for (const message_handle& m : batch_) { positions_[m->partition].written = m->offset + 1; }
  batch_.clear();
  batch_bytes_ = 0;
}

void consumer::commit(bool wait) {
  commit_again_ = clock::time_point::max();
  if (options_.is_dry_run) { return; }
  const sink::kafka_handle<rd_kafka_topic_partition_list_t> offsets(rd_kafka_topic_partition_list_new(16));
  for (const auto& [partition, next] : positions_) {
    if (next.written == next.committed) { continue; }
    rd_kafka_topic_partition_list_add(offsets.get(), options_.kafka.topic.c_str(), partition)->offset = next.written;
  }
  if (offsets->cnt == 0) { return; }
  rd_kafka_queue_t* const queue = wait ? commit_queue_.get() : queue_.get();
  is_committing_ = true;
  auto error = rd_kafka_commit_queue(client_.get(), offsets.get(), queue, on_commit, this);
  if (wait && error == RD_KAFKA_RESP_ERR_NO_ERROR) {
    const auto end = std::min(clock::now() + commit_time, drain_end_);
    while (is_committing_ && clock::now() < end) {
      rd_kafka_queue_poll_callback(queue, static_cast<int>(poll_time.count()));
    }
    if (is_committing_) { error = RD_KAFKA_RESP_ERR__TIMED_OUT; }
  }
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) { on_commit(client_.get(), error, nullptr, this); }
}

void consumer::on_commit(rd_kafka_t*, rd_kafka_resp_err_t error, rd_kafka_topic_partition_list_t* partitions,
                         void* self) {
  auto& c = *static_cast<consumer*>(self);
  c.is_committing_ = false;
  for (int i = 0; partitions != nullptr && i < partitions->cnt; ++i) {
    const rd_kafka_topic_partition_t& p = partitions->elems[i];
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) { error = p.err; }
    // A partition that was revoked in the meantime is not in the map.
    const auto found = c.positions_.find(p.partition);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR && found != c.positions_.end()) { found->second.committed = p.offset; }
  }
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) { return; }
  c.commit_again_ = clock::now() + commit_retry;
  c.metrics_.commits_failed.Increment();
  log("warning", "commit_failed", {{"reason", sink::kafka_error_name(error)}});
}

void consumer::abandon(const rd_kafka_topic_partition_list_t& partitions) {
  const std::span all(partitions.elems, static_cast<std::size_t>(partitions.cnt));
  const auto count = std::erase_if(batch_, [&](const message_handle& m) {
    const bool is_abandoned = std::ranges::any_of(all, [&](const auto& p) { return p.partition == m->partition; });
    if (is_abandoned) { batch_bytes_ -= m->len; }
    return is_abandoned;
  });
  if (count == 0) { return; }
  metrics_.batches_abandoned.Increment();
  log("info", "batch_abandoned", {{"messages", static_cast<std::int64_t>(count)}});
}

void consumer::pause(bool is_away) {
  if (is_away == is_away_) { return; }
  is_away_ = is_away;
  metrics_.is_paused.Set(is_away ? 1 : 0);
  log("info", is_away ? "paused" : "resumed");
  rd_kafka_topic_partition_list_t* list = nullptr;
  if (rd_kafka_assignment(client_.get(), &list) != RD_KAFKA_RESP_ERR_NO_ERROR) { return; }
  const sink::kafka_handle<rd_kafka_topic_partition_list_t> assigned(list);
  is_away ? rd_kafka_pause_partitions(client_.get(), list) : rd_kafka_resume_partitions(client_.get(), list);
}

void consumer::on_rebalance(rd_kafka_t*, rd_kafka_resp_err_t error, rd_kafka_topic_partition_list_t* partitions,
                            void* self) {
  auto& c = *static_cast<consumer*>(self);
  if (error == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    c.assign(partitions);
  } else {
    c.revoke(partitions);
  }
}

void consumer::assign(rd_kafka_topic_partition_list_t* partitions) {
  metrics_.rebalances.Increment();
  metrics_.partitions.Increment(partitions->cnt);
  log("info", "assigned", {{"partitions", std::int64_t{partitions->cnt}}});
  if (is_cooperative(client_.get())) {
    const error_handle error(rd_kafka_incremental_assign(client_.get(), partitions));
  } else {
    rd_kafka_assign(client_.get(), partitions);
  }
  // librdkafka remembers a pause from the previous assignment of a partition.
  is_away_ ? rd_kafka_pause_partitions(client_.get(), partitions)
           : rd_kafka_resume_partitions(client_.get(), partitions);
}

void consumer::revoke(rd_kafka_topic_partition_list_t* partitions) {
  const bool is_lost = rd_kafka_assignment_lost(client_.get()) != 0;
  log("info", is_lost ? "lost" : "revoked", {{"partitions", std::int64_t{partitions->cnt}}});
  // The next owner starts at the committed offsets, so this writes and commits the current batch first.
  try {
    if (!is_lost && !is_away_ && !batch_.empty() && write(batch_) == attempt::done) { note_written(); }
    if (!is_lost) { commit(true); }
  } catch (...) {
    failure_ = std::current_exception();  // must not throw through librdkafka, which is C
  }
  abandon(*partitions);
  for (int i = 0; i < partitions->cnt; ++i) {
    positions_.erase(partitions->elems[i].partition);
    metrics_.clear_lag(partitions->elems[i].partition);
  }
  metrics_.partitions.Decrement(partitions->cnt);
  if (is_cooperative(client_.get())) {
    const error_handle error(rd_kafka_incremental_unassign(client_.get(), partitions));
  } else {
    rd_kafka_assign(client_.get(), nullptr);
  }
}

void consumer::write_metrics(bool is_last) {
  const auto now = clock::now();
  if (options_.metrics_file.empty() || (!is_last && now - metrics_written_ < metrics_interval)) { return; }
  metrics_written_ = now;
  for (const auto& [partition, next] : positions_) {
    if (next.committed < 0) { continue; }
    std::int64_t low = 0;
    std::int64_t high = 0;
    if (rd_kafka_get_watermark_offsets(client_.get(), options_.kafka.topic.c_str(), partition, &low, &high) ==
            RD_KAFKA_RESP_ERR_NO_ERROR &&
        high >= 0) {
      metrics_.set_lag(partition, std::max(std::int64_t{0}, high - next.committed));
    }
  }
  if (const int error = metrics_.write(options_.metrics_file); error != 0) {
    const std::string reason = std::generic_category().message(error);
    log("error", "metrics_not_written",
        {{"file", std::string_view(options_.metrics_file)}, {"reason", std::string_view(reason)}});
  }
}

}  // namespace pipeline

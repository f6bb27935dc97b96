// SPDX-License-Identifier: MIT
#include "metrics.hpp"

#include <cerrno>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <utility>
#include <vector>

#include <prometheus/text_serializer.h>

#include "../sink/event_checks.hpp"
#include "../sink/metric_families.hpp"

namespace pipeline {
namespace {

using sink::buckets;
using sink::counter;
using sink::counters;
using sink::gauge;
using sink::gauges;
using sink::histogram;

double seconds_of(clockid_t clock) {
  std::timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

}  // namespace

metrics::metrics(std::string client_id)
    : client_id_(std::move(client_id)),
      events_(counters(registry_, "callview_consumer_events_total", "Events of batches that were written, by result.")),
      dead_letters_(counters(registry_, "callview_consumer_dead_letters_total", "Rows of dead_letters, by reason.")),
      database_failures_(counters(registry_, "callview_consumer_database_failures_total",
                                  "Failed transactions and connection attempts, by SQLSTATE.")),
      documents_sampled_(counters(registry_, "callview_consumer_documents_sampled_total",
                                  "Documents compared with callview's schema (one event in 64), by result.")),
      processor_seconds_(counters(registry_, "callview_consumer_processor_seconds_total",
                                  "Processor time, by part: decode, database, and process, which is the whole program "
                                  "and includes the other two. librdkafka uses most of the rest.")),
      lag_(gauges(registry_, "callview_consumer_lag_messages", "Messages that are not committed yet, by partition.")),
      process_seconds_(processor_seconds_.Add({{"part", "process"}})),
      messages(counter(registry_, "callview_consumer_messages_total", "Messages of batches that were written.")),
      events_stored(events_.Add({{"result", "stored"}})),
      events_seen_before(events_.Add({{"result", "seen_before"}})),
      summaries_newest(counter(registry_, "callview_consumer_summaries_newest_total",
                               "Rows of calls and conferences that were added or replaced.")),
      summaries_without_sid(counter(registry_, "callview_consumer_summaries_without_sid_total",
                                    "Summaries without a SID, which get no row.")),
      documents_as_expected(documents_sampled_.Add({{"result", "as_expected"}})),
      documents_drifted(documents_sampled_.Add({{"result", "drifted"}})),
      commits_failed(counter(registry_, "callview_consumer_commits_failed_total",
                             "Failed commits of offsets. The consumer tries again.")),
      rebalances(counter(registry_, "callview_consumer_rebalances_total", "Assignments of partitions.")),
      batches_abandoned(counter(registry_, "callview_consumer_batches_abandoned_total",
                                "Batches left to the next owner of their partitions.")),
      batch_seconds(histogram(registry_, "callview_consumer_batch_seconds", "Time to decode and write a batch.",
                              buckets{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10})),
      batch_messages(histogram(registry_, "callview_consumer_batch_messages", "Messages in a batch.",
                               buckets{1, 4, 16, 64, 256, 1024, 4096})),
      partitions(gauge(registry_, "callview_consumer_partitions", "Partitions assigned to this consumer.")),
      is_paused(gauge(registry_, "callview_consumer_paused", "1 while the consumer waits for the database.")),
      last_batch(gauge(registry_, "callview_consumer_last_batch_timestamp_seconds",
                       "When the last batch was written, in seconds since 1970.")),
      decode_seconds(processor_seconds_.Add({{"part", "decode"}})),
      database_seconds(processor_seconds_.Add({{"part", "database"}})) {
  for (const auto code : sink::dead_letter_codes) {
    dead_letters_.Add({{"reason", std::string(callview::name(code))}});
  }
}

int metrics::write(const std::string& path) {
  process_seconds_.Increment(seconds_of(CLOCK_PROCESS_CPUTIME_ID) - process_seconds_.Value());
  std::vector<prometheus::MetricFamily> families = registry_.Collect();
  for (prometheus::MetricFamily& family : families) {
    for (prometheus::ClientMetric& metric : family.metric) { metric.label.push_back({"client_id", client_id_}); }
  }
  const std::string next = path + ".next";
  errno = 0;
  {
    std::ofstream out(next, std::ios::binary | std::ios::trunc);
    out << prometheus::TextSerializer().Serialize(families);
    if (!out.flush()) { return errno != 0 ? errno : EIO; }
  }
  return std::rename(next.c_str(), path.c_str()) == 0 ? 0 : errno;
}

void metrics::count_dead_letter(std::string_view reason) {
  dead_letters_.Add({{"reason", std::string(reason)}}).Increment();
}
void metrics::count_database_failure(std::string_view sqlstate) {
  database_failures_.Add({{"sqlstate", std::string(sqlstate)}}).Increment();
}
void metrics::set_lag(std::int32_t partition, std::int64_t count) {
  auto& lag = lags_[partition];
  if (lag == nullptr) { lag = &lag_.Add({{"partition", std::to_string(partition)}}); }
  lag->Set(static_cast<double>(count));
}
void metrics::clear_lag(std::int32_t partition) {
  const auto found = lags_.find(partition);
  if (found == lags_.end()) { return; }
  lag_.Remove(found->second);
  lags_.erase(found);
}

processor_timer::processor_timer(prometheus::Counter& to) : to_(to), begin_(seconds_of(CLOCK_THREAD_CPUTIME_ID)) {}
processor_timer::~processor_timer() { to_.Increment(seconds_of(CLOCK_THREAD_CPUTIME_ID) - begin_); }

}  // namespace pipeline

// SPDX-License-Identifier: MIT
#include "telemetry.hpp"

#include <callview/error.hpp>
#include <callview/signature.hpp>

#include <prometheus/text_serializer.h>

#include "event_checks.hpp"
#include "metric_families.hpp"

namespace sink {
metrics::metrics()
    : answers_(counters(registry_, "callview_sink_answers_total", "Responses to deliveries, by HTTP status.")),
      refusals_(
          counters(registry_, "callview_sink_signatures_refused_total", "Deliveries with response 403, by reason.")),
      events_(counters(registry_, "callview_sink_events_total", "Events of deliveries that were stored, by result.")),
      dead_letters_(counters(registry_, "callview_sink_dead_letters_total", "Rows of dead_letters, by reason.")),
      kafka_failures_(counters(registry_, "callview_sink_kafka_failures_total",
                               "Deliveries that the brokers did not acknowledge completely, by reason.")),
      answer_seconds_(histogram(registry_, "callview_sink_answer_seconds",
                                "Time from the first byte of a request to its response.",
                                buckets{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10})),
      events_stored(events_.Add({{"result", "stored"}})),
      events_seen_before(events_.Add({{"result", "seen_before"}})),
      summaries_superseded(counter(registry_, "callview_sink_summaries_superseded_total",
                                   "Summaries that are not newer than the stored one.")),
      summaries_without_sid(counter(registry_, "callview_sink_summaries_without_sid_total",
                                    "Summaries without a SID, which get no row.")),
      transactions_failed(counter(registry_, "callview_sink_transactions_failed_total", "Transactions rolled back.")),
      requests_timed_out(counter(registry_, "callview_sink_requests_timed_out_total",
                                 "Requests that did not arrive completely in time. They get no response.")),
      transaction_seconds(histogram(registry_, "callview_sink_transaction_seconds",
                                    "Time to write a group of deliveries and make it durable.",
                                    buckets{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5})),
      transaction_deliveries(histogram(registry_, "callview_sink_transaction_deliveries",
                                       "Deliveries in a transaction.", buckets{1, 2, 4, 8, 16, 32, 64, 128, 256, 512})),
      connections(gauge(registry_, "callview_sink_connections", "Open connections of the delivery listener.")),
      queued(gauge(registry_, "callview_sink_queued_deliveries",
                   "Deliveries that wait for the database, or for Kafka's acknowledgement.")),
      body_bytes(gauge(registry_, "callview_sink_body_bytes", "Memory of the request bodies in progress.")) {
  // An alert on the increase of a counter misses the first increment if the counter does not exist before it.
  for (const int status : {204, 400, 403, 405, 413, 500, 503}) { answers_.Add({{"status", std::to_string(status)}}); }
  using callview::signature_errc;
  for (const auto code :
       {signature_errc::missing_signature, signature_errc::missing_body_hash, signature_errc::wrong_body_hash,
        signature_errc::differing_body_hashes, signature_errc::unknown_algorithm, signature_errc::algorithm_not_allowed,
        signature_errc::wrong_signature}) {
    refusals_.Add({{"reason", std::string(callview::name(code))}});
  }
  for (const auto code : dead_letter_codes) { dead_letters_.Add({{"reason", std::string(callview::name(code))}}); }
}

std::string metrics::text() const { return prometheus::TextSerializer().Serialize(registry_.Collect()); }

void metrics::count_answer(int status, double seconds) {
  answers_.Add({{"status", std::to_string(status)}}).Increment();
  answer_seconds_.Observe(seconds);
}
void metrics::count_refusal(std::string_view reason) { refusals_.Add({{"reason", std::string(reason)}}).Increment(); }
void metrics::count_dead_letter(std::string_view reason) {
  dead_letters_.Add({{"reason", std::string(reason)}}).Increment();
}
void metrics::count_kafka_failure(std::string_view reason) {
  kafka_failures_.Add({{"reason", std::string(reason)}}).Increment();
}

}  // namespace sink

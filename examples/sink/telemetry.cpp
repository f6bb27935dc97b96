// SPDX-License-Identifier: MIT
#include "telemetry.hpp"

#include <chrono>
#include <cstdio>
#include <map>
#include <mutex>

#include <poll.h>
#include <unistd.h>

#include <prometheus/text_serializer.h>

namespace sink {
namespace {

using buckets = prometheus::Histogram::BucketBoundaries;

prometheus::Family<prometheus::Counter>& counters(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}
prometheus::Counter& counter(prometheus::Registry& registry, const char* name, const char* help) {
  return counters(registry, name, help).Add({});
}
prometheus::Gauge& gauge(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
}
prometheus::Histogram& histogram(prometheus::Registry& registry, const char* name, const char* help,
                                 const buckets& bounds) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(registry).Add({}, bounds);
}

}  // namespace

metrics::metrics()
    : answers_(counters(registry_, "callview_sink_answers_total", "Requests answered, by HTTP status.")),
      refusals_(counters(registry_, "callview_sink_signatures_refused_total", "Deliveries answered 403, by reason.")),
      events_(counters(registry_, "callview_sink_events_total", "Events of deliveries that were stored, by result.")),
      dead_letters_(counters(registry_, "callview_sink_dead_letters_total", "Rows of dead_letters, by reason.")),
      answer_seconds_(histogram(registry_, "callview_sink_answer_seconds",
                                "Time from the first byte of a request to its answer.",
                                buckets{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10})),
      events_stored(events_.Add({{"result", "stored"}})),
      events_seen_before(events_.Add({{"result", "seen_before"}})),
      summaries_superseded(counter(registry_, "callview_sink_summaries_superseded_total",
                                   "Summaries that a newer one had superseded before they came.")),
      summaries_without_sid(
          counter(registry_, "callview_sink_summaries_without_sid_total", "Summaries that no row can be made of.")),
      transactions_failed(counter(registry_, "callview_sink_transactions_failed_total", "Transactions rolled back.")),
      transaction_seconds(histogram(registry_, "callview_sink_transaction_seconds",
                                    "Time to write a group of deliveries and make it durable.",
                                    buckets{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5})),
      transaction_deliveries(histogram(registry_, "callview_sink_transaction_deliveries",
                                       "Deliveries in a transaction.", buckets{1, 2, 4, 8, 16, 32, 64, 128, 256, 512})),
      connections(gauge(registry_, "callview_sink_connections", "Open connections of the delivery listener.")),
      queued(gauge(registry_, "callview_sink_queued_deliveries", "Deliveries that wait for the writer.")),
      body_bytes(gauge(registry_, "callview_sink_body_bytes", "Memory taken by bodies that are not answered yet.")) {}

std::string metrics::text() const { return prometheus::TextSerializer().Serialize(registry_.Collect()); }

void metrics::count_answer(int status, double seconds) {
  answers_.Add({{"status", std::to_string(status)}}).Increment();
  answer_seconds_.Observe(seconds);
}
void metrics::count_refusal(std::string_view reason) { refusals_.Add({{"reason", std::string(reason)}}).Increment(); }
void metrics::count_dead_letter(std::string_view reason) {
  dead_letters_.Add({{"reason", std::string(reason)}}).Increment();
}

callview::timestamp now() { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

namespace {

constexpr std::size_t max_text = 200;
constexpr unsigned max_lines_a_second = 20;

void append_json_string(std::string& line, std::string_view text) {
  line += '"';
  for (const char c : text.substr(0, max_text)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      line += '\\';
      line += c;
    } else if (byte < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", byte);
      line += escape;
    } else if (byte >= 0x7F) {
      line += "\\ufffd";  // what is logged is ASCII, or not worth more
    } else {
      line += c;
    }
  }
  line += '"';
}

/// Lines of one event in this second.
struct pace {
  std::int64_t second = 0;
  unsigned written = 0;
  std::int64_t left_out = 0;
};

}  // namespace

void log(std::string_view level, std::string_view event, std::initializer_list<log_field> fields) {
  static std::mutex mutex;
  static std::map<std::string, pace, std::less<>> paces;  // events are names in this program, so these are few
  const std::lock_guard lock(mutex);
  const callview::timestamp time = now();
  const std::int64_t second = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  auto found = paces.find(event);
  if (found == paces.end()) { found = paces.emplace(event, pace()).first; }
  pace& p = found->second;
  if (p.second != second) {
    p.second = second;
    p.written = 0;
  }
  // A pipe that can be written to takes a line of less than PIPE_BUF bytes at once.
  pollfd standard_error{STDERR_FILENO, POLLOUT, 0};
  if (p.written >= max_lines_a_second || ::poll(&standard_error, 1, 0) != 1 ||
      (standard_error.revents & POLLOUT) == 0) {
    ++p.left_out;
    return;
  }
  ++p.written;
  std::string line = R"({"time":")";
  line += callview::iso8601(time).view();
  line += R"(","level":)";
  append_json_string(line, level);
  line += R"(,"event":)";
  append_json_string(line, event);
  const auto append = [&line](const log_field& field) {
    line += ',';
    append_json_string(line, field.name);
    line += ':';
    if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
      line += std::to_string(*number);
    } else {
      append_json_string(line, std::get<std::string_view>(field.value));
    }
  };
  for (const log_field& field : fields) { append(field); }
  if (p.left_out != 0) { append({"left_out", p.left_out}); }
  p.left_out = 0;
  line += "}\n";
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace sink

// SPDX-License-Identifier: MIT
// Decodes deliveries, and stores their events.
#include <chrono>
#include <new>
#include <variant>

#include "event_checks.hpp"
#include "log.hpp"
#include "store.hpp"

namespace sink {
namespace {

using callview::delivery_outcome;
using callview::errc;

/// Binds the value of a column. Text from the document stays valid until the statement has run, but the text of a time
/// does not.
struct bind_scalar {
  statement& to;
  int number;

  void operator()(std::string_view value) { to.bind(number, value); }
  void operator()(std::int64_t value) { to.bind(number, value); }
  void operator()(double value) { to.bind(number, value); }
  void operator()(bool value) { to.bind(number, std::int64_t{value}); }
  void operator()(std::chrono::seconds value) { to.bind(number, std::int64_t{value.count()}); }
  void operator()(std::chrono::milliseconds value) { to.bind(number, std::int64_t{value.count()}); }
  void operator()(callview::timestamp value) { to.bind_copy(number, callview::iso8601(value).view()); }
};

}  // namespace

delivery_report store::put(std::string_view body) {
  delivery_report report;
  received_ = callview::iso8601(now()).view();
  const auto events = decoder_.decode_copy(body);
  report.outcome = callview::outcome_of(events.error().code, body);
  if (!events) {
    if (report.outcome == delivery_outcome::set_aside) { put_dead_letter(events.error().code, nullptr, body, report); }
    return report;
  }
  for (std::size_t i = 0; i < events->size(); ++i) {
    const auto element = (*events)[i];
    const errc code = element ? why_unreadable(*element) : element.error().code;
    if (code == errc::out_of_memory) { throw std::bad_alloc(); }
    if (code != errc::ok) {
      report.outcome = delivery_outcome::set_aside;
      put_dead_letter(code, &i, events->raw(i), report);
      continue;
    }
    put_event(*element, report);
  }
  return report;
}

void store::put_event(const callview::event& event, delivery_report& report) {
  insert_event_.bind(1, event.source());
  insert_event_.bind(2, event.id());
  insert_event_.bind(3, event.type());
  if (const auto time = event.time_text()) {
    insert_event_.bind(4, *time);
  } else {
    insert_event_.bind_null(4);
  }
  insert_event_.bind(5, std::string_view(received_));
  if (const auto version = event.schema_version()) {
    insert_event_.bind(6, *version);
  } else {
    insert_event_.bind_null(6);
  }
  insert_event_.bind(7, event.raw());
  insert_event_.run();
  // Reports duplicates as well, in case the program was killed before it had logged the first one.
  if (event.kind() == callview::event_kind::sink_test) { report.test_ids.push_back(test_id_of(event)); }
  if (sqlite3_changes(database_.get()) == 0) {
    ++report.seen_before;
    return;
  }
  ++report.stored;
  if (event.is<callview::call_summary>()) { put_summary(calls_, event, report); }
  if (event.is<callview::conference_summary>()) { put_summary(conferences_, event, report); }
}

template <class T>
void store::put_summary(summary_table<T>& table, const callview::event& event, delivery_report& report) {
  const T summary = event.as<T>();
  const auto sid = table.columns[table.sid].text(summary);
  if (!sid || sid->empty()) {
    ++report.without_sid;
    return;
  }
  const callview::summary_rank rank = summary.rank();
  if (!is_newest(table, *sid, rank)) {
    ++report.superseded;
    return;
  }

  statement& replace = table.replace;
  replace.bind_nulls();
  replace.bind(1, event.source());
  replace.bind(2, event.id());
  replace.bind(3, callview::name(rank.kind));
  if (rank.processing_version) { replace.bind(4, *rank.processing_version); }
  if (rank.time) { replace.bind_copy(5, callview::iso8601(*rank.time).view()); }
  for_each_present(summary, table.columns, [&](std::size_t index, const callview::result<callview::scalar>& value) {
    const int number = rank_parameters + 1 + static_cast<int>(index);
    if (value) { std::visit(bind_scalar{replace, number}, *value); }
  });
  replace.run();
}

}  // namespace sink

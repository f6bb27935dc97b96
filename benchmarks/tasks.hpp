// SPDX-License-Identifier: MIT
// The tasks that are measured. A task that reads certain fields is one line: see `few`.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

#include "answers.hpp"
#include "fields.hpp"
#include "inputs.hpp"

namespace bench {

// Selections: which fields of an object a task reads, and which fields of the objects below it. They are known at
// compile time, so that the code of a peer is like handwritten code for these fields.

template <std::size_t N>
struct name {
  char text[N];
  constexpr name(const char (&s)[N]) { std::copy_n(s, N, text); }
  [[nodiscard]] constexpr std::string_view view() const { return {text, N - 1}; }
};

/// The defaults of a selection.
struct selection {
  /// Whether all members are selected, so that looking up fields makes no sense.
  static constexpr bool whole = false;
  /// Whether to report that an object is present, or why it is missing.
  static constexpr bool objects = true;
  /// Whether fields are reported by name, and only if they have a value of their type.
  static constexpr bool named = false;
  /// Whether to report absent fields, including those of missing objects.
  static constexpr bool absent = false;
  template <class C, unsigned I>
  static constexpr place at(place base) {
    return base + offset_of<C, I>;
  }
  /// The target of the value of a field.
  template <class C, unsigned I, class Sink>
  static Sink& target(Sink& sink) {
    return sink;
  }
};

/// Every field.
struct everything : selection {
  static constexpr bool whole = true;
  template <class C, unsigned I>
  static constexpr bool wants = true;
  template <class C, unsigned I>
  using below = everything;
};

/// Every field that is not an object, whether or not the field and the objects around it are present.
struct every_leaf : everything {
  static constexpr bool objects = false;
  static constexpr bool absent = true;
  template <class C, unsigned I>
  using below = every_leaf;
};

/// Every field that is present.
struct what_is_there : everything {
  static constexpr bool named = true;
  template <class C, unsigned I>
  static constexpr bool wants = fields_of<C>[I].type != field_type::raw_object;  // returns text, like a string field
  template <class C, unsigned I>
  using below = what_is_there;
  template <class C, unsigned I>
  static constexpr place at(place) {
    return place_of(fields_of<C>[I].name);
  }
};

/// One field.
template <name Name>
struct leaf {
  static constexpr std::string_view key = Name.view();
  using below = everything;
};

/// One field, which is stored in a member of a struct.
template <name Name, auto Member>
struct column {
  static constexpr std::string_view key = Name.view();
  static constexpr auto member = Member;
  using below = everything;
};

/// The part of an object field that `Below` selects.
template <name Name, class Below>
struct in {
  static constexpr std::string_view key = Name.view();
  using below = Below;
};

struct nothing {
  using below = nothing;
};
template <class C, unsigned I, class... Parts>
struct selected {
  using type = nothing;
};
template <class C, unsigned I, class First, class... Rest>
struct selected<C, I, First, Rest...> : std::conditional_t<First::key == std::string_view(fields_of<C>[I].name),
                                                           std::type_identity<First>, selected<C, I, Rest...>> {};

template <class... Parts>
struct pick : selection {
  template <class C, unsigned I>
  using part = typename selected<C, I, Parts...>::type;
  template <class C, unsigned I>
  using below = typename part<C, I>::below;
  template <class C, unsigned I>
  static constexpr bool wants = !std::is_same_v<part<C, I>, nothing>;
  template <class C, unsigned I, class Sink>
  static decltype(auto) target(Sink& sink) {
    if constexpr (requires { part<C, I>::member; }) {
      return sink.template to<part<C, I>::member>();
    } else {
      return (sink);
    }
  }
};

/// The fields that a dispatcher would read.
using few_fields = pick<leaf<"call_sid">, leaf<"call_state">, leaf<"duration">, in<"from", pick<leaf<"country_code">>>,
                        in<"to", pick<leaf<"carrier">>>, in<"properties", pick<leaf<"direction">>>>;

/// The fields that a quality monitor would read.
using stream_quality = pick<leaf<"packets_loss_percentage">, leaf<"jitter">, leaf<"latency">, leaf<"mos">, leaf<"rtt">>;
using edge_quality = pick<in<"metrics", pick<in<"inbound", stream_quality>, in<"outbound", stream_quality>>>>;
using quality_fields = pick<in<"carrier_edge", edge_quality>, in<"sip_edge", edge_quality>,
                            in<"client_edge", edge_quality>, in<"sdk_edge", edge_quality>>;

/// The fields that a service would store. Texts are views, which remain valid until the next body is decoded. That is
/// long enough to bind them to a statement or to write them to a socket. A missing field keeps the default.
struct row {
  std::string_view call_sid, account_sid, from_caller, from_country, to_caller, to_carrier, to_country;
  unsigned call_type = 0, call_state = 0, answered_by = 0, processing_state = 0, from_connection = 0, direction = 0,
           disconnected_by = 0;
  std::int64_t start_time = 0, end_time = 0, duration = 0, connect_duration = 0, last_sip_response = 0, pdd_ms = 0;
  double jitter = 0, packet_loss = 0, mos = 0, round_trip = 0;
  bool conference = false;
};

using row_fields = pick<
    column<"call_sid", &row::call_sid>, column<"account_sid", &row::account_sid>, column<"call_type", &row::call_type>,
    column<"call_state", &row::call_state>, column<"answered_by", &row::answered_by>,
    column<"processing_state", &row::processing_state>, column<"start_time", &row::start_time>,
    column<"end_time", &row::end_time>, column<"duration", &row::duration>,
    column<"connect_duration", &row::connect_duration>,
    in<"from", pick<column<"caller", &row::from_caller>, column<"connection", &row::from_connection>,
                    column<"country_code", &row::from_country>>>,
    in<"to", pick<column<"caller", &row::to_caller>, column<"carrier", &row::to_carrier>,
                  column<"country_code", &row::to_country>>>,
    in<"properties", pick<column<"direction", &row::direction>, column<"disconnected_by", &row::disconnected_by>,
                          column<"last_sip_response_num", &row::last_sip_response>, column<"pdd_ms", &row::pdd_ms>>>,
    in<"attributes", pick<column<"conference_participant", &row::conference>>>,
    in<"carrier_edge",
       pick<in<"metrics", pick<in<"inbound", pick<in<"jitter", pick<column<"avg", &row::jitter>>>,
                                                  column<"packets_loss_percentage", &row::packet_loss>>>>>>>,
    in<"sdk_edge", pick<in<"metrics", pick<in<"inbound", pick<in<"mos", pick<column<"avg", &row::mos>>>,
                                                              in<"rtt", pick<column<"avg", &row::round_trip>>>>>>>>>>;

constexpr row_fields columns_of(const row&) { return {}; }

/// Calls `f` with each member in which a selection stores a value.
template <class F, class... Parts>
void for_each_column(pick<Parts...>, F f) {
  const auto visit = [&f]<class Part>(Part*) {
    if constexpr (requires { Part::member; }) {
      f(Part::member);
    } else {
      for_each_column(typename Part::below{}, f);
    }
  };
  (visit(static_cast<Parts*>(nullptr)), ...);
}

/// Stores one value.
template <class T>
class cell {
 public:
  explicit cell(T& value) : value_(value) {}
  void null(place) {}
  void wrong(place) {}
  void object(place) {}
  void text(place, std::string_view s) { set(s); }
  void integer(place, std::int64_t n) { set(n); }
  void number(place, double n) { set(n); }
  void boolean(place, bool b) { set(b); }
  void time(place, std::int64_t ms) { set(ms); }
  void choice(place, unsigned value, std::string_view) { set(value); }

 private:
  // A reader that learns the type of a field at run time instantiates this for all types.
  template <class V>
  void set(V v) {
    if constexpr (std::is_same_v<V, T>) { value_ = v; }
  }
  T& value_;
};

/// Fills a row.
class row_filler {
 public:
  explicit row_filler(row& r) : row_(r) {}
  void null(place) {}
  void wrong(place) {}
  void object(place) {}
  template <auto Member>
  auto to() {
    return cell<std::remove_reference_t<decltype(row_.*Member)>>(row_.*Member);
  }

 private:
  row& row_;
};

/// Passes on only the fields that have a value.
template <class Sink>
class values_only {
 public:
  explicit values_only(Sink& sink) : sink_(sink) {}
  void null(place) {}
  void wrong(place) {}
  void object(place p) { sink_.object(p); }
  void list(place p, std::size_t size) { sink_.list(p, size); }
  void text(place p, std::string_view s) { sink_.text(p, s); }
  void integer(place p, std::int64_t n) { sink_.integer(p, n); }
  void number(place p, double n) { sink_.number(p, n); }
  void boolean(place p, bool b) { sink_.boolean(p, b); }
  void time(place p, std::int64_t ms) { sink_.time(p, ms); }
  void choice(place p, unsigned value, std::string_view s) { sink_.choice(p, value, s); }
  void counter(place p, std::string_view name, std::int64_t n) { sink_.counter(p, name, n); }

 private:
  Sink& sink_;
};

// Tasks. `run(event, sink, order)` is called for each valid event. `order` is the order of the leaf fields for
// `random`.

/// Only the envelope: `data` is not read.
struct route {
  static constexpr std::string_view name = "route";
  template <class Event, class Sink>
  static void run(Event& event, Sink& sink, orders&) {
    sink.text(0, event.id());
    sink.text(1, event.type());
    callview::timestamp time;
    if (event.time(time)) { sink.time(2, time.time_since_epoch().count()); }
  }
};

/// Opens the summary of an event if it has one.
template <class Event, class Sink, class Read>
void with_summary(Event& event, Sink& sink, Read read) {
  if (!event.is_call_summary()) { return; }
  if (!event.template open<callview::call_summary>(read)) { sink.wrong(0); }
}

template <name Name, class Selection>
struct read {
  static constexpr std::string_view name = Name.view();
  template <class Event, class Sink>
  static void run(Event& event, Sink& sink, orders&) {
    with_summary(event, sink, [&](auto& summary) { summary.template read<Selection>(sink); });
  }
};

using few = read<"few", few_fields>;
using quality = read<"quality", quality_fields>;
using every = read<"every", everything>;

/// Leaf fields one by one, each from the root, in random order.
struct random {
  static constexpr std::string_view name = "random";
  template <class Event, class Sink>
  static void run(Event& event, Sink& sink, orders& order) {
    with_summary(event, sink, [&](auto& summary) { summary.read_leaves(order.next(), sink); });
  }
};

/// Every field, twice.
struct again {
  static constexpr std::string_view name = "again";
  template <class Event, class Sink>
  static void run(Event& event, Sink& sink, orders&) {
    with_summary(event, sink, [&](auto& summary) { summary.read_twice(sink); });
  }
};

/// Every leaf field of the schema, as an exporter needs them, which writes an empty cell for each absent field.
using all = read<"all", every_leaf>;

/// Every field that is present, reported with its name but without lookups by name, as in a generic printer.
struct present {
  static constexpr std::string_view name = "present";
  template <class Event, class Sink>
  static void run(Event& event, Sink& sink, orders&) {
    with_summary(event, sink, [&](auto& summary) {
      values_only<Sink> values(sink);
      summary.template read<what_is_there>(values);
    });
  }
};

/// Fields of all types into a struct.
struct copy {
  static constexpr std::string_view name = "copy";
  template <class Event, class Sink>
  static void run(Event& event, Sink& sink, orders&) {
    with_summary(event, sink, [&](auto& summary) {
      row r;
      row_filler filler(r);
      summary.template read<row_fields>(filler);
      sink.keep(r);
    });
  }
};

/// Every field, with a new decoder or parser for each body.
struct fresh : every {
  static constexpr std::string_view name = "fresh";
};
template <class Task>
inline constexpr bool is_fresh = std::is_same_v<Task, fresh>;

/// Every field of the documents of all types.
struct documents {
  static constexpr std::string_view name = "documents";
  template <class Event, class Sink>
  static void run(Event& event, Sink& sink, orders&) {
#define CALLVIEW_X(type, first, last)                                                                        \
  if (callview::detail::document_line<callview::type>::kinds.holds(event.kind())) {                          \
    const auto read_all = [&](auto& document) { document.template read<everything, callview::type>(sink); }; \
    if (!event.template open<callview::type>(read_all)) { sink.wrong(0); }                                   \
    return;                                                                                                  \
  }
    CALLVIEW_DOCUMENTS(CALLVIEW_X)
#undef CALLVIEW_X
  }
};
template <class Task>
inline constexpr bool reads_all_types = std::is_same_v<Task, documents>;

template <class... T>
struct list {};
using all_tasks = list<route, few, copy, quality, every, present, all, random, again, fresh, documents>;
/// The part in which a task is compiled: see contestant.hpp. `all` and `fresh` each have their own: in one part with
/// `copy` and `present`, they took 17 % and 10 % longer (callview on the mix, GCC 12).
template <class Task>
inline constexpr unsigned part_of = 1;
template <>
inline constexpr unsigned part_of<random> = 2;
template <>
inline constexpr unsigned part_of<copy> = 3;
template <>
inline constexpr unsigned part_of<present> = 3;
template <>
inline constexpr unsigned part_of<documents> = 4;
template <>
inline constexpr unsigned part_of<all> = 5;
template <>
inline constexpr unsigned part_of<fresh> = 6;

/// The handler that a peer calls while it decodes a body.
template <class Task, class Sink>
class handler {
 public:
  handler(const body& b, Sink& sink) : order_(b), sink_(sink) {}

  template <class Event>
  void event(Event& event) {
    sink_.begin_event();
    mark_ = sink_.mark();
    Task::run(event, sink_, order_);
  }
  /// Reports an element that is not a valid event.
  void invalid() {
    sink_.begin_event();
    sink_.wrong(0);
  }
  /// Withdraws the last event, because it turned out to be invalid.
  void withdraw() {
    sink_.withdraw(mark_);
    sink_.wrong(0);
  }

 private:
  orders order_;
  Sink& sink_;
  decltype(std::declval<Sink&>().mark()) mark_{};
};

template <class Task, class Peer, class Sink>
void run_task(Peer& peer, const body& b, Sink& sink) {
  handler<Task, Sink> h(b, sink);
  if (!peer.decode(b.text, h)) { sink.wrong(path_count); }
}

}  // namespace bench

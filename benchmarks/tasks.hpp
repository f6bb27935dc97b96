// SPDX-License-Identifier: MIT
// What is measured. A task of the kind "read these fields" is one line: see `few`.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>

#include "answers.hpp"
#include "fields.hpp"
#include "inputs.hpp"

namespace bench {

// Selections: which fields of an object a task reads, and which of the objects below. Known at compile time, so that a
// peer's code for a task is what one would write by hand for these fields.

template <std::size_t N>
struct name {
  char text[N];
  constexpr name(const char (&s)[N]) { std::copy_n(s, N, text); }
  [[nodiscard]] constexpr std::string_view view() const { return {text, N - 1}; }
};

/// Every field.
struct all {
  template <class C, unsigned I>
  static constexpr bool wants = true;
  template <class C, unsigned I>
  using below = all;
};

/// One field.
template <name Name>
struct leaf {
  static constexpr std::string_view key = Name.view();
  using below = all;
};

/// Of each of these fields what `Below` selects.
template <name Name, class Below>
struct in {
  static constexpr std::string_view key = Name.view();
  using below = Below;
};

struct nothing {};
template <class C, unsigned I, class... Parts>
struct selected {
  using type = nothing;
};
template <class C, unsigned I, class First, class... Rest>
struct selected<C, I, First, Rest...>
    : std::conditional_t<First::key == std::string_view(fields_of<C>[I].name),
                         std::type_identity<typename First::below>, selected<C, I, Rest...>> {};

template <class... Parts>
struct pick {
  template <class C, unsigned I>
  using below = typename selected<C, I, Parts...>::type;
  template <class C, unsigned I>
  static constexpr bool wants = !std::is_same_v<below<C, I>, nothing>;
};

/// What a dispatcher would look at.
using few_fields = pick<leaf<"call_sid">, leaf<"call_state">, leaf<"duration">, in<"from", pick<leaf<"country_code">>>,
                        in<"to", pick<leaf<"carrier">>>, in<"properties", pick<leaf<"direction">>>>;

/// What a quality monitor would look at.
using stream_quality =
    pick<leaf<"packets_loss_percentage">, in<"jitter", all>, in<"latency", all>, in<"mos", all>, in<"rtt", all>>;
using edge_quality = pick<in<"metrics", pick<in<"inbound", stream_quality>, in<"outbound", stream_quality>>>>;
using quality_fields = pick<in<"carrier_edge", edge_quality>, in<"sip_edge", edge_quality>,
                            in<"client_edge", edge_quality>, in<"sdk_edge", edge_quality>>;

// Tasks. `run(event, sink, order)` gets each valid event; `order` is that of the leaf fields for `random`.

/// The envelope alone: `data` stays untouched.
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

/// Opens the summary of an event that is one.
template <class Event, class Sink, class Read>
void with_summary(Event& event, Sink& sink, Read read) {
  if (!event.is_call_summary()) { return; }
  if (!event.open(read)) { sink.wrong(0); }
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
using every = read<"every", all>;

/// Leaf fields one by one, each from the root, in no order that any document has.
struct random {
  static constexpr std::string_view name = "random";
  template <class Event, class Sink>
  static void run(Event& event, Sink& sink, orders& order) {
    with_summary(event, sink, [&](auto& summary) { summary.read_leaves(order.next(), sink); });
  }
};

/// Everything, twice.
struct again {
  static constexpr std::string_view name = "again";
  template <class Event, class Sink>
  static void run(Event& event, Sink& sink, orders&) {
    with_summary(event, sink, [&](auto& summary) { summary.read_twice(sink); });
  }
};

template <class... T>
struct list {};
using all_tasks = list<route, few, quality, every, random, again>;

/// What a peer calls while it decodes a body.
template <class Task, class Sink>
class handler {
 public:
  handler(const input& in, Sink& sink) : order_(in), sink_(sink) {}

  template <class Event>
  void event(Event& event) {
    sink_.begin_event();
    mark_ = sink_.mark();
    Task::run(event, sink_, order_);
  }
  /// The element is no valid event.
  void invalid() {
    sink_.begin_event();
    sink_.wrong(0);
  }
  /// The event that was handed over last turned out to be invalid.
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
void run_task(Peer& peer, const input& in, Sink& sink) {
  handler<Task, Sink> h(in, sink);
  if (!peer.decode(in.body, h)) { sink.wrong(path_count); }
}

}  // namespace bench

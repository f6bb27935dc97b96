// SPDX-License-Identifier: MIT
// callview itself, through its public accessors.
//
// Compiled a second time with other headers, and `callview` defined as another name, it is the peer that these headers
// are compared with: see CALLVIEW_BENCHMARK_BASE. Of the benchmarks' own headers it must not use what says `callview`
// inside and not in its type, since both would then have one copy of it.
#include <callview/callview.hpp>

#include <array>
#include <chrono>
#include <string>

#include "../contestant.hpp"

#if !defined(CALLVIEW_BENCH_NAME)
#define CALLVIEW_BENCH_NAME "callview"
#endif

namespace bench {
namespace {

/// What event.call_summary() answered: a result that holds a view, or the view.
template <class Answer>
const auto& summary_in(const Answer& answer) {
  if constexpr (requires { *answer; }) {
    return *answer;
  } else {
    return answer;
  }
}

/// The kind of a field, by the value that its accessor answers.
template <class T>
inline constexpr kind kind_of = kind::enumeration;
template <>
inline constexpr kind kind_of<std::string_view> = kind::string;
template <>
inline constexpr kind kind_of<std::int64_t> = kind::integer;
template <>
inline constexpr kind kind_of<double> = kind::number;
template <>
inline constexpr kind kind_of<bool> = kind::boolean;
template <>
inline constexpr kind kind_of<callview::timestamp> = kind::time;
template <>
inline constexpr kind kind_of<std::chrono::seconds> = kind::seconds;
template <>
inline constexpr kind kind_of<std::chrono::milliseconds> = kind::milliseconds;

template <class Answer>
inline constexpr kind list_kind_of = kind::object;  // no list
template <>
inline constexpr kind list_kind_of<callview::string_list> = kind::strings;
template <class E>
inline constexpr kind list_kind_of<callview::enum_list<E>> = kind::enumerations;
template <>
inline constexpr kind list_kind_of<callview::counter_map> = kind::counters;
template <class C>
inline constexpr kind list_kind_of<callview::detail::object_list<C>> = kind::objects;

template <class Answer>
inline constexpr bool is_result = false;
template <class T>
inline constexpr bool is_result<callview::result<T>> = true;

class callview_summary {
 public:
  explicit callview_summary(const callview::call_summary& call) : call_(call) {}

  template <class Selection, class Sink>
  void read(Sink& sink) {
    if constexpr (Selection::named) {
      visit<Selection>(call_, sink);
    } else {
      read_object<Selection>(call_, 0, sink);
    }
  }
  template <class Sink>
  void read_leaves(std::span<const std::uint16_t> order, Sink& sink) {
    static constexpr auto table = leaf_table<Sink>();
    for (const std::uint16_t p : order) { table[p](call_, sink); }
  }
  template <class Sink>
  void read_twice(Sink& sink) {
    read<everything>(sink);
    read<everything>(sink);
  }

 private:
  template <class Selection, class C, class Sink>
  static void read_object(const C& object, place base, Sink& sink) {
    for_each_index<field_count<C>>([&]<unsigned I>() {
      if constexpr (Selection::template wants<C, I>) {
        const place p = Selection::template at<C, I>(base);
        const auto answer = C::callview_get(object, callview::detail::line<I>{});
        if constexpr (!callview::detail::has_node(fields_of<C>[I].type)) {
          auto&& target = Selection::template target<C, I>(sink);
          report<fields_of<C>[I].type>(answer, p, target);
        } else if constexpr (fields_of<C>[I].type == kind::object && !Selection::objects) {
          read_object<typename Selection::template below<C, I>>(answer, p + 1, sink);
        } else if (!answer) {
          const auto error = answer.error();
          report_missing(error.code == callview::errc::field_absent, error.code == callview::errc::field_null, p, sink);
        } else if constexpr (fields_of<C>[I].type == kind::object) {
          sink.object(p);
          read_object<typename Selection::template below<C, I>>(answer, p + 1, sink);
        } else {
          read_list<typename Selection::template below<C, I>, fields_of<C>[I].type>(answer, p, sink);
        }
      }
    });
  }

  template <class Selection, kind Kind, class List, class Sink>
  static void read_list(const List& list, place p, Sink& sink) {
    std::size_t size = 0;
    for (const auto& item : list) {
      if constexpr (Kind == kind::objects) {
        const place at = object_element_place(size++);
        if (!item) {
          const auto error = item.error();
          report_missing(false, error.code == callview::errc::field_null, at, sink);
        } else {
          read_object<Selection>(item, at, sink);
        }
      } else {
        const place at = element_place(p, Kind == kind::counters ? 0 : size);
        ++size;
        if constexpr (Kind == kind::counters) {
          if (item.value) {
            sink.counter(at, item.name, *item.value);
          } else {
            report_missing(false, item.value.is_null(), at, sink);
          }
        } else {
          report<Kind == kind::strings ? kind::string : kind::enumeration>(item, at, sink);
        }
      }
    }
    sink.list(p, size);
  }

  /// Everything that is there, without looking for anything by its name.
  template <class Selection, class C, class Sink>
  static void visit(const C& object, Sink& sink) {
    const auto visitor = [&sink](std::string_view name, const auto& answer) {
      visit_field<Selection>(name, answer, sink);
    };
    using namespace callview;  // for_each_present() may not be there, but where the name is looked up it is found
    if constexpr (requires { for_each_present(object, visitor); }) {
      for_each_present(object, visitor);
    } else {
      for_each_field(object, visitor);
    }
  }
  template <class Selection, class Answer, class Sink>
  CALLVIEW_ALWAYS_INLINE static void visit_field(std::string_view name, const Answer& answer, Sink& sink) {
    if (!answer) { return; }
    const place p = place_of(name);
    if constexpr (is_result<Answer>) {
      if constexpr (std::is_same_v<Answer, callview::result<std::string_view>>) {
        if (name == "feedback") { return; }  // a raw object, which the task leaves out
      }
      report<kind_of<std::remove_cvref_t<decltype(*answer)>>>(answer, p, sink);
    } else if constexpr (list_kind_of<Answer> == kind::objects) {
      for (const auto& item : answer) {
        if (item) { visit<Selection>(item, sink); }
      }
      sink.list(p, answer.size());
    } else if constexpr (list_kind_of<Answer> != kind::object) {
      read_list<Selection, list_kind_of<Answer>>(answer, p, sink);
    } else {
      sink.object(p);
      visit<Selection>(answer, sink);
    }
  }

  template <class Sink>
  static void report_missing(bool absent, bool null, place p, Sink& sink) {
    if (null) {
      sink.null(p);
    } else if (!absent) {
      sink.wrong(p);
    }
  }

  template <kind Kind, class Result, class Sink>
  CALLVIEW_ALWAYS_INLINE static void report(const Result& r, place p, Sink& sink) {
    if (!r) { return report_missing(r.is_absent(), r.is_null(), p, sink); }
    if constexpr (Kind == kind::string) { sink.text(p, *r); }
    if constexpr (Kind == kind::integer) { sink.integer(p, *r); }
    if constexpr (Kind == kind::number) { sink.number(p, *r); }
    if constexpr (Kind == kind::boolean) { sink.boolean(p, *r); }
    if constexpr (Kind == kind::time) { sink.time(p, r->time_since_epoch().count()); }
    if constexpr (Kind == kind::seconds || Kind == kind::milliseconds) { sink.integer(p, r->count()); }
    if constexpr (Kind == kind::raw_object) { sink.object(p); }
    if constexpr (Kind == kind::enumeration) {
      using E = std::remove_cvref_t<decltype(r->value())>;
      sink.choice(p, r->value() == E::unrecognized ? key_set::not_found : static_cast<unsigned>(r->value()), r->text());
    }
  }

  // For each leaf field what one would write to read it: call.sdk_edge().metrics().inbound().mos().avg().

  template <class Sink>
  using leaf_function = void (*)(const callview::call_summary&, Sink&);

  template <kind Kind, place P, class C, class Sink, unsigned I, unsigned... Rest>
  static void follow(const C& object, Sink& sink) {
    const auto answer = C::callview_get(object, callview::detail::line<I>{});
    if constexpr (sizeof...(Rest) == 0) {
      report<Kind>(answer, P, sink);
    } else {
      follow<Kind, P, child_of<C, I>, Sink, Rest...>(answer, sink);
    }
  }

  template <class Sink, class C, unsigned Base, unsigned... Above>
  static constexpr void fill(std::array<leaf_function<Sink>, path_count>& table) {
    for_each_index<field_count<C>>([&]<unsigned I>() {
      constexpr kind type = fields_of<C>[I].type;
      constexpr unsigned p = Base + offset_of<C, I>;
      if constexpr (type == kind::object) {
        fill<Sink, child_of<C, I>, p + 1, Above..., I>(table);
      } else if constexpr (!callview::detail::has_node(type)) {
        table[p] = &follow<type, p, callview::call_summary, Sink, Above..., I>;
      }
    });
  }
  template <class Sink>
  static constexpr std::array<leaf_function<Sink>, path_count> leaf_table() {
    std::array<leaf_function<Sink>, path_count> table{};
    fill<Sink, callview::call_summary, 0>(table);
    return table;
  }

  callview::call_summary call_;
};

class callview_event {
 public:
  explicit callview_event(const callview::event& e) : event_(e) {}
  [[nodiscard]] std::string_view id() const { return event_.id(); }
  [[nodiscard]] std::string_view type() const { return event_.type(); }
  [[nodiscard]] bool time(callview::timestamp& out) const { return !event_.time().get(out); }
  [[nodiscard]] bool is_call_summary() const { return event_.is_call_summary(); }
  template <class Read>
  bool open(Read read) const {
    const auto call = event_.call_summary();
    if (!call) { return false; }
    callview_summary summary(summary_in(call));
    read(summary);
    return true;
  }

 private:
  callview::event event_;
};

class callview_peer {
 public:
  static constexpr std::string_view name = CALLVIEW_BENCH_NAME;
  static constexpr bool sees_duplicates = true;
  static std::string kernel() { return callview::detail::available_kernels().begin()->name; }

  template <class Handler>
  bool decode(const simdjson::padded_string& body, Handler& handler) {
    const auto events = decoder_.decode(body);
    if (!events) { return false; }
    for (const auto e : *events) {
      if (e) {
        const callview_event event(*e);
        handler.event(event);
      } else {
        handler.invalid();
      }
    }
    return true;
  }

 private:
  callview::decoder decoder_{{.max_body_bytes = std::size_t{1} << 30, .max_depth = 64}};
};

const enter<callview_peer> entry;

}  // namespace
}  // namespace bench

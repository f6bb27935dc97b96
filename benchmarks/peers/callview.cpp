// SPDX-License-Identifier: MIT
// callview itself, through its public accessors.
//
// With CALLVIEW_BENCHMARK_BASE, this file is compiled a second time, with older headers and with `callview` defined as
// another name. So it must not use functions of the benchmarks' headers that use `callview` only in their body and not
// in their type: the linker would merge the two versions.
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

/// The type of a field, from the value that its accessor returns.
template <class T>
inline constexpr field_type kind_of = field_type::enumeration;
template <>
inline constexpr field_type kind_of<std::string_view> = field_type::string;
template <>
inline constexpr field_type kind_of<std::int64_t> = field_type::integer;
template <>
inline constexpr field_type kind_of<double> = field_type::number;
template <>
inline constexpr field_type kind_of<bool> = field_type::boolean;
template <>
inline constexpr field_type kind_of<callview::timestamp> = field_type::time;
template <>
inline constexpr field_type kind_of<std::chrono::seconds> = field_type::seconds;
template <>
inline constexpr field_type kind_of<std::chrono::milliseconds> = field_type::milliseconds;

template <class Answer>
inline constexpr field_type list_kind_of = field_type::object;  // no list
template <>
inline constexpr field_type list_kind_of<callview::string_list> = field_type::strings;
template <class E>
inline constexpr field_type list_kind_of<callview::enum_list<E>> = field_type::enumerations;
template <>
inline constexpr field_type list_kind_of<callview::counter_map> = field_type::counters;
template <class C>
inline constexpr field_type list_kind_of<callview::object_list<C>> = field_type::objects;

template <>
inline constexpr field_type list_kind_of<callview::number_list> = field_type::numbers;
template <>
inline constexpr field_type list_kind_of<callview::integer_list> = field_type::integers;
template <class Answer>
inline constexpr bool is_result = false;
template <class T>
inline constexpr bool is_result<callview::result<T>> = true;

template <class Document>
class callview_document {
 public:
  explicit callview_document(const Document& document) : call_(document) {}

  template <class Selection, class C = Document, class Sink>
  void read(Sink& sink) {
    if constexpr (Selection::named) {
      visit<Selection>(call_, sink);
    } else if constexpr (std::is_same_v<C, Document>) {
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
        if constexpr (!is_container(fields_of<C>[I].type)) {
          auto&& target = Selection::template target<C, I>(sink);
          report<fields_of<C>[I].type, Selection::absent>(answer, p, target);
        } else if constexpr (fields_of<C>[I].type == field_type::object && !Selection::objects) {
          if (answer) {
            read_object<typename Selection::template below<C, I>>(answer, p + 1, sink);
          } else if constexpr (Selection::absent) {
            report_absent<Selection, C, I>(base, sink);
          }
        } else if (!answer) {
          report_missing<Selection::absent>(answer, p, sink);
        } else if constexpr (fields_of<C>[I].type == field_type::object) {
          sink.object(p);
          read_object<typename Selection::template below<C, I>>(answer, p + 1, sink);
        } else {
          read_list<typename Selection::template below<C, I>, fields_of<C>[I].type>(answer, p, sink);
        }
      }
    });
  }

  template <class Selection, field_type Kind, class List, class Sink>
  static void read_list(const List& list, place p, Sink& sink) {
    std::size_t size = 0;
    for (const auto& item : list) {
      if constexpr (Kind == field_type::objects) {
        const place at = object_element_place(size++);
        if (!item) {
          report_missing(item, at, sink);
        } else {
          read_object<Selection>(item, at, sink);
        }
      } else {
        const place at = element_place(p, Kind == field_type::counters ? 0 : size);
        ++size;
        if constexpr (Kind == field_type::counters) {
          if (item.value) {
            sink.counter(at, item.name, *item.value);
          } else {
            report_missing(item.value, at, sink);
          }
        } else {
          report<type_of_item(Kind)>(item, at, sink);
        }
      }
    }
    sink.list(p, size);
  }

  /// Reads everything that is present, without looking up names.
  template <class Selection, class C, class Sink>
  static void visit(const C& object, Sink& sink) {
    const auto visitor = [&sink](std::string_view name, const auto& answer) {
      visit_field<Selection>(name, answer, sink);
    };
    for_each_present(object, visitor);
  }
  template <class Selection, class Answer, class Sink>
  CALLVIEW_ALWAYS_INLINE static void visit_field(std::string_view name, const Answer& answer, Sink& sink) {
    if (!answer) { return; }
    const place p = place_of(name);
    if constexpr (is_result<Answer>) {
      if constexpr (std::is_same_v<Answer, callview::result<std::string_view>>) {
        if (name == "feedback") { return; }  // a raw object, which the task skips
      }
      report<kind_of<std::remove_cvref_t<decltype(*answer)>>>(answer, p, sink);
    } else if constexpr (list_kind_of<Answer> == field_type::objects) {
      for (const auto& item : answer) {
        if (item) { visit<Selection>(item, sink); }
      }
      sink.list(p, answer.size());
    } else if constexpr (list_kind_of<Answer> != field_type::object) {
      read_list<Selection, list_kind_of<Answer>>(answer, p, sink);
    } else {
      sink.object(p);
      visit<Selection>(answer, sink);
    }
  }

  template <bool Absent = false, class Answer, class Sink>
  static void report_missing(const Answer& answer, place p, Sink& sink) {
    if (answer.is_absent()) {
      if constexpr (Absent) { sink.absent(p); }
    } else if (answer.is_null()) {
      sink.null(p);
    } else {
      sink.wrong(p);
    }
  }

  template <field_type Kind, bool Absent = false, class Result, class Sink>
  CALLVIEW_ALWAYS_INLINE static void report(const Result& r, place p, Sink& sink) {
    if (!r) { return report_missing<Absent>(r, p, sink); }
    if constexpr (Kind == field_type::string) { sink.text(p, *r); }
    if constexpr (Kind == field_type::integer || Kind == field_type::integer_or_digits) { sink.integer(p, *r); }
    if constexpr (Kind == field_type::number) { sink.number(p, *r); }
    if constexpr (Kind == field_type::boolean) { sink.boolean(p, *r); }
    if constexpr (Kind == field_type::time) { sink.time(p, r->time_since_epoch().count()); }
    if constexpr (Kind == field_type::seconds || Kind == field_type::milliseconds) { sink.integer(p, r->count()); }
    if constexpr (Kind == field_type::raw_object || Kind == field_type::raw_array) { sink.object(p); }
    if constexpr (Kind == field_type::enumeration) {
      using E = std::remove_cvref_t<decltype(r->value())>;
      sink.choice(p, r->value() == E::unrecognized ? key_set::not_found : static_cast<unsigned>(r->value()), r->text());
    }
  }

  // Reads each leaf field as a user would: call.sdk_edge().metrics().inbound().mos().avg().

  template <class Sink>
  using leaf_function = void (*)(const callview::call_summary&, Sink&);

  template <field_type Kind, place P, class C, class Sink, unsigned I, unsigned... Rest>
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
      constexpr field_type type = fields_of<C>[I].type;
      constexpr unsigned p = Base + offset_of<C, I>;
      if constexpr (type == field_type::object) {
        fill<Sink, child_of<C, I>, p + 1, Above..., I>(table);
      } else if constexpr (!is_container(type)) {
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

  Document call_;
};

class callview_event {
 public:
  explicit callview_event(const callview::event& e) : event_(e) {}
  [[nodiscard]] std::string_view id() const { return event_.id(); }
  [[nodiscard]] std::string_view type() const { return event_.type(); }
  [[nodiscard]] bool time(callview::timestamp& out) const { return !event_.time().get(out); }
  [[nodiscard]] bool is_call_summary() const { return event_.is_call_summary(); }
  [[nodiscard]] callview::event_kind kind() const { return event_.kind(); }
  template <class C, class Read>
  bool open(Read read) const {
    const C document = event_.template as<C>();
    if (!document) { return false; }
    callview_document<C> open_document(document);
    read(open_document);
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

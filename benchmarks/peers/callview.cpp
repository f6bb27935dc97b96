// SPDX-License-Identifier: MIT
// callview itself, through its public accessors.
#include <callview/callview.hpp>

#include <array>

#include "../contestant.hpp"

namespace bench {
namespace {

class callview_summary {
 public:
  explicit callview_summary(const callview::call_summary& call) : call_(call) {}

  template <class Selection, class Sink>
  void read(Sink& sink) {
    read_object<Selection>(call_, 0, sink);
  }
  template <class Sink>
  void read_leaves(std::span<const std::uint16_t> order, Sink& sink) {
    static constexpr auto table = leaf_table<Sink>();
    for (const std::uint16_t p : order) { table[p](call_, sink); }
  }
  template <class Sink>
  void read_twice(Sink& sink) {
    read<all>(sink);
    read<all>(sink);
  }

 private:
  template <class Selection, class C, class Sink>
  static void read_object(const C& object, place base, Sink& sink) {
    for_each_index<field_count<C>>([&]<unsigned I>() {
      if constexpr (Selection::template wants<C, I>) {
        const place p = base + offset_of<C, I>;
        const auto answer = C::callview_get(object, callview::detail::line<I>{});
        if constexpr (!callview::detail::has_node(fields_of<C>[I].type)) {
          report<fields_of<C>[I].type>(answer, p, sink);
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
    callview_summary summary(*call);
    read(summary);
    return true;
  }

 private:
  callview::event event_;
};

class callview_peer {
 public:
  static constexpr std::string_view name = "callview";
  static constexpr bool sees_duplicates = true;

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

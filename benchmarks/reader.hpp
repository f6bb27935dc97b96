// SPDX-License-Identifier: MIT
// Reads a summary with a peer's API, in one of two ways: it looks up each field, or it walks over the members that are
// present and finds each key in a perfect hash. Both are unrolled over callview's schema at compile time, so names,
// types and the selection of a task are constants, as in handwritten code.
//
// An `Access` defines how a peer reads values:
//
//   value, object                          its types
//   bool text(value&, string_view&)        and integer, number, boolean: false if the value has another type
//   bool is_null(value&)
//   bool as_object(value&, object&)        false if the value is not an object
//   bool find(object&, string_view, value&)
//   bool members(object&, f)               calls f(key, value) until it returns false; eight bytes must be readable at
//                                          a key. False if the JSON is malformed.
//   bool entries(object&, f)               the same, but always with unescaped keys
//   bool elements(value&, f)               calls f(value); false if it is not an array or the JSON is malformed
//   template <class Selection> walks       whether to walk
#pragma once

#include <array>
#include <charconv>
#include <cstdint>
#include <span>
#include <string_view>

#include "answers.hpp"
#include "fields.hpp"

namespace bench {

/// The order of the fields in published summaries, if it is not schema order. It lets an API that searches forward find
/// each field without starting over.
template <class C>
inline constexpr auto document_order = [] {
  std::array<unsigned, field_count<C>> order{};
  for (unsigned i = 0; i < order.size(); ++i) { order[i] = i; }
  return order;
}();

template <class C, std::size_t N>
consteval std::array<unsigned, field_count<C>> ordered(const std::string_view (&first)[N]) {
  std::array<unsigned, field_count<C>> order{};
  unsigned count = 0;
  for (const std::string_view key : first) {
    for (unsigned i = 0; i < field_count<C>; ++i) {
      if (key == fields_of<C>[i].name) { order[count++] = i; }
    }
  }
  for (unsigned i = 0; i < field_count<C>; ++i) {
    bool named = false;
    for (const std::string_view key : first) { named = named || key == fields_of<C>[i].name; }
    if (!named) { order[count++] = i; }
  }
  return order;
}
template <>
inline constexpr auto document_order<callview::call_summary> =
    ordered<callview::call_summary>({"call_sid",
                                     "account_sid",
                                     "parent_call_sid",
                                     "parent_account_sid",
                                     "created_time",
                                     "start_time",
                                     "end_time",
                                     "duration",
                                     "connect_duration",
                                     "call_type",
                                     "call_state",
                                     "answered_by",
                                     "from",
                                     "to",
                                     "processing_state",
                                     "processing_version",
                                     "sip_edge",
                                     "carrier_edge",
                                     "sdk_edge",
                                     "client_edge",
                                     "tags",
                                     "attributes",
                                     "properties",
                                     "trust",
                                     "annotation",
                                     "agent_session_summaries"});
template <>
inline constexpr auto document_order<callview::summary::edge> =
    ordered<callview::summary::edge>({"metrics", "properties", "events"});
template <>
inline constexpr auto document_order<callview::summary::properties> = ordered<callview::summary::properties>(
    {"q850_cause", "last_sip_response_num", "pdd_ms", "queue_time", "route_id", "media_region", "signaling_region",
     "twilio_media_ip", "twilio_signaling_ip", "external_media_ip", "external_signaling_ip", "sip_call_id",
     "user_agent", "selected_region", "region", "trunk_sid", "disconnected_by", "direction", "settings"});
template <>
inline constexpr auto document_order<callview::summary::stream_metrics> = ordered<callview::summary::stream_metrics>(
    {"codec_name", "packet_delay_variation", "codec", "mos", "rtt", "audio_in", "audio_out", "packets_received",
     "packets_sent", "packets_lost", "packets_loss_percentage", "jitter", "latency", "tags"});

template <class A>
struct reader {
  using value = typename A::value;
  using object = typename A::object;

  /// Reads the selected fields of an object.
  template <class Selection, class C, class Sink>
  static void read_object(object& o, place base, Sink& sink) {
    // To find out what is present, a peer must walk.
    if constexpr (A::template walks<Selection> || Selection::named) {
      walk<Selection, C>(o, base, sink);
    } else {
      look_up<Selection, C>(o, base, sink);
    }
  }

  /// Reads one leaf field by its path from the root.
  template <class Sink>
  static void read_path(object root, unsigned number, const path_info& path, Sink& sink) {
    value v;
    for (unsigned i = 0;; ++i) {
      if (!A::find(root, path.keys[i], v)) { return; }
      if (i + 1 == path.depth) { break; }
      if (!A::as_object(v, root)) { return; }
    }
    read_scalar(path.field().type, path.field().known, v, number, sink);
  }

 private:
  template <class Selection, class C, class Sink>
  static void look_up(object& o, place base, Sink& sink) {
    for_each_index<field_count<C>>([&]<unsigned N>() {
      constexpr unsigned I = document_order<C>[N];
      if constexpr (Selection::template wants<C, I>) {
        constexpr std::string_view key = fields_of<C>[I].name;
        value v;
        if (A::find(o, key, v)) {
          read_field<Selection, C, I>(v, base, sink);
        } else if constexpr (Selection::absent) {
          report_absent<Selection, C, I>(base, sink);
        }
      }
    });
  }

  template <class Selection, class C>
  static constexpr std::uint32_t wanted_mask = []<unsigned... I>(std::integer_sequence<unsigned, I...>) {
    return (0U | ... | (Selection::template wants<C, I> ? 1U << I : 0U));
  }
  (std::make_integer_sequence<unsigned, field_count<C>>{});

  template <class Selection, class C, class Sink>
  static void walk(object& o, place base, Sink& sink) {
    static constexpr key_set keys = keys_of<C>.set();
    std::uint32_t due = wanted_mask<Selection, C>;
    const bool whole = A::members(o, [&](std::string_view key, value& v) {
      const unsigned index = keys.find(key.data(), key.size());
      if (index == key_set::not_found || (due >> index & 1) == 0) { return true; }  // the first of duplicates counts
      due &= ~(1U << index);
      with_index<field_count<C>>(index, [&]<unsigned I>() {
        if constexpr (Selection::template wants<C, I>) { read_field<Selection, C, I>(v, base, sink); }
      });
      return due != 0;
    });
    if (!whole) { sink.wrong(base); }
    if constexpr (Selection::absent) {
      for_each_index<field_count<C>>([&]<unsigned I>() {
        if ((due >> I & 1) != 0) { report_absent<Selection, C, I>(base, sink); }
      });
    }
  }

  template <class Selection, class C, unsigned I, class Sink>
  CALLVIEW_ALWAYS_INLINE static void read_field(value& v, place base, Sink& sink) {
    constexpr const field_info& f = fields_of<C>[I];
    const place p = Selection::template at<C, I>(base);
    if constexpr (f.type == field_type::object) {
      object inside;
      if (A::as_object(v, inside)) {
        if constexpr (Selection::objects) { sink.object(p); }
        read_object<typename Selection::template below<C, I>, child_of<C, I>>(inside, p + 1, sink);
      } else if constexpr (Selection::objects) {
        report_missing(v, p, sink);
      } else if constexpr (Selection::absent) {
        report_absent<Selection, C, I>(base, sink);
      }
    } else if constexpr (f.type == field_type::counters) {
      read_counters(v, p, sink);
    } else if constexpr (f.type == field_type::objects) {
      std::size_t size = 0;
      const bool is_list = A::elements(v, [&](value& element) {
        const place at = object_element_place(size++);
        object inside;
        if (A::as_object(element, inside)) {
          read_object<typename Selection::template below<C, I>, child_of<C, I>>(inside, at, sink);
        } else {
          report_missing(element, at, sink);
        }
      });
      report_list(is_list, size, v, p, sink);
    } else if constexpr (is_list(f.type)) {
      read_list(type_of_item(f.type), f.known, v, p, sink);
    } else {
      auto&& target = Selection::template target<C, I>(sink);
      read_scalar(f.type, f.known, v, p, target);
    }
  }

 public:
  template <class Sink>
  static void read_counters(value& v, place p, Sink& sink) {
    object map;
    if (!A::as_object(v, map)) { return report_missing(v, p, sink); }
    std::size_t size = 0;
    const bool whole = A::entries(map, [&](std::string_view name, value& count) {
      const place at = element_place(p, 0);
      ++size;
      std::int64_t n = 0;
      if (A::integer(count, n)) {
        sink.counter(at, name, n);
      } else {
        report_missing(count, at, sink);
      }
      return true;
    });
    report_list(whole, size, v, p, sink);
  }

  template <class Sink>
  static void read_list(field_type element_kind, const key_set* known, value& v, place p, Sink& sink) {
    std::size_t size = 0;
    const bool is_list = A::elements(v, [&](value& element) {
      read_scalar(element_kind, known, element, element_place(p, size), sink);
      ++size;
    });
    report_list(is_list, size, v, p, sink);
  }

  template <class Sink>
  static void report_list(bool is_list, std::size_t size, value& v, place p, Sink& sink) {
    if (is_list) {
      sink.list(p, size);
    } else {
      report_missing(v, p, sink);
    }
  }

  /// Reports a value that is null or has a wrong type.
  template <class Sink>
  static void report_missing(value& v, place p, Sink& sink) {
    if (A::is_null(v)) {
      sink.null(p);
    } else {
      sink.wrong(p);
    }
  }

  // All peers use callview's code for timestamps and enumerations, because only the JSON work is compared. Of the one
  // `raw_object` field, only the type is checked, because most peers cannot return JSON text.
  template <class Sink>
  CALLVIEW_ALWAYS_INLINE static void read_scalar(field_type type, const key_set* known, value& v, place p, Sink& sink) {
    switch (type) {
      case field_type::string:
      case field_type::time:
      case field_type::enumeration: {
        std::string_view s;
        if (!A::text(v, s)) { break; }
        if (type == field_type::string) {
          sink.text(p, s);
        } else if (type == field_type::enumeration) {
          sink.choice(p, callview::detail::find_enum(*known, s), s);
        } else {
          callview::timestamp time;
          if (callview::detail::parse_timestamp(s, time)) {
            sink.time(p, time.time_since_epoch().count());
          } else {
            sink.wrong(p);
          }
        }
        return;
      }
      case field_type::integer:
      case field_type::seconds:
      case field_type::milliseconds: {
        std::int64_t n = 0;
        if (!A::integer(v, n)) { break; }
        return sink.integer(p, n);
      }
      case field_type::integer_or_digits: {
        std::int64_t n = 0;
        std::string_view s;
        if (A::integer(v, n)) { return sink.integer(p, n); }
        if (!A::text(v, s) || std::from_chars(s.data(), s.data() + s.size(), n).ptr != s.data() + s.size()) { break; }
        return sink.integer(p, n);
      }
      case field_type::number: {
        double n = 0;
        if (!A::number(v, n)) { break; }
        return sink.number(p, n);
      }
      case field_type::boolean: {
        bool b = false;
        if (!A::boolean(v, b)) { break; }
        return sink.boolean(p, b);
      }
      case field_type::raw_object: {
        object inside;
        if (!A::as_object(v, inside)) { break; }
        return sink.object(p);
      }
      case field_type::raw_array:
        if (!A::elements(v, [](value&) {})) { break; }
        return sink.object(p);
      default: break;
    }
    report_missing(v, p, sink);
  }
};

}  // namespace bench

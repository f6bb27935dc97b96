// SPDX-License-Identifier: MIT
// Reads a summary like a program that knows the fields only at run time. It iterates over the members of each object,
// and looks up their unescaped keys in a `std::unordered_map` with the field types.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "fields.hpp"
#include "reader.hpp"

namespace bench {

template <class A>
struct generic_reader {
  using value = typename A::value;
  using object = typename A::object;

  /// Reads the selected fields of an object.
  template <class Selection, class C, class Sink>
  static void read_object(object& o, place base, Sink& sink) {
    walk(table_of<Selection, C, Sink>(), o, base, sink);
  }

 private:
  using typed = reader<A>;

  template <class Sink>
  struct table {
    struct entry {
      const field_info* field;
      place at;
      const table* below;  ///< for an object, and for a list of objects
      void (*read)(const field_info&, value&, place, Sink&);
      unsigned number;
    };
    std::unordered_map<std::string_view, entry> entries{};
    std::vector<entry> absent{};  ///< by number, if absent fields are reported
    bool objects = true;
    bool named = false;
  };

  template <class Selection, class C, class Sink>
  static const table<Sink>& table_of() {
    static const table<Sink> made = make_table<Selection, C, Sink>();
    return made;
  }
  template <class Selection, class C, class Sink>
  static table<Sink> make_table() {
    table<Sink> made;
    made.objects = Selection::objects;
    made.named = Selection::named;
    for_each_index<field_count<C>>([&]<unsigned I>() {
      if constexpr (Selection::template wants<C, I>) {
        constexpr const field_info& f = fields_of<C>[I];
        const table<Sink>* below = nullptr;
        if constexpr (f.type == field_type::object || f.type == field_type::objects) {
          below = &table_of<typename Selection::template below<C, I>, child_of<C, I>, Sink>();
        }
        const typename table<Sink>::entry entry{&f, Selection::template at<C, I>(0), below,
                                                reader_of<Selection, C, I, Sink>(), I};
        made.entries[f.name] = entry;
        if constexpr (Selection::absent) { made.absent.push_back(entry); }
      }
    });
    return made;
  }

  /// One function for all fields, except for those whose value has its own target.
  template <class Selection, class C, unsigned I, class Sink>
  static auto reader_of() {
    if constexpr (std::is_same_v<decltype(Selection::template target<C, I>(std::declval<Sink&>())), Sink&>) {
      return &read_value<Sink>;
    } else {
      return [](const field_info& f, value& v, place p, Sink& sink) {
        auto target = Selection::template target<C, I>(sink);
        typed::read_scalar(f.type, f.known, v, p, target);
      };
    }
  }
  template <class Sink>
  static void read_value(const field_info& f, value& v, place p, Sink& sink) {
    if constexpr (requires { sink.list(p, 0); }) {
      if (f.type == field_type::counters) { return typed::read_counters(v, p, sink); }
      if (is_list(f.type)) { return typed::read_list(type_of_item(f.type), f.known, v, p, sink); }
    }
    if constexpr (requires { sink.boolean(p, true); }) { typed::read_scalar(f.type, f.known, v, p, sink); }
  }

  template <class Sink>
  static void walk(const table<Sink>& t, object& o, place base, Sink& sink) {
    std::uint64_t seen = 0;
    const bool whole = A::entries(o, [&](std::string_view key, value& v) {
      const auto found = t.entries.find(key);
      if (found == t.entries.end()) { return true; }
      const auto& [field, at, below, read, number] = found->second;
      const place p = t.named ? at : base + at;
      seen |= std::uint64_t{1} << number;
      if (field->type == field_type::object) {
        read_inside(t, *below, v, p, p + 1, sink);
      } else if (field->type == field_type::objects) {
        read_objects(*below, v, p, sink);
      } else {
        read(*field, v, p, sink);
      }
      return true;
    });
    if (!whole) { sink.wrong(base); }
    for (const auto& entry : t.absent) {
      if ((seen >> entry.number & 1) == 0) { report_absent(entry, base, sink); }
    }
  }

  template <class Sink>
  static void report_absent(const typename table<Sink>::entry& missing, place base, Sink& sink) {
    if (missing.field->type == field_type::object) {
      for (const auto& entry : missing.below->absent) { report_absent(entry, base + missing.at + 1, sink); }
    } else if constexpr (requires { sink.absent(base); }) {
      sink.absent(base + missing.at);
    }
  }

  template <class Sink>
  static void read_inside(const table<Sink>& t, const table<Sink>& below, value& v, place p, place base, Sink& sink) {
    object inside;
    if (A::as_object(v, inside)) {
      if (t.objects) { sink.object(p); }
      walk(below, inside, base, sink);
    } else if (t.objects) {
      typed::report_missing(v, p, sink);
    } else {
      for (const auto& entry : below.absent) { report_absent(entry, base, sink); }
    }
  }

  template <class Sink>
  static void read_objects(const table<Sink>& below, value& v, place p, Sink& sink) {
    if constexpr (requires { sink.list(p, 0); }) {
      std::size_t size = 0;
      const bool is_list = A::elements(v, [&](value& element) {
        const place at = object_element_place(size++);
        object inside;
        if (A::as_object(element, inside)) {
          walk(below, inside, at, sink);
        } else {
          typed::report_missing(element, at, sink);
        }
      });
      typed::report_list(is_list, size, v, p, sink);
    }
  }
};

}  // namespace bench

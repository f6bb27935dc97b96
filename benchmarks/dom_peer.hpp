// SPDX-License-Identifier: MIT
// A peer that parses a whole text to a tree before it reads anything: first the body, then each document.
//
// The peer has two `Access` objects, one for the body and one for the data, whose parsers reuse their memory. Besides
// what reader.hpp requires, an `Access` has:
//
//   bool parse_body(const padded_string&, value&)
//   bool parse_data(value&, value&)        parses the document in a JSON string
//   sees_duplicates                        whether the tree keeps duplicate keys
//   keeps_record                           whether the peer takes part only in `random` and `again`, with a record
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <type_traits>

#include "envelope.hpp"
#include "reader.hpp"
#include "recorded.hpp"
#include "tasks.hpp"

namespace bench {

/// Copies a short key if its buffer may end with the key, so that eight bytes are readable.
class padded_key {
 public:
  explicit padded_key(std::string_view key) : size_(key.size()), data_(key.data()) {
    if (size_ < sizeof small_) {
      std::memcpy(small_, key.data(), size_);
      data_ = small_;
    }
  }
  [[nodiscard]] std::string_view view() const { return {data_, size_}; }

 private:
  char small_[8] = {};
  std::size_t size_;
  const char* data_;
};

/// An open summary in a tree, which can be read several times.
template <class A>
class dom_summary {
 public:
  explicit dom_summary(typename A::object root) : root_(root) {}

  template <class Selection, class C = callview::call_summary, class Sink>
  void read(Sink& sink) {
    reader<A>::template read_object<Selection, C>(root_, 0, sink);
  }
  template <class Sink>
  void read_leaves(std::span<const std::uint16_t> order, Sink& sink) {
    const auto& paths = all_paths();
    for (const std::uint16_t p : order) { reader<A>::read_path(root_, p, paths[p], sink); }
  }
  template <class Sink>
  void read_twice(Sink& sink) {
    read<everything>(sink);
    read<everything>(sink);
  }

 private:
  typename A::object root_;
};

template <class A>
class dom_peer {
 public:
  static constexpr std::string_view name = A::name;
  static constexpr bool sees_duplicates = A::sees_duplicates;
  template <class Task>
  [[maybe_unused]] static constexpr bool takes_part =
      !A::keeps_record || std::is_same_v<Task, random> || std::is_same_v<Task, again>;
  static std::string kernel() requires requires { A::kernel(); }
  { return A::kernel(); }

  template <class Handler>
  bool decode(const simdjson::padded_string& body, Handler& handler) {
    typename A::value root{};
    if (!body_.parse_body(body, root)) { return false; }
    typename A::object single{};
    if (A::as_object(root, single)) {
      read_event(root, handler);
      return true;
    }
    return A::elements(root, [&](typename A::value& element) { read_event(element, handler); });
  }

 private:
  using value = typename A::value;
  using object = typename A::object;

  template <class Handler>
  void read_event(value& element, Handler& handler) {
    object members{};
    if (!A::as_object(element, members)) { return handler.invalid(); }
    static constexpr key_set keys = attribute_keys.set();
    envelope e;
    value data{};
    A::members(members, [&](std::string_view key, value& v) {
      const padded_key padded(key);
      const unsigned a = keys.find(padded.view().data(), key.size());
      if (a == key_set::not_found) { return true; }
      e.see(a);
      std::string_view text;
      if (a == attribute_data || a == attribute_data_base64) {
        if (A::is_null(v)) { return true; }
        e.set_data(a);
        if (a == attribute_data) { data = v; }
      } else if (A::text(v, text)) {
        e.set(a, text);
      }
      return true;
    });
    if (!e.is_valid()) { return handler.invalid(); }
    event_view event(e, [&](auto& read) {
      object root{};
      if (!e.has(attribute_data)) { return false; }
      if (!A::as_object(data, root)) {
        value document{};
        if (!data_.parse_data(data, document) || !A::as_object(document, root)) { return false; }
      }
      if constexpr (A::keeps_record) {
        recorded_summary<reader<A>> summary(root, record_);
        read(summary);
      } else {
        dom_summary<A> summary(root);
        read(summary);
      }
      return true;
    });
    handler.event(event);
  }

  A body_;
  A data_;
  std::unique_ptr<record> record_;
};

}  // namespace bench

// SPDX-License-Identifier: MIT
// Everything that can be read from a body, as numbers, for comparing many documents. answers.hpp returns the same as
// readable text.
#pragma once

#include <callview/callview.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace test {

using callview::errc;

inline void require(bool holds, const char* what) {
  if (holds) { return; }
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

/// Whether a document was opened, even if it has a syntax error on its own level. If it is missing, its error names a
/// member of the envelope.
template <class T>
bool is_open(const T& document) {
  const callview::error e = document.error();
  return !e || e.field.empty();
}

class hash {
 public:
  hash& add(std::uint64_t word) {
    value_ = (value_ ^ word) * 0x9E3779B97F4A7C15U;
    value_ ^= value_ >> 29;
    return *this;
  }
  hash& add(std::string_view text) {
    add(text.size());
    for (std::size_t i = 0; i < text.size(); i += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, text.data() + i, std::min<std::size_t>(8, text.size() - i));
      add(word);
    }
    return *this;
  }
  /// Without white space between tokens, of which a raw text may have more or less than the document.
  hash& add_json(std::string_view text) {
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      if (!in_string && (c == ' ' || c == '\n' || c == '\t' || c == '\r')) { continue; }
      if (c == '"') { in_string = !in_string; }
      add(static_cast<unsigned char>(c));
      if (in_string && c == '\\' && i + 1 < text.size()) { add(static_cast<unsigned char>(text[++i])); }
    }
    return *this;
  }
  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0x243F6A8885A308D3U;
};

enum class order { forwards, backwards };

/// The results by path, so that they do not depend on the order of the calls.
class answer_list {
 public:
  struct answer {
    std::uint64_t path = 0;
    std::uint64_t content = 0;  ///< hash of a value, or of an error's code and field
    std::size_t offset = 0;     ///< offset of an error
  };

  void value(std::uint64_t path, std::uint64_t content) { list_.push_back({path, content, 0}); }
  void error(std::uint64_t path, const callview::error& e) {
    list_.push_back({path, hash().add(~static_cast<std::uint64_t>(e.code)).add(e.field).value(), e.offset});
  }
  /// Sorted by path.
  [[nodiscard]] const std::vector<answer>& list() {
    std::sort(list_.begin(), list_.end(), [](const answer& a, const answer& b) { return a.path < b.path; });
    return list_;
  }

 private:
  std::vector<answer> list_;
};

/// One number for all results.
inline std::uint64_t digest(answer_list all) {
  hash h;
  for (const answer_list::answer& a : all.list()) { h.add(a.path).add(a.content).add(a.offset); }
  return h.value();
}

/// `offsets`: whether errors must have the same offset.
inline void require_same(answer_list& a, answer_list& b, bool offsets, const char* what) {
  require(std::equal(a.list().begin(), a.list().end(), b.list().begin(), b.list().end(),
                     [offsets](const answer_list::answer& x, const answer_list::answer& y) {
                       return x.path == y.path && x.content == y.content && (!offsets || x.offset == y.offset);
                     }),
          what);
}

/// Reads everything, forwards or backwards, and reports it to `out`.
template <class Out>
class everything_reader {
 public:
  everything_reader(Out& out, order o) : out_(out), order_(o) {}

  void body(const callview::result<callview::batch>& batch) {
    out_.error(0, batch.error());
    if (!batch) { return; }
    for_each(batch->size(), [&](std::size_t i) {
      const std::uint64_t path = below(1, i);
      const auto e = (*batch)[i];
      out_.error(path, e.error());
      if (e) { event(*e, path); }
    });
    require((*batch)[batch->size()].error().code == errc::not_an_event, "there is an event past the end");
  }

  void event(const callview::event& e, std::uint64_t path) {
    text(below(path, 1), e.id());
    text(below(path, 2), e.source());
    text(below(path, 3), e.type());
    text(below(path, 4), e.specversion());
    require(!e.id().empty() && !e.source().empty() && !e.type().empty() && e.specversion() == "1.0",
            "a required attribute was not checked");
    scalar(below(path, 5), e.subject());
    scalar(below(path, 6), e.datacontenttype());
    scalar(below(path, 7), e.dataschema());
    scalar(below(path, 8), e.time());
    scalar(below(path, 9), e.schema_version());
    scalar(below(path, 10), e.extension("source"));
    scalar(below(path, 11), e.extension("x"));
    out_.value(below(path, 12), static_cast<std::uint64_t>(e.data_form()));
    out_.value(below(path, 13), static_cast<std::uint64_t>(e.kind()));
    text(below(path, 14), e.raw_data());
    scalar(below(path, 15), e.data_json());
    const auto c = e.call_summary();
    out_.error(below(path, 16), c.error());
    document(c, below(path, 17));
    const callview::summary_rank rank = c.rank();
    require(rank == c.rank(), "rank() returned two different ranks");
  }

  template <class C>
  void document(const C& c, std::uint64_t path) {
    const auto validate = [&] {
      out_.error(below(path, 1), c.validate().error());
      check_held();
    };
    if (order_ == order::backwards) { validate(); }
    object(c, below(path, 2));
    check_held();
    if (order_ == order::forwards) { validate(); }
    hash drift;
    const auto report =
        c.report_drift([&drift](callview::drift_kind kind, std::string_view where, std::string_view raw) {
          drift.add(static_cast<std::uint64_t>(kind)).add(where).add_json(raw);
        });
    out_.error(below(path, 3), report);
    out_.value(below(path, 4), drift.value());
    check_held();
    held_.clear();
  }

  template <class C>
  void object(const C& view, std::uint64_t path) {
    const callview::error why = callview::detail::view_access::error(view);  // a field may be called `error`
    out_.error(path, why);
    require(static_cast<bool>(view) == !why, "a view and its error() disagree");
    constexpr auto count = callview::detail::field_count<C>;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      if (order_ == order::forwards) {
        (field<I>(view, path), ...);
      } else {
        (field<count - 1 - I>(view, path), ...);
      }
    }
    (std::make_index_sequence<count>{});
    hash unknown;
    unsigned seen = 0;
    for (const auto member : view.unknown_fields()) {
      hold(member.key);
      unknown.add(member.key).add_json(member.raw);
      if (seen++ < 3) { json(below(below(path, 90), seen), view.raw(member.key)); }
    }
    out_.value(below(path, 91), unknown.value());
    hash present;
    callview::for_each_present(view, [&present](std::string_view name, const auto&) { present.add(name); });
    out_.value(below(path, 92), present.value());
  }

 private:
  static std::uint64_t below(std::uint64_t path, std::uint64_t step) { return hash().add(path).add(step).value(); }
  template <class F>
  void for_each(std::size_t count, F f) {
    for (std::size_t i = 0; i < count; ++i) { f(order_ == order::forwards ? i : count - 1 - i); }
  }

  /// Remembers a view, whose text must be the same after everything else was read.
  void hold(std::string_view text) {
    constexpr std::size_t most = 1000;
    if (held_.size() < most) { held_.push_back({text, hash().add(text).value()}); }
  }
  void check_held() const {
    for (const held& h : held_) {
      require(hash().add(h.text).value() == h.content, "a text changed while it was valid");
    }
  }
  void text(std::uint64_t path, std::string_view s) {
    hold(s);
    out_.value(path, hash().add(s).value());
  }
  void json(std::uint64_t path, const callview::result<std::string_view>& r) {
    if (!r) { return out_.error(path, r.error()); }
    out_.value(path, hash().add_json(*r).value());
  }
  template <class T>
  void scalar(std::uint64_t path, const callview::result<T>& r) {
    if (!r) { return out_.error(path, r.error()); }
    if constexpr (std::is_same_v<T, std::string_view>) {
      text(path, *r);
    } else if constexpr (std::is_same_v<T, double>) {
      out_.value(path, std::bit_cast<std::uint64_t>(*r));
    } else if constexpr (std::is_integral_v<T>) {
      out_.value(path, static_cast<std::uint64_t>(*r));
    } else if constexpr (std::is_same_v<T, callview::timestamp>) {
      out_.value(path, static_cast<std::uint64_t>(r->time_since_epoch().count()));
    } else if constexpr (requires { r->count(); }) {
      out_.value(path, static_cast<std::uint64_t>(r->count()));
    } else {
      out_.value(path, hash().add(r->text()).add(static_cast<std::uint64_t>(r->value())).value());
    }
  }

  template <std::size_t I, class C>
  void field(const C& view, std::uint64_t path) {
    const auto answer = C::callview_get(view, callview::detail::line<I>{});
    const std::uint64_t at = below(path, 100 + I);
    if constexpr (requires { answer.unknown_fields(); }) {
      object(answer, at);
    } else if constexpr (requires { answer.size(); }) {
      list(answer, at);
    } else if constexpr (callview::detail::fields_of<C>[I].type == callview::detail::field_type::raw_object ||
                         callview::detail::fields_of<C>[I].type == callview::detail::field_type::raw_array) {
      json(at, answer);
    } else {
      scalar(at, answer);
    }
    // Each call walks over the object, so this calls raw() only for some fields, always the same ones.
    if (at % 32 == 0) { json(below(at, 5000), view.raw(callview::detail::name_of_field<C, I>)); }
  }

  template <class List>
  void list(const List& items, std::uint64_t path) {
    out_.error(path, items.error());
    require(items.empty() == (items.size() == 0), "empty() and size() of a list disagree");
    const auto read = [&](std::size_t i) { item(items[i], below(path, i)); };
    // The first and the last ones: a list may be as long as the body.
    constexpr std::size_t most = 40;
    if (items.size() <= 2 * most) {
      for_each(items.size(), read);
    } else {
      for_each(most, read);
      for_each(most, [&](std::size_t i) { read(items.size() - most + i); });
    }
    if constexpr (requires { items.find(""); }) {
      if (!items.empty()) { scalar(below(path, 1000), items.find(items[items.size() / 2].name)); }
    }
  }
  template <class Item>
  void item(const Item& i, std::uint64_t path) {
    if constexpr (requires { i.unknown_fields(); }) {
      object(i, path);
    } else if constexpr (requires { i.name; }) {
      text(path, i.name);
      scalar(below(path, 1), i.value);
    } else {
      scalar(path, i);
    }
  }

  struct held {
    std::string_view text;
    std::uint64_t content;
  };

  Out& out_;
  order order_;
  std::vector<held> held_;
};

/// One number for all results, in the order of the calls.
class digest_list {
 public:
  void value(std::uint64_t path, std::uint64_t content) { hash_.add(path).add(content); }
  void error(std::uint64_t path, const callview::error& e) {
    hash_.add(path).add(~static_cast<std::uint64_t>(e.code)).add(e.field).add(e.offset);
  }
  [[nodiscard]] std::uint64_t digest() const { return hash_.value(); }

 private:
  hash hash_;
};

}  // namespace test

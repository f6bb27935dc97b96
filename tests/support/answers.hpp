// SPDX-License-Identifier: MIT
// Everything that can be read from a body, as text, so that two reads can be compared.
#pragma once

#include <callview/callview.hpp>

#include <bit>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace test {

/// Whether the text includes the offsets of errors.
enum class places { told, untold };
/// Whether to read the fields of missing objects too.
enum class below { everything, what_is_there };

/// Calls `sink(path, answer)` for every accessor of a view and of all views below it, including lists, maps and unknown
/// fields.
template <class Sink>
class reader {
 public:
  explicit reader(Sink& sink, below asked = below::everything, places p = places::told)
      : sink_(sink), asked_(asked), places_(p) {}

  template <class C>
  void object(const C& view) {
    callview::for_each_field(view, [this](std::string_view name, const auto& value) {
      const std::size_t length = path_.size();
      if (length != 0) { path_ += '.'; }
      path_ += name;
      field(value);
      path_.resize(length);
    });
    for (const auto& [key, raw] : view.unknown_fields()) {
      answer_.assign(key).append(": ").append(raw);
      tell();
    }
  }

  /// Everything of an event.
  void event(const callview::event& e) {
    answer_.clear();
    for (const std::string_view text :
         {e.id(), e.source(), e.type(), e.specversion(), e.raw_data(), name(e.kind()), name(e.data_form())}) {
      answer_.append(text) += ';';
    }
    tell();
    field(e.subject());
    field(e.datacontenttype());
    field(e.dataschema());
    field(e.time());
    field(e.time_text());
    field(e.schema_version());
    field(e.extension("ext"));
    field(e.data_json());
    const auto c = e.call_summary();
    document(c);
  }

  /// Everything of a document.
  template <class C>
  void document(const C& view) {
    object(view);
    failed(view.error());
    tell();
    failed(view.validate().error());
    tell();
    (void)view.report_drift([this](callview::drift_kind kind, std::string_view path, std::string_view raw) {
      answer_.assign(name(kind)).append(" ").append(path).append(" ").append(raw);
      tell();
    });
  }

  /// Which fields are present in an object and all objects below it, in document order, and some of their raw texts.
  template <class C>
  void present(const C& view) {
    std::string names;
    unsigned count = 0;
    callview::for_each_present(view, [&](std::string_view name, const auto& value) {
      names.append(name) += ' ';
      const std::size_t length = path_.size();
      path_.append(".").append(name);
      if (count++ < 3) { field(view.raw(name)); }
      if constexpr (requires { value.unknown_fields(); }) {
        present(value);
      } else if constexpr (requires { value[0].unknown_fields(); }) {
        for (const auto& element : value) { present(element); }
      }
      path_.resize(length);
    });
    for (const auto& unknown : view.unknown_fields()) { field(view.raw(unknown.key)); }
    answer_ = names;
    tell();
  }

  void field(const callview::result<std::string_view>& r) {
    if (!failed(r.error())) { (answer_ = '"') += *r; }
    tell();
  }
  void field(const callview::result<std::int64_t>& r) { number(r, r ? *r : 0); }
  void field(const callview::result<double>& r) { number(r, r ? std::bit_cast<std::uint64_t>(*r) : 0); }
  void field(const callview::result<bool>& r) { number(r, r && *r ? 1 : 0); }
  void field(const callview::result<callview::timestamp>& r) { number(r, r ? r->time_since_epoch().count() : 0); }
  void field(const callview::result<std::chrono::seconds>& r) { number(r, r ? r->count() : 0); }
  void field(const callview::result<std::chrono::milliseconds>& r) { number(r, r ? r->count() : 0); }
  template <class E>
  void field(const callview::result<callview::open_enum<E>>& r) {
    if (!failed(r.error())) {
      (answer_ = '"') += r->text();
      answer_.append(" is ").append(std::to_string(static_cast<unsigned>(r->value())));
    }
    tell();
  }
  template <class List>
  requires requires(const List& l) { l.size(); }
  void field(const List& list) { items(list); }
  void field(const callview::counter_map& map) {
    container(map);
    for (const auto& [name, value] : map) {
      const std::size_t length = path_.size();
      path_ += '.';
      path_ += name;
      field(value);
      path_.resize(length);
    }
  }
  template <class C>
  requires requires(const C& c) { c.unknown_fields(); }
  void field(const C& view) {
    container(view);
    if (asked_ == below::everything || view) { object(view); }
  }

 private:
  void tell() { sink_(std::string_view(path_), std::string_view(answer_)); }
  /// Starts the answer, and returns whether it is an error.
  bool failed(const callview::error& e) {
    answer_.assign(name(e.code));
    if (!e) { return false; }
    answer_.append(" ").append(e.field);
    if (places_ == places::told) { answer_.append(" ").append(std::to_string(e.offset)); }
    return true;
  }
  template <class R, class N>
  void number(const R& r, N value) {
    if (!failed(r.error())) { answer_ = std::to_string(value); }
    tell();
  }
  template <class V>
  void container(const V& view) {
    failed(callview::detail::view_access::error(view));  // a field of the class may be called `error`
    tell();
  }
  template <class List>
  void items(const List& list) {
    container(list);
    answer_ = std::to_string(list.size());
    tell();
    for (std::size_t i = 0; i < list.size(); ++i) {
      const std::size_t length = path_.size();
      path_.append("[").append(std::to_string(i)) += ']';
      field(list[i]);
      path_.resize(length);
    }
  }

  Sink& sink_;
  below asked_;
  places places_;
  std::string path_;
  std::string answer_;
};

/// Writes everything that can be read from a body, or its error, to `out`, whose memory is reused.
inline void write_answers(const callview::result<callview::batch>& batch, std::string& out,
                          below asked = below::everything, places p = places::told) {
  out.clear();
  const auto error = [&](const callview::error& e) {
    out.append(name(e.code)).append(" ").append(e.field);
    if (p == places::told) { out.append(" ").append(std::to_string(e.offset)); }
    out += '\n';
  };
  if (!batch) { return error(batch.error()); }
  auto sink = [&out](std::string_view path, std::string_view answer) {
    out.append(path).append("=").append(answer) += '\n';
  };
  for (const auto e : *batch) {
    if (e) {
      reader(sink, asked, p).event(*e);
    } else {
      error(e.error());
    }
  }
}
inline std::string answers(const callview::result<callview::batch>& batch, places p = places::told) {
  std::string out;
  write_answers(batch, out, below::everything, p);
  return out;
}

}  // namespace test

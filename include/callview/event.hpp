// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The CloudEvents 1.0 envelope.

#include <charconv>
#include <cstdint>
#include <string_view>

#include "callview/call_summary.hpp"
#include "callview/detail/decoder_state.hpp"
#include "callview/detail/index/view.hpp"
#include "callview/detail/timestamp.hpp"
#include "callview/event_types.hpp"
#include "callview/result.hpp"
#include "callview/values.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {
struct event_access;
}

/// A valid CloudEvents event. The decoder has checked the required attributes, so their accessors cannot fail.
///
/// An event is a view: it takes 16 bytes, so pass it by value. An event, and every `string_view` from it, is valid
/// until the next call of `decode*()` or shrink() on its decoder. Accessors of a stale event return `stale_view`. Those
/// that cannot return an error return an empty text, `event_kind::other`, `data_form::absent` or false. The decoder
/// must outlive the event, and so must the body, unless decode_copy() copied it.
///
/// The attributes subject, datacontenttype, dataschema and time are optional. The error of an optional attribute is
/// `field_absent` if the attribute is absent or null, `wrong_type` if it is not a string, and `invalid_string` if it
/// contains an unpaired surrogate.
class event {
 public:
  /// Makes a stale event, to which you can assign another one.
  constexpr event() noexcept = default;

  /// The `id`. Together with source(), it identifies the event: an event with the same pair is a duplicate. Empty only
  /// if the event is stale.
  [[nodiscard]] std::string_view id() const noexcept { return required(detail::attribute_id); }
  /// Origin of the event. For a call summary, the path of its REST resource. Empty only if the event is stale.
  [[nodiscard]] std::string_view source() const noexcept { return required(detail::attribute_source); }
  /// Type of the event, such as `com.twilio.voice.insights.call-summary.complete`. Empty only if the event is stale.
  [[nodiscard]] std::string_view type() const noexcept { return required(detail::attribute_type); }
  /// Version of the CloudEvents specification: `1.0`. Empty only if the event is stale.
  [[nodiscard]] std::string_view specversion() const noexcept { return required(detail::attribute_specversion); }

  /// Subject of the event. No known Twilio event has one.
  [[nodiscard]] result<std::string_view> subject() const noexcept { return optional(detail::attribute_subject); }
  /// Media type of the data. Do not rely on it: published examples have a timestamp here.
  [[nodiscard]] result<std::string_view> datacontenttype() const noexcept {
    return optional(detail::attribute_datacontenttype);
  }
  /// URI of the schema of the data. See schema_version().
  [[nodiscard]] result<std::string_view> dataschema() const noexcept { return optional(detail::attribute_dataschema); }
  /// Time of the event. If the text is not a timestamp, the error is `invalid_timestamp`. The other errors are those of
  /// time_text().
  [[nodiscard]] result<timestamp> time() const noexcept {
    const auto text = time_text();
    if (!text) { return detail::failure{text.error().code, "time", offset_of(text)}; }
    timestamp value{};
    if (detail::parse_timestamp(*text, value)) { return value; }
    return detail::failure{errc::invalid_timestamp, "time", place(detail::attribute_time)};
  }
  /// The text of `time`, even if it is not a timestamp.
  [[nodiscard]] result<std::string_view> time_text() const noexcept { return optional(detail::attribute_time); }

  /// The JSON text of an extension attribute. `field_absent` if the event does not have it, if it is null, or if
  /// CloudEvents itself defines an attribute of that name. Linear in the event.
  [[nodiscard]] result<std::string_view> extension(std::string_view name) const noexcept {
    const detail::event_record* const r = record();
    if (r == nullptr) { return detail::failure{gone()}; }
    const std::string_view raw = state_->body.extension(*r, name);
    if (raw.empty()) { return detail::failure{errc::field_absent, "", begin_of(*r)}; }
    return raw;
  }

  /// Kind of the event, derived from type() alone.
  [[nodiscard]] event_kind kind() const noexcept {
    const detail::event_record* const r = record();
    return r == nullptr ? event_kind::other : r->kind;
  }
  /// True if events of this type() carry documents of type `T`. Some events carry no document that callview knows, such
  /// as the test event of a sink.
  template <detail::document_type T>
  [[nodiscard]] bool is() const noexcept {
    return detail::document_line<T>::kinds.holds(kind());
  }
  /// Same as is<call_summary>().
  [[nodiscard]] bool is_call_summary() const noexcept { return is<callview::call_summary>(); }

  /// The version number at the end of dataschema(): 2 for `.../VoiceInsights.CallSummary/2` and for `.../2.json`. If
  /// there is no number there, the error is `invalid_attribute`, although the event is valid. If the number is too
  /// large, the error is `out_of_range`. The other errors are those of dataschema().
  [[nodiscard]] result<std::int64_t> schema_version() const noexcept {
    const auto schema = dataschema();
    if (!schema) { return detail::failure{schema.error().code, "dataschema", offset_of(schema)}; }
    std::string_view number = *schema;
    if (number.ends_with(".json")) { number.remove_suffix(5); }
    number.remove_prefix(number.rfind('/') + 1);  // npos + 1 is 0
    const char* const end = number.data() + number.size();
    std::int64_t version = 0;
    const auto [stop, code] = std::from_chars(number.data(), end, version);
    if (number.empty() || !detail::is_digit(number.front()) || stop != end) {
      return detail::failure{errc::invalid_attribute, "dataschema", place(detail::attribute_dataschema)};
    }
    if (code != std::errc{}) {
      return detail::failure{errc::out_of_range, "dataschema", place(detail::attribute_dataschema)};
    }
    return version;
  }

  /// The form of the data. Accessors of a document give the same results whether the data is a string or an object.
  [[nodiscard]] enum data_form data_form() const noexcept {
    const detail::event_record* const r = record();
    return r == nullptr ? callview::data_form::absent : r->form;
  }
  /// The bytes of `data` in the body, unchanged and including the quotes of a string. If the event has `data_base64`
  /// instead, the bytes of that. Empty if there is no data.
  [[nodiscard]] std::string_view raw_data() const noexcept {
    const detail::event_record* const r = record();
    return r == nullptr ? std::string_view{} : state_->body.view(r->data);
  }
  /// The data as plain JSON text: the unescaped contents of a string, and any other value as it is. Does not validate
  /// the text, except that an invalid escape or an unpaired surrogate in the string is `data_not_json`. Other errors:
  /// `data_absent` if there is no data or it is null, `data_is_base64`, `out_of_memory`, `stale_view`. Makes no view
  /// stale.
  [[nodiscard]] result<std::string_view> data_json() const noexcept {
    using namespace detail;
    const event_record* const r = record();
    if (r == nullptr) { return failure{gone()}; }
    envelope& body = state_->body;
    const std::uint32_t offset = body.base + r->data.begin;
    const std::string_view raw = body.view(r->data);
    switch (r->form) {
      case callview::data_form::absent: return failure{errc::data_absent, "data", begin_of(*r)};
      case callview::data_form::null: return failure{errc::data_absent, "data", offset};
      case callview::data_form::base64: return failure{errc::data_is_base64, "data", offset};
      case callview::data_form::string: break;
      default: return raw;
    }
    if (!body.reserve_mirror()) { return failure{errc::out_of_memory, "data", offset}; }
    char* const target = body.mirror.data() + r->data.begin;
    const unescaped u = body.run.unescape(raw.data() + 1, raw.size() - 2, target);
    if (u.fault != unescape_fault::none) { return failure{errc::data_not_json, "data", offset}; }
    return std::string_view(target, u.size);
  }

  /// Opens the document in the data. A second call returns the same view. The view, and everything obtained from it,
  /// becomes stale when you call as() for another event of the same decoder, even if the document there is invalid. But
  /// if is<T>() is false, or if the data is not a string or an object, as() opens nothing and makes nothing stale.
  ///
  /// If there is no such document, error() of the view says why and where, and every accessor returns the same code:
  ///  - `wrong_event_type` if is<T>() is false
  ///  - `data_absent` if there is no data or it is null
  ///  - `data_is_base64`
  ///  - `data_not_json` if the data cannot be unescaped or is not JSON
  ///  - `data_not_an_object` if the data is JSON but not an object
  ///  - `out_of_memory` or `stale_view`
  ///
  /// A syntax error inside the document affects only the innermost object or list that contains it: see document.hpp.
  template <detail::document_type T>
  [[nodiscard]] T as() const noexcept {
    const detail::failure f = open(detail::document_line<T>::kinds, detail::type_of<T>);
    if (f.code != errc::ok) { return detail::view_access::missing<T>(f); }
    return detail::view_access::document<T>(*state_->document);
  }
  /// Same as as<call_summary>().
  [[nodiscard]] callview::call_summary call_summary() const noexcept { return as<callview::call_summary>(); }

  /// The JSON text of the event in the body. Empty for a stale event.
  [[nodiscard]] std::string_view raw() const noexcept {
    return record() == nullptr ? std::string_view{} : state_->body.element(number_);
  }

 private:
  friend class batch;
  friend struct detail::event_access;
  event(detail::decoder_state& state, std::uint32_t number) noexcept
      : state_(&state), generation_(state.generation), number_(number) {}

  [[nodiscard]] const detail::event_record* record() const noexcept {
    return state_ != nullptr && state_->generation == generation_ ? state_->body.record(number_) : nullptr;
  }
  [[nodiscard]] detail::failure open(detail::kind_range kinds, const detail::object_type& type) const noexcept {
    const detail::event_record* const r = record();
    if (r == nullptr) { return {gone()}; }
    if (!kinds.holds(r->kind)) { return {errc::wrong_event_type, "type", place(detail::attribute_type)}; }
    return state_->open_event_data(type, number_);
  }
  [[nodiscard]] errc gone() const noexcept { return errc::stale_view; }
  [[nodiscard]] std::string_view required(detail::attribute a) const noexcept {
    const detail::event_record* const r = record();
    return r == nullptr ? std::string_view{} : state_->body.attribute_text(*r, a);
  }
  [[nodiscard]] result<std::string_view> optional(detail::attribute a) const noexcept {
    const char* const name = detail::member_names[a].data();
    const detail::event_record* const r = record();
    if (r == nullptr) { return detail::failure{gone(), name}; }
    const detail::slice s = r->text[a];
    if (s.begin == 0) { return detail::failure{errc::field_absent, name, begin_of(*r)}; }
    if (!detail::holds_text(s)) {
      const errc code = s.end == detail::end_wrong_type ? errc::wrong_type : errc::invalid_string;
      return detail::failure{code, name, state_->body.base + s.begin};
    }
    return state_->body.attribute_text(*r, a);
  }
  [[nodiscard]] std::uint32_t begin_of(const detail::event_record& r) const noexcept {
    return state_->body.base + r.begin;
  }
  /// The offset in the body of an attribute's opening quote.
  [[nodiscard]] std::uint32_t place(detail::attribute a) const noexcept {
    return state_->body.base + record()->text[a].begin - 1;
  }
  static std::uint32_t offset_of(const result<std::string_view>& r) noexcept {
    return static_cast<std::uint32_t>(r.error().offset);  // npos becomes no_offset
  }

  detail::decoder_state* state_ = nullptr;
  std::uint32_t generation_ = 0;
  std::uint32_t number_ = 0;
};

}  // namespace CALLVIEW_ABI
}  // namespace callview

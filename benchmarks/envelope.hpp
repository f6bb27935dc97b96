// SPDX-License-Identifier: MIT
// The same envelope checks as in callview, for its peers. A peer passes the members in any order.
#pragma once

#include <callview/callview.hpp>

#include <array>
#include <cstdint>
#include <string_view>

namespace bench {

enum attribute : unsigned {
  attribute_id,
  attribute_source,
  attribute_specversion,
  attribute_type,
  attribute_time,
  attribute_subject,
  attribute_datacontenttype,
  attribute_dataschema,
  attribute_data,
  attribute_data_base64,
};
inline constexpr callview::detail::key_table<10> attribute_keys{std::array<std::string_view, 10>{
    "id", "source", "specversion", "type", "time", "subject", "datacontenttype", "dataschema", "data", "data_base64"}};

inline bool is_call_summary(std::string_view type) {
  constexpr std::string_view family = "com.twilio.voice.insights.call-summary.";
  if (!type.starts_with(family)) { return false; }
  type.remove_prefix(family.size());
  return type == "complete" || type == "partial" || type == "predicted-complete";
}

class envelope {
 public:
  /// Notes a member. A peer calls this for each member with a known name, even if the value is null.
  void see(unsigned a) {
    twice_ |= seen_ & 1U << a;
    seen_ |= 1U << a;
  }
  void set(unsigned a, std::string_view text) {
    texts_[a] = text;
    set_ |= 1U << a;
  }
  /// Notes that `data` or `data_base64` is not null.
  void set_data(unsigned a) { set_ |= 1U << a; }

  /// The text of a member, or empty if it was not set.
  [[nodiscard]] std::string_view text(unsigned a) const {
    return (set_ >> a & 1) != 0 ? texts_[a] : std::string_view{};
  }
  [[nodiscard]] bool has(unsigned a) const { return (set_ >> a & 1) != 0; }

  /// Whether the members so far form a valid event. set() is called only for strings.
  [[nodiscard]] bool is_valid() const {
    constexpr unsigned both = 1U << attribute_data | 1U << attribute_data_base64;
    return twice_ == 0 && !text(attribute_id).empty() && !text(attribute_source).empty() &&
           text(attribute_specversion) == "1.0" && !text(attribute_type).empty() && (set_ & both) != both;
  }

 private:
  std::uint32_t seen_ = 0;
  std::uint32_t twice_ = 0;
  std::uint32_t set_ = 0;
  std::array<std::string_view, attribute_data> texts_;
};

/// The event that tasks receive. `Open` is called with a function that reads the open summary. It returns whether there
/// is a summary.
template <class Open>
class event_view {
 public:
  event_view(const envelope& e, Open open) : envelope_(e), open_(open) {}
  [[nodiscard]] std::string_view id() const { return envelope_.text(attribute_id); }
  [[nodiscard]] std::string_view type() const { return envelope_.text(attribute_type); }
  // All peers use callview's code for timestamps, because only the JSON work is compared.
  [[nodiscard]] bool time(callview::timestamp& out) const {
    return callview::detail::parse_timestamp(envelope_.text(attribute_time), out);
  }
  [[nodiscard]] bool is_call_summary() const { return bench::is_call_summary(type()); }
  // All peers also use callview's code to determine the kind of an event.
  [[nodiscard]] callview::event_kind kind() const { return callview::detail::find_event_kind(type()); }
  template <class C, class Read>
  bool open(Read read) {
    return open_(read);
  }

 private:
  const envelope& envelope_;
  Open open_;
};

}  // namespace bench

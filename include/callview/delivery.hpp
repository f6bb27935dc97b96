// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Delivery: duplicates, order and HTTP status. Twilio delivers events at least once and in any order. The HTTP status
/// that the receiver returns decides what happens to the events. You can use each part alone: `event_key`;
/// `seen_events`, which detects duplicates; `latest_summaries`, which keeps the rank of the newest summary of each
/// call; and the functions for the HTTP status.

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "callview/call_summary.hpp"
#include "callview/error.hpp"
#include "callview/event.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

/// True if the summary with rank `a` supersedes the summary with rank `b` of the same call or conference. The later
/// kind supersedes the earlier one, in the order partial, predicted complete, complete. If the kinds are equal, the
/// higher processing version supersedes the lower one. If the versions are also equal, the later time supersedes the
/// earlier one. The kind `other`, a missing version and a missing time rank lowest. This is a strict weak order. With
/// equal ranks, neither summary supersedes the other, so you can keep the first one.
[[nodiscard]] constexpr bool supersedes(const summary_rank& a, const summary_rank& b) noexcept { return a > b; }

/// Identifies an event. Keep the keys of the events that you have processed, and drop an event if you already have its
/// key. CloudEvents guarantees that source and id together identify an event. One of them alone does not.
///
/// A key owns its strings, so it remains valid without the body and the decoder. It works in ordered and unordered
/// containers. The hash uses `std::hash`, which does not resist deliberate collisions. So if untrusted senders can
/// reach your endpoint, use an ordered container or `seen_events`. The order compares bytes, source before id, and has
/// no other meaning. If an allocation fails, making or copying a key throws `std::bad_alloc`.
class event_key {
 public:
  event_key() = default;
  /// Makes the key of an event. The keys of all stale events are empty and equal.
  explicit event_key(const event& e) : event_key(e.source(), e.id()) {}
  /// Makes a key from stored strings.
  event_key(std::string_view source, std::string_view id) : source_(source), id_(id) {}

  /// The `source` of the event. Valid as long as the key.
  [[nodiscard]] std::string_view source() const noexcept { return source_; }
  /// The `id` of the event. Valid as long as the key.
  [[nodiscard]] std::string_view id() const noexcept { return id_; }
  /// True if the key belongs to no event, because the id of an event is never empty.
  [[nodiscard]] bool empty() const noexcept { return id_.empty(); }

  /// True if both keys identify the same event.
  [[nodiscard]] friend bool operator==(const event_key&, const event_key&) noexcept = default;
  /// Orders by source, then by id; for ordered containers.
  [[nodiscard]] friend std::strong_ordering operator<=>(const event_key&, const event_key&) noexcept = default;

 private:
  std::string source_;
  std::string id_;
};

namespace detail {

/// The size of a key's strings, in bytes.
inline std::size_t text_bytes(const event_key& key) noexcept { return key.source().size() + key.id().size(); }
inline std::size_t text_bytes(const std::string& key) noexcept { return key.size(); }

/// A map that bounds the number of its entries and the bytes of their keys. To make room, it removes its oldest entry.
/// It is ordered, so no choice of keys makes it slow. A linked list orders the entries by age.
template <class Key, class Value>
class bounded_map {
 public:
  bounded_map(std::size_t max_entries, std::size_t max_bytes) noexcept
      : max_entries_(max_entries), max_bytes_(max_bytes) {}
  bounded_map(const bounded_map&) = delete;
  bounded_map& operator=(const bounded_map&) = delete;
  ~bounded_map() = default;

  [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
  /// Number of keys that were evicted or rejected because there was no room.
  [[nodiscard]] std::uint64_t forgotten() const noexcept { return forgotten_; }

  [[nodiscard]] Value* find(const Key& key) {
    const auto found = entries_.find(key);
    return found == entries_.end() ? nullptr : &found->second.value;
  }
  [[nodiscard]] const Value* find(const Key& key) const {
    const auto found = entries_.find(key);
    return found == entries_.end() ? nullptr : &found->second.value;
  }
  /// The value of the oldest entry; null if there is none.
  [[nodiscard]] const Value* oldest() const noexcept { return oldest_ == nullptr ? nullptr : &oldest_->value; }

  /// Adds a key that is not in the map yet, as the newest entry.
  void add(const Key& key, const Value& value) {
    const std::size_t bytes = text_bytes(key);
    if (max_entries_ == 0 || bytes > max_bytes_) {
      ++forgotten_;
      return;
    }
    while (entries_.size() >= max_entries_ || bytes_ > max_bytes_ - bytes) {
      remove_oldest();
      ++forgotten_;
    }
    const auto added = entries_.try_emplace(key, value).first;
    added->second.key = &added->first;
    bytes_ += bytes;
    link(added->second);
  }
  void remove(const Key& key) {
    const auto found = entries_.find(key);
    if (found == entries_.end()) { return; }
    unlink(found->second);
    bytes_ -= text_bytes(found->first);
    entries_.erase(found);
  }
  void remove_oldest() {
    if (oldest_ != nullptr) { remove(*oldest_->key); }
  }
  /// Makes an existing entry the newest one.
  void renew(const Key& key) {
    const auto found = entries_.find(key);
    if (found == entries_.end()) { return; }
    unlink(found->second);
    link(found->second);
  }

 private:
  struct entry {
    explicit entry(const Value& v) : value(v) {}
    Value value;
    const Key* key = nullptr;
    entry* older = nullptr;
    entry* newer = nullptr;
  };
  void link(entry& e) noexcept {
    e.older = newest_;
    e.newer = nullptr;
    (newest_ == nullptr ? oldest_ : newest_->newer) = &e;
    newest_ = &e;
  }
  void unlink(entry& e) noexcept {
    (e.older == nullptr ? oldest_ : e.older->newer) = e.newer;
    (e.newer == nullptr ? newest_ : e.newer->older) = e.older;
  }

  std::map<Key, entry> entries_;
  entry* oldest_ = nullptr;
  entry* newest_ = nullptr;
  std::size_t bytes_ = 0;
  std::size_t max_entries_;
  std::size_t max_bytes_;
  std::uint64_t forgotten_ = 0;
};

}  // namespace detail

/// Remembers recent events in bounded memory, to detect duplicates if you have no database that does so.
/// The contents do not survive a restart, and each process needs its own object.
///
///     if (seen.contains(key)) { return; }  // answer as if it had been stored
///     store(event);
///     seen.insert(key);  // only now: if storing fails, the event must be accepted when it is delivered again
///
/// A lookup takes logarithmic time, whatever keys the senders choose. So does an insertion, on average; a single
/// insertion can take longer, because it removes all expired keys. Use the object in one thread at a time. It can be
/// neither copied nor moved. If an allocation fails, insert() throws `std::bad_alloc`.
///
/// `Clock` is the clock of all times that you pass. The class is a template, so only programs that use it compile it.
template <class Clock>
class basic_seen_events {
 public:
  using clock = Clock;                            ///< The clock that `now` refers to.
  using time_point = typename Clock::time_point;  ///< A time of that clock.

  /// Remembers a key for `window` after its first insert(). Twilio retries for up to 4 hours, so 24 hours is safe.
  /// Holds at most `max_events` keys, and at most `max_bytes` bytes of their strings. A key takes about 150 bytes in
  /// addition to its strings.
  explicit basic_seen_events(std::size_t max_events = 1'000'000, std::chrono::seconds window = std::chrono::hours(24),
                             std::size_t max_bytes = 256U << 20) noexcept
      : keys_(max_events, max_bytes), window_(window) {}

  /// True if the key was inserted within the window before `now` and was not forgotten.
  [[nodiscard]] bool contains(const event_key& key, time_point now = Clock::now()) const {
    const time_point* const inserted = keys_.find(key);
    return inserted != nullptr && !has_ended(*inserted, now);
  }
  /// Adds a key and returns true. If contains() is true for the key, returns false and keeps the time of its first
  /// insertion. Drops keys that are older than the window, and forgets the oldest keys if there is no room. A key that
  /// is larger than `max_bytes` is forgotten at once.
  bool insert(const event_key& key, time_point now = Clock::now()) {
    for (const auto* oldest = keys_.oldest(); oldest != nullptr && has_ended(*oldest, now); oldest = keys_.oldest()) {
      keys_.remove_oldest();
    }
    if (const time_point* inserted = keys_.find(key)) {
      if (!has_ended(*inserted, now)) { return false; }
      keys_.remove(key);  // expired, but not the oldest: the caller's times went backwards
    }
    keys_.add(key, now);
    return true;
  }

  /// The number of keys held. It includes keys older than the window until the next insert() drops them.
  [[nodiscard]] std::size_t size() const noexcept { return keys_.size(); }
  /// The number of keys that were forgotten within their window because there was no room, since construction. Their
  /// duplicates are not detected. If this number grows, raise the limits.
  [[nodiscard]] std::uint64_t forgotten() const noexcept { return keys_.forgotten(); }

 private:
  [[nodiscard]] bool has_ended(time_point inserted, time_point now) const noexcept { return now - inserted >= window_; }

  detail::bounded_map<event_key, time_point> keys_;
  std::chrono::seconds window_;
};
/// `basic_seen_events` with a monotonic clock.
using seen_events = basic_seen_events<std::chrono::steady_clock>;

/// Remembers the rank of the newest summary of each call (or conference) in bounded memory, to detect superseded
/// summaries if you have no database that does so. The contents do not survive a restart.
///
///     if (latest.insert(call.call_sid().value_or(""), call.rank())) { show(call); }
///
/// A lookup takes logarithmic time, whatever SIDs the senders choose. So does an insertion, on average; a single
/// insertion can take longer, because it may have to forget several calls. Use the object in one thread at a time. It
/// can be neither copied nor moved. If an allocation fails, insert() and find() throw `std::bad_alloc`.
///
/// `Rank` is a type with `operator>`. The class is a template, so only programs that use it compile it.
template <class Rank>
class basic_latest_summaries {
 public:
  /// Holds at most `max_calls` ranks, and at most `max_bytes` bytes of SIDs. A rank takes about 150 bytes in addition
  /// to its SID.
  explicit basic_latest_summaries(std::size_t max_calls = 100'000, std::size_t max_bytes = 64U << 20) noexcept
      : ranks_(max_calls, max_bytes) {}

  /// Adds the rank of a summary. Returns true if the summary is the first one of its call or supersedes the newest one
  /// so far. With equal ranks, keeps the first summary. If there is no room, forgets the calls whose newest summaries
  /// were added longest ago. A call whose SID is larger than `max_bytes` is forgotten at once. All summaries with an
  /// empty SID count as summaries of one call.
  bool insert(std::string_view sid, const Rank& rank) {
    const std::string key(sid);
    Rank* const newest = ranks_.find(key);
    if (newest == nullptr) {
      ranks_.add(key, rank);
      return true;
    }
    if (!(rank > *newest)) { return false; }
    *newest = rank;
    ranks_.renew(key);
    return true;
  }
  /// The rank of the newest summary of a call. Empty if there was none or the call was forgotten.
  [[nodiscard]] std::optional<Rank> find(std::string_view sid) const {
    const Rank* const newest = ranks_.find(std::string(sid));
    return newest == nullptr ? std::nullopt : std::optional(*newest);
  }

  /// The number of calls held.
  [[nodiscard]] std::size_t size() const noexcept { return ranks_.size(); }
  /// The number of calls that were forgotten because there was no room, since construction. The next summary of such a
  /// call counts as its first. If this number grows, raise the limits.
  [[nodiscard]] std::uint64_t forgotten() const noexcept { return ranks_.forgotten(); }

 private:
  detail::bounded_map<std::string, Rank> ranks_;
};
/// `basic_latest_summaries` for the rank() of call summaries and conference summaries.
using latest_summaries = basic_latest_summaries<summary_rank>;

/// What happened to a delivery as a whole. See answer_to().
enum class delivery_outcome : std::uint8_t {
  stored,         ///< Each event is stored durably, was stored before, or is not needed.
  set_aside,      ///< The unreadable parts are kept durably as received, and the rest is stored.
  incomplete,     ///< The body is empty or truncated. Nothing is stored.
  not_http,       ///< The request violates HTTP, or the connection ended before the body did. Nothing is stored.
  not_signed,     ///< The signature is missing or wrong. Nothing is decoded or stored.
  too_large,      ///< The body is larger than the receiver accepts. Nothing is stored.
  not_stored,     ///< Queue or disk full, database locked, or out of memory. Nothing is stored; a retry may succeed.
  other_method,   ///< The method is neither POST nor OPTIONS.
  asked_options,  ///< The method is OPTIONS.
};

/// Answer to a delivery.
struct delivery_answer {
  int status;                       ///< The HTTP status.
  bool is_sent_again;               ///< True if Twilio delivers the events again after this status.
  std::string_view header_name{};   ///< The header that the answer needs: `Allow`, `Retry-After`, or empty for none.
  std::string_view header_value{};  ///< The value of that header; seconds for `Retry-After`. Static, like the name.
};

/// The answer to a delivery, for receivers that verify signatures and keep what they cannot read. Other receivers can
/// use `suggested_http_status()`.
///
/// | outcome | answer | what Twilio does |
/// |---|---|---|
/// | `stored`, `set_aside` | 204 | nothing more |
/// | `incomplete` | 500 | delivers again |
/// | `not_http` | 400 | does not send such requests; if its connection broke, it gets no answer and delivers again |
/// | `not_signed` | 403 | discards the events; if it sent them, a secret or the URL is wrong |
/// | `too_large` | 413 | discards the events: choose the limit with care |
/// | `not_stored` | 503 and `Retry-After` | delivers again |
/// | `other_method` | 405 and `Allow` | discards the events |
/// | `asked_options` | 204 and `Allow` | |
[[nodiscard]] constexpr delivery_answer answer_to(delivery_outcome outcome) noexcept {
  switch (outcome) {
    case delivery_outcome::stored:
    case delivery_outcome::set_aside: return {204, false};
    case delivery_outcome::incomplete: return {500, true};
    case delivery_outcome::not_http: return {400, false};
    case delivery_outcome::not_signed: return {403, false};
    case delivery_outcome::too_large: return {413, false};
    case delivery_outcome::not_stored: return {503, true, "Retry-After", "5"};
    case delivery_outcome::other_method: return {405, false, "Allow", "POST, OPTIONS"};
    case delivery_outcome::asked_options: return {204, false, "Allow", "POST, OPTIONS"};
  }
  return {500, true};  // unknown to this version: ask for redelivery
}

/// True if the text begins with a JSON object or array that has no end, like a truncated body. Also true for an empty
/// or blank text. Looks only at brackets and quotes. Linear in the text.
[[nodiscard]] bool ends_early(std::string_view json) noexcept;

/// The outcome for an error of `decode*()`, of an element of the batch, or of a document. This function is for
/// receivers that verify signatures and keep what they cannot read. `body` is the whole body. Do not pass errors of
/// accessors, `raw()` or `validate()`. The outcomes are:
///  - `stored` for `ok` and `wrong_event_type`
///  - `incomplete` for `empty_body`, and for `malformed_json` and `not_utf8` if ends_early() is true
///  - `too_large` for `body_too_large`
///  - `not_stored` for `out_of_memory` and `stale_view`
///  - `set_aside` for every other error
[[nodiscard]] delivery_outcome outcome_of(errc code, std::string_view body) noexcept;

/// The HTTP status for an error of `decode*()`, of an element of the batch, or of a document. A delivery gets one HTTP
/// response. If there are several errors, send the highest of their statuses. Do not pass errors of accessors, `raw()`
/// or `validate()`. For example, a `too_deep` of `raw()` concerns only one value, but this function returns 500 for it.
///
/// Twilio treats 200 and 204 as success. After 429, 5xx or no answer within five seconds, it delivers again, for up to
/// four hours. After any other 4xx, it discards the events for good, so this function never returns a 4xx. What matters
/// is whether another delivery can succeed:
///  - 503 if the receiver failed: `out_of_memory`, or `stale_view`, which is a mistake in the program.
///  - 500 if the body as a whole could not be read: `empty_body`, `malformed_json` and `not_utf8`, because the body
///    may have been damaged or truncated on the way; `body_too_large` and `too_deep`, because you may raise the limits.
///  - 200 for everything else. Events of other types (`wrong_event_type`) and missing fields are no loss. Redelivery
///    would repeat the whole batch, and an invalid event would still be invalid. To keep such an event, store the body
///    before you answer.
///
/// Do not decode a body with a wrong signature: answer 403. To discard bodies that are too large, answer
/// `body_too_large` with 413. A receiver that verified the signature and keeps what it cannot read does not need a
/// second delivery of a malformed body: see answer_to().
[[nodiscard]] constexpr int suggested_http_status(errc code) noexcept {
  switch (code) {  // without a default, so that a new code is not forgotten here
    case errc::out_of_memory:
    case errc::stale_view: return 503;

    case errc::empty_body:
    case errc::body_too_large:
    case errc::malformed_json:
    case errc::not_utf8:
    case errc::too_deep: return 500;

    case errc::ok:
    case errc::not_an_event:
    case errc::missing_attribute:
    case errc::duplicate_attribute:
    case errc::invalid_attribute:
    case errc::unsupported_specversion:
    case errc::wrong_event_type:
    case errc::data_absent:
    case errc::data_not_json:
    case errc::data_not_an_object:
    case errc::data_is_base64:
    case errc::field_absent:
    case errc::field_null:
    case errc::wrong_type:
    case errc::out_of_range:
    case errc::invalid_timestamp:
    case errc::invalid_string:
    case errc::duplicate_field: return 200;
  }
  return 500;  // unknown to this version: ask for redelivery
}
/// Same as above, for an error; 200 if there is none.
[[nodiscard]] constexpr int suggested_http_status(const error& e) noexcept { return suggested_http_status(e.code); }

}  // namespace CALLVIEW_ABI
}  // namespace callview

template <>
struct std::hash<callview::event_key> {
  [[nodiscard]] std::size_t operator()(const callview::event_key& key) const noexcept {
    const std::hash<std::string_view> of_text;
    // Not symmetric, so that swapping source and id changes the hash.
    return of_text(key.source()) * 31 + of_text(key.id());
  }
};

#if CALLVIEW_DEFINITIONS
#include "callview/delivery-inl.hpp"  // IWYU pragma: keep
#endif

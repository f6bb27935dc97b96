// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The Conference Summary: one class per object type, one line per field. What holds for every accessor, and the words
/// that say where a fact comes from, are in document.hpp. The partial summary comes when a conference begins: what is
/// known at its end only is absent or null there.

#include "callview/document.hpp"
#include "callview/fields.hpp"
#include "callview/list.hpp"
#include "callview/values.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

// clang-format off

/// State of a conference.
CALLVIEW_ENUM(conference_status, in_progress, not_started, completed, summary_timeout)

/// Why a conference ended.
CALLVIEW_ENUM(conference_end_reason, last_participant_left, conference_ended_via_api,
  participant_with_end_conference_on_exit_left, last_participant_kicked, participant_with_end_conference_on_exit_kicked)

/// The objects inside a conference summary.
namespace conferences {

/// Number of problems of each kind.
class detected_issues : public object_view<detected_issues> {
 public:
  /// Problems of call quality. Event 1, 2.
  CALLVIEW_FIELD(integer, call_quality)
  /// Problems of the configured regions. Event 1, 2.
  CALLVIEW_FIELD(integer, region_configuration)
  /// Problems of what participants did. Event 1, 2.
  CALLVIEW_FIELD(integer, participant_behavior)
};

/// Participants that joined under the same identity.
class duplicate_identity : public object_view<duplicate_identity> {
 public:
  /// The identity. Event 2.
  CALLVIEW_FIELD(string, participant_identity, personal)
  /// SIDs of the participants (`CP...`). Event 2.
  CALLVIEW_FIELD(strings, participant_sids)
};

/// Why the conference never began.
class start_failure : public object_view<start_failure> {
 public:
  /// Reason; open text. Documented as `no_concurrent_participants`; a sentence in the published example. Event 2.
  CALLVIEW_FIELD(string, reason)
};

/// Details of some tags, by the tag. Further tags may come: see unknown_fields().
class tag_info : public object_view<tag_info> {
 public:
  /// Identities that more than one participant had. Event 2.
  CALLVIEW_FIELD(objects<conferences::duplicate_identity>, duplicate_identity)
  /// Why the conference never began. Event 2.
  CALLVIEW_FIELD(object<conferences::start_failure>, start_failure)
};

}  // namespace conferences

/// Identities that more than one participant had: a range of `conferences::duplicate_identity`.
using duplicate_identity_list = object_list<conferences::duplicate_identity>;

/// A Voice Insights Conference Summary, whatever the form of the `data` that held it: of `conference-summary.partial`
/// and of `conference-summary.complete`.
class conference_summary : public document_view<conference_summary> {
 public:
  /// SID of the conference (`CF...`). Event 1, 2.
  CALLVIEW_FIELD(string, conference_sid)
  /// SID of the account that owns the conference. Event 1, 2.
  CALLVIEW_FIELD(string, account_sid)
  /// Name that the customer gave it. Twilio deletes it within 30 days, as personal data. Event 1, 2.
  CALLVIEW_FIELD(string, friendly_name, personal)
  /// When the conference was created. Event 1, 2.
  CALLVIEW_FIELD(time, create_time)
  /// When it began: two participants were in it, one of whom starts it. Null in REST where it never began. Event 1, 2.
  CALLVIEW_FIELD(time, start_time)
  /// When it ended. Event 1, 2.
  CALLVIEW_FIELD(time, end_time)
  /// From creation to end, in seconds; `duration` in a call summary. Event 1, 2.
  CALLVIEW_FIELD(seconds, duration_seconds)
  /// From beginning to end, in seconds; 0 where it never began. Event 1, 2.
  CALLVIEW_FIELD(seconds, connect_duration_seconds)
  /// State of the conference. Event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::conference_status>, status)
  /// Most participants that were allowed. Event 1, 2.
  CALLVIEW_FIELD(integer, max_participants)
  /// Most participants at one time. Event 1, 2.
  CALLVIEW_FIELD(integer, max_concurrent_participants)
  /// Number of different caller IDs. Event 1, 2.
  CALLVIEW_FIELD(integer, unique_participants)
  /// Why it ended. Event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::conference_end_reason>, end_reason)
  /// SID of the call that ended it. Event 1, 2.
  CALLVIEW_FIELD(string, ended_by)
  /// Region in which it was mixed. Event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::region>, mixer_region)
  /// Region in which it was to be mixed. Event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::region>, mixer_region_requested)
  /// Whether the mixer recorded. Event 1, 2.
  CALLVIEW_FIELD(boolean, recording_enabled)
  /// Number of problems of each kind. Event 1, 2.
  CALLVIEW_FIELD(object<conferences::detected_issues>, detected_issues)
  /// Conditions that the analysis found, such as `high_jitter` or `detected_silence`; open text, `silent` in the
  /// published example. Event 1, 2.
  CALLVIEW_FIELD(strings, tags)
  /// Details of some tags. Event 1, 2.
  CALLVIEW_FIELD(object<conferences::tag_info>, tag_info)
  /// State of this summary. Independent of the event's type: a complete event may say `in_progress`. Event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::conference_processing_state>, processing_state)
  /// Address of the REST resource; never in an event. REST.
  CALLVIEW_FIELD(string, url)
  /// Addresses of the resources below it; never in an event. The JSON text. REST.
  CALLVIEW_FIELD(raw_object, links)
  // clang-format on

  /// By what this summary supersedes others of the same conference: complete ones supersede partial ones, later events
  /// earlier ones. There is no processing version.
  [[nodiscard]] summary_rank rank() const noexcept { return detail::rank_by_event(*this); }
};

}  // namespace CALLVIEW_ABI
}  // namespace callview

// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The Conference Summary. This header has one class per object type and one line per field. document.hpp describes
/// what all accessors have in common, and what "Source" means. Twilio sends the partial summary when the conference
/// begins, so values that are known only at its end are absent or null in that summary.

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

/// Number of detected problems by kind.
class detected_issues : public object_view<detected_issues> {
 public:
  /// Number of call quality problems. Source: event 1, 2.
  CALLVIEW_FIELD(integer, call_quality)
  /// Number of region configuration problems. Source: event 1, 2.
  CALLVIEW_FIELD(integer, region_configuration)
  /// Number of participant behavior problems. Source: event 1, 2.
  CALLVIEW_FIELD(integer, participant_behavior)
};

/// Participants that joined with the same identity.
class duplicate_identity : public object_view<duplicate_identity> {
 public:
  /// The identity. Source: event 2.
  CALLVIEW_FIELD(string, participant_identity, personal)
  /// SIDs of the participants (`CP...`). Source: event 2.
  CALLVIEW_FIELD(strings, participant_sids)
};

/// Why the conference never started.
class start_failure : public object_view<start_failure> {
 public:
  /// Reason, as free-form text. The documentation has `no_concurrent_participants`; the published example has a
  /// sentence. Source: event 2.
  CALLVIEW_FIELD(string, reason)
};

/// Details of some tags. The key of each member is a tag. unknown_fields() returns the details of tags that callview
/// does not know.
class tag_info : public object_view<tag_info> {
 public:
  /// Identities with more than one participant. Source: event 2.
  CALLVIEW_FIELD(objects<conferences::duplicate_identity>, duplicate_identity)
  /// Why the conference never started. Source: event 2.
  CALLVIEW_FIELD(object<conferences::start_failure>, start_failure)
};

}  // namespace conferences

/// Identities with more than one participant: a range of `conferences::duplicate_identity`.
using duplicate_identity_list = object_list<conferences::duplicate_identity>;

/// A Voice Insights Conference Summary. `data` can be a JSON string or a JSON object. The event types are
/// `conference-summary.partial` and `conference-summary.complete`.
class conference_summary : public document_view<conference_summary> {
 public:
  /// SID of the conference (`CF...`). Source: event 1, 2.
  CALLVIEW_FIELD(string, conference_sid)
  /// SID of the account that owns the conference. Source: event 1, 2.
  CALLVIEW_FIELD(string, account_sid)
  /// Name that the customer gave the conference. Twilio treats it as personal data and deletes it within 30 days.
  /// Source: event 1, 2.
  CALLVIEW_FIELD(string, friendly_name, personal)
  /// When the conference was created. Source: event 1, 2.
  CALLVIEW_FIELD(time, create_time)
  /// When the conference started: when two participants were in it, one of whom could start it. Null in REST if it
  /// never started. Source: event 1, 2.
  CALLVIEW_FIELD(time, start_time)
  /// When the conference ended. Source: event 1, 2.
  CALLVIEW_FIELD(time, end_time)
  /// Time from creation to end, in seconds. A call summary uses the key `duration`. Source: event 1, 2.
  CALLVIEW_FIELD(seconds, duration_seconds)
  /// Time from start to end, in seconds; 0 if the conference never started. Source: event 1, 2.
  CALLVIEW_FIELD(seconds, connect_duration_seconds)
  /// State of the conference. Source: event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::conference_status>, status)
  /// Largest number of participants allowed. Source: event 1, 2.
  CALLVIEW_FIELD(integer, max_participants)
  /// Largest number of participants at one time. Source: event 1, 2.
  CALLVIEW_FIELD(integer, max_concurrent_participants)
  /// Number of different caller IDs. Source: event 1, 2.
  CALLVIEW_FIELD(integer, unique_participants)
  /// Why the conference ended. Source: event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::conference_end_reason>, end_reason)
  /// SID of the call that ended the conference. Source: event 1, 2.
  CALLVIEW_FIELD(string, ended_by)
  /// Region in which the conference was mixed. Source: event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::region>, mixer_region)
  /// Requested mixer region. Source: event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::region>, mixer_region_requested)
  /// Whether the mixer recorded the conference. Source: event 1, 2.
  CALLVIEW_FIELD(boolean, recording_enabled)
  /// Number of detected problems by kind. Source: event 1, 2.
  CALLVIEW_FIELD(object<conferences::detected_issues>, detected_issues)
  /// Conditions that Twilio's analysis found, as free-form text, such as `high_jitter` or `detected_silence`. The
  /// published example has `silent`. Source: event 1, 2.
  CALLVIEW_FIELD(strings, tags)
  /// Details of some tags. Source: event 1, 2.
  CALLVIEW_FIELD(object<conferences::tag_info>, tag_info)
  /// State of this summary, not of the conference. It does not follow from the event type: a complete event may have
  /// `in_progress` here. Source: event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::conference_processing_state>, processing_state)
  /// URL of the REST resource; never sent in an event. Source: REST.
  CALLVIEW_FIELD(string, url)
  /// URLs of nested REST resources, as JSON text; never sent in an event. Source: REST.
  CALLVIEW_FIELD(raw_object, links)
  // clang-format on

  /// Rank of this summary among the summaries of the same conference: see supersedes(). A complete summary supersedes a
  /// partial one. Of two summaries of the same kind, the one with the later event time supersedes the other. There is
  /// no processing version.
  [[nodiscard]] summary_rank rank() const noexcept { return detail::rank_by_event(*this); }
};

}  // namespace CALLVIEW_ABI
}  // namespace callview

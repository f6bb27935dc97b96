// SPDX-License-Identifier: MIT
// The fields of the other documents as the tests know them, as schema_list.hpp does for call summaries: deliberately
// separate from the headers, so that a test fails if a field there is lost, renamed, or given another type or mark.
//
// DOCUMENT_FIELDS_<list>(F) calls F(type, name, mark) for each field of a class, the mark being `plain` or `personal`.
// DOCUMENT_CLASSES_<document>(C) calls C(class, list) for each class of a document, inner ones first. DOCUMENTS(D)
// calls D(document, fields, classes) for each document, with their numbers.
#pragma once

#define DOCUMENT_FIELDS_edge_metadata_gateway_metadata(F) \
  F(enumeration(region), region, plain)                   \
  F(string, twilio_ip, plain)                             \
  F(string, external_ip, personal)                        \
  F(string, edge_location, plain)

#define DOCUMENT_FIELDS_call_events_gateway_event(F) \
  F(object_of(callview::edge_metadata::gateway_metadata), metadata, plain)

#define DOCUMENT_FIELDS_call_events_error_info(F) \
  F(integer, code, plain)                         \
  F(string, message, plain)

#define DOCUMENT_FIELDS_call_events_feedback_info(F) \
  F(integer, score, plain)                           \
  F(string, reason, plain)

#define DOCUMENT_FIELDS_call_events_metric_data(F) \
  F(number, threshold, plain)                      \
  F(numbers, values, plain)

#define DOCUMENT_FIELDS_call_events_ice_candidate(F) \
  F(enumeration(ice_candidate_type), type, plain)    \
  F(enumeration(ice_protocol), protocol, plain)

#define DOCUMENT_FIELDS_call_events_ice_candidate_pair(F)          \
  F(object_of(callview::call_events::ice_candidate), local, plain) \
  F(object_of(callview::call_events::ice_candidate), remote, plain)

#define DOCUMENT_FIELDS_edge_metadata_location(F) \
  F(number, lat, personal)                        \
  F(number, lon, personal)

#define DOCUMENT_FIELDS_edge_metadata_browser(F) \
  F(string, name, plain)                         \
  F(string, major, plain)                        \
  F(string, version, plain)

#define DOCUMENT_FIELDS_edge_metadata_os(F) \
  F(string, name, plain)                    \
  F(string, version, plain)

#define DOCUMENT_FIELDS_edge_metadata_device(F) \
  F(string, model, plain)                       \
  F(string, type, plain)                        \
  F(string, vendor, plain)                      \
  F(string, arch, plain)

#define DOCUMENT_FIELDS_edge_metadata_sdk(F)                     \
  F(string, type, plain)                                         \
  F(string, version, plain)                                      \
  F(string, platform, plain)                                     \
  F(enumeration(region), region, plain)                          \
  F(enumeration(region), selected_region, plain)                 \
  F(object_of(callview::edge_metadata::browser), browser, plain) \
  F(object_of(callview::edge_metadata::os), os, plain)           \
  F(object_of(callview::edge_metadata::device), device, plain)

#define DOCUMENT_FIELDS_edge_metadata_client_metadata(F)           \
  F(string, client_name, personal)                                 \
  F(object_of(callview::edge_metadata::location), location, plain) \
  F(string, city, personal)                                        \
  F(string, country_code, plain)                                   \
  F(string, country_subdivision, personal)                         \
  F(string, ip_address, personal)                                  \
  F(object_of(callview::edge_metadata::sdk), sdk, plain)

#define DOCUMENT_FIELDS_call_events_client_event(F)                                  \
  F(object_of(callview::call_events::error_info), error, plain)                      \
  F(object_of(callview::call_events::feedback_info), feedback, plain)                \
  F(object_of(callview::call_events::metric_data), metric, plain)                    \
  F(object_of(callview::call_events::ice_candidate_pair), ice_candidate_pair, plain) \
  F(object_of(callview::edge_metadata::client_metadata), metadata, plain)

#define DOCUMENT_FIELDS_call_events_relay_latency(F) F(milliseconds, latency_ms, plain)

#define DOCUMENT_FIELDS_call_events_relay_interrupt(F) F(enumeration(relay_interrupt_type), type, plain)

#define DOCUMENT_FIELDS_call_events_relay_tokens(F) \
  F(integer, total_tokens, plain)                   \
  F(integer, total_words, plain)

#define DOCUMENT_FIELDS_call_events_relay_configuration(F) \
  F(raw_object, configurations, plain)                     \
  F(raw_object, languages, plain)

#define DOCUMENT_FIELDS_call_events_relay_language(F) \
  F(string, tts_language_code, plain)                 \
  F(string, transcription_language_code, plain)       \
  F(string, tts_provider, plain)                      \
  F(string, voice, plain)                             \
  F(string, transcription_provider, plain)            \
  F(string, speech_model, plain)

#define DOCUMENT_FIELDS_call_events_relay_wrap_up(F) \
  F(seconds, duration_in_seconds, plain)             \
  F(enumeration(session_state), end_status, plain)

#define DOCUMENT_FIELDS_call_events_relay_error(F) \
  F(integer, error_code, plain)                    \
  F(string, message, plain)

#define DOCUMENT_FIELDS_call_events_conversation_relay(F)                         \
  F(string, session_id, plain)                                                    \
  F(integer, sequence_number, plain)                                              \
  F(object_of(callview::call_events::relay_latency), tts_latency, plain)          \
  F(object_of(callview::call_events::relay_latency), stt_latency, plain)          \
  F(object_of(callview::call_events::relay_interrupt), interrupt, plain)          \
  F(object_of(callview::call_events::relay_tokens), last_token_received, plain)   \
  F(object_of(callview::call_events::relay_configuration), configurations, plain) \
  F(object_of(callview::call_events::relay_language), language_changed, plain)    \
  F(object_of(callview::call_events::relay_language), language_info, plain)       \
  F(object_of(callview::call_events::relay_wrap_up), call_wrap_up, plain)         \
  F(object_of(callview::call_events::relay_error), error, plain)

#define DOCUMENT_FIELDS_call_event(F)                                     \
  F(time, timestamp, plain)                                               \
  F(string, call_sid, plain)                                              \
  F(string, account_sid, plain)                                           \
  F(enumeration(twilio_edge), edge, plain)                                \
  F(string, name, plain)                                                  \
  F(string, group, plain)                                                 \
  F(enumeration(event_level), level, plain)                               \
  F(object_of(callview::call_events::gateway_event), carrier_edge, plain) \
  F(object_of(callview::call_events::gateway_event), sip_edge, plain)     \
  F(object_of(callview::call_events::gateway_event), client_edge, plain)  \
  F(object_of(callview::call_events::client_event), sdk_edge, plain)      \
  F(object_of(callview::call_events::conversation_relay), conversation_relay_data, plain)

#define DOCUMENT_FIELDS_call_metrics_statistic_value(F) \
  F(number, min, plain)                                 \
  F(number, max, plain)                                 \
  F(number, avg, plain)                                 \
  F(number, value, plain)

#define DOCUMENT_FIELDS_call_metrics_sample(F)                            \
  F(integer, codec, plain)                                                \
  F(string, codec_name, plain)                                            \
  F(integer, packets_received, plain)                                     \
  F(integer, packets_sent, plain)                                         \
  F(integer, packets_lost, plain)                                         \
  F(number, packets_loss_percentage, plain)                               \
  F(object_of(callview::call_metrics::statistic_value), jitter, plain)    \
  F(object_of(callview::call_metrics::statistic_value), rtt, plain)       \
  F(object_of(callview::call_metrics::statistic_value), mos, plain)       \
  F(object_of(callview::call_metrics::statistic_value), audio_in, plain)  \
  F(object_of(callview::call_metrics::statistic_value), audio_out, plain) \
  F(object_of(callview::call_metrics::statistic_value), latency, plain)   \
  F(integer, bytes_received, plain)                                       \
  F(integer, bytes_sent, plain)                                           \
  F(counters, packet_delay_variation, plain)

#define DOCUMENT_FIELDS_call_metrics_gateway_sample(F)            \
  F(integer, codec, plain)                                        \
  F(string, codec_name, plain)                                    \
  F(object_of(callview::call_metrics::sample), interval, plain)   \
  F(object_of(callview::call_metrics::sample), cumulative, plain) \
  F(object_of(callview::edge_metadata::gateway_metadata), metadata, plain)

#define DOCUMENT_FIELDS_call_metrics_client_sample(F)             \
  F(integer, codec, plain)                                        \
  F(string, codec_name, plain)                                    \
  F(object_of(callview::call_metrics::sample), interval, plain)   \
  F(object_of(callview::call_metrics::sample), cumulative, plain) \
  F(object_of(callview::edge_metadata::client_metadata), metadata, plain)

#define DOCUMENT_FIELDS_call_metric(F)                                      \
  F(time, timestamp, plain)                                                 \
  F(string, call_sid, plain)                                                \
  F(string, account_sid, plain)                                             \
  F(enumeration(twilio_edge), edge, plain)                                  \
  F(enumeration(stream_direction), direction, plain)                        \
  F(object_of(callview::call_metrics::gateway_sample), carrier_edge, plain) \
  F(object_of(callview::call_metrics::gateway_sample), sip_edge, plain)     \
  F(object_of(callview::call_metrics::gateway_sample), client_edge, plain)  \
  F(object_of(callview::call_metrics::client_sample), sdk_edge, plain)

#define DOCUMENT_FIELDS_conferences_detected_issues(F) \
  F(integer, call_quality, plain)                      \
  F(integer, region_configuration, plain)              \
  F(integer, participant_behavior, plain)

#define DOCUMENT_FIELDS_conferences_duplicate_identity(F) \
  F(string, participant_identity, personal)               \
  F(strings, participant_sids, plain)

#define DOCUMENT_FIELDS_conferences_start_failure(F) F(string, reason, plain)

#define DOCUMENT_FIELDS_conferences_tag_info(F)                                       \
  F(objects_of(callview::conferences::duplicate_identity), duplicate_identity, plain) \
  F(object_of(callview::conferences::start_failure), start_failure, plain)

#define DOCUMENT_FIELDS_conference_summary(F)                                  \
  F(string, conference_sid, plain)                                             \
  F(string, account_sid, plain)                                                \
  F(string, friendly_name, personal)                                           \
  F(time, create_time, plain)                                                  \
  F(time, start_time, plain)                                                   \
  F(time, end_time, plain)                                                     \
  F(seconds, duration_seconds, plain)                                          \
  F(seconds, connect_duration_seconds, plain)                                  \
  F(enumeration(conference_status), status, plain)                             \
  F(integer, max_participants, plain)                                          \
  F(integer, max_concurrent_participants, plain)                               \
  F(integer, unique_participants, plain)                                       \
  F(enumeration(conference_end_reason), end_reason, plain)                     \
  F(string, ended_by, plain)                                                   \
  F(enumeration(region), mixer_region, plain)                                  \
  F(enumeration(region), mixer_region_requested, plain)                        \
  F(boolean, recording_enabled, plain)                                         \
  F(object_of(callview::conferences::detected_issues), detected_issues, plain) \
  F(strings, tags, plain)                                                      \
  F(object_of(callview::conferences::tag_info), tag_info, plain)               \
  F(enumeration(conference_processing_state), processing_state, plain)         \
  F(string, url, plain)                                                        \
  F(raw_object, links, plain)

#define DOCUMENT_FIELDS_participants_properties(F) \
  F(boolean, start_conference_on_enter, plain)     \
  F(boolean, end_conference_on_exit, plain)        \
  F(boolean, play_early_media, plain)              \
  F(boolean, recording_enabled, plain)             \
  F(boolean, trim_recording, plain)                \
  F(boolean, enter_muted, plain)                   \
  F(boolean, beep_on_enter, plain)                 \
  F(boolean, beep_on_exit, plain)                  \
  F(enumeration(region), requested_region, plain)  \
  F(boolean, early_media, plain)

#define DOCUMENT_FIELDS_participants_events(F) \
  F(integers, hold, plain)                     \
  F(integers, unhold, plain)                   \
  F(integers, mute, plain)                     \
  F(integers, unmute, plain)                   \
  F(integers, coaching, plain)                 \
  F(integers, coaching_stopped, plain)         \
  F(integers, modify_beep, plain)              \
  F(integers, modify_exit, plain)              \
  F(integers, modify_coached_participant, plain)

#define DOCUMENT_FIELDS_participants_statistic(F) \
  F(number, avg, plain)                           \
  F(number, max, plain)

#define DOCUMENT_FIELDS_participants_stream(F)                    \
  F(integer, total_packets_lost, plain)                           \
  F(integer, total_packets_received, plain)                       \
  F(number, packet_loss_percentage, plain)                        \
  F(object_of(callview::participants::statistic), jitter, plain)  \
  F(object_of(callview::participants::statistic), latency, plain) \
  F(number, mos, plain)                                           \
  F(strings, tags, plain)

#define DOCUMENT_FIELDS_participants_metrics(F)                \
  F(object_of(callview::participants::stream), inbound, plain) \
  F(object_of(callview::participants::stream), outbound, plain)

#define DOCUMENT_FIELDS_conference_participant_summary(F)              \
  F(string, participant_sid, plain)                                    \
  F(string, label, personal)                                           \
  F(string, conference_sid, plain)                                     \
  F(string, call_sid, plain)                                           \
  F(string, account_sid, plain)                                        \
  F(enumeration(participant_direction), call_direction, plain)         \
  F(string, from, personal)                                            \
  F(string, to, personal)                                              \
  F(enumeration(participant_call_state), call_state, plain)            \
  F(enumeration(participant_call_state), call_status, plain)           \
  F(string, country_code, plain)                                       \
  F(boolean, is_moderator, plain)                                      \
  F(time, join_time, plain)                                            \
  F(time, leave_time, plain)                                           \
  F(seconds, duration_seconds, plain)                                  \
  F(integer, outbound_queue_length, plain)                             \
  F(integer, outbound_time_in_queue, plain)                            \
  F(enumeration(jitter_buffer_size), jitter_buffer_size, plain)        \
  F(boolean, is_coach, plain)                                          \
  F(strings, coached_participants, plain)                              \
  F(enumeration(region), participant_region, plain)                    \
  F(enumeration(region), conference_region, plain)                     \
  F(enumeration(participant_call_type), call_type, plain)              \
  F(string, whisper, plain)                                            \
  F(boolean, agent_audio, plain)                                       \
  F(integer, quality_issues, plain)                                    \
  F(enumeration(conference_processing_state), processing_state, plain) \
  F(object_of(callview::participants::properties), properties, plain)  \
  F(object_of(callview::participants::events), events, plain)          \
  F(object_of(callview::participants::metrics), metrics, plain)        \
  F(string, url, plain)

#define DOCUMENT_FIELDS_message_status(F)             \
  F(string, messageSid, plain)                        \
  F(string, accountSid, plain)                        \
  F(string, messagingServiceSid, plain)               \
  F(time, timestamp, plain)                           \
  F(string, eventName, plain)                         \
  F(string, apiVersion, plain)                        \
  F(string, from, personal)                           \
  F(string, to, personal)                             \
  F(enumeration(message_state), messageStatus, plain) \
  F(integer_or_digits, errorCode, plain)              \
  F(string, body, personal)                           \
  F(string, statusCallBackUrl, plain)                 \
  F(raw_object, tags, plain)                          \
  F(integer, numberOfSegments, plain)                 \
  F(string, rawDlrDoneDate, plain)                    \
  F(string, mcc, plain)                               \
  F(string, mnc, plain)

#define DOCUMENT_FIELDS_inbound_message(F) \
  F(string, messageSid, plain)             \
  F(string, accountSid, plain)             \
  F(string, messagingServiceSid, plain)    \
  F(time, timestamp, plain)                \
  F(string, eventName, plain)              \
  F(string, from, personal)                \
  F(string, to, personal)                  \
  F(string, body, personal)                \
  F(integer, numMedia, plain)              \
  F(integer, numSegments, plain)           \
  F(raw_array, recipients, personal)       \
  F(string, optOutType, plain)             \
  F(string, fromCity, personal)            \
  F(string, fromState, personal)           \
  F(string, fromZip, personal)             \
  F(string, fromCountry, personal)         \
  F(string, toCity, personal)              \
  F(string, toState, personal)             \
  F(string, toZip, personal)               \
  F(string, toCountry, personal)

#define DOCUMENT_FIELDS_error_log(F)      \
  F(string, sid, plain)                   \
  F(string, account_sid, plain)           \
  F(string, master_account_sid, plain)    \
  F(string, request_sid, plain)           \
  F(string, service_sid, plain)           \
  F(string, correlation_sid, plain)       \
  F(time, date_created, plain)            \
  F(enumeration(log_level), level, plain) \
  F(string, product_name, plain)          \
  F(string, error_code, plain)            \
  F(string, payload, personal)

#define DOCUMENT_CLASSES_call_event(C)                                           \
  C(callview::edge_metadata::gateway_metadata, edge_metadata_gateway_metadata)   \
  C(callview::call_events::gateway_event, call_events_gateway_event)             \
  C(callview::call_events::error_info, call_events_error_info)                   \
  C(callview::call_events::feedback_info, call_events_feedback_info)             \
  C(callview::call_events::metric_data, call_events_metric_data)                 \
  C(callview::call_events::ice_candidate, call_events_ice_candidate)             \
  C(callview::call_events::ice_candidate_pair, call_events_ice_candidate_pair)   \
  C(callview::edge_metadata::location, edge_metadata_location)                   \
  C(callview::edge_metadata::browser, edge_metadata_browser)                     \
  C(callview::edge_metadata::os, edge_metadata_os)                               \
  C(callview::edge_metadata::device, edge_metadata_device)                       \
  C(callview::edge_metadata::sdk, edge_metadata_sdk)                             \
  C(callview::edge_metadata::client_metadata, edge_metadata_client_metadata)     \
  C(callview::call_events::client_event, call_events_client_event)               \
  C(callview::call_events::relay_latency, call_events_relay_latency)             \
  C(callview::call_events::relay_interrupt, call_events_relay_interrupt)         \
  C(callview::call_events::relay_tokens, call_events_relay_tokens)               \
  C(callview::call_events::relay_configuration, call_events_relay_configuration) \
  C(callview::call_events::relay_language, call_events_relay_language)           \
  C(callview::call_events::relay_wrap_up, call_events_relay_wrap_up)             \
  C(callview::call_events::relay_error, call_events_relay_error)                 \
  C(callview::call_events::conversation_relay, call_events_conversation_relay)   \
  C(callview::call_event, call_event)

#define DOCUMENT_CLASSES_call_metric(C)                                        \
  C(callview::call_metrics::statistic_value, call_metrics_statistic_value)     \
  C(callview::call_metrics::sample, call_metrics_sample)                       \
  C(callview::edge_metadata::gateway_metadata, edge_metadata_gateway_metadata) \
  C(callview::call_metrics::gateway_sample, call_metrics_gateway_sample)       \
  C(callview::edge_metadata::location, edge_metadata_location)                 \
  C(callview::edge_metadata::browser, edge_metadata_browser)                   \
  C(callview::edge_metadata::os, edge_metadata_os)                             \
  C(callview::edge_metadata::device, edge_metadata_device)                     \
  C(callview::edge_metadata::sdk, edge_metadata_sdk)                           \
  C(callview::edge_metadata::client_metadata, edge_metadata_client_metadata)   \
  C(callview::call_metrics::client_sample, call_metrics_client_sample)         \
  C(callview::call_metric, call_metric)

#define DOCUMENT_CLASSES_conference_summary(C)                                 \
  C(callview::conferences::detected_issues, conferences_detected_issues)       \
  C(callview::conferences::duplicate_identity, conferences_duplicate_identity) \
  C(callview::conferences::start_failure, conferences_start_failure)           \
  C(callview::conferences::tag_info, conferences_tag_info)                     \
  C(callview::conference_summary, conference_summary)

#define DOCUMENT_CLASSES_conference_participant_summary(C)       \
  C(callview::participants::properties, participants_properties) \
  C(callview::participants::events, participants_events)         \
  C(callview::participants::statistic, participants_statistic)   \
  C(callview::participants::stream, participants_stream)         \
  C(callview::participants::metrics, participants_metrics)       \
  C(callview::conference_participant_summary, conference_participant_summary)

#define DOCUMENT_CLASSES_message_status(C) C(callview::message_status, message_status)

#define DOCUMENT_CLASSES_inbound_message(C) C(callview::inbound_message, inbound_message)

#define DOCUMENT_CLASSES_error_log(C) C(callview::error_log, error_log)

#define DOCUMENTS(D)                       \
  D(call_event, 85, 23)                    \
  D(call_metric, 68, 12)                   \
  D(conference_summary, 31, 5)             \
  D(conference_participant_summary, 61, 6) \
  D(message_status, 17, 1)                 \
  D(inbound_message, 20, 1)                \
  D(error_log, 11, 1)

// DOCUMENT_ENUMERATED(E) calls E(enumeration, enumerator, text) for each value that call summaries do not have.
#define DOCUMENT_ENUMERATED(E)                                                   \
  E(ice_candidate_type, host, "host")                                            \
  E(ice_candidate_type, srflx, "srflx")                                          \
  E(ice_candidate_type, prflx, "prflx")                                          \
  E(ice_candidate_type, relay, "relay")                                          \
  E(ice_protocol, udp, "udp")                                                    \
  E(ice_protocol, tcp, "tcp")                                                    \
  E(relay_interrupt_type, dtmf, "DTMF")                                          \
  E(relay_interrupt_type, speech, "SPEECH")                                      \
  E(twilio_edge, unknown_edge, "unknown_edge")                                   \
  E(twilio_edge, carrier_edge, "carrier_edge")                                   \
  E(twilio_edge, sip_edge, "sip_edge")                                           \
  E(twilio_edge, sdk_edge, "sdk_edge")                                           \
  E(twilio_edge, client_edge, "client_edge")                                     \
  E(event_level, unknown, "UNKNOWN")                                             \
  E(event_level, debug, "DEBUG")                                                 \
  E(event_level, info, "INFO")                                                   \
  E(event_level, warning, "WARNING")                                             \
  E(event_level, error, "ERROR")                                                 \
  E(stream_direction, unknown, "unknown")                                        \
  E(stream_direction, inbound, "inbound")                                        \
  E(stream_direction, outbound, "outbound")                                      \
  E(stream_direction, both, "both")                                              \
  E(conference_status, in_progress, "in_progress")                               \
  E(conference_status, not_started, "not_started")                               \
  E(conference_status, completed, "completed")                                   \
  E(conference_status, summary_timeout, "summary_timeout")                       \
  E(conference_end_reason, last_participant_left, "last_participant_left")       \
  E(conference_end_reason, conference_ended_via_api, "conference_ended_via_api") \
  E(conference_end_reason, participant_with_end_conference_on_exit_left,         \
    "participant_with_end_conference_on_exit_left")                              \
  E(conference_end_reason, last_participant_kicked, "last_participant_kicked")   \
  E(conference_end_reason, participant_with_end_conference_on_exit_kicked,       \
    "participant_with_end_conference_on_exit_kicked")                            \
  E(conference_processing_state, complete, "complete")                           \
  E(conference_processing_state, in_progress, "in_progress")                     \
  E(conference_processing_state, timeout, "timeout")                             \
  E(participant_direction, inbound, "inbound")                                   \
  E(participant_direction, outbound, "outbound")                                 \
  E(participant_call_state, answered, "answered")                                \
  E(participant_call_state, completed, "completed")                              \
  E(participant_call_state, busy, "busy")                                        \
  E(participant_call_state, fail, "fail")                                        \
  E(participant_call_state, noanswer, "noanswer")                                \
  E(participant_call_state, ringing, "ringing")                                  \
  E(participant_call_state, canceled, "canceled")                                \
  E(jitter_buffer_size, large, "large")                                          \
  E(jitter_buffer_size, small, "small")                                          \
  E(jitter_buffer_size, medium, "medium")                                        \
  E(jitter_buffer_size, off, "off")                                              \
  E(participant_call_type, carrier, "carrier")                                   \
  E(participant_call_type, client, "client")                                     \
  E(participant_call_type, sip, "sip")                                           \
  E(message_state, queued, "QUEUED")                                             \
  E(message_state, sent, "SENT")                                                 \
  E(message_state, delivered, "DELIVERED")                                       \
  E(message_state, undelivered, "UNDELIVERED")                                   \
  E(message_state, failed, "FAILED")                                             \
  E(message_state, read, "READ")                                                 \
  E(log_level, info, "INFO")                                                     \
  E(log_level, warning, "WARNING")                                               \
  E(log_level, error, "ERROR")

#define DOCUMENT_ENUMERATIONS(E)    \
  E(ice_candidate_type, 4)          \
  E(ice_protocol, 2)                \
  E(relay_interrupt_type, 2)        \
  E(twilio_edge, 5)                 \
  E(event_level, 5)                 \
  E(stream_direction, 4)            \
  E(conference_status, 4)           \
  E(conference_end_reason, 5)       \
  E(conference_processing_state, 3) \
  E(participant_direction, 2)       \
  E(participant_call_state, 7)      \
  E(jitter_buffer_size, 4)          \
  E(participant_call_type, 3)       \
  E(message_state, 6)               \
  E(log_level, 3)

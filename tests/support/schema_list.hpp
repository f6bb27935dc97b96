// SPDX-License-Identifier: MIT
// The fields of a call summary as the tests know them: deliberately separate from the headers, so that a test fails if
// a field there is lost, renamed or given another type.
//
// LISTED_<class>(F) calls F(type, name) for each field. LISTED_CLASSES(C) calls C(class) for each class, inner ones
// first.
#pragma once

#define LISTED_location(F) \
  F(number, lat)           \
  F(number, lon)

#define LISTED_browser(F) \
  F(string, name)         \
  F(string, major)        \
  F(string, version)

#define LISTED_sdk(F)                     \
  F(string, type)                         \
  F(string, version)                      \
  F(string, platform)                     \
  F(enumeration(region), region)          \
  F(enumeration(region), selected_region) \
  F(object(browser), browser)             \
  F(string, edge_location)

#define LISTED_party(F)                  \
  F(string, caller)                      \
  F(string, callee)                      \
  F(string, carrier)                     \
  F(enumeration(connection), connection) \
  F(string, number_prefix)               \
  F(object(location), location)          \
  F(string, city)                        \
  F(string, country_code)                \
  F(string, country_subdivision)         \
  F(string, ip_address)                  \
  F(object(sdk), sdk)

#define LISTED_settings(F)        \
  F(boolean, dscp)                \
  F(boolean, ice_restart_enabled) \
  F(string, edge)                 \
  F(strings, selected_edges)

#define LISTED_properties(F)                       \
  F(enumeration(direction), direction)             \
  F(enumeration(disconnected_by), disconnected_by) \
  F(integer, last_sip_response_num)                \
  F(milliseconds, pdd_ms)                          \
  F(milliseconds, queue_time)                      \
  F(integer, q850_cause)                           \
  F(string, route_id)                              \
  F(enumeration(region), media_region)             \
  F(enumeration(region), signaling_region)         \
  F(enumeration(region), selected_region)          \
  F(enumeration(region), region)                   \
  F(string, twilio_media_ip)                       \
  F(string, twilio_signaling_ip)                   \
  F(string, external_media_ip)                     \
  F(string, external_signaling_ip)                 \
  F(string, sip_call_id)                           \
  F(string, user_agent)                            \
  F(string, trunk_sid)                             \
  F(object(settings), settings)                    \
  F(string, edge_location)

#define LISTED_statistic(F) \
  F(number, max)            \
  F(number, avg)            \
  F(number, min)

#define LISTED_stream_metrics(F)      \
  F(integer, codec)                   \
  F(string, codec_name)               \
  F(integer, packets_received)        \
  F(integer, packets_sent)            \
  F(integer, packets_lost)            \
  F(number, packets_loss_percentage)  \
  F(object(statistic), jitter)        \
  F(object(statistic), latency)       \
  F(counters, packet_delay_variation) \
  F(object(statistic), mos)           \
  F(object(statistic), rtt)           \
  F(object(statistic), audio_in)      \
  F(object(statistic), audio_out)     \
  F(strings, tags)

#define LISTED_metrics(F)            \
  F(object(stream_metrics), inbound) \
  F(object(stream_metrics), outbound)

#define LISTED_sdk_events(F) \
  F(counters, levels)        \
  F(counters, groups)        \
  F(counters, errors)        \
  F(raw_object, feedback)

#define LISTED_edge(F)              \
  F(object(properties), properties) \
  F(object(metrics), metrics)       \
  F(object(sdk_events), events)

#define LISTED_attributes(F) F(boolean, conference_participant)

#define LISTED_verified_caller(F) F(boolean, verified)

#define LISTED_branded_call(F)   \
  F(boolean, branded)            \
  F(string, caller)              \
  F(string, use_case)            \
  F(string, branded_channel_sid) \
  F(string, brand_sid)

#define LISTED_branded(F)            \
  F(boolean, enabled)                \
  F(string, bundle_sid)              \
  F(string, display_name)            \
  F(string, long_display_name)       \
  F(boolean, logo)                   \
  F(enumeration(branded_type), type) \
  F(string, use_case)                \
  F(string, call_reason)

#define LISTED_business_profile(F)            \
  F(string, bundle_sid)                       \
  F(enumeration(business_identity), identity) \
  F(enumeration(business_industry), industry) \
  F(enumeration(business_profile_type), type)

#define LISTED_voice_integrity(F) \
  F(boolean, enabled)             \
  F(string, bundle_sid)           \
  F(enumeration(voice_integrity_use_case), use_case)

#define LISTED_trust(F)                         \
  F(object(verified_caller), verified_caller)   \
  F(object(branded_call), branded_call)         \
  F(object(branded), branded)                   \
  F(object(business_profile), business_profile) \
  F(object(voice_integrity), voice_integrity)

#define LISTED_annotation(F)                             \
  F(string, account_sid)                                 \
  F(string, call_sid)                                    \
  F(enumeration(annotation_answered_by), answered_by)    \
  F(enumeration(connectivity_issue), connectivity_issue) \
  F(enumerations(quality_issue), quality_issues)         \
  F(boolean, spam)                                       \
  F(integer, call_score)                                 \
  F(string, comment)                                     \
  F(string, incident)                                    \
  F(string, url)

#define LISTED_token_usage(F) \
  F(integer, total)           \
  F(object(statistic), tokens_per_second)

#define LISTED_word_usage(F) \
  F(integer, total)          \
  F(object(statistic), words_per_minute)

#define LISTED_interruptions(F) \
  F(integer, customer_to_agent) \
  F(integer, agent_to_customer)

#define LISTED_agent_session(F)                \
  F(string, session_id)                        \
  F(object(statistic), tts_latency_ms)         \
  F(object(statistic), stt_latency_ms)         \
  F(object(statistic), network_latency_ms)     \
  F(object(statistic), time_to_first_audio_ms) \
  F(object(statistic), application_latency_ms) \
  F(object(token_usage), tokens)               \
  F(object(word_usage), words)                 \
  F(integer, turns)                            \
  F(object(interruptions), interruptions)      \
  F(enumeration(session_state), session_state)

#define LISTED_call_summary(F)                       \
  F(string, call_sid)                                \
  F(string, account_sid)                             \
  F(string, parent_call_sid)                         \
  F(string, parent_account_sid)                      \
  F(time, created_time)                              \
  F(time, start_time)                                \
  F(time, end_time)                                  \
  F(seconds, duration)                               \
  F(seconds, connect_duration)                       \
  F(enumeration(call_type), call_type)               \
  F(enumeration(call_state), call_state)             \
  F(enumeration(answered_by), answered_by)           \
  F(enumeration(processing_state), processing_state) \
  F(integer, processing_version)                     \
  F(object(party), from)                             \
  F(object(party), to)                               \
  F(object(edge), carrier_edge)                      \
  F(object(edge), sip_edge)                          \
  F(object(edge), client_edge)                       \
  F(object(edge), sdk_edge)                          \
  F(strings, tags)                                   \
  F(object(attributes), attributes)                  \
  F(object(properties), properties)                  \
  F(object(trust), trust)                            \
  F(object(annotation), annotation)                  \
  F(sessions, agent_session_summaries)               \
  F(string, url)

#define LISTED_CLASSES(C) \
  C(location)             \
  C(browser)              \
  C(sdk)                  \
  C(party)                \
  C(settings)             \
  C(properties)           \
  C(statistic)            \
  C(stream_metrics)       \
  C(metrics)              \
  C(sdk_events)           \
  C(edge)                 \
  C(attributes)           \
  C(verified_caller)      \
  C(branded_call)         \
  C(branded)              \
  C(business_profile)     \
  C(voice_integrity)      \
  C(trust)                \
  C(annotation)           \
  C(token_usage)          \
  C(word_usage)           \
  C(interruptions)        \
  C(agent_session)        \
  C(call_summary)

// ENUMERATED(E) calls E(enumeration, enumerator, text) for each known value.
#define ENUMERATED(E)                                                                 \
  E(call_type, carrier, "carrier")                                                    \
  E(call_type, sip, "sip")                                                            \
  E(call_type, trunking, "trunking")                                                  \
  E(call_type, client, "client")                                                      \
  E(call_type, whatsapp, "whatsapp")                                                  \
  E(call_state, ringing, "ringing")                                                   \
  E(call_state, completed, "completed")                                               \
  E(call_state, busy, "busy")                                                         \
  E(call_state, fail, "fail")                                                         \
  E(call_state, noanswer, "noanswer")                                                 \
  E(call_state, canceled, "canceled")                                                 \
  E(call_state, answered, "answered")                                                 \
  E(call_state, undialed, "undialed")                                                 \
  E(answered_by, unknown, "unknown")                                                  \
  E(answered_by, machine_start, "machine_start")                                      \
  E(answered_by, machine_end_beep, "machine_end_beep")                                \
  E(answered_by, machine_end_silence, "machine_end_silence")                          \
  E(answered_by, machine_end_other, "machine_end_other")                              \
  E(answered_by, human, "human")                                                      \
  E(answered_by, fax, "fax")                                                          \
  E(processing_state, partial, "partial")                                             \
  E(processing_state, complete, "complete")                                           \
  E(connection, landline, "landline")                                                 \
  E(connection, mobile, "mobile")                                                     \
  E(connection, voip, "voip")                                                         \
  E(connection, twilio_sdk, "twilio_sdk")                                             \
  E(connection, sip_interface, "sip_interface")                                       \
  E(connection, sip_trunk, "sip_trunk")                                               \
  E(connection, pstn, "pstn")                                                         \
  E(region, unknown_realm, "unknown_realm")                                           \
  E(region, us1, "us1")                                                               \
  E(region, us2, "us2")                                                               \
  E(region, au1, "au1")                                                               \
  E(region, br1, "br1")                                                               \
  E(region, ie1, "ie1")                                                               \
  E(region, jp1, "jp1")                                                               \
  E(region, sg1, "sg1")                                                               \
  E(region, de1, "de1")                                                               \
  E(region, in1, "in1")                                                               \
  E(region, gll, "gll")                                                               \
  E(direction, inbound, "inbound")                                                    \
  E(direction, outbound_api, "outbound_api")                                          \
  E(direction, outbound_dial, "outbound_dial")                                        \
  E(direction, trunking_originating, "trunking_originating")                          \
  E(direction, trunking_terminating, "trunking_terminating")                          \
  E(direction, outbound, "outbound")                                                  \
  E(disconnected_by, unknown_disconnected_by, "unknown_disconnected_by")              \
  E(disconnected_by, caller, "caller")                                                \
  E(disconnected_by, callee, "callee")                                                \
  E(disconnected_by, remote, "remote")                                                \
  E(disconnected_by, rejected, "rejected")                                            \
  E(branded_type, in_band, "in_band")                                                 \
  E(branded_type, out_of_band, "out_of_band")                                         \
  E(business_identity, direct_customer, "direct_customer")                            \
  E(business_identity, isv_reseller_or_partner, "isv_reseller_or_partner")            \
  E(business_industry, automotive, "automotive")                                      \
  E(business_industry, agriculture, "agriculture")                                    \
  E(business_industry, banking, "banking")                                            \
  E(business_industry, consumer, "consumer")                                          \
  E(business_industry, construction, "construction")                                  \
  E(business_industry, education, "education")                                        \
  E(business_industry, engineering, "engineering")                                    \
  E(business_industry, energy, "energy")                                              \
  E(business_industry, oil_and_gas, "oil_and_gas")                                    \
  E(business_industry, fast_moving_consumer_goods, "fast_moving_consumer_goods")      \
  E(business_industry, financial, "financial")                                        \
  E(business_industry, fintech, "fintech")                                            \
  E(business_industry, food_and_beverage, "food_and_beverage")                        \
  E(business_industry, government, "government")                                      \
  E(business_industry, healthcare, "healthcare")                                      \
  E(business_industry, hospitality, "hospitality")                                    \
  E(business_industry, insurance, "insurance")                                        \
  E(business_industry, legal, "legal")                                                \
  E(business_industry, manufacturing, "manufacturing")                                \
  E(business_industry, media, "media")                                                \
  E(business_industry, online, "online")                                              \
  E(business_industry, professional_services, "professional_services")                \
  E(business_industry, raw_materials, "raw_materials")                                \
  E(business_industry, real_estate, "real_estate")                                    \
  E(business_industry, religion, "religion")                                          \
  E(business_industry, retail, "retail")                                              \
  E(business_industry, jewelry, "jewelry")                                            \
  E(business_industry, technology, "technology")                                      \
  E(business_industry, telecommunications, "telecommunications")                      \
  E(business_industry, transportation, "transportation")                              \
  E(business_industry, travel, "travel")                                              \
  E(business_industry, electronics, "electronics")                                    \
  E(business_industry, not_for_profit, "not_for_profit")                              \
  E(business_profile_type, primary, "primary")                                        \
  E(business_profile_type, secondary, "secondary")                                    \
  E(business_profile_type, corporate, "corporate")                                    \
  E(voice_integrity_use_case, abandoned_cart, "abandoned_cart")                       \
  E(voice_integrity_use_case, appointment_reminders, "appointment_reminders")         \
  E(voice_integrity_use_case, appointment_scheduling, "appointment_scheduling")       \
  E(voice_integrity_use_case, asset_management, "asset_management")                   \
  E(voice_integrity_use_case, automated_support, "automated_support")                 \
  E(voice_integrity_use_case, call_tracking, "call_tracking")                         \
  E(voice_integrity_use_case, click_to_call, "click_to_call")                         \
  E(voice_integrity_use_case, contact_tracing, "contact_tracing")                     \
  E(voice_integrity_use_case, contactless_delivery, "contactless_delivery")           \
  E(voice_integrity_use_case, customer_support, "customer_support")                   \
  E(voice_integrity_use_case, dating_social, "dating/social")                         \
  E(voice_integrity_use_case, delivery_notifications, "delivery_notifications")       \
  E(voice_integrity_use_case, distance_learning, "distance_learning")                 \
  E(voice_integrity_use_case, emergency_notifications, "emergency_notifications")     \
  E(voice_integrity_use_case, employee_notifications, "employee_notifications")       \
  E(voice_integrity_use_case, exam_proctoring, "exam_proctoring")                     \
  E(voice_integrity_use_case, field_notifications, "field_notifications")             \
  E(voice_integrity_use_case, first_responder, "first_responder")                     \
  E(voice_integrity_use_case, fraud_alerts, "fraud_alerts")                           \
  E(voice_integrity_use_case, group_messaging, "group_messaging")                     \
  E(voice_integrity_use_case, identify_verification, "identify_&_verification")       \
  E(voice_integrity_use_case, intelligent_routing, "intelligent_routing")             \
  E(voice_integrity_use_case, lead_alerts, "lead_alerts")                             \
  E(voice_integrity_use_case, lead_distribution, "lead_distribution")                 \
  E(voice_integrity_use_case, lead_generation, "lead_generation")                     \
  E(voice_integrity_use_case, lead_management, "lead_management")                     \
  E(voice_integrity_use_case, lead_nurturing, "lead_nurturing")                       \
  E(voice_integrity_use_case, marketing_events, "marketing_events")                   \
  E(voice_integrity_use_case, mass_alerts, "mass_alerts")                             \
  E(voice_integrity_use_case, meetings_collaboration, "meetings/collaboration")       \
  E(voice_integrity_use_case, order_notifications, "order_notifications")             \
  E(voice_integrity_use_case, outbound_dialer, "outbound_dialer")                     \
  E(voice_integrity_use_case, pharmacy, "pharmacy")                                   \
  E(voice_integrity_use_case, phone_system, "phone_system")                           \
  E(voice_integrity_use_case, purchase_confirmation, "purchase_confirmation")         \
  E(voice_integrity_use_case, remote_appointments, "remote_appointments")             \
  E(voice_integrity_use_case, rewards_program, "rewards_program")                     \
  E(voice_integrity_use_case, self_service, "self-service")                           \
  E(voice_integrity_use_case, service_alerts, "service_alerts")                       \
  E(voice_integrity_use_case, shift_management, "shift_management")                   \
  E(voice_integrity_use_case, survey_research, "survey/research")                     \
  E(voice_integrity_use_case, telehealth, "telehealth")                               \
  E(voice_integrity_use_case, telemarketing, "telemarketing")                         \
  E(voice_integrity_use_case, therapy_individual_group, "therapy_(individual+group)") \
  E(annotation_answered_by, unknown_answered_by, "unknown_answered_by")               \
  E(annotation_answered_by, human, "human")                                           \
  E(annotation_answered_by, machine, "machine")                                       \
  E(connectivity_issue, unknown_connectivity_issue, "unknown_connectivity_issue")     \
  E(connectivity_issue, no_connectivity_issue, "no_connectivity_issue")               \
  E(connectivity_issue, invalid_number, "invalid_number")                             \
  E(connectivity_issue, caller_id, "caller_id")                                       \
  E(connectivity_issue, dropped_call, "dropped_call")                                 \
  E(connectivity_issue, number_reachability, "number_reachability")                   \
  E(quality_issue, unknown_quality_issue, "unknown_quality_issue")                    \
  E(quality_issue, no_quality_issue, "no_quality_issue")                              \
  E(quality_issue, low_volume, "low_volume")                                          \
  E(quality_issue, choppy_robotic, "choppy_robotic")                                  \
  E(quality_issue, echo, "echo")                                                      \
  E(quality_issue, dtmf, "dtmf")                                                      \
  E(quality_issue, latency, "latency")                                                \
  E(quality_issue, owa, "owa")                                                        \
  E(quality_issue, static_noise, "static_noise")                                      \
  E(session_state, unknown, "unknown")                                                \
  E(session_state, failure, "failure")                                                \
  E(session_state, ended, "ended")                                                    \
  E(session_state, hung_up, "hung_up")

#define ENUMERATIONS(E)           \
  E(call_type, 5)                 \
  E(call_state, 8)                \
  E(answered_by, 7)               \
  E(processing_state, 2)          \
  E(connection, 7)                \
  E(region, 11)                   \
  E(direction, 6)                 \
  E(disconnected_by, 5)           \
  E(branded_type, 2)              \
  E(business_identity, 2)         \
  E(business_industry, 33)        \
  E(business_profile_type, 3)     \
  E(voice_integrity_use_case, 44) \
  E(annotation_answered_by, 3)    \
  E(connectivity_issue, 6)        \
  E(quality_issue, 9)             \
  E(session_state, 4)

// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Dispatches events to handlers by document type.

#include <type_traits>
#include <utility>

#include "callview/documents.hpp"
#include "callview/event.hpp"
#include "callview/event_types.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

template <class... Handlers>
struct overloads : Handlers... {
  using Handlers::operator()...;
};
template <class... Handlers>
overloads(Handlers...) -> overloads<Handlers...>;

/// Passes the document to the handler if the handler accepts its type; otherwise passes the event.
template <class T, class Handler>
decltype(auto) visit_as(const event& e, Handler& handler) {
  static_assert(std::is_invocable_v<Handler&, T> || !std::is_invocable_v<Handler&, T&>,
                "handlers of visit() must take documents by value or by const reference");
  if constexpr (std::is_invocable_v<Handler&, T>) {
    return handler(e.as<T>());
  } else {
    return handler(e);
  }
}

}  // namespace detail

/// Opens the document of an event and passes it to the handler for its type. If there is no such handler, or the event
/// carries no document (such as the test event of a sink), opens nothing and passes the event to the handler for
/// `callview::event`.
///
///     visit(event,
///           [&](const call_summary& call) { store(call); },
///           [&](const call_metric& metric) { count(metric); },
///           [&](const callview::event& other) { log(other.type()); });
///
/// Handlers take documents by value or by const reference. A handler also gets a document that cannot be read, so test
/// `if (call)` as usual. A generic handler, `[](const auto& x)`, takes all documents and events that no other handler
/// takes. All handlers must return the same type, which visit() returns. visit() copies or moves the handlers.
template <class... Handlers>
decltype(auto) visit(const event& e, Handlers&&... handlers) {
  detail::overloads handler{std::forward<Handlers>(handlers)...};
  static_assert(std::is_invocable_v<decltype(handler)&, const event&>,
                "visit() needs a handler that takes a callview::event, for the events that no other handler takes");
#define CALLVIEW_X(type, first, last) \
  if (e.is<type>()) { return detail::visit_as<type>(e, handler); }
  CALLVIEW_DOCUMENTS(CALLVIEW_X)
#undef CALLVIEW_X
  return handler(e);
}

}  // namespace CALLVIEW_ABI
}  // namespace callview

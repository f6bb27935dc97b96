// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// One handler for each document type.

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

/// Gives a handler the document where it takes one of that type, and the event otherwise.
template <class T, class Handler>
decltype(auto) visit_as(const event& e, Handler& handler) {
  if constexpr (std::is_invocable_v<Handler&, T>) {
    return handler(e.as<T>());
  } else {
    return handler(e);
  }
}

}  // namespace detail

/// Opens the document of an event and calls the handler that takes it. An event whose document no handler takes, such
/// as the test event of a sink, goes unopened to the handler that takes a `callview::event`.
///
///     visit(event,
///           [&](const call_summary& call) { store(call); },
///           [&](const call_metric& metric) { count(metric); },
///           [&](const callview::event& other) { log(other.type()); });
///
/// A document whose JSON cannot be read is passed on too: `if (call)` tells, as ever. A generic handler,
/// `[](const auto& x)`, takes each document type that no other handler takes, and the event of any other type. All
/// handlers must return the same type, which visit() returns. The handlers are copied or moved.
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

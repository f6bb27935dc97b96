// SPDX-License-Identifier: MIT
// The document types by their names.
#pragma once

#include <callview/callview.hpp>

#include <array>
#include <string_view>

namespace tool {

#define CALLVIEW_X(type, first, last) #type,
inline constexpr auto document_type_names = std::to_array<std::string_view>({CALLVIEW_DOCUMENTS(CALLVIEW_X)});
#undef CALLVIEW_X

/// Carries a document type through a generic lambda.
template <class T>
struct document_tag {
  using type = T;
};

/// Calls `use(document_tag<T>{})` with the document type of a name. Returns false if there is no type of that name.
template <class Use>
bool with_document_type(std::string_view name, Use use) {
#define CALLVIEW_X(type, first, last)    \
  if (name == #type) {                   \
    use(document_tag<callview::type>{}); \
    return true;                         \
  }
  CALLVIEW_DOCUMENTS(CALLVIEW_X)
#undef CALLVIEW_X
  return false;
}

/// Calls `use(view, name)` with the document of an event, as a view of its own type. Returns false, and calls nothing,
/// if callview does not know the type.
template <class Use>
bool with_document(const callview::event& event, Use use) {
#define CALLVIEW_X(type, first, last)                         \
  if (event.is<callview::type>()) {                           \
    use(event.as<callview::type>(), std::string_view(#type)); \
    return true;                                              \
  }
  CALLVIEW_DOCUMENTS(CALLVIEW_X)
#undef CALLVIEW_X
  return false;
}

/// Why a document or an object in it is missing. Needed because some classes have a field named `error`.
template <class C>
callview::error error_of(const callview::object_view<C>& view) {
  return view.error();
}

}  // namespace tool

// SPDX-License-Identifier: MIT
// Any bytes as a document, read by callview and by simdjson's DOM: value, absent, null and wrong type must agree.
#include "envelope.hpp"

using namespace fuzz;
using namespace callview::detail;
namespace dom = simdjson::dom;

namespace {

/// A member of an object, the first of its name; not `there` where there is none.
struct reference {
  bool there = false;
  dom::element value{};

  [[nodiscard]] reference member(std::string_view key) const {
    dom::object fields;
    if (!there || value.get(fields) != simdjson::SUCCESS) { return {}; }
    for (const auto& field : fields) {
      if (field.key == key) { return {true, field.value}; }
    }
    return {};
  }
};

/// Absent, null or of another type. False when a value is due.
bool is_settled(const callview::error& e, const reference& r, bool right_type) {
  if (!r.there) {
    require(e.code == errc::field_absent, "a field that is absent");
  } else if (r.value.is_null()) {
    require(e.code == errc::field_null, "a field that is null");
  } else if (!right_type) {
    require(e.code == errc::wrong_type, "a field of another type");
  } else {
    return false;
  }
  return true;
}

void compare_text(const callview::result<std::string_view>& got, const reference& r) {
  if (is_settled(got.error(), r, r.there && r.value.is_string())) { return; }
  require(got == r.value.get_string().value_unsafe(), "another string");
}

template <class T>
std::int64_t count_of(const T& value) {
  if constexpr (std::is_integral_v<T>) {
    return value;
  } else {
    return value.count();
  }
}
template <class T>
void compare_integer(const callview::result<T>& got, const reference& r) {
  if (is_settled(got.error(), r, r.there && (r.value.is_int64() || r.value.is_uint64()))) { return; }
  if (!r.value.is_int64()) { return require(got.error().code == errc::out_of_range, "an integer beyond 64 bits"); }
  require(got && count_of(*got) == r.value.get_int64().value_unsafe(), "another integer");
}

template <class C>
void compare(const C& view, const reference& r);

template <kind Kind, class Answer>
void compare_answer(const Answer& got, const reference& r) {
  if constexpr (Kind == kind::string) {
    compare_text(got, r);
  } else if constexpr (Kind == kind::integer || Kind == kind::seconds || Kind == kind::milliseconds) {
    compare_integer(got, r);
  } else if constexpr (Kind == kind::number) {
    if (is_settled(got.error(), r, r.there && r.value.is_number())) { return; }
    const double expected = r.value.get_double().value_unsafe();
    require(got && (r.value.is_double() ? std::bit_cast<std::uint64_t>(*got) == std::bit_cast<std::uint64_t>(expected)
                                        : *got == expected),
            "another number");
  } else if constexpr (Kind == kind::boolean) {
    if (is_settled(got.error(), r, r.there && r.value.is_bool())) { return; }
    require(got == r.value.get_bool().value_unsafe(), "another boolean");
  } else if constexpr (Kind == kind::time) {
    if (is_settled(got.error(), r, r.there && r.value.is_string())) { return; }
    callview::timestamp time{};
    const bool valid = parse_timestamp(r.value.get_string().value_unsafe(), time);
    require(valid ? got == time : got.error().code == errc::invalid_timestamp, "another time");
  } else if constexpr (Kind == kind::enumeration) {
    if (is_settled(got.error(), r, r.there && r.value.is_string())) { return; }
    require(got && got->text() == r.value.get_string().value_unsafe(), "another value of an enumeration");
  } else if constexpr (Kind == kind::raw_object) {
    if (is_settled(got.error(), r, r.there && r.value.is_object())) { return; }
    dom::parser parser;
    dom::element again;
    require(got && parser.parse(simdjson::padded_string(*got)).get(again) == simdjson::SUCCESS &&
                simdjson::minify(again) == simdjson::minify(r.value),
            "another raw object");
  } else if constexpr (Kind == kind::object) {
    if (!is_settled(got.error(), r, r.there && r.value.is_object())) { require(bool(got), "an object that is there"); }
    compare(got, r);
  } else if constexpr (Kind == kind::counters) {
    if (is_settled(got.error(), r, r.there && r.value.is_object())) { return; }
    std::size_t i = 0;
    const dom::object fields = r.value.get_object().value_unsafe();
    for (const auto& field : fields) {
      require(i < got.size() && got[i].name == field.key, "another key of a map");
      compare_integer(got[i++].value, {true, field.value});
    }
    require(i == got.size(), "a map of another size");
  } else {
    if (is_settled(got.error(), r, r.there && r.value.is_array())) { return; }
    std::size_t i = 0;
    const dom::array elements = r.value.get_array().value_unsafe();
    for (const dom::element element : elements) {
      require(i < got.size(), "a list of another size");
      constexpr kind item = Kind == kind::strings   ? kind::string
                            : Kind == kind::objects ? kind::object
                                                    : kind::enumeration;
      compare_answer<item>(got[i++], {true, element});
    }
    require(i == got.size(), "a list of another size");
  }
}

template <class C>
void compare(const C& view, const reference& r) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (compare_answer<fields_of<C>[I].type>(C::callview_get(view, line<I>{}), r.member(name_of_field<C, I>)), ...);
  }
  (std::make_index_sequence<field_count<C>>{});
}

bool is_deep(std::string_view text) {
  int depth = 0, deepest = 0;
  for (const char c : text) {
    depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
    deepest = std::max(deepest, depth);
  }
  return deepest > 60;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) { return 0; }
  const std::string document(reinterpret_cast<const char*>(data) + 1, size - 1);
  // Where the two differ by design: callview's limit of depth is lower, and it takes no byte order mark.
  if (is_deep(document) || document.starts_with("\xEF\xBB\xBF")) { return 0; }
  static dom::parser parser;
  dom::element root;
  const auto refused = parser.parse(document).get(root);

  static callview::decoder decoder;
  const std::string body = wrapped(escaped(document, data[0]));
  const padded_copy padded(body, filler_for(body));
  const auto batch = decoder.decode(padded.view());
  if (refused == simdjson::UTF8_ERROR) {
    require(!batch, "a body that is not UTF-8");
    return 0;
  }
  if (!batch) {
    require(batch.error().code == errc::not_utf8 && refused != simdjson::SUCCESS, "a valid body that is refused");
    return 0;
  }
  const auto c = (*batch)[1]->call_summary();
  if (refused == simdjson::SUCCESS) {
    require(c.has_value() == root.is_object(), "a document that is an object");
    if (!c) { return 0; }
    const errc code = c->validate().error().code;
    require(code != errc::data_not_json && code != errc::too_deep && code != errc::stale_view,
            "a valid document that is not validated");
    compare(*c, {true, root});
    return 0;
  }
  // The others may only say that a number is too large or that half a surrogate pair stands alone.
  constexpr simdjson::error_code grammar[] = {
      simdjson::TAPE_ERROR,      simdjson::T_ATOM_ERROR,    simdjson::F_ATOM_ERROR, simdjson::N_ATOM_ERROR,
      simdjson::UNESCAPED_CHARS, simdjson::UNCLOSED_STRING, simdjson::EMPTY};
  const bool is_grammar = std::find(std::begin(grammar), std::end(grammar), refused) != std::end(grammar);
  if (c && is_grammar) { require(!c->validate(), "a document that is no JSON and was validated"); }
  return 0;
}

// SPDX-License-Identifier: MIT
// RapidJSON, in situ: parses a copy of the body, because parsing in situ destroys the text, and then parses each
// document in this copy. Full precision is on, because otherwise doubles differ from those of all other peers. The
// check of UTF-8 is off, which favors RapidJSON.
//
// The instruction set is selected at compile time. The code for strings always uses SSE2 if it is available. SSE4.2
// only affects the code that skips white space.
#if defined(__SSE4_2__)
#define RAPIDJSON_SSE42
#elif defined(__SSE2__)
#define RAPIDJSON_SSE2
#elif defined(__ARM_NEON)
#define RAPIDJSON_NEON
#endif
#include <rapidjson/document.h>

#include <cstring>
#include <optional>

#include "../contestant.hpp"
#include "../dom_peer.hpp"
#include "../scratch.hpp"

namespace bench {
namespace {

class rapidjson_access {
  using allocator = rapidjson::MemoryPoolAllocator<>;
  using tree = rapidjson::GenericDocument<rapidjson::UTF8<>, allocator, allocator>;

 public:
  static constexpr std::string_view name = "rapidjson";
  static std::string kernel() {
#if defined(RAPIDJSON_SSE42)
    return "SSE4.2";
#elif defined(RAPIDJSON_SSE2)
    return "SSE2";
#elif defined(RAPIDJSON_NEON)
    return "NEON";
#else
    return "none";
#endif
  }
  static constexpr bool sees_duplicates = true;
  static constexpr bool keeps_record = false;
  // Lookups search objects from the front.
  template <class Selection>
  [[maybe_unused]] static constexpr bool walks = Selection::whole;

  using value = tree::ValueType*;
  using object = tree::ValueType*;

  bool parse_body(const simdjson::padded_string& body, value& root) {
    char* const text = text_.room(body.size(), 8);
    std::memcpy(text, body.data(), body.size());
    text[body.size()] = '\0';
    return parse(text, root, body.size());
  }
  bool parse_data(value& string, value& root) {
    // The string is in the copy of the body, so it may be modified. In situ, it ends with a zero.
    return string->IsString() && parse(const_cast<char*>(string->GetString()), root, string->GetStringLength());
  }

  static bool text(value v, std::string_view& out) {
    if (!v->IsString()) { return false; }
    out = {v->GetString(), v->GetStringLength()};
    return true;
  }
  static bool integer(value v, std::int64_t& out) {
    if (!v->IsInt64()) { return false; }
    out = v->GetInt64();
    return true;
  }
  static bool number(value v, double& out) {
    if (!v->IsNumber()) { return false; }
    out = v->GetDouble();
    return true;
  }
  static bool boolean(value v, bool& out) {
    if (!v->IsBool()) { return false; }
    out = v->GetBool();
    return true;
  }
  static bool is_null(value v) { return v->IsNull(); }
  static bool as_object(value v, object& out) {
    if (!v->IsObject()) { return false; }
    out = v;
    return true;
  }
  static bool find(object o, std::string_view key, value& out) {
    const auto it =
        o->FindMember(rapidjson::Value(rapidjson::StringRef(key.data(), static_cast<rapidjson::SizeType>(key.size()))));
    if (it - o->MemberBegin() == static_cast<std::ptrdiff_t>(o->MemberCount())) { return false; }
    out = &it->value;
    return true;
  }
  template <class F>
  static bool members(object o, F f) {
    // In C++20, comparing its iterators causes a warning.
    const auto first = o->MemberBegin();
    for (std::ptrdiff_t i = 0; i < static_cast<std::ptrdiff_t>(o->MemberCount()); ++i) {
      auto& member = *(first + i);
      value v = &member.value;
      if (!f(std::string_view(member.name.GetString(), member.name.GetStringLength()), v)) { break; }
    }
    return true;
  }
  template <class F>
  static bool entries(object o, F f) {
    return members(o, f);
  }
  template <class F>
  static bool elements(value v, F f) {
    if (!v->IsArray()) { return false; }
    for (auto& item : v->GetArray()) {
      value element = &item;
      f(element);
    }
    return true;
  }

 private:
  bool parse(char* text, value& root, std::size_t size) {
    // Destroys the tree before its memory.
    tree_.reset();
    if (memory_.size() < 8 * size) {
      values_.reset();
      char* const memory = memory_.room(8 * size);  // large enough for all but unusual texts
      values_.emplace(memory, memory_.size());
    }
    values_->Clear();
    stack_.Clear();
    tree_.emplace(&*values_, 1024, &stack_);
    tree_->ParseInsitu<rapidjson::kParseFullPrecisionFlag>(text);
    root = &*tree_;
    return !tree_->HasParseError();
  }

  static constexpr std::size_t stack_size = std::size_t{64} << 10;

  scratch text_;
  scratch memory_;
  scratch stack_memory_;
  std::optional<allocator> values_;
  allocator stack_{stack_memory_.room(stack_size), stack_size};
  std::optional<tree> tree_;
};

const enter<dom_peer<rapidjson_access>> entry;

}  // namespace
}  // namespace bench

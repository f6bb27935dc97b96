// SPDX-License-Identifier: MIT
// Writes a seed corpus for each fuzz target and one dictionary: fuzz_seeds DIRECTORY EXAMPLES
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <vector>

#include "envelope.hpp"
#include "support/bodies.hpp"
#include "support/document_maker.hpp"
#include "support/generator.hpp"
#include "support/tree.hpp"
#include "support/walks.hpp"

namespace {

class corpus {
 public:
  explicit corpus(const std::filesystem::path& directory) : directory_(directory) {
    std::filesystem::create_directories(directory);
  }
  void add(std::string_view content) {
    std::ofstream(directory_ / std::to_string(count_++), std::ios::binary) << content;
  }

 private:
  std::filesystem::path directory_;
  unsigned count_ = 0;
};

/// Writes all names of the schema and of CloudEvents, and parts of JSON.
void write_dictionary(const std::filesystem::path& path) {
  std::set<std::string> words = {"{",
                                 "}",
                                 "[",
                                 "]",
                                 ":",
                                 ",",
                                 "\"",
                                 "\\",
                                 "\\\\",
                                 "\\\"",
                                 "\\/",
                                 "\\n",
                                 "\\u0041",
                                 "\\ud83d\\ude00",
                                 "\\ud800",
                                 "null",
                                 "true",
                                 "false",
                                 "-0.0",
                                 "1e400",
                                 "1e-400",
                                 "9223372036854775807",
                                 "-9223372036854775808",
                                 "0.1",
                                 "\xEF\xBB\xBF",
                                 "\xED\xA0\x80",
                                 "2020-02-29T23:59:59.123Z",
                                 "+05:30",
                                 "https://",
                                 "?bodySHA256=",
                                 "&bodySHA256=",
                                 ":443",
                                 "algorithm=HMAC_SHA1",
                                 "algorithm=HMAC_SHA256"};
  for (const char* name : {"id", "source", "specversion", "1.0", "type", "subject", "datacontenttype", "dataschema",
                           "time", "data", "data_base64", "com.twilio.voice.insights.call-summary.complete",
                           "com.twilio.voice.insights.call-summary.predicted-complete",
                           "com.twilio.voice.insights.call-summary.partial"}) {
    words.insert(name);
  }
  for (const auto& t : callview::detail::event_types) {
    words.insert(std::string(callview::detail::event_type_prefix).append(t.type));
  }
#define ADD_NAME(type, name) words.insert(#name);
#define ADD_CLASS(c) LISTED_##c(ADD_NAME)
  LISTED_CLASSES(ADD_CLASS)
#define ADD_LISTED(type, name, mark) words.insert(#name);
#define ADD_LISTED_CLASS(c, list) DOCUMENT_FIELDS_##list(ADD_LISTED)
#define ADD_DOCUMENT(d, fields, classes) DOCUMENT_CLASSES_##d(ADD_LISTED_CLASS)
  DOCUMENTS(ADD_DOCUMENT)
#define ADD_VALUE(e, enumerator, text) words.insert(text);
  ENUMERATED(ADD_VALUE)
  DOCUMENT_ENUMERATED(ADD_VALUE)
  std::ofstream out(path);
  for (const std::string& word : words) {
    out << '"';
    for (const char c : word) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\x%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
      out << escape;
    }
    out << "\"\n";
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) { return 2; }
  const std::filesystem::path target(argv[1]), examples(argv[2]);
  corpus decode(target / "decode"), inner(target / "inner"), unescape(target / "unescape"),
      differential(target / "differential"), timestamp(target / "timestamp"), walks(target / "walks"),
      mixed(target / "events"), signature(target / "signature");

  test::generator make(4);
  for (unsigned i = 0; i < 60; ++i) {
    const std::string document = make.document();
    const char how = static_cast<char>(i);
    inner.add(how + document);
    differential.add(how + document);
    const std::string string = fuzz::escaped(document, static_cast<std::uint8_t>(how));
    unescape.add(std::string_view(string).substr(1, string.size() - 2));
    unescape.add(document);
    decode.add(fuzz::wrapped(i % 2 == 0 ? string : document));
  }
  // Documents that the fast walk can read. The two bytes before each select the options of walks.cpp.
  test::document_maker summaries(callview::detail::type_of<callview::call_summary>, 5),
      events(callview::detail::type_of<callview::call_event>, 6), trees(callview::detail::type_of<test::tree>, 7);
  for (unsigned i = 0; i < 90; ++i) {
    const unsigned type = i % 3 == 0 ? 0 : i % 3 + 1;
    const bool is_inside = i % 2 == 0;
    const std::string document = type == 0 ? summaries() : type == 2 ? events() : trees();
    walks.add(static_cast<char>(type + (is_inside ? 0 : 4)) + std::string(1, static_cast<char>(i)) +
              (is_inside ? test::inside_of(fuzz::escaped(document, 0)) : document));
  }
  // Events of every type, some of them several in one input.
  std::string input;
  for (unsigned i = 0; i < std::size(callview::detail::event_types); ++i) {
    const auto kind = callview::detail::event_types[i].kind;
    std::string document = "{}";
#define MAKE_DOCUMENT(type, first, last)                                             \
  if (callview::detail::document_line<callview::type>::kinds.holds(kind)) {          \
    document = test::document_maker(callview::detail::type_of<callview::type>, i)(); \
  }
    CALLVIEW_DOCUMENTS(MAKE_DOCUMENT)
    input.append(1, static_cast<char>(i)).append(1, i % 3 == 0 ? '\xFF' : static_cast<char>(i)).append(document);
    input += '\0';
    mixed.add(input);
    if (i % 4 == 3) { input.clear(); }
  }
  for (const char* name : {"quickstart.json", "quickstart_object.json"}) {
    const std::string text = test::read_file((examples / name).string());
    decode.add(text);
    unescape.add(text);
  }
  // A key with a lone surrogate, which is returned but cannot be found by name. It is longer than a block of a kernel.
  const std::string half = "\"\\ud800" + std::string(120, 'k') + "\":";
  for (const std::string& document : std::vector<std::string>{
           "", "null", "[]", "7", "\"{}\"", "{}{}", R"({"call_sid":"\ud83d\ude00","tags":["a",1,null]})",
           R"({"from":{"city":1,"city":2},"duration":"1"})", R"({"a":{"b":[{"c":{}}]}})",
           R"({"sdk_edge":{"events":{"levels":{)" + half + "1}}}," + half + "2}"}) {
    inner.add(std::string(1, '\0') + document);
    differential.add(std::string(1, '\3') + document);
    decode.add(test::event(document[0] == '{' ? document : "\"\""));
  }
  for (const char* body : {"[]", "{}", "[{}]", "[1,null]", " [ ] ", "\xEF\xBB\xBF[]", "[]x"}) { decode.add(body); }
  for (const char* text : {"2020-07-23T22:56:33.000Z", "2020-07-23t22:56:33z", "2024-02-29T00:00:00+05:30",
                           "1969-12-31T23:59:59.999999999-23:59", "2020-07-23T22:56:60Z", "2020-07-23"}) {
    timestamp.add(text);
  }
  // Options, URL, settings, signature and body, as in signature.cpp.
  const char* const urls[] = {"https://h.org/e", "https://h.org:8443/e?x=1", "http://u:p@[::1]:80?bodySHA256=0",
                              "HTTPS://H.org:443/a%2Fb?bodySHA256&x?", "/e?bodySHA256=#?bodySHA256=1"};
  const char* const headers[] = {"", "key=k,algorithm=HMAC_SHA1", "Algorithm = hmac_sha256", "algorithm=x"};
  for (unsigned how = 0; how < 128; ++how) {
    signature.add(std::string(1, static_cast<char>(how)) + urls[how % std::size(urls)] + "\n" +
                  headers[how % std::size(headers)] + "\nAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n" +
                  (how % 3 == 0 ? "" : "[{}]\n"));
  }
  write_dictionary(target / "dictionary");
  return 0;
}

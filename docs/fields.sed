# Doxygen reads headers through this: a line of the schema becomes the accessor that it makes. A new type of field is a line here.
s/^( +CALLVIEW_FIELD\(.*), personal\)/\1)/
s/^ +CALLVIEW_FIELD\(string, (.*)\)/result<std::string_view> \1() const noexcept;/
s/^ +CALLVIEW_FIELD\(integer(_or_digits)?, (.*)\)/result<std::int64_t> \2() const noexcept;/
s/^ +CALLVIEW_FIELD\(number, (.*)\)/result<double> \1() const noexcept;/
s/^ +CALLVIEW_FIELD\(boolean, (.*)\)/result<bool> \1() const noexcept;/
s/^ +CALLVIEW_FIELD\(time, (.*)\)/result<timestamp> \1() const noexcept;/
s/^ +CALLVIEW_FIELD\((milli)?seconds, (.*)\)/result<std::chrono::\1seconds> \2() const noexcept;/
s/^ +CALLVIEW_FIELD\(enumeration<(.*)>, (.*)\)/result<open_enum<\1>> \2() const noexcept;/
s/^ +CALLVIEW_FIELD\(raw_(object|array), (.*)\)/result<std::string_view> \2() const noexcept;/
s/^ +CALLVIEW_FIELD\((string|integer|number)s, (.*)\)/\1_list \2() const noexcept;/
s/^ +CALLVIEW_FIELD\(enumerations<(.*)>, (.*)\)/enum_list<\1> \2() const noexcept;/
s/^ +CALLVIEW_FIELD\(counters, (.*)\)/counter_map \1() const noexcept;/
s/^ +CALLVIEW_FIELD\(object<(.*)>, (.*)\)/\1 \2() const noexcept;/
s/^ +CALLVIEW_FIELD\(objects<(.*)>, (.*)\)/object_list<\1> \2() const noexcept;/
# A line of CALLVIEW_ERRORS becomes an enumerator of errc.
s/^#define CALLVIEW_ERRORS\(X\) +\\$//
/^  X\(([a-z0-9_]+), "(.*)"\) *\\?$/ {
  s//  \1,  \/\/\/< \2/
  H
  s/.*//
}
/^#define CALLVIEW_X\(name, text\) name,$/ g
s/^  CALLVIEW_ERRORS\(CALLVIEW_X\)$//
# As a base without its arguments, or Doxygen lists each of its members twice, or not at all.
s/: public (object|document)_view<[a-zA-Z_]+> \{/: public \1_view {/
s/: public (sequence|scalar_list)<.*> \{/: public \1 {/
# Users write callview::result, whatever the inline namespace is called.
s/^inline namespace CALLVIEW_ABI \{$//
s/^\}  \/\/ namespace CALLVIEW_ABI$//

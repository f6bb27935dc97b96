// SPDX-License-Identifier: MIT
// Archives as batches of records: files of any size, in bounded memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "input.hpp"
#include "splitter.hpp"

namespace tool {

/// Bytes, followed by room for padding, which pad() fills with zeros. Does not initialize memory, so unused pages are
/// never touched.
class text_buffer {
 public:
  [[nodiscard]] const char* data() const { return bytes_.get(); }
  [[nodiscard]] char* data() { return bytes_.get(); }
  [[nodiscard]] std::size_t size() const { return size_; }
  /// The number of readable bytes from data() on.
  [[nodiscard]] std::size_t capacity() const { return room_ + padding; }

  /// Makes room for `room` bytes, and keeps the contents.
  void reserve(std::size_t room);
  void resize(std::size_t size) { size_ = size; }
  void pad();

 private:
  static constexpr std::size_t padding = 64 + simdjson::SIMDJSON_PADDING;
  std::unique_ptr<char[]> bytes_;
  std::size_t room_ = 0;
  std::size_t size_ = 0;
};

/// A part of a file, and the complete records in it.
struct batch {
  text_buffer text;
  std::size_t used = 0;  ///< Bytes of the text that belong to this batch.
  std::vector<record> records;

  std::size_t file = 0;      ///< Index of its file.
  std::uint64_t offset = 0;  ///< Offset of the text in the file, after decompression.
  std::uint64_t number = 0;  ///< Number of the batch, counted over all files.
  bool ends_file = false;
  input::fault fault;          ///< Why the file ended early, after this text.
  std::uint64_t consumed = 0;  ///< Bytes read from all files so far, before decompression.

  /// If not null, the text has not been read. read_range() reads it, in any thread.
  std::shared_ptr<input> source{};
  std::uint64_t range_begin = 0, range_end = 0;  ///< The lines that begin in this part of the file are the text.
  std::uint64_t done_before = 0;                 ///< Bytes of the previous files.
};

/// Sizes for a reader.
struct reader_options {
  std::size_t chunk = std::size_t{1} << 20;        ///< Bytes that are read at a time.
  std::size_t max_record = std::size_t{16} << 20;  ///< Larger records are broken.
};

/// Reads and splits the lines that begin in the range of a batch. Returns false in three cases:
///  - a record of several lines, or an array, does not end in these lines;
///  - a line crosses the beginning or the end of the range, and continues for more bytes than the range has;
///  - the file has changed.
/// Then `b.offset` is the position of the first line, and reader::rewind() continues there.
bool read_range(batch& b, splitter& s);

/// Reads files one after another. For one thread.
class reader {
 public:
  reader(std::vector<std::string> files, reader_options options);

  /// From now on, next() returns the ranges of large uncompressed files, so that several threads can read them.
  void use_ranges() { uses_ranges_ = true; }

  /// Fills a batch and reuses its memory. Returns false after the last file.
  bool next(batch& b);

  /// Makes next() continue at `b.offset`, without ranges until the end of this file.
  void rewind(const batch& b);

  [[nodiscard]] const reader_options& options() const { return options_; }

  [[nodiscard]] const std::vector<std::string>& files() const { return files_; }
  /// Total size of all files before decompression; 0 if a size is unknown.
  [[nodiscard]] std::uint64_t total_bytes() const { return total_; }

 private:
  void finish_file(batch& b);

  std::vector<std::string> files_;
  reader_options options_;
  splitter splitter_;
  std::uint64_t total_ = 0;

  std::size_t file_ = 0;
  std::shared_ptr<input> input_;
  std::uint64_t offset_ = 0;
  bool uses_ranges_ = false;
  std::uint64_t range_size_ = 0;   ///< the size of the file if it is read in ranges, and 0 otherwise
  std::uint64_t done_before_ = 0;  ///< bytes of the previous files
  std::uint64_t number_ = 0;
  std::vector<char> rest_;  ///< the beginning of a record whose end is not known
};

}  // namespace tool

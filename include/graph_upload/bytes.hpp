/* Bytes that go in and out. SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef GRAPH_UPLOAD_BYTES_HPP
#define GRAPH_UPLOAD_BYTES_HPP

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <type_traits>
#include <utility>

namespace graph_upload {

namespace detail {

template <class Value>
inline constexpr bool is_byte = sizeof(Value) == 1 && !std::is_same_v<Value, bool>
    && (std::is_integral_v<Value> || std::is_same_v<Value, std::byte>);

/// What std::data() points to.
template <class Container>
using element = std::remove_pointer_t<decltype(std::data(std::declval<Container &>()))>;

template <class Container> using if_bytes = std::enable_if_t<
    is_byte<std::remove_cv_t<element<const Container>>> && sizeof(std::size(std::declval<const Container &>())) != 0>;

} // namespace detail

/// A view of bytes that belong to someone else, who has to keep them while it is used.
///
/// Made from what has its bytes in one row: vectors, arrays and spans of char, unsigned char or std::byte, strings. It
/// is one itself, so that std::span can be made from it.
class bytes {
  public:
    /// No bytes.
    constexpr bytes() noexcept = default;
    /// So many bytes from there on; the pointer may be null for none.
    bytes(const void *start, std::size_t size) noexcept
        : start_(static_cast<const std::uint8_t *>(start)), size_(size) {}
    /// All bytes of a container.
    template <class Container, class = detail::if_bytes<Container>>
    bytes(const Container &container) noexcept
        : start_(reinterpret_cast<const std::uint8_t *>(std::data(container))),
          size_(static_cast<std::size_t>(std::size(container))) {}
    /// Ambiguous: a literal has its NUL in it, a buffer its unused rest. Say std::string_view(x), or give a size.
    template <std::size_t size> bytes(const char (&)[size]) = delete;

    /// The first byte; may be null when there is none.
    [[nodiscard]] constexpr const std::uint8_t *data() const noexcept { return start_; }
    /// How many there are.
    [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
    /// Whether there is none.
    [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }
    /// The first byte.
    [[nodiscard]] constexpr const std::uint8_t *begin() const noexcept { return start_; }
    /// Behind the last byte.
    [[nodiscard]] constexpr const std::uint8_t *end() const noexcept { return start_ + size_; }

  private:
    const std::uint8_t *start_ = nullptr;
    std::size_t size_ = 0;
};

/// Where a callable that reads puts bytes. Only valid during its call.
class buffer {
  public:
    /// So many bytes from there on.
    constexpr buffer(std::uint8_t *start, std::size_t size) noexcept : start_(start), size_(size) {}

    /// Where the first byte goes.
    [[nodiscard]] constexpr std::uint8_t *data() const noexcept { return start_; }
    /// The same for what reads characters, such as std::istream::read().
    [[nodiscard]] char *chars() const noexcept { return reinterpret_cast<char *>(start_); }
    /// How many bytes fit.
    [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
    /// Where the first byte goes.
    [[nodiscard]] constexpr std::uint8_t *begin() const noexcept { return start_; }
    /// Behind where the last byte goes.
    [[nodiscard]] constexpr std::uint8_t *end() const noexcept { return start_ + size_; }

  private:
    std::uint8_t *start_;
    std::size_t size_;
};

} // namespace graph_upload

#endif

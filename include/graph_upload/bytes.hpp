/* Views of bytes. SPDX-License-Identifier: MIT OR Apache-2.0 */
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

/// A view of bytes owned by someone else, who must keep them while it is used.
///
/// Constructed from contiguous containers: vectors, arrays and spans of char, unsigned char or std::byte, strings. It
/// is contiguous itself, so std::span can be constructed from it.
class bytes {
  public:
    /// No bytes.
    constexpr bytes() noexcept = default;
    /// Views `size` bytes from `start`, which may be null if `size` is 0.
    bytes(const void *start, std::size_t size) noexcept
        : start_(static_cast<const std::uint8_t *>(start)), size_(size) {}
    /// Views all bytes of a container.
    template <class Container, class = detail::if_bytes<Container>>
    bytes(const Container &container) noexcept
        : start_(reinterpret_cast<const std::uint8_t *>(std::data(container))),
          size_(static_cast<std::size_t>(std::size(container))) {}
    /// Ambiguous: a literal includes its NUL, a buffer its unused rest. Pass std::string_view(x), or a size.
    template <std::size_t size> bytes(const char (&)[size]) = delete;

    /// Returns a pointer to the first byte; may be null if empty.
    [[nodiscard]] constexpr const std::uint8_t *data() const noexcept { return start_; }
    /// Returns the number of bytes.
    [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
    /// Returns whether there are no bytes.
    [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }
    /// Returns a pointer to the first byte.
    [[nodiscard]] constexpr const std::uint8_t *begin() const noexcept { return start_; }
    /// Returns a pointer past the last byte.
    [[nodiscard]] constexpr const std::uint8_t *end() const noexcept { return start_ + size_; }

  private:
    const std::uint8_t *start_ = nullptr;
    std::size_t size_ = 0;
};

/// The buffer that a read callable fills. Only valid during its call.
class buffer {
  public:
    /// A buffer of `size` bytes at `start`.
    constexpr buffer(std::uint8_t *start, std::size_t size) noexcept : start_(start), size_(size) {}

    /// Returns a pointer to the start.
    [[nodiscard]] constexpr std::uint8_t *data() const noexcept { return start_; }
    /// Returns the start as char *, for functions such as std::istream::read().
    [[nodiscard]] char *chars() const noexcept { return reinterpret_cast<char *>(start_); }
    /// Returns the size in bytes.
    [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
    /// Returns a pointer to the start.
    [[nodiscard]] constexpr std::uint8_t *begin() const noexcept { return start_; }
    /// Returns a pointer past the end.
    [[nodiscard]] constexpr std::uint8_t *end() const noexcept { return start_ + size_; }

  private:
    std::uint8_t *start_;
    std::size_t size_;
};

} // namespace graph_upload

#endif

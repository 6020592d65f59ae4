/* String parameters. SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef GRAPH_UPLOAD_TEXT_HPP
#define GRAPH_UPLOAD_TEXT_HPP

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace graph_upload {

namespace detail {

/// Overwrites a secret in a way that no compiler optimises away.
inline void wipe(std::string &secret) noexcept {
    volatile char *characters = secret.data();
    for (std::size_t at = 0; at < secret.size(); at++) characters[at] = '\0';
}

template <class Value> using if_string_view = std::enable_if_t<
    std::is_class_v<Value> && std::is_convertible_v<const Value &, std::string_view>>;

} // namespace detail

/// A string parameter, or none where the C API takes NULL.
///
/// Only for parameters: it refers to its source, which must outlive it. UTF-8 on every system, file names included. A
/// string with NUL inside is refused (status::argument) as not UTF-8.
class text {
  public:
    /// None. If the string is required, the call fails with status::argument.
    text(std::nullptr_t = nullptr) noexcept {}
    /// None.
    text(std::nullopt_t) noexcept {}
    /// A NUL-terminated string, such as a literal or the result of std::getenv(); none for a null pointer.
    text(const char *terminated) noexcept : start_(terminated) {}
    /// The whole string.
    text(const std::string &whole) : start_(whole.c_str()) {
        if (whole.find('\0') != std::string::npos) copy(whole);
    }
    /// The whole string, copied to be NUL-terminated. The copy is wiped.
    template <class View, class = detail::if_string_view<View>> text(const View &view) { copy(view); }
    /// A path of std::filesystem, or any other type with u8string().
    template <class Path, class = decltype(std::declval<const Path &>().u8string().size()), class = void>
    text(const Path &path) {
        auto whole = path.u8string();
        copy(std::string_view(reinterpret_cast<const char *>(whole.data()), whole.size()));
    }
    /// The contained string, or none.
    template <class Value, class = std::enable_if_t<std::is_convertible_v<const Value &, std::string_view>>>
    text(const std::optional<Value> &optional) {
        if (optional.has_value()) copy(*optional);
    }
    text(const text &) = delete;
    text &operator=(const text &) = delete;
    ~text() { detail::wipe(copy_); }

    /// Returns the string, NUL-terminated, which lives as long as this; NULL for none.
    [[nodiscard]] const char *c_str() const noexcept { return start_; }

  private:
    // C would see a text with NUL inside end there, and use a part of it. 0xFF is never in UTF-8.
    void copy(std::string_view whole) {
        copy_ = whole;
        for (char &character : copy_) {
            if (character == '\0') character = '\xFF';
        }
        start_ = copy_.c_str();
    }

    std::string copy_;
    const char *start_ = nullptr;
};

} // namespace graph_upload

#endif

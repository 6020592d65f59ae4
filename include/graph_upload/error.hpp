/* Why a call failed. SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef GRAPH_UPLOAD_ERROR_HPP
#define GRAPH_UPLOAD_ERROR_HPP

#include "../graph_upload.h"
#include "status.hpp"

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#if defined(__cpp_exceptions) || defined(_CPPUNWIND)
#define GU_CXX_EXCEPTIONS 1
#else
#define GU_CXX_EXCEPTIONS 0
#endif

// So that it is one and the same in all shared objects of a program, also with -fvisibility=hidden.
#if defined(__GNUC__) && !defined(_WIN32)
#define GU_CXX_SHARED __attribute__((visibility("default")))
#else
#define GU_CXX_SHARED
#endif

namespace graph_upload {

class item;

namespace detail {

inline std::optional<std::string> unless_empty(const char *text) {
    return *text == '\0' ? std::nullopt : std::optional<std::string>(text);
}

template <class Number> std::optional<Number> unless(Number unknown, Number number) noexcept {
    return number == unknown ? std::nullopt : std::optional<Number>(number);
}

/// Returns a number that is -1 if unknown.
inline std::optional<std::uint64_t> known(std::int64_t number) noexcept {
    return number < 0 ? std::nullopt : std::optional<std::uint64_t>(static_cast<std::uint64_t>(number));
}

inline std::optional<std::chrono::milliseconds> known_ms(std::int64_t ms) noexcept {
    return ms < 0 ? std::nullopt : std::optional<std::chrono::milliseconds>(ms);
}

inline std::optional<std::chrono::milliseconds> unless_ms(std::uint64_t unknown, std::uint64_t ms) noexcept {
    if (ms == unknown) return std::nullopt;
    // In parentheses, since windows.h has a macro of that name.
    constexpr auto most = static_cast<std::uint64_t>((std::chrono::milliseconds::max)().count());
    return std::chrono::milliseconds(static_cast<std::chrono::milliseconds::rep>(ms < most ? ms : most));
}

} // namespace detail

/// Details of a failed call; see gu_error.
///
/// Never changes. Copies share their content, so they are cheap, never fail, and may be used by any thread.
class error {
  public:
    /// No failure: status::ok, without details.
    error() noexcept = default;
    /// Takes an error from the C API, with what a callable has thrown during the call and the item that was stored.
    explicit error(gu_error *handle, std::exception_ptr thrown = nullptr, std::shared_ptr<const item> stored = nullptr)
        : handle_(handle == nullptr ? nullptr : std::shared_ptr<const gu_error>(handle, gu_error_free)),
          thrown_(std::move(thrown)), stored_(std::move(stored)) {}
    /// Takes a share in an error of the C API, with the item that was stored; see job::outcome().
    error(std::shared_ptr<const gu_error> shared, std::shared_ptr<const item> stored) noexcept
        : handle_(std::move(shared)), stored_(std::move(stored)) {}

    /// Returns what the caller can do about it; see gu_error_status().
    [[nodiscard]] graph_upload::status status() const noexcept {
        return static_cast<graph_upload::status>(gu_error_status(get()));
    }
    /// Returns a human-readable description; see gu_error_message().
    [[nodiscard]] std::string message() const { return gu_error_message(get()); }
    /// Returns the HTTP status of the response that caused the error, if any; see gu_error_http_status().
    [[nodiscard]] std::optional<std::uint32_t> http_status() const noexcept {
        return detail::unless(std::uint32_t{0}, gu_error_http_status(get()));
    }
    /// Returns the service's most specific error code, such as "ErrorAccessDenied"; see gu_error_service_code().
    [[nodiscard]] std::optional<std::string> service_code() const {
        return detail::unless_empty(gu_error_service_code(get()));
    }
    /// Returns all error codes of the response, from the outermost to the most specific, separated by spaces; see
    /// gu_error_service_codes().
    [[nodiscard]] std::optional<std::string> service_codes() const {
        return detail::unless_empty(gu_error_service_codes(get()));
    }
    /// Returns the id by which the service's operators find the request; see gu_error_request_id().
    [[nodiscard]] std::optional<std::string> request_id() const {
        return detail::unless_empty(gu_error_request_id(get()));
    }
    /// Returns the host that responded or could not be reached; see gu_error_host().
    [[nodiscard]] std::optional<std::string> host() const { return detail::unless_empty(gu_error_host(get())); }
    /// Returns the service's diagnostics for its operators; see gu_error_diagnostics().
    [[nodiscard]] std::optional<std::string> diagnostics() const {
        return detail::unless_empty(gu_error_diagnostics(get()));
    }
    /// Returns the claims challenge of a 401 response; see gu_error_claims().
    [[nodiscard]] std::optional<std::string> claims() const { return detail::unless_empty(gu_error_claims(get())); }
    /// Returns how long the service asked to wait; see gu_error_retry_after_ms().
    [[nodiscard]] std::optional<std::chrono::milliseconds> retry_after() const noexcept {
        return detail::unless_ms(0, gu_error_retry_after_ms(get()));
    }
    /// Returns the operating system's error number; see gu_error_os_error().
    [[nodiscard]] std::optional<std::int32_t> os_error() const noexcept {
        return detail::unless(std::int32_t{0}, gu_error_os_error(get()));
    }
    /// Returns whether repeating the same call later may help; see gu_error_is_retryable().
    [[nodiscard]] bool is_retryable() const noexcept { return gu_error_is_retryable(get()) != 0; }
    /// Returns whether the file may be stored although the call failed; see gu_error_in_doubt().
    [[nodiscard]] bool in_doubt() const noexcept { return gu_error_in_doubt(get()) != 0; }
    /// Returns whether the upload session still exists at the service; see gu_error_session_kept().
    [[nodiscard]] bool session_kept() const noexcept { return gu_error_session_kept(get()) != 0; }
    /// Returns the offset in the file that the error is about; see gu_error_offset().
    [[nodiscard]] std::uint64_t offset() const noexcept { return gu_error_offset(get()); }
    /// Returns the number of attempts in a row without progress; see gu_error_attempts().
    [[nodiscard]] std::uint32_t attempts() const noexcept { return gu_error_attempts(get()); }
    /// Returns everything as one JSON object; see gu_error_json().
    [[nodiscard]] std::string json() const { return gu_error_json(get()); }

    /// Returns what a callable has thrown during the call, which ended it; null if none has.
    [[nodiscard]] std::exception_ptr thrown() const noexcept { return thrown_; }
    /// Returns the file that is stored although the call failed, only with status::differs; null otherwise. It
    /// lives as long as the last copy of this error.
    [[nodiscard]] const item *stored() const noexcept { return stored_.get(); }
    /// Returns the handle, for calls of the C API; null for no failure.
    [[nodiscard]] const gu_error *get() const noexcept { return handle_.get(); }

  private:
    std::shared_ptr<const gu_error> handle_;
    std::exception_ptr thrown_;
    std::shared_ptr<const item> stored_;
};

/// Thrown by the throwing form of a call. what() is the name of the status and the message.
class GU_CXX_SHARED exception : public std::runtime_error {
  public:
    /// Wraps a failure.
    explicit exception(graph_upload::error why)
        : std::runtime_error(std::string(status_name(why.status())) + ": " + why.message()),
          error_(std::move(why)) {}

    /// Returns why the call failed.
    [[nodiscard]] const graph_upload::error &error() const noexcept { return error_; }
    /// Short for error().status().
    [[nodiscard]] graph_upload::status status() const noexcept { return error_.status(); }

  private:
    graph_upload::error error_;
};

namespace detail {

/// Throws what a callable has thrown, or else the failure itself. Without exceptions, ends the program.
[[noreturn]] inline void raise([[maybe_unused]] const error &why) {
#if GU_CXX_EXCEPTIONS
    if (why.thrown() != nullptr) std::rethrow_exception(why.thrown());
    throw exception(why);
#else
    std::abort();
#endif
}

} // namespace detail

} // namespace graph_upload

#endif

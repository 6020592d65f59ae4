/* Results of calls that can fail. SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef GRAPH_UPLOAD_RESULT_HPP
#define GRAPH_UPLOAD_RESULT_HPP

#include "error.hpp"

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace graph_upload {

/// Result of a call that can fail: a value, or why there is none. Must not be ignored.
///
/// Like std::expected of C++23, except for exceptions of callables: value() rethrows these instead of
/// graph_upload::exception. An exception that came too late to end the call, or from a callable that cannot end it (the
/// log's), does not hide a value: thrown() returns it.
template <class Value> class [[nodiscard]] result {
    static_assert(std::is_object_v<Value> && !std::is_same_v<Value, graph_upload::error>);

  public:
    /// The type of the value.
    using value_type = Value;

    /// A success. `late` holds no failure, but may hold what a callable has thrown.
    result(Value value, graph_upload::error late = {}) noexcept(std::is_nothrow_move_constructible_v<Value>)
        : value_(std::move(value)), error_(std::move(late)) {}
    /// A failure, which `why` must hold.
    result(graph_upload::error why) noexcept : error_(std::move(why)) {}

    /// Returns whether there is a value.
    [[nodiscard]] bool has_value() const noexcept { return value_.has_value(); }
    /// Returns whether there is a value.
    [[nodiscard]] explicit operator bool() const noexcept { return has_value(); }

    /// Returns the value, or throws why there is none. Without exceptions, ends the program instead.
    Value &value() & { return checked(), *value_; }
    /// Returns the value, or throws why there is none. Without exceptions, ends the program instead.
    const Value &value() const & { return checked(), *value_; }
    /// Moves the value out, or throws why there is none. Without exceptions, ends the program instead.
    Value value() && { return checked(), *std::move(value_); }

    /// The same as value().
    Value &operator*() & { return value(); }
    /// The same as value().
    const Value &operator*() const & { return value(); }
    /// The same as value().
    Value operator*() && { return std::move(*this).value(); }
    /// The same as value(), for its members.
    Value *operator->() { return &value(); }
    /// The same as value(), for its members.
    const Value *operator->() const { return &value(); }

    /// Returns why there is no value; an error with status::ok if there is one.
    [[nodiscard]] const graph_upload::error &error() const & noexcept { return error_; }
    /// Returns why there is no value; an error with status::ok if there is one.
    [[nodiscard]] graph_upload::error error() && noexcept { return std::move(error_); }
    /// Short for error().status().
    [[nodiscard]] graph_upload::status status() const noexcept { return error_.status(); }
    /// Returns what a callable has thrown during the call; null if none has. Not null with a value if it did not end
    /// the call.
    [[nodiscard]] std::exception_ptr thrown() const noexcept { return error_.thrown(); }

  private:
    void checked() const {
        if (!has_value()) detail::raise(error_);
    }

    std::optional<Value> value_;
    graph_upload::error error_;
};

/// Result of a call that returns no value.
template <> class [[nodiscard]] result<void> {
  public:
    /// The type of the value.
    using value_type = void;

    /// A success, or a failure when the error holds one.
    result(graph_upload::error why = {}) noexcept : error_(std::move(why)) {}

    /// Returns whether the call succeeded.
    [[nodiscard]] bool has_value() const noexcept { return error_.get() == nullptr; }
    /// Returns whether the call succeeded.
    [[nodiscard]] explicit operator bool() const noexcept { return has_value(); }
    /// Throws if the call failed. Without exceptions, ends the program instead.
    void value() const {
        if (!has_value()) detail::raise(error_);
    }
    /// Returns why the call failed; an error with status::ok if it did not.
    [[nodiscard]] const graph_upload::error &error() const & noexcept { return error_; }
    /// Returns why the call failed; an error with status::ok if it did not.
    [[nodiscard]] graph_upload::error error() && noexcept { return std::move(error_); }
    /// Short for error().status().
    [[nodiscard]] graph_upload::status status() const noexcept { return error_.status(); }
    /// Returns what a callable has thrown during the call; null if none has. Not null with a success if it did not end
    /// the call.
    [[nodiscard]] std::exception_ptr thrown() const noexcept { return error_.thrown(); }

  private:
    graph_upload::error error_;
};

} // namespace graph_upload

#endif

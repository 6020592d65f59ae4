/* What a call that can fail returns. SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef GRAPH_UPLOAD_RESULT_HPP
#define GRAPH_UPLOAD_RESULT_HPP

#include "error.hpp"

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace graph_upload {

/// What a call that can fail returns: a value, or why there is none. Must not be ignored.
///
/// As std::expected of C++23, apart from the exceptions of callables: value() throws these again, in place of
/// graph_upload::exception. An exception that came too late to end the call, or from a callable that cannot end it (the
/// log's), does not hide a value: thrown() tells of it.
template <class Value> class [[nodiscard]] result {
    static_assert(std::is_object_v<Value> && !std::is_same_v<Value, graph_upload::error>);

  public:
    /// The type of the value.
    using value_type = Value;

    /// A success. `late` holds no failure, but may hold what a callable has thrown.
    result(Value value, graph_upload::error late = {}) noexcept(std::is_nothrow_move_constructible_v<Value>)
        : value_(std::move(value)), error_(std::move(late)) {}
    /// A failure, which the error has to hold.
    result(graph_upload::error why) noexcept : error_(std::move(why)) {}

    /// Whether there is a value.
    [[nodiscard]] bool has_value() const noexcept { return value_.has_value(); }
    /// Whether there is a value.
    [[nodiscard]] explicit operator bool() const noexcept { return has_value(); }

    /// The throwing form: gives the value, or throws why there is none. Without exceptions it ends the program then.
    Value &value() & { return checked(), *value_; }
    /// The throwing form: gives the value, or throws why there is none. Without exceptions it ends the program then.
    const Value &value() const & { return checked(), *value_; }
    /// The throwing form: gives the value away, or throws why there is none. Without exceptions it ends the program
    /// then.
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

    /// Why there is no value; an error with status::ok where there is one.
    [[nodiscard]] const graph_upload::error &error() const & noexcept { return error_; }
    /// Why there is no value; an error with status::ok where there is one.
    [[nodiscard]] graph_upload::error error() && noexcept { return std::move(error_); }
    /// Short for error().status().
    [[nodiscard]] graph_upload::status status() const noexcept { return error_.status(); }
    /// What a callable has thrown during the call; null when none has. Not null beside a value where it did not end the
    /// call.
    [[nodiscard]] std::exception_ptr thrown() const noexcept { return error_.thrown(); }

  private:
    void checked() const {
        if (!has_value()) detail::raise(error_);
    }

    std::optional<Value> value_;
    graph_upload::error error_;
};

/// The result of a call that gives nothing but its success.
template <> class [[nodiscard]] result<void> {
  public:
    /// The type of the value.
    using value_type = void;

    /// A success, or a failure when the error holds one.
    result(graph_upload::error why = {}) noexcept : error_(std::move(why)) {}

    /// Whether the call succeeded.
    [[nodiscard]] bool has_value() const noexcept { return error_.get() == nullptr; }
    /// Whether the call succeeded.
    [[nodiscard]] explicit operator bool() const noexcept { return has_value(); }
    /// The throwing form: throws why the call failed. Without exceptions it ends the program then.
    void value() const {
        if (!has_value()) detail::raise(error_);
    }
    /// Why the call failed; an error with status::ok when it did not.
    [[nodiscard]] const graph_upload::error &error() const & noexcept { return error_; }
    /// Why the call failed; an error with status::ok when it did not.
    [[nodiscard]] graph_upload::error error() && noexcept { return std::move(error_); }
    /// Short for error().status().
    [[nodiscard]] graph_upload::status status() const noexcept { return error_.status(); }
    /// What a callable has thrown during the call; null when none has. Not null beside a success where it did not end
    /// the call.
    [[nodiscard]] std::exception_ptr thrown() const noexcept { return error_.thrown(); }

  private:
    graph_upload::error error_;
};

} // namespace graph_upload

#endif

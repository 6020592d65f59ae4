/* A flag that ends blocking calls. SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef GRAPH_UPLOAD_CANCEL_HPP
#define GRAPH_UPLOAD_CANCEL_HPP

#include "../graph_upload.h"
#include "call.hpp"
#include "owner.hpp"
#include "trampoline.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

namespace graph_upload {

/// A flag that ends the blocking calls that are given it; see gu_cancel. It must outlive them.
///
/// nullptr means none.
class cancel : public owner<gu_cancel, gu_cancel_free> {
  public:
    using owner::owner;

    /// Creates a flag that is not raised; see gu_cancel_new().
    [[nodiscard]] static result<cancel> create() { return detail::make<cancel>(gu_cancel_new); }

    /// Sets the deadline, at which the flag is raised; none for no deadline. See gu_cancel_set_deadline_ms().
    result<void> set_deadline(std::optional<std::chrono::milliseconds> after) const noexcept {
        // 0 is none in C, and a time that is over raises the flag at once.
        const auto ms = after.has_value() ? (after->count() < 1 ? 1 : after->count()) : 0;
        return detail::invoke(gu_cancel_set_deadline_ms, get(), static_cast<std::uint64_t>(ms));
    }
    /// Sets the poll callback, called in every wait, on the thread that waits; it returns whether to continue, or
    /// nothing. nullptr for none. See gu_cancel_set_poll().
    template <class Callable> result<void> set_poll(Callable poll) const {
        return detail::give(gu_cancel_set_poll, detail::poll<Callable>, std::move(poll), get());
    }
    /// Removes the poll callback, which is the default.
    result<void> set_poll(std::nullptr_t) const {
        return detail::invoke(gu_cancel_set_poll, get(), nullptr, nullptr, nullptr);
    }
    /// Raises the flag, from any thread or a signal handler; see gu_cancel_request().
    void request() const noexcept { gu_cancel_request(get()); }
    /// Returns whether the flag is raised.
    [[nodiscard]] bool is_requested() const noexcept { return gu_cancel_is_requested(get()) != 0; }
    /// Waits at most this long until the flag is raised; returns whether it is. For callables that have to wait; see
    /// gu_cancel_wait().
    bool wait(std::chrono::milliseconds longest) const noexcept {
        return gu_cancel_wait(get(), longest.count() < 0 ? 0 : static_cast<std::uint64_t>(longest.count())) != 0;
    }
};

} // namespace graph_upload

#endif

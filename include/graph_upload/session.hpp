/* An upload that the caller feeds with bytes. SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef GRAPH_UPLOAD_SESSION_HPP
#define GRAPH_UPLOAD_SESSION_HPP

#include "../graph_upload.h"
#include "bytes.hpp"
#include "call.hpp"
#include "cancel.hpp"
#include "choices.hpp"
#include "client.hpp"
#include "item.hpp"
#include "owner.hpp"
#include "state.hpp"
#include "target.hpp"
#include "text.hpp"
#include "trampoline.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

namespace graph_upload {

/// An upload that the caller feeds with bytes; see gu_session. The flag that ends a blocking call comes last.
///
/// For what to do after each status, see the state table of graph_upload.h. The destructor sends nothing: a session
/// that was neither finished nor discarded stays at the service until it expires.
class session : public owner<gu_session, gu_session_free> {
  public:
    using owner::owner;
    /// A time by the service's clock.
    using time_point = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

    /// Starts an upload of `size` bytes. Blocks; see gu_session_create().
    [[nodiscard]] static result<session> create(const client &with, const target &where, std::uint64_t size,
                                                const cancel &flag = nullptr) {
        return detail::make<session>(gu_session_create, with.get(), where.get(), size, flag.get());
    }
    /// Continues an upload session that someone else created. Blocks; see gu_session_adopt().
    [[nodiscard]] static result<session> adopt(const client &with, kind what, const text &upload_url,
                                               std::uint64_t size, const cancel &flag = nullptr) {
        return detail::make<session>(gu_session_adopt, with.get(), static_cast<gu_kind>(what), upload_url.c_str(), size,
                                     flag.get());
    }
    /// Continues a saved upload; nullptr for the target of an adopted one. Blocks; see gu_session_resume().
    [[nodiscard]] static result<session> resume(const client &with, const target &where, bytes saved,
                                                sealing_key key = nullptr, const cancel &flag = nullptr) {
        return detail::make<session>(gu_session_resume, with.get(), where.get(), saved.data(),
                                     std::uint64_t{saved.size()}, key.data(), key.size(), flag.get());
    }

    /// Puts bytes of the file, at next_offset(). Blocks; see gu_put_chunk().
    result<void> put_chunk(std::uint64_t offset, bytes chunk, const cancel &flag = nullptr) {
        return detail::invoke(gu_put_chunk, get(), offset, chunk.data(), std::uint64_t{chunk.size()}, flag.get());
    }
    /// Ends the upload: returns the stored file, or what is missing. Blocks; see gu_finish().
    result<item> finish(const cancel &flag = nullptr) { return detail::make<item>(gu_finish, get(), flag.get()); }
    /// Asks the service where the upload stands. Blocks; see gu_session_refresh().
    result<void> refresh(const cancel &flag = nullptr) {
        return detail::invoke(gu_session_refresh, get(), flag.get());
    }
    /// Abandons the upload and deletes its session at the service. Blocks; see gu_session_discard().
    result<void> discard(const cancel &flag = nullptr) {
        return detail::invoke(gu_session_discard, get(), flag.get());
    }
    /// Sets the callback that saves each new state, in place of save(); see gu_session_set_save_callback().
    ///
    /// `bool keep(bytes)`, on the thread of the blocking call; false, as an exception, ends the call.
    template <class Callable> result<void> set_save_callback(Callable keep, sealing_key key = nullptr) {
        return detail::give(gu_session_set_save_callback, detail::keep_state<Callable>, std::move(keep), get(),
                            key.data(), key.size());
    }
    /// Removes the save callback, which is the default.
    result<void> set_save_callback(std::nullptr_t) {
        return detail::invoke(gu_session_set_save_callback, get(), nullptr, std::uint64_t{0}, nullptr, nullptr,
                              nullptr);
    }
    /// Saves the state of the upload; see gu_session_save().
    [[nodiscard]] result<state> save(sealing_key key = nullptr) const {
        return detail::make<state>(gu_session_save, get(), key.data(), key.size());
    }

    /// Sets the progress callback; see gu_session_set_progress().
    ///
    /// `void tell(const progress &)`, or one that returns bool: whether to continue.
    template <class Callable> result<void> set_progress(Callable tell) {
        return detail::give(gu_session_set_progress, detail::tell_progress<Callable>, std::move(tell), get());
    }
    /// Removes the progress callback, which is the default.
    result<void> set_progress(std::nullptr_t) {
        return detail::invoke(gu_session_set_progress, get(), nullptr, nullptr, nullptr);
    }

    /// Returns the number of bytes that the service has confirmed; see gu_session_confirmed().
    [[nodiscard]] std::uint64_t confirmed() const noexcept { return gu_session_confirmed(get()); }
    /// Returns the offset at which the next put_chunk() must start; see gu_session_next_offset().
    [[nodiscard]] std::uint64_t next_offset() const noexcept { return gu_session_next_offset(get()); }
    /// Returns the size of the file, in bytes.
    [[nodiscard]] std::uint64_t size() const noexcept { return gu_session_size(get()); }
    /// Returns when the upload session expires, if the service said; see gu_session_expires_ms().
    [[nodiscard]] std::optional<time_point> expires() const noexcept {
        const auto since = detail::unless_ms(0, gu_session_expires_ms(get()));
        return since.has_value() ? std::optional<time_point>(*since) : std::nullopt;
    }
};

} // namespace graph_upload

#endif

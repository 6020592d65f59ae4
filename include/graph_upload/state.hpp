/* A saved upload. SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef GRAPH_UPLOAD_STATE_HPP
#define GRAPH_UPLOAD_STATE_HPP

#include "../graph_upload.h"
#include "bytes.hpp"
#include "owner.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>

namespace graph_upload {

/// The 32-byte key that seals a saved upload, or none.
///
/// Only nullptr or std::nullopt mean none: an empty container is a key of the wrong length, which is refused
/// (status::argument), so that nothing stays unsealed by mistake.
class sealing_key {
  public:
    /// None: not sealed.
    sealing_key(std::nullptr_t = nullptr) noexcept {}
    /// None: not sealed.
    sealing_key(std::nullopt_t) noexcept {}
    /// The bytes of a key, which are only read during the call; see bytes for what is accepted.
    template <class Container, class = std::enable_if_t<std::is_convertible_v<const Container &, bytes>>>
    sealing_key(const Container &container) noexcept : key_(container), given_(true) {}
    /// The contained key, or none.
    template <class Container, class = std::enable_if_t<std::is_convertible_v<const Container &, bytes>>>
    sealing_key(const std::optional<Container> &optional) noexcept
        : key_(optional.has_value() ? bytes(*optional) : bytes()), given_(optional.has_value()) {}

    /// Returns the key for the C API: NULL only for none.
    [[nodiscard]] const std::uint8_t *data() const noexcept {
        static constexpr std::uint8_t nothing = 0;
        return given_ && key_.data() == nullptr ? &nothing : key_.data();
    }
    /// Returns the number of bytes; any other than 32 is refused.
    [[nodiscard]] std::uint64_t size() const noexcept { return key_.size(); }

  private:
    bytes key_;
    bool given_ = false;
};

/// A saved upload: a string to keep where others cannot read it; see gu_state. Wiped from memory when destroyed.
class state : public owner<gu_state, gu_state_free> {
  public:
    using owner::owner;

    /// Returns the bytes, ASCII text, which live as long as the handle; see gu_state_data().
    [[nodiscard]] bytes data() const & noexcept {
        return bytes(gu_state_data(get()), static_cast<std::size_t>(gu_state_length(get())));
    }
    bytes data() const && = delete;
};

} // namespace graph_upload

#endif

/* A stored file. SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef GRAPH_UPLOAD_ITEM_HPP
#define GRAPH_UPLOAD_ITEM_HPP

#include "../graph_upload.h"
#include "choices.hpp"
#include "error.hpp"
#include "owner.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace graph_upload {

/// A stored file, as the service describes it; see gu_item. Any thread may read it.
class item : public owner<gu_item, gu_item_free> {
  public:
    using owner::owner;

    /// Returns the id, decoded; see gu_item_id().
    [[nodiscard]] std::string id() const { return gu_item_id(get()); }
    /// Returns the name that the file is stored under, if the service said; see gu_item_name().
    [[nodiscard]] std::optional<std::string> name() const { return detail::unless_empty(gu_item_name(get())); }
    /// Returns the Location header of the last response, if there is one.
    [[nodiscard]] std::optional<std::string> location() const { return detail::unless_empty(gu_item_location(get())); }
    /// Returns a link to open in a browser, if the service said.
    [[nodiscard]] std::optional<std::string> web_url() const { return detail::unless_empty(gu_item_web_url(get())); }
    /// Returns the eTag, if the service said.
    [[nodiscard]] std::optional<std::string> etag() const { return detail::unless_empty(gu_item_etag(get())); }
    /// Returns the size that the service reports, in bytes, if it did; see gu_item_size().
    [[nodiscard]] std::optional<std::uint64_t> size() const noexcept {
        return detail::known(gu_item_size(get()));
    }
    /// Returns the service's complete description of the item, if there is one.
    [[nodiscard]] std::optional<std::string> json() const { return detail::unless_empty(gu_item_json(get())); }
    /// Returns whether the last response was missing and the file was found by looking it up.
    [[nodiscard]] bool recovered() const noexcept { return gu_item_recovered(get()) != 0; }
    /// Returns whether the stored file is what was sent, as far as the service reports; see gu_item_integrity().
    [[nodiscard]] graph_upload::integrity integrity() const noexcept {
        return static_cast<graph_upload::integrity>(gu_item_integrity(get()));
    }
};

} // namespace graph_upload

#endif

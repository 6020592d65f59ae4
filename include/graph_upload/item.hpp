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

/// A stored file, as the service names it; see gu_item. Any thread may read it.
class item : public owner<gu_item, gu_item_free> {
  public:
    using owner::owner;

    /// Its id, decoded; see gu_item_id().
    [[nodiscard]] std::string id() const { return gu_item_id(get()); }
    /// The name that it is stored under, if the service said; see gu_item_name().
    [[nodiscard]] std::optional<std::string> name() const { return detail::unless_empty(gu_item_name(get())); }
    /// The Location header of the last reply, if there was one.
    [[nodiscard]] std::optional<std::string> location() const { return detail::unless_empty(gu_item_location(get())); }
    /// A link for people, if the service said.
    [[nodiscard]] std::optional<std::string> web_url() const { return detail::unless_empty(gu_item_web_url(get())); }
    /// The eTag, if the service said.
    [[nodiscard]] std::optional<std::string> etag() const { return detail::unless_empty(gu_item_etag(get())); }
    /// The size that the service reports, in bytes, if it did; see gu_item_size().
    [[nodiscard]] std::optional<std::uint64_t> size() const noexcept {
        return detail::known(gu_item_size(get()));
    }
    /// The service's whole description of it, if there was one.
    [[nodiscard]] std::optional<std::string> json() const { return detail::unless_empty(gu_item_json(get())); }
    /// Whether the last reply was lost and the file was found by looking.
    [[nodiscard]] bool recovered() const noexcept { return gu_item_recovered(get()) != 0; }
    /// Whether what is stored is what was sent, as far as the service tells; see gu_item_integrity().
    [[nodiscard]] graph_upload::integrity integrity() const noexcept {
        return static_cast<graph_upload::integrity>(gu_item_integrity(get()));
    }
};

} // namespace graph_upload

#endif

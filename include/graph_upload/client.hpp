/* Connections, token and policy. SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef GRAPH_UPLOAD_CLIENT_HPP
#define GRAPH_UPLOAD_CLIENT_HPP

#include "../graph_upload.h"
#include "call.hpp"
#include "item.hpp"
#include "options.hpp"
#include "owner.hpp"
#include "target.hpp"
#include "text.hpp"

#include <optional>
#include <string>

namespace graph_upload {

/// Connections, token and policy, shared by uploads on any number of threads; see gu_client.
class client : public owner<gu_client, gu_client_free> {
  public:
    using owner::owner;

    /// Creates a client with the options, which it copies; see gu_client_new().
    [[nodiscard]] static result<client> create(const options &how) {
        return detail::make<client>(gu_client_new, how.get());
    }

    /// Sets the token for all requests from now on, or none. From any thread; see gu_client_set_token().
    result<void> set_token(const std::optional<std::string> &token) const {
        return detail::invoke(gu_client_set_token, get(), token.has_value() ? token->c_str() : nullptr);
    }

    /// Uploads the file at a path; see gu_upload_file(). Blocks, and cannot be cancelled: upload::run() can.
    result<item> upload_file(const target &where, const text &path) const {
        return detail::make<item>(gu_upload_file, get(), where.get(), path.c_str());
    }
};

} // namespace graph_upload

#endif

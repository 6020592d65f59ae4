/* Status codes. SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef GRAPH_UPLOAD_STATUS_HPP
#define GRAPH_UPLOAD_STATUS_HPP

#include "../graph_upload.h"

#include <string_view>

/// graph_upload.h for C++17 and later; graph_upload.hpp explains its use.
namespace graph_upload {

/// Outcome of a call: what the caller can do about it. The state table of graph_upload.h says when to repeat a call.
///
/// A newer library may return numbers that have no name here; treat them as errors.
enum class status : gu_status {
    ok = GU_OK,                                   ///< See GU_OK.
    argument = GU_ERR_ARGUMENT,                   ///< See GU_ERR_ARGUMENT.
    state = GU_ERR_STATE,                         ///< See GU_ERR_STATE.
    busy = GU_ERR_BUSY,                           ///< See GU_ERR_BUSY.
    cancelled = GU_ERR_CANCELLED,                 ///< See GU_ERR_CANCELLED.
    saved_state = GU_ERR_SAVED_STATE,             ///< See GU_ERR_SAVED_STATE.
    incomplete = GU_ERR_INCOMPLETE,               ///< See GU_ERR_INCOMPLETE.
    stored = GU_ERR_STORED,                       ///< See GU_ERR_STORED.
    source_unreadable = GU_ERR_SOURCE_UNREADABLE, ///< See GU_ERR_SOURCE_UNREADABLE.
    source_short = GU_ERR_SOURCE_SHORT,           ///< See GU_ERR_SOURCE_SHORT.
    source_changed = GU_ERR_SOURCE_CHANGED,       ///< See GU_ERR_SOURCE_CHANGED.
    memory = GU_ERR_MEMORY,                       ///< See GU_ERR_MEMORY.
    rewind = GU_ERR_REWIND,                       ///< See GU_ERR_REWIND.
    resources = GU_ERR_RESOURCES,                 ///< See GU_ERR_RESOURCES.
    network = GU_ERR_NETWORK,                     ///< See GU_ERR_NETWORK.
    tls = GU_ERR_TLS,                             ///< See GU_ERR_TLS.
    timeout = GU_ERR_TIMEOUT,                     ///< See GU_ERR_TIMEOUT.
    sign_in = GU_ERR_SIGN_IN,                     ///< See GU_ERR_SIGN_IN.
    denied = GU_ERR_DENIED,                       ///< See GU_ERR_DENIED.
    not_found = GU_ERR_NOT_FOUND,                 ///< See GU_ERR_NOT_FOUND.
    conflict = GU_ERR_CONFLICT,                   ///< See GU_ERR_CONFLICT.
    too_large = GU_ERR_TOO_LARGE,                 ///< See GU_ERR_TOO_LARGE.
    too_small = GU_ERR_TOO_SMALL,                 ///< See GU_ERR_TOO_SMALL.
    quota = GU_ERR_QUOTA,                         ///< See GU_ERR_QUOTA.
    throttled = GU_ERR_THROTTLED,                 ///< See GU_ERR_THROTTLED.
    server = GU_ERR_SERVER,                       ///< See GU_ERR_SERVER.
    expired = GU_ERR_EXPIRED,                     ///< See GU_ERR_EXPIRED.
    unexpected_response = GU_ERR_UNEXPECTED_RESPONSE,   ///< See GU_ERR_UNEXPECTED_RESPONSE.
    outcome_unknown = GU_ERR_OUTCOME_UNKNOWN,     ///< See GU_ERR_OUTCOME_UNKNOWN.
    differs = GU_ERR_DIFFERS,                     ///< See GU_ERR_DIFFERS. The item is in error::stored().
    bug = GU_ERR_BUG,                             ///< See GU_ERR_BUG.
};

/// Returns the name of a status as in C, such as "GU_ERR_NETWORK"; a static string. See gu_status_name().
[[nodiscard]] inline std::string_view status_name(status which) noexcept {
    return gu_status_name(static_cast<gu_status>(which));
}

} // namespace graph_upload

#endif

/* Versions. SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef GRAPH_UPLOAD_VERSION_HPP
#define GRAPH_UPLOAD_VERSION_HPP

#include "../graph_upload.h"

#include <cstdint>
#include <string_view>

namespace graph_upload {

/// Version of these headers as one number; see GU_VERSION_NUMBER.
inline constexpr std::uint32_t header_version_number = GU_VERSION_NUMBER;

/// Returns the version of the running library; see gu_version_number().
[[nodiscard]] inline std::uint32_t version_number() noexcept { return gu_version_number(); }

/// Returns the version of the running library, such as "0.2.0"; a static string. See gu_version_string().
[[nodiscard]] inline std::string_view version_string() noexcept { return gu_version_string(); }

/// Returns the rules of all kinds of targets as JSON; a static string. See gu_rules_json().
[[nodiscard]] inline std::string_view rules_json() noexcept { return gu_rules_json(); }

} // namespace graph_upload

#endif

/* How clients behave. SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef GRAPH_UPLOAD_OPTIONS_HPP
#define GRAPH_UPLOAD_OPTIONS_HPP

#include "../graph_upload.h"
#include "bytes.hpp"
#include "call.hpp"
#include "choices.hpp"
#include "owner.hpp"
#include "text.hpp"
#include "trampoline.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace graph_upload {

/// How clients behave; see gu_options. Times out of range, negative ones too, are refused with status::argument.
class options : public owner<gu_options, gu_options_free> {
  public:
    using owner::owner;

    /// Options with the defaults.
    [[nodiscard]] static result<options> create() { return detail::make<options>(gu_options_new); }

    /// Sets an option by its name; see gu_options_set().
    result<void> set(const text &name, const text &value) {
        return detail::invoke(gu_options_set, get(), name.c_str(), value.c_str());
    }
    /// A token for as long as it lasts; see gu_options_set_token().
    result<void> set_token(const text &token) { return detail::invoke(gu_options_set_token, get(), token.c_str()); }
    /// Who fetches tokens; see gu_options_set_token_callback().
    ///
    /// `std::string fetch(const token_request &)`; also std::optional of it, none to end the upload with
    /// status::sign_in, as an exception does. For one thread of a client at a time, for several clients of the same
    /// options at once. A std::string that it returns is wiped.
    template <class Callable> result<void> set_token_callback(Callable fetch) {
        return detail::give(gu_options_set_token_callback, detail::fetch_token<Callable>, std::move(fetch), get());
    }
    /// Who takes the lines of the log; see gu_options_set_log_callback().
    ///
    /// `void take(const log_record &)`, on several threads at once. It cannot end a call by itself: when it throws, the
    /// call ends with the next callable that is told the progress or reads, and goes on where there is none.
    template <class Callable> result<void> set_log_callback(Callable take) {
        return detail::give(gu_options_set_log_callback, detail::tell_log<Callable>, std::move(take), get());
    }
    /// Nobody takes the lines of the log, which is the default.
    result<void> set_log_callback(std::nullptr_t) {
        return detail::invoke(gu_options_set_log_callback, get(), nullptr, nullptr, nullptr);
    }

    /// Where Microsoft Graph is, without the version; see gu_options_set_base_url().
    result<void> set_base_url(const text &url) { return detail::invoke(gu_options_set_base_url, get(), url.c_str()); }
    /// The Microsoft Graph of a national cloud; see gu_options_set_cloud().
    result<void> set_cloud(cloud which) {
        return detail::invoke(gu_options_set_cloud, get(), static_cast<gu_cloud>(which));
    }
    /// A further host that upload URLs may name; see gu_options_add_upload_host().
    result<void> add_upload_host(const text &host) {
        return detail::invoke(gu_options_add_upload_host, get(), host.c_str());
    }
    /// Whether Outlook and To Do are asked for ids that stay when an item moves; see gu_options_set_immutable_ids().
    result<void> set_immutable_ids(bool wanted) {
        return detail::invoke(gu_options_set_immutable_ids, get(), std::uint32_t{wanted});
    }
    /// Which version of Microsoft Graph is used; see gu_options_set_api_version().
    result<void> set_api_version(api_version which) {
        return detail::invoke(gu_options_set_api_version, get(), static_cast<gu_api_version>(which));
    }
    /// What the User-Agent header says; see gu_options_set_user_agent().
    result<void> set_user_agent(const text &user_agent) {
        return detail::invoke(gu_options_set_user_agent, get(), user_agent.c_str());
    }

    /// Further certificate authorities in PEM form; see gu_options_add_ca_pem().
    result<void> add_ca_pem(bytes pem) {
        return detail::invoke(gu_options_add_ca_pem, get(), pem.data(), std::uint64_t{pem.size()});
    }
    /// Further certificate authorities in a PEM file; see gu_options_add_ca_file().
    result<void> add_ca_file(const text &path) { return detail::invoke(gu_options_add_ca_file, get(), path.c_str()); }
    /// Whether the system's certificate authorities are trusted; see gu_options_set_platform_roots().
    result<void> set_platform_roots(bool trusted) {
        return detail::invoke(gu_options_set_platform_roots, get(), std::uint32_t{trusted});
    }
    /// Whether loopback hosts may be named by http and IP addresses, for tests; see gu_options_allow_loopback().
    result<void> allow_loopback(bool allowed) {
        return detail::invoke(gu_options_allow_loopback, get(), std::uint32_t{allowed});
    }

    /// The longest wait for a connection; see gu_options_set_connect_timeout_ms().
    result<void> set_connect_timeout(std::chrono::milliseconds longest) {
        return detail::invoke(gu_options_set_connect_timeout_ms, get(), count(longest));
    }
    /// The longest time in which no byte moves; see gu_options_set_stall_timeout_ms().
    result<void> set_stall_timeout(std::chrono::milliseconds longest) {
        return detail::invoke(gu_options_set_stall_timeout_ms, get(), count(longest));
    }
    /// The longest wait for a reply; see gu_options_set_reply_timeout_ms().
    result<void> set_reply_timeout(std::chrono::milliseconds longest) {
        return detail::invoke(gu_options_set_reply_timeout_ms, get(), count(longest));
    }
    /// The longest wait for the reply after which the file is stored; see gu_options_set_commit_reply_timeout_ms().
    result<void> set_commit_reply_timeout(std::chrono::milliseconds longest) {
        return detail::invoke(gu_options_set_commit_reply_timeout_ms, get(), count(longest));
    }
    /// After how many attempts, or how long, without progress to give up; see gu_options_set_retry_budget().
    result<void> set_retry_budget(std::uint32_t attempts, std::chrono::milliseconds longest) {
        return detail::invoke(gu_options_set_retry_budget, get(), attempts, count(longest));
    }
    /// The waits between attempts; see gu_options_set_backoff_ms().
    result<void> set_backoff(std::chrono::milliseconds first, std::chrono::milliseconds longest) {
        return detail::invoke(gu_options_set_backoff_ms, get(), count(first), count(longest));
    }
    /// Whether to wait for an item that is locked; see gu_options_set_locked_policy().
    result<void> set_locked_policy(locked_policy which) {
        return detail::invoke(gu_options_set_locked_policy, get(), static_cast<gu_locked_policy>(which));
    }
    /// How long to look for a file whose last reply was lost; see gu_options_set_settle_ms().
    result<void> set_settle(std::chrono::milliseconds longest) {
        return detail::invoke(gu_options_set_settle_ms, get(), count(longest));
    }
    /// The size of the pieces that files are sent in, 0 to leave it to the kind; see gu_options_set_piece_bytes().
    result<void> set_piece_bytes(std::uint64_t size) {
        return detail::invoke(gu_options_set_piece_bytes, get(), size);
    }

    /// The proxy, or nullptr for none; see gu_options_set_proxy().
    result<void> set_proxy(const text &url) { return detail::invoke(gu_options_set_proxy, get(), url.c_str()); }
    /// The proxy that the environment or the system names, which is the default; see
    /// gu_options_set_proxy_from_environment().
    result<void> set_proxy_from_environment() {
        return detail::invoke(gu_options_set_proxy_from_environment, get());
    }
    /// Which hosts are reached without the proxy, or nullptr for the default; see gu_options_set_no_proxy().
    result<void> set_no_proxy(const text &hosts) {
        return detail::invoke(gu_options_set_no_proxy, get(), hosts.c_str());
    }
    /// A certificate and its key in PEM form for servers that ask; see gu_options_set_client_certificate_pem().
    result<void> set_client_certificate_pem(bytes chain, bytes key) {
        return detail::invoke(gu_options_set_client_certificate_pem, get(), chain.data(), std::uint64_t{chain.size()},
                              key.data(), std::uint64_t{key.size()});
    }
    /// The same from files; see gu_options_set_client_certificate_files().
    result<void> set_client_certificate_files(const text &chain_path, const text &key_path) {
        return detail::invoke(gu_options_set_client_certificate_files, get(), chain_path.c_str(), key_path.c_str());
    }
    /// Which version of IP connections use; see gu_options_set_ip_version().
    result<void> set_ip_version(ip_version version) {
        return detail::invoke(gu_options_set_ip_version, get(), static_cast<gu_ip_version>(version));
    }

    /// How fast files are sent, 0 for no limit; see gu_options_set_rate_limit().
    result<void> set_rate_limit(std::uint64_t bytes_per_second) {
        return detail::invoke(gu_options_set_rate_limit, get(), bytes_per_second);
    }

  private:
    // A negative time becomes one that is out of every range.
    static std::uint64_t count(std::chrono::milliseconds time) noexcept {
        return static_cast<std::uint64_t>(time.count());
    }
};

} // namespace graph_upload

#endif

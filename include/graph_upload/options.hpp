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

/// How clients behave; see gu_options. Times out of range, also negative ones, are refused with status::argument.
class options : public owner<gu_options, gu_options_free> {
  public:
    using owner::owner;

    /// Creates options with the defaults.
    [[nodiscard]] static result<options> create() { return detail::make<options>(gu_options_new); }

    /// Sets an option by name; see gu_options_set().
    result<void> set(const text &name, const text &value) {
        return detail::invoke(gu_options_set, get(), name.c_str(), value.c_str());
    }
    /// Sets a fixed access token; see gu_options_set_token().
    result<void> set_token(const text &token) { return detail::invoke(gu_options_set_token, get(), token.c_str()); }
    /// Sets the callback that fetches access tokens; see gu_options_set_token_callback().
    ///
    /// `std::string fetch(const token_request &)`; or std::optional of it, none to end the upload with
    /// status::sign_in, as an exception does. Called on one thread of a client at a time, but for several clients of
    /// the same options at once. A std::string that it returns is wiped.
    template <class Callable> result<void> set_token_callback(Callable fetch) {
        return detail::give(gu_options_set_token_callback, detail::fetch_token<Callable>, std::move(fetch), get());
    }
    /// Sets the log callback; see gu_options_set_log_callback().
    ///
    /// `void take(const log_record &)`, on several threads at once. It cannot end a call by itself: if it throws, the
    /// call ends at the next callable for progress or reading, and continues if there is none.
    template <class Callable> result<void> set_log_callback(Callable take) {
        return detail::give(gu_options_set_log_callback, detail::tell_log<Callable>, std::move(take), get());
    }
    /// Removes the log callback, which is the default.
    result<void> set_log_callback(std::nullptr_t) {
        return detail::invoke(gu_options_set_log_callback, get(), nullptr, nullptr, nullptr);
    }

    /// Sets the base URL of Microsoft Graph, without the version; see gu_options_set_base_url().
    result<void> set_base_url(const text &url) { return detail::invoke(gu_options_set_base_url, get(), url.c_str()); }
    /// Sets the cloud; see gu_options_set_cloud().
    result<void> set_cloud(cloud which) {
        return detail::invoke(gu_options_set_cloud, get(), static_cast<gu_cloud>(which));
    }
    /// Adds a host that upload URLs may name; see gu_options_add_upload_host().
    result<void> add_upload_host(const text &host) {
        return detail::invoke(gu_options_add_upload_host, get(), host.c_str());
    }
    /// Sets whether to ask Outlook and To Do for immutable ids; see gu_options_set_immutable_ids().
    result<void> set_immutable_ids(bool wanted) {
        return detail::invoke(gu_options_set_immutable_ids, get(), std::uint32_t{wanted});
    }
    /// Sets the version of Microsoft Graph; see gu_options_set_api_version().
    result<void> set_api_version(api_version which) {
        return detail::invoke(gu_options_set_api_version, get(), static_cast<gu_api_version>(which));
    }
    /// Sets the User-Agent header; see gu_options_set_user_agent().
    result<void> set_user_agent(const text &user_agent) {
        return detail::invoke(gu_options_set_user_agent, get(), user_agent.c_str());
    }

    /// Adds certificate authorities in PEM form; see gu_options_add_ca_pem().
    result<void> add_ca_pem(bytes pem) {
        return detail::invoke(gu_options_add_ca_pem, get(), pem.data(), std::uint64_t{pem.size()});
    }
    /// Adds certificate authorities in a PEM file; see gu_options_add_ca_file().
    result<void> add_ca_file(const text &path) { return detail::invoke(gu_options_add_ca_file, get(), path.c_str()); }
    /// Sets whether to trust the system's certificate authorities; see gu_options_set_platform_roots().
    result<void> set_platform_roots(bool trusted) {
        return detail::invoke(gu_options_set_platform_roots, get(), std::uint32_t{trusted});
    }
    /// Allows http:// and IP addresses for loopback hosts, for tests; see gu_options_allow_loopback().
    result<void> allow_loopback(bool allowed) {
        return detail::invoke(gu_options_allow_loopback, get(), std::uint32_t{allowed});
    }

    /// Sets the connect timeout; see gu_options_set_connect_timeout_ms().
    result<void> set_connect_timeout(std::chrono::milliseconds longest) {
        return detail::invoke(gu_options_set_connect_timeout_ms, get(), count(longest));
    }
    /// Sets the longest time without a byte sent or received; see gu_options_set_stall_timeout_ms().
    result<void> set_stall_timeout(std::chrono::milliseconds longest) {
        return detail::invoke(gu_options_set_stall_timeout_ms, get(), count(longest));
    }
    /// Sets the longest wait for a response; see gu_options_set_response_timeout_ms().
    result<void> set_response_timeout(std::chrono::milliseconds longest) {
        return detail::invoke(gu_options_set_response_timeout_ms, get(), count(longest));
    }
    /// Sets the longest wait for the response that stores the file; see gu_options_set_commit_response_timeout_ms().
    result<void> set_commit_response_timeout(std::chrono::milliseconds longest) {
        return detail::invoke(gu_options_set_commit_response_timeout_ms, get(), count(longest));
    }
    /// Sets the retry budget: attempts and time without progress; see gu_options_set_retry_budget().
    result<void> set_retry_budget(std::uint32_t attempts, std::chrono::milliseconds longest) {
        return detail::invoke(gu_options_set_retry_budget, get(), attempts, count(longest));
    }
    /// Sets the waits between attempts; see gu_options_set_backoff_ms().
    result<void> set_backoff(std::chrono::milliseconds first, std::chrono::milliseconds longest) {
        return detail::invoke(gu_options_set_backoff_ms, get(), count(first), count(longest));
    }
    /// Sets whether to wait for a locked item; see gu_options_set_locked_policy().
    result<void> set_locked_policy(locked_policy which) {
        return detail::invoke(gu_options_set_locked_policy, get(), static_cast<gu_locked_policy>(which));
    }
    /// Sets whether to look at the target before an upload; see gu_options_set_baseline().
    result<void> set_baseline(baseline which) {
        return detail::invoke(gu_options_set_baseline, get(), static_cast<gu_baseline>(which));
    }
    /// Sets the largest file that goes in one request; see gu_options_set_one_request_bytes().
    result<void> set_one_request_bytes(std::uint64_t bytes) {
        return detail::invoke(gu_options_set_one_request_bytes, get(), bytes);
    }
    /// Sets how long to look for a file whose last response is missing; see gu_options_set_settle_ms().
    result<void> set_settle(std::chrono::milliseconds longest) {
        return detail::invoke(gu_options_set_settle_ms, get(), count(longest));
    }
    /// Sets the size of the pieces of a file, 0 to leave it to the kind; see gu_options_set_piece_bytes().
    result<void> set_piece_bytes(std::uint64_t size) {
        return detail::invoke(gu_options_set_piece_bytes, get(), size);
    }

    /// Sets the proxy, or nullptr for none; see gu_options_set_proxy().
    result<void> set_proxy(const text &url) { return detail::invoke(gu_options_set_proxy, get(), url.c_str()); }
    /// Sets the proxy from the environment or the system, which is the default; see
    /// gu_options_set_proxy_from_environment().
    result<void> set_proxy_from_environment() {
        return detail::invoke(gu_options_set_proxy_from_environment, get());
    }
    /// Sets the hosts to reach without the proxy, or nullptr for the default; see gu_options_set_no_proxy().
    result<void> set_no_proxy(const text &hosts) {
        return detail::invoke(gu_options_set_no_proxy, get(), hosts.c_str());
    }
    /// Sets a client certificate and its key in PEM form; see gu_options_set_client_certificate_pem().
    result<void> set_client_certificate_pem(bytes chain, bytes key) {
        return detail::invoke(gu_options_set_client_certificate_pem, get(), chain.data(), std::uint64_t{chain.size()},
                              key.data(), std::uint64_t{key.size()});
    }
    /// Sets the same from files; see gu_options_set_client_certificate_files().
    result<void> set_client_certificate_files(const text &chain_path, const text &key_path) {
        return detail::invoke(gu_options_set_client_certificate_files, get(), chain_path.c_str(), key_path.c_str());
    }
    /// Sets the IP version of connections; see gu_options_set_ip_version().
    result<void> set_ip_version(ip_version version) {
        return detail::invoke(gu_options_set_ip_version, get(), static_cast<gu_ip_version>(version));
    }

    /// Sets the rate limit for sending, 0 for no limit; see gu_options_set_rate_limit().
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

/* What the test programs in C++ share: checks of results, and a client for the service of the environment. */
#ifndef CHECK_HPP
#define CHECK_HPP

#include <graph_upload.hpp>

#include "check.h"

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

namespace gu = graph_upload;

/* Makes a call and checks its status; HAS gives its result. */
#define HAS(wanted, ...) has(gu::status::wanted, __VA_ARGS__, #__VA_ARGS__, __FILE__, __LINE__)
#define ENDS(wanted, ...) static_cast<void>(HAS(wanted, __VA_ARGS__))

template <class Result> Result has(gu::status wanted, Result result, const char *call, const char *file, int line) {
    if (result.status() != wanted) {
        failed_checks++;
        std::cerr << file << ':' << line << ": " << call << "\n  gave " << gu::status_name(result.status()) << " ("
                  << result.error().message() << "), not " << gu::status_name(wanted) << '\n';
    }
    const bool succeeded = result.status() == gu::status::ok;
    check(result.has_value() == succeeded, "a value exactly when the call succeeds", file, line);
    return result;
}

inline std::string environment(const char *name) {
    const char *value = std::getenv(name);
    return value == nullptr ? "" : value;
}

/* Options for the service of the environment, with short waits. */
inline gu::options simulated_options() {
    using namespace std::chrono_literals;
    auto options = gu::options::create().value();
    ENDS(ok, options.set_base_url(environment("GU_URL")));
    ENDS(ok, options.allow_loopback(true));
    ENDS(ok, options.set_token(environment("GRAPH_TOKEN")));
    ENDS(ok, options.set_backoff(5ms, 50ms));
    // Sessions are what most programs are about.
    ENDS(ok, options.set_one_request_bytes(0));
    ENDS(ok, options.set_settle(1s));
    if (std::getenv("GU_CA") != nullptr) {
        ENDS(ok, options.set_platform_roots(false));
        ENDS(ok, options.add_ca_file(std::getenv("GU_CA")));
    }
    return options;
}

inline gu::client simulated_client() { return HAS(ok, gu::client::create(simulated_options())).value(); }

inline gu::target new_target(const gu::text &name) {
    return HAS(ok, gu::target::todo_task("list", "task", name)).value();
}

/* Bytes of a file, as fill() makes them. */
inline std::vector<std::uint8_t> pattern(std::uint64_t size) {
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size));
    fill(bytes.data(), 0, size);
    return bytes;
}

#endif

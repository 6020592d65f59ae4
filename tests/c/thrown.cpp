/*
 * Callables: an exception that one throws ends the blocking call of its thread and comes out of that, and each is
 * destroyed once, when the library will not call it any more. Against the simulator.
 */
#include "check.hpp"

#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

/* More than a piece of a To Do task. */
static constexpr std::uint64_t SIZE = 4000000;

struct oops : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/* Checks that a call ended by what a callable has thrown, by both forms. */
#define THROWN(words, wanted, ...)                                                       \
    do {                                                                                 \
        auto result_ = HAS(wanted, __VA_ARGS__);                                         \
        check(throws(result_, words), #__VA_ARGS__, __FILE__, __LINE__);                 \
        check(holds(result_.thrown(), words), #__VA_ARGS__, __FILE__, __LINE__);         \
    } while (0)

static bool holds(std::exception_ptr thrown, const char *words) {
    if (thrown == nullptr) return false;
    try {
        std::rethrow_exception(thrown);
    } catch (const oops &caught) {
        return caught.what() == std::string(words);
    } catch (...) {
        return false;
    }
}

template <class Result> static bool throws(Result &result, const char *words) {
    try {
        result.value();
        return false;
    } catch (const oops &caught) {
        return caught.what() == std::string(words);
    }
}

static gu::upload new_upload() {
    auto upload = HAS(ok, gu::upload::create()).value();
    ENDS(ok, upload.set_memory(pattern(SIZE)));
    return upload;
}

static void stored(const gu::item &item) { std::cout << "stored: task " << SIZE << ' ' << item.id() << std::endl; }

/* ---- where it comes out ---------------------------------------------------------------------------------------- */

static void from_progress(const gu::client &client) {
    const auto target = new_target("never");
    auto upload = new_upload();
    int calls = 0;
    ENDS(ok, upload.set_progress([&calls](const gu::progress &) { calls++, throw oops("progress"); }));
    THROWN("progress", cancelled, upload.run(client, target));
    CHECK(calls == 1);
    ENDS(ok, upload.set_progress([](const gu::progress &) -> bool { throw 5; })); /* no std::exception */
    const auto result = HAS(cancelled, upload.run(client, target));
    CHECK(result.thrown() != nullptr && !holds(result.thrown(), "progress"));

    /* A session can go on. */
    const auto bytes = pattern(SIZE);
    auto session = HAS(ok, gu::session::create(client, new_target("went-on"), SIZE)).value();
    ENDS(ok, session.set_progress([](const gu::progress &) { throw oops("session"); }));
    THROWN("session", cancelled, session.put_chunk(0, bytes));
    ENDS(ok, session.set_progress(nullptr));
    const auto next = static_cast<std::size_t>(session.next_offset());
    ENDS(ok, session.put_chunk(next, gu::bytes(bytes.data() + next, bytes.size() - next)));
    stored(HAS(ok, session.finish()).value());
}

static void from_reads(const gu::client &client) {
    const auto target = new_target("never");
    auto upload = new_upload();
    ENDS(ok, upload.set_read_at(SIZE, [](std::uint64_t, gu::buffer) -> std::size_t { throw oops("read_at"); }));
    THROWN("read_at", cancelled, upload.run(client, target));
    ENDS(ok, upload.set_read(SIZE, [](gu::buffer) -> int { throw oops("read"); }));
    THROWN("read", cancelled, upload.run(client, target));
}

static void from_token(const char *file) {
    auto options = simulated_options();
    ENDS(ok, options.set_token_callback([](const gu::token_request &) -> std::string { throw oops("token"); }));
    const auto client = HAS(ok, gu::client::create(options)).value();
    auto upload = new_upload();
    THROWN("token", sign_in, upload.run(client, new_target("never")));
    THROWN("token", sign_in, gu::session::create(client, new_target("never"), 1));
    THROWN("token", sign_in, client.upload_file(new_target("never"), file));
}

static void from_log() {
    auto options = simulated_options();
    ENDS(ok, options.set_log_callback([](const gu::log_record &) { throw oops("log"); }));
    const auto client = HAS(ok, gu::client::create(options)).value();
    auto upload = new_upload();
    auto result = HAS(ok, upload.run(client, new_target("log"))); /* nobody can end it */
    CHECK(holds(result.thrown(), "log"));
    stored(result.value());
    ENDS(ok, upload.set_progress([](const gu::progress &) { CHECK(false); }));
    THROWN("log", cancelled, upload.run(client, new_target("never")));
}

static void nested(const gu::client &client) {
    auto outer = new_upload(), inner = new_upload();
    ENDS(ok, inner.set_progress([](const gu::progress &) { throw oops("inner"); }));
    bool inside = false;
    ENDS(ok, outer.set_progress([&](const gu::progress &) {
        if (!std::exchange(inside, true)) THROWN("inner", cancelled, inner.run(client, new_target("never")));
    }));
    const auto result = HAS(ok, outer.run(client, new_target("outer")));
    CHECK(inside && result.thrown() == nullptr);
    stored(*result);

    /* After the inner call it is the outer one again that hears. */
    ENDS(ok, outer.set_progress([&](const gu::progress &) {
        THROWN("inner", cancelled, inner.run(client, new_target("never")));
        throw oops("outer");
    }));
    THROWN("outer", cancelled, outer.run(client, new_target("never")));
}

/* A call that C++ has not made has nobody who could hear of it; neither has the next call. */
static void through_c(const gu::client &client) {
    const auto target = new_target("through-c");
    auto upload = new_upload();
    ENDS(ok, upload.set_progress([](const gu::progress &) { throw oops("nobody hears"); }));
    CHECK(gu_upload_run(upload.get(), client.get(), target.get(), nullptr, nullptr, nullptr) == GU_ERR_CANCELLED);
    ENDS(ok, upload.set_progress(nullptr));
    const auto result = HAS(ok, upload.run(client, target));
    CHECK(result.thrown() == nullptr);
    stored(*result);
}

/* Two uploads of a client, whose callable throws in the thread of one of them. */
static void in_one_thread() {
    const auto unlucky = std::make_shared<std::thread::id>();
    auto options = simulated_options();
    ENDS(ok, options.set_log_callback([unlucky](const gu::log_record &) {
        if (std::this_thread::get_id() == *unlucky) throw oops("thread");
    }));
    const auto client = HAS(ok, gu::client::create(options)).value();
    const auto targets = std::make_pair(new_target("never"), new_target("lucky"));
    auto first = new_upload(), second = new_upload();
    ENDS(ok, first.set_progress([](const gu::progress &) {}));
    ENDS(ok, second.set_progress([](const gu::progress &) {}));
    gu::result<gu::item> failed = gu::error();
    *unlucky = std::this_thread::get_id();
    std::thread thread([&] { failed = second.run(client, targets.second); });
    auto result = first.run(client, targets.first);
    thread.join();
    THROWN("thread", cancelled, std::move(result));
    const auto lucky = HAS(ok, std::move(failed));
    CHECK(lucky.thrown() == nullptr);
    stored(*lucky);
}

/* ---- what is refused --------------------------------------------------------------------------------------------- */

static void failures_are_thrown() {
    try {
        gu::options::create().value().set_token(nullptr).value();
        CHECK(false);
    } catch (const gu::exception &caught) {
        CHECK(caught.status() == gu::status::argument && caught.error().message() == "token: must not be NULL");
        CHECK(std::string(caught.what()) == "GU_ERR_ARGUMENT: token: must not be NULL");
    }
    try {
        static_cast<void>(gu::target::drive_path("").value());
        CHECK(false);
    } catch (const std::exception &caught) {
        CHECK(dynamic_cast<const gu::exception *>(&caught) != nullptr);
    }
}

static void tokens() {
    auto options = simulated_options();
    auto refused = std::make_shared<int>(0);
    ENDS(ok, options.set_token_callback([refused](const gu::token_request &request) -> std::optional<std::string> {
        if (!request.was_rejected()) return "expired";
        return ++*refused == 1 ? std::optional<std::string>(environment("GRAPH_TOKEN")) : std::nullopt;
    }));
    const auto client = HAS(ok, gu::client::create(options)).value();
    stored(HAS(ok, new_upload().run(client, new_target("tokens"))).value());
    CHECK(*refused == 1);
    ENDS(ok, options.set_token_callback([](const gu::token_request &) { return std::optional<std::string>(); }));
    const auto nobody = HAS(ok, gu::client::create(options)).value();
    const auto result = HAS(sign_in, new_upload().run(nobody, new_target("never")));
    CHECK(result.thrown() == nullptr);
    ENDS(argument, options.set_token_callback(static_cast<std::string (*)(const gu::token_request &)>(nullptr)));
}

/* ---- who destroys ------------------------------------------------------------------------------------------------ */

static void lifetimes(const gu::client &client) {
    const auto counted = std::make_shared<int>(0);
    const auto progress = [counted](const gu::progress &) {};
    const auto read_at = [counted](std::uint64_t, gu::buffer) { return 0; };
    const auto read = [counted](gu::buffer) { return 0; };
    const auto log = [counted](const gu::log_record &) {};
    const auto token = [counted](const gu::token_request &) { return environment("GRAPH_TOKEN"); };
    const long before = counted.use_count();
    {
        gu::upload none(nullptr);
        gu::options nothing(nullptr);
        ENDS(argument, none.set_progress(progress));
        ENDS(argument, none.set_read_at(1, read_at));
        ENDS(argument, none.set_read(1, read));
        ENDS(argument, none.set_memory(gu::bytes(), counted));
        ENDS(argument, nothing.set_log_callback(log));
        ENDS(argument, nothing.set_token_callback(token));
        CHECK(counted.use_count() == before);

        auto upload = new_upload();
        ENDS(ok, upload.set_progress(progress));
        ENDS(ok, upload.set_progress(progress)); /* the first one goes */
        ENDS(ok, upload.set_read_at(1, read_at));
        ENDS(ok, upload.set_read(1, read));
        CHECK(counted.use_count() == before + 2);
        upload = nullptr;
        CHECK(counted.use_count() == before);
    }
    gu::session session(nullptr);
    {
        auto options = simulated_options();
        ENDS(ok, options.set_log_callback(log));
        ENDS(ok, options.set_token_callback(token));
        const auto other = HAS(ok, gu::client::create(options)).value();
        session = HAS(ok, gu::session::create(other, new_target("never"), 1)).value();
    }
    CHECK(counted.use_count() == before + 2); /* the session still calls them */
    ENDS(ok, session.discard());
    session = nullptr;
    CHECK(counted.use_count() == before);
    static_cast<void>(client);
}

int main(int argc, char **argv) {
    if (argc != 2) return std::cerr << "usage: thrown FILE\n", 2;
    const auto client = simulated_client();
    from_progress(client);
    from_reads(client);
    from_token(argv[1]);
    from_log();
    nested(client);
    through_c(client);
    in_one_thread();
    failures_are_thrown();
    tokens();
    lifetimes(client);
    return checked();
}

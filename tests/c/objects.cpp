/*
 * Uploads and sessions through the C++ header, against the simulator; the driver looks at what is stored, which each
 * line "stored: PLACE SIZE ID" names.
 */
#include "check.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <sstream>
#include <thread>
#include <utility>

#include <fcntl.h>
#ifdef _WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

using namespace std::chrono_literals;

/* More than a piece of a To Do task. */
static constexpr std::uint64_t SIZE = 4000000;

static void stored(const char *place, std::uint64_t size, const gu::item &item) {
    std::cout << "stored: " << place << ' ' << size << ' ' << item.id() << std::endl;
}

/* Runs it twice: into a task, and into a drive, whose service can tell what it has stored. */
static void store(gu::upload upload, const gu::client &client, const std::string &name, std::uint64_t size) {
    const auto attachment = HAS(ok, upload.run(client, new_target(name))).value();
    CHECK(attachment.integrity() == gu::integrity::unverifiable);
    stored("task", size, attachment);

    const auto target = HAS(ok, gu::target::drive_path(name)).value();
    const auto file = HAS(ok, upload.run(client, target)).value();
    CHECK(file.integrity() == gu::integrity::verified && file.name() == name && file.size() == size);
    CHECK(file.json().has_value() && file.etag().has_value() && !file.recovered());
    stored("drive", size, file);
}

static gu::upload new_upload() { return HAS(ok, gu::upload::create()).value(); }

/* ---- sources ------------------------------------------------------------------------------------------------- */

static void from_files(const gu::client &client, const std::filesystem::path &folder) {
    const auto path = folder / std::filesystem::u8path("gr\xC3\xB6\xC3\x9F" "e");
    const auto bytes = pattern(SIZE);
    std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char *>(bytes.data()), SIZE);

    auto upload = new_upload();
    ENDS(ok, upload.set_file(path));
    store(std::move(upload), client, "by-path", SIZE);
    ENDS(argument, upload.set_file(path)); /* it holds nothing any more */
    stored("task", SIZE, HAS(ok, client.upload_file(new_target(path.filename()), path)).value());

    auto other = new_upload();
#ifdef _WIN32
    const int descriptor = _wopen(path.c_str(), _O_RDONLY | _O_BINARY);
    const auto handle = _get_osfhandle(descriptor);
#else
    const int descriptor = open(path.c_str(), O_RDONLY);
    const auto handle = descriptor;
#endif
    ENDS(ok, other.set_file_handle(handle));
    close(descriptor);
    ENDS(argument, other.set_file_handle(-1)); /* what was set stays */
    store(std::move(other), client, "by-descriptor", SIZE);
}

static void from_memory(const gu::client &client) {
    const auto bytes = pattern(SIZE);
    auto upload = new_upload();
    ENDS(ok, upload.set_memory(pattern(SIZE)));
    store(std::move(upload), client, "from-vector", SIZE);

    /* So short that it lies in the string itself, which is moved. */
    upload = new_upload();
    ENDS(ok, upload.set_memory(std::string(bytes.begin(), bytes.begin() + 5)));
    store(std::move(upload), client, "from-string", 5);

    upload = new_upload();
    auto shared = std::make_shared<const std::vector<std::uint8_t>>(bytes);
    ENDS(ok, upload.set_memory(*shared, shared));
    CHECK(shared.use_count() == 2);
    store(std::move(upload), client, "kept-by-pointer", SIZE);
    CHECK(shared.use_count() == 1);

    upload = new_upload();
    ENDS(ok, upload.set_memory_view(bytes));
    store(std::move(upload), client, "from-view", SIZE);
    upload = new_upload();
    ENDS(ok, upload.set_memory_view({}));
    store(std::move(upload), client, "from-nothing", 0);
}

static void from_callables(const gu::client &client) {
    auto upload = new_upload();
    ENDS(ok, upload.set_read_at(SIZE, [](std::uint64_t offset, gu::buffer into) {
        /* So that reads end where no buffer does. */
        const std::size_t count = std::min<std::size_t>(into.size(), 70001);
        CHECK(!(into.size() == 0) && into.size() <= gu::read_max);
        fill(into.data(), offset, count);
        return count;
    }));
    store(std::move(upload), client, "read-at", SIZE);

    const auto bytes = pattern(SIZE);
    std::istringstream stream(std::string(bytes.begin(), bytes.end()));
    upload = new_upload();
    ENDS(ok, upload.set_read(SIZE, [&stream](gu::buffer into) {
        stream.read(into.chars(), static_cast<std::streamsize>(into.size()));
        return stream.gcount();
    }));
    /* A move-only function object, moved into the upload. */
    std::uint64_t last = 0;
    ENDS(ok, upload.set_progress([seen = std::make_unique<std::uint64_t>(0), &last](const gu::progress &now) {
        CHECK(*seen <= now.confirmed() && now.confirmed() <= now.sent() && now.sent() <= now.total());
        CHECK(now.total() == SIZE && (!now.waits() || *now.waits() > 0ms) && now.bytes_per_second() < 1000 * SIZE);
        last = *seen = now.confirmed();
    }));
    stored("task", SIZE, HAS(ok, upload.run(client, new_target("read-on"))).value());
    CHECK(last == SIZE);
}

static void answers_are_checked(const gu::client &client) {
    const auto target = new_target("never");
    auto upload = new_upload();
    ENDS(state, upload.run(client, target)); /* no source */
    const auto answer = [&upload](auto count) {
        ENDS(ok, upload.set_read_at(SIZE, [count](std::uint64_t, gu::buffer) { return count; }));
    };
    answer(0);
    ENDS(source_short, upload.run(client, target));
    answer(-1L);
    ENDS(source_unreadable, upload.run(client, target));
    answer(SIZE << 20);
    ENDS(source_unreadable, upload.run(client, target));
    answer(gu::read_count::failed());
    ENDS(source_unreadable, upload.run(client, target));
    answer(gu::read_count::stopped());
    ENDS(cancelled, upload.run(client, target));
    ENDS(argument, upload.set_read_at(1, std::function<gu::read_count(std::uint64_t, gu::buffer)>()));
    ENDS(argument, upload.set_read_at(static_cast<std::uint64_t>(-1), [](std::uint64_t, gu::buffer) { return 0; }));
}

/* ---- stopping ------------------------------------------------------------------------------------------------ */

static void stopping(const gu::client &client) {
    const auto target = new_target("never");
    auto upload = new_upload();
    ENDS(ok, upload.set_memory(pattern(SIZE)));
    ENDS(ok, upload.set_progress([](const gu::progress &) { return false; }));
    const auto result = HAS(cancelled, upload.run(client, target));
    CHECK(!result.error().in_doubt() && result.thrown() == nullptr);

    ENDS(ok, upload.set_progress(std::function<void(const gu::progress &)>())); /* nobody */
    const auto flag = HAS(ok, gu::cancel::create()).value();
    flag.request();
    ENDS(cancelled, upload.run(client, target, flag));

    ENDS(ok, upload.set_progress([&](const gu::progress &) {
        ENDS(busy, upload.run(client, target));
        ENDS(busy, upload.set_memory(std::string("x")));
        ENDS(busy, upload.set_progress(nullptr));
        return false;
    }));
    ENDS(cancelled, upload.run(client, target));
}

/* From another thread, while the driver holds back the response to a piece. */
static void cancelling() {
    const auto client = simulated_client();
    const auto flag = HAS(ok, gu::cancel::create()).value();
    auto upload = new_upload();
    ENDS(ok, upload.set_memory(pattern(SIZE)));
    std::thread other([&flag] {
        ask("piece arrived");
        flag.request();
    });
    ENDS(cancelled, upload.run(client, new_target("cancelled"), flag));
    other.join();
    ask("no more faults");
    stored("task", SIZE, HAS(ok, upload.run(client, new_target("cancelled"))).value());
}

/* ---- sessions ------------------------------------------------------------------------------------------------ */

static void put(gu::session &session, std::uint64_t end) {
    const auto bytes = pattern(session.size());
    while (session.next_offset() < end) {
        const std::uint64_t offset = session.next_offset();
        const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(end - offset, 1000003));
        const auto result = session.put_chunk(offset, gu::bytes(bytes.data() + offset, count));
        if (!CHECK(result || result.status() == gu::status::rewind)) break;
    }
}

static gu::session begin(const gu::client &client, const char *name) {
    return HAS(ok, gu::session::create(client, new_target(name), SIZE)).value();
}

static void sessions(const gu::client &client) {
    auto session = begin(client, "session");
    CHECK(session.size() == SIZE && session.confirmed() == 0 && session.next_offset() == 0);
    CHECK(session.expires() > gu::session::time_point());
    ENDS(argument, session.put_chunk(1, std::string_view("x")));
    std::uint64_t total = 0;
    ENDS(ok, session.set_progress([&total](const gu::progress &now) { total = now.total(); }));
    put(session, SIZE - 1);
    const auto early = HAS(incomplete, session.finish());
    CHECK(early.error().offset() == SIZE - 1 && total == SIZE);
    ENDS(ok, session.refresh());
    put(session, SIZE);
    auto again = std::move(session);
    CHECK(!session && again);
    stored("task", SIZE, HAS(ok, again.finish()).value());
    ENDS(stored, again.discard());

    auto given_up = begin(client, "given-up");
    ENDS(ok, given_up.discard());
}

/* An upload goes on in another session object, from what was written down. */
static void resuming(const gu::client &client) {
    std::array<std::byte, 32> key = {};
    key[3] = std::byte{7};
    std::string open, sealed;
    {
        auto session = begin(client, "resumed");
        put(session, 3932160);
        CHECK(session.confirmed() == 3932160);
        ENDS(ok, session.set_save_callback([](gu::bytes state) { return state.size() > 0; }));
        const auto state = HAS(ok, session.save()).value();
        open.assign(state.data().begin(), state.data().end());
        const auto other = HAS(ok, session.save(key)).value();
        sealed.assign(other.data().begin(), other.data().end());
        ENDS(argument, session.save(std::vector<std::uint8_t>())); /* an empty key is no key */
    }
    const auto target = new_target("resumed");
    key[3] = std::byte{8};
    ENDS(saved_state, gu::session::resume(client, target, sealed, key));
    ENDS(saved_state, gu::session::resume(client, target, sealed));
    ENDS(saved_state, gu::session::resume(client, target, std::string_view("nonsense")));
    key[3] = std::byte{7};
    auto session = HAS(ok, gu::session::resume(client, target, sealed, key)).value();
    CHECK(session.next_offset() == 3932160);
    session = HAS(ok, gu::session::resume(client, target, open)).value();
    put(session, SIZE);
    stored("task", SIZE, HAS(ok, session.finish()).value());
}

/* A run that was stopped goes on where its state file says. */
static void state_files(const gu::client &client, const std::filesystem::path &folder) {
    const auto path = folder / "state";
    const auto target = new_target("state-file");
    auto upload = new_upload();
    ENDS(ok, upload.set_memory(pattern(SIZE)));
    ENDS(ok, upload.set_state_file(path));
    ENDS(argument, upload.set_sealing_key(std::string_view("short")));
    ENDS(ok, upload.set_sealing_key(std::vector<unsigned char>(32, 1)));
    ENDS(ok, upload.set_progress([](const gu::progress &) { return false; }));
    ENDS(cancelled, upload.run(client, target));
    CHECK(std::filesystem::exists(path));
    ENDS(ok, upload.set_progress(nullptr));
    ENDS(ok, upload.set_sealing_key(nullptr));
    ENDS(saved_state, upload.run(client, target));
    ENDS(ok, upload.set_sealing_key(std::string(32, '\1')));
    stored("task", SIZE, HAS(ok, upload.run(client, target)).value());
    CHECK(!std::filesystem::exists(path));
}

/* ---- what the service says ----------------------------------------------------------------------------------- */

static void differing() {
    const auto client = simulated_client();
    const auto target = HAS(ok, gu::target::drive_path("report.docx")).value();
    auto upload = new_upload();
    ENDS(ok, upload.set_memory(pattern(1000)));
    ENDS(ok, upload.set_differs_is_error(true));
    auto result = HAS(differs, upload.run(client, target));
    const gu::error error = result.error();
    result = gu::error(); /* the copy keeps it */
    if (!CHECK(error.stored() != nullptr)) return;
    CHECK(error.stored()->integrity() == gu::integrity::differs && !error.stored()->id().empty());
}

static void throttled() {
    const auto client = simulated_client();
    const auto result = HAS(throttled, gu::session::create(client, new_target("throttled"), 1));
    const gu::error &error = result.error();
    CHECK(error.http_status() == 429u && error.retry_after() == 3600s && error.request_id() == "abc-123");
    CHECK(error.is_retryable() && !error.in_doubt() && error.attempts() > 0 && !error.os_error());
    CHECK(std::string(gu::exception(error).what()) == "GU_ERR_THROTTLED: " + error.message());
}

int main(int argc, char **argv) {
    const std::string_view scenario = argc > 1 ? argv[1] : "";
    if (scenario == "all" && argc == 3) {
        const auto client = simulated_client();
        from_files(client, argv[2]);
        from_memory(client);
        from_callables(client);
        answers_are_checked(client);
        stopping(client);
        sessions(client);
        resuming(client);
        state_files(client, argv[2]);
    } else if (scenario == "cancel") cancelling();
    else if (scenario == "differs") differing();
    else if (scenario == "throttled") throttled();
    else return std::cerr << "no such scenario\n", 2;
    return checked();
}

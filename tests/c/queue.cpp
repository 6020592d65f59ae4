/*
 * Queues through the C++ header: callables, futures and coroutines that are told of the end of a job. Against the
 * simulator, which refuses the first upload. A line "stored: drive SIZE ID" names each file.
 */
#include "check.hpp"

#include <atomic>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

using namespace std::chrono_literals;

static constexpr std::uint64_t SIZE = 1000;

static void stored(const gu::item &item) { std::cout << "stored: drive " << SIZE << ' ' << item.id() << std::endl; }

static gu::queue new_queue(const gu::client &client) { return HAS(ok, gu::queue::create(client, 2)).value(); }

static gu::upload new_upload() {
    auto upload = HAS(ok, gu::upload::create()).value();
    ENDS(ok, upload.set_memory(pattern(SIZE)));
    return upload;
}

static gu::target place(const char *name) { return HAS(ok, gu::target::drive_path(name)).value(); }

/* ---- next, and items that outlive all ---------------------------------------------------------------------------- */

static void fetched(const gu::client &client) {
    std::optional<gu::item> item;
    {
        const auto queue = new_queue(client);
        ENDS(ok, queue.submit(new_upload(), place("fetched")));
        auto job = HAS(ok, queue.next()).value();
        CHECK(job && job.status() == gu::status::ok && job.confirmed() == SIZE && queue.stored() == 1);
        CHECK(!HAS(ok, queue.next()).value());
        item = HAS(ok, std::move(job).outcome()).value();
        CHECK(!job);
    }
    CHECK(item->name() == "fetched" && item->size() == SIZE);
    gu::item other = std::move(*item);
    CHECK(!*item && other && other.name() == "fetched");
    *item = std::move(other);
    stored(*item);
    CHECK(item->release() == nullptr && !*item); /* it belongs to the job */
}

/* ---- callables --------------------------------------------------------------------------------------------------- */

static void called(const gu::client &client) {
    const auto queue = new_queue(client);
    const auto counted = std::make_shared<int>(0);
    std::thread::id thread;
    ENDS(ok, queue.submit(new_upload(), place("called"), [counted, &thread](gu::result<gu::item> outcome) {
        thread = std::this_thread::get_id();
        stored(HAS(ok, std::move(outcome)).value());
    }));
    ENDS(ok, queue.submit(new_upload(), place("uncalled"))); /* passed over */
    CHECK(HAS(ok, queue.dispatch()).value() && HAS(ok, queue.dispatch()).value());
    CHECK(!HAS(ok, queue.dispatch(0ms)).value());
    CHECK(thread == std::this_thread::get_id() && counted.use_count() == 1);

    /* What it throws comes out of the call that calls it, and the queue goes on. */
    ENDS(ok, queue.submit(new_upload(), place("thrown"), [](gu::result<gu::item> outcome) {
        stored(outcome.value());
        throw std::runtime_error("ended");
    }));
    try {
        ENDS(ok, queue.run());
        CHECK(false);
    } catch (const std::runtime_error &caught) {
        CHECK(caught.what() == std::string("ended"));
    }
    ENDS(ok, queue.run());
}

/* Destroyed, called or not; one that keeps the outcome does not keep itself. */
static void destroyed(const gu::client &client) {
    const auto counted = std::make_shared<int>(0);
    {
        const auto queue = new_queue(client);
        ENDS(ok, queue.pause());
        ENDS(ok, queue.submit(new_upload(), place("never"), [counted](gu::result<gu::item>) { CHECK(false); }));
        ENDS(state, queue.submit(gu::upload::create().value(), place("never"), [counted](gu::result<gu::item>) {}));
        CHECK(counted.use_count() == 2);
    }
    CHECK(counted.use_count() == 1);
    const auto queue = new_queue(client);
    ENDS(ok, queue.submit(new_upload(), place("kept"),
                          [counted, kept = std::optional<gu::item>()](gu::result<gu::item> outcome) mutable {
        kept = HAS(ok, std::move(outcome)).value();
        stored(*kept);
    }));
    ENDS(ok, queue.run());
    CHECK(counted.use_count() == 1);
}

/* On the queue's threads nobody could rethrow what a callable throws. */
static void thrown_in_a_job(const gu::client &client) {
    const auto queue = new_queue(client);
    auto upload = new_upload();
    ENDS(ok, upload.set_progress([](const gu::progress &) { throw std::runtime_error("lost"); }));
    auto job = HAS(ok, queue.submit(upload, place("never"))).value();
    ENDS(ok, job.wait());
    const auto outcome = HAS(cancelled, std::move(job).outcome());
    CHECK(outcome.thrown() == nullptr && outcome.error().message().size() > 0);
}

/* ---- failures ---------------------------------------------------------------------------------------------------- */

static void failures(const gu::client &client) {
    const auto queue = new_queue(client);
    ENDS(ok, queue.submit(new_upload(), place("denied"), [](gu::result<gu::item> outcome) {
        const gu::error error = HAS(denied, std::move(outcome)).error();
        CHECK(error.http_status() == 403u && error.stored() == nullptr && error.request_id() == "abc-123");
    }));
    ENDS(ok, queue.run());
    auto upload = new_upload();
    ENDS(ok, upload.set_differs_is_error(true));
    ENDS(ok, queue.submit(upload, place("report.docx"), [](gu::result<gu::item> outcome) {
        const gu::error error = HAS(differs, std::move(outcome)).error();
        CHECK(error.stored() != nullptr && error.stored()->integrity() == gu::integrity::differs);
    }));
    ENDS(ok, queue.run());
}

/* ---- futures ----------------------------------------------------------------------------------------------------- */

static gu::upload refusing() {
    auto upload = new_upload();
    ENDS(ok, upload.set_read_at(SIZE, [](std::uint64_t, gu::buffer) { return gu::read_count::stopped(); }));
    return upload;
}

static void futures(const gu::client &client) {
    std::future<gu::item> broken;
    const auto queue = new_queue(client);
    auto one = HAS(ok, queue.submit_future(new_upload(), place("future-1"))).value();
    auto two = HAS(ok, queue.submit_future(new_upload(), place("future-2"))).value();
    auto cancelled = HAS(ok, queue.submit_future(refusing(), place("never"))).value();
    auto dropped = HAS(ok, queue.submit_future(new_upload(), place("dropped"))).value();
    dropped = {}; /* nobody gets it */
    std::thread loop([&queue] { ENDS(ok, queue.run()); });
    stored(one.get());
    stored(two.get());
    try {
        static_cast<void>(cancelled.get());
        CHECK(false);
    } catch (const gu::exception &caught) {
        CHECK(caught.status() == gu::status::cancelled && !caught.error().in_doubt());
    }
    loop.join();
    {
        const auto other = new_queue(client);
        ENDS(ok, other.pause());
        broken = HAS(ok, other.submit_future(new_upload(), place("never"))).value();
    }
    try {
        static_cast<void>(broken.get());
        CHECK(false);
    } catch (const std::future_error &caught) {
        CHECK(caught.code() == std::future_errc::broken_promise);
    }
}

/* ---- coroutines -------------------------------------------------------------------------------------------------- */

#if defined(__cpp_impl_coroutine)

/* Runs until it waits; destroyed by whoever has it. */
class task {
  public:
    struct promise_type {
        task get_return_object() { return task(std::coroutine_handle<promise_type>::from_promise(*this)); }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        void return_void() noexcept {}
        void unhandled_exception() { throw; }
    };

    explicit task(std::coroutine_handle<> coroutine) : coroutine_(coroutine) {}
    /* clang 14 moves what a coroutine returns. */
    task(task &&other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
    task(const task &) = delete;
    task &operator=(const task &) = delete;
    ~task() {
        if (coroutine_) coroutine_.destroy();
    }
    bool is_done() const { return coroutine_.done(); }

  private:
    std::coroutine_handle<> coroutine_;
};

static task two_files(const gu::queue &queue) {
    const auto upload = new_upload();
    const auto first = place("awaited-1"), second = place("awaited-2");
    stored(HAS(ok, co_await queue.upload(upload, first)).value());
    stored(HAS(ok, co_await queue.upload(upload, second)).value());
    ENDS(state, co_await queue.upload(gu::upload::create().value(), first)); /* goes on at once */
}

static task one_file(const gu::queue &queue, const gu::target &target, bool &went_on) {
    const auto upload = new_upload();
    ENDS(ok, co_await queue.upload(upload, target));
    went_on = true;
}

static void coroutines(const gu::client &client) {
    const auto queue = new_queue(client);
    {
        const auto waiting = two_files(queue);
        CHECK(!waiting.is_done());
        ENDS(ok, queue.run());
        CHECK(waiting.is_done());
    }
    bool went_on = false;
    const auto target = place("unawaited");
    { const auto destroyed_early = one_file(queue, target, went_on); }
    ENDS(ok, queue.run());
    CHECK(!went_on && queue.stored() == 3);
}

#else
static void coroutines(const gu::client &) {}
#endif

int main() {
    const auto client = simulated_client();
    failures(client);
    fetched(client);
    called(client);
    destroyed(client);
    thrown_in_a_job(client);
    futures(client);
    coroutines(client);
    return checked();
}

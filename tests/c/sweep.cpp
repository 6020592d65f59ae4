/*
 * Every wrapper of the C++ header with objects that hold nothing returns, as those that were moved from do; what can
 * fail does. With a live object the setters are called once more.
 *
 * The driver looks which functions of the C API the program refers to: all, though none is named here. Also compiled
 * without exceptions and RTTI.
 */
#include "check.hpp"

#include <array>
#include <chrono>
#include <optional>

#ifdef _WIN32
#include <io.h>
#endif

using namespace std::chrono_literals;

/* A call that cannot do anything with an object that holds nothing. */
#define FAILS(...) fails(__VA_ARGS__, #__VA_ARGS__, __LINE__)

template <class Result> static void fails(const Result &result, const char *call, int line) {
    check(result.status() == gu::status::argument && !result.has_value(), call, __FILE__, line);
    check(result.error().message().find("must not be NULL") != std::string::npos, call, __FILE__, line);
}

/* A handle that is open. */
#ifdef _WIN32
static auto input() { return _get_osfhandle(0); }
#else
static auto input() { return 0; }
#endif

static gu::read_count read_nothing(gu::buffer) { return 0; }
static gu::read_count read_nothing_at(std::uint64_t, gu::buffer) { return 0; }
static const char *fetch(const gu::token_request &) { return "token"; }
static void take(const gu::log_record &) {}
static void be_told(const gu::progress &) {}

static void statics() {
    CHECK(gu::version_number() == gu::header_version_number);
    CHECK(!gu::version_string().empty());
    CHECK(gu::rules_json().find("todo-task") != std::string_view::npos);
    CHECK(gu::status_name(gu::status::ok) == "GU_OK" && gu::status_name(gu::status(-1)) == "GU_ERR_?");
}

static void views() {
    const gu::error none;
    CHECK(none.status() == gu::status::ok && none.message().empty() && !none.http_status() && !none.service_code());
    CHECK(!none.request_id() && !none.retry_after() && !none.os_error() && !none.is_retryable() && !none.in_doubt());
    CHECK(!none.host() && !none.diagnostics() && !none.claims());
    CHECK(none.json().empty() && !none.service_codes() && !none.session_kept());
    CHECK(none.offset() == 0 && none.attempts() == 0 && none.stored() == nullptr && none.thrown() == nullptr);
    const gu::progress numbers(nullptr);
    CHECK(numbers.sent() == 0 && numbers.confirmed() == 0 && numbers.total() == 0 && numbers.bytes_per_second() == 0);
    CHECK(numbers.spooled() == 0);
    CHECK(!numbers.time_left() && !numbers.late_by() && !numbers.waits() && numbers.waits_for() == gu::wait::nothing);
    CHECK(numbers.waits_code().empty());
    const gu::log_record line(nullptr);
    CHECK(line.level() == gu::log_level(0) && line.message().empty());
    CHECK(!gu::token_request(nullptr).was_rejected() && gu::token_request(nullptr).claims().empty());
    const gu::item item(nullptr);
    CHECK(item.id().empty() && !item.name() && !item.location() && !item.web_url() && !item.etag() && !item.json());
    CHECK(!item.size() && !item.recovered() && item.integrity() == gu::integrity(0));
    const gu::state state(nullptr);
    CHECK(state.data().empty());
}

static void flags() {
    const gu::cancel none(nullptr);
    none.request();
    CHECK(!none.is_requested() && !none.wait(0ms) && !none.wait(-1ms));
    const auto flag = HAS(ok, gu::cancel::create()).value();
    CHECK(flag.set_deadline(1h).has_value());
    CHECK(flag.set_poll([] { return true; }).has_value());
    CHECK(flag.set_poll(nullptr).has_value());
    CHECK(!flag.is_requested());
    flag.request();
    CHECK(flag.is_requested() && flag.wait(1h));
}

/* Each setter, on options that hold something or nothing. */
template <class Check> static void set_options(gu::options options, Check check) {
    check(options.set("settle_ms", "1000"));
    check(options.set_token("token"));
    check(options.set_token_callback(fetch));
    check(options.set_log_callback(take));
    check(options.set_log_callback(nullptr));
    check(options.set_base_url("https://graph.microsoft.us"));
    check(options.set_cloud(gu::cloud::china));
    check(options.add_upload_host("files.example.com"));
    check(options.set_api_version(gu::api_version::beta));
    check(options.set_immutable_ids(true));
    check(options.set_user_agent("NONISV|graph-upload|sweep/1.0"));
    check(options.set_platform_roots(true));
    check(options.allow_loopback(true));
    check(options.set_connect_timeout(1s));
    check(options.set_stall_timeout(1s));
    check(options.set_response_timeout(1min));
    check(options.set_commit_response_timeout(1min));
    check(options.set_retry_budget(2, 1min));
    check(options.set_backoff(1ms, 1s));
    check(options.set_settle(1s));
    check(options.set_locked_policy(gu::locked_policy::fail));
    check(options.set_baseline(gu::baseline::quick));
    check(options.set_one_request_bytes(1000000));
    check(options.set_piece_bytes(327680));
    check(options.set_proxy("http://127.0.0.1:3128"));
    check(options.set_proxy_from_environment());
    check(options.set_no_proxy("localhost"));
    check(options.set_ip_version(gu::ip_version::v4));
    check(options.set_rate_limit(1024));
}

static void all_options() {
    gu::options none(nullptr);
    set_options(nullptr, [](auto result) { FAILS(result); });
    set_options(gu::options::create().value(), [](auto result) { ENDS(ok, result); });
    FAILS(none.add_ca_pem(std::string_view("x")));
    FAILS(none.add_ca_file("file"));
    FAILS(none.set_client_certificate_pem(std::string_view("x"), std::string_view("x")));
    FAILS(none.set_client_certificate_files("file", "file"));
    FAILS(gu::client::create(none));
    auto options = gu::options::create().value();
    ENDS(argument, options.set_stall_timeout(-1ms));
    ENDS(argument, options.add_ca_pem(gu::bytes()));
    ENDS(argument, options.add_ca_file("/nowhere"));
    ENDS(argument, options.set_client_certificate_pem(gu::bytes(), gu::bytes()));
    ENDS(argument, options.set_client_certificate_files("/nowhere", "/nowhere"));
}

static void targets() {
    FAILS(gu::target::parse({}));
    FAILS(gu::target::todo_task({}, {}, {}));
    FAILS(gu::target::message({}, {}));
    FAILS(gu::target::event({}, {}));
    FAILS(gu::target::group_post({}, {}, {}, {}));
    FAILS(gu::target::group_event({}, {}, {}));
    FAILS(gu::target::group_post_in_reply_to({}, {}, {}, {}));
    FAILS(gu::target::drive_path({}));
    FAILS(gu::target::drive_child({}, {}));
    FAILS(gu::target::drive_special({}, {}));
    FAILS(gu::target::drive_item({}));
    FAILS(gu::target::drive_share({}));
    FAILS(gu::target::print_document({}, {}, {}, {}));
    FAILS(gu::target::print_share_document({}, {}, {}, {}));
    ENDS(ok, gu::target::parse("todo:list/task/name"));
    ENDS(ok, gu::target::todo_task("list", "task", "name", "user"));
    ENDS(ok, gu::target::message("message", "name", "user", "folder"));
    ENDS(ok, gu::target::event("event", "name", "user", "calendar"));
    ENDS(ok, gu::target::group_post("group", "thread", "post", "name"));
    ENDS(ok, gu::target::group_event("group", "event", "name", true));
    ENDS(ok, gu::target::group_post_in_reply_to("group", "thread", "post", "name", "conversation"));
    ENDS(ok, gu::target::drive_path("path", "/drives/d"));
    ENDS(ok, gu::target::drive_child("folder", "name", "/drives/d"));
    ENDS(ok, gu::target::drive_special("approot", "path", "/drives/d"));
    ENDS(ok, gu::target::drive_item("item", "/drives/d"));
    ENDS(ok, gu::target::drive_share("https://contoso.sharepoint.com/:w:/g/x"));
    ENDS(ok, gu::target::print_document("printer", "job", "document", "name"));
    ENDS(ok, gu::target::print_share_document("share", "job", "document", "name"));
}

template <class Check> static void set_drive(gu::target target, Check check) {
    const auto now = std::chrono::system_clock::now();
    check(target.set_conflict(gu::conflict::rename));
    check(target.set_created(now));
    check(target.set_modified(std::chrono::time_point_cast<std::chrono::seconds>(now)));
    check(target.set_accessed(std::chrono::system_clock::time_point()));
    check(target.set_description("text"));
    check(target.set_space_check(true));
    check(target.set_commit(gu::commit::by_host));
    check(target.set_if_match("\"1\""));
    check(target.set_if_none_match("*"));
    check(target.set_source("teams", "id"));
    check(target.set_media_category("meeting"));
}

template <class Check> static void set_outlook(gu::target target, Check check) {
    check(target.set("content_type", "text/plain"));
    check(target.set_content_type("application/pdf"));
    check(target.set_inline(true));
    check(target.set_content_id("id"));
}

static void properties() {
    set_drive(nullptr, [](auto result) { FAILS(result); });
    set_outlook(nullptr, [](auto result) { FAILS(result); });
    set_drive(gu::target::drive_path("x").value(), [](auto result) { ENDS(ok, result); });
    set_outlook(gu::target::message("m", "x").value(), [](auto result) { ENDS(ok, result); });
    auto drive = gu::target::drive_path("x").value();
    ENDS(argument, drive.set_modified(std::chrono::system_clock::time_point(-1s)));
    ENDS(argument, drive.set_inline(true));
}

static void sessions() {
    gu::client client(nullptr);
    gu::target target(nullptr);
    gu::session session(nullptr);
    FAILS(gu::session::create(client, target, 1));
    FAILS(gu::session::adopt(client, gu::kind::drive_item, "https://example.com", 1));
    FAILS(gu::session::resume(client, target, gu::bytes()));
    FAILS(session.put_chunk(0, gu::bytes()));
    FAILS(session.finish());
    FAILS(session.refresh());
    FAILS(session.discard());
    FAILS(session.set_save_callback([](gu::bytes) { return true; }));
    FAILS(session.set_save_callback(nullptr));
    FAILS(session.save());
    FAILS(session.set_progress(be_told));
    FAILS(session.set_progress(nullptr));
    CHECK(session.confirmed() == 0 && session.next_offset() == 0 && session.size() == 0 && !session.expires());
}

static void uploads() {
    static const std::array<std::uint8_t, 32> key = {};
    gu::client client(nullptr);
    gu::target target(nullptr);
    gu::upload none(nullptr);
    FAILS(none.run(client, target));
    FAILS(client.upload_file(target, "file"));
    FAILS(client.set_token("next"));
    FAILS(client.set_token(std::nullopt));
    const auto set = [](gu::upload upload, auto check) {
        check(upload.set_file("file"));
        check(upload.set_file_handle(input()));
        check(upload.set_memory(std::string("bytes")));
        check(upload.set_memory(gu::bytes(key), std::make_shared<int>(0)));
        check(upload.set_memory_view(key));
        check(upload.set_read_at(1, read_nothing_at));
        check(upload.set_read(1, read_nothing));
        check(upload.set_stream(read_nothing));
        check(upload.set_stream_handle(input()));
        check(upload.set_spool_folder("folder"));
        check(upload.set_spool_folder(nullptr));
        check(upload.set_spool_max_bytes(1));
        check(upload.set_progress(be_told));
        check(upload.set_progress(nullptr));
        check(upload.set_keep_on_cancel(true));
        check(upload.set_differs_is_error(true));
        check(upload.set_state_file("file"));
        check(upload.set_sealing_key(key));
        check(upload.set_sealing_key(nullptr));
    };
    set(nullptr, [](auto result) { FAILS(result); });
    set(gu::upload::create().value(), [](auto result) { ENDS(ok, result); });
}

template <class Check> static void steer(const gu::queue &queue, const gu::job &job, Check check) {
    check(queue.set_room(std::nullopt));
    check(queue.set_room(10, std::nullopt));
    check(queue.pause());
    check(queue.resume());
    check(queue.cancel());
    check(job.pause());
    check(job.resume());
    check(job.move_to_front());
    check(job.cancel());
    check(job.wait());
    check(job.wait(-1ms));
}

static void numbers(const gu::queue &queue, const gu::job &job) {
    CHECK(queue.waiting() == 0 && queue.running() == 0 && queue.paused() == 0 && queue.stored() == 0);
    CHECK(queue.sent() == 0 && queue.confirmed() == 0 && queue.bytes_per_second() == 0 && !queue.time_left());
    CHECK(job.sent() == 0 && job.confirmed() == 0 && job.bytes_per_second() == 0 && !job.time_left() && !job.waits());
    CHECK(!job.late_by());
    CHECK(job.stage() == gu::stage::ended && job.waits_for() == gu::wait::nothing && !job.path());
}

static void queues() {
    const gu::queue none(nullptr);
    const gu::upload upload(nullptr);
    const gu::target target(nullptr);
    int called = 0;
    FAILS(gu::queue::create(gu::client(nullptr), 1));
    FAILS(none.submit(upload, target));
    FAILS(none.submit(upload, target, [&called](gu::result<gu::item>) { called++; }));
    FAILS(none.next());
    FAILS(none.dispatch());
    FAILS(none.run());
    FAILS(gu::job(nullptr).outcome());
    CHECK(none.handle() == -1 && none.total() == 0 && none.failed() == 0);
    FAILS(none.set_state_folder("folder"));
    FAILS(none.set_state_folder(nullptr, std::string(32, 'k')));
    steer(none, nullptr, [](auto result) { FAILS(result); });
    numbers(none, nullptr);

    auto options = gu::options::create().value();
    ENDS(ok, options.set_base_url("http://127.0.0.1:9"));
    ENDS(ok, options.allow_loopback(true));
    const auto client = HAS(ok, gu::client::create(options)).value();
    ENDS(argument, gu::queue::create(client, 0));
    const auto queue = HAS(ok, gu::queue::create(client, 1)).value();
    auto bytes = gu::upload::create().value();
    ENDS(ok, bytes.set_memory(std::string("bytes")));
    ENDS(argument, queue.set_state_folder(""));
    ENDS(argument, queue.set_state_folder("folder", std::string("short")));
    ENDS(ok, queue.pause());
    const auto drive = gu::target::drive_path("x").value();
    auto job = HAS(ok, queue.submit(bytes, drive, [&called](gu::result<gu::item> outcome) {
        called += outcome.status() == gu::status::cancelled;
    })).value();
    CHECK(job.id() == 1 && job.total() == 5 && queue.total() == 5 && queue.handle() != -1);
    CHECK(job.status() == gu::status::busy && job.stage() == gu::stage::paused);
    ENDS(timeout, std::move(job).outcome());
    ENDS(ok, job.cancel());
    ENDS(ok, queue.run());
    CHECK(called == 1 && job.status() == gu::status::cancelled && queue.failed() == 1);
    steer(queue, job, [](auto result) { ENDS(ok, result); });
    numbers(queue, job);
    ENDS(cancelled, std::move(job).outcome());
    CHECK(!job && !queue.dispatch(0ms).value());
}

int main() {
    statics();
    views();
    flags();
    all_options();
    targets();
    properties();
    sessions();
    uploads();
    queues();
    return checked();
}

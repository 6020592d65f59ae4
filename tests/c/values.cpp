/* Views, texts, results and moves of the C++ header: what compiles, what does not, and what comes out. No service. */
#include "check.hpp"

#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#if __cplusplus >= 202002L
#include <span>
#endif

/* ---- objects can be moved, and nothing else -------------------------------------------------------------------- */

template <class From, class To> constexpr bool takes = std::is_convertible_v<From, To>;
template <class Object> constexpr bool only_moves = !std::is_copy_constructible_v<Object>
    && !std::is_copy_assignable_v<Object> && std::is_nothrow_move_constructible_v<Object>
    && std::is_nothrow_move_assignable_v<Object> && std::is_nothrow_swappable_v<Object> && !takes<Object, bool>;
template <class Object> constexpr bool moves_only =
    only_moves<Object> && !std::is_default_constructible_v<Object> && sizeof(Object) == sizeof(void *);
static_assert(moves_only<gu::options> && moves_only<gu::client> && moves_only<gu::target> && moves_only<gu::upload>);
static_assert(moves_only<gu::session> && moves_only<gu::state> && moves_only<gu::cancel>);
static_assert(moves_only<gu::queue> && moves_only<gu::job>);
static_assert(only_moves<gu::item>); /* futures need one that holds nothing, and that of a job keeps the job */
static_assert(!takes<gu_client *, gu::client>); /* owning is said, not guessed */
static_assert(!std::is_constructible_v<gu::client, gu_target *>);
static_assert(!std::is_constructible_v<gu::client, gu::options>);
static_assert(std::is_nothrow_move_constructible_v<gu::result<gu::item>>);
static_assert(!std::is_copy_constructible_v<gu::result<gu::item>> && std::is_copy_constructible_v<gu::result<void>>);
static_assert(std::is_nothrow_copy_constructible_v<gu::exception> && std::is_nothrow_copy_constructible_v<gu::error>);
static_assert(!std::is_copy_constructible_v<gu::progress> && !std::is_copy_constructible_v<gu::log_record>);
static_assert(!std::is_copy_constructible_v<gu::text>);

/* ---- what is taken --------------------------------------------------------------------------------------------- */

static_assert(takes<std::vector<std::byte>, gu::bytes> && takes<std::string, gu::bytes>);
static_assert(takes<std::string_view, gu::bytes> && takes<std::array<char, 3>, gu::bytes>);
static_assert(takes<const std::uint8_t (&)[4], gu::bytes> && !takes<const char (&)[4], gu::bytes>);
static_assert(!takes<const char *, gu::bytes> && !takes<std::vector<int>, gu::bytes>);
static_assert(!takes<std::vector<bool>, gu::bytes> && !takes<std::nullptr_t, gu::bytes>);
static_assert(takes<std::vector<char>, gu::sealing_key> && takes<gu::bytes, gu::sealing_key>);
static_assert(takes<std::optional<std::string>, gu::sealing_key>);
static_assert(!takes<const char (&)[33], gu::sealing_key>);
static_assert(takes<std::filesystem::path, gu::text> && takes<std::nullopt_t, gu::text>);
static_assert(takes<std::optional<std::string_view>, gu::text> && !takes<int, gu::text>);
static_assert(!takes<bool, gu::text> && !takes<std::wstring, gu::text>);
static_assert(takes<int, gu::read_count> && takes<std::size_t, gu::read_count>);
static_assert(!takes<bool, gu::read_count> && !takes<double, gu::read_count>);

/* Bytes that belong to nobody are not taken where they are read later. */
template <class Bytes, class = void> constexpr bool is_memory = false;
template <class Bytes>
constexpr bool is_memory<Bytes, decltype(void(std::declval<gu::upload &>().set_memory(std::declval<Bytes>())))> = true;
static_assert(is_memory<std::string> && is_memory<std::vector<char> &> && is_memory<std::array<std::byte, 2>>);
static_assert(!is_memory<std::string_view> && !is_memory<gu::bytes> && !is_memory<const std::uint8_t (&)[4]>);
#if __cplusplus >= 202002L
static_assert(!is_memory<std::span<char>> && !is_memory<std::span<const char>>);
static_assert(takes<std::span<const std::byte>, gu::bytes> && takes<std::span<char>, gu::bytes>);
static_assert(takes<gu::bytes &, std::span<const std::uint8_t>>);
static_assert(takes<gu::buffer &, std::span<std::uint8_t>>);
#endif

/* ---- texts ----------------------------------------------------------------------------------------------------- */

static bool is(const gu::text &text, const char *expected) {
    if (expected == nullptr || text.c_str() == nullptr) return text.c_str() == expected;
    return std::string_view(text.c_str()) == expected;
}

static void texts() {
    const std::string whole = "whole";
    CHECK(is("x", "x") && is("", "") && is(whole, "whole") && is(std::string("temporary"), "temporary"));
    CHECK(is(std::string_view(whole).substr(1, 3), "hol") && is(std::string_view(), ""));
    CHECK(is(std::filesystem::path("a/b.txt").filename(), "b.txt"));
    CHECK(is(std::filesystem::u8path("gr\xC3\xBC" "n"), "gr\xC3\xBC" "n"));
    CHECK(is(nullptr, nullptr) && is({}, nullptr) && is(std::nullopt, nullptr) && is(std::getenv("NO SUCH"), nullptr));
    CHECK(is(std::optional<std::string>(), nullptr) && is(std::optional<std::string>("x"), "x"));
    CHECK(is(std::optional<std::string_view>("x"), "x"));

    /* C would see only what stands before the NUL. */
    const auto cut = HAS(argument, gu::target::drive_path(std::string("a.txt\0.exe", 10)));
    CHECK(cut.error().message() == "path: not UTF-8 (byte 5 is wrong)");
    ENDS(argument, gu::target::drive_path(std::string_view("a.txt\0.exe", 10)));
}

/* ---- bytes and counts ------------------------------------------------------------------------------------------ */

static void views() {
    const std::vector<std::byte> three(3, std::byte{7});
    gu::bytes view = three;
    CHECK(view.size() == 3 && !view.empty() && *view.begin() == 7 && view.end() - view.begin() == 3);
    view = std::string_view("ab");
    CHECK(view.size() == 2 && view.data()[1] == 'b');
    CHECK(gu::bytes().empty() && gu::bytes().begin() == gu::bytes().end());

    const std::string no_key;
    CHECK(gu::sealing_key().data() == nullptr && gu::sealing_key(std::optional<std::string>()).data() == nullptr);
    CHECK(gu::sealing_key(no_key).data() != nullptr && gu::sealing_key(gu::bytes()).data() != nullptr);
    CHECK(gu::sealing_key(std::vector<char>()).data() != nullptr && gu::sealing_key(no_key).size() == 0);

    CHECK(gu::read_count(7).count() == 7 && gu::read_count(0u).count() == 0);
    CHECK(gu::read_count(-1).answer() == GU_READ_FAILED && gu::read_count::failed().answer() == GU_READ_FAILED);
    CHECK(gu::read_count(-1).count() == 0 && gu::read_count(7).count() == 7 && gu::read_count(7).answer() == 0);
    CHECK(gu::read_count(INT64_MIN).answer() == GU_READ_FAILED && gu::read_count(UINT64_MAX).count() == UINT32_MAX);
    CHECK(gu::read_count(INT64_C(1) << 32).count() == UINT32_MAX && gu::read_count::stopped().answer() == GU_READ_STOP);
}

/* ---- results --------------------------------------------------------------------------------------------------- */

static void results() {
    gu::result<std::string> good = std::string("value");
    CHECK(good && good.has_value() && *good == "value" && good->size() == 5 && good.status() == gu::status::ok);
    CHECK(std::as_const(good).value() == "value" && std::as_const(good)->size() == 5);
    good.value() += "s";
    const std::string taken = std::move(good).value();
    CHECK(taken == "values");

    const gu::result<gu::options> bad = gu::error(gu::target::drive_item("").error());
    CHECK(!bad && !bad.has_value() && bad.status() == gu::status::argument && bad.thrown() == nullptr);
    CHECK(bad.error().message().find("item: ") == 0 && bad.error().get() != nullptr);
    CHECK(gu::result<void>() && !gu::result<void>(bad.error()));

    int thrown = 0;
    try {
        bad.value();
    } catch (const gu::exception &caught) {
        thrown++;
        CHECK(caught.error().get() == bad.error().get());
    }
    try {
        static_cast<void>(gu::target::drive_item("")->get());
    } catch (const gu::exception &) {
        thrown++;
    }
    try {
        gu::result<void>(bad.error()).value();
    } catch (const std::runtime_error &) {
        thrown++;
    }
    CHECK(thrown == 3);
}

/* ---- moves ----------------------------------------------------------------------------------------------------- */

static void moves() {
    auto first = HAS(ok, gu::options::create()).value(), second = HAS(ok, gu::options::create()).value();
    gu_options *const one = first.get(), *const two = second.get();
    using std::swap;
    swap(first, second);
    CHECK(first.get() == two && second.get() == one);
    auto &alias = first;
    first = std::move(alias); /* to itself */
    CHECK(first.get() == two);
    first = std::move(second);
    CHECK(first.get() == one && !second);
    ENDS(argument, second.set_token("token"));
    second = nullptr;
    gu_options *released = first.release();
    CHECK(released == one && !first && first.get() == nullptr);
    first = gu::options(released);
    ENDS(ok, first.set_token("token"));
    ENDS(ok, gu::client::create(first));
}

int main() {
    texts();
    views();
    results();
    moves();
    return checked();
}

/*
 * Uploads to the signed-in user's drive from C++17: results and exceptions, a lambda that watches, Ctrl-C.
 *
 *   GRAPH_TOKEN=... ./upload PATH FILE    a file
 *   GRAPH_TOKEN=... ./upload PATH -       what comes from standard input, by way of memory
 *
 * PATH is that in the drive, such as Reports/May.pdf; a file that is there is replaced. The id goes to stdout.
 * Exit status: 0 stored, 1 failed, 2 wrong usage, 3 the file may be stored or not, 130 cancelled with Ctrl-C.
 *
 *   c++ -std=c++17 upload.cpp -lgraph_upload -o upload
 */
#include <graph_upload.hpp>

#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>

#ifdef _WIN32
#include <fcntl.h>
#include <io.h>
#endif

namespace gu = graph_upload;

/* While it lives, Ctrl-C raises its flag: the upload ends, and leaves no session behind. */
class interrupt {
  public:
    interrupt() {
        raised = &flag;
        std::signal(SIGINT, [](int) { raised->request(); });
    }
    ~interrupt() { std::signal(SIGINT, SIG_DFL); }
    const gu::cancel flag = gu::cancel::create().value();

  private:
    static inline const gu::cancel *raised = nullptr;
};

static gu::client new_client() {
    auto options = gu::options::create().value();
    options.set_token(std::getenv("GRAPH_TOKEN")).value();
    options.set_user_agent("NONISV|graph-upload|upload/1.0").value();
    return gu::client::create(options).value();
}

/* Prints a line per percent. It could return false to end the upload. */
static void show(gu::upload &upload) {
    upload.set_progress([shown = std::uint64_t{101}](const gu::progress &now) mutable {
        const std::uint64_t percent = now.total() == 0 ? 100 : now.confirmed() * 100 / now.total();
        if (percent != shown) std::cerr << percent << " %\n";
        if (const auto wait = now.waits()) std::cerr << "waiting " << wait->count() << " ms\n";
        shown = percent;
    }).value();
}

static gu::item upload(const char *path, std::string_view file) {
    const auto client = new_client();
    auto target = gu::target::drive_path(path).value();
    target.set_conflict(gu::conflict::replace).value();

    auto upload = gu::upload::create().value();
    if (file == "-") upload.set_memory(std::string(std::istreambuf_iterator<char>(std::cin), {})).value();
    else upload.set_file(file).value();
    show(upload);
    const interrupt interrupt;
    return upload.run(client, target, interrupt.flag).value();
}

static const char *verdict(gu::integrity integrity) {
    switch (integrity) {
    case gu::integrity::verified: return "verified: size and hash are those of the bytes sent";
    case gu::integrity::differs: return "differs: the service reports another size or hash";
    default: return "not verifiable: the service reports no hash";
    }
}

/* Prints what the user, or the service's support, needs to know; returns the exit status. */
static int explain(const gu::error &error) {
    std::cerr << gu::status_name(error.status()) << ": " << error.message() << '\n';
    if (const auto status = error.http_status()) std::cerr << "  HTTP status  " << *status << '\n';
    if (const auto id = error.request_id()) std::cerr << "  request id   " << *id << '\n';
    if (error.is_retryable()) std::cerr << "  The same command may succeed later.\n";
    if (error.in_doubt()) std::cerr << "  The file may be stored nevertheless: check before uploading it again.\n";
    return error.in_doubt() ? 3 : error.status() == gu::status::cancelled ? 130 : 1;
}

int main(int argc, char **argv) {
    if (argc != 3) {
        std::cerr << "usage: GRAPH_TOKEN=... upload PATH FILE\n";
        return 2;
    }
#ifdef _WIN32
    _setmode(_fileno(stdin), _O_BINARY);
#endif
    try {
        const auto item = upload(argv[1], argv[2]);
        std::cerr << verdict(item.integrity()) << '\n';
        std::cout << item.id() << '\n';
        return 0;
    } catch (const gu::exception &failure) {
        return explain(failure.error());
    } catch (const std::exception &failure) {
        std::cerr << failure.what() << '\n';
        return 1;
    }
}

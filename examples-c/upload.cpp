/*
 * Uploads to the signed-in user's drive from C++17: handles that free themselves, exceptions, and lambdas as callbacks.
 *
 *   GRAPH_TOKEN=... ./upload PATH FILE    a file
 *   GRAPH_TOKEN=... ./upload PATH -       what comes from standard input, by way of memory
 *
 * PATH is that in the drive, such as Reports/May.pdf; a file that is there is replaced. The id goes to stdout.
 *
 *   c++ -std=c++17 upload.cpp -lgraph_upload -o upload
 */
#include <graph_upload.h>

#include <cstdlib>
#include <exception>
#include <functional>
#include <iostream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

template <auto free_handle> struct Freed {
    template <class Handle> void operator()(Handle *handle) const { free_handle(handle); }
};
using Options = std::unique_ptr<gu_options, Freed<gu_options_free>>;
using Client = std::unique_ptr<gu_client, Freed<gu_client_free>>;
using Target = std::unique_ptr<gu_target, Freed<gu_target_free>>;
using Upload = std::unique_ptr<gu_upload, Freed<gu_upload_free>>;
using Item = std::unique_ptr<gu_item, Freed<gu_item_free>>;

struct Failure : std::runtime_error {
    explicit Failure(const gu_error *error)
        : std::runtime_error(std::string(gu_status_name(gu_error_status(error))) + ": " + gu_error_message(error)),
          in_doubt(gu_error_in_doubt(error) != 0) {}
    bool in_doubt; /* the file may be stored nevertheless */
};

/* Makes a call, whose last parameter is always the error, and throws what goes wrong. */
template <class... Parameters, class... Arguments>
void call(gu_status (*function)(Parameters...), Arguments... arguments) {
    gu_error *error = nullptr;
    if (function(arguments..., &error) == GU_OK) return;
    std::unique_ptr<gu_error, Freed<gu_error_free>> owned(error);
    throw Failure(error);
}

/* Makes a call that gives a handle, by the parameter before the error. */
template <class Handle, class... Parameters, class... Arguments>
Handle make(gu_status (*function)(Parameters...), Arguments... arguments) {
    typename Handle::pointer handle = nullptr;
    call(function, arguments..., &handle);
    return Handle(handle);
}

/* Frees what a callback's `user` points to. */
template <class Value> void destroy(void *user) { delete static_cast<Value *>(user); }

/* Has a function told of the progress, until it returns false. No exception may leave it into the library. */
void watch(gu_upload *upload, std::function<bool(const gu_progress *)> watcher) {
    using Watcher = decltype(watcher);
    auto tell = [](const gu_progress *progress, void *user) -> int32_t {
        try {
            return (*static_cast<Watcher *>(user))(progress) ? 0 : 1;
        } catch (...) {
            return 1;
        }
    };
    call(gu_upload_set_progress, upload, tell, new Watcher(std::move(watcher)), destroy<Watcher>);
}

/* Uploads bytes that the upload then owns: it destroys them, also when the call fails. */
void give(gu_upload *upload, std::string bytes) {
    auto *owned = new std::string(std::move(bytes));
    auto *start = reinterpret_cast<const uint8_t *>(owned->data());
    call(gu_upload_set_memory, upload, start, owned->size(), owned, destroy<std::string>);
}

Client new_client() {
    auto options = make<Options>(gu_options_new);
    call(gu_options_set_token, options.get(), std::getenv("GRAPH_TOKEN"));
    return make<Client>(gu_client_new, options.get());
}

Item upload(const char *path, const char *file) {
    auto client = new_client();
    auto target = make<Target>(gu_target_drive_path, nullptr, path);
    call(gu_target_set_conflict, target.get(), GU_CONFLICT_REPLACE);

    auto upload = make<Upload>(gu_upload_new);
    if (std::string_view(file) == "-") {
        give(upload.get(), std::string(std::istreambuf_iterator<char>(std::cin), {}));
    } else {
        call(gu_upload_set_file, upload.get(), file);
    }
    watch(upload.get(), [shown = uint64_t{101}](const gu_progress *progress) mutable {
        uint64_t total = gu_progress_total(progress);
        uint64_t percent = total == 0 ? 100 : gu_progress_confirmed(progress) * 100 / total;
        if (percent != shown) std::cerr << percent << " %\n";
        shown = percent;
        return true;
    });
    return make<Item>(gu_upload_run, upload.get(), client.get(), target.get(), nullptr);
}

int main(int argc, char **argv) {
    if (argc != 3) {
        std::cerr << "usage: GRAPH_TOKEN=... upload PATH FILE\n";
        return 2;
    }
    try {
        auto item = upload(argv[1], argv[2]);
        auto integrity = gu_item_integrity(item.get());
        std::cerr << (integrity == GU_INTEGRITY_VERIFIED  ? "verified: size and hash are those of the bytes sent\n"
                      : integrity == GU_INTEGRITY_DIFFERS ? "differs: the service reports another size or hash\n"
                                                          : "not verifiable: the service reports no hash\n");
        std::cout << gu_item_id(item.get()) << '\n';
        return 0;
    } catch (const Failure &failure) {
        std::cerr << failure.what() << (failure.in_doubt ? "\nThe file may be stored nevertheless.\n" : "\n");
    } catch (const std::exception &failure) {
        std::cerr << failure.what() << '\n';
    }
    return 1;
}

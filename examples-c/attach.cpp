// The shortest program that attaches a file to a To Do task:  GRAPH_TOKEN=... ./attach LIST TASK FILE
#include <graph_upload.hpp>

#include <cstdlib>
#include <filesystem>
#include <iostream>

int main(int argc, char **argv) {
    if (argc != 4) return std::cerr << "usage: GRAPH_TOKEN=... attach LIST TASK FILE\n", 2;
    try {
        const std::filesystem::path file = argv[3];
        auto options = graph_upload::options::create().value();
        options.set_token(std::getenv("GRAPH_TOKEN")).value();
        auto client = graph_upload::client::create(options).value();
        auto target = graph_upload::target::todo_task(argv[1], argv[2], file.filename()).value();
        auto item = client.upload_file(target, file).value();
        std::cout << item.id() << '\n';
    } catch (const std::exception &failure) {
        std::cerr << failure.what() << '\n';
        return 1;
    }
}

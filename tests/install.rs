//! What a developer does with the installed library: builds outside the tree, with pkg-config or CMake, and runs.
//!
//! `make test-install` installs it and names the place by `GU_PREFIX`; `make test-dist` does so with unpacked archives, that
//! for Windows included, whose programs Wine runs.
#![cfg(unix)]

#[path = "support/mod.rs"]
mod support;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use graph_upload_simulator::model::message::Role;
use graph_upload_simulator::{Options, Simulator};
use support::{Language, Linked, foreign, root, run, scratch};

const SIZE: u64 = 11_000_000;

/// The example in C and the one in C++.
const EXAMPLES: [(Language, &str); 2] = [(Language::C99, "attach.c"), (Language::Cpp17, "upload.cpp")];

fn prefix() -> PathBuf {
    env::var_os("GU_PREFIX").expect("GU_PREFIX says where it is installed; make test-install sets it").into()
}

fn succeed(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{command:?}\n{errors}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn pkg_config(arguments: &[&str]) -> Vec<String> {
    let mut command = Command::new("pkg-config");
    command.env("PKG_CONFIG_LIBDIR", prefix().join("lib/pkgconfig")).args(arguments).arg("graph_upload");
    words(&succeed(&mut command))
}

/// The words of a line as a shell sees them where nothing is quoted: a space behind a backslash is none.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut letters = line.trim().chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => words.last_mut().expect("a word").extend(letters.next()),
            ' ' => words.push(String::new()),
            _ => words.last_mut().expect("a word").push(letter),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// What the system's loader is told of a program or library: the libraries that it asks for, among others.
fn needed(program: &Path) -> String {
    let (tool, option) = if foreign::is_windows() { ("objdump", "-p") } else { ("readelf", "-d") };
    succeed(Command::new(tool).arg(option).arg(program))
}

/// Where a compiler puts the program of a source.
fn program(folder: &Path, example: &str) -> PathBuf {
    folder.join(example).with_extension(if foreign::is_windows() { "exe" } else { "" })
}

/// The name by which programs ask for the shared library.
fn library_name() -> String {
    if foreign::is_windows() {
        "graph_upload.dll".to_owned()
    } else {
        format!("libgraph_upload.so.{}", soname_version())
    }
}

/// Copies the examples to a folder of their own, where nothing of the tree is in reach.
fn copies() -> tempfile::TempDir {
    let folder = scratch();
    for (_, example) in EXAMPLES {
        fs::copy(root().join("examples-c").join(example), folder.path().join(example)).expect("copied");
    }
    fs::copy(root().join("tests/c/simulated.h"), folder.path().join("simulated.h")).expect("copied");
    folder
}

/// Runs both programs, which must upload to the simulator.
fn upload(folder: &Path, linked: Linked) {
    let service = Simulator::start(Options::strict()).expect("a free port");
    let (file, authorities) = (folder.join("report.bin"), folder.join("ca.pem"));
    let content: Vec<u8> = (0..SIZE).map(|at| ((at * 7) >> 5) as u8).collect();
    fs::write(&file, &content).expect("written");
    fs::write(&authorities, service.ca_pem().expect("it speaks TLS")).expect("written");
    let (attach, upload) = (["list", "task"], ["folder/report.bin"]);
    for (example, arguments) in [("attach.c", attach.as_slice()), ("upload.cpp", &upload)] {
        let program = program(folder, example);
        assert_eq!(needed(&program).contains(&library_name()), linked == Linked::Shared, "{example}");
        let mut command = foreign::program(&program);
        command
            .args(arguments)
            .arg(&file)
            .env("GU_URL", service.root(Role::Graph))
            .env("GU_CA", &authorities);
        run(command.env("GRAPH_TOKEN", service.token())).ended_with(0);
    }
    let attached = service.attachments("me", "list", "task");
    let stored = service.drive_files("me/drive/root:/folder");
    assert!(attached.len() == 1 && attached[0].bytes() == content, "{attached:?}");
    assert!(stored.len() == 1 && stored[0].bytes() == content, "{stored:?}");
    assert_eq!(service.violations(), Vec::<String>::new());
}

/// What stands behind `.so.` in the name that programs ask for.
fn soname_version() -> &'static str {
    let script = include_str!("../scripts/install.sh");
    let (_, behind) = script.split_once("readonly soversion=").expect("it is there");
    behind.lines().next().expect("a line")
}

/// The version of the package as CMake is asked for it: before 1.0 another minor version may be another API.
fn cmake_version() -> String {
    match (env!("CARGO_PKG_VERSION_MAJOR"), env!("CARGO_PKG_VERSION_MINOR")) {
        ("0", minor) => format!("0.{minor}"),
        (major, _) => major.to_owned(),
    }
}

#[test]
#[ignore = "make test-install installs it first"]
fn pkg_config_builds_with_the_shared_and_the_static_library() {
    for linked in [Linked::Shared, Linked::Static] {
        let folder = copies();
        for (language, example) in EXAMPLES {
            let mut command = language.compiler();
            command.current_dir(&folder).args(["-Wall", "-Wextra", "-Werror"]);
            foreign::include_for_wine(&mut command);
            command.args(["-include", "simulated.h", example, "-x", "none", "-o"]);
            command.arg(program(folder.path(), example)).args(pkg_config(&["--cflags"]));
            link(&mut command, linked);
            succeed(&mut command);
        }
        upload(folder.path(), linked);
    }
}

/// Adds the flags that pkg-config knows.
fn link(command: &mut Command, linked: Linked) {
    if foreign::is_windows() {
        // MinGW's own libraries go into the program, and no other of ours than the one that is asked for.
        command.args(["-static", "-Wl,-Bdynamic"]);
    }
    match linked {
        Linked::Shared => {
            command.args(pkg_config(&["--libs"]));
            command.arg(format!("-Wl,-rpath,{}", prefix().join("lib").display()));
        }
        // The linker takes a shared library where it finds both; a colon asks for one file.
        Linked::Static => {
            let flags = pkg_config(&["--static", "--libs"]);
            command.args(flags.iter().map(|flag| flag.replace("-lgraph_upload", "-l:libgraph_upload.a")));
        }
    }
    if foreign::is_windows() {
        command.arg("-Wl,-Bstatic");
    }
}

/// What CMake has to be told to build for the system of the library.
fn toolchain() -> Vec<String> {
    if !foreign::is_windows() {
        return Vec::new();
    }
    let compiler = |language: Language| language.compiler().get_program().to_string_lossy().into_owned();
    vec![
        "-DCMAKE_SYSTEM_NAME=Windows".to_owned(),
        format!("-DCMAKE_C_COMPILER={}", compiler(Language::C99)),
        format!("-DCMAKE_CXX_COMPILER={}", compiler(Language::Cpp17)),
        "-DCMAKE_EXE_LINKER_FLAGS=-static".to_owned(),
        format!("-DHEADER={}", root().join("tests/c/wine.h").display()),
    ]
}

/// Has CMake find the package as it is asked for, for both examples.
fn configure(folder: &Path, package: &str, arguments: &[&str]) -> Output {
    let project = format!(
        "cmake_minimum_required(VERSION 3.16)
        project(newcomer C CXX)
        set(HEADER stddef.h CACHE STRING \"\")
        find_package(graph_upload {package} REQUIRED)
        foreach(source attach.c upload.cpp)
            get_filename_component(name ${{source}} NAME_WE)
            add_executable(${{name}} ${{source}})
            target_compile_options(${{name}} PRIVATE
                \"SHELL:-include ${{HEADER}}\" \"SHELL:-include ${{CMAKE_SOURCE_DIR}}/simulated.h\")
            target_compile_features(${{name}} PRIVATE cxx_std_17)
            target_link_libraries(${{name}} PRIVATE graph_upload::graph_upload)
        endforeach()"
    );
    fs::write(folder.join("CMakeLists.txt"), project).expect("written");
    let mut command = Command::new("cmake");
    command.current_dir(folder).args(["-S", ".", "-B", "."]).args(arguments).args(toolchain());
    command.arg(format!("-DCMAKE_PREFIX_PATH={}", prefix().display()));
    command.output().expect("cmake is missing; install it with: apt-get install -y cmake")
}

#[test]
#[ignore = "make test-install installs it first"]
fn cmake_finds_the_shared_and_the_static_library() {
    for (package, arguments, linked) in [
        ("", [].as_slice(), Linked::Shared),
        (&cmake_version(), &["-Dgraph_upload_USE_STATIC_LIBS=ON"], Linked::Static),
        ("COMPONENTS static", &[], Linked::Static),
    ] {
        let folder = copies();
        let output = configure(folder.path(), package, arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        succeed(Command::new("cmake").arg("--build").arg(folder.path()));
        upload(folder.path(), linked);
    }
}

#[test]
#[ignore = "make test-install installs it first"]
fn cmake_refuses_what_is_not_there() {
    let number = |part: &str| part.parse::<u32>().expect("a number");
    let (major, minor) = (env!("CARGO_PKG_VERSION_MAJOR"), env!("CARGO_PKG_VERSION_MINOR"));
    for (package, words) in [
        (format!("{major}.{}", number(minor) + 1).as_str(), "requested version"),
        (&(number(major) + 1).to_string(), "requested version"),
        ("COMPONENTS best", "the best library is not below"),
    ] {
        let output = configure(copies().path(), package, &[]);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && errors.contains(words), "{package}: {errors}");
    }
}

#[test]
#[ignore = "make test-install installs it first"]
fn the_versions_agree() {
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(pkg_config(&["--modversion"]), [version]);
    let changes = fs::read_to_string(root().join("CHANGELOG.md")).expect("it is there");
    assert!(changes.contains("## Unreleased") || changes.contains(&format!("## {version}")), "CHANGELOG.md");
    if foreign::is_windows() {
        return;
    }
    let library = prefix().join("lib/libgraph_upload.so");
    let real = fs::canonicalize(&library).expect("it is there");
    assert_eq!(
        real.file_name().expect("a name").to_str(),
        Some(format!("libgraph_upload.so.{version}").as_str())
    );
    assert!(needed(&library).contains(&format!("[{}]", library_name())));
    // Whoever has a program that asks for it has to find it.
    assert!(prefix().join("lib").join(library_name()).exists());
}

#[test]
#[ignore = "make test-install installs it first"]
fn the_installed_headers_are_those_of_the_tree() {
    let folders = [PathBuf::new(), PathBuf::from("graph_upload")];
    let entries = folders.iter().flat_map(|folder| {
        let entries = fs::read_dir(root().join("include").join(folder)).expect("a folder");
        entries.map(|entry| folder.join(entry.expect("an entry").file_name()))
    });
    for header in entries.filter(|path| path.extension().is_some()) {
        let of = |folder: &Path| fs::read(folder.join("include").join(&header)).expect("a header");
        assert!(of(root()) == of(&prefix()), "{}", header.display());
    }
}

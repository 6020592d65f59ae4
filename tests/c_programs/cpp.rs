//! The C++ header: each call of the C API is in it, both compilers take it, and programs that use it.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use crate::support::{
    Language, Linked, compile, constants, foreign, forms, functions, is_checked, is_installed, is_long, root,
    run, run_checked, run_with, scratch,
};
use crate::world::{PIECE, World};

/// The code of the header and its parts, without what stands behind `//`.
fn code() -> String {
    let parts = fs::read_dir(root().join("include/graph_upload")).expect("the parts of the header");
    let parts =
        parts.map(|part| part.expect("a part").path()).chain([root().join("include/graph_upload.hpp")]);
    let read = |path| fs::read_to_string(path).expect("a part of the header");
    let text = parts.map(read).collect::<Vec<_>>().join("\n");
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The names in C or C++.
fn words(code: &str) -> BTreeSet<&str> {
    code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect()
}

#[test]
fn every_name_of_the_c_header_is_in_the_cpp_header() {
    let code = code();
    let used = words(&code);
    let functions = functions().into_iter().map(|function| function.name);
    let values = constants().into_iter().map(|(name, _)| name);
    // The whole version says the same as its parts.
    let is_part = |name: &String| name.starts_with("GU_VERSION_") && name != "GU_VERSION_NUMBER";
    for name in functions.chain(values.filter(|name| !is_part(name))) {
        assert!(used.contains(name.as_str()), "include/graph_upload/ has nothing for {name}");
    }
}

#[test]
fn every_part_is_included_and_stands_by_itself() {
    let umbrella = fs::read_to_string(root().join("include/graph_upload.hpp")).expect("the header");
    let code = code();
    for part in fs::read_dir(root().join("include/graph_upload")).expect("the parts of the header") {
        let name = part.expect("a part").file_name().into_string().expect("UTF-8");
        let (outside, inside) = (format!("#include \"graph_upload/{name}\""), format!("#include \"{name}\""));
        assert!(umbrella.contains(&outside) || code.contains(&inside), "{name} is not included");
        let part = fs::read_to_string(root().join("include/graph_upload").join(&name)).expect("a part");
        assert!(part.lines().all(|line| line.len() <= 120), "{name} has lines longer than 120 columns");
        if !is_long() {
            continue;
        }
        let folder = scratch();
        let source = folder.path().join("part.cpp");
        let twice = format!("#include <graph_upload/{name}>\n#include <graph_upload/{name}>\n");
        fs::write(&source, twice).expect("a source");
        check(Language::Cpp17.compiler().args(STRICT).args(["-fsyntax-only", "-I"]), &source);
    }
}

const STRICT: [&str; 6] = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"];

/// Compiles a file, without making a program of it.
fn check(command: &mut Command, source: &std::path::Path) {
    let output = command.arg(root().join("include")).arg(source).output().expect("the compiler starts");
    assert!(output.status.success(), "{command:?}\n{}", String::from_utf8_lossy(&output.stderr));
}

/// In all dialects that the header is for; without exceptions and RTTI too.
#[test]
fn every_wrapper_reaches_its_call() {
    let folder = scratch();
    let sweep = fs::read_to_string(root().join("tests/c/sweep.cpp")).expect("the sweep");
    assert!(!words(&sweep).iter().any(|word| word.starts_with("gu_")), "the sweep makes calls by itself");
    for &(language, linked, flags) in forms(&[
        (Language::Cpp17, Linked::Shared, &["-Wshadow", "-fno-exceptions", "-fno-rtti"][..]),
        (Language::Cpp20, Linked::Static, &["-Wshadow"]),
        // The last of its name, which is looked at below.
        (Language::Cpp17, Linked::Shared, &["-Wshadow"]),
    ]) {
        let program = compile("tests/c/sweep.cpp", language, linked, folder.path(), flags);
        run(&mut foreign::program(&program)).ended_with(0);
        if linked == Linked::Static || foreign::is_windows() {
            continue;
        }
        // An inline function is only there when something calls it.
        let output = Command::new("nm").args(["-D", "--undefined-only"]).arg(&program).output().expect("nm");
        let listed = String::from_utf8(output.stdout).expect("names are ASCII");
        let reached = words(&listed);
        for function in functions() {
            assert!(
                reached.contains(function.name.as_str()),
                "tests/c/sweep.cpp does not come to {}",
                function.name
            );
        }
    }
    let program = folder.path().join("sweep-Cpp17-Shared");
    run_checked(&program, |_| ()).map(|ran| ran.ended_with(0));
}

#[test]
fn values_are_taken_and_given_as_they_should() {
    let folder = scratch();
    for &language in forms(&[Language::Cpp17, Language::Cpp20]) {
        let program = compile("tests/c/values.cpp", language, Linked::Shared, folder.path(), &["-Wshadow"]);
        run(&mut foreign::program(&program)).ended_with(0);
    }
    let program = folder.path().join("values-Cpp17-Shared");
    run_checked(&program, |_| ()).map(|ran| ran.ended_with(0));
}

#[test]
fn clang_takes_it_all() {
    let clang = "clang++";
    if !is_long() || !is_installed(clang, "clang") {
        return;
    }
    for (source, flags) in [
        ("tests/c/values.cpp", &["-std=c++17"][..]),
        ("tests/c/values.cpp", &["-std=c++20"]),
        ("tests/c/sweep.cpp", &["-std=c++20"]),
        ("tests/c/sweep.cpp", &["-std=c++17", "-fno-exceptions", "-fno-rtti"]),
        ("tests/c/objects.cpp", &["-std=c++17"]),
        ("tests/c/thrown.cpp", &["-std=c++20"]),
        ("tests/c/queue.cpp", &["-std=c++17"]),
        ("tests/c/queue.cpp", &["-std=c++20"]),
        ("examples-c/attach.cpp", &["-std=c++17"]),
        ("examples-c/upload.cpp", &["-std=c++17"]),
    ] {
        let mut command = Command::new(clang);
        command.args(flags).args(STRICT).args(["-fsyntax-only", "-I"]);
        check(&mut command, &root().join(source));
    }
}

#[test]
fn objects_upload_from_every_source_and_go_on() {
    for &(language, linked) in forms(&[(Language::Cpp17, Linked::Shared), (Language::Cpp20, Linked::Static)])
    {
        let world = World::new(&["piece:2=503;retry-after: 0"]);
        let program = compile("tests/c/objects.cpp", language, linked, world.folder.path(), &["-Wshadow"]);
        let ran = run(world.command(&program).arg("all").arg(world.folder.path())).ended_with(0);
        assert_eq!(ran.after("stored: ").len(), 2 * 8 + 5);
        world.assert_all_stored(&ran);
    }
    if !is_checked() {
        return;
    }
    let world = World::plain(&[]);
    let program = world.compile("tests/c/objects.cpp", Language::Cpp17, Linked::Shared);
    let checked = run_checked(&program, |command| {
        world.set_up(command);
        command.arg("all").arg(world.folder.path());
    });
    if let Some(ran) = checked {
        world.assert_all_stored(&ran.ended_with(0));
    }
}

#[test]
fn a_flag_ends_an_upload_from_another_thread() {
    let world = World::new(&["piece:1=delay:120000"]);
    let program = world.compile("tests/c/objects.cpp", Language::Cpp17, Linked::Shared);
    let answer = |question: &str| world.answer(question);
    let ran = run_with(world.command(&program).arg("cancel"), answer, |_| ()).ended_with(0);
    world.assert_all_stored(&ran);
}

#[test]
fn what_the_service_says_comes_out() {
    let world = World::new(&["create=429;retry-after: 3600;request-id: abc-123"]);
    world.simulator.configure(|config| config.drive.rewritten = vec!["docx".to_owned()]);
    let program = world.compile("tests/c/objects.cpp", Language::Cpp17, Linked::Shared);
    for scenario in ["throttled", "differs"] {
        run(world.command(&program).arg(scenario)).ended_with(0);
    }
    assert_eq!((world.stored().len(), world.simulator.drive_files("me/drive/root").len()), (0, 1));
}

#[test]
fn an_exception_ends_the_call_and_comes_out_of_it() {
    for &(language, linked) in forms(&[(Language::Cpp17, Linked::Shared), (Language::Cpp20, Linked::Static)])
    {
        let world = World::new(&[]);
        let program = compile("tests/c/thrown.cpp", language, linked, world.folder.path(), &["-Wshadow"]);
        let ran = run(world.command(&program).arg(world.write("file", 10))).ended_with(0);
        assert_eq!(ran.after("stored: ").len(), 6);
        world.assert_all_stored(&ran);
        assert!(world.stored().iter().all(|one| one.name != "never" && one.size > PIECE));
    }
    if !is_checked() {
        return;
    }
    let world = World::plain(&[]);
    let program = world.compile("tests/c/thrown.cpp", Language::Cpp17, Linked::Shared);
    let checked = run_checked(&program, |command| {
        world.set_up(command);
        command.arg(world.write("file", 10));
    });
    if let Some(ran) = checked {
        world.assert_all_stored(&ran.ended_with(0));
    }
}

/// A world that refuses the first upload, and whose service changes documents.
fn refusing(world: World) -> World {
    world.simulator.configure(|config| config.drive.rewritten = vec!["docx".to_owned()]);
    world
}

#[test]
fn the_end_of_a_job_reaches_callables_futures_and_coroutines() {
    // Besides what it names: what was passed over, dropped, stored with other bytes, or no longer awaited.
    let stored = |world: &World, named: usize, others: usize| {
        let drive = world.simulator.drive_files("me/drive/root");
        assert_eq!(drive.len(), named + others, "{drive:?}");
        assert!(drive.iter().all(|one| one.name != "never"));
        assert_eq!((world.simulator.sessions().len(), world.simulator.violations()), (0, vec![]));
    };
    let faults = ["create=403;request-id: abc-123;error=accessDenied"];
    for &(language, linked, named, others) in
        forms(&[(Language::Cpp20, Linked::Static, 8, 4), (Language::Cpp17, Linked::Shared, 6, 3)])
    {
        let world = refusing(World::new(&faults));
        let program = compile("tests/c/queue.cpp", language, linked, world.folder.path(), &["-Wshadow"]);
        let ran = run(&mut world.command(&program)).ended_with(0);
        assert_eq!(ran.after("stored: ").len(), named);
        stored(&world, named, others);
    }
    if !is_checked() {
        return;
    }
    let world = refusing(World::plain(&faults));
    let program = world.compile("tests/c/queue.cpp", Language::Cpp20, Linked::Shared);
    if let Some(ran) = run_checked(&program, |command| world.set_up(command)) {
        stored(&world, ran.ended_with(0).after("stored: ").len(), 4);
    }
}

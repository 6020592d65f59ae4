//! What the tests of the C side share: the library beside the test binary, the header, compilers, and running programs.
#![allow(dead_code, reason = "each test file uses its part")]

pub mod api;
pub mod foreign;

use std::env;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// What a program that links the static library needs besides, as
/// `cargo rustc --lib --crate-type staticlib -- --print native-static-libs` says for Linux.
pub const NATIVE_LIBRARIES: [&str; 6] = ["-lgcc_s", "-lutil", "-lrt", "-lpthread", "-lm", "-ldl"];

/// No program of the tests takes longer, not even under Valgrind on a busy machine.
const LONGEST_RUN: Duration = Duration::from_secs(300);

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where cargo puts the libraries that belong to this test: beside its binary. `scripts/sanitize.sh` names others.
pub fn library_folder() -> PathBuf {
    if let Some(folder) = foreign::libraries() {
        return folder;
    }
    let test = env::current_exe().expect("the path of the test");
    test.parent().expect("a test lies in a folder").to_owned()
}

pub fn shared_library() -> PathBuf {
    existing(library_folder().join(format!(
        "{}graph_upload{}",
        env::consts::DLL_PREFIX,
        env::consts::DLL_SUFFIX
    )))
}

pub fn static_library() -> PathBuf {
    existing(library_folder().join("libgraph_upload.a"))
}

fn existing(path: PathBuf) -> PathBuf {
    assert!(path.exists(), "{} is missing; cargo test builds it", path.display());
    path
}

/// A folder that goes when the test ends.
pub fn scratch() -> tempfile::TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder for the test")
}

/// A function of the header.
#[derive(Debug)]
pub struct Function {
    pub name: String,
    pub result: String,
    pub parameters: String,
}

impl Function {
    /// Whether it returns a status and takes an error.
    pub fn can_fail(&self) -> bool {
        self.result == "gu_status" && self.parameters.ends_with("gu_error **error")
    }
}

pub fn header() -> String {
    fs::read_to_string(root().join("include/graph_upload.h")).expect("the header")
}

/// The functions that the header declares, in its order.
pub fn functions() -> Vec<Function> {
    let header = without_comments(&header());
    let code =
        header.lines().filter(|line| !line.trim_start().starts_with('#')).collect::<Vec<_>>().join("\n");
    let (_, code) = code.split_once("extern \"C\" {").expect("the functions are extern \"C\"");
    // Callbacks are no functions of the library, and constants none at all.
    let is_function = |declaration: &&str| {
        !["typedef", "enum"].iter().any(|word| declaration.trim_start().starts_with(word))
    };
    code.split(';').filter(is_function).filter_map(function).collect()
}

/// The enumerators and macros of the header.
pub fn constants() -> Vec<(String, String)> {
    let header = header();
    let defined = header.lines().filter_map(|line| line.strip_prefix("#define ")?.split_once(' '));
    let listed = header.lines().filter_map(|line| line.trim().strip_suffix(',')?.split_once(" = "));
    let named = listed.filter(|(name, _)| name.starts_with("GU_"));
    defined.chain(named).map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn function(declaration: &str) -> Option<Function> {
    let words = declaration.split_whitespace().collect::<Vec<_>>().join(" ");
    let (head, parameters) = words.strip_suffix(')')?.split_once('(')?;
    let at = head.rfind(|c: char| !c.is_ascii_alphanumeric() && c != '_')? + 1;
    let (result, name) = head.split_at(at);
    Some(Function { name: name.into(), result: result.trim().into(), parameters: parameters.into() })
}

fn without_comments(text: &str) -> String {
    let mut parts = text.split("/*");
    let mut code = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        code.push(' ');
        code.push_str(part.split_once("*/").map_or("", |(_, code)| code));
    }
    code
}

/// As which language a program is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    C99,
    Cpp11,
    Cpp17,
    Cpp20,
}

impl Language {
    /// What the header and all programs in C are written for.
    const BOTH: [Language; 2] = [Language::C99, Language::Cpp11];

    /// The languages that C programs are compiled as.
    pub fn both() -> impl Iterator<Item = Language> {
        forms(&Self::BOTH).iter().copied()
    }

    /// The compiler, told the language.
    pub fn compiler(self) -> Command {
        let (variable, usual, package) = match self {
            Language::C99 => ("CC", "cc", "gcc"),
            Language::Cpp11 | Language::Cpp17 | Language::Cpp20 => ("CXX", "c++", "g++"),
        };
        // CC itself would also be taken for what cargo builds.
        let foreign = env::var(format!("GU_{variable}"));
        let chosen = foreign.or_else(|_| env::var(variable)).ok().filter(|text| !text.trim().is_empty());
        let line = chosen.unwrap_or_else(|| usual.to_owned());
        let mut words = line.split_whitespace();
        let mut command = Command::new(words.next().unwrap_or(usual));
        command.args(words);
        let found = Command::new(command.get_program()).arg("--version").output().is_ok();
        assert!(
            found,
            "{line} is missing; install it with: apt-get install -y {package} (or set {variable})"
        );
        match self {
            Language::C99 => command.arg("-std=c99"),
            Language::Cpp11 => command.args(["-x", "c++", "-std=c++11"]),
            Language::Cpp17 => command.args(["-x", "c++", "-std=c++17"]),
            Language::Cpp20 => command.args(["-x", "c++", "-std=c++20"]),
        };
        command
    }
}

/// Whether suites run in their long form, as `make test-long` has them do.
pub fn is_long() -> bool {
    env::var_os("GU_LONG").is_some()
}

/// The ways in which a test does the same: all in the long form, else the first.
pub fn forms<T>(all: &[T]) -> &[T] {
    if is_long() { all } else { all.get(..1).unwrap_or(all) }
}

/// Whether a program is installed that some tests use. Without it a line says what is left out; with `GU_REQUIRE_PEERS` in
/// the environment the test fails.
pub fn is_installed(program: &str, package: &str) -> bool {
    if Command::new(program).arg("--version").output().is_ok() {
        return true;
    }
    skipped(&format!("{program} is missing; install it with: apt-get install -y {package}"));
    false
}

/// Says that a part of a test is left out, which is a failure with `GU_REQUIRE_PEERS` in the environment.
pub fn skipped(why: &str) {
    assert!(env::var_os("GU_REQUIRE_PEERS").is_none(), "{why}");
    // Not by a macro, whose lines the test runner keeps to itself.
    let _ = writeln!(io::stderr(), "left out: {why}");
}

/// Which library a program is linked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Linked {
    Shared,
    Static,
}

/// Compiles a program of the repository with strict warnings, and returns its path.
pub fn compile(source: &str, language: Language, linked: Linked, into: &Path, extra: &[&str]) -> PathBuf {
    let stem = Path::new(source).file_stem().expect("a file").to_string_lossy();
    let suffix = if foreign::is_windows() { ".exe" } else { "" };
    let program = into.join(format!("{stem}-{language:?}-{linked:?}{suffix}"));
    let mut command = language.compiler();
    command.args([
        "-D_POSIX_C_SOURCE=200809L",
        "-Wall",
        "-Wextra",
        "-Wpedantic",
        "-Wconversion",
        "-Werror",
        "-g",
    ]);
    // Such as -fsanitize=address, for libraries that were built alike.
    command.args(env::var("GU_SANITIZE").iter().flat_map(|flags| flags.split_whitespace()));
    command.arg("-I").arg(root().join("include"));
    foreign::include_for_wine(&mut command);
    command.args(extra).arg(root().join(source));
    // What follows are no sources any more.
    command.args(["-x", "none", "-o"]).arg(&program);
    let folder = library_folder();
    match linked {
        _ if foreign::is_windows() => {
            foreign::link_for_windows(&mut command, &folder, linked == Linked::Shared);
        }
        _ if foreign::is_static() => foreign::link_statically(&mut command, &folder),
        Linked::Shared => {
            shared_library();
            command.arg("-L").arg(&folder).arg(format!("-Wl,-rpath,{}", folder.display()));
            command.args(["-lgraph_upload", "-lpthread", "-ldl"]);
        }
        Linked::Static => {
            command.arg(static_library()).args(NATIVE_LIBRARIES);
        }
    }
    let output = command.output().expect("the compiler starts");
    assert!(output.status.success(), "{command:?}\n{}", String::from_utf8_lossy(&output.stderr));
    program
}

/// How a program ended.
#[derive(Debug)]
pub struct Ran {
    /// Its exit code; -1 after a signal.
    pub code: i32,
    /// The lines of its standard output, without its questions.
    pub lines: Vec<String>,
    pub errors: String,
}

impl Ran {
    /// The program's exit code must be this one; if not, its output is shown.
    pub fn ended_with(self, code: i32) -> Ran {
        assert!(
            self.code == code,
            "exit code {}, not {code}\n{}\n{}",
            self.code,
            self.lines.join("\n"),
            self.errors
        );
        self
    }

    /// What stands behind a word at the beginning of lines.
    pub fn after<'a>(&'a self, word: &str) -> Vec<&'a str> {
        self.lines.iter().filter_map(|line| line.strip_prefix(word)).collect()
    }
}

/// Runs a program to its end. Lines of the form `ask: QUESTION` are answered on its standard input; `started` is told
/// the process id.
pub fn run_with(
    command: &mut Command,
    mut answer: impl FnMut(&str) -> String,
    started: impl FnOnce(u32),
) -> Ran {
    let folder = scratch();
    let errors_path = folder.path().join("stderr");
    let errors = File::create(&errors_path).expect("a file for the errors");
    // Cargo's own paths could name another build of the library.
    command.env_remove("LD_LIBRARY_PATH").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(errors);
    let mut child = Running(command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}")));
    started(child.0.id());
    let mut input = child.0.stdin.take().expect("its input is a pipe");
    let output = BufReader::new(child.0.stdout.take().expect("its output is a pipe"));
    let (sender, receiver) = mpsc::channel();
    let reader = thread::spawn(move || {
        for line in output.lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    let end = Instant::now() + LONGEST_RUN;
    let mut lines = Vec::new();
    loop {
        match receiver.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok(line) => match line.strip_prefix("ask: ") {
                // A program that has failed does not read the answer.
                Some(question) => drop(writeln!(input, "{}", answer(question))),
                None => lines.push(line),
            },
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                child.0.kill().expect("it can be stopped");
                lines.push(format!("(stopped after {LONGEST_RUN:?})"));
                break;
            }
        }
    }
    let status = child.0.wait().expect("it ends");
    reader.join().expect("the reader ends");
    let errors = String::from_utf8_lossy(&fs::read(&errors_path).unwrap_or_default()).into_owned();
    let errors = if foreign::is_windows() { errors.replace("\r\n", "\n") } else { errors };
    Ran { code: status.code().unwrap_or(-1), lines, errors }
}

/// A program that does not outlive its test, whatever becomes of that.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail for a program that has ended, which is as it should be.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub fn run(command: &mut Command) -> Ran {
    run_with(command, |question| panic!("the program asks: {question}"), |_| ())
}

/// Whether [`run_checked`] does more than [`run`].
pub fn is_checked() -> bool {
    is_long() || env::var_os("GU_SANITIZE").is_some()
}

/// Runs a program, in the long form (`GU_LONG`) under Valgrind, if that is installed: no invalid access, and nothing lost.
/// Sanitizers see to that by themselves.
pub fn run_checked(program: &Path, set_up: impl FnOnce(&mut Command)) -> Option<Ran> {
    if foreign::leaves_out("Valgrind") {
        return None;
    }
    if env::var_os("GU_SANITIZE").is_some() || !is_long() {
        let mut command = Command::new(program);
        set_up(&mut command);
        return Some(run(&mut command));
    }
    if !is_installed("valgrind", "valgrind") {
        return None;
    }
    let mut command = Command::new("valgrind");
    command.args([
        "--quiet",
        "--leak-check=full",
        "--errors-for-leak-kinds=definite,possible",
        "--error-exitcode=99",
    ]);
    command.arg(format!("--suppressions={}", root().join("tests/c/valgrind.supp").display()));
    command.arg(program);
    set_up(&mut command);
    Some(run(&mut command))
}

//! `examples-c/upload_folder.c`: a tree, what of it cannot be stored, and runs that go on after Ctrl-C and after a kill.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use graph_upload_simulator::Stored;
use graph_upload_simulator::model::drive::rules::Flavour;
use graph_upload_simulator::model::kind::Kind;

use crate::support::{Language, Linked, Ran, compile, foreign, root, run_with};
use crate::world::{SIGNALS, World, interrupt, pattern};

/// Why the program is only compiled.
const NAMES: &str = "links, pipes and any name";

/// Names that a URL, a shell or a program could stumble over.
const ODD: [&str; 5] = ["two words", "größe.txt", "100%25", "a#b+c&d=e'f", ".hidden"];

/// A folder, and the program that uploads it to a simulated drive.
struct Tree {
    world: World,
    program: PathBuf,
    folder: PathBuf,
}

impl Tree {
    fn new(language: Language) -> Self {
        let world = World::new(&[]);
        // A business drive locks the name of a session whose creation was under way at the end of a program.
        world.simulator.configure(|config| config.drive.flavour = Flavour::Personal);
        let headers = ["hasty.h", "simulated.h"].map(|name| root().join("tests/c").join(name));
        let [hasty, simulated] = headers.each_ref().map(|path| path.to_str().expect("UTF-8"));
        let include = ["-include", hasty, "-include", simulated];
        let program =
            compile("examples-c/upload_folder.c", language, Linked::Shared, world.folder.path(), &include);
        let folder = world.folder.path().join("tree");
        Self { world, program, folder }
    }

    fn write(&self, path: &str, size: u64) {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().expect("it has one")).expect("folders");
        fs::write(path, pattern(size)).expect("a file to upload");
    }

    /// Thirty files in three folders, of which some take a session; a run is stopped among them.
    fn fill(&self) -> Vec<String> {
        let name = |number: usize| format!("{}f{number:02}.bin", ["", "sub/", "sub/deep/"][number % 3]);
        let names: Vec<String> = (0..30).map(name).collect();
        for (number, name) in names.iter().enumerate() {
            self.write(name, if number % 6 == 0 { 11_000_000 } else { number as u64 * 1_000 });
        }
        names
    }

    fn run(&self, started: impl FnOnce(u32)) -> Ran {
        let mut command = self.world.command(&self.program);
        command.current_dir(&self.world.folder).args(["tree", "to/here"]);
        command.env("XDG_STATE_HOME", self.world.folder.path().join("home"));
        run_with(&mut command, |question| panic!("the program asks: {question}"), started)
    }

    /// What is stored for a file.
    fn stored(&self, path: &str) -> Vec<Stored> {
        let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
        let folder = format!("me/drive/root:/to/here/{folder}");
        let mut all = self.world.simulator.drive_files(folder.trim_end_matches('/'));
        all.retain(|one| one.name == name);
        all
    }

    /// Each file is stored once, whole, and as the version that it should be.
    fn assert_stored(&self, paths: &[String], version: impl Fn(&str) -> usize) {
        for path in paths {
            let stored = self.stored(path);
            assert_eq!(stored.len(), 1, "{path}");
            let bytes = fs::read(self.folder.join(path)).expect("it is there");
            assert!(stored[0].bytes() == &bytes[..], "{path} is not whole");
            assert_eq!(stored[0].versions, version(path), "{path}");
        }
        assert_eq!(self.world.simulator.violations(), Vec::<String>::new());
    }

    /// What the service was asked to store from a request on, as targets.
    fn sent_since(&self, begin: usize) -> Vec<String> {
        let requests = self.world.simulator.requests().into_iter().skip(begin);
        let stores = requests.filter(|request| matches!(request.kind, Kind::Create | Kind::Inline));
        stores.map(|request| request.target).collect()
    }
}

#[test]
fn a_folder_is_stored_with_all_below_it() {
    for language in Language::both() {
        let tree = Tree::new(language);
        if foreign::windows_leaves_out(NAMES) {
            continue;
        }
        let mut paths = tree.fill();
        paths.extend(ODD.map(|name| format!("odd/{name}")));
        paths[30..].iter().for_each(|path| tree.write(path, 7));
        let failing = spoil(&tree);
        let ran = tree.run(|_| ()).ended_with(1);
        tree.assert_stored(&paths, |_| 1);
        let line =
            |path: &String| format!("{} {}", tree.folder.join(path).display(), tree.stored(path)[0].id);
        let told: BTreeSet<_> = ran.lines.iter().cloned().collect();
        assert_eq!(told, paths.iter().map(line).collect());
        for (path, words) in &failing {
            let line = ran.errors.lines().find(|line| line.contains(path));
            assert!(line.is_some_and(|line| line.contains(words)), "{path}: {}", ran.errors);
        }
        let counts = "35 stored, 4 failed, 0 left; 1 empty folders and 2 others passed over\n";
        assert!(ran.errors.ends_with(counts), "{}", ran.errors);
        assert!(tree.world.simulator.sessions().is_empty());

        let requests = tree.world.simulator.requests().len();
        let again = tree.run(|_| ()).ended_with(1);
        assert_eq!(again.lines.into_iter().collect::<BTreeSet<_>>(), told);
        assert_eq!(tree.world.simulator.requests().len(), requests, "nothing is asked again");
        tree.write("sub/f01.bin", 5);
        tree.run(|_| ()).ended_with(1);
        tree.assert_stored(&paths, |path| if path == "sub/f01.bin" { 2 } else { 1 });
    }
}

/// Adds what is not stored; gives the paths that fail with what is said of each.
fn spoil(tree: &Tree) -> Vec<(&'static str, &'static str)> {
    use std::os::unix::ffi::OsStrExt;
    for name in ["sub/a:b", "sub/why?"] {
        tree.write(name, 1);
    }
    fs::write(tree.folder.join(std::ffi::OsStr::from_bytes(b"not-\xff-utf8")), b"x").expect("written");
    // Whoever may read everything can still not open this one, as it is larger than the service takes.
    let large = File::create(tree.folder.join("sub/large")).and_then(|file| file.set_len(300 << 30));
    large.expect("room for it");
    fs::create_dir(tree.folder.join("empty")).expect("a folder");
    std::os::unix::fs::symlink("sub", tree.folder.join("link")).expect("a link");
    let made = Command::new("mkfifo").arg(tree.folder.join("pipe")).status().expect("mkfifo");
    assert!(made.success());
    vec![
        ("a:b", "GU_ERR_ARGUMENT: path: "),
        ("why?", "GU_ERR_ARGUMENT: path: "),
        ("utf8", "GU_ERR_ARGUMENT: path: not UTF-8"),
        ("large", "GU_ERR_"),
        ("link", "a symbolic link, which is not followed"),
        ("pipe", "neither a file nor a folder"),
    ]
}

/// Stops a run while some files are stored, some wait, and one has a piece under way; then lets it go on.
fn goes_on(stop: impl Fn(u32), code: i32) -> Ran {
    let tree = Tree::new(Language::C99);
    let paths = tree.fill();
    tree.world.simulator.script(vec!["piece:3=delay:120000".parse().expect("a fault")]);
    let first = tree.run(|id| {
        let come = tree.world.simulator.wait_for(Duration::from_secs(60), |state| {
            let pieces = || state.requests.iter().filter(|request| request.kind == Kind::Piece);
            pieces().filter(|request| request.done).count() > 5
        });
        let seen = tree.world.simulator.requests().into_iter().map(|request| (request.kind, request.done));
        assert!(come, "{:?}", seen.collect::<Vec<_>>());
        stop(id);
    });
    let first = first.ended_with(code);
    tree.world.simulator.clear_script();
    let begin = tree.world.simulator.requests().len();
    let done: Vec<_> = paths.iter().filter(|path| !tree.stored(path).is_empty()).collect();
    assert!((1..paths.len()).contains(&done.len()), "{done:?}");
    let second = tree.run(|_| ()).ended_with(0);
    tree.assert_stored(&paths, |_| 1);
    assert_eq!(second.lines.len(), paths.len(), "each is named, those of the first run too");
    // The third piece was held back.
    let requests = tree.world.simulator.requests();
    let held = requests.iter().filter(|request| request.kind == Kind::Piece).nth(2).expect("three pieces");
    let has_gone_on = requests[begin..].iter().any(|request| request.target == held.target);
    assert!(has_gone_on, "its session was left");
    for target in tree.sent_since(begin) {
        let again = done.iter().find(|path| target.contains(&format!("/{path}:")));
        assert_eq!(again, None, "{target} was stored");
    }
    let state = fs::read_dir(tree.world.folder.path().join("home/graph-upload")).expect("there");
    let left: Vec<_> = state.flat_map(|one| fs::read_dir(one.expect("one").path()).expect("there")).collect();
    assert_eq!(left.len(), 2, "the lock and the list of what is stored: {left:?}");
    first
}

#[test]
fn a_folder_goes_on_after_an_interrupt() {
    if foreign::windows_leaves_out(SIGNALS) {
        return;
    }
    let first = goes_on(interrupt, 130);
    assert!(first.errors.ends_with("interrupted: the same command goes on\n"), "{}", first.errors);
    assert!(!first.errors.contains("GU_ERR"), "what was cancelled has not failed: {}", first.errors);
}

#[test]
fn a_folder_goes_on_after_a_kill() {
    if foreign::windows_leaves_out(SIGNALS) {
        return;
    }
    let kill = |id: u32| {
        let killed = Command::new("kill").args(["-KILL", &id.to_string()]).status().expect("kill");
        assert!(killed.success());
    };
    goes_on(kill, -1);
}

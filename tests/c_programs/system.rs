//! What operating systems do differently: `tests/c/system.c`.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;

use graph_upload_simulator::model::quickxor::Ring;

use crate::support::{Language, Linked, foreign, run};
use crate::world::{World, pattern};

/// As `system.c` names files; no code page but UTF-8 has all of its letters.
const NAME: &str = "größe-名";

/// Several of the largest pieces behind 4 GiB, so that the upload is cancelled and goes on there.
const LARGE: u64 = (1 << 32) + 300_000_000;

/// A file that is mostly holes, with bytes at its start, at its end, and around what fits into 32 bits, signed or not.
fn write_large(path: &Path) {
    let mut file = File::create(path).expect("a file");
    file.set_len(LARGE).expect("room for it");
    let marks = pattern(100_000);
    for at in [0, (1 << 31) - 50_000, (1 << 32) - 50_000, LARGE - 100_000] {
        file.seek(SeekFrom::Start(at)).and_then(|_| file.write_all(&marks)).expect("written");
    }
}

fn hash_of(path: &Path) -> String {
    let (mut file, mut ring, mut buffer) =
        (File::open(path).expect("it is there"), Ring::default(), vec![0; 1 << 20]);
    loop {
        match file.read(&mut buffer).expect("read") {
            0 => return ring.finish(),
            count => ring.update(&buffer[..count]),
        }
    }
}

/// Only where the programs are for another system: this one has tests of its own for large files.
#[test]
fn a_file_beyond_four_gigabytes_is_cancelled_and_resumed() {
    if !foreign::is_foreign() {
        return;
    }
    let world = World::discarding();
    let program = world.compile("tests/c/system.c", Language::C99, Linked::Shared);
    let (path, state) = (world.folder.path().join(NAME), world.folder.path().join(format!("{NAME}.state")));
    write_large(&path);
    let life = |scenario: &str| {
        let ran = run(world.command(&program).arg(scenario).arg(world.folder.path())).ended_with(0);
        let number = |word: &str| ran.after(word).concat().parse::<u64>().expect("a number");
        (number("from: "), number("to: "), ran.after("stored: ").concat())
    };
    let (from, cancelled_at, _) = life("large");
    assert!(from == 0 && (1 << 32..LARGE).contains(&cancelled_at), "{from} {cancelled_at}");
    // Wine takes the user's group for the user.
    let mode = fs::metadata(&state).expect("the state file").permissions().mode();
    assert_eq!(mode & 0o007, 0, "others may open it: {mode:o}");

    let (resumed_at, to, told) = life("resume");
    assert!(resumed_at >= cancelled_at && to == LARGE, "{resumed_at} {to}");
    let stored = world.simulator.drive_file(&format!("me/drive/root:/{NAME}")).expect("it is stored");
    assert_eq!((stored.size, stored.versions), (LARGE, 1));
    assert!(told.contains(&hash_of(&path)), "{told}");
    assert!(!state.exists() && world.simulator.sessions().is_empty());
    assert_eq!(world.simulator.violations(), Vec::<String>::new());
}

#[test]
fn files_that_change_are_not_stored() {
    for language in Language::both() {
        let world = World::new(&[]);
        let program = world.compile("tests/c/system.c", language, Linked::Shared);
        run(world.command(&program).arg("changing").arg(world.folder.path())).ended_with(0);
        assert!(world.simulator.drive_files("me/drive/root").is_empty());
        assert!(world.simulator.sessions().is_empty());
    }
}

/// A proxy that refuses every connection, and tells what it was asked for.
struct Refusing {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Refusing {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it listens").to_string();
        let asked = Arc::<Mutex<Vec<_>>>::default();
        let heard = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                heard.lock().expect("not poisoned").extend(refuse(stream));
            }
        });
        Self { address, asked }
    }

    /// Whether it was asked for the service, and for nothing else.
    fn was_asked(&self) -> bool {
        let asked = self.asked.lock().expect("not poisoned");
        !asked.is_empty() && asked.iter().all(|line| line == "CONNECT graph.microsoft.com:443 HTTP/1.1")
    }
}

/// Reads a head, answers it, and returns its first line.
fn refuse(mut stream: TcpStream) -> Option<String> {
    let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
    let first = lines.next();
    lines.find(String::is_empty)?;
    stream.write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n").ok()?;
    first
}

/// Sets the proxy, and what is reached directly, as Windows keeps it in the registry: three numbers, of which the last says
/// what counts, and the texts with their lengths.
fn set_proxy(root: &str, value: &str, magic: u32, proxies: &str, direct: &str) {
    const USE_PROXY: u32 = 2;
    let mut bytes = [magic, 0, USE_PROXY].map(u32::to_le_bytes).concat();
    for text in [proxies, direct, ""] {
        bytes.extend((text.len() as u32).to_le_bytes());
        bytes.extend(text.as_bytes());
    }
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let key = format!(r"{root}\Software\Microsoft\Windows\CurrentVersion\Internet Settings\Connections");
    let mut command = foreign::program(Path::new("reg"));
    run(command.args(["add", &key, "/v", value, "/t", "REG_BINARY", "/d", &hex, "/f"])).ended_with(0);
}

fn set_users_proxy(proxies: &str, direct: &str) {
    set_proxy("HKCU", "DefaultConnectionSettings", 0x46, proxies, direct);
}

fn set_machines_proxy(proxies: &str) {
    set_proxy("HKLM", "WinHttpSettings", 0x18, proxies, "");
}

/// Only under Wine, whose settings are made for these tests. Others run meanwhile: they go to loopback hosts, which do
/// without a proxy, but not without one that can be used.
#[test]
fn the_proxy_of_the_system_is_used() {
    if !foreign::is_windows() {
        return;
    }
    let world = World::plain(&[]);
    let program = world.compile("tests/c/system.c", Language::C99, Linked::Static);
    let connect = || {
        let mut command: Command = foreign::program(&program);
        for variable in ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
            command.env_remove(variable);
        }
        run(command.arg("proxy")).ended_with(0).after("message: ").concat()
    };
    let [users, machines] = [Refusing::start(), Refusing::start()];
    set_machines_proxy(&machines.address);
    let said = connect();
    assert!(said.contains("403") && machines.was_asked(), "{said}");
    set_users_proxy(&format!("http=127.0.0.1:1;https={}", users.address), "<local>;*.example");
    let said = connect();
    assert!(said.contains("403") && users.was_asked(), "{said}");
}

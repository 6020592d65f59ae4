//! Proxies that others wrote, as child processes.

use std::fs::{self, File};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::skipped;

/// No proxy takes longer to listen, not even on a busy machine.
const LONGEST_START: Duration = Duration::from_secs(30);

pub const USER: &str = "uploader";
pub const PASSWORD: &str = "pa55-w0rd";
/// The same as a URL holds it.
pub const ENCODED: &str = "pa55%2Dw0rd";

/// A program that is a proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// CONNECT with a name and password.
    Tinyproxy,
    /// SOCKS5 without.
    Dante,
    /// SOCKS5 with a name and password.
    Microsocks,
}

impl Kind {
    pub const ALL: [Kind; 3] = [Kind::Tinyproxy, Kind::Dante, Kind::Microsocks];

    fn program(self) -> (&'static str, &'static str) {
        match self {
            Kind::Tinyproxy => ("tinyproxy", "tinyproxy-bin"),
            Kind::Dante => ("danted", "dante-server"),
            Kind::Microsocks => ("microsocks", "microsocks"),
        }
    }

    /// Whether it wants a name and password.
    pub fn is_guarded(self) -> bool {
        self != Kind::Dante
    }

    /// The program to run in the foreground on this port of loopback.
    fn command(self, program: &Path, folder: &Path, port: u16) -> Command {
        let mut command = Command::new(program);
        let log = folder.join("log");
        let config = folder.join("config");
        match self {
            Kind::Tinyproxy => {
                let log = log.display();
                let text = format!(
                    "Port {port}\nListen 127.0.0.1\nTimeout 600\nMaxClients 100\nLogFile \"{log}\"\n\
                     LogLevel Connect\nBasicAuth {USER} {PASSWORD}\n"
                );
                fs::write(&config, text).expect("the folder can be written");
                command.arg("-d").arg("-c").arg(config);
            }
            Kind::Dante => {
                let log = log.display();
                let text = format!(
                    "logoutput: {log}\ninternal: 127.0.0.1 port = {port}\nexternal: lo\nclientmethod: none\n\
                     socksmethod: none\nclient pass {{ from: 127.0.0.0/8 to: 0.0.0.0/0 }}\n\
                     socks pass {{ from: 127.0.0.0/8 to: 0.0.0.0/0 log: connect }}\n\
                     socks pass {{ from: 127.0.0.0/8 to: ::/0 log: connect }}\n"
                );
                fs::write(&config, text).expect("the folder can be written");
                command.arg("-f").arg(config);
            }
            Kind::Microsocks => {
                let port = port.to_string();
                command.args(["-i", "127.0.0.1", "-p", &port, "-u", USER, "-P", PASSWORD]);
            }
        }
        command
    }
}

/// A proxy that runs until it is dropped.
pub struct Peer {
    pub kind: Kind,
    port: u16,
    folder: tempfile::TempDir,
    child: Child,
}

impl Peer {
    /// Starts a proxy on a free port. Without the program the test ends early, where that is allowed.
    pub fn start(kind: Kind) -> Option<Self> {
        let (program, package) = kind.program();
        let Some(path) = find(program) else {
            skipped(&format!("{program} is missing; install it with: apt-get install -y {package}"));
            return None;
        };
        // Another program may take the port before the proxy does; then there is another.
        (0..5).find_map(|_| Self::try_start(kind, &path)).or_else(|| panic!("{program} does not start"))
    }

    fn try_start(kind: Kind, program: &Path) -> Option<Self> {
        let end = Instant::now() + LONGEST_START;
        let folder = tempfile::tempdir().expect("a folder for the proxy");
        let port = free_port();
        let log = File::options().append(true).create(true).open(folder.path().join("log"));
        let log = log.expect("the folder can be written");
        let mut command = kind.command(program, folder.path(), port);
        let out = log.try_clone().expect("a descriptor");
        // A group of its own, since Dante has children.
        command.stdin(Stdio::null()).stdout(out).stderr(log).process_group(0);
        adopt_orphans();
        let child = command.spawn().expect("the program starts");
        let mut peer = Self { kind, port, folder, child };
        while Instant::now() < end {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() && peer.is_running() {
                return Some(peer);
            }
            if !peer.is_running() {
                eprintln!("{kind:?} ended: {}", peer.log());
                return None;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("{kind:?} does not listen: {}", peer.log());
    }

    fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// The proxy's URL, with its name and password if it wants them.
    pub fn url(&self, scheme: &str) -> String {
        let user = if self.kind.is_guarded() { format!("{USER}:{ENCODED}@") } else { String::new() };
        self.url_as(scheme, &user)
    }

    pub fn url_as(&self, scheme: &str, user: &str) -> String {
        format!("{scheme}://{user}127.0.0.1:{}", self.port)
    }

    /// The schemes of the URLs that it is reached with.
    pub fn schemes(&self) -> &'static [&'static str] {
        if self.kind == Kind::Tinyproxy { &["http"] } else { &["socks5", "socks5h"] }
    }

    pub fn log(&self) -> String {
        let bytes = fs::read(self.folder.path().join("log")).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Waits until the log tells of a connection to this port.
    pub fn assert_went_to(&self, port: u16) {
        let told: Vec<String> = [":", "."].iter().map(|between| format!("{between}{port}")).collect();
        let end = Instant::now() + LONGEST_START;
        while !told.iter().any(|text| self.log().contains(text)) {
            assert!(Instant::now() < end, "{:?} was not used: {}", self.kind, self.log());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Ends the proxy and all its connections.
    pub fn stop(&mut self) {
        let group = self.child.id() as libc::pid_t;
        // SAFETY: the group is the child's own, and its number is not used again before it is waited for.
        unsafe { libc::kill(-group, libc::SIGKILL) };
        let _ = self.child.wait();
        // SAFETY: it waits for children of this process alone, and gets no pointer.
        while unsafe { libc::waitpid(-group, std::ptr::null_mut(), 0) } > 0 {}
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        if self.is_running() {
            self.stop();
        }
    }
}

/// Lets the children of a stopped proxy become this process's own, so that it can wait for them: the first process of
/// a container often does not.
fn adopt_orphans() {
    #[cfg(target_os = "linux")]
    // SAFETY: it sets a flag of this process.
    unsafe {
        libc::prctl(libc::PR_SET_CHILD_SUBREAPER, 1);
    }
}

fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin"), PathBuf::from("/sbin")]);
    folders.map(|folder| folder.join(program)).find(|file| file.is_file())
}

pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("it is bound").port()
}

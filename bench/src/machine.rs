//! What the figures were taken on, and of what.

use std::fs::read_to_string;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde::Serialize;

/// The library's file without symbols, among the programs.
pub const STRIPPED: &str = "stripped.so";

/// The machine, and the versions of all that took part.
#[derive(Debug, Default, Clone, Serialize)]
pub struct Machine {
    pub date: String,
    pub processor: String,
    pub cores: usize,
    pub memory_gib: f64,
    pub is_virtual: bool,
    pub system: String,
    pub file_system: String,
    /// How much of all processors' time others took right before the first run.
    pub busy_share: f64,
    pub rustc: String,
    pub cc: String,
    pub libcurl: String,
    /// The upload buffer that it was given: with TLS, and without.
    pub libcurl_buffers_kib: [u64; 2],
    pub node: String,
    pub sdk: String,
    pub rclone: String,
    pub library: String,
    pub commit: String,
    pub tls_provider: String,
    /// The bytes of the shared library, stripped.
    pub library_bytes: Option<u64>,
}

impl Machine {
    /// Looks around. `files` is the folder for the files, `sdk` that where the SDK is installed.
    pub fn look(programs: &Path, files: &Path, sdk: Option<&Path>) -> Self {
        let commit = said("git", &["rev-parse", "--short=12", "HEAD"]);
        let changes =
            Command::new("git").args(["diff", "--quiet", "HEAD", "--", "src", "bench", "Cargo.*"]).status();
        let clean = changes.is_ok_and(|status| status.success());
        let stripped = std::fs::metadata(programs.join(STRIPPED));
        Self {
            date: said("date", &["-u", "+%Y-%m-%d %H:%M UTC"]),
            processor: field("/proc/cpuinfo", "model name"),
            cores: std::thread::available_parallelism().map_or(0, usize::from),
            memory_gib: number(&field("/proc/meminfo", "MemTotal")) / f64::from(1 << 20),
            is_virtual: field("/proc/cpuinfo", "flags").split(' ').any(|flag| flag == "hypervisor"),
            system: system(),
            file_system: last_line(&said("df", &["--output=fstype", &files.to_string_lossy()])),
            busy_share: busy_share(),
            rustc: said("rustc", &["--version"]),
            cc: said("cc", &["--version"]).lines().next().unwrap_or_default().to_owned(),
            libcurl: said(&programs.join("libcurl").to_string_lossy(), &["version"]),
            libcurl_buffers_kib: [0; 2],
            node: said("node", &["--version"]),
            sdk: sdk.map(version_of_sdk).unwrap_or_default(),
            rclone: said("rclone", &["version"]).lines().next().unwrap_or_default().to_owned(),
            library: env!("CARGO_PKG_VERSION").to_owned(),
            commit: if clean { commit } else { format!("{commit} with changes") },
            tls_provider: format!("rustls {} with ring {}", locked("rustls"), locked("ring")),
            library_bytes: stripped.ok().map(|file| file.len()),
        }
    }

    /// As rows of a table.
    pub fn rows(&self) -> Vec<(&'static str, String)> {
        let [tls, plain] = self.libcurl_buffers_kib;
        vec![
            ("Date", self.date.clone()),
            (
                "Processor",
                format!(
                    "{}, {} cores{}",
                    self.processor,
                    self.cores,
                    if self.is_virtual { ", virtual" } else { "" }
                ),
            ),
            ("Memory", format!("{:.0} GiB", self.memory_gib)),
            ("System", format!("{}, files on {}", self.system, self.file_system)),
            ("Busy with others before the first run", format!("{:.1} %", self.busy_share * 100.0)),
            ("Library", format!("{} ({}), {}", self.library, self.commit, self.tls_provider)),
            ("Compilers", format!("{}; {} -O2", self.rustc, self.cc)),
            ("libcurl", self.libcurl.clone()),
            ("Its upload buffer", format!("{tls} KiB with TLS, {plain} KiB without")),
            ("JavaScript SDK", format!("{}, node {}", self.sdk, self.node)),
            ("rclone", self.rclone.clone()),
        ]
    }
}

/// The distribution, and the kernel without what its builder added to the version.
fn system() -> String {
    let release = read("/proc/sys/kernel/osrelease");
    let version = release.split(|c: char| c != '.' && !c.is_ascii_digit()).next().unwrap_or_default();
    let text = read("/etc/os-release");
    let name = text.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
    format!("{}, Linux {version}", name.unwrap_or("another distribution").trim_matches('"'))
}

/// How much of all processors' time goes by while this process waits.
fn busy_share() -> f64 {
    const WATCHED: Duration = Duration::from_secs(2);
    // user, nice, system, idle, iowait and so on, see proc_stat(5).
    let times = || {
        let text = read("/proc/stat");
        let line = text.lines().find_map(|line| line.strip_prefix("cpu ")).unwrap_or_default();
        let all: Vec<f64> = line.split_whitespace().map(number).collect();
        (all.iter().sum::<f64>(), all.get(3).copied().unwrap_or(0.0))
    };
    let (all, idle) = times();
    std::thread::sleep(WATCHED);
    let (all_later, idle_later) = times();
    1.0 - (idle_later - idle) / (all_later - all)
}

fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
}

fn read(path: &str) -> String {
    read_to_string(path).unwrap_or_default().trim().to_owned()
}

fn last_line(text: &str) -> String {
    text.lines().last().unwrap_or_default().to_owned()
}

/// What stands behind a name and a colon.
fn field(path: &str, name: &str) -> String {
    let text = read(path);
    let line = text.lines().find(|line| line.starts_with(name));
    line.and_then(|line| line.split_once(':')).map_or(String::new(), |(_, value)| value.trim().to_owned())
}

fn number(text: &str) -> f64 {
    text.split_whitespace().next().and_then(|word| word.parse().ok()).unwrap_or(0.0)
}

fn version_of_sdk(folder: &Path) -> String {
    let package = folder.join("node_modules/@microsoft/microsoft-graph-client/package.json");
    let text = read_to_string(package).unwrap_or_default();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    json["version"].as_str().unwrap_or_default().to_owned()
}

/// The version of a crate in the lock file of this tree.
fn locked(name: &str) -> String {
    let lock = include_str!("../../Cargo.lock");
    let entry = lock.split("[[package]]").find(|entry| entry.contains(&format!("name = \"{name}\"\n")));
    let version = entry.and_then(|entry| entry.split("version = \"").nth(1)?.split('"').next());
    version.unwrap_or_default().to_owned()
}

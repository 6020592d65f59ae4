//! What the figures were taken on, and of what.

use std::fs::read_to_string;
use std::path::Path;
use std::process::Command;

use serde::Serialize;

/// The machine, and the versions of all that took part.
#[derive(Debug, Default, Clone, Serialize)]
pub struct Machine {
    pub date: String,
    pub processor: String,
    pub cores: usize,
    pub memory_gib: f64,
    pub kernel: String,
    /// How busy it was before the first run: the load of the last minute.
    pub load: f64,
    pub rustc: String,
    pub libcurl: String,
    pub node: String,
    pub sdk: String,
    pub library: String,
    pub commit: String,
    pub tls_provider: String,
    /// The bytes of the shared library, stripped.
    pub library_bytes: u64,
}

impl Machine {
    /// Looks around. `sdk` is the folder where the SDK is installed.
    pub fn look(programs: &Path, sdk: Option<&Path>) -> Self {
        let commit = said("git", &["rev-parse", "--short=12", "HEAD"]);
        let clean = said("git", &["status", "--porcelain", "--untracked-files=no"]).is_empty();
        let stripped = std::fs::metadata(programs.join("stripped.so"));
        Self {
            date: said("date", &["-u", "+%Y-%m-%d %H:%M UTC"]),
            processor: field("/proc/cpuinfo", "model name"),
            cores: std::thread::available_parallelism().map_or(0, usize::from),
            memory_gib: number(&field("/proc/meminfo", "MemTotal")) / f64::from(1 << 20),
            kernel: format!("Linux {}", read("/proc/sys/kernel/osrelease")),
            load: number(&read("/proc/loadavg")),
            rustc: said("rustc", &["--version"]),
            libcurl: said(&programs.join("libcurl").to_string_lossy(), &["version"]),
            node: said("node", &["--version"]),
            sdk: sdk.map(version_of_sdk).unwrap_or_default(),
            library: env!("CARGO_PKG_VERSION").to_owned(),
            commit: if clean { commit } else { format!("{commit} with changes") },
            tls_provider: format!("rustls {} with ring {}", locked("rustls"), locked("ring")),
            library_bytes: stripped.map(|file| file.len()).unwrap_or(0),
        }
    }

    /// As rows of a table.
    pub fn rows(&self) -> Vec<(&'static str, String)> {
        vec![
            ("Date", self.date.clone()),
            ("Processor", format!("{}, {} cores", self.processor, self.cores)),
            ("Memory", format!("{:.0} GiB", self.memory_gib)),
            ("System", self.kernel.clone()),
            ("Load before the first run", format!("{:.2}", self.load)),
            ("Library", format!("{} ({}), {}", self.library, self.commit, self.tls_provider)),
            ("Compiler", self.rustc.clone()),
            ("libcurl", self.libcurl.clone()),
            ("JavaScript SDK", format!("{}, node {}", self.sdk, self.node)),
        ]
    }
}

fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
}

fn read(path: &str) -> String {
    read_to_string(path).unwrap_or_default().trim().to_owned()
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

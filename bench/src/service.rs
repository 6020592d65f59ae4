//! The services that programs upload to: the discarding server, and the simulator behind a link.

use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use graph_upload_simulator::link::rules::LinkRules;
use graph_upload_simulator::model::config::Config;
use graph_upload_simulator::model::message::Role;
use graph_upload_simulator::{Options, Simulator};

use crate::server::Counts;

/// What a program is told of its service.
#[derive(Debug, Clone)]
pub struct Place {
    /// Without the version.
    pub base_url: String,
    pub token: String,
    /// The certificate authority; `None` without TLS.
    pub ca_file: Option<PathBuf>,
}

/// The discarding server, which ends when this is dropped.
pub struct Discarding {
    child: Child,
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    plain: String,
    tls: String,
    ca_file: PathBuf,
}

impl Discarding {
    /// Starts it: this program again.
    pub fn start(folder: &Path) -> io::Result<Self> {
        let ca_file = folder.join("discarding.pem");
        let mut child = Command::new(std::env::current_exe()?)
            .arg("serve")
            .arg(&ca_file)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let orders = child.stdin.take();
        let out = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let mut answers = BufReader::new(out);
        let mut origin = |scheme: &str| {
            let mut line = String::new();
            answers.read_line(&mut line)?;
            let origin = line.trim_end().strip_prefix(scheme).map(str::to_owned);
            origin.ok_or_else(|| io::Error::other("the server does not start"))
        };
        let (plain, tls) = (origin("plain ")?, origin("tls ")?);
        Ok(Self { child, orders, answers, plain, tls, ca_file })
    }

    pub fn place(&self, tls: bool) -> Place {
        let base_url = if tls { &self.tls } else { &self.plain }.clone();
        Place { base_url, token: "token".to_owned(), ca_file: tls.then(|| self.ca_file.clone()) }
    }

    /// What came since the last time.
    pub fn take(&mut self) -> io::Result<Counts> {
        self.orders.as_mut().ok_or(io::ErrorKind::BrokenPipe)?.write_all(b"take\n")?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        Ok(serde_json::from_str(&line)?)
    }
}

impl Drop for Discarding {
    fn drop(&mut self) {
        self.orders = None;
        // It ends with its input.
        let _ = self.child.wait();
    }
}

/// What the link to the simulator is like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub bytes_per_second: u64,
    pub rtt_ms: u64,
    pub cut_every: Option<u64>,
}

/// A simulator behind a link; a fresh one for each run, so that the places of the cuts are chosen anew.
pub struct Linked {
    simulator: Simulator,
    ca_file: Option<PathBuf>,
}

impl Linked {
    pub fn start(link: &Link, tls: bool, seed: u64, folder: &Path) -> io::Result<Self> {
        let ca_file = tls.then(|| folder.join("linked.pem"));
        let link = LinkRules {
            bytes_per_second: Some(link.bytes_per_second),
            rtt_ms: link.rtt_ms,
            cut_every: link.cut_every,
            cut_seed: seed,
            ..LinkRules::default()
        };
        let simulator = Simulator::start(Options {
            plain: !tls,
            ca_file: ca_file.clone(),
            discard_bytes: true,
            skip_body_hashes: true,
            config: Config { link, ..Config::default() },
            ..Options::default()
        })?;
        Ok(Self { simulator, ca_file })
    }

    pub fn place(&self) -> Place {
        let base_url = self.simulator.root(Role::Graph);
        Place { base_url, token: self.simulator.token(), ca_file: self.ca_file.clone() }
    }

    /// What came, in the words of the other server. The bytes of broken pieces are among those that came.
    pub fn counts(&self) -> Counts {
        let requests = self.simulator.requests();
        let puts = requests.iter().filter(|request| request.method == "PUT");
        let stored = requests.iter().filter(|request| request.method == "PUT" && request.status == Some(201));
        Counts {
            connections: self.simulator.connections(),
            requests: requests.len() as u64,
            content_bytes: puts.map(|request| request.body_length).sum(),
            files: stored.count() as u64,
            faults: self.simulator.violations(),
            ..Counts::default()
        }
    }

    /// How many connections were cut.
    pub fn cuts(&self) -> u64 {
        self.simulator.cuts()
    }
}

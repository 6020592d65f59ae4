//! The services that programs upload to: the discarding server, and the simulator behind a link.

use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use graph_upload_simulator::link::rules::LinkRules;
use graph_upload_simulator::model::config::Config;
use graph_upload_simulator::model::kind::Kind;
use graph_upload_simulator::model::message::Role;
use graph_upload_simulator::{Options, Recorded, Simulator};
use serde::Serialize;

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

impl Place {
    pub fn port(&self) -> Option<u16> {
        self.base_url.rsplit_once(':')?.1.parse().ok()
    }
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

/// What the link to the simulator is like; by default as if there were none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Link {
    pub bytes_per_second: Option<u64>,
    pub rtt_ms: u64,
    pub cut_every: Option<u64>,
}

/// A simulator behind a link; a fresh one for each run, so that the places of the cuts are chosen anew.
pub struct Linked {
    simulator: Simulator,
    ca_file: Option<PathBuf>,
}

impl Linked {
    /// `settings` are the simulator's.
    pub fn start(link: &Link, tls: bool, seed: u64, folder: &Path, settings: &[&str]) -> io::Result<Self> {
        let ca_file = tls.then(|| folder.join("linked.pem"));
        let link = LinkRules {
            bytes_per_second: link.bytes_per_second,
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
            settings: settings.iter().map(|&setting| setting.to_owned()).collect(),
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
        let sends = |request: &&Recorded| matches!(request.kind, Kind::Piece | Kind::Inline);
        let sent = || requests.iter().filter(sends);
        Counts {
            connections: self.simulator.connections(),
            requests: requests.len() as u64,
            content_bytes: sent().map(|request| self.content_bytes(request)).sum(),
            files: sent().filter(|request| request.status == Some(201)).count() as u64,
            faults: self.simulator.violations(),
            ..Counts::default()
        }
    }

    /// How many bytes of a file came with a request. An attachment is sent inline as JSON, which is more than that: of
    /// those the stored bytes count, and each task or message has one.
    fn content_bytes(&self, request: &Recorded) -> u64 {
        if request.method == "PUT" {
            return request.body_length;
        }
        let parent = request.target.strip_prefix("/v1.0/").and_then(|path| path.strip_suffix("/attachments"));
        let parent = parent.unwrap_or_default();
        let stored = match parent.split('/').collect::<Vec<_>>()[..] {
            [user, "todo", "lists", list, "tasks", task] => self.simulator.attachments(user, list, task),
            _ => self.simulator.outlook_attachments(parent),
        };
        stored.iter().map(|attachment| attachment.size).sum()
    }

    /// Why it took as long as it did.
    pub fn reasons(&self) -> Reasons {
        let requests = self.simulator.requests();
        let of = |kind| requests.iter().filter(move |request| request.kind == kind);
        Reasons {
            cuts: self.simulator.cuts(),
            pieces: of(Kind::Piece).count() as u64,
            broken: of(Kind::Piece).filter(|piece| piece.status.is_none()).count() as u64,
            questions: of(Kind::Status).count() as u64,
            between_s: between_ms(requests.iter().map(|request| (request.arrived_ms, request.duration_ms)))
                as f64
                / 1e3,
        }
    }
}

/// Why an upload over a link took as long as it did, as the service saw it.
#[derive(Debug, Default, Clone, PartialEq, Serialize)]
pub struct Reasons {
    /// Connections that the link cut.
    pub cuts: u64,
    /// Pieces that began to arrive, and how many of them broke off.
    pub pieces: u64,
    pub broken: u64,
    /// How often the client asked where to go on.
    pub questions: u64,
    /// How long no request was there, after the first: the client waited, connected, or had a response on its way.
    pub between_s: f64,
}

/// How long nothing was there, of spans that are given by their starts, in order, and their lengths.
fn between_ms(spans: impl Iterator<Item = (u64, Option<u64>)>) -> u64 {
    let (mut between, mut busy_until) = (0, None);
    for (start, length) in spans {
        let end = start + length.unwrap_or(0);
        between += busy_until.map_or(0, |until| start.saturating_sub(until));
        busy_until = busy_until.max(Some(end));
    }
    between
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_that_overlap_leave_nothing_between_them() {
        let between = |spans: &[(u64, Option<u64>)]| between_ms(spans.iter().copied());
        assert_eq!(between(&[]), 0);
        assert_eq!(between(&[(5, Some(10)), (18, Some(1)), (19, None), (29, Some(1))]), 13);
        assert_eq!(between(&[(0, Some(100)), (10, Some(5)), (120, Some(1))]), 20);
    }
}

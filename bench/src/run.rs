//! A run: one process from its start to its end, and what it took.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::resource::UsageWho;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde::Serialize;

use crate::contender::{Contender, FILE, Program};
use crate::server::{Counts, cpu_s, now_ns};
use crate::service::{Discarding, Linked, Place};

/// What a run took.
#[derive(Debug, Default, Clone, PartialEq, Serialize)]
pub struct Taken {
    pub wall_s: f64,
    /// User and system time of the process.
    pub cpu_s: f64,
    /// The same of the server, to show that it is not what is measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_cpu_s: Option<f64>,
    /// The most memory that was resident, as the process says itself.
    pub peak_kib: f64,
    /// From before the process was made until the head of its first request was at the service.
    pub first_request_ms: Option<f64>,
    pub connections: u64,
    pub requests: u64,
    /// Bytes of files that came to the service, also those that it forgot again.
    pub content_bytes: u64,
    /// Connections that the link cut.
    pub cuts: u64,
    /// The most bytes on the heap at once beyond what was there when the client was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heap_peak: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allocations: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suite: Option<String>,
}

/// Where everything is.
pub struct Bench {
    /// The compiled programs.
    pub programs: PathBuf,
    /// Files that are made and can go.
    pub folder: PathBuf,
    /// The script for the SDK beside its modules; `None` where there is none.
    pub sdk: Option<PathBuf>,
    /// libcurl's upload buffer, with TLS and without.
    pub buffers: [u64; 2],
    pub server: Discarding,
}

/// The system's certificate authorities on Debian and its kin.
const AUTHORITIES: &str = "/etc/ssl/certs/ca-certificates.crt";

/// No run takes as long.
const LIMIT: Duration = Duration::from_secs(300);

impl Bench {
    /// Runs a program once. A run that fails in any way is an error.
    pub fn run(&mut self, contender: &Contender, round: usize) -> io::Result<Taken> {
        Ok(match &contender.link {
            _ if contender.program == Program::Cipher => {
                let (taken, _) = self.spawn(contender, None)?;
                taken
            }
            None => {
                self.server.take()?;
                let place = self.server.place(contender.tls);
                let spawned = self.spawn(contender, Some(&place));
                let counts = self.server.take()?;
                let (mut taken, begun) =
                    spawned.map_err(|error| io::Error::other(format!("{error}\n{counts:?}")))?;
                check(contender, &counts)?;
                taken.set(&counts, begun);
                taken
            }
            Some(link) => {
                let linked = Linked::start(link, contender.tls, round as u64, &self.folder)?;
                let (mut taken, begun) = self.spawn(contender, Some(&linked.place()))?;
                let counts = linked.counts();
                check(contender, &counts)?;
                taken.set(&counts, begun);
                taken.cuts = linked.cuts();
                taken
            }
        })
    }

    /// Runs the process; answers with what it took, and with when it began.
    fn spawn(&self, contender: &Contender, place: Option<&Place>) -> io::Result<(Taken, u64)> {
        let mut command = self.command(contender, place)?;
        let (cpu, begun, clock) = (children_s()?, now_ns(), Instant::now());
        let output = within(LIMIT, &mut command)?;
        let wall_s = clock.elapsed().as_secs_f64();
        let cpu_s = children_s()? - cpu;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(failed(contender, &format!("{}: {said}", output.status)));
        }
        let said = said(&String::from_utf8_lossy(&output.stdout));
        let peak_kib =
            *said.get("peak_kib").ok_or_else(|| failed(contender, "it does not say its memory"))?;
        let figure = |name| said.get(name).copied();
        let (heap_peak, allocations) = (figure("heap_peak"), figure("allocations"));
        if contender.heap && heap_peak.is_none() {
            return Err(failed(contender, "its allocations are not counted"));
        }
        let taken = Taken { wall_s, cpu_s, peak_kib, heap_peak, allocations, ..Taken::default() };
        Ok((taken, begun))
    }

    /// Runs an uploading program once under another that watches it; answers with all that both say.
    pub fn under(&mut self, contender: &Contender, watcher: &[&str]) -> io::Result<(String, String)> {
        self.server.take()?;
        let place = self.server.place(contender.tls);
        let mut command = self.command(contender, Some(&place))?;
        if let [program, arguments @ ..] = watcher {
            let mut outer = Command::new(program);
            outer.args(arguments).arg(command.get_program()).args(command.get_args()).env_clear();
            outer.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
            command = outer;
        }
        let output = within(LIMIT, &mut command)?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (out, errors) = (text(&output.stdout), text(&output.stderr));
        if !output.status.success() {
            return Err(failed(contender, &format!("{watcher:?} {}: {errors}", output.status)));
        }
        check(contender, &self.server.take()?)?;
        Ok((out, errors))
    }

    fn command(&self, contender: &Contender, place: Option<&Place>) -> io::Result<Command> {
        let mut command = match contender.program {
            Program::Ours => Command::new(self.programs.join("ours")),
            Program::Libcurl => Command::new(self.programs.join("libcurl")),
            Program::Floor => Command::new(self.programs.join("floor")),
            Program::Cipher => Command::new(std::env::current_exe()?),
            Program::Sdk => {
                let mut node = Command::new("node");
                node.arg(self.sdk.as_ref().ok_or_else(|| failed(contender, "it is not installed"))?);
                node
            }
        };
        let file = self.file(contender.bytes)?;
        for argument in &contender.arguments {
            match argument.as_str() {
                FILE => command.arg(&file),
                other => command.arg(other),
            };
        }
        // Nothing of the surroundings is to make a difference, such as a proxy.
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
        let buffer = contender.buffer.unwrap_or(self.buffers[usize::from(!contender.tls)]);
        command.env("BUFFER", buffer.to_string());
        if let Some(place) = place {
            self.tell(&mut command, contender, place)?;
        }
        if contender.heap {
            command.env("LD_PRELOAD", self.programs.join("heap.so"));
        }
        Ok(command)
    }

    fn tell(&self, command: &mut Command, contender: &Contender, place: &Place) -> io::Result<()> {
        command.env("BASE_URL", &place.base_url).env("TOKEN", &place.token);
        let Some(ca_file) = &place.ca_file else { return Ok(()) };
        command.env("CA_FILE", ca_file).env("NODE_EXTRA_CA_CERTS", ca_file);
        if contender.only_root {
            command.env("ROOTS", "only").env("CA_BUNDLE", ca_file);
        } else {
            let bundle = self.folder.join("bundle.pem");
            let mut all = std::fs::read(AUTHORITIES)?;
            all.extend(std::fs::read(ca_file)?);
            std::fs::write(&bundle, all)?;
            command.env("CA_BUNDLE", bundle);
        }
        Ok(())
    }

    /// A file of this size, without blocks of its own on the disk, and in memory already as far as it may stay there.
    fn file(&self, bytes: u64) -> io::Result<PathBuf> {
        const KEPT: u64 = 2 << 30;
        let path = self.folder.join(format!("file-{bytes}"));
        if std::fs::metadata(&path).map(|known| known.len()).ok() != Some(bytes) {
            let file = std::fs::File::create(&path)?;
            file.set_len(bytes)?;
            if bytes <= KEPT {
                io::copy(&mut std::fs::File::open(&path)?, &mut io::sink())?;
            }
        }
        Ok(path)
    }

    /// Whether a program can be run here.
    pub fn has(&self, contender: &Contender) -> bool {
        contender.program != Program::Sdk || self.sdk.is_some()
    }
}

impl Taken {
    fn set(&mut self, counts: &Counts, begun: u64) {
        let first = counts.first_request_ns.map(|first| first.saturating_sub(begun));
        self.first_request_ms = first.map(|ns| ns as f64 / 1e6);
        self.server_cpu_s = counts.cpu_s;
        self.connections = counts.connections;
        self.requests = counts.requests;
        self.content_bytes = counts.content_bytes;
        self.suite = counts.suite.clone();
    }
}

/// Runs a process to its end, or to that of its time. What waits for it must not take time of the processor meanwhile.
fn within(limit: Duration, command: &mut Command) -> io::Result<Output> {
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let id = Pid::from_raw(child.id().cast_signed());
    let (ended, waiting) = mpsc::channel::<()>();
    let watchdog = thread::spawn(move || {
        let late = waiting.recv_timeout(limit) == Err(mpsc::RecvTimeoutError::Timeout);
        if late {
            // It has not been waited for, so the number is still its own.
            let _ = kill(id, Signal::SIGKILL);
        }
        late
    });
    let output = child.wait_with_output();
    drop(ended);
    if watchdog.join().unwrap_or(false) {
        return Err(io::Error::other(format!("{command:?} did not end within {} s", limit.as_secs())));
    }
    output
}

/// Processor time of all children that have ended. One at a time does, and the server lives on.
fn children_s() -> io::Result<f64> {
    cpu_s(UsageWho::RUSAGE_CHILDREN)
}

/// A program that fails fast is not fast: exactly its files have arrived.
fn check(contender: &Contender, counts: &Counts) -> io::Result<()> {
    let wanted = contender.bytes * contender.files;
    let bytes_fit = match contender.link.as_ref().and_then(|link| link.cut_every) {
        Some(_) => counts.content_bytes >= wanted,
        None => counts.content_bytes == wanted,
    };
    if counts.faults.is_empty() && counts.files == contender.files && bytes_fit {
        return Ok(());
    }
    Err(failed(contender, &format!("wanted {} files, {wanted} bytes; got {counts:?}", contender.files)))
}

/// Lines of a name and a number, among others.
pub fn said(output: &str) -> BTreeMap<String, f64> {
    let pairs = output.lines().filter_map(|line| line.split_once(' '));
    pairs.filter_map(|(name, value)| Some((name.to_owned(), value.trim().parse().ok()?))).collect()
}

fn failed(contender: &Contender, why: &str) -> io::Error {
    io::Error::other(format!("{} {:?}: {why}", contender.name, contender.arguments))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::{QUICK, all};

    #[test]
    fn only_all_bytes_pass() {
        let works = all(&QUICK, 327_680);
        let contender = &works[2].contenders[0];
        let bytes = contender.bytes;
        let whole = Counts { files: 1, content_bytes: bytes, ..Counts::default() };
        assert!(check(contender, &whole).is_ok());
        for wrong in [
            Counts { files: 0, ..whole.clone() },
            Counts { content_bytes: bytes - 1, ..whole.clone() },
            Counts { content_bytes: bytes + 1, ..whole.clone() },
            Counts { faults: vec!["416".to_owned()], ..whole.clone() },
        ] {
            assert!(check(contender, &wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn figures_are_found_among_other_lines() {
        let said = said("peak_kib 812\nhello\nheap_peak  9\nx y\n");
        assert_eq!(said.get("peak_kib"), Some(&812.0));
        assert_eq!(said.get("heap_peak"), Some(&9.0));
        assert_eq!(said.len(), 2);
    }
}

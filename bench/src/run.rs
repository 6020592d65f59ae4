//! A run: one process from its start to its end, and what it took.

use std::io;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::contender::{Contender, FILE, FOLDER, Program};
use crate::dead::{self, Dead};
use crate::files;
use crate::packages;
use crate::process::{children_s, said, within};
use crate::rclone::{SETTINGS, Way, is_known};
use crate::server::{Counts, now_ns};
use crate::service::{Discarding, Linked, Place, Reasons};

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
    /// Over a link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasons: Option<Reasons>,
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
    /// What leads rclone to the simulator; `None` where that is not.
    pub way: Option<PathBuf>,
    /// The packages for other languages; `None` where they are not.
    pub packages: Option<PathBuf>,
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
                let (taken, _) = self.spawn(contender, None, None)?;
                taken
            }
            None => {
                self.server.take()?;
                let place = self.server.place(contender.tls);
                let dead = place.port().filter(|_| contender.first_address_dead).map(Dead::at).transpose()?;
                let spawned = self.spawn(contender, Some(&place), None);
                drop(dead);
                let mut counts = self.server.take()?;
                counts.faults.retain(|fault| !packages::is_known(contender.program, fault));
                let (mut taken, begun) =
                    spawned.map_err(|error| io::Error::other(format!("{error}\n{counts:?}")))?;
                check(contender, &counts)?;
                taken.set(&counts, begun);
                taken
            }
            Some(link) => {
                let settings: &[&str] = if contender.program == Program::Rclone { &SETTINGS } else { &[] };
                let linked = Linked::start(link, contender.tls, round as u64, &self.folder, settings)?;
                let place = linked.place();
                let way = self.way.as_ref().filter(|_| contender.program == Program::Rclone);
                let way = way.map(|given| Way::start(given, &place, &self.folder)).transpose()?;
                let (mut taken, begun) = self.spawn(contender, Some(&place), way.as_ref())?;
                let mut counts = linked.counts();
                if contender.program == Program::Rclone {
                    counts.faults.retain(|fault| !is_known(fault));
                }
                check(contender, &counts)?;
                taken.set(&counts, begun);
                taken.reasons = Some(linked.reasons());
                taken
            }
        })
    }

    /// Runs the process; answers with what it took, and with when it began.
    fn spawn(
        &self,
        contender: &Contender,
        place: Option<&Place>,
        way: Option<&Way>,
    ) -> io::Result<(Taken, u64)> {
        let mut command = self.command(contender, place)?;
        if let Some(way) = way {
            way.tell(&mut command);
        }
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
            Program::Rclone => {
                let mut peak = Command::new(self.programs.join("peak"));
                peak.arg("rclone");
                peak
            }
            Program::Sdk => {
                let mut node = Command::new("node");
                node.arg(self.sdk.as_ref().ok_or_else(|| failed(contender, "it is not installed"))?);
                node
            }
            program @ (Program::Package(_) | Program::PythonSdk | Program::GoLoop) => {
                let folder = self.packages.as_deref();
                folder
                    .and_then(|folder| packages::command(program, folder))
                    .ok_or_else(|| failed(contender, "it is not installed"))?
            }
        };
        for argument in &contender.arguments {
            match argument.as_str() {
                FILE => command.arg(files::file(&self.folder, contender.bytes)?),
                FOLDER => command.arg(files::folder(&self.folder, contender.bytes, contender.files)?),
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
        } else if contender.first_address_dead {
            command.env("LD_PRELOAD", self.programs.join("addresses.so")).env("ADDRESSES", "[::1],127.0.0.1");
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
            // Python's HTTP clients know the second name.
            command.env("CA_BUNDLE", &bundle).env("SSL_CERT_FILE", bundle);
        }
        Ok(())
    }

    /// Whether a program can be run here.
    pub fn has(&self, contender: &Contender) -> bool {
        match contender.program {
            Program::Sdk => self.sdk.is_some(),
            Program::Rclone => self.way.is_some(),
            program if packages::has(program) => self.packages.is_some(),
            _ => !contender.first_address_dead || dead::is_possible(),
        }
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
}

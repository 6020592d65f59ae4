//! A process from its start to its end, and what it says of itself.

use std::collections::BTreeMap;
use std::io;
use std::process::{Command, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use nix::sys::resource::UsageWho;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::server::cpu_s;

/// Runs a process to its end, or to that of its time. What waits for it must not take time of the processor meanwhile.
pub fn within(limit: Duration, command: &mut Command) -> io::Result<Output> {
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
pub fn children_s() -> io::Result<f64> {
    cpu_s(UsageWho::RUSAGE_CHILDREN)
}

/// Lines of a name and a number, among others.
pub fn said(output: &str) -> BTreeMap<String, f64> {
    let pairs = output.lines().filter_map(|line| line.split_once(' '));
    pairs.filter_map(|(name, value)| Some((name.to_owned(), value.trim().parse().ok()?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_found_among_other_lines() {
        let said = said("peak_kib 812\nhello\nheap_peak  9\nx y\n");
        assert_eq!(said.get("peak_kib"), Some(&812.0));
        assert_eq!(said.get("heap_peak"), Some(&9.0));
        assert_eq!(said.len(), 2);
    }
}

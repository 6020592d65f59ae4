//! A descriptor, opened by the caller, that reports when the simulator is ready: `--ready-fd`.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{FromRawFd, RawFd};

use serde_json::Value;

/// The descriptor. Closed when this is dropped.
pub struct ReadyFd(File);

impl ReadyFd {
    /// Takes over the descriptor. Call before anything else opens one.
    pub fn take(fd: RawFd) -> io::Result<ReadyFd> {
        let wrong = |why: String| io::Error::new(io::ErrorKind::InvalidInput, why);
        if fd < 3 {
            return Err(wrong(format!(
                "--ready-fd {fd}: must be at least 3; --json writes to standard output"
            )));
        }
        std::fs::metadata(format!("/dev/fd/{fd}"))
            .map_err(|_| wrong(format!("--ready-fd {fd}: descriptor is not open")))?;
        // SAFETY: it is open and owned by nobody else: this process has opened nothing yet, so it
        // came from the caller, who has named it to be written to and closed.
        #[allow(unsafe_code, reason = "a number from the command line becomes a descriptor nowhere else")]
        let file = unsafe { File::from_raw_fd(fd) };
        Ok(ReadyFd(file))
    }

    /// Writes a line, and closes the descriptor.
    pub fn tell(mut self, ready: &Value) -> io::Result<()> {
        // In one write, so that a reader of a socket gets the line whole.
        self.0.write_all(format!("{ready}\n").as_bytes())
    }
}

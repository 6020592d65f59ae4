//! A stream on its way into its spool: told, cancelled and limited as an upload is.

use std::fs::File;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::net::Cancel;
use crate::net::poll;
use crate::progress::Spooling;
use crate::source::{Intake, SpoolSettings};
use graph_upload_core::error::{Error, Status};
use graph_upload_core::graph::source::SourceError;
use graph_upload_core::kinds::{Rules, check_size};
use graph_upload_core::policy::errors::of_source;

/// How long a wait that nothing can wake lasts before the flags are looked at again.
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// See the module.
pub(super) struct SpoolIntake<'a> {
    pub settings: &'a SpoolSettings,
    pub rules: &'a Rules,
    pub cancel: Option<&'a Cancel>,
    /// Raised to bring the reading to rest. Nothing wakes a wait for it.
    pub rest: Option<&'a AtomicBool>,
    pub told: Spooling,
    /// How much was read.
    pub bytes: u64,
}

impl SpoolIntake<'_> {
    fn check(&mut self) -> Result<(), Error> {
        if self.cancel.is_some_and(Cancel::is_requested) {
            return Err(Error::new(Status::Cancelled, "the caller cancelled while the stream was read"));
        }
        match self.told.read(self.bytes) {
            true => Ok(()),
            false => Err(Error::new(Status::Cancelled, "a callback asked to stop while the stream was read")),
        }
    }
}

impl Intake for SpoolIntake<'_> {
    fn spool(&self) -> &SpoolSettings {
        self.settings
    }

    fn has_read(&mut self, bytes: u64) -> Result<(), Error> {
        self.bytes = bytes;
        // What the kind never takes need not be read to its end.
        if bytes > self.rules.size_max {
            check_size(self.rules, bytes)?;
        }
        self.check()
    }

    fn is_to_rest(&self) -> bool {
        self.rest.is_some_and(|rest| rest.load(Ordering::SeqCst))
    }

    fn wait(&mut self, input: &File) -> Result<(), Error> {
        while !self.is_to_rest() {
            // Asked for before the flag is looked at, or it could be raised between the two and wake nobody.
            let wake = self.cancel.and_then(|cancel| cancel.wake().ok());
            self.check()?;
            let time = self.told.rest(self.bytes);
            let time = self.cancel.map_or(time, |cancel| cancel.cut(time));
            let is_woken = self.rest.is_none() && (self.cancel.is_none() || wake.is_some());
            let time = if is_woken { time } else { time.min(BETWEEN_LOOKS) };
            if poll::wait_input(input, wake, time).map_err(|error| unreadable(&error))?.is_ready() {
                break;
            }
        }
        Ok(())
    }
}

fn unreadable(error: &io::Error) -> Error {
    of_source(&SourceError::Unreadable(error.to_string()))
        .with(|details| details.os_error = error.raw_os_error().unwrap_or(0))
}

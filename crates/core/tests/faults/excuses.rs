//! Why an upload need not end stored, and why its outcome may end unknown.

use graph_upload_core::graph::request::{Purpose, Request};
use graph_upload_core::kinds::Conflict;

use crate::facts::{Facts, LONG_WAIT_MS};
use crate::fault::{Fault, is_passing};
use crate::place::Sort;
use crate::schedule::{Caller, Menu, Schedule};

impl Facts {
    /// What is known before the first request.
    pub fn of(schedule: &Schedule) -> Self {
        let mut facts = Self::new(schedule.size);
        if schedule.menu == Menu::Endless {
            facts.excuse("something never gets through");
            facts.doubt("something never gets through");
        }
        if schedule.caller == Caller::Adopts {
            facts.doubt("there is no target to look at");
        }
        if schedule.is_unlooked() && schedule.is_rewritten() {
            facts.doubt("the service alters the file, and nobody knows what was there before");
            facts.excuse("the service alters the file, and nobody knows what was there before");
        }
        if schedule.locked_ms.is_some() {
            facts.excuse("the name is locked");
        }
        if schedule.place.sort == Sort::ById && schedule.place.is_deferred() {
            facts.excuse("the name that this commit needs is not known");
        }
        let refuses = |conflict| conflict == Conflict::Fail;
        if schedule.is_taken() && schedule.place.conflict().is_some_and(refuses) {
            facts.excuse("the name is taken");
        }
        if schedule.config.hidden_requests > 0 && !schedule.place.target.rules().shows_late {
            facts.excuse("sessions of this kind are not expected to show late");
        }
        facts
    }

    pub fn excuse(&mut self, why: &'static str) {
        self.excuse.get_or_insert(why);
    }

    pub fn doubt(&mut self, why: &'static str) {
        self.doubt.get_or_insert(why);
    }

    /// A look cannot show what has become of a request that was refused. Where the file takes the place of one of its name,
    /// its own included, that request goes again.
    fn look_refused(&mut self, schedule: &Schedule) {
        self.doubt("a look-up was refused for good");
        if schedule.place.conflict() == Some(Conflict::Replace) {
            self.replaced += 1;
        }
    }

    /// The caller has cancelled.
    pub fn cancelled(&mut self) {
        self.excuse("the caller cancelled");
        self.doubt("the caller cancelled");
    }

    /// An upload goes on in a session that it has left for another one, which nobody can know who was not told of it.
    pub fn outdated(&mut self) {
        self.outdated = true;
        self.excuse("what was saved is of an older session");
        self.doubt("what was saved is of an older session");
    }

    /// What a fault excuses.
    pub fn note_fault(&mut self, schedule: &Schedule, request: &Request, fault: &Fault) {
        if schedule.config.drive.rename_conflicts && schedule.is_taken() {
            self.excuse("what the service said about the name may have been lost");
        }
        match fault {
            Fault::Refused(status, code, _) if is_mistaken(request, *status, code) => {
                self.mistakes += 1;
                if self.mistakes > 1 || !schedule.can_rewind() {
                    self.excuse("refused again and again, or where the source could not go back");
                }
            }
            Fault::Page { status, .. } if !is_passing(*status) => {
                self.pages += 1;
                if self.pages > 2 || !schedule.can_rewind() {
                    self.excuse("something between answered again and again");
                    self.doubt("something between answered again and again");
                }
            }
            Fault::Denies(status, _) => {
                self.excuse("the service denied what it had done");
                if request.purpose == Purpose::LookUp && !is_passing(*status) {
                    self.look_refused(schedule);
                }
            }
            Fault::Refused(status, ..) if !is_passing(*status) => {
                self.excuse("the service refused for good");
                if request.purpose == Purpose::LookUp {
                    self.look_refused(schedule);
                }
            }
            Fault::Garbage => {
                self.excuse("a response was garbage");
                self.doubt("a response was garbage");
            }
            Fault::UrlDies(_) => self.excuse("the upload URL died"),
            Fault::Full(_) => self.excuse("the drive was full"),
            Fault::Lies(_) => self.excuse("the service told untrue ranges"),
            Fault::TimePasses(ms) if *ms > LONG_WAIT_MS => {
                self.excuse("much time passed");
                self.doubt("much time passed");
            }
            Fault::Cancelled => self.cancelled(),
            Fault::Unreadable => {
                self.excuse("the source could not be read");
                self.doubt("the source could not be read");
            }
            Fault::Twice => {
                self.doubled = true;
                self.excuse("a request was doubled");
            }
            Fault::TokenDies if !schedule.renews || self.token_died => {
                self.excuse("there was no other token");
                self.doubt("there was no other token");
            }
            Fault::TokenDies => self.token_died = true,
            Fault::Forgotten | Fault::Rewound(_) if !schedule.can_rewind() => {
                self.excuse("the source could not go back");
            }
            Fault::Rewound(_) if self.rewinds > 1 => self.excuse("it was rewound again and again"),
            Fault::Rewound(_) => self.rewinds += 1,
            Fault::OtherWrites(_) | Fault::OtherRemoves => {
                self.shared = true;
                self.excuse("another writer was at the name");
                self.doubt("another writer was at the name");
            }
            _ => {}
        }
    }
}

/// Whether a refusal is one that a piece in the middle can get by mistake. To Do's may be about the token.
fn is_mistaken(request: &Request, status: u16, code: &str) -> bool {
    let middle = matches!(request.purpose, Purpose::Piece { last: false, .. });
    let holds = code == "ErrorQuotaExceeded";
    middle && !request.token && !holds && matches!(status, 401 | 403 | 404 | 410 | 412 | 416)
}

//! The two forms of an upload URL that some kinds have, of which one takes bytes.

use crate::upload::context::Context;
use crate::upload::next::Next;
use crate::upload::session::{Session, UrlForm};
use crate::upload::state::{Absent, Refusal, Sending};

impl Context {
    /// Whether the other form of the URL has still to be tried. A life that was saved before its first piece does not
    /// know the form that took it.
    pub(super) fn has_other_form(&self, session: &Session) -> bool {
        let untried = self.rules().bytes_suffix.is_some() && session.form == UrlForm::Suffixed;
        untried && (session.held_high == 0 || session.has_past())
    }

    pub(super) fn try_other_form(&mut self, mut session: Session, refusal: &Refusal) -> Next {
        session.form = UrlForm::Bare;
        self.note(format!("{}; trying the other form of the upload URL", refusal.setback));
        match refusal.completes && !refusal.setback.is_wrong_method() {
            // That it is gone may be the answer to the double of a piece that was the whole file.
            true => self.look_first(Absent::Resend(session)),
            false => Sending { session }.into(),
        }
    }
}

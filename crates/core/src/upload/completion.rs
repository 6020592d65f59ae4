//! What is known of the request that makes the file: the last piece, or a commit.
//!
//! Others ask whether the file may be stored, and whether it may yet become stored. Everything that can answer passes
//! through here, so that a refusal, a silence and a question cannot be mixed up.

use crate::graph::response::Sent;

/// What is known of the request that makes the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Completion {
    last: Last,
    stray: Stray,
    wanted: Wanted,
    search: Search,
}

/// What became of the request when it was sent last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Last {
    /// It has not left.
    NotSent,
    /// An earlier life may have sent it, or it is a commit that was not answered.
    Unknown,
    /// It was refused before it had left whole.
    TurnedAwayEarly,
    /// It has left whole, and nothing has been heard of it since.
    Unanswered,
    /// It has left whole, and the service failed over it: it may have been carried out.
    Failed,
    /// It has left whole and was refused. The session has not been asked since.
    TurnedAway,
    /// The session still wants it.
    Wanted,
}

/// Whether one of them may still be on its way, whatever the service says since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stray {
    No,
    /// One was not answered, or not by the service itself. It may make the file for as long as the session lives.
    Possible,
}

/// Whether the session has wanted it again after a refusal, and made no progress since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Never,
    Again,
}

/// Whether the file was looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Search {
    /// Not since the request has left.
    Due,
    /// In vain.
    Done,
}

impl Completion {
    /// Of a session that was just created.
    pub const NOT_SENT: Self =
        Self { last: Last::NotSent, stray: Stray::No, wanted: Wanted::Never, search: Search::Due };

    /// Of a session with an earlier life, of which it is known whether it has sent the last piece.
    pub fn of_past(sent: bool) -> Self {
        match sent {
            true => Self { last: Last::Unanswered, stray: Stray::Possible, ..Self::NOT_SENT },
            false => Self { last: Last::Unknown, ..Self::NOT_SENT },
        }
    }

    /// Whether the file may be stored, as far as is known without asking.
    pub fn may_be_stored(self) -> bool {
        matches!(self.last, Last::Unknown | Last::Unanswered | Last::Failed)
    }

    /// Whether a piece that ends the file has ever left whole. A session that is gone may then have become the file.
    pub fn was_sent(self) -> bool {
        !matches!(self.last, Last::NotSent | Last::Unknown | Last::TurnedAwayEarly)
    }

    /// Whether one may yet become the file, whatever the service has said since.
    pub fn may_yet_arrive(self) -> bool {
        self.stray == Stray::Possible
    }

    /// Whether it was refused, and the service has not said since where the session stands.
    pub fn is_turned_away(self) -> bool {
        matches!(self.last, Last::TurnedAwayEarly | Last::TurnedAway | Last::Failed)
    }

    /// Whether the session has wanted it again after a refusal.
    pub fn was_wanted_again(self) -> bool {
        self.wanted == Wanted::Again
    }

    /// Whether it was sent and not looked for since.
    pub fn is_to_be_looked_for(self) -> bool {
        self.was_sent() && self.search == Search::Due
    }

    /// The piece has left whole.
    pub fn left(&mut self) {
        self.last = match self.last {
            Last::TurnedAwayEarly | Last::TurnedAway | Last::Failed => Last::Failed,
            Last::NotSent | Last::Unknown | Last::Unanswered | Last::Wanted => Last::Unanswered,
        };
        self.search = Search::Due;
    }

    /// No answer came to it, so that it may still be on its way.
    pub fn went_astray(&mut self) {
        if self.may_be_stored() {
            self.stray = Stray::Possible;
        }
    }

    /// It was refused. Whatever the refusal says it may have been carried out, so that it is looked for before anything
    /// else is sent; only where the service itself `failed` is that likely (OneDrive/onedrive-api-docs issue 64).
    pub fn turned_away(&mut self, sent: Sent, failed: bool) {
        let may_be_stored = self.may_be_stored();
        let was_sent = self.was_sent();
        if sent == Sent::All {
            self.left();
        }
        self.last = match (sent == Sent::All || was_sent, failed || may_be_stored) {
            (true, true) if self.may_be_stored() => Last::Failed,
            (true, _) => Last::TurnedAway,
            (false, _) if self.last == Last::Unknown => Last::Unknown,
            (false, _) => Last::TurnedAwayEarly,
        };
        if failed {
            self.went_astray();
        }
    }

    /// The session has told where it stands, which is not at the end.
    pub fn wanted(&mut self) {
        self.last = if self.was_sent() { Last::Wanted } else { Last::NotSent };
    }

    /// It has told that nothing is missing: what was in doubt still is.
    pub fn all_held(&mut self) {
        let doubt = self.may_be_stored();
        let (unknown, sent) = (self.last == Last::Unknown, self.was_sent());
        self.last = match (doubt, unknown, sent) {
            (true, true, _) => Last::Unknown,
            (true, false, _) => Last::Unanswered,
            (false, _, true) => Last::Wanted,
            (false, _, false) => Last::NotSent,
        };
    }

    /// The session holds more than ever.
    pub fn progressed(&mut self) {
        self.wanted = Wanted::Never;
    }

    /// The session wants the piece again that the service has refused.
    pub fn wanted_again(&mut self) {
        self.wanted = Wanted::Again;
    }

    /// A commit was not answered, or the session has to be asked about what was sent.
    pub fn doubted(&mut self) {
        self.last = match self.last {
            Last::NotSent | Last::Unknown | Last::TurnedAwayEarly => Last::Unknown,
            Last::TurnedAway | Last::Failed => Last::Failed,
            Last::Unanswered | Last::Wanted => Last::Unanswered,
        };
    }

    /// The refusal holds: the file was not made.
    pub fn denied(&mut self) {
        self.last = match self.last {
            Last::NotSent | Last::Unknown => Last::NotSent,
            Last::TurnedAwayEarly => Last::TurnedAwayEarly,
            Last::Failed | Last::TurnedAway => Last::TurnedAway,
            Last::Unanswered | Last::Wanted => Last::Wanted,
        };
    }

    /// A commit in doubt counts as sent once its session is not found any more.
    pub fn counts_as_sent(&mut self) {
        if self.last == Last::Unknown {
            self.last = Last::Unanswered;
        }
    }

    /// The file was looked for and not found.
    pub fn looked_for(&mut self) {
        self.search = Search::Done;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A completion after these events, and what is said of it: `s` may be stored, `l` has left, `a` may yet arrive, `r` is
    /// turned away, `w` was wanted again, `f` is to be looked for.
    fn said(events: &str) -> String {
        let mut completion = Completion::NOT_SENT;
        for event in events.split_whitespace() {
            match event {
                "past" => completion = Completion::of_past(false),
                "past-sent" => completion = Completion::of_past(true),
                "left" => completion.left(),
                "lost" => {
                    completion.left();
                    completion.went_astray();
                }
                "busy" => completion.turned_away(Sent::All, false),
                "early" => completion.turned_away(Sent::Part, false),
                "failed" => completion.turned_away(Sent::All, true),
                "wants" => completion.wanted(),
                "holds" => completion.all_held(),
                "again" => completion.wanted_again(),
                "progress" => completion.progressed(),
                "doubted" => completion.doubted(),
                "denied" => completion.denied(),
                "gone" => completion.counts_as_sent(),
                "looked" => completion.looked_for(),
                _ => panic!("no event '{event}'"),
            }
        }
        let questions = [
            (completion.may_be_stored(), 's'),
            (completion.was_sent(), 'l'),
            (completion.may_yet_arrive(), 'a'),
            (completion.is_turned_away(), 'r'),
            (completion.was_wanted_again(), 'w'),
            (completion.is_to_be_looked_for(), 'f'),
        ];
        questions.into_iter().filter(|(yes, _)| *yes).map(|(_, letter)| letter).collect()
    }

    #[test]
    fn what_is_known_after_each_event() {
        for (events, expected) in [
            ("", ""),
            ("left", "slf"),
            ("left wants", "lf"),
            ("left holds", "slf"),
            ("left looked", "sl"),
            ("left looked left", "slf"),
            ("lost", "slaf"),
            // It may still be on its way, whatever the session says.
            ("lost wants", "laf"),
            ("lost wants busy", "larf"),
            ("busy", "lrf"),
            ("busy wants", "lf"),
            ("busy wants again", "lwf"),
            ("busy wants again progress", "lf"),
            ("busy left", "slrf"),
            ("failed", "slarf"),
            ("failed wants", "laf"),
            ("failed denied", "larf"),
            // What was in doubt before a refusal still is.
            ("left busy", "slrf"),
            ("left early", "slrf"),
            ("early", "r"),
            ("early wants", ""),
            ("past", "s"),
            ("past wants", ""),
            ("past holds", "s"),
            ("past gone", "slf"),
            ("past denied", ""),
            ("past-sent", "slaf"),
            ("past-sent wants", "laf"),
            ("doubted", "s"),
            ("doubted gone", "slf"),
            ("busy doubted", "slrf"),
            ("left denied", "lf"),
        ] {
            assert_eq!(said(events), expected, "{events}");
        }
    }
}

//! What can be wrong with a host of many uploads: each is a defect that the oracle has to find. The wrappers of `line.rs` and
//! `gate.rs` make them, and the host itself.

/// A defect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Defect {
    /// A request without a response keeps its slot.
    SlotLost,
    /// Whoever does not wait any more keeps what was granted meanwhile.
    TicketLost,
    /// Lines are not seen.
    TwoAtOneMessage,
    /// A mailbox takes one more at times.
    OneMore,
    /// A mailbox has no window.
    NoWindow,
    /// What the service says about waiting is not heard.
    Deaf,
    /// The youngest job goes first.
    Starved,
    /// Nothing is moved to the front.
    FrontIgnored,
    /// A paused job runs on.
    PausedSends,
    /// To an upload its rest is time that passes.
    ClockRuns,
    /// A job that waits is not known after a death.
    JobLost,
    /// After a death a stored job begins anew.
    RunsAgain,
    /// Two threads have the same job.
    TwoThreads,
    /// Nobody hears that an upload is late.
    LateUnheard,
}

impl Defect {
    pub const ALL: [Self; 13] = [
        Self::SlotLost,
        Self::TicketLost,
        Self::TwoAtOneMessage,
        Self::OneMore,
        Self::NoWindow,
        Self::Deaf,
        Self::Starved,
        Self::FrontIgnored,
        Self::PausedSends,
        Self::ClockRuns,
        Self::JobLost,
        Self::RunsAgain,
        Self::TwoThreads,
    ];

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|defect| format!("{defect:?}") == name)
    }

    /// What the oracle says of it.
    pub fn is_told_as(self) -> &'static [&'static str] {
        match self {
            Self::SlotLost | Self::TicketLost => &["slots are lost", "never ends"],
            Self::TwoAtOneMessage => &["two at"],
            Self::OneMore => &["more than 4 at once"],
            Self::NoWindow => &["more bytes than a window"],
            Self::Deaf => &["left alone"],
            Self::Starved | Self::FrontIgnored => &["goes before"],
            Self::PausedSends => &["sends while it is paused"],
            Self::ClockRuns => &["given up early", "called unknown without a need"],
            Self::JobLost => &["has not ended"],
            Self::RunsAgain => &["runs again"],
            Self::TwoThreads => &["runs already"],
            Self::LateUnheard => &["takes from a late upload"],
        }
    }
}

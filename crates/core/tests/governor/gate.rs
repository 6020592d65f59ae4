//! The governor, and governors with a defect: each is one that the oracle has to find.

use graph_upload_core::graph::response::Response;
use graph_upload_core::policy::governor::{Ask, Ended, Governor, Limits, Slot, Ticket, Turn, Why};
use graph_upload_core::policy::retry::Millis;
use graph_upload_core::policy::throttle::Scope;

/// What is wrong with a governor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Defect {
    /// A request that ends without a response keeps its slot.
    Lost,
    /// Lines are not seen.
    TwoAtOneMessage,
    /// A mailbox takes one more.
    OneMore,
    /// A mailbox has no window.
    NoWindow,
    /// Those who wait longest are sent back to the end of the queue.
    Starved,
    /// Each request of an upload stands in the queue for itself.
    Flooded,
    /// What the service says about waiting is not heard.
    Deaf,
    /// A mailbox takes fewer at once than it could.
    Slow,
    /// Nobody hears that an upload is late.
    LateUnheard,
    /// While an upload is late no other one sends.
    LateAlone,
}

/// A governor with at most one defect.
pub struct Gate {
    governor: Governor,
    defect: Option<Defect>,
    polls: u64,
    /// How many requests of late uploads are under way.
    late: u32,
}

impl Gate {
    pub fn new(defect: Option<Defect>) -> Self {
        let mut limits = Limits::default();
        if defect == Some(Defect::Slow) {
            limits.mailbox_at_once -= 1;
        }
        Self { governor: Governor::new(limits), defect, polls: 0, late: 0 }
    }

    pub fn ask(&mut self, now: Millis, ask: &Ask) -> Ticket {
        let mut ask = ask.clone();
        self.polls += 1;
        match self.defect {
            Some(Defect::TwoAtOneMessage) => ask.line = None,
            Some(Defect::NoWindow) => ask.bytes = 0,
            Some(Defect::Flooded) => ask.who = self.polls,
            Some(Defect::LateUnheard) => ask.late = false,
            _ => {}
        }
        self.governor.ask(now, ask)
    }

    pub fn poll(&mut self, now: Millis, ticket: Ticket, ask: &Ask) -> Turn {
        self.polls += 1;
        if self.defect == Some(Defect::LateAlone) && self.late > 0 && ask.bytes > 0 && !ask.late {
            return Turn::Wait { ticket, until: None, why: Why::AtOnce };
        }
        let turn = self.turn(now, ticket, ask);
        self.late += u32::from(ask.late && matches!(turn, Turn::Go(_)));
        turn
    }

    fn turn(&mut self, now: Millis, ticket: Ticket, ask: &Ask) -> Turn {
        match (self.governor.poll(now, ticket), self.defect) {
            (Turn::Wait { ticket, why: Why::AtOnce, .. }, Some(Defect::OneMore))
                if self.polls.is_multiple_of(64) =>
            {
                self.governor.withdraw(now, ticket);
                Turn::Go(self.governor.take(now, ask.clone()))
            }
            (Turn::Wait { ticket, until, why }, Some(Defect::Starved)) if ask.who.is_multiple_of(4) => {
                self.governor.withdraw(now, ticket);
                Turn::Wait { ticket: self.governor.ask(now, ask.clone()), until, why }
            }
            (turn, _) => turn,
        }
    }

    pub fn withdraw(&mut self, now: Millis, ticket: Ticket) {
        self.governor.withdraw(now, ticket);
    }

    pub fn give_back(&mut self, now: Millis, slot: Slot, response: Option<&Response>) {
        self.late -= u32::from(slot.ask().late);
        match (response, self.defect) {
            (None, Some(Defect::Lost)) => {}
            (Some(_), Some(Defect::Deaf)) | (None, _) => {
                self.governor.give_back(now, slot, Ended::NoResponse)
            }
            (Some(response), _) => self.governor.give_back(now, slot, Ended::Answered(response)),
        }
    }

    pub fn quiet_until(&self, now: Millis, scope: &Scope) -> Option<Millis> {
        self.governor.quiet_until(now, scope)
    }

    /// How many slots are out.
    pub fn running(&self) -> u32 {
        self.governor.running()
    }
}

//! The governor, or one with a defect.

use graph_upload_core::policy::governor::{Ask, Ended, Governor, Limits, Slot, Ticket, Turn, Why};
use graph_upload_core::policy::retry::Millis;

use super::defect::Defect;

/// A governor with at most one defect.
pub struct Gate {
    governor: Governor,
    defect: Option<Defect>,
    polls: u64,
}

impl Gate {
    pub fn new(limits: Limits, defect: Option<Defect>) -> Self {
        Self { governor: Governor::new(limits), defect, polls: 0 }
    }

    pub fn ask(&mut self, now: Millis, ask: &Ask) -> Ticket {
        let mut ask = ask.clone();
        match self.defect {
            Some(Defect::TwoAtOneMessage) => ask.line = None,
            Some(Defect::NoWindow) => ask.bytes = 0,
            Some(Defect::LateUnheard) => ask.late = false,
            _ => {}
        }
        self.governor.ask(now, ask)
    }

    pub fn poll(&mut self, now: Millis, ticket: Ticket, ask: &Ask) -> Turn {
        self.polls += 1;
        match self.governor.poll(now, ticket) {
            Turn::Wait { ticket, why: Why::AtOnce, .. }
                if self.makes(Defect::OneMore) && self.polls.is_multiple_of(16) =>
            {
                self.governor.withdraw(now, ticket);
                Turn::Go(self.governor.take(now, ask.clone()))
            }
            turn => turn,
        }
    }

    /// A slot for a request that does not wait.
    pub fn take(&mut self, now: Millis, ask: &Ask) -> Slot {
        self.governor.take(now, ask.clone())
    }

    pub fn withdraw(&mut self, now: Millis, ticket: Ticket, ask: &Ask) {
        if !self.makes(Defect::TicketLost) {
            return self.governor.withdraw(now, ticket);
        }
        if let Turn::Wait { ticket, .. } = self.governor.poll(now, ticket) {
            self.governor.withdraw(now, ticket);
            drop(self.governor.take(now, ask.clone()));
        }
    }

    pub fn give_back(&mut self, now: Millis, slot: Slot, ended: Ended<'_>) {
        let ended = match ended {
            Ended::NoResponse if self.makes(Defect::SlotLost) => return,
            Ended::Answered(_) if self.makes(Defect::Deaf) => Ended::NoResponse,
            ended => ended,
        };
        self.governor.give_back(now, slot, ended);
    }

    /// How many slots are out.
    pub fn running(&self) -> u32 {
        self.governor.running()
    }

    fn makes(&self, defect: Defect) -> bool {
        self.defect == Some(defect)
    }
}

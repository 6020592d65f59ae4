//! The armed faults, and their effect on requests.

use super::{Action, Fault};
use crate::model::kind::Kind;
use crate::model::message::Head;

/// The armed faults. The first that applies to a request decides; all count it.
#[derive(Debug, Clone, Default)]
pub struct Script {
    armed: Vec<Armed>,
    made: u64,
}

/// An armed fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Armed {
    /// Its id, never reused in this script.
    pub id: u64,
    /// The fault.
    pub fault: Fault,
    /// Number of requests that matched.
    pub fits: u64,
    /// Number of requests it was applied to.
    pub acted: u64,
}

/// The effect on a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Delay of the response, in milliseconds.
    pub delay_ms: u64,
    /// The action.
    pub action: Action,
    /// The fault that applied, as text; `None` if none did.
    pub fault: Option<String>,
}

impl Script {
    /// Adds faults after the existing ones, and returns their ids.
    pub fn add(&mut self, faults: impl IntoIterator<Item = Fault>) -> Vec<u64> {
        let first = self.made + 1;
        for fault in faults {
            self.made += 1;
            self.armed.push(Armed { id: self.made, fault, fits: 0, acted: 0 });
        }
        (first..=self.made).collect()
    }

    /// Removes a fault by its id; `false` if there is none.
    pub fn remove(&mut self, id: u64) -> bool {
        let before = self.armed.len();
        self.armed.retain(|armed| armed.id != id);
        self.armed.len() < before
    }

    /// Removes all faults.
    pub fn clear(&mut self) {
        self.armed.clear();
    }

    /// The armed faults, in order.
    pub fn armed(&self) -> &[Armed] {
        &self.armed
    }

    /// Decides about a request, and counts it.
    pub fn plan(&mut self, head: &Head) -> Plan {
        let kind = Kind::of(head);
        let mut plan = None;
        for armed in self.armed.iter_mut().filter(|armed| armed.fault.when.covers(kind, head)) {
            let applies = armed.left() != Some(0) && armed.fits + 1 >= armed.fault.when.first;
            armed.fits += 1;
            if plan.is_none() && applies {
                armed.acted += 1;
                plan = Some(armed.plan());
            }
        }
        plan.unwrap_or(Plan { delay_ms: 0, action: Action::Nothing, fault: None })
    }
}

impl Armed {
    /// Number of further matching requests it applies to; `None` for all.
    pub fn left(&self) -> Option<u64> {
        let when = &self.fault.when;
        let past = self.fits.saturating_sub(when.first - 1);
        (when.times != u64::MAX).then(|| when.times.saturating_sub(past))
    }

    fn plan(&self) -> Plan {
        let Fault { delay_ms, action, .. } = self.fault.clone();
        Plan { delay_ms, action, fault: Some(self.fault.to_string()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::FaultResponse;
    use crate::model::message::Role;

    fn head(method: &str, target: &str) -> Head {
        Head { role: Role::Graph, method: method.into(), target: target.into(), headers: Vec::new() }
    }

    #[test]
    fn rules_count_what_they_cover() {
        let mut script = Script::default();
        script.add([
            Fault::on(Kind::LookUp).nth(2).times(2).instead(FaultResponse::new(500)),
            Fault::any().nth(4).containing("?x").lose_response(),
        ]);
        let mut act = |method, target| script.plan(&head(method, target)).action;
        assert_eq!(act("GET", "/v1.0/me?x"), Action::Nothing);
        assert_eq!(act("DELETE", "/v1.0/me?x"), Action::Nothing);
        assert_eq!(act("GET", "/v1.0/me?x"), Action::Instead(FaultResponse::new(500)));
        // Both apply: the first fault decides, the second counts.
        assert_eq!(act("GET", "/v1.0/me?x"), Action::Instead(FaultResponse::new(500)));
        assert_eq!(act("GET", "/v1.0/me?x"), Action::Nothing);
        let counts: Vec<_> = script.armed().iter().map(|a| (a.id, a.fits, a.acted, a.left())).collect();
        assert_eq!(counts, [(1, 4, 2, Some(0)), (2, 5, 0, Some(0))]);
    }

    #[test]
    fn rules_are_dropped_by_their_numbers() {
        let mut script = Script::default();
        assert_eq!(script.add(["any:*=500", "any:*=501"].map(|text| text.parse().unwrap())), [1, 2]);
        let plan = script.plan(&head("GET", "/"));
        assert_eq!(plan.fault.as_deref(), Some("any:*=500"));
        assert!(script.remove(1) && !script.remove(1));
        assert_eq!(script.plan(&head("GET", "/")).fault.as_deref(), Some("any:*=501"));
        assert_eq!(script.armed()[0].left(), None);
        script.clear();
        // Ids are never reused, so that a late removal does not hit another fault.
        assert_eq!(script.add(["any=502".parse().unwrap()]), [3]);
    }
}

//! Changes of one message, event or post that take time: a second one meanwhile is refused
//! (`microsoftgraph/msgraph-sdk-dotnet:issues/1287`, where attachments are sent to one draft at
//! once).

use std::collections::BTreeMap;

use super::Model;
use super::attachments::Owner;
use super::failure::Failure;

/// The changes in progress.
#[derive(Debug, Default, Clone)]
pub struct Changes {
    /// Until when each owner is being changed.
    until_ms: BTreeMap<Owner, u64>,
    /// Delay of the response to the current request.
    delay_ms: u64,
}

impl Model {
    /// Starts a change: creating a session, its last piece, or an attachment in one request.
    pub(super) fn begin_change(&mut self, now_ms: u64, owner: &Owner) -> Result<(), Failure> {
        let takes_ms = self.config.outlook.change_takes_ms;
        self.changes.until_ms.retain(|_, until_ms| *until_ms > now_ms);
        if self.changes.until_ms.contains_key(owner) {
            let message = "The send or update operation could not be performed because the change key passed in the \
                           request does not match the current change key for the item.";
            return Err(Failure::exchange(412, "ErrorIrresolvableConflict", message));
        }
        if takes_ms > 0 {
            self.changes.until_ms.insert(owner.clone(), now_ms + takes_ms);
            self.changes.delay_ms = takes_ms;
        }
        Ok(())
    }

    /// Delay of the response to the last request, because its change takes that long.
    pub fn take_delay_ms(&mut self) -> u64 {
        std::mem::take(&mut self.changes.delay_ms)
    }
}

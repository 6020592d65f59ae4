//! The time as an upload knows it, which stands still while the upload rests.

use graph_upload_core::policy::retry::Millis;

/// The client's time, less what the upload has rested.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Clock {
    rested: Millis,
    /// When it came to rest.
    since: Option<Millis>,
}

impl Clock {
    /// The upload's time when it is this late for the client.
    pub fn read(&self, client: Millis) -> Millis {
        self.since.unwrap_or(client).saturating_sub(self.rested)
    }

    /// What is this late for the client, as the upload knows it; it may lie ahead.
    pub fn at(&self, client: Millis) -> Millis {
        client.saturating_sub(self.rested)
    }

    /// How long it has rested.
    pub fn rested(&self) -> Millis {
        self.rested
    }

    /// The upload rests from now on.
    pub fn stands_still(&mut self, client: Millis) {
        self.since = self.since.or(Some(client));
    }

    /// The upload goes on.
    pub fn goes_on(&mut self, client: Millis) {
        let rested = self.since.take().map_or(0, |since| client.saturating_sub(since));
        self.rested = self.rested.saturating_add(rested);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_time_passes_while_it_rests() {
        let mut clock = Clock::default();
        clock.goes_on(50);
        assert_eq!(clock.read(100), 100);
        clock.stands_still(100);
        clock.stands_still(200);
        assert_eq!(clock.read(1_000), 100);
        clock.goes_on(1_000);
        assert_eq!((clock.read(1_000), clock.read(1_050), clock.at(2_000)), (100, 150, 1_100));
        clock.stands_still(1_100);
        clock.goes_on(1_200);
        assert_eq!(clock.read(1_200), 200);
    }
}

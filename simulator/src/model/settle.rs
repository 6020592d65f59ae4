//! Commits that take longer than their response (`abraunegg/onedrive:issues/3355`: endless 503 on
//! the last piece while the service assembles a large file).

use super::Model;
use super::session::Sessions;

impl Model {
    /// Makes the next commit take this long: until then the session behaves as complete, and then
    /// becomes a file by itself. Deleting it before prevents that.
    pub fn delay_next_commit(&mut self, ms: u64) {
        self.commit_takes_ms = Some(ms);
    }

    /// When a commit that starts now is done, unless at once.
    pub(super) fn commits_ms(&self, now_ms: u64) -> Option<u64> {
        self.commit_takes_ms.map(|ms| now_ms + ms)
    }

    /// Does the commits that are due, each as of its own time. Runs before each request; tests that
    /// read the model without a request in between call it themselves.
    pub fn settle(&mut self, now_ms: u64) {
        for (id, at_ms) in due(&self.todo, now_ms) {
            self.todo_finish(at_ms, &id);
        }
        for (id, at_ms) in due(&self.outlook, now_ms) {
            self.outlook_finish(at_ms, &id);
        }
        for (id, at_ms) in due(&self.print.sessions, now_ms) {
            self.print_finish(at_ms, &id);
        }
        for (id, at_ms) in due(&self.drives.sessions, now_ms) {
            if self.drive_commit(at_ms, &id, None, None).is_err() {
                // It stays a complete session, to be committed by request.
                self.drives.sessions.entry(id).and_modify(|session| session.commits_ms = None);
            }
        }
    }
}

/// The sessions whose commit is due, and since when.
fn due<T>(sessions: &Sessions<T>, now_ms: u64) -> Vec<(String, u64)> {
    let due = sessions.values().filter(|session| session.is_due(now_ms));
    due.map(|session| (session.id.clone(), session.commits_ms.unwrap_or(now_ms))).collect()
}

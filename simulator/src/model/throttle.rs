//! Throttling windows. Requests during one count there, and the whole scope should pause
//! (`OneDrive/onedrive-api-docs:docs/rest-api/concepts/scan-guidance.md`); here each is a
//! violation.

use super::Model;
use super::address::{Path, segments};
use super::failure::Failure;
use super::message::{Head, Role};
use super::tolerated::Tolerated;

/// An open window.
#[derive(Debug, Clone)]
pub struct Window {
    scope: String,
    status: u16,
    until_ms: u64,
    /// When a client was first refused.
    told_ms: Option<u64>,
}

impl Model {
    /// Refuses the requests of a scope with this status for this time, rounded up to whole seconds
    /// for `Retry-After`. The scope is that of the given request: its host, and the mailbox or, for
    /// files and print jobs, the tenant.
    pub fn throttle(&mut self, now_ms: u64, head: &Head, status: u16, ms: u64) {
        let until_ms = now_ms + ms.div_ceil(1000) * 1000;
        self.windows.push(Window { scope: self.scope(head), status, until_ms, told_ms: None });
    }

    /// Refuses a request inside a window. The first refusal informs the client; later requests are
    /// violations.
    pub(super) fn check_throttled(&mut self, now_ms: u64, head: &Head) -> Result<(), Failure> {
        self.windows.retain(|window| window.until_ms > now_ms);
        let scope = self.scope(head);
        let Some(window) = self.windows.iter_mut().find(|window| window.scope == scope) else {
            return Ok(());
        };
        match window.told_ms {
            None => window.told_ms = Some(now_ms),
            Some(told_ms) if now_ms < told_ms + self.config.throttle_grace_ms => {}
            Some(_) => {
                self.violations.push(format!("{} while {scope} was throttled", head.method));
            }
        }
        Err(window.refusal(now_ms))
    }

    fn scope(&self, head: &Head) -> String {
        format!("{} {}", head.role.name(), self.mailbox(head).as_deref().unwrap_or("tenant"))
    }

    /// The mailbox that a request leads to, whichever host it reaches.
    pub(super) fn mailbox(&self, head: &Head) -> Option<String> {
        match head.role {
            Role::Graph => self.mailbox_in_path(head.path()),
            Role::Outlook => mailbox_in_quotes(head.path()),
            Role::SharePoint | Role::Personal | Role::Print => None,
        }
    }

    fn mailbox_in_path(&self, path: &str) -> Option<String> {
        let path = Path::read(path).ok().filter(|path| path.drive.is_none())?;
        let parts: Vec<&str> = path.parts.iter().map(String::as_str).collect();
        match parts.as_slice() {
            ["me", ..] => Some(self.user_id("me")),
            ["users", user, ..] => Some(self.user_id(user)),
            ["groups", group, ..] => Some((*group).to_owned()),
            _ => None,
        }
    }
}

impl Window {
    fn refusal(&self, now_ms: u64) -> Failure {
        let message = "The request has been throttled.";
        let failure = if self.scope.ends_with(" tenant") {
            Failure::new(self.status, "activityLimitReached", message).inner("throttledRequest")
        } else {
            Failure::new(self.status, "TooManyRequests", message)
        };
        failure.with("Retry-After", (self.until_ms - now_ms).div_ceil(1000).to_string())
    }
}

/// The owner in a path such as `/api/v2.0/Users('ID')/Messages('M')/…`.
fn mailbox_in_quotes(path: &str) -> Option<String> {
    let parts = segments::with_keys(&segments::unescaped(path)?, &mut Tolerated::default());
    let at = parts.iter().position(|part| part == "Users" || part == "Groups")?;
    parts.get(at + 1).cloned()
}

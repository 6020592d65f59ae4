//! Configurable behaviour of the service. The defaults are the documented behaviour.

use super::message::Role;

pub use super::drive::rules::DriveRules;
pub use super::forms::{Casing, ExpiryForm, LocationForm, RangeForm, ResponseStyle};
pub use super::rules::outlook::OutlookRules;
pub use super::rules::print::PrintRules;
pub use super::rules::throttle::ThrottleRules;
pub use super::rules::todo::{PutForm, TodoRules, UrlForm};
pub use crate::link::rules::LinkRules;

/// The whole configuration.
#[derive(Debug, Clone)]
pub struct Config {
    /// The base URL of each host, without a trailing slash.
    pub hosts: Hosts,
    /// The token that is accepted.
    pub token: String,
    /// The signed-in user.
    pub user: User,
    /// Part of ids and session secrets, so that two services create different ones.
    pub seed: u64,
    /// Ends every attachment id. Ids contain `=`, `-` and `_`; `+` and `/` may occur too.
    pub id_tail: String,
    /// Entries per page of a list.
    pub page_size: usize,
    /// How long after its commit a file is hidden from look-ups.
    pub visible_after_ms: u64,
    /// Number of first requests of a new session that fail as if it did not exist, on any host
    /// (`abraunegg/onedrive:issues/3859`).
    pub hidden_requests: u32,
    /// Offset of the `Date` headers, positive or negative.
    pub date_shift_ms: i64,
    /// How long after the first refusal in a throttling window other requests are not yet
    /// violations: those in flight on other connections.
    pub throttle_grace_ms: u64,
    /// Limits beyond which the service refuses requests for a while.
    pub throttle: ThrottleRules,
    /// Whether requests that the service tolerates, but a careful client does not send, are
    /// violations.
    pub strict: bool,
    /// Whether the casing of an attachment's `@odata.type` does not matter. No refusal of another
    /// casing is known.
    pub any_type_casing: bool,
    /// The network in front of the listeners. The model itself has none.
    pub link: LinkRules,
    /// The form of expiry times.
    pub expiry: ExpiryForm,
    /// Ids of tasks, messages, events, … that do not exist. All others do.
    pub missing: Vec<String>,
    /// To Do.
    pub todo: TodoRules,
    /// Messages, events and posts.
    pub outlook: OutlookRules,
    /// Drives.
    pub drive: DriveRules,
    /// Print documents.
    pub print: PrintRules,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            hosts: Hosts::default(),
            token: "simulator-token".to_owned(),
            user: User::default(),
            seed: 1,
            id_tail: "-_A=".to_owned(),
            page_size: 10,
            visible_after_ms: 0,
            hidden_requests: 0,
            date_shift_ms: 0,
            throttle_grace_ms: 0,
            throttle: ThrottleRules::default(),
            strict: false,
            any_type_casing: true,
            link: LinkRules::default(),
            expiry: ExpiryForm::Recorded,
            missing: Vec::new(),
            todo: TodoRules::default(),
            outlook: OutlookRules::default(),
            drive: DriveRules::default(),
            print: PrintRules::default(),
        }
    }
}

impl Config {
    /// For a client's own tests: what the service tolerates, but a careful client does not send, is
    /// a violation.
    pub fn strict() -> Config {
        Config { strict: true, ..Config::default() }
    }
}

/// The base URLs of the hosts.
#[derive(Debug, Clone)]
pub struct Hosts([String; 5]);

impl Hosts {
    /// From base URLs in the order of [`Role::ALL`].
    pub fn new(bases: [String; 5]) -> Hosts {
        Hosts(bases)
    }

    /// The base URL of a host.
    pub fn base(&self, role: Role) -> &str {
        &self.0[role as usize]
    }
}

impl Default for Hosts {
    /// The public names.
    fn default() -> Hosts {
        Hosts(
            [
                "https://graph.microsoft.com",
                "https://outlook.office.com",
                "https://contoso-my.sharepoint.com",
                "https://my.microsoftpersonalcontent.com",
                "https://print.print.microsoft.com",
            ]
            .map(str::to_owned),
        )
    }
}

/// The signed-in user: `me`, and `users/{guid}` and `users/{upn}`.
#[derive(Debug, Clone)]
pub struct User {
    /// The id in upload URLs.
    pub guid: String,
    /// The sign-in name.
    pub upn: String,
    /// The id of the tenant.
    pub tenant: String,
}

impl Default for User {
    fn default() -> User {
        User {
            guid: "6f9a2a92-8527-4d64-837e-b5312852f36d".to_owned(),
            upn: "megan@contoso.example".to_owned(),
            tenant: "84df9e7f-e9f6-40af-b435-aaaaaaaaaaaa".to_owned(),
        }
    }
}

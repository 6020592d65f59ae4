//! Connections: opening, securing and pacing them, and ending a wait on one.
//!
//! A name is resolved (`resolve`), its addresses are tried as in Happy Eyeballs (`connect`, `race`,
//! and `origin`, which remembers what worked), and TLS is added if the URL requires it (`tls`,
//! `roots`, `identity`). `pipe` moves bytes without ever blocking, within the rate limit (`rate`).
//! All waiting is one poll of a non-blocking socket and the cancel flag's descriptor (`waiter`,
//! `poll`). `head` finds the head of a response, for proxies and for servers.

pub mod cancel;
pub(crate) mod connect;
pub(crate) mod failure;
pub(crate) mod head;
mod identity;
pub(crate) mod origin;
pub(crate) mod pipe;
// Platform calls, some of which have no safe wrapper, are made only here.
#[allow(unsafe_code)]
pub(crate) mod poll;
mod race;
pub(crate) mod rate;
mod resolve;
pub(crate) mod resources;
pub(crate) mod roots;
pub(crate) mod tls;
pub(crate) mod waiter;

use std::fmt;
use std::time::{Duration, Instant};

pub use cancel::{Cancel, PollCallback};
pub use identity::Identity;
pub use rate::{MAX_RATE, MIN_RATE};

/// IP version of connections, including those to a proxy.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum IpVersion {
    /// Both, whichever connects first (RFC 8305).
    #[default]
    Any,
    /// IPv4 only.
    V4,
    /// IPv6 only.
    V6,
}

/// Trusted certificate authorities.
#[derive(Debug, Clone, Default)]
pub enum Roots {
    /// Those of the operating system.
    #[default]
    Platform,
    /// Those of the operating system and these (DER).
    PlatformAnd(Vec<Vec<u8>>),
    /// Only these (DER).
    Only(Vec<Vec<u8>>),
}

/// A point in time; one beyond the clock's range becomes the far future.
pub(crate) fn after(begin: Instant, time: Duration) -> Instant {
    const CENTURY: Duration = Duration::from_secs(100 * 365 * 86_400);
    begin.checked_add(time).unwrap_or(begin + CENTURY)
}

/// Why a transport cannot be created: the caller's certificates are not usable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetUpError(String);

impl SetUpError {
    pub(crate) fn new(detail: impl Into<String>) -> Self {
        Self(detail.into())
    }
}

impl fmt::Display for SetUpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SetUpError {}

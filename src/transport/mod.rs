//! How bytes travel: the only folder that knows the HTTP client.
//!
//! ureq speaks HTTP/1.1; everything below it is made here, so that cancelling works in every phase, a reply that comes
//! before the body is sent is delivered, and *sent* means acknowledged by the peer rather than given to the kernel.
//!
//! The way of a request: `http` checks the URL (`url`) and hands the request to ureq, which takes a connection from
//! its pool or has `wire` make one (`connect`, `resolve`, `race`, `tls`), perhaps by way of a proxy (`proxies`, `bypass` and
//! `system_proxy` say which, `tunnel` and `socks` talk to it). `body` reads the source and sends it through the
//! connection (`link` over `pipe`), as fast as is allowed (`rate`), which watches for an early reply (`head`). All waiting is one poll of a
//! non-blocking socket and the cancel handle's descriptor (`poll`). What belongs to one exchange reaches the pooled objects through a
//! stack in the thread (`call`).
//!
//! Limits are kept here, not in ureq: connecting with name resolution and TLS; no movement while bytes should move;
//! and the reply, whose clock starts when the request has left.

mod body;
mod bypass;
mod call;
pub mod cancel;
mod challenge;
mod connect;
#[cfg(fuzzing)]
pub(crate) mod fuzzing;
mod head;
mod http;
mod identity;
mod link;
// This, `poll` and `system_proxy` are the places of platform calls, some of which have no safe wrapper.
#[allow(unsafe_code)]
mod loaded;
mod origin;
mod pem;
mod pipe;
#[allow(unsafe_code)]
mod poll;
// A fork handler and a signal mask.
mod proxies;
mod proxy;
mod race;
mod rate;
mod resolve;
mod resources;
pub(crate) mod roots;
mod socks;
mod stage;
#[allow(unsafe_code)]
mod system_proxy;
#[allow(unsafe_code)]
mod threads;
mod tls;
mod tunnel;
mod url;
mod wipe;
mod wire;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::host::{PerLife, watch};
use crate::source::Source;
use graph_upload_core::graph::reply::{Lost, Reply};
use graph_upload_core::graph::request::Request;
use graph_upload_core::secret::Secret;
use rate::Limiter;
use tls::Tls;

pub use bypass::Bypass;
pub use cancel::Cancel;
pub use identity::Identity;
pub use proxies::Proxies;
pub use proxy::Proxy;
pub use rate::{MAX_RATE, MIN_RATE};

/// The connection settings of one client, fixed when it is made.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Certificates to trust beside or instead of the platform's.
    pub roots: Roots,
    /// What is shown to servers that ask for a client certificate.
    pub identity: Option<Identity>,
    /// Which connections go through a proxy.
    pub proxies: Proxies,
    /// Which addresses of hosts and proxies are used.
    pub ip_version: IpVersion,
    /// The longest wait for a connection, the proxy's work and the TLS handshake included, all addresses of the host together.
    pub connect_limit: Duration,
    /// The longest time in which no byte moves while sending or receiving.
    pub stall_limit: Duration,
    /// The longest wait for a reply once the request has left the kernel's queue.
    pub reply_limit: Duration,
    /// The same for a request after which the service stores the file.
    pub commit_reply_limit: Duration,
    /// How many bytes of bodies all requests together may send in a second, from [`MIN_RATE`] to [`MAX_RATE`].
    pub rate: Option<u64>,
    /// Allows `http://` and IP literals, on loopback addresses alone.
    pub allow_loopback: bool,
    /// How many idle connections are kept.
    pub idle_connections: usize,
}

/// Which version of IP connections use, those to a proxy included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum IpVersion {
    /// Both, whichever connects first (RFC 8305).
    #[default]
    Any,
    /// IPv4 alone.
    V4,
    /// IPv6 alone.
    V6,
}

/// Which certificate authorities are trusted.
#[derive(Debug, Clone, Default)]
pub enum Roots {
    /// Those of the operating system.
    #[default]
    Platform,
    /// Those of the operating system and these (DER).
    PlatformAnd(Vec<Vec<u8>>),
    /// These alone (DER).
    Only(Vec<Vec<u8>>),
}

/// What one exchange needs beside its request.
pub struct Exchange<'a> {
    /// The request.
    pub request: &'a Request,
    /// The token; `Some` whenever the request wants one.
    pub token: Option<&'a Secret>,
    /// Where the bytes of the body's range come from.
    pub source: &'a mut dyn Source,
    /// Ends the exchange from another thread or a signal handler.
    pub cancel: Option<&'a Cancel>,
    /// Told how many bytes of the body have left the kernel's queue, whenever that grows; answers whether to go on.
    pub on_sent: &'a mut dyn FnMut(u64) -> bool,
    /// The longest that all of it may take, where the usual limits are too long.
    pub patience: Option<Duration>,
}

/// A point in time; one that the clock cannot express becomes one that nobody lives to see.
fn after(begin: Instant, time: Duration) -> Instant {
    const CENTURY: Duration = Duration::from_secs(100 * 365 * 86_400);
    begin.checked_add(time).unwrap_or(begin + CENTURY)
}

/// Why a transport cannot be made: the caller's certificates are not usable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetUpError(String);

impl SetUpError {
    fn new(detail: impl Into<String>) -> Self {
        Self(detail.into())
    }
}

impl fmt::Display for SetUpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SetUpError {}

/// What a client sends its requests with. Shared by threads; keeps idle connections.
pub struct Transport {
    settings: Arc<Settings>,
    tls: Arc<Tls>,
    own: PerLife<Own>,
}

/// What a process does not share with its children.
struct Own {
    limiter: Option<Limiter>,
    agent: ureq::Agent,
}

impl Own {
    fn new(settings: &Arc<Settings>, tls: &Arc<Tls>) -> Self {
        Self { limiter: settings.rate.map(Limiter::new), agent: http::agent(settings, tls) }
    }
}

impl Transport {
    /// Makes a transport, and loads the platform's certificates if they are trusted. When that fails, the first TLS
    /// connection tries again and tells, as a client for plain HTTP on loopback does without them.
    pub fn new(settings: Settings) -> Result<Self, SetUpError> {
        // Where there is no memory for that, a fork is not noticed; whoever makes a client is told.
        let _ = watch();
        let settings = Arc::new(settings);
        let tls = Arc::new(Tls::new(settings.roots.clone(), settings.identity.clone())?);
        let own = PerLife::new(Own::new(&settings, &tls));
        Ok(Self { settings, tls, own })
    }

    fn own(&self) -> &Own {
        self.own.get_or_make(|| Own::new(&self.settings, &self.tls))
    }

    /// Sends one request and reads its reply, blocking.
    ///
    /// A reply is returned whatever its status, even if its body broke off, and even if the caller cancels while it is
    /// already there; a cancel that comes before ends the exchange within a millisecond or so, in every phase. The callbacks run on this thread and
    /// may start another exchange.
    pub fn exchange(&self, exchange: Exchange<'_>) -> Result<Reply, Lost> {
        http::exchange(self, exchange)
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport").field("settings", &self.settings).finish_non_exhaustive()
    }
}

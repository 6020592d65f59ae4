//! Requests and responses: the only folder that uses the HTTP client.
//!
//! ureq speaks HTTP/1.1; everything below it is done here and in `net`, so that cancelling works in
//! every phase, a response that comes before the body is sent is delivered, and *sent* means
//! acknowledged by the peer rather than given to the kernel.
//!
//! A request takes this path: `exchange` checks the URL and hands the request to ureq, which takes
//! a connection from its pool or has `wire` make one, possibly through a proxy. `body` reads the
//! source (`parts`) and sends it through the connection (`link`), which watches for an early
//! response; `kept` decides whether it may serve another request. `stage` holds the buffers that
//! ureq works in. The state of one exchange reaches the pooled objects through a stack in the
//! thread (`call`).
//!
//! Limits are enforced here and in `net`, not in ureq: connecting with name resolution and TLS; no
//! movement while bytes should move; and the response, whose clock starts when the request was
//! sent.

mod body;
mod call;
mod exchange;
#[cfg(fuzzing)]
pub(crate) mod fuzzing;
mod kept;
mod link;
mod parts;
mod stage;
mod url;
mod wipe;
mod wire;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::host::{PerLife, watch};
use crate::net::cancel::Cancel;
use crate::net::rate::Limiter;
use crate::net::tls::Tls;
use crate::net::{Identity, IpVersion, Roots, SetUpError};
use crate::proxy::Proxies;
use crate::source::Source;
use graph_upload_core::graph::request::Request;
use graph_upload_core::graph::response::{NoResponse, Response};
use graph_upload_core::secret::Secret;

/// Longest token, in bytes. Graph's have 2 to 4 KiB; servers refuse heads of some 32 KiB.
pub(crate) const MAX_TOKEN: usize = 16 * 1024;

/// Connection settings of one client, fixed when it is created.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Certificates to trust beside or instead of the platform's.
    pub roots: Roots,
    /// The client certificate, for servers that request one.
    pub identity: Option<Identity>,
    /// Which connections go through a proxy.
    pub proxies: Proxies,
    /// Which addresses of hosts and proxies are used.
    pub ip_version: IpVersion,
    /// Longest wait for a connection, including the proxy and the TLS handshake, over all addresses
    /// of the host.
    pub connect_limit: Duration,
    /// Longest time without a byte moving while sending or receiving.
    pub stall_limit: Duration,
    /// Longest wait for a response once the request has left the kernel's queue.
    pub response_limit: Duration,
    /// The same for a request that makes the service store the file.
    pub commit_response_limit: Duration,
    /// Limit on the body bytes per second over all requests, from
    /// [`MIN_RATE`](crate::net::MIN_RATE) to [`MAX_RATE`](crate::net::MAX_RATE).
    pub rate: Option<u64>,
    /// Allows `http://` and IP literals, on loopback addresses only.
    pub allow_loopback: bool,
    /// Number of idle connections to keep.
    pub idle_connections: usize,
}

/// Arguments of one exchange.
pub struct Exchange<'a> {
    /// The request.
    pub request: &'a Request,
    /// The token; `Some` if the request needs one.
    pub token: Option<&'a Secret>,
    /// The source of the body's bytes.
    pub source: &'a mut dyn Source,
    /// Ends the exchange from another thread or a signal handler.
    pub cancel: Option<&'a Cancel>,
    /// Called with the number of body bytes that have left the kernel's queue whenever it grows;
    /// returns whether to go on.
    pub on_sent: &'a mut dyn FnMut(u64) -> bool,
    /// Time limit of the whole exchange, if the usual limits are too long.
    pub time_limit: Option<Duration>,
}

/// Sends a client's requests. Shared by threads; keeps idle connections.
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
        Self { limiter: settings.rate.map(Limiter::new), agent: exchange::agent(settings, tls) }
    }
}

impl Transport {
    /// Creates a transport, and loads the platform's certificates if they are trusted. If that
    /// fails, the first TLS connection tries again and reports the error, because a client for
    /// plain HTTP on loopback does not need them.
    pub fn new(settings: Settings) -> Result<Self, SetUpError> {
        // Without memory for the handler forks go unnoticed; creating a client reports that.
        let _ = watch();
        let settings = Arc::new(settings);
        let tls = Arc::new(Tls::new(settings.roots.clone(), settings.identity.clone())?);
        let own = PerLife::new(Own::new(&settings, &tls));
        Ok(Self { settings, tls, own })
    }

    fn own(&self) -> &Own {
        self.own.get_or_make(|| Own::new(&self.settings, &self.tls))
    }

    /// Sends one request and reads its response, blocking.
    ///
    /// Returns a response whatever its status, even if its body broke off, and even if the caller
    /// cancels after it has arrived; an earlier cancel ends the exchange within a millisecond or
    /// so, in every phase. The callbacks run on this thread and may start another exchange.
    pub fn exchange(&self, exchange: Exchange<'_>) -> Result<Response, NoResponse> {
        exchange::exchange(self, exchange)
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport").field("settings", &self.settings).finish_non_exhaustive()
    }
}

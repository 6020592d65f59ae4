//! Requests and responses: the only folder that knows the HTTP client.
//!
//! ureq speaks HTTP/1.1; everything below it is made here and in `net`, so that cancelling works in every phase, a reply that
//! comes before the body is sent is delivered, and *sent* means acknowledged by the peer rather than given to the kernel.
//!
//! The way of a request: `exchange` checks the URL and hands the request to ureq, which takes a connection from its pool or
//! has `wire` make one, perhaps by way of a proxy. `body` reads the source (`parts`) and sends it through the connection (`link`),
//! which watches for an early reply; `kept` says whether it may
//! serve another request. `stage` holds the buffers that ureq works in. What belongs to one exchange reaches the
//! pooled objects through a stack in the thread (`call`).
//!
//! Limits are kept here and in `net`, not in ureq: connecting with name resolution and TLS; no movement while bytes should
//! move; and the reply, whose clock starts when the request has left.

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

/// The longest token that is sent, in bytes. Graph's are 2 to 4 KiB; servers refuse heads of some 32 KiB.
pub(crate) const MAX_TOKEN: usize = 16 * 1024;

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
    /// How many bytes of bodies all requests together may send in a second, from [`MIN_RATE`](crate::net::MIN_RATE) to [`MAX_RATE`](crate::net::MAX_RATE).
    pub rate: Option<u64>,
    /// Allows `http://` and IP literals, on loopback addresses alone.
    pub allow_loopback: bool,
    /// How many idle connections are kept.
    pub idle_connections: usize,
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
        Self { limiter: settings.rate.map(Limiter::new), agent: exchange::agent(settings, tls) }
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
    pub fn exchange(&self, exchange: Exchange<'_>) -> Result<Response, NoResponse> {
        exchange::exchange(self, exchange)
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport").field("settings", &self.settings).finish_non_exhaustive()
    }
}

//! How bytes travel: the only folder that knows the HTTP client.

pub mod cancel;

use std::time::Duration;

use crate::protocol::reply::{Lost, Reply};
use crate::protocol::request::Request;
use crate::secret::Secret;
use crate::source::Source;

pub use cancel::Cancel;

/// The connection settings of one client, fixed when it is made.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Certificates to trust beside or instead of the platform's.
    pub roots: Roots,
    /// The longest wait for a connection, TLS handshake included, all addresses of the host together.
    pub connect_limit: Duration,
    /// The longest time in which no byte moves while sending or receiving.
    pub stall_limit: Duration,
    /// The longest wait for a reply once the request has left the kernel's queue.
    pub reply_limit: Duration,
    /// The same for a request after which the service stores the file.
    pub commit_reply_limit: Duration,
    /// Allows `http://` and IP literals, on loopback addresses alone.
    pub allow_loopback: bool,
    /// How many idle connections are kept.
    pub idle_connections: usize,
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
}

/// What a client sends its requests with. Shared by threads; keeps idle connections.
#[derive(Debug)]
pub struct Transport {
    settings: Settings,
}

impl Transport {
    /// Sends one request and reads its reply, blocking.
    pub fn exchange(&self, _exchange: Exchange<'_>) -> Result<Reply, Lost> {
        let _ = &self.settings;
        todo!()
    }
}

//! What uploads share: connections, token, patience, and the log.

pub(crate) mod lines;
mod live;
mod network;

use std::fmt;
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::credentials::{Credentials, TokenSource};
use crate::host::{self, PerLife, calling_back};
use crate::http::{Settings, Transport};
use crate::net::{Roots, roots};
use graph_upload_core::error::{Error, Status};
use graph_upload_core::graph::clouds::{self, Cloud};
use graph_upload_core::graph::endpoint::{Endpoint, Version};
use graph_upload_core::graph::reply::{Lost, LostWhy, Sent};
use graph_upload_core::kinds::Target;
use graph_upload_core::policy::retry::{Millis, Policy};
use graph_upload_core::policy::throttle::Throttle;
use graph_upload_core::upload::Plan;
use lines::Lines;
use live::{Live, Parts};
use network::Network;

/// How weighty a line of the log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// Something went wrong and the library deals with it.
    Warning,
    /// A request and what came back.
    Info,
}

/// Takes a line of the log. No token and no upload URL is ever in it.
pub type LogCallback = Arc<dyn Fn(LogLevel, &str) + Send + Sync>;

/// The longest time limit that can be set: a day, in milliseconds.
pub const MAX_TIME_LIMIT_MS: u64 = 24 * 60 * 60 * 1000;

/// The most attempts in a row without progress that can be set.
pub const MAX_ATTEMPTS: u32 = 1_000;

/// What the size of a piece is a multiple of: 320 KiB, as OneDrive wants it
/// (MicrosoftDocs: api/driveitem-createuploadsession.md).
pub const PIECE_MULTIPLE: u64 = 327_680;

/// The largest piece that any kind takes: below 60 MiB, as a multiple of [`PIECE_MULTIPLE`].
pub const MAX_PIECE: u64 = 62_586_880;

/// The longest user agent, in bytes.
const MAX_USER_AGENT: usize = 512;

/// How many idle connections a client keeps.
const IDLE_CONNECTIONS: usize = 64;

/// How a client behaves. Every setter checks what it is given; what it refuses leaves the old value.
#[derive(Clone)]
pub struct Options {
    token: TokenSource,
    base_url: String,
    upload_hosts: Vec<String>,
    version: Version,
    user_agent: String,
    certificates: Vec<Vec<u8>>,
    platform_roots: bool,
    loopback: bool,
    immutable_ids: bool,
    network: Network,
    connect_limit: Duration,
    stall_limit: Duration,
    reply_limit: Duration,
    commit_reply_limit: Duration,
    policy: Policy,
    piece: Option<u64>,
    log: Option<LogCallback>,
}

/// A time limit of [`Options`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeLimit {
    /// For a connection, by way of a proxy or not, TLS handshake included. Default 15 s.
    Connect,
    /// In which some byte has to move. Default 60 s.
    Stall,
    /// For the reply to a request that has left. Default 120 s.
    Reply,
    /// For the reply to a request after which the service stores the file. Default 300 s.
    CommitReply,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            token: TokenSource::None,
            base_url: clouds::GLOBAL_GRAPH.to_owned(),
            upload_hosts: Vec::new(),
            version: Version::V1,
            // NONISV|Company|App/Version is how SharePoint wants traffic to name itself; undecorated traffic is
            // slowed first (SharePoint/sp-dev-docs: how-to-avoid-getting-throttled-or-blocked).
            user_agent: concat!("NONISV|graph-upload|graph-upload/", env!("CARGO_PKG_VERSION")).to_owned(),
            certificates: Vec::new(),
            platform_roots: true,
            loopback: false,
            immutable_ids: false,
            network: Network::default(),
            connect_limit: Duration::from_secs(15),
            stall_limit: Duration::from_secs(60),
            reply_limit: Duration::from_secs(120),
            commit_reply_limit: Duration::from_secs(300),
            policy: Policy::default(),
            piece: None,
            log: None,
        }
    }
}

impl Options {
    /// The defaults: Microsoft Graph of the global cloud, v1.0, without a token.
    pub fn new() -> Self {
        Self::default()
    }

    /// Where tokens come from.
    pub fn set_token(&mut self, token: TokenSource) {
        self.token = token;
    }

    /// Graph's URL without a version. It is checked when the client is made, since that depends on
    /// [`Options::set_loopback`].
    pub fn set_base_url(&mut self, url: &str) -> Result<(), Error> {
        // With loopback allowed, all that can be wrong is wrong in any case.
        Endpoint::new(url, self.version, &self.user_agent, true)?;
        self.base_url = url.to_owned();
        Ok(())
    }

    /// Uses Graph of a national cloud.
    pub fn set_cloud(&mut self, cloud: Cloud) {
        self.base_url = cloud.graph().to_owned();
    }

    /// Lets upload URLs name a further host: a name, perhaps with `*.` in front and `:port` behind.
    pub fn add_upload_host(&mut self, host: &str) -> Result<(), Error> {
        self.upload_hosts.push(clouds::check_host(host)?);
        Ok(())
    }

    /// Which version of Graph is used.
    pub fn set_version(&mut self, version: Version) {
        self.version = version;
    }

    /// Whether ids in results stay when an Outlook item moves.
    pub fn set_immutable_ids(&mut self, wanted: bool) {
        self.immutable_ids = wanted;
    }

    /// What `User-Agent` says.
    pub fn set_user_agent(&mut self, text: &str) -> Result<(), Error> {
        let printable = text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
        if text.trim().is_empty() || text.len() > MAX_USER_AGENT || !printable {
            let message =
                format!("user agent: must be 1 to {MAX_USER_AGENT} visible ASCII characters and spaces");
            return Err(Error::argument(message));
        }
        self.user_agent = text.to_owned();
        Ok(())
    }

    /// Trusts the certificates in a PEM text, beside those trusted already. With one that is not valid none is taken.
    pub fn add_ca_pem(&mut self, pem: &[u8]) -> Result<(), Error> {
        let certificates = roots::from_pem(pem);
        let certificates =
            certificates.map_err(|what| Error::argument(format!("CA certificates: {what}")))?;
        self.certificates.extend(certificates);
        Ok(())
    }

    /// Trusts the certificates in a PEM file, beside those trusted already. With one that is not valid none is taken.
    pub fn add_ca_file(&mut self, path: &str) -> Result<(), Error> {
        let pem = std::fs::read(path)
            .map_err(|error| Error::argument(format!("CA file {path}: cannot be read ({error})")))?;
        let certificates = roots::from_pem(&pem);
        let certificates = certificates.map_err(|what| Error::argument(format!("CA file {path}: {what}")))?;
        self.certificates.extend(certificates);
        Ok(())
    }

    /// Whether the operating system's certificate authorities are trusted.
    pub fn set_platform_roots(&mut self, trusted: bool) {
        self.platform_roots = trusted;
    }

    /// Allows http and IP literals on loopback addresses, for tests.
    pub fn set_loopback(&mut self, allowed: bool) {
        self.loopback = allowed;
    }

    /// Sets a time limit in milliseconds, from 1 to [`MAX_TIME_LIMIT_MS`].
    pub fn set_time_limit(&mut self, limit: TimeLimit, ms: u64) -> Result<(), Error> {
        let value = Duration::from_millis(in_range("time limit in ms", ms, 1, MAX_TIME_LIMIT_MS)?);
        match limit {
            TimeLimit::Connect => self.connect_limit = value,
            TimeLimit::Stall => self.stall_limit = value,
            TimeLimit::Reply => self.reply_limit = value,
            TimeLimit::CommitReply => self.commit_reply_limit = value,
        }
        Ok(())
    }

    /// How many attempts in a row may make no progress (1 to [`MAX_ATTEMPTS`]), and how long they may take
    /// together, in milliseconds (0 to [`MAX_TIME_LIMIT_MS`]).
    pub fn set_retry_budget(&mut self, attempts: u32, elapsed_ms: u64) -> Result<(), Error> {
        in_range("retry attempts", attempts.into(), 1, MAX_ATTEMPTS.into())?;
        self.policy.elapsed_ms = in_range("retry time in ms", elapsed_ms, 0, MAX_TIME_LIMIT_MS)?;
        self.policy.attempts = attempts;
        Ok(())
    }

    /// The first and the longest wait between attempts, in milliseconds (0 to [`MAX_TIME_LIMIT_MS`]).
    pub fn set_backoff(&mut self, first_ms: u64, longest_ms: u64) -> Result<(), Error> {
        in_range("longest backoff in ms", longest_ms, 0, MAX_TIME_LIMIT_MS)?;
        self.policy.backoff_first_ms = in_range("first backoff in ms", first_ms, 0, longest_ms)?;
        self.policy.backoff_max_ms = longest_ms;
        Ok(())
    }

    /// Whether an item that someone has locked (423), or a name that an upload session locks, is waited for within the
    /// retry budget. Otherwise such an upload ends at once.
    pub fn set_waits_for_locks(&mut self, waits: bool) {
        self.policy.waits_for_locks = waits;
    }

    /// How long to look for a file whose last reply was lost before it counts as not stored, in milliseconds (0 to
    /// [`MAX_TIME_LIMIT_MS`]).
    pub fn set_settle_time(&mut self, ms: u64) -> Result<(), Error> {
        self.policy.settle_ms = in_range("settle time in ms", ms, 0, MAX_TIME_LIMIT_MS)?;
        Ok(())
    }

    /// The size of the pieces that files are sent in: a multiple of [`PIECE_MULTIPLE`], up to [`MAX_PIECE`]. A kind
    /// with a smaller limit keeps to that. `None` leaves it to the kind.
    pub fn set_piece(&mut self, bytes: Option<u64>) -> Result<(), Error> {
        if let Some(bytes) = bytes {
            in_range("piece size in bytes", bytes, PIECE_MULTIPLE, MAX_PIECE)?;
            if bytes % PIECE_MULTIPLE != 0 {
                let message = format!("piece size in bytes: {bytes} is not a multiple of {PIECE_MULTIPLE}");
                return Err(Error::argument(message));
            }
        }
        self.piece = bytes;
        Ok(())
    }

    /// Who takes the lines of the log.
    pub fn set_log(&mut self, log: Option<LogCallback>) {
        self.log = log;
    }

    fn settings(&self) -> Result<Settings, Error> {
        let roots = match (self.platform_roots, self.certificates.is_empty()) {
            (true, true) => Roots::Platform,
            (true, false) => Roots::PlatformAnd(self.certificates.clone()),
            (false, false) => Roots::Only(self.certificates.clone()),
            (false, true) => {
                return Err(Error::argument(
                    "platform roots: switched off, and no CA certificate is given in their place",
                ));
            }
        };
        Ok(Settings {
            roots,
            identity: self.network.identity(),
            proxies: self.network.proxies()?,
            rate: self.network.rate(),
            ip_version: self.network.ip_version(),
            connect_limit: self.connect_limit,
            stall_limit: self.stall_limit,
            reply_limit: self.reply_limit,
            commit_reply_limit: self.commit_reply_limit,
            allow_loopback: self.loopback,
            idle_connections: IDLE_CONNECTIONS,
        })
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("base_url", &self.base_url)
            .field("version", &self.version)
            .field("token", &self.token)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

fn in_range(what: &str, value: u64, least: u64, most: u64) -> Result<u64, Error> {
    if (least..=most).contains(&value) {
        return Ok(value);
    }
    Err(Error::argument(format!("{what}: {value} is not between {least} and {most}")))
}

/// Connections, token and policy, shared by all uploads made with it. Cheap to clone; clones are the same client.
#[derive(Debug, Clone)]
pub struct Client(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    endpoint: Arc<Endpoint>,
    token: TokenSource,
    settings: Settings,
    policy: Policy,
    piece: Option<u64>,
    log: Log,
    live: PerLife<Live>,
    epoch: Instant,
}

impl Client {
    /// Makes a client. Nothing is sent.
    pub fn new(options: &Options) -> Result<Self, Error> {
        let endpoint =
            Endpoint::new(&options.base_url, options.version, &options.user_agent, options.loopback)?;
        host::watch().map_err(|cause| Error::new(Status::Memory, format!("client: no memory ({cause})")))?;
        let settings = options.settings()?;
        let transport =
            Transport::new(settings.clone()).map_err(|cause| Error::argument(cause.to_string()))?;
        Ok(Self(Arc::new(Shared {
            endpoint: Arc::new(
                endpoint.with_upload_hosts(&options.upload_hosts).with_immutable_ids(options.immutable_ids),
            ),
            token: options.token.clone(),
            settings,
            policy: options.policy.clone(),
            piece: options.piece,
            log: Log(options.log.clone()),
            live: PerLife::new(Live::new(&options.token, Ok(transport))),
            epoch: Instant::now(),
        })))
    }

    pub(crate) fn endpoint(&self) -> &Arc<Endpoint> {
        &self.0.endpoint
    }

    fn live(&self) -> &Parts {
        let Shared { token, settings, live, .. } = &*self.0;
        &live.get_or_make(|| Live::new(token, Transport::new(settings.clone()))).parts
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        &self.live().credentials
    }

    pub(crate) fn transport(&self) -> Result<&Transport, Lost> {
        self.live().transport.as_ref().map_err(|cause| Lost {
            detail: cause.to_string(),
            ..Lost::new(LostWhy::Certificate, Sent::Nothing)
        })
    }

    pub(crate) fn policy(&self) -> &Policy {
        &self.0.policy
    }

    pub(crate) fn piece(&self) -> Option<u64> {
        self.0.piece
    }

    /// What the core has to know of an upload with this client.
    pub(crate) fn plan(&self, target: &dyn Target, size: u64) -> Plan {
        Plan {
            target: target.share(),
            endpoint: self.endpoint().clone(),
            size,
            policy: self.policy().clone(),
            piece: self.piece(),
            seed: host::random(),
        }
    }

    /// What the service has told the uploads of this client about waiting. Nothing is done while it is held.
    pub(crate) fn throttle(&self) -> MutexGuard<'_, Throttle> {
        self.live().throttle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who is at which message. Waited for without holding anything else.
    pub(crate) fn lines(&self) -> &Lines {
        &self.live().lines
    }

    /// How long the service may take to store a file.
    pub(crate) fn commit_reply_limit(&self) -> Duration {
        self.0.settings.commit_reply_limit
    }

    pub(crate) fn log(&self) -> &Log {
        &self.0.log
    }

    /// Milliseconds since the client was made.
    pub(crate) fn now(&self) -> Millis {
        u64::try_from(self.0.epoch.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// The log, if anyone takes it.
pub(crate) struct Log(Option<LogCallback>);

impl Log {
    /// Writes a line, which is only made when someone takes it.
    pub fn write(&self, level: LogLevel, line: impl FnOnce() -> String) {
        if let Some(callback) = &self.0 {
            let line = line();
            calling_back(None, || callback(level, &line));
        }
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Log(on)" } else { "Log(off)" })
    }
}

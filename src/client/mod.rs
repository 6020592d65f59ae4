//! What uploads share: connections, token, limits and log.

mod limits;
mod live;
mod log;
pub mod named;
mod network;
mod options;
mod slots;

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use crate::credentials::{Credentials, TokenSource};
use crate::host::{self, PerLife};
use crate::http::{Settings, Transport};
use graph_upload_core::error::{Error, Status};
use graph_upload_core::graph::endpoint::Endpoint;
use graph_upload_core::graph::response::{Cause, NoResponse, Sent};
use graph_upload_core::kinds::{Rules, Target, check_piece, check_size};
use graph_upload_core::policy::baseline::RoundTrips;
use graph_upload_core::policy::retry::{Millis, Policy};
use graph_upload_core::secret::Secret;
use graph_upload_core::upload::Plan;
use live::{Live, Parts};
use log::Log;
use slots::Slots;
pub(crate) use slots::{Entered, Moves, Place};

pub use limits::{MAX_ATTEMPTS, MAX_ONE_REQUEST, MAX_PIECE, MAX_TIME_LIMIT_MS, TimeLimit};
pub use log::{LogCallback, LogLevel};
pub use options::Options;

/// Connections, token and policy, shared by all uploads made with it. Clones are cheap and refer to
/// the same client.
#[derive(Debug, Clone)]
pub struct Client(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    endpoint: Arc<Endpoint>,
    token: TokenSource,
    settings: Settings,
    policy: Policy,
    piece: Option<u64>,
    round_trips: RoundTrips,
    log: Log,
    live: PerLife<Live>,
    epoch: Instant,
    /// The same by the time of day.
    created: SystemTime,
}

impl Client {
    /// Creates a client. Sends nothing.
    pub fn new(options: &Options) -> Result<Self, Error> {
        let endpoint =
            Endpoint::new(&options.base_url, options.version, &options.user_agent, options.loopback)?;
        host::watch().map_err(|cause| Error::new(Status::Memory, format!("client: no memory ({cause})")))?;
        let settings = options.settings()?;
        let transport =
            Transport::new(settings.clone()).map_err(|cause| Error::argument(cause.to_string()))?;
        let epoch = Instant::now();
        Ok(Self(Arc::new(Shared {
            endpoint: Arc::new(
                endpoint.with_upload_hosts(&options.upload_hosts).with_immutable_ids(options.immutable_ids),
            ),
            token: options.token.clone(),
            settings,
            policy: options.policy.clone(),
            piece: options.piece,
            round_trips: options.round_trips,
            log: Log(options.log.clone()),
            live: PerLife::new(Live::new(&options.token, Ok(transport), epoch)),
            epoch,
            created: SystemTime::now(),
        })))
    }

    pub(crate) fn endpoint(&self) -> &Arc<Endpoint> {
        &self.0.endpoint
    }

    fn live(&self) -> &Parts {
        let Shared { token, settings, live, epoch, .. } = &*self.0;
        &live.get_or_make(|| Live::new(token, Transport::new(settings.clone()), *epoch)).parts
    }

    /// Replaces the token that requests carry from now on; `None` for none. Callable from any
    /// thread.
    pub fn set_token(&self, token: Option<Secret>) {
        self.credentials().set(token);
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        &self.live().credentials
    }

    pub(crate) fn transport(&self) -> Result<&Transport, NoResponse> {
        self.live().transport.as_ref().map_err(|cause| NoResponse {
            detail: cause.to_string(),
            ..NoResponse::new(Cause::Certificate, Sent::Nothing)
        })
    }

    pub(crate) fn policy(&self) -> &Policy {
        &self.0.policy
    }

    pub(crate) fn piece(&self) -> Option<u64> {
        self.0.piece
    }

    /// Fails if a kind does not accept a file of this size or the configured piece size.
    pub(crate) fn check(&self, rules: &Rules, size: u64) -> Result<(), Error> {
        check_size(rules, size)?;
        check_piece(rules, self.piece())
    }

    /// What the core needs to know of an upload of a whole file, which another process may continue if it `outlives` this
    /// one.
    pub(crate) fn plan_of_whole(&self, target: &dyn Target, size: u64, outlives: bool) -> Plan {
        let round_trips = RoundTrips { outlives, ..self.0.round_trips };
        Plan { round_trips, ..self.plan(target, size) }
    }

    /// The same for a session of the caller's, who may save it at any time.
    pub(crate) fn plan(&self, target: &dyn Target, size: u64) -> Plan {
        Plan {
            target: target.share(),
            endpoint: self.endpoint().clone(),
            size,
            policy: self.policy().clone(),
            piece: self.piece(),
            round_trips: RoundTrips { quick: self.0.round_trips.quick, ..RoundTrips::ALL },
            seed: host::random(),
        }
    }

    /// Who may send. Waited for without holding anything else.
    pub(crate) fn slots(&self) -> &Slots {
        &self.live().slots
    }

    /// How long the service may take to store a file.
    pub(crate) fn commit_response_limit(&self) -> Duration {
        self.0.settings.commit_response_limit
    }

    pub(crate) fn log(&self) -> &Log {
        &self.0.log
    }

    /// Milliseconds since the client was created.
    pub(crate) fn now(&self) -> Millis {
        u64::try_from(self.0.epoch.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// By how much more the time of day has moved on since the client was created, in milliseconds: the clock of
    /// [`Client::now`] stands still on some systems while the machine sleeps.
    pub(crate) fn slept(&self) -> Millis {
        let passed = self.0.created.elapsed().unwrap_or_default().as_millis();
        u64::try_from(passed).unwrap_or(u64::MAX).saturating_sub(self.now())
    }
}

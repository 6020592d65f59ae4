//! What uploads share: connections, token, patience, and the log.

mod limits;
pub(crate) mod lines;
mod live;
mod log;
pub mod named;
mod network;
mod options;

use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::credentials::{Credentials, TokenSource};
use crate::host::{self, PerLife};
use crate::http::{Settings, Transport};
use graph_upload_core::error::{Error, Status};
use graph_upload_core::graph::endpoint::Endpoint;
use graph_upload_core::graph::response::{Cause, NoResponse, Sent};
use graph_upload_core::kinds::{Rules, Target, check_piece, check_size};
use graph_upload_core::policy::retry::{Millis, Policy};
use graph_upload_core::policy::throttle::Throttle;
use graph_upload_core::secret::Secret;
use graph_upload_core::upload::Plan;
use lines::Lines;
pub(crate) use lines::Place;
use live::{Live, Parts};
use log::Log;

pub use limits::{MAX_ATTEMPTS, MAX_PIECE, MAX_TIME_LIMIT_MS, TimeLimit};
pub use log::{LogCallback, LogLevel};
pub use options::Options;

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

    /// The token that requests carry from now on, in place of any other; `None` when there is none. From any thread.
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

    /// Fails where a kind does not take a file of this size, or the pieces that the options ask for.
    pub(crate) fn check(&self, rules: &Rules, size: u64) -> Result<(), Error> {
        check_size(rules, size)?;
        check_piece(rules, self.piece())
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

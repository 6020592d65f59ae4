//! Simulates the upload sessions of Microsoft Graph on loopback, for demos and tests.
//!
//! ```
//! use graph_upload_simulator::{Options, Simulator};
//!
//! let simulator = Simulator::start(Options::default())?;
//! println!("{} with {}", simulator.base_url(), simulator.token());
//! // … upload something …
//! assert!(simulator.attachments("me", "list", "task").is_empty());
//! # std::io::Result::Ok(())
//! ```
//!
//! [`model`] is the service itself, without sockets, clock or threads; [`faults`] describes what goes wrong; [`service`]
//! combines the two, for schedules in virtual time; [`Simulator`] puts them behind real listeners, one per host of the
//! service, so that a token sent to the wrong host is noticed.
//!
//! # Faults as text
//!
//! The command line takes faults as `--fault WHEN=WHAT`; [`faults::GRAMMAR`] is the whole grammar. For example:
//!
//! | | |
//! |---|---|
//! | `piece:2=503;retry-after: 1` | the second piece is refused, and nothing of it is stored |
//! | `last=lose` | the file is stored, but the response to its last piece is lost |
//! | `piece:3=cut:100000` | the connection breaks after 100,000 bytes of the third piece |
//! | `create=504;error=UnknownError` | a gateway refuses the creation with `{"error":{"code":"UnknownError","message":""}}` |
//! | `last:1x3=503;error=serviceNotAvailable` | a personal drive has not assembled the file yet, three times |
//! | `piece:1=keep:4096` | only the first 4096 bytes of the first piece are accepted |
//! | `last=commit-later:5000:503` | the last piece is refused, but the file appears five seconds later |
//! | `last=other-writes:9:me/drive/root:/a.txt` | another client stores nine bytes under that name just before |
//! | `piece:2=throttle:30000` | 429 for half a minute, during which each request to the same scope is a violation |
//! | `create=200;body={"uploadUrl":"{outlook}/x"}` | a custom response to a creation |
//!
//! # Slow, distant or unreliable networks
//!
//! [`link`] limits the rate of connections, delays them by a round-trip time, and cuts them: [`Config::link`], or
//! `--rate`, `--rtt` and `--cut-every` on the command line. 100 Mbit/s and 50 ms are `--rate 12500000 --rtt 50`.

#![deny(missing_docs, unsafe_code)]

mod about;
mod control;
mod http;
mod listener;
mod records;
mod secrets;
mod shared;
mod stored;

pub mod faults;
pub mod link;
pub mod model;
pub mod service;
pub mod settings;
pub mod tls;

use std::io;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;

use about::About;
use faults::Fault;
use model::Model;
use model::config::{Config, Hosts};
use model::message::Role;
use model::session::SessionView;
use service::Service;
use settings::Settings;
use shared::Shared;

pub use model::text::hex;
pub use records::{Event, Recorded, Records};
pub use shared::{Log, State};
pub use stored::Stored;

/// Options of [`Simulator::start`].
#[derive(Default)]
pub struct Options {
    /// Serves HTTP instead of HTTPS.
    pub plain: bool,
    /// Port of the Graph host, at most 65531; the four upload hosts use the next ports. 0 for free ports.
    pub port: u16,
    /// File to write the certificate authority to, as PEM.
    pub ca_file: Option<PathBuf>,
    /// Token to accept, 1 to 8192 visible ASCII characters; `None` for a random one.
    pub token: Option<String>,
    /// Faults to arm.
    pub faults: Vec<Fault>,
    /// Counts and hashes received bytes without keeping them: for files larger than memory.
    pub discard_bytes: bool,
    /// Does not hash bodies with SHA-256.
    pub skip_body_hashes: bool,
    /// When a connection breaks inside a piece, stores the bytes that arrived.
    pub keep_broken_pieces: bool,
    /// Called when a request has ended.
    pub log: Option<Log>,
    /// Behaviour of the service. Hosts, token and seed are replaced.
    pub config: Config,
    /// Changes of `config` as text, `NAME=VALUE` each; see [`settings::SETTINGS`].
    pub settings: Vec<String>,
    /// Does not serve the page.
    pub without_page: bool,
}

impl Options {
    /// For a client's own tests: requests that the service tolerates but a careful client does not send are violations.
    pub fn strict() -> Options {
        Options { config: Config::strict(), ..Options::default() }
    }
}

/// The simulator, running until it is dropped.
pub struct Simulator {
    shared: Arc<Shared>,
    /// Dropped last: stops the listeners and joins their threads.
    _runtime: Runtime,
}

impl Simulator {
    /// Starts the listeners. They accept connections when this returns. Fails on an invalid option, a port in use, or
    /// when the certificate authority cannot be written.
    pub fn start(mut options: Options) -> io::Result<Simulator> {
        let wrong = |why: String| io::Error::new(io::ErrorKind::InvalidInput, why);
        let mut settings = Settings::default();
        settings.apply(&mut options.config, options.settings.iter().map(String::as_str)).map_err(wrong)?;
        if options.token.as_deref().is_some_and(|token| !is_token(token)) {
            return Err(wrong(format!("the token must be {TOKEN_RULE}")));
        }
        let identity = if options.plain { None } else { Some(tls::identity()?) };
        if let (Some(path), Some(identity)) = (&options.ca_file, &identity) {
            let written = std::fs::write(path, &identity.ca_pem);
            written.map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
        }
        let listeners = listener::bind(options.port)?;
        listeners.iter().for_each(|listener| link::prepare(listener, &options.config.link));
        let tls = identity.as_ref().map(|identity| TlsAcceptor::from(identity.server.clone()));
        let ca_pem = identity.map(|identity| identity.ca_pem);
        let shared = Arc::new(share(options, settings, ca_pem, &listeners)?);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        for (listener, role) in listeners.into_iter().zip(Role::ALL) {
            listener::spawn(runtime.handle(), listener, role, tls.clone(), shared.clone())?;
        }
        Ok(Simulator { shared, _runtime: runtime })
    }

    /// The base URL of the Graph host with its version: `https://localhost:PORT/v1.0`.
    pub fn base_url(&self) -> String {
        self.shared.about.base_url()
    }

    /// The base URL of a host: `https://localhost:PORT`.
    pub fn root(&self, role: Role) -> String {
        self.shared.about.hosts.base(role).to_owned()
    }

    /// The certificate authority as PEM; `None` with plain HTTP.
    pub fn ca_pem(&self) -> Option<&str> {
        self.shared.about.ca_pem.as_deref()
    }

    /// The base URL of the control API: `https://localhost:PORT/_control`.
    pub fn control_url(&self) -> String {
        self.shared.about.control_url()
    }

    /// The URL of the page: `https://localhost:PORT/`; `None` when it is not served.
    pub fn page_url(&self) -> Option<String> {
        self.shared.about.page_url()
    }

    /// What a client needs to use the simulator, as `--ready-fd` and `--json` write it, including the token.
    pub fn ready(&self) -> serde_json::Value {
        self.shared.about.ready(&self.token())
    }

    /// The token that is accepted.
    pub fn token(&self) -> String {
        self.shared.lock().service.model.config().token.clone()
    }

    /// Replaces the token by a random one, and returns it.
    pub fn rotate_token(&self) -> String {
        let token = new_token();
        self.shared.change(|state| state.service.model.set_token(token.clone()));
        token
    }

    /// Arms faults after those already armed, and returns their ids.
    pub fn script(&self, faults: Vec<Fault>) -> Vec<u64> {
        self.shared.change(|state| state.service.script.add(faults))
    }

    /// Disarms a fault by its id; `false` when there is none.
    pub fn disarm(&self, id: u64) -> bool {
        self.shared.change(|state| state.service.script.remove(id))
    }

    /// Disarms all faults.
    pub fn clear_script(&self) {
        self.shared.change(|state| state.service.script.clear());
    }

    /// Changes the behaviour of the service.
    pub fn configure(&self, change: impl FnOnce(&mut Config)) {
        self.shared.change(|state| change(state.service.model.config_mut()));
    }

    /// Advances the service's clock, for expiry and visibility.
    pub fn advance(&self, time: Duration) {
        self.shared.change(|state| state.advance(u64::try_from(time.as_millis()).unwrap_or(u64::MAX)));
    }

    /// All requests so far, in order of arrival, including those in progress.
    pub fn requests(&self) -> Vec<Recorded> {
        self.shared.lock().requests.to_vec()
    }

    /// Clears the record of requests, including those in progress.
    pub fn clear_requests(&self) {
        self.shared.change(|state| state.requests.clear());
    }

    /// Number of connections accepted so far, except those of the control API.
    pub fn connections(&self) -> u64 {
        self.shared.lock().connections
    }

    /// Number of connections that the link has cut.
    pub fn cuts(&self) -> u64 {
        self.shared.lock().cuts
    }

    /// Number of TLS handshakes that resumed an earlier session.
    pub fn resumed(&self) -> u64 {
        self.shared.lock().resumed
    }

    /// The open sessions.
    pub fn sessions(&self) -> Vec<SessionView> {
        self.model(|model| model.sessions())
    }

    /// What clients did that they must never do, such as sending the token to an upload host.
    pub fn violations(&self) -> Vec<String> {
        self.shared.lock().service.model.violations().to_vec()
    }

    /// Calls `look` with the model as it is now.
    pub fn model<T>(&self, look: impl FnOnce(&mut Model) -> T) -> T {
        look(&mut self.shared.lock().settled().1.model)
    }

    /// Waits until a condition on the state holds; `false` if `limit` passes first.
    pub fn wait_for(&self, limit: Duration, condition: impl FnMut(&State) -> bool) -> bool {
        self.shared.wait_for(limit, condition)
    }

    /// Waits until `count` requests have ended; `false` if `limit` passes first.
    pub fn wait_for_requests(&self, count: usize, limit: Duration) -> bool {
        self.wait_for(limit, |state| state.requests.iter().filter(|request| request.done).count() >= count)
    }
}

fn share(
    options: Options,
    settings: Settings,
    ca_pem: Option<String>,
    listeners: &[TcpListener],
) -> io::Result<Shared> {
    let scheme = if options.plain { "http" } else { "https" };
    let mut bases: [String; 5] = Default::default();
    for (base, listener) in bases.iter_mut().zip(listeners) {
        *base = format!("{scheme}://localhost:{}", listener.local_addr()?.port());
    }
    let hosts = Hosts::new(bases);
    let about = About {
        hosts: hosts.clone(),
        ca_pem,
        ca_file: options.ca_file.map(std::path::absolute).transpose()?,
        has_page: !options.without_page,
    };
    let mut service = Service::new(Config {
        hosts,
        token: options.token.unwrap_or_else(new_token),
        seed: random(),
        ..options.config
    });
    service.script.add(options.faults);
    let mut shared = Shared::new(service, settings, about, options.log);
    shared.keep_bytes = !options.discard_bytes;
    shared.hash_bodies = !options.skip_body_hashes;
    shared.keep_broken = options.keep_broken_pieces;
    Ok(shared)
}

/// A header holds more, but no token of the service is longer.
const LONGEST_TOKEN: usize = 8192;
/// What [`is_token`] asks for.
const TOKEN_RULE: &str = "1 to 8192 visible ASCII characters";

/// Whether a text fits into `Authorization: Bearer` as it is.
fn is_token(text: &str) -> bool {
    (1..=LONGEST_TOKEN).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn new_token() -> String {
    format!("simulator-{:016x}", random())
}

/// A number that differs from run to run: the standard library seeds its hash maps from the system.
fn random() -> u64 {
    use std::hash::{BuildHasher, Hasher};
    std::collections::hash_map::RandomState::new().build_hasher().finish()
}

//! A simulated service, and what scenarios ask of it.

use std::sync::Arc;

use graph_upload_simulator::model::config::Config;
use graph_upload_simulator::model::kind::Kind;
use graph_upload_simulator::{Options, Recorded, Simulator, Stored};

use crate::front::{Setup, Target, Tokens, unique};

/// The largest piece of To Do.
pub const PIECE: usize = 3_932_160;

/// The service of one scenario.
pub struct World {
    pub service: Arc<Simulator>,
    pub setup: Setup,
    pub target: Target,
}

impl World {
    /// A service over plain HTTP.
    pub fn new() -> Self {
        Self::with(|_| {})
    }

    /// A service over plain HTTP that behaves in a particular way.
    pub fn with(configure: impl FnOnce(&mut Config)) -> Self {
        Self::start(true, configure)
    }

    /// A service over TLS.
    pub fn with_tls() -> Self {
        Self::start(false, |_| {})
    }

    fn start(plain: bool, configure: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::default();
        configure(&mut config);
        let options = Options { plain, config, skip_body_hashes: true, ..Options::default() };
        let service = Simulator::start(options).expect("a free port");
        let setup = Setup {
            base_url: service.root(graph_upload_simulator::model::message::Role::Graph),
            ca_pem: service.ca_pem().map(str::to_owned),
            beta: false,
            loopback: true,
            token: Tokens::Fixed(service.token()),
            attempts: 8,
            settle_ms: 120,
        };
        let target =
            Target {
                user: None, list: "list=", task: unique("task"), name: "größe.txt", content_type: None
            };
        Self { service: Arc::new(service), setup, target }
    }

    /// What is stored at the target.
    pub fn stored(&self) -> Vec<Stored> {
        self.service.attachments(self.target.user.unwrap_or("me"), self.target.list, self.target.task)
    }

    /// Checks that exactly this file is stored, once, and nothing is left behind.
    pub fn assert_stored(&self, id: &str, file: &[u8]) {
        self.assert_stored_beside(id, file, 0);
    }

    /// The same, with this many sessions left at the service whose URL never reached the client.
    pub fn assert_stored_beside(&self, id: &str, file: &[u8], sessions: usize) {
        let stored = self.stored();
        assert_eq!(stored.len(), 1, "{stored:?}");
        assert_eq!(stored[0].id, id);
        assert!(stored[0].bytes() == file, "the stored bytes differ");
        assert_eq!(self.service.sessions().len(), sessions, "a session was left behind");
        assert_eq!(self.service.violations(), Vec::<String>::new());
    }

    /// The requests of a kind, in their order.
    pub fn requests(&self, kind: Kind) -> Vec<Recorded> {
        self.service.requests().into_iter().filter(|request| request.kind == kind).collect()
    }

    /// How many requests of a kind there were.
    pub fn count(&self, kind: Kind) -> usize {
        self.requests(kind).len()
    }
}

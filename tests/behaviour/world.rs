//! A simulated service, and what scenarios ask of it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::sync::Arc;

use graph_upload_simulator::model::config::Config;
use graph_upload_simulator::model::kind::Kind;
use graph_upload_simulator::{Options, Recorded, Simulator, Stored};

use crate::front::{Place, Setup, Target, Todo, Tokens, unique};

/// The largest piece of To Do.
pub const PIECE: usize = 3_932_160;

/// The service of one scenario.
pub struct World {
    pub service: Arc<Simulator>,
    pub setup: Setup,
    /// The task that scenarios without a wish upload to.
    pub todo: Todo,
}

impl World {
    /// A service over plain HTTP.
    pub fn new() -> Self {
        Self::with(|_| {})
    }

    /// A service over plain HTTP that behaves in a particular way.
    pub fn with(configure: impl FnOnce(&mut Config)) -> Self {
        Self::start(Options { plain: true, ..Options::strict() }, configure)
    }

    /// A service over TLS.
    pub fn with_tls() -> Self {
        Self::start(Options::strict(), |_| {})
    }

    /// A service that counts bytes and keeps none.
    pub fn discarding() -> Self {
        Self::start(Options { plain: true, discard_bytes: true, ..Options::strict() }, |_| {})
    }

    /// A service behind a link that takes so many bytes per second.
    pub fn on_a_link(bytes_per_second: u64) -> Self {
        Self::with(|config| config.link.bytes_per_second = Some(bytes_per_second))
    }

    fn start(options: Options, configure: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::strict();
        configure(&mut config);
        let options = Options { config, skip_body_hashes: true, ..options };
        let service = Simulator::start(options).expect("a free port");
        let setup = Setup {
            base_url: service.root(graph_upload_simulator::model::message::Role::Graph),
            ca_pem: service.ca_pem().map(str::to_owned),
            beta: false,
            immutable_ids: false,
            loopback: true,
            token: Tokens::Fixed(service.token()),
            attempts: 8,
            settle_ms: 120,
            backoff_ms: (1, 4),
            limit_ms: None,
            piece: None,
            // Sessions are what most scenarios are about.
            one_request: 0,
            quick: false,
            waits_for_locks: true,
            log: None,
        };
        let todo =
            Todo { user: None, list: "list=", task: unique("task"), name: "größe.txt", content_type: None };
        Self { service: Arc::new(service), setup, todo }
    }

    /// The task that scenarios without a wish upload to.
    pub fn target(&self) -> Target {
        Target::from(&self.todo)
    }

    /// What is stored at the task.
    pub fn stored(&self) -> Vec<Stored> {
        self.service.attachments(self.todo.user.unwrap_or("me"), self.todo.list, self.todo.task)
    }

    /// What is stored at a place; of a drive, the files in the folder.
    pub fn stored_at(&self, place: Place) -> Vec<Stored> {
        let owner = |user: Option<&str>| user.map_or("me".to_owned(), |user| format!("users/{user}"));
        let outlook = |path: String| self.service.outlook_attachments(&path);
        match place {
            Place::Todo { user, list, task, .. } => {
                self.service.attachments(user.unwrap_or("me"), list, task)
            }
            Place::Message { user, message, .. } => outlook(format!("{}/messages/{message}", owner(user))),
            Place::Event { user, event, .. } => outlook(format!("{}/events/{event}", owner(user))),
            Place::GroupPost { group, thread, post, .. } => {
                outlook(format!("groups/{group}/threads/{thread}/posts/{post}"))
            }
            Place::GroupEvent { group, event, .. } => outlook(format!("groups/{group}/events/{event}")),
            Place::GroupPostInReplyTo { group, thread, post, .. } => {
                outlook(format!("groups/{group}/threads/{thread}/posts/{post}/inReplyTo"))
            }
            Place::DrivePath { drive: Some(share), path } if share_token(share).is_some() => {
                let token = share_token(share).expect("it is one");
                self.files_beside(&format!("shares/{token}/driveItem"), path)
            }
            Place::DrivePath { drive, path } => self.files_beside(&format!("{}/root", drive_of(drive)), path),
            Place::DriveChild { drive, folder, name } => {
                self.files_beside(&format!("{}/items/{folder}", drive_of(drive)), name)
            }
            Place::DriveSpecial { drive, special, path } => {
                self.files_beside(&format!("{}/special/{special}", drive_of(drive)), path)
            }
            Place::DriveItem { drive, item } => {
                self.service.drive_file(&format!("{}/items/{item}", drive_of(drive))).into_iter().collect()
            }
            Place::DriveShare { share } => {
                let token = share_token(share).expect("it is one");
                self.service.drive_file(&format!("shares/{token}/driveItem")).into_iter().collect()
            }
            Place::Print { printer, job, document, .. } => {
                let path = format!("printers/{printer}/jobs/{job}/documents/{document}");
                self.service.print_document(&path).into_iter().collect()
            }
            Place::PrintShare { share, job, document, .. } => {
                let path = format!("shares/{share}/jobs/{job}/documents/{document}");
                self.service.print_document(&path).into_iter().collect()
            }
        }
    }

    fn files_beside(&self, base: &str, path: &str) -> Vec<Stored> {
        match path.trim_start_matches('/').rsplit_once('/') {
            Some((folder, _)) => self.service.drive_files(&format!("{base}:/{}", encoded(folder))),
            None => self.service.drive_files(base),
        }
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

/// The token of a share that stands for a drive.
pub fn share_token(drive: &str) -> Option<String> {
    match drive.strip_prefix("/shares/").unwrap_or(drive) {
        url if url.starts_with("https://") => Some(format!("u!{}", URL_SAFE_NO_PAD.encode(url))),
        token if token.starts_with("u!") || token.starts_with("s!") => Some(token.to_owned()),
        _ => None,
    }
}

fn drive_of(drive: Option<&str>) -> &str {
    drive.unwrap_or("me/drive").trim_start_matches('/')
}

/// A path with everything encoded that a URL could take for something else.
fn encoded(path: &str) -> String {
    let encode =
        |part| percent_encoding::utf8_percent_encode(part, percent_encoding::NON_ALPHANUMERIC).to_string();
    path.split('/').map(encode).collect::<Vec<_>>().join("/")
}

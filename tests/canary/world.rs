//! The parent's side: the service, proxies with a password, and the secrets.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::ops::Range;
use std::process::Command;
use std::sync::Mutex;

use graph_upload_simulator::model::config::Config;
use graph_upload_simulator::model::drive::rules::Flavour;
use graph_upload_simulator::model::kind::Kind;
use graph_upload_simulator::model::message::Role;
use graph_upload_simulator::{Options, Simulator};

use crate::child::{PASSWORD, SEALING_KEY, TOKEN, marked};
use crate::forms::forms;
use crate::proxy::{Account, Proxy};
use crate::scan::DISGUISE;
use crate::scenarios::SCENARIOS;
use crate::support::{self, Ran};

/// Where the 32 bytes of a key stand in the PKCS#8 form of one for P-256 (RFC 5915 in RFC 5958), and where in its text
/// a line begins that holds nothing but these.
const KEY_BYTES: std::ops::Range<usize> = 36..68;
const KEY_TEXT: std::ops::Range<usize> = 0..24;

/// How much of the end of an upload URL tells it from others.
const URL_END: usize = 24;

/// How a child uploads.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Over HTTP, with a heap that wipes what is freed.
    Plain,
    /// Over TLS, with the heap as it is.
    Tls,
}

/// Everything that a child needs.
pub struct World {
    way: Way,
    service: Simulator,
    folder: tempfile::TempDir,
    proxy: Proxy,
    refusing_proxy: Proxy,
    /// What hostile responses say.
    echo: String,
    /// The client's key, as it is and as text.
    key: (Vec<u8>, String),
    /// The ends of all upload URLs that there were.
    urls: Mutex<BTreeSet<String>>,
}

impl World {
    pub fn new(way: Way) -> Self {
        let folder = support::scratch();
        // Where a session whose creation was not seen locks no name for minutes.
        let mut config = Config::strict();
        config.drive.flavour = Flavour::Personal;
        let service = Simulator::start(Options {
            plain: way == Way::Plain,
            ca_file: Some(folder.path().join("ca.pem")),
            token: Some(String::from_utf8(marked(TOKEN)).expect("ASCII")),
            skip_body_hashes: true,
            config,
            ..Options::default()
        });
        let pair = rcgen::KeyPair::generate().expect("a key");
        let certificate = rcgen::CertificateParams::new(vec!["client".into()]).expect("lawful");
        let certificate = certificate.self_signed(&pair).expect("signed");
        let (certificate, text) = (certificate.pem(), pair.serialize_pem());
        fs::write(folder.path().join("client.pem"), &certificate).expect("written");
        fs::write(folder.path().join("client.key"), &text).expect("written");
        fs::write(folder.path().join("both.pem"), format!("{certificate}{text}")).expect("written");
        let line = text.lines().nth(2).expect("a line")[KEY_TEXT].to_owned();
        let account = |refused| Account { name: "me", password: marked(PASSWORD), refused };
        Self {
            way,
            service: service.expect("a free port"),
            folder,
            proxy: Proxy::start(account(false)),
            refusing_proxy: Proxy::start(account(true)),
            // Where freed memory is left as it is, a token that parsers have seen would hide others.
            echo: match way {
                Way::Plain => String::from_utf8(marked(TOKEN)).expect("ASCII"),
                Way::Tls => "echo".to_owned(),
            },
            key: (pair.serialize_der()[KEY_BYTES].to_vec(), line),
            urls: Mutex::default(),
        }
    }

    pub fn run(&self, scenarios: Range<usize>) -> Ran {
        let mut child = Command::new(env::current_exe().expect("this program"));
        child.args(["--exact", "child::child", "--ignored", "--nocapture"]);
        child.env("GU_URL", self.service.root(Role::Graph)).env("GU_FOLDER", self.folder.path());
        child.env("GU_SCENARIOS", format!("{} {}", scenarios.start, scenarios.end));
        if self.way == Way::Plain {
            child.env("GU_WIPES", "1");
        }
        child.env("GU_PROXY", self.proxy.port.to_string());
        child.env("GU_REFUSING_PROXY", self.refusing_proxy.port.to_string());
        support::run_with(&mut child, |question| self.answer(question), |_| ()).ended_with(0)
    }

    /// Whether the password was sent, in both ways, to the proxy that wants it and to the one that refuses it.
    pub fn proxies_were_used(&self) -> bool {
        self.proxy.was_used() && self.refusing_proxy.was_used()
    }

    fn answer(&self, question: &str) -> String {
        self.note_urls();
        if question == "secrets" {
            let hidden = |(name, form): (String, Vec<u8>)| {
                let hex: String = form.iter().map(|byte| format!("{:02x}", byte ^ DISGUISE)).collect();
                format!("{name}={hex}")
            };
            return self.secrets().into_iter().map(hidden).collect::<Vec<_>>().join(" ");
        }
        let number: usize = question.parse().expect("the number of a scenario");
        self.service.clear_script();
        self.service.clear_requests();
        let faults = SCENARIOS[number].iter().map(|text| {
            let text = text.replace("{token}", &self.echo);
            text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
        });
        self.service.script(faults.collect());
        String::new()
    }

    /// Upload URLs are secret from the path on; what tells them apart is at their end.
    fn note_urls(&self) {
        let mut urls = self.urls.lock().expect("not poisoned");
        let to_sessions = [Kind::Piece, Kind::Status, Kind::Delete];
        for request in self.service.requests() {
            let target = request.target.trim_end_matches("/content");
            if to_sessions.contains(&request.kind) {
                urls.insert(target[target.len().saturating_sub(URL_END)..].to_owned());
            }
        }
    }

    /// All that must not show, by a name, in every form that it could have.
    pub fn secrets(&self) -> Vec<(String, Vec<u8>)> {
        let mut all = vec![
            ("token", marked(TOKEN)),
            ("password", marked(PASSWORD)),
            ("sealing-key", marked(SEALING_KEY)),
            ("client-key", self.key.0.clone()),
            ("client-key-text", self.key.1.clone().into_bytes()),
        ];
        let urls = self.urls.lock().expect("not poisoned");
        assert!(!urls.is_empty(), "there were sessions");
        all.extend(urls.iter().map(|url| ("upload-url", url.clone().into_bytes())));
        all.iter().flat_map(|(name, secret)| forms(name, secret)).collect()
    }
}

//! What no service can bring an upload to: to send the token or bytes elsewhere, to leave bytes out, or to tell secrets.

use std::collections::{HashMap, HashSet};

use graph_upload_core::error::Error;
use graph_upload_core::graph::endpoint::UploadHost;
use graph_upload_core::graph::item::Item;
use graph_upload_core::graph::request::{Body, Purpose, Request};
use graph_upload_core::graph::response::Response;
use graph_upload_core::kinds::{Order, Rules};
use graph_upload_core::upload::SavedUpload;
use graph_upload_core::upload::Window;
use serde_json::Value;

use super::answer::SECRET;
use super::setting::Setting;
use crate::responses::fit_for_people;

/// What holds for all requests of an upload.
pub struct Law {
    rules: &'static Rules,
    size: u64,
    local: bool,
    /// All texts that the service has ever given, upload URLs among them.
    given: HashSet<String>,
    /// How far bytes were sent, by URL.
    sent: HashMap<String, u64>,
    /// The last request that could make the file.
    last_piece: Option<String>,
    /// Where it comes from an earlier life, anything may have been sent before.
    resumed: bool,
    /// Whether an upload URL in an error can only come from the library.
    pub words_are_secret: bool,
}

impl Law {
    pub fn new(setting: &Setting, rules: &'static Rules) -> Self {
        let given: HashSet<String> = setting.adopted_url().map(str::to_owned).into_iter().collect();
        Self {
            rules,
            size: setting.size,
            local: setting.local,
            resumed: !given.is_empty(),
            given,
            sent: HashMap::new(),
            last_piece: None,
            words_are_secret: true,
        }
    }

    /// What an earlier life has left is as good as what the service said then.
    pub fn another_life(&mut self, saved: &SavedUpload) {
        self.resumed = true;
        collect(&serde_json::to_value(saved).expect("it can be saved"), &mut self.given);
    }

    pub fn heard(&mut self, response: &Response) {
        if let Ok(body) = serde_json::from_slice(&response.body) {
            collect(&body, &mut self.given);
        }
    }

    pub fn check(&mut self, request: &Request, window: Window, confirmed: u64) {
        let url = request.url.expose();
        let (https, host, port) = origin(url);
        let at_graph = match self.local {
            true => !https && host == "localhost" && port == 8080,
            false => https && host == "graph.microsoft.com" && port == 443,
        };
        assert!(at_graph || !request.token, "the token goes to {host}");
        for (_, value) in &request.headers {
            assert!(value.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' '), "{value:?}");
        }
        self.said(&format!("{request:?}"));
        match &request.purpose {
            Purpose::Create | Purpose::Inline | Purpose::LookUp => assert!(at_graph && request.token),
            Purpose::Commit if request.token && !self.rules.token_on_upload_url => assert!(at_graph),
            _ => self.check_session_url(request, &host, port),
        }
        match &request.purpose {
            Purpose::Piece { range, .. } => {
                assert!(self.rules.order == Order::Any || range.start == confirmed, "{range:?} {confirmed}");
                self.check_piece(request, window);
            }
            Purpose::Inline => assert!(window.start == 0 && window.end >= self.size),
            _ => {}
        }
        self.last_piece = matches!(request.purpose, Purpose::Piece { .. }).then(|| url.to_owned());
    }

    /// It is one that the service gave, and leads to where this kind's lead.
    fn check_session_url(&self, request: &Request, host: &str, port: u16) {
        assert_eq!(request.token, self.rules.token_on_upload_url);
        let url = request.url.expose();
        let piece = matches!(request.purpose, Purpose::Piece { .. });
        let given = match self.rules.bytes_suffix {
            Some(suffix) if piece => {
                let (path, query) = url.split_at(url.find('?').unwrap_or(url.len()));
                let bare = path.strip_suffix(suffix).map(|path| format!("{path}{query}"));
                self.given.contains(url) || bare.is_some_and(|bare| self.given.contains(&bare))
            }
            _ => self.given.contains(url),
        };
        assert!(given, "nobody gave {url}");
        let (https, ..) = origin(url);
        let loopback = host == "localhost" || host == "[::1]" || host.starts_with("127.");
        let ours = |hosts: &[&str]| https && port == 443 && hosts.iter().any(|known| is_of(host, known));
        let known = match self.rules.upload_host {
            // The token goes along, so that its own rule holds.
            UploadHost::Graph => true,
            _ if self.local && loopback => true,
            _ if https && port == 8443 && is_of(host, ".files.example.com") => true,
            UploadHost::Outlook => ours(&["outlook.office.com", "outlook.office365.com"]),
            UploadHost::Print => ours(&["print.print.microsoft.com"]),
            UploadHost::Drive => ours(&[
                ".sharepoint.com",
                ".sharepoint-df.com",
                ".1drv.com",
                "api.onedrive.com",
                ".microsoftpersonalcontent.com",
                ".storage.live.com",
            ]),
        };
        assert!(known, "bytes go to {host}");
    }

    fn check_piece(&mut self, request: &Request, window: Window) {
        let Body::Bytes(range) = &request.body else { panic!("{request:?}") };
        let (size, length) = (self.size, range.end - range.start);
        assert!(range.start < range.end && range.end <= size && length <= self.rules.piece.max, "{range:?}");
        assert!(window.start <= range.start && range.end <= window.end, "{range:?} of {window:?}");
        let announced = format!("bytes {}-{}/{size}", range.start, range.end - 1);
        assert_eq!(request.header("Content-Range"), Some(&*announced));
        assert_eq!(request.header("Content-Length"), Some(&*length.to_string()));
        let sent = self.sent.entry(request.url.expose().to_owned()).or_default();
        assert!(self.resumed || range.start <= *sent, "{sent}..{} was never sent", range.start);
        *sent = range.end.max(*sent);
    }

    /// What is told to people.
    pub fn said(&self, text: &str) {
        assert!(!self.words_are_secret || !text.contains(SECRET), "{text}");
    }

    pub fn failed(&self, error: &Error) {
        fit_for_people(error);
        self.said(&format!("{error:?}"));
        assert!(error.details().offset <= self.size);
    }

    pub fn done(&self, item: &Item) {
        assert!(!item.id.is_empty());
        if let (Some(url), false, false) = (&self.last_piece, self.resumed, item.recovered) {
            assert_eq!(self.sent.get(url), Some(&self.size), "it is made of all bytes");
        }
    }
}

fn is_of(host: &str, known: &str) -> bool {
    if known.starts_with('.') { host.ends_with(known) } else { host == known }
}

/// All texts in a JSON value.
fn collect(value: &Value, into: &mut HashSet<String>) {
    match value {
        Value::String(text) => drop(into.insert(text.clone())),
        Value::Array(values) => values.iter().for_each(|value| collect(value, into)),
        Value::Object(members) => members.values().for_each(|value| collect(value, into)),
        _ => {}
    }
}

/// The scheme, host and port that a URL leads to; by the reading of browsers, which is the most careless.
fn origin(url: &str) -> (bool, String, u16) {
    let (scheme, rest) = url.split_once("://").expect("an absolute URL");
    let authority = rest.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
    let https = scheme.eq_ignore_ascii_case("https");
    let usual = if https { 443 } else { 80 };
    match host.rsplit_once(':').filter(|(_, port)| !port.ends_with(']')) {
        Some((host, port)) => (https, host.to_owned(), port.parse().expect("a port")),
        None => (https, host, usual),
    }
}

//! The requests of an upload, complete but for `Host` and the token.

use std::ops::Range;

use crate::graph::endpoint::UploadHost;
use crate::graph::request::{Body, Method, Purpose, Request};
use crate::kinds::{Call, Commit, JSON, OCTETS};
use crate::secret::Secret;
use crate::upload::context::Context;
use crate::upload::listing::Listing;
use crate::upload::session::Session;

impl Context {
    pub fn create_request(&self) -> Option<Request> {
        let call = self.plan.target.create(self.plan.size, self.plan.endpoint.version())?;
        Some(self.graph_request(Purpose::Create, call))
    }

    pub fn inline_request(&self) -> Option<Request> {
        Some(self.graph_request(Purpose::Inline, self.plan.target.inline(self.plan.size)?))
    }

    pub fn look_request(&self, listing: &Listing) -> Option<Request> {
        let mut request = self.graph_request(Purpose::LookUp, self.plan.target.look()?);
        if let Some(next) = &listing.next {
            request.url = next.clone();
        }
        Some(request)
    }

    /// A request to Graph, with the token.
    pub fn graph_request(&self, purpose: Purpose, call: Call) -> Request {
        let mut headers = vec![("Accept", JSON.to_owned())];
        headers.extend(self.plan.id_preference());
        headers.extend(call.headers);
        if call.body != Body::Empty {
            headers.push(("Content-Length", call.body.len().to_string()));
        }
        let url = Secret::new(self.plan.endpoint.url(&call.path));
        Request { purpose, method: call.method, url, headers, token: true, body: call.body }
    }

    pub fn session_request(&self, purpose: Purpose, method: Method, url: &Secret) -> Request {
        let mut headers = vec![("Accept", JSON.to_owned())];
        if self.rules().upload_host == UploadHost::Graph {
            headers.extend(self.plan.id_preference());
        }
        let token = self.rules().token_on_upload_url;
        Request { purpose, method, url: url.clone(), headers, token, body: Body::Empty }
    }

    pub fn piece_request(&self, session: &Session, range: Range<u64>) -> Request {
        let Range { start, end } = range;
        let last = session.missing.completed_by(&range);
        let mut request =
            self.session_request(Purpose::Piece { range: range.clone(), last }, Method::Put, &session.url);
        request.url = session.bytes_url(self.rules());
        request.headers.push(("Content-Type", OCTETS.to_owned()));
        request.headers.push(("Content-Length", (end - start).to_string()));
        request.headers.push(("Content-Range", format!("bytes {start}-{}/{}", end - 1, self.plan.size)));
        request.body = Body::Bytes(range);
        request
    }

    pub fn status_request(&self, session: &Session) -> Request {
        self.session_request(Purpose::Status, Method::Get, &session.url)
    }

    pub fn discard_request(&self, session: &Session) -> Request {
        self.session_request(Purpose::Discard, Method::Delete, &session.url)
    }

    /// The request that makes the file, or `None` where there is none for this target.
    pub fn commit_request(&self, session: &Session) -> Option<Request> {
        let url = session.url.expose();
        let form = match self.plan.target.commit_form() {
            _ if session.made_by.names_source() => Commit::SourceUrl,
            Commit::ByHost if self.plan.endpoint.is_personal_drive(url) => Commit::SourceUrl,
            form => form,
        };
        if form == Commit::SourceUrl {
            let call = self.plan.target.commit(url)?;
            return Some(self.graph_request(Purpose::Commit, call));
        }
        let mut request = self.session_request(Purpose::Commit, Method::Post, &session.url);
        request.headers.push(("Content-Length", "0".to_owned()));
        Some(request)
    }

    /// Adds who asks, and for Graph an id under which its operators can find the request
    /// (MicrosoftDocs: concepts/best-practices-concept.md).
    pub fn with_request_id(&mut self, mut request: Request) -> Request {
        // Nothing here can read a compressed body.
        request.headers.push(("Accept-Encoding", "identity".to_owned()));
        request.headers.push(("User-Agent", self.plan.endpoint.user_agent().to_owned()));
        if self.plan.endpoint.is_graph(request.url.expose()) {
            request.headers.push(("client-request-id", self.request_id()));
        }
        request
    }

    /// A version 4 UUID (RFC 9562 section 5.4).
    fn request_id(&mut self) -> String {
        let bits = (self.request_ids.u128(..) & !(0xF << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62);
        let hex = format!("{bits:032x}");
        [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
    }
}

/// What a request is for, completing the sentence "while …".
pub fn doing(purpose: &Purpose) -> String {
    match purpose {
        Purpose::Create => "creating the upload session".into(),
        Purpose::Piece { range, .. } => format!("sending bytes {}-{}", range.start, range.end - 1),
        Purpose::Status => "asking the upload session where it stands".into(),
        Purpose::Discard => "deleting the upload session".into(),
        Purpose::Inline => "sending the file in one request".into(),
        Purpose::LookUp => "looking at what is stored at the target".into(),
        Purpose::Commit => "committing the upload session".into(),
    }
}

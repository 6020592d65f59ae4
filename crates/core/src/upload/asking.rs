//! The requests of an upload, complete but for `Host` and the token.

use std::ops::Range;

use crate::defect::{Defect, is_made};
use crate::error::Error;
use crate::graph::endpoint::{Endpoint, UploadHost};
use crate::graph::request::{Body, Method, Purpose, Request};
use crate::kinds::{Call, JSON, OCTETS};
use crate::policy::retry::Millis;
use crate::secret::Secret;
use crate::upload::listing::Listing;
use crate::upload::machine::{Asked, Upload};
use crate::upload::session::Session;
use crate::upload::state::State;
use crate::upload::step::{Step, Window};

impl Upload {
    pub(super) fn create_request(&self) -> Option<Request> {
        let call = self.plan.target.create(self.plan.size, self.plan.endpoint.version())?;
        Some(self.graph_request(Purpose::Create, call))
    }

    pub(super) fn inline_request(&self) -> Option<Request> {
        Some(self.graph_request(Purpose::Inline, self.plan.target.inline(self.plan.size)?))
    }

    pub(super) fn look_request(&self, listing: &Listing) -> Option<Request> {
        let mut request = self.graph_request(Purpose::LookUp, self.plan.target.look()?);
        if let Some(next) = &listing.next {
            request.url = next.clone();
        }
        Some(request)
    }

    /// A request to Graph, with the token.
    pub(super) fn graph_request(&self, purpose: Purpose, call: Call) -> Request {
        let mut headers = vec![("Accept", JSON.to_owned())];
        headers.extend(self.plan.id_preference());
        headers.extend(call.headers);
        if call.body != Body::Empty {
            headers.push(("Content-Length", call.body.len().to_string()));
        }
        let url = Secret::new(self.plan.endpoint.url(&call.path));
        Request { purpose, method: call.method, url, headers, token: true, body: call.body }
    }

    pub(super) fn session_request(&self, purpose: Purpose, method: Method, url: &Secret) -> Request {
        let mut headers = vec![("Accept", JSON.to_owned())];
        if self.rules().upload_host == UploadHost::Graph {
            headers.extend(self.plan.id_preference());
        }
        let token = self.rules().token_on_upload_url || is_made(Defect::TokenEverywhere);
        Request { purpose, method, url: url.clone(), headers, token, body: Body::Empty }
    }

    pub(super) fn piece_request(&self, session: &Session, range: Range<u64>) -> Request {
        let Range { start, end } = range;
        let last = session.holes.completed_by(&range);
        let mut request =
            self.session_request(Purpose::Piece { range: range.clone(), last }, Method::Put, &session.url);
        request.url = session.bytes_url(self.rules());
        request.headers.push(("Content-Type", OCTETS.to_owned()));
        request.headers.push(("Content-Length", (end - start).to_string()));
        request.headers.push(("Content-Range", format!("bytes {start}-{}/{}", end - 1, self.plan.size)));
        request.body = Body::Bytes(range);
        request
    }

    pub(super) fn next_request(&mut self, now: Millis, window: Window) -> Step {
        let size = self.plan.size;
        let whole = window.start == 0 && window.end >= size && (size > 0 || self.may_commit);
        let request = match &self.state {
            State::Baseline(listing) => self.look_request(listing),
            State::Looking(looking) => self.look_request(&looking.listing),
            State::Creating => self.create_request(),
            State::Inline if whole => self.inline_request(),
            State::Inline if window.start > 0 => return Step::Rewind { to: 0 },
            State::Inline => return Step::NeedBytes { from: window.end },
            State::Asking(session, _) => {
                Some(self.session_request(Purpose::Status, Method::Get, &session.url))
            }
            State::Discarding(session, _) => {
                Some(self.session_request(Purpose::Discard, Method::Delete, &session.url))
            }
            State::Committing(_) if !self.may_commit => return Step::NeedBytes { from: size },
            State::Committing(session) => self.commit_request(session),
            State::Sending(session) => match session.holes.first() {
                Some(hole) if hole.start < window.start => return Step::Rewind { to: hole.start },
                Some(hole) => match self.next_piece(&hole, window) {
                    Some(range) => Some(self.piece_request(session, range)),
                    None => return Step::NeedBytes { from: window.end.max(hole.start) },
                },
                None => None,
            },
            State::Done(_) | State::Failed(_) | State::Discarded => None,
        };
        let Some(request) = request else {
            let message = "this target has no request for what is to be done next";
            return Step::Failed(self.with_facts(Error::bug(message)));
        };
        if let Purpose::Piece { range, .. } = &request.purpose {
            self.pieces.begins(now, range.end - range.start);
        }
        let request = self.with_request_id(request);
        self.host = Endpoint::shown_host(request.url.expose());
        self.sent_token = request.token;
        self.asked = Some(Asked { purpose: request.purpose.clone(), token: request.token });
        Step::Request(request)
    }

    /// The next bytes to send, not beyond the first hole; nothing when there are too few at hand.
    fn next_piece(&self, hole: &Range<u64>, window: Window) -> Option<Range<u64>> {
        let at_hand = window.end.saturating_sub(hole.start);
        let length = self.pieces.next(at_hand, hole.end - hole.start)?;
        Some(hole.start..hole.start + length)
    }

    /// Adds who asks, and for Graph an id under which its operators can find the request
    /// (MicrosoftDocs: concepts/best-practices-concept.md).
    pub(super) fn with_request_id(&mut self, mut request: Request) -> Request {
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

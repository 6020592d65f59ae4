//! Requests and responses between the two sides' words for them.

use graph_upload_core::graph::request::{Body, Request};
use graph_upload_core::graph::response::{BodyEnd, Response};
use graph_upload_simulator::model::config::Hosts;
use graph_upload_simulator::model::content::Content;
use graph_upload_simulator::model::message::{self, Head, Response as Answered, Role};

/// A request as the service sees it, with its token and so many bytes of a source in its body.
pub fn as_served(request: &Request, hosts: &Hosts, token: &str, source: u64, bytes: u64) -> message::Request {
    let url = request.url.expose();
    let (host, target) = url.split_at(url[8..].find('/').map_or(url.len(), |slash| slash + 8));
    let role = Role::ALL.into_iter().find(|role| hosts.base(*role) == host);
    let role = role.unwrap_or_else(|| panic!("a request to {host}"));
    let mut headers: Vec<_> =
        request.headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    if request.token {
        headers.push(("Authorization".to_owned(), format!("Bearer {token}")));
    }
    let says_length = request.header("Content-Length").is_some() || request.method.as_str() == "GET";
    if request.body.is_empty() && !says_length {
        headers.push(("Content-Length".to_owned(), "0".to_owned()));
    }
    let head = Head { role, method: request.method.as_str().to_owned(), target: target.to_owned(), headers };
    message::Request { head, body: body(&request.body, source, bytes) }
}

fn body(body: &Body, source: u64, bytes: u64) -> message::Body {
    match body {
        Body::Empty => message::Body::Empty,
        Body::Text(text) => message::Body::Text(text.clone().into_bytes()),
        Body::Bytes(range) => message::Body::Content(Content::from_source(source, range.start, bytes)),
        Body::Base64 { prefix, range, suffix } => message::Body::Base64 {
            prefix: prefix.clone(),
            content: Content::from_source(source, range.start, range.end - range.start),
            suffix: suffix.clone(),
        },
    }
}

/// The response as the library sees it.
pub fn as_received(response: Answered) -> Response {
    Response {
        status: response.status,
        headers: response.headers,
        body: response.body,
        end: BodyEnd::Whole,
        early: false,
    }
}

//! The control API: HTTP resources for tests and the page, below `/_control` of the Graph host, and the page at its root.
//! The service's token, faults, throttling and record of requests do not apply to it. docs/simulator.md is the reference.
//!
//! One file per resource; `guard` decides who has access, `body` reads request bodies, `answer` writes responses.

mod answer;
mod body;
mod clock;
mod events;
mod faults;
pub mod files;
mod guard;
pub mod ids;
mod page;
mod requests;
mod settings;
mod state;

use std::sync::Arc;

use hyper::Method;
use hyper::body::Incoming;
use hyper::http::request::Parts;

use crate::http::Body;
use crate::shared::Shared;
use answer::{Answer, Refusal};

const ROOT: &str = "/_control";

/// Whether a path of the Graph host belongs to the control API, or is the page if it is served.
pub fn owns(path: &str, has_page: bool) -> bool {
    (has_page && path == "/")
        || path.strip_prefix(ROOT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Responds to a control request. `first`: it is the first request on its connection, which is then not counted as one of
/// a client.
pub async fn answer(
    request: hyper::Request<Incoming>,
    first: bool,
    shared: &Arc<Shared>,
) -> hyper::Response<Body> {
    if first {
        shared.change(|state| state.connections = state.connections.saturating_sub(1));
    }
    let (parts, body) = request.into_parts();
    let answer = match guard::check(&parts, &shared.about.hosts) {
        Ok(()) => route(&parts, body, shared).await,
        Err(refusal) => Err(refusal),
    };
    answer.unwrap_or_else(Refusal::into_response)
}

async fn route(parts: &Parts, body: Incoming, shared: &Arc<Shared>) -> Answer {
    let Some(path) = parts.uri.path().strip_prefix(ROOT) else { return page::index(&parts.method) };
    let path = path.trim_start_matches('/');
    let query = parts.uri.query().unwrap_or_default();
    let segments: Vec<&str> = path.split('/').collect();
    match (segments.as_slice(), &parts.method) {
        (["state"], &Method::GET) => state::show(shared, query),
        (["requests"], &Method::GET) => requests::list(shared, query).await,
        (["events"], &Method::GET) => events::stream(shared.clone(), query, &parts.headers),
        (["page", _], _) if !shared.about.has_page => {
            Err(Refusal::new(404, "the page is not served (--no-page)"))
        }
        (["page", name], &Method::GET) => page::part(name),
        (["grammar"], &Method::GET) => Ok(faults::grammar()),
        (["faults"], &Method::POST) => faults::arm(shared, body::read(parts, body).await?),
        (["faults"], &Method::DELETE) => Ok(faults::disarm_all(shared)),
        (["faults", id], &Method::DELETE) => faults::disarm(shared, id),
        (["files"], &Method::GET) => Ok(files::list(shared)),
        (["files"], &Method::DELETE) => Ok(files::forget(shared)),
        (["files", id], &Method::GET) => files::bytes(shared, id),
        (["settings"], &Method::PUT) => settings::change(shared, body::read(parts, body).await?),
        (["clock"], &Method::POST) => clock::advance(shared, body::read(parts, body).await?),
        (["token"], &Method::POST) => settings::token(shared, body::read(parts, body).await?),
        (["reset"], &Method::POST) => settings::reset(shared, body::read(parts, body).await?),
        (segments, method) => Err(unknown(segments, method)),
    }
}

/// The error for an unknown resource, or for a method that a resource does not have.
fn unknown(segments: &[&str], method: &Method) -> Refusal {
    let allowed = match segments {
        ["state" | "requests" | "events" | "grammar"] | ["files" | "page", _] => "GET",
        ["faults"] => "POST, DELETE",
        ["faults", _] => "DELETE",
        ["files"] => "GET, DELETE",
        ["settings"] => "PUT",
        ["clock" | "token" | "reset"] => "POST",
        _ => {
            let known = "state, requests, events, grammar, faults, files, settings, clock, token, reset";
            return Refusal::new(404, format!("no such resource; {ROOT} has {known}"));
        }
    };
    Refusal::new(405, format!("{method} is not allowed on {ROOT}/{}; use {allowed}", segments.join("/")))
        .allow(allowed)
}

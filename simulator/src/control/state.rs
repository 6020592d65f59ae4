//! `/_control/state`: the whole state.

use serde_json::{Value, json};

use super::answer::{self, Answer};
use super::body;
use super::{faults, files, ids};
use crate::model::session::SessionView;
use crate::model::text::iso;
use crate::shared::{Shared, State};

/// With more pieces than this, adjacent ones are joined.
const MOST_PIECES: usize = 512;

/// Returns the state.
pub fn show(shared: &Shared, query: &str) -> Answer {
    let secrets = body::parsed(query, "secrets", false)?;
    Ok(answer::json(&shown(shared, &mut shared.lock(), secrets)))
}

/// The state as JSON, with or without the token.
pub fn shown(shared: &Shared, state: &mut State, secrets: bool) -> Value {
    let files = files::all(state);
    let (now_ms, service) = state.settled();
    let model = &service.model;
    let token = if secrets { model.config().token.as_str() } else { "***" };
    let open = model.sessions().into_iter().filter(|session| session.expires_ms > now_ms);
    let sessions: Vec<Value> = open.map(|session| shown_session(&session)).collect();
    let (token, violations) = (token.to_owned(), model.violations().to_vec());
    json!({
        "baseUrl": shared.about.base_url(),
        "hosts": shared.about.hosts(),
        "caFile": shared.about.ca_file,
        "uptimeMs": state.requests.uptime_ms(),
        "now": iso(now_ms),
        "token": token,
        "settings": state.settings.to_json(),
        "sessions": sessions,
        "faults": faults::all(state),
        "files": files,
        "violations": violations,
        "requests": state.requests.len(),
        "firstRequest": state.requests.first_number(),
        "connections": state.connections,
        "cuts": state.cuts,
    })
}

fn shown_session(session: &SessionView) -> Value {
    json!({
        "id": ids::short(session.kind, &session.id),
        "kind": session.kind,
        "name": session.name,
        "total": session.total,
        "received": session.content.len(),
        "ranges": ranges(session),
        "missing": missing(session),
        "expires": iso(session.expires_ms),
    })
}

/// Received ranges: one per piece, up to [`MOST_PIECES`].
fn ranges(session: &SessionView) -> Vec<[u64; 2]> {
    let runs = session.content.runs();
    let pieces = runs.iter().map(|run| [run.offset, run.offset + run.length]);
    if runs.len() <= MOST_PIECES {
        return pieces.collect();
    }
    pieces.fold(Vec::new(), |mut joined: Vec<[u64; 2]>, piece| {
        match joined.last_mut() {
            Some(last) if last[1] == piece[0] => last[1] = piece[1],
            _ => joined.push(piece),
        }
        joined
    })
}

/// Missing ranges: `first-last`, or `first-` when the end is unknown.
fn missing(session: &SessionView) -> Vec<String> {
    let missing = session.content.missing(session.total.unwrap_or(u64::MAX));
    let text = |range: &std::ops::Range<u64>| match session.total {
        None if range.end == u64::MAX => format!("{}-", range.start),
        _ => format!("{}-{}", range.start, range.end - 1),
    };
    missing.iter().map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::content::Content;

    fn session(pieces: &[(u64, u64)], total: Option<u64>) -> SessionView {
        let mut content = Content::default();
        for (number, (at, length)) in pieces.iter().enumerate() {
            content.put(*at, &Content::from_source(number as u64, 0, *length));
        }
        SessionView {
            kind: "drive",
            id: "1".into(),
            name: "n".into(),
            url: String::new(),
            total,
            content,
            expires_ms: 0,
            commits_ms: None,
        }
    }

    #[test]
    fn pieces_are_shown_at_their_places() {
        let some = session(&[(0, 5), (5, 5), (20, 10)], Some(40));
        assert_eq!(ranges(&some), [[0, 5], [5, 10], [20, 30]]);
        assert_eq!(missing(&some), ["10-19", "30-39"]);
        assert_eq!(missing(&session(&[(0, 5)], None)), ["5-"]);
        let many: Vec<(u64, u64)> = (0..600).map(|i| (i * 10, if i == 300 { 9 } else { 10 })).collect();
        assert_eq!(ranges(&session(&many, Some(6000))), [[0, 3009], [3010, 6000]]);
    }
}

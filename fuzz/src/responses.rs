//! Responses of any kind: what is made of them for people holds nothing that could be a secret, a URL or a control
//! character, and is short.

use graph_upload_core::error::{Details, Error};
use graph_upload_core::graph::json;
use graph_upload_core::graph::outcome::Outcome;
use graph_upload_core::graph::problem::Problem;
use graph_upload_core::graph::response::{BodyEnd, Response};
use graph_upload_core::kinds::integrity::compare;
use graph_upload_core::kinds::{
    Conflict, DriveItem, Family, OutlookItem, PrintDocument, Property, Target, TodoTask,
};
use graph_upload_core::policy::errors;
use graph_upload_core::policy::refusal::{self, Asked, Meaning};

/// Input: a line with the status, lines with headers, an empty line, and the body.
pub fn run(data: &[u8]) {
    let response = read(data);
    let problem = Problem::of(&response);
    let error = errors::of_problem(&problem, "testing", "graph.microsoft.com");
    fit_for_people(&error);
    assert_eq!(error.details().http_status, response.status);
    assert!(problem.codes.len() <= 8);
    meanings(&problem);
    let item = Outcome::of(&response).item();
    if let Some(item) = &item {
        assert!(!item.id.is_empty() && matches!(response.status, 200 | 201) && !response.early);
    }
    if let Some(page) = json::body(&response) {
        candidates(&page);
    }
}

/// Whatever is answered, something follows; and a success is never taken for a refusal that ends an upload, nor what may
/// pass for one that holds.
fn meanings(problem: &Problem) {
    use Asked::{Commit, Create, Discard, Inline, LastPiece, LookUp, Piece, Status};
    for family in [Family::Drive, Family::Exchange, Family::Todo, Family::Print] {
        for asked in [Create, Piece, LastPiece, Status, LookUp, Inline, Commit, Discard] {
            let meaning = refusal::meaning(family, asked, problem, false);
            if refusal::is_passing(problem.http_status) && problem.codes.is_empty() {
                assert_ne!(meaning, Meaning::Final, "{} {asked:?}", problem.http_status);
            }
        }
    }
}

fn read(data: &[u8]) -> Response {
    let (head, body) = match data.windows(2).position(|two| two == b"\n\n") {
        Some(at) => (&data[..at], &data[at + 2..]),
        None => (data, &b""[..]),
    };
    let head = String::from_utf8_lossy(head);
    let (status, headers) = crate::halves(&head, '\n');
    let headers = headers.lines().map(|line| crate::halves(line, ':'));
    let headers = headers.map(|(name, value)| (name.to_owned(), value.trim().to_owned())).collect();
    // A status has three digits (RFC 9110 section 15); the HTTP client takes nothing else for a response.
    let status_code =
        status.trim_end_matches(['!', '~']).parse().ok().filter(|code| (100..1000).contains(code));
    let mut response = crate::response(status_code.unwrap_or(400), headers, body);
    response.early = status.ends_with('!');
    response.end = if status.ends_with('~') { BodyEnd::Cut } else { BodyEnd::Whole };
    response
}

/// No control characters, nothing long, and no word that could be a URL or a token.
pub fn fit_for_people(error: &Error) {
    let Details { message, service_codes, request_id, .. } = error.details();
    let codes = service_codes.join(" ");
    for text in [message, &codes, request_id] {
        assert!(!text.chars().any(char::is_control), "{text:?}");
        assert!(!text.contains("eyJ"), "{text:?}");
        assert!(text.chars().count() <= 8_000, "{} characters", text.len());
    }
    for text in service_codes.iter().chain([request_id]) {
        let short = text.split(|c: char| c == ' ' || !c.is_ascii()).all(|run| run.len() <= 64);
        assert!(!text.contains("://") && short, "{text:?}");
    }
}

fn candidates(page: &serde_json::Value) {
    let mut renamed = DriveItem::by_path(None, "folder/name.txt").expect("lawful");
    renamed.set(Property::Conflict(Conflict::Rename)).expect("drives have it");
    let targets: [&dyn Target; 4] = [
        &TodoTask::new(None, "l", "t", "name.txt").expect("lawful"),
        &OutlookItem::message(None, None, "m", "name.txt").expect("lawful"),
        &PrintDocument::of_printer("p", "j", "d", "name.txt").expect("lawful"),
        &renamed,
    ];
    for target in targets {
        for item in target.candidates(page) {
            assert!(!item.id.is_empty());
            assert!(item.shows_same_content(&item));
            target.can_be(&item, 9);
            compare(target.rules(), &item, 9, Some("AAAAAAAAAAAAAAAAAAAAAAAAAAA="));
        }
    }
}

//! What a service says with which all is well, and how requests are lost.

use graph_upload::source::SourceError;
use graph_upload_core::graph::request::{Purpose, Request};
use graph_upload_core::graph::response::{Cause, NoResponse, Response, Sent};
use graph_upload_core::kinds::{LastResponse, Rules};

use super::setting::{LOCAL_GRAPH, Setting};
use graph_upload_core::graph::endpoint::UploadHost;

/// Stands in each upload URL, and must never show in what is told to people.
pub const SECRET: &str = "Xs3cr3tX";

/// An upload URL that is lawful for the kind.
pub fn upload_url(setting: &Setting, rules: &Rules) -> String {
    let host = match rules.upload_host {
        _ if setting.local => LOCAL_GRAPH,
        UploadHost::Graph => "https://graph.microsoft.com",
        UploadHost::Outlook => "https://outlook.office.com",
        UploadHost::Drive => "https://contoso.sharepoint.com",
        UploadHost::Print => "https://print.print.microsoft.com",
    };
    format!("{host}/up/{SECRET}?token={SECRET}")
}

/// Answers a request as a service does. `found` lets a look find the file.
pub fn kind(setting: &Setting, rules: &Rules, request: &Request, found: bool) -> Response {
    let size = setting.size;
    let item = format!(r#"{{"id":"new","name":"n","size":{size},"eTag":"2","uploadedDateTime":"2"}}"#);
    let json = |status, body: String| crate::response(status, Vec::new(), body.as_bytes());
    match &request.purpose {
        Purpose::Create => {
            let url = upload_url(setting, rules);
            json(200, format!(r#"{{"uploadUrl":"{url}","nextExpectedRanges":["0-"]}}"#))
        }
        Purpose::Piece { last: true, .. } if rules.last_response == LastResponse::Location => {
            let location = vec![("Location".to_owned(), "https://h/x/Attachments('id')".to_owned())];
            crate::response(201, location, b"")
        }
        Purpose::Piece { last: true, .. } | Purpose::Inline | Purpose::Commit => json(201, item),
        Purpose::Piece { range, .. } => json(200, format!(r#"{{"nextExpectedRanges":["{}-"]}}"#, range.end)),
        Purpose::Status => json(200, r#"{"nextExpectedRanges":["0-"]}"#.to_owned()),
        Purpose::Discard => json(204, String::new()),
        Purpose::LookUp if found => json(200, format!(r#"{{"value":[{item}]}}"#)),
        Purpose::LookUp => json(200, r#"{"value":[]}"#.to_owned()),
    }
}

/// A loss: for which reason, and how much was sent.
pub fn lost(why: u8, sent: u8) -> NoResponse {
    let why = match why {
        0 => Cause::Resolve,
        1 => Cause::Closed,
        2 => Cause::Timeout("response"),
        3 => Cause::Tls,
        4 => Cause::Certificate,
        5 => Cause::NotHttp,
        6 => Cause::BadUrl,
        7 => Cause::Cancelled,
        8 => Cause::ProxyRefused,
        9 => Cause::Source(SourceError::Short { at: 1 }),
        _ => Cause::Connect,
    };
    let sent = [Sent::Nothing, Sent::Part, Sent::All][usize::from(sent % 3)];
    NoResponse::new(why, sent)
}

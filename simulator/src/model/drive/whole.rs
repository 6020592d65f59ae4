//! Files in one request, and the commit of a session by `sourceUrl`.

use serde_json::Value;

use super::place::{Place, no_item};
use super::rules::{Behaviour, Flavour};
use super::store::NewFile;
use super::tree::{ROOT, composed};
use crate::model::address::drive::{Address, Start};
use crate::model::content::Content;
use crate::model::entity_types::DRIVE_ITEM;
use crate::model::failure::{Answer, Failure};
use crate::model::message::Body;
use crate::model::query::Query;
use crate::model::{Call, Model, json_body};

const BEHAVIOUR: &str = "@microsoft.graph.conflictBehavior";

impl Model {
    pub(super) fn drive_put_whole(&mut self, call: &Call, address: &Address) -> Answer {
        let head = &call.request.head;
        let query = Query::read(head.query(), 1, &DRIVE_ITEM)?;
        self.report(head, query.tolerated(&[BEHAVIOUR]));
        let behaviour = query.own(BEHAVIOUR).map(read_behaviour).transpose()?.unwrap_or(Behaviour::Replace);
        let chunked = head.header("transfer-encoding").is_some();
        if !chunked && head.header("content-length").is_none() {
            // The service's own words (`OneDrive/onedrive-api-docs:issues/549`).
            let message = "The request must be chunked or have a content length.";
            return Err(Failure::new(411, "LengthRequired", message));
        }
        let content = match &call.request.body {
            Body::Content(content) => content.clone(),
            Body::Empty => Content::default(),
            Body::Text(text) if text.is_empty() => Content::default(),
            _ => return Err(Failure::new(400, "invalidRequest", "The body is no file.")),
        };
        if chunked {
            self.tolerate(head, "a file of unknown length");
        } else if head.header("content-length") != Some(content.len().to_string().as_str()) {
            return Err(Failure::new(
                400,
                "invalidRequest",
                "The body is not as long as Content-Length says.",
            ));
        }
        if content.len() > self.config.drive.max_whole {
            return Err(Failure::new(413, "maxRequestLengthExceeded", "The request message is too big."));
        }
        let place = self.drive_place(call.now_ms, address)?;
        self.drive_preconditions(head, &place)?;
        let file = NewFile { content, ..NewFile::default() };
        let (status, item) = self.drive_store(call.now_ms, &place, behaviour, file)?;
        Ok(self.drive_response(call, status, &place.drive, &item, Some(&query)))
    }

    /// `PUT …/root:/path` with `@microsoft.graph.sourceUrl`: turns a session that holds all bytes into an item.
    pub(super) fn drive_put_source(&mut self, call: &Call, address: &Address) -> Answer {
        let source = read_source(&json_body(call.request)?)?;
        if self.drives.finished.contains(&source.url) {
            // What users saw after an ordinary success (`OneDrive/onedrive-api-docs:issues/1182`).
            let message = "ETag does not match current item's value.";
            return Err(Failure::new(412, "resourceModified", message));
        }
        let found = self.drives.sessions.values().find(|session| session.url == source.url);
        let session = found.filter(|session| session.expires_ms > call.now_ms).ok_or_else(no_item)?.clone();
        let place = self.drive_source_place(call.now_ms, address, &source.name)?;
        let flavour = session.target.flavour;
        let refuses = self.config.drive.source_url_refuses_replace && flavour == Flavour::Personal;
        let behaviour = source.behaviour.unwrap_or(session.target.behaviour);
        if refuses && behaviour == Behaviour::Replace {
            let message = "Name conflict behavior: replace is not valid for this operation.";
            return Err(Failure::new(400, "invalidRequest", message));
        }
        self.drive_preconditions(&call.request.head, &place)?;
        let (status, drive, item) =
            self.drive_commit(call.now_ms, &session.id, Some(place), Some(behaviour))?;
        Ok(self.drive_response(call, status, &drive, &item, None))
    }

    /// One page has the address of the file, another that of its folder; the name decides.
    fn drive_source_place(&mut self, now_ms: u64, address: &Address, name: &str) -> Result<Place, Failure> {
        let name = composed(name);
        if let Some((drive, folder)) = self.drive_find(address).filter(|(_, item)| item.is_folder()) {
            return Ok(Place { drive, parent: folder.id, name, by_id: None });
        }
        let ends_in_name =
            address.path.as_ref().and_then(|names| names.last()).is_some_and(|last| composed(last) == name);
        match (&address.start, &address.path) {
            (Start::Root, None) => {
                let drive = self.drive_id(address);
                Ok(Place { drive, parent: ROOT.to_owned(), name, by_id: None })
            }
            (_, Some(_)) if ends_in_name => self.drive_place(now_ms, address),
            (Start::Item(_) | Start::Shared, None) => {
                self.drive_place(now_ms, address).map(|place| Place { name, ..place })
            }
            _ => Err(no_item()),
        }
    }
}

struct Source {
    name: String,
    url: String,
    behaviour: Option<Behaviour>,
}

fn read_source(body: &Value) -> Result<Source, Failure> {
    let invalid = |message: String| Failure::new(400, "invalidRequest", message);
    let members = body.as_object().ok_or_else(|| invalid("A JSON object is expected.".into()))?;
    let known = ["name", BEHAVIOUR, "@microsoft.graph.sourceUrl"];
    if let Some(name) = members.keys().find(|name| !known.contains(&name.as_str())) {
        return Err(invalid(format!("The property '{name}' is not valid.")));
    }
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    let required = |name: &str| {
        text(name).map(str::to_owned).ok_or_else(|| invalid(format!("The property '{name}' is required.")))
    };
    let behaviour = text(BEHAVIOUR).map(read_behaviour).transpose()?;
    Ok(Source { name: required("name")?, url: required("@microsoft.graph.sourceUrl")?, behaviour })
}

fn read_behaviour(word: &str) -> Result<Behaviour, Failure> {
    Behaviour::read(word).ok_or_else(|| Failure::new(400, "invalidRequest", "Unknown conflict behavior."))
}

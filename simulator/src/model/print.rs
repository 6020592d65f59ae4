//! Universal Print documents: pieces in any order
//! (`microsoftgraph/microsoft-graph-docs-contrib:concepts/upload-data-to-upload-session.md`).

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::content::Content;
use super::entity_types::PRINT_DOCUMENT;
use super::failure::{Answer, Failure};
use super::message::{Head, Request, Response, Role};
use super::piece::{self, PieceRules};
use super::query::Query;
use super::session::{self, Session, Sessions, Target};
use super::text::iso7;
use super::{Call, Model, json_body, no_segment};

/// The uploaded documents, and the sessions.
#[derive(Debug, Default, Clone)]
pub struct Print {
    pub(super) sessions: Sessions<PrintTarget>,
    documents: BTreeMap<Vec<String>, Document>,
}

/// An uploaded document.
#[derive(Debug, Clone)]
pub struct Document {
    /// The id, as in the address.
    pub id: String,
    /// The name given at creation.
    pub name: String,
    /// The media type given at creation.
    pub content_type: String,
    /// The described bytes.
    pub content: Content,
    pub(super) uploaded_ms: u64,
    visible_ms: u64,
}

/// The target of a session's file.
#[derive(Debug, Clone)]
pub struct PrintTarget {
    address: Vec<String>,
    name: String,
    content_type: String,
}

impl Target for PrintTarget {
    const KIND: &'static str = "print";

    fn name(&self) -> &str {
        &self.name
    }
}

impl Print {
    /// The documents, each with its address.
    pub(super) fn files(&self) -> impl Iterator<Item = (&[String], &Document)> {
        self.documents.iter().map(|(address, document)| (address.as_slice(), document))
    }

    /// Removes the documents.
    pub(super) fn forget_files(&mut self) {
        self.documents.clear();
    }

    /// The contents in use.
    pub(super) fn contents(&self) -> impl Iterator<Item = &Content> {
        let open = self.sessions.values().map(|session| &session.content);
        open.chain(self.documents.values().map(|document| &document.content))
    }
}

impl Model {
    /// The document at an address such as `printers/P/jobs/J/documents/D`, once uploaded.
    pub fn print_document(&self, address: &str) -> Option<&Document> {
        let address: Vec<String> = address.split('/').map(str::to_owned).collect();
        self.print.documents.get(&address)
    }

    pub(super) fn print(&mut self, call: &Call) -> Answer {
        let [_, owner, printer, "jobs", job, "documents", document, rest @ ..] = call.parts else {
            return Err(no_segment(call.parts));
        };
        // `printerShares` is in the beta only.
        let owner = match (*owner, call.version) {
            ("printerShares", "beta") => "shares",
            (owner @ ("printers" | "shares"), _) => owner,
            _ => return Err(no_segment(call.parts)),
        };
        self.check_exists([*printer, *job, *document])?;
        let address =
            [owner, printer, "jobs", job, "documents", document].map(|part| (*part).to_owned()).to_vec();
        match (rest, call.method()) {
            (["createUploadSession"], "POST") => self.print_create(call, address),
            ([], "GET") => self.print_entity(call, &address),
            (["$value"], "GET") => match self.print.documents.get(&address) {
                Some(document) => self.bytes_response(&document.content, Some(&document.content_type)),
                None => Err(Failure::new(404, "itemNotFound", "The document has no content.")),
            },
            (_, method) => Err(Failure::method(method)),
        }
    }

    fn print_create(&mut self, call: &Call, address: Vec<String>) -> Answer {
        let (target, total) = read_properties(&json_body(call.request)?, address)?;
        let (id, secret) = (self.guid(), self.secret());
        let base = self.config.hosts.base(Role::Print);
        let session = Session {
            url: format!("{base}/uploadSessions/{id}?tempauthtoken={secret}"),
            id,
            total: Some(total),
            content: Content::default(),
            expires_ms: call.now_ms + self.config.print.lifetime_ms,
            commits_ms: None,
            hidden: self.config.hidden_requests,
            target,
        };
        let mut body = Map::new();
        body.insert("@odata.context".into(), self.session_context(call).into());
        body.insert("uploadUrl".into(), session.url.clone().into());
        body.extend(session.created(self.config.expiry, json!([format!("0-{}", total - 1)])));
        self.print.sessions.insert(session.id.clone(), session);
        Ok(Response::json(200, &body.into()))
    }

    fn print_entity(&mut self, call: &Call, address: &[String]) -> Answer {
        let query = Query::read(call.request.head.query(), 1, &PRINT_DOCUMENT)?;
        self.report(&call.request.head, query.tolerated(&[]));
        let document =
            self.print.documents.get(address).filter(|document| document.visible_ms <= call.now_ms);
        let base = self.config.hosts.base(Role::Graph);
        let mut body = Map::new();
        let context = format!("{base}/{}/$metadata#print/documents/$entity", call.version);
        body.insert("@odata.context".into(), context.into());
        body.insert("id".into(), address[address.len() - 1].clone().into());
        body.insert("displayName".into(), json!(document.map(|document| &document.name)));
        body.insert("contentType".into(), json!(document.map(|document| &document.content_type)));
        body.insert("size".into(), document.map_or(0, |document| document.content.len()).into());
        let uploaded = document.map(|document| iso7(document.uploaded_ms));
        body.insert("uploadedDateTime".into(), json!(uploaded));
        Ok(Response::json(200, &query.project(body).into()))
    }

    pub(super) fn print_session_id(&self, head: &Head) -> Option<String> {
        let url = format!("{}{}", self.config.hosts.base(Role::Print), head.target);
        self.print.sessions.values().find(|session| session.url == url).map(|session| session.id.clone())
    }

    /// Handles a request on the print host.
    pub(super) fn print_host(&mut self, now_ms: u64, request: &Request) -> Answer {
        let gone = || Failure::new(404, "uploadSessionNotFound", "The upload session was not found.");
        let id = self.print_session_id(&request.head).ok_or_else(gone)?;
        let style = self.config.print.progress;
        if !session::meets(&mut self.print.sessions, &id, now_ms) {
            return Err(gone());
        }
        match request.head.method.as_str() {
            "PUT" => self.print_put(now_ms, request, &id),
            "GET" => {
                let body = self.print.sessions[&id].progress(style, self.config.expiry);
                Ok(Response::json(200, &body.into()))
            }
            "DELETE" => {
                self.print.sessions.remove(&id);
                Ok(Response::empty(204))
            }
            method => Err(Failure::method(method)),
        }
    }

    fn print_put(&mut self, now_ms: u64, request: &Request, id: &str) -> Answer {
        let rules =
            PieceRules { max_bytes: self.config.print.max_piece, ordered: false, ..PieceRules::default() };
        let (style, commits_ms) = (self.config.print.progress, self.commits_ms(now_ms));
        let gone = || Failure::new(404, "uploadSessionNotFound", "The upload session was not found.");
        let session = self.print.sessions.get_mut(id).ok_or_else(gone)?;
        piece::take(session, request, &rules)?;
        session.commits_ms = commits_ms;
        if !session.is_whole() || commits_ms.is_some() {
            return Ok(Response::json(202, &session.progress(style, self.config.expiry).into()));
        }
        self.print_finish(now_ms, id).ok_or_else(gone)
    }

    /// Makes a document of a session.
    pub(super) fn print_finish(&mut self, now_ms: u64, id: &str) -> Option<Response> {
        let session = self.print.sessions.remove(id)?;
        let PrintTarget { address, name, content_type } = session.target;
        let document = Document {
            id: address[address.len() - 1].clone(),
            name,
            content_type,
            content: session.content,
            uploaded_ms: now_ms,
            visible_ms: now_ms + self.config.visible_after_ms,
        };
        let body = json!({
            "@odata.type": "#microsoft.graph.printDocument",
            "id": document.id,
            "displayName": document.name,
            "contentType": document.content_type,
            "size": document.content.len(),
            "uploadedDateTime": iso7(now_ms),
        });
        self.print.documents.insert(address, document);
        Some(Response::json(201, &body))
    }
}

/// Parses `{"properties": {…}}`, which requires all three members.
fn read_properties(body: &Value, address: Vec<String>) -> Result<(PrintTarget, u64), Failure> {
    let only = |members: &Map<String, Value>, names: &[&str]| {
        let other = members.keys().find(|name| !names.contains(&name.as_str()));
        other.map_or(Ok(()), |name| {
            Err(Failure::bad_request(format!("The property '{name}' does not exist.")))
        })
    };
    let missing = |name: &str| Failure::bad_request(format!("The property '{name}' is required."));
    let body = body.as_object().ok_or_else(|| missing("properties"))?;
    only(body, &["properties"])?;
    let properties =
        body.get("properties").and_then(Value::as_object).ok_or_else(|| missing("properties"))?;
    only(properties, &["@odata.type", "documentName", "contentType", "size"])?;
    let text = |name: &str| properties.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let (name, content_type) = (text("documentName"), text("contentType"));
    let size = properties.get("size").and_then(Value::as_u64).filter(|size| *size > 0);
    let target = PrintTarget {
        address,
        name: name.ok_or_else(|| missing("documentName"))?.to_owned(),
        content_type: content_type.ok_or_else(|| missing("contentType"))?.to_owned(),
    };
    Ok((target, size.ok_or_else(|| missing("size"))?))
}

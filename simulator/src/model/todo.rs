//! To Do tasks: sessions on the Graph host itself, with the token, and pieces at `{uploadUrl}/content`
//! (`microsoftgraph/microsoft-graph-docs-contrib:concepts/todo-attachments.md`).

use serde_json::{Map, Value, json};

use super::attachments::{Attachment, Owner};
use super::config::{LocationForm, PutForm, UrlForm};
use super::content::Content;
use super::failure::{Answer, Failure};
use super::inline::{self, InlineRules};
use super::message::{Head, Response, Role};
use super::piece::{self, PieceRules};
use super::query::Query;
use super::session::Session;
use super::text::{escape, escape_tight, iso7};
use super::{Call, Model, json_body, no_segment};

const TYPE: &str = "#microsoft.graph.taskFileAttachment";
const MEMBERS: [&str; 6] = ["id", "name", "contentType", "size", "lastModifiedDateTime", "contentBytes"];

/// Where a session's file goes.
#[derive(Debug, Clone)]
pub struct TodoTarget {
    owner: Owner,
    version: String,
    name: String,
    content_type: Option<String>,
}

/// What `attachmentInfo` says.
struct Info {
    name: String,
    size: u64,
    content_type: Option<String>,
}

impl Model {
    pub(super) fn todo(&mut self, call: &Call) -> Answer {
        let (user, rest) = match call.parts {
            ["me", "todo", rest @ ..] => ("me", rest),
            ["users", user, "todo", rest @ ..] => (*user, rest),
            _ => return Err(no_segment(call.parts)),
        };
        let ["lists", list, "tasks", task, rest @ ..] = rest else { return Err(no_segment(rest)) };
        self.todo_known(list, task)?;
        let owner = self.todo_owner(user, list, task);
        match (rest, call.method()) {
            (["attachments", "createUploadSession"], "POST") => self.todo_create(call, owner),
            (["attachments"], "POST") => self.todo_inline(call, &owner),
            (["attachments"], "GET") => self.todo_list(call, &owner),
            (["attachments", id], "GET") => self.todo_entity(call, &owner, id),
            (["attachments", id], "DELETE") => self.todo_remove(&owner, id),
            (["attachments", id, "$value"], "GET") => self.todo_value(call, &owner, id),
            (["attachmentSessions", ..], _) => self.todo_session(call),
            (["attachments", ..], method) => Err(Failure::method(method)),
            _ => Err(no_segment(rest)),
        }
    }

    pub(super) fn todo_owner(&self, user: &str, list: &str, task: &str) -> Owner {
        ["users", &self.user_id(user), "todo", "lists", list, "tasks", task].map(str::to_owned).to_vec()
    }

    fn todo_known(&self, list: &str, task: &str) -> Result<(), Failure> {
        let exists = |known: &Vec<(String, String)>| known.iter().any(|(l, t)| l == list && t == task);
        if self.config.todo.known.as_ref().is_none_or(exists) { Ok(()) } else { Err(Failure::no_such_item()) }
    }

    fn todo_create(&mut self, call: &Call, owner: Owner) -> Answer {
        let info = read_info(&json_body(call.request)?)?;
        let rules = self.config.todo.clone();
        if info.size == 0 {
            return Err(Failure::exchange(
                400,
                "ErrorInvalidArgument",
                "An upload session needs a size above 0.",
            ));
        }
        if info.size > rules.max_bytes {
            let message = format!("The file exceeds the limit of {} bytes.", rules.max_bytes);
            return Err(Failure::new(413, "maxFileSizeExceeded", message));
        }
        let id = format!("AAMkADL{:016x}{}", self.next_secret(), self.config.id_tail);
        let base = self.config.hosts.base(Role::Graph).to_owned();
        let root = format!("{base}/{}/{}/attachmentSessions/{}", call.version, join(&owner), escape(&id));
        let url = match &rules.url {
            UrlForm::Plain => root,
            UrlForm::EndsInContent => root + "/content",
            UrlForm::Query(query) => format!("{root}?{query}"),
        };
        let session = Session {
            id: id.clone(),
            url,
            total: info.size,
            content: Content::default(),
            expires_ms: call.now_ms + rules.lifetime_ms,
            target: TodoTarget {
                owner,
                version: call.version.to_owned(),
                name: info.name,
                content_type: info.content_type,
            },
        };
        let body = json!({
            "@odata.context": format!("{base}/{}/$metadata#microsoft.graph.uploadSession", call.version),
            "uploadUrl": session.url,
            "expirationDateTime": iso7(session.expires_ms),
            "nextExpectedRanges": ["0-"],
        });
        self.todo.insert(id, session);
        Ok(Response::json(rules.create_status, &body))
    }

    fn todo_inline(&mut self, call: &Call, owner: &Owner) -> Answer {
        let rules = InlineRules {
            odata_type: TYPE,
            members: &["@odata.type", "name", "contentType", "contentBytes", "size"],
            small_bytes: self.config.todo.small_bytes,
        };
        let file = inline::read(call.request, &rules, &mut self.blobs)?;
        let attachment = self.todo_store(call.now_ms, owner, file.name, file.content_type, file.content);
        let mut body = Map::new();
        body.insert("@odata.context".into(), self.todo_context(call, owner, "/$entity").into());
        body.extend(attachment.entity(None));
        Ok(Response::json(201, &body.into()))
    }

    fn todo_store(
        &mut self,
        now_ms: u64,
        owner: &Owner,
        name: String,
        content_type: Option<String>,
        content: Content,
    ) -> Attachment {
        let attachment = Attachment {
            id: self.attachment_id(),
            odata_type: TYPE,
            name,
            content_type,
            content,
            stored_ms: now_ms,
            visible_ms: now_ms + self.config.visible_after_ms,
            is_inline: None,
            content_id: None,
        };
        self.attachments.add(owner, attachment.clone());
        attachment
    }

    fn todo_list(&mut self, call: &Call, owner: &Owner) -> Answer {
        let head = &call.request.head;
        let query = Query::read(head.query(), self.config.page_size, &MEMBERS)?;
        let here = format!("{}{}", self.config.hosts.base(Role::Graph), head.path());
        let mut body = Map::new();
        body.insert("@odata.context".into(), self.todo_context(call, owner, "").into());
        // The list of a task never holds contents.
        body.extend(self.attachments.page(call.now_ms, owner, None, &query, &here));
        Ok(Response::json(200, &body.into()))
    }

    fn todo_entity(&mut self, call: &Call, owner: &Owner, id: &str) -> Answer {
        let query = Query::read(call.request.head.query(), 1, &MEMBERS)?;
        let attachment = self.attachments.find(call.now_ms, owner, id)?;
        let blobs = query.wants("contentBytes").then_some(&self.blobs);
        let mut body = Map::new();
        body.insert("@odata.context".into(), self.todo_context(call, owner, "/$entity").into());
        body.extend(query.project(attachment.entity(blobs)));
        Ok(Response::json(200, &body.into()))
    }

    fn todo_value(&mut self, call: &Call, owner: &Owner, id: &str) -> Answer {
        let attachment = self.attachments.find(call.now_ms, owner, id)?;
        let bytes = self.blobs.bytes(&attachment.content);
        let body = bytes.ok_or_else(|| Failure::new(501, "notImplemented", "The bytes were not kept."))?;
        let content_type = attachment.content_type.as_deref().unwrap_or("application/octet-stream");
        Ok(Response { body, ..Response::empty(200) }.with("Content-Type", content_type))
    }

    fn todo_remove(&mut self, owner: &Owner, id: &str) -> Answer {
        let removed = self.attachments.remove(owner, id);
        if removed { Ok(Response::empty(204)) } else { Err(Failure::no_such_item()) }
    }

    fn todo_context(&self, call: &Call, owner: &Owner, tail: &str) -> String {
        let [_, user, _, _, list, _, task] = owner.as_slice() else { return String::new() };
        let base = self.config.hosts.base(Role::Graph);
        let (user, list, task) = (escape_tight(user), escape_tight(list), escape_tight(task));
        format!(
            "{base}/{}/$metadata#users('{user}')/todo/lists('{list}')/tasks('{task}')/attachments{tail}",
            call.version
        )
    }
}

/// Sessions.
impl Model {
    /// The open session that a URL belongs to, compared byte for byte with what was given out.
    pub(super) fn todo_session_id(&self, head: &Head) -> Option<String> {
        let asked = plain(&head.target);
        let base = self.config.hosts.base(Role::Graph);
        let same = |s: &&Session<TodoTarget>| s.url.strip_prefix(base).is_some_and(|url| plain(url) == asked);
        if head.role != Role::Graph {
            return None;
        }
        self.todo.values().find(same).map(|session| session.id.clone())
    }

    fn todo_session(&mut self, call: &Call) -> Answer {
        let head = &call.request.head;
        let id = self.todo_session_id(head).ok_or_else(Failure::no_such_item)?;
        if self.todo[&id].expires_ms <= call.now_ms {
            self.todo.remove(&id);
            return Err(Failure::no_such_item());
        }
        let content = head.path().ends_with("/content");
        let given = self.config.todo.url == UrlForm::EndsInContent && content;
        match (call.method(), content && !given) {
            ("PUT", _) => self.todo_put(call, &id, content),
            ("GET", false) => Ok(self.todo_status(call, &id)),
            ("DELETE", false) => {
                self.todo.remove(&id);
                Ok(Response::empty(204))
            }
            (method, _) => Err(Failure::method(method)),
        }
    }

    fn todo_status(&self, call: &Call, id: &str) -> Response {
        let session = &self.todo[id];
        let mut body = Map::new();
        body.insert(
            "@odata.context".into(),
            self.todo_context(call, &session.target.owner, "Sessions/$entity").into(),
        );
        body.insert("id".into(), id.into());
        body.extend(session.progress(self.config.todo.status));
        Response::json(200, &body.into())
    }

    fn todo_put(&mut self, call: &Call, id: &str, content: bool) -> Answer {
        let rules = &self.config.todo;
        match (rules.put, content) {
            (PutForm::Content, false) => return Err(Failure::no_such_item()),
            (PutForm::Bare { refusal: 405 }, true) => return Err(Failure::method("PUT")),
            (PutForm::Bare { .. }, true) => return Err(Failure::no_such_item()),
            _ => {}
        }
        let pieces = PieceRules { octet_stream: true, max_bytes: rules.max_piece, ordered: true };
        let style = rules.progress;
        let session = self.todo.get_mut(id).ok_or_else(Failure::no_such_item)?;
        piece::take(session, call.request, &pieces)?;
        if !session.is_whole() {
            return Ok(Response::json(200, &session.progress(style).into()));
        }
        let session = self.todo.remove(id).ok_or_else(Failure::no_such_item)?;
        Ok(self.todo_finish(call, session))
    }

    fn todo_finish(&mut self, call: &Call, session: Session<TodoTarget>) -> Response {
        let TodoTarget { owner, version, name, content_type } = session.target;
        let attachment = self.todo_store(call.now_ms, &owner, name, content_type, session.content);
        let base = self.config.hosts.base(Role::Graph);
        let path = format!("/{version}/{}/Attachments", join(&owner));
        location(Response::empty(201), self.config.todo.location, base, &path, &attachment.id)
    }
}

/// Adds the `Location` of a new attachment, in any of the forms that were seen.
pub(super) fn location(reply: Response, form: LocationForm, base: &str, path: &str, id: &str) -> Response {
    let quoted = id.replace('\'', "''");
    let value = match form {
        LocationForm::Segment => format!("{base}{path}/{}", escape(id)),
        LocationForm::Quoted => format!("{base}{path}('{}')", escape(&quoted)),
        LocationForm::Relative => format!("{path}/{}", escape(id)),
        LocationForm::RelativeQuoted => format!("{path}('{}')", escape(&quoted)),
        LocationForm::Encoded => format!("{base}{path}/{}", escape_tight(id)),
        LocationForm::EncodedQuoted => format!("{base}{path}(%27{}%27)", escape_tight(&quoted)),
        LocationForm::WithQuery => format!("{base}{path}/{}?api-version=1#x", escape(id)),
        LocationForm::Missing => return reply,
    };
    reply.with("Location", value)
}

/// A session's URL without the `/content` that its pieces go to.
fn plain(target: &str) -> (&str, Option<&str>) {
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    (path.strip_suffix("/content").unwrap_or(path), query)
}

fn join(owner: &Owner) -> String {
    owner.iter().map(|part| escape(part)).collect::<Vec<_>>().join("/")
}

/// Reads `{"attachmentInfo": {…}}`; member names are exact, and unknown ones are refused.
fn read_info(body: &Value) -> Result<Info, Failure> {
    let missing = || Failure::bad_request("The parameter 'attachmentInfo' is missing.");
    let body = body.as_object().ok_or_else(missing)?;
    if let Some(name) = body.keys().find(|name| *name != "attachmentInfo") {
        return Err(Failure::bad_request(format!(
            "The parameter '{name}' in the request payload is not a valid parameter for the operation 'createUploadSession'."
        )));
    }
    let info = body.get("attachmentInfo").and_then(Value::as_object).ok_or_else(missing)?;
    for (name, value) in info {
        let right = match name.as_str() {
            "@odata.type" => {
                value.as_str().is_some_and(|t| t.trim_start_matches('#') == "microsoft.graph.attachmentInfo")
            }
            "attachmentType" => value == "file",
            "name" => value.as_str().is_some_and(|name| !name.is_empty()),
            "size" => value.as_u64().is_some(),
            "contentType" => value.is_string() || value.is_null(),
            _ => {
                return Err(Failure::bad_request(format!(
                    "The property '{name}' does not exist on type 'microsoft.graph.attachmentInfo'."
                )));
            }
        };
        if !right {
            return Err(Failure::bad_request(format!("The value of '{name}' is not valid.")));
        }
    }
    let text = |name: &str| info.get(name).and_then(Value::as_str).map(str::to_owned);
    let required = |name: &str| Failure::bad_request(format!("The property '{name}' is required."));
    text("attachmentType").ok_or_else(|| required("attachmentType"))?;
    Ok(Info {
        name: text("name").ok_or_else(|| required("name"))?,
        size: info.get("size").and_then(Value::as_u64).ok_or_else(|| required("size"))?,
        content_type: text("contentType"),
    })
}

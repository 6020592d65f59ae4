//! To Do tasks: sessions on the Graph host itself, with the token, and pieces at `{uploadUrl}/content`
//! (`microsoftgraph/microsoft-graph-docs-contrib:concepts/todo-attachments.md`).

use serde_json::{Map, json};

use super::address::Path;
use super::attached::Shown;
use super::attachments::Owner;
use super::content::Content;
use super::entity_types::TASK_FILE_ATTACHMENT;
use super::failure::{Answer, Failure};
use super::forms::location;
use super::inline::{InlineRules, NewFile};
use super::message::{Head, Response, Role};
use super::piece::{self, PieceRules};
use super::rules::todo::{PutForm, UrlForm};
use super::session::{self, Session, Target};
use super::text::escape;
use super::tolerated::Tolerated;
use super::upload_info::{self, Info, InfoRules};
use super::{Call, Model, json_body, no_segment};

pub(super) const TYPE: &str = "#microsoft.graph.taskFileAttachment";
const INFO: InfoRules = InfoRules {
    parameter: "attachmentInfo",
    any_casing: false,
    any_type_casing: false,
    odata_type: "microsoft.graph.attachmentInfo",
    inline: false,
};

/// The target of a session's file.
#[derive(Debug, Clone)]
pub struct TodoTarget {
    owner: Owner,
    version: String,
    name: String,
    content_type: Option<String>,
}

impl Target for TodoTarget {
    const KIND: &'static str = "todo";

    fn name(&self) -> &str {
        &self.name
    }
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
            (["attachments", rest @ ..], _) => self.attached(call, &owner, rest, &self.todo_shown()),
            (["attachmentSessions", ..], _) => self.todo_session(call),
            _ => Err(no_segment(rest)),
        }
    }

    pub(super) fn todo_owner(&self, user: &str, list: &str, task: &str) -> Owner {
        ["users", &self.user_id(user), "todo", "lists", list, "tasks", task].map(str::to_owned).to_vec()
    }

    fn todo_shown(&self) -> Shown {
        Shown {
            inline: InlineRules {
                odata_type: TYPE,
                any_type_casing: self.config.any_type_casing,
                entity_type: TASK_FILE_ATTACHMENT,
                inline: false,
                max_bytes: self.config.todo.inline_max_bytes,
            },
            list_has_contents: false,
        }
    }

    fn todo_known(&self, list: &str, task: &str) -> Result<(), Failure> {
        let exists = |known: &Vec<(String, String)>| known.iter().any(|(l, t)| l == list && t == task);
        if !self.config.todo.known.as_ref().is_none_or(exists) {
            return Err(Failure::no_such_item());
        }
        self.check_exists([list, task])
    }

    fn todo_create(&mut self, call: &Call, owner: Owner) -> Answer {
        let rules = InfoRules { any_type_casing: self.config.any_type_casing, ..INFO };
        let mut tolerated = Tolerated::default();
        let info = upload_info::read(&json_body(call.request)?, &rules, &mut tolerated)?;
        self.report(&call.request.head, tolerated);
        let rules = &self.config.todo;
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
        let status = rules.create_status;
        let session = self.todo_open(call, owner, info);
        let mut body = Map::new();
        body.insert("@odata.context".into(), self.session_context(call).into());
        body.insert("uploadUrl".into(), session.url.clone().into());
        body.extend(session.created(self.config.expiry, json!(["0-"])));
        self.todo.insert(session.id.clone(), session);
        Ok(Response::json(status, &body.into()))
    }

    fn todo_open(&mut self, call: &Call, owner: Owner, info: Info) -> Session<TodoTarget> {
        let id = self.session_id();
        let base = self.config.hosts.base(Role::Graph);
        let root = format!("{base}/{}/{}/attachmentSessions/{}", call.version, join(&owner), escape(&id));
        let url = match &self.config.todo.url {
            UrlForm::Plain => root,
            UrlForm::EndsInContent => root + "/content",
            UrlForm::Query(query) => format!("{root}?{query}"),
        };
        let (name, content_type) = (info.name, info.content_type);
        let target = TodoTarget { owner, version: call.version.to_owned(), name, content_type };
        let expires_ms = call.now_ms + self.config.todo.lifetime_ms;
        Session {
            id,
            url,
            total: Some(info.size),
            content: Content::default(),
            expires_ms,
            commits_ms: None,
            hidden: self.config.hidden_requests,
            target,
        }
    }
}

/// Sessions.
impl Model {
    /// The open session that a URL addresses. A session is an entity
    /// (`microsoftgraph/msgraph-metadata:schemas/v1.0-Prod.csdl`), so its ids and the user's name
    /// count, whatever their escapes. An issued query is required.
    pub(super) fn todo_session_id(&self, head: &Head) -> Option<String> {
        let (owner, id) = self.todo_session_address(head)?;
        let session = self.todo.get(&id).filter(|session| session.target.owner == owner)?;
        let query = session.url.split_once('?').map(|(_, query)| query);
        (query == head.query()).then_some(id)
    }

    /// The owner of the session that a URL addresses, and its id.
    fn todo_session_address(&self, head: &Head) -> Option<(Owner, String)> {
        let path = Path::read(head.path()).ok()?;
        let parts: Vec<&str> = path.parts.iter().map(String::as_str).collect();
        let (user, rest) = match parts.as_slice() {
            ["me", rest @ ..] => ("me", rest),
            ["users", user, rest @ ..] => (*user, rest),
            _ => return None,
        };
        let ["todo", "lists", list, "tasks", task, "attachmentSessions", id, rest @ ..] = rest else {
            return None;
        };
        let known = head.role == Role::Graph && matches!(rest, [] | ["content"]);
        known.then(|| (self.todo_owner(user, list, task), (*id).to_owned()))
    }

    fn todo_session(&mut self, call: &Call) -> Answer {
        let head = &call.request.head;
        let id = self.todo_session_id(head).ok_or_else(Failure::no_such_item)?;
        let given = self.todo[&id].url.strip_prefix(self.config.hosts.base(Role::Graph));
        if given.map(plain) != Some(plain(&head.target)) {
            self.tolerate(head, "a session URL that is not written as it was given out");
        }
        if !session::meets(&mut self.todo, &id, call.now_ms) {
            return Err(Failure::no_such_item());
        }
        let content = call.parts.last() == Some(&"content");
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
            self.attached_context(call, &session.target.owner, "Sessions/$entity").into(),
        );
        body.insert("id".into(), id.into());
        body.extend(session.progress(self.config.todo.status, self.config.expiry));
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
        let pieces = PieceRules { octet_stream: true, max_bytes: rules.max_piece, ..PieceRules::default() };
        let (style, expiry) = (rules.progress, self.config.expiry);
        let commits_ms = self.commits_ms(call.now_ms);
        let session = self.todo.get_mut(id).ok_or_else(Failure::no_such_item)?;
        piece::take(session, call.request, &pieces)?;
        session.commits_ms = commits_ms;
        if !session.is_whole() || commits_ms.is_some() {
            return Ok(Response::json(200, &session.progress(style, expiry).into()));
        }
        self.todo_finish(call.now_ms, id).ok_or_else(Failure::no_such_item)
    }

    /// Makes an attachment of a session.
    pub(super) fn todo_finish(&mut self, now_ms: u64, id: &str) -> Option<Response> {
        let session = self.todo.remove(id)?;
        let TodoTarget { owner, version, name, content_type } = session.target;
        let attachment = self.attach(
            now_ms,
            &owner,
            TYPE,
            NewFile { name, content_type, content: session.content, is_inline: None, content_id: None },
        );
        let base = self.config.hosts.base(Role::Graph);
        let path = format!("/{version}/{}/Attachments", join(&owner));
        Some(location(Response::empty(201), self.config.todo.location, base, &path, &attachment.id))
    }
}

/// A session's URL without the `/content` of its pieces.
fn plain(target: &str) -> (&str, Option<&str>) {
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    (path.strip_suffix("/content").unwrap_or(path), query)
}

fn join(owner: &Owner) -> String {
    owner.iter().map(|part| escape(part)).collect::<Vec<_>>().join("/")
}

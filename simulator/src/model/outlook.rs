//! Attachments of messages, events and group posts: sessions on Outlook's own host, without the token
//! (`microsoftgraph/microsoft-graph-docs-contrib:concepts/outlook-large-attachments.md`).

use serde_json::{Map, json};

use super::address::mailbox;
use super::attached::{Shown, pairs};
use super::attachments::{Attachment, Owner};
use super::content::Content;
use super::content_range::content_range;
use super::entity_types::FILE_ATTACHMENT;
use super::failure::{Answer, Failure};
use super::forms::{ResponseStyle, location};
use super::inline::{InlineRules, NewFile};
use super::message::{Head, Request, Response, Role};
use super::piece::{self, PieceRules};
use super::rules::outlook::LimitAt;
use super::session::{self, Session, Target};
use super::tempauth::{self, Claims, Relation, TokenForm};
use super::text::escape;
use super::tolerated::Tolerated;
use super::upload_info::{self, Info, InfoRules};
use super::{Call, Model, json_body, no_segment};

/// Lifetime of the token in an upload URL: an hour longer than the session's.
const TOKEN_LIFETIME_MS: u64 = 3 * 3_600_000;
pub(super) const TYPE: &str = "#microsoft.graph.fileAttachment";
const INFO: InfoRules = InfoRules {
    parameter: "AttachmentItem",
    any_casing: false,
    any_type_casing: false,
    odata_type: "microsoft.graph.attachmentItem",
    inline: true,
};
/// The target of a session's file.
#[derive(Debug, Clone)]
pub struct OutlookTarget {
    owner: Owner,
    info: Meta,
}

/// The creation's information about the file.
#[derive(Debug, Clone)]
struct Meta {
    name: String,
    content_type: Option<String>,
    is_inline: Option<bool>,
    content_id: Option<String>,
}

impl Target for OutlookTarget {
    const KIND: &'static str = "outlook";

    fn name(&self) -> &str {
        &self.info.name
    }
}

impl Model {
    /// Whether a path leads to attachments of a message, an event or a post.
    pub(super) fn is_outlook(parts: &[&str]) -> bool {
        mailbox::read(parts).is_some()
    }

    pub(super) fn outlook(&mut self, call: &Call) -> Answer {
        let (owner, rest) = mailbox::read(call.parts).ok_or_else(|| no_segment(call.parts))?;
        self.check_exists(owner.iter().copied())?;
        let owner = self.outlook_owner(&owner);
        match (rest, call.method()) {
            (["createUploadSession"], "POST") => self.outlook_create(call, owner),
            ([], "POST") => {
                self.begin_change(call.now_ms, &owner)?;
                self.attached(call, &owner, rest, &self.outlook_shown())
            }
            (rest, _) => self.attached(call, &owner, rest, &self.outlook_shown()),
        }
    }

    /// The owner in a path such as `users/me/messages/ID`, with its user resolved.
    pub(super) fn outlook_owner(&self, path: &[&str]) -> Owner {
        let mut owner: Owner = path.iter().map(|part| (*part).to_owned()).collect();
        if owner[0] == "users" {
            owner[1] = self.user_id(&owner[1]);
        }
        owner
    }

    /// The attachments of a message, event or post, including those not yet visible. The path is as
    /// in a URL, such as `me/messages/ID` or `groups/G/threads/T/posts/P`, with unescaped ids.
    pub fn outlook_attachments(&self, path: &str) -> &[Attachment] {
        let parts: Vec<&str> = path.split('/').chain(["attachments"]).collect();
        match mailbox::read(&parts) {
            Some((owner, _)) => self.attachments.of(&self.outlook_owner(&owner)),
            None => &[],
        }
    }

    fn outlook_shown(&self) -> Shown {
        Shown {
            inline: InlineRules {
                odata_type: TYPE,
                any_type_casing: self.config.any_type_casing,
                entity_type: FILE_ATTACHMENT,
                inline: true,
                max_bytes: self.config.outlook.inline_max_bytes,
            },
            list_has_contents: true,
        }
    }

    fn outlook_create(&mut self, call: &Call, owner: Owner) -> Answer {
        let rules = &self.config.outlook;
        let any_type_casing = self.config.any_type_casing;
        let info = InfoRules { any_casing: rules.any_casing, any_type_casing, ..INFO };
        let mut tolerated = Tolerated::default();
        let info = upload_info::read(&json_body(call.request)?, &info, &mut tolerated)?;
        self.report(&call.request.head, tolerated);
        let rules = &self.config.outlook;
        if rules.deny_other_mailboxes && owner[0] == "users" && owner[1] != self.config.user.guid {
            return Err(Failure::exchange(
                403,
                "ErrorAccessDenied",
                "Access is denied. Check credentials and try again.",
            ));
        }
        if info.size < rules.session_min_bytes {
            let message = "The size of the attachment should not be less than the minimum size.";
            return Err(Failure::exchange(400, "ErrorAttachmentSizeShouldNotBeLessThanMinimumSize", message));
        }
        if info.size > rules.max_bytes {
            let message = format!("The file exceeds the limit of {} bytes.", rules.max_bytes);
            return Err(Failure::new(413, "maxFileSizeExceeded", message));
        }
        self.outlook_limit(LimitAt::Creation, info.size)?;
        self.begin_change(call.now_ms, &owner)?;
        let session = self.outlook_open(call, owner, info);
        let mut body = Map::new();
        body.insert("@odata.context".into(), self.session_context(call).into());
        body.insert("uploadUrl".into(), session.url.clone().into());
        body.extend(session.created(self.config.expiry, json!(["0-"])));
        self.outlook.insert(session.id.clone(), session);
        Ok(Response::json(201, &body.into()))
    }

    fn outlook_limit(&self, at: LimitAt, bytes: u64) -> Result<(), Failure> {
        match self.config.outlook.message_limit {
            Some((limit, when)) if when == at && bytes > limit => {
                let message = "The message exceeds the maximum supported size.";
                Err(Failure::exchange(413, "ErrorMessageSizeExceeded", message))
            }
            _ => Ok(()),
        }
    }

    fn outlook_open(&mut self, call: &Call, owner: Owner, info: Info) -> Session<OutlookTarget> {
        let (id, secret) = (self.session_id(), self.secret());
        let base = self.config.hosts.base(Role::Outlook);
        let url = format!("{base}{}/AttachmentSessions('{}')", self.outlook_path(&owner), escape(&id));
        let token = tempauth::issue(
            TokenForm::Exchange,
            &Claims {
                url: &url,
                audience: &format!("https://outlook.office.com/api/@{}", self.config.user.tenant),
                from_ms: call.now_ms,
                until_ms: call.now_ms + TOKEN_LIFETIME_MS,
                secret: &secret,
            },
        );
        let url = format!("{url}?authtoken={token}");
        let Info { name, size, content_type, is_inline, content_id } = info;
        let target = OutlookTarget { owner, info: Meta { name, content_type, is_inline, content_id } };
        let expires_ms = call.now_ms + self.config.outlook.lifetime_ms;
        Session {
            id,
            url,
            total: Some(size),
            content: Content::default(),
            expires_ms,
            commits_ms: None,
            hidden: self.config.hidden_requests,
            target,
        }
    }

    /// The session of a request's URL, or one that its token covers.
    pub(super) fn outlook_session_id(&self, head: &Head) -> Option<String> {
        let url = self.asked_url(head);
        let meant = |given: &str| tempauth::compare(given, &url) != Relation::None;
        self.outlook.values().find(|session| meant(&session.url)).map(|session| session.id.clone())
    }

    /// Handles a request on Outlook's host.
    pub(super) fn outlook_host(&mut self, now_ms: u64, request: &Request) -> Answer {
        let id = self.outlook_session_id(&request.head).ok_or_else(Failure::no_such_item)?;
        if self.outlook[&id].url != self.asked_url(&request.head) {
            self.tolerate(&request.head, "an upload URL that is not written as it was given out");
        }
        if !session::meets(&mut self.outlook, &id, now_ms) {
            return Err(Failure::no_such_item());
        }
        match request.head.method.as_str() {
            "PUT" => self.outlook_put(now_ms, request, &id),
            "GET" => self.outlook_status(&id),
            "DELETE" => {
                self.outlook.remove(&id);
                Ok(Response::empty(204))
            }
            method => Err(Failure::method(method)),
        }
    }

    fn outlook_status(&self, id: &str) -> Answer {
        match self.config.outlook.status_refusal {
            Some(404) => Err(Failure::no_such_item()),
            Some(status) => Err(Failure::exchange(status, "ErrorInvalidRequest", "The request is invalid.")),
            None => Ok(self.outlook_progress(id, self.config.outlook.status)),
        }
    }

    fn outlook_progress(&self, id: &str, style: ResponseStyle) -> Response {
        let session = &self.outlook[id];
        let base = self.config.hosts.base(Role::Outlook);
        let kind = if session.target.owner[0] == "groups" { "Groups" } else { "Users" };
        let context =
            format!("{base}{}/$metadata#{kind}('x')/AttachmentSessions/$entity", self.config.outlook.api);
        let mut body = Map::new();
        body.insert("@odata.context".into(), context.into());
        body.extend(session.progress(style, self.config.expiry));
        Response::json(200, &body.into())
    }

    fn outlook_put(&mut self, now_ms: u64, request: &Request, id: &str) -> Answer {
        let typed = request.head.header("content-type").is_some();
        if !typed {
            // `vgrem/Office365-REST-Python-Client:office365/runtime/odata/v4/upload_session_request.py`,
            // in use.
            self.tolerate(&request.head, "a piece without a Content-Type");
        }
        let rules = &self.config.outlook;
        let pieces = PieceRules { octet_stream: typed, max_bytes: rules.max_piece, ..PieceRules::default() };
        let style = rules.progress;
        let range = request.head.header("content-range").and_then(content_range);
        if let Some(piece) = &range {
            self.outlook_limit(LimitAt::Piece, piece.range.end)?;
            if piece.is_last() {
                self.outlook_limit(LimitAt::Commit, piece.range.end)?;
                let session = self.outlook.get(id).ok_or_else(Failure::no_such_item)?;
                let owner = session.target.owner.clone();
                self.begin_change(now_ms, &owner)?;
            }
        }
        let commits_ms = self.commits_ms(now_ms);
        let session = self.outlook.get_mut(id).ok_or_else(Failure::no_such_item)?;
        piece::take(session, request, &pieces)?;
        session.commits_ms = commits_ms;
        if !session.is_whole() || commits_ms.is_some() {
            return Ok(self.outlook_progress(id, style));
        }
        self.outlook_finish(now_ms, id).ok_or_else(Failure::no_such_item)
    }

    /// Makes an attachment of a session.
    pub(super) fn outlook_finish(&mut self, now_ms: u64, id: &str) -> Option<Response> {
        let session = self.outlook.remove(id)?;
        let OutlookTarget { owner, info } = session.target;
        let file = NewFile {
            name: info.name,
            content_type: info.content_type,
            content: session.content,
            is_inline: Some(info.is_inline.unwrap_or(false)),
            content_id: info.content_id,
        };
        let attachment = self.attach(now_ms, &owner, TYPE, file);
        let path = format!("{}/Attachments", self.outlook_path(&owner));
        let base = self.config.hosts.base(Role::Outlook);
        Some(location(Response::empty(201), self.config.outlook.location, base, &path, &attachment.id))
    }
}

impl Model {
    /// `/api/v2.0/Users('u@t')/Messages('m')`: capitalised names except in Graph's own versions
    /// (`/api/gv1.0`, `microsoftgraph/microsoft-graph-docs-contrib:issues/8880`), ids in quotes, if
    /// any, and users with their tenant.
    fn outlook_path(&self, owner: &Owner) -> String {
        let api = &self.config.outlook.api;
        let graph = api.starts_with("/api/g");
        let case = |name: &str| if graph { name.to_owned() } else { name[..1].to_uppercase() + &name[1..] };
        let tenant = |name: &str| match name {
            "users" => format!("@{}", self.config.user.tenant),
            _ => String::new(),
        };
        let part = |(name, id): (&str, Option<&str>)| match id {
            Some(id) => format!("/{}('{}{}')", case(name), escape(&id.replace('\'', "''")), tenant(name)),
            None => format!("/{}", case(name)),
        };
        pairs(owner).into_iter().map(part).fold(api.clone(), |path, part| path + &part)
    }
}

//! What can be chosen about the service's behaviour. The defaults are the documented behaviour.

use super::message::Role;

/// 25 MB, the limit of a To Do attachment, read generously: the page says "25 MB" without saying which
/// (`microsoftgraph/microsoft-graph-docs-contrib:concepts/todo-attachments.md`).
pub const TODO_MAX_BYTES: u64 = 25 * 1024 * 1024;
/// 4 MB, the limit of a piece for To Do and Outlook, read strictly.
pub const PIECE_MAX_BYTES: u64 = 4_000_000;
/// 3 MB, below which an attachment goes in one request.
pub const SMALL_BYTES: u64 = 3 * 1024 * 1024;

/// The whole of it.
#[derive(Debug, Clone)]
pub struct Config {
    /// The base URL of each host, without a slash at the end.
    pub hosts: Hosts,
    /// The token that is accepted.
    pub token: String,
    /// The signed-in user.
    pub user: User,
    /// Goes into ids and session secrets, so that two services do not make the same ones.
    pub seed: u64,
    /// Ends every attachment id. Ids hold `=`, `-` and `_`; `+` and `/` may occur too.
    pub id_tail: String,
    /// How many entries a page of a list has.
    pub page_size: usize,
    /// How long after its commit a file is not shown by look-ups.
    pub visible_after_ms: u64,
    /// To Do.
    pub todo: TodoRules,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            hosts: Hosts::default(),
            token: "simulator-token".to_owned(),
            user: User::default(),
            seed: 1,
            id_tail: "-_A=".to_owned(),
            page_size: 10,
            visible_after_ms: 0,
            todo: TodoRules::default(),
        }
    }
}

/// The base URLs under which the hosts are reached.
#[derive(Debug, Clone)]
pub struct Hosts([String; 5]);

impl Hosts {
    /// From base URLs in the order of [`Role::ALL`].
    pub fn new(bases: [String; 5]) -> Hosts {
        Hosts(bases)
    }

    /// The base URL of a host.
    pub fn base(&self, role: Role) -> &str {
        &self.0[role as usize]
    }
}

impl Default for Hosts {
    /// The public names.
    fn default() -> Hosts {
        Hosts(
            [
                "https://graph.microsoft.com",
                "https://outlook.office.com",
                "https://contoso-my.sharepoint.com",
                "https://sn3302.up.1drv.com",
                "https://print.print.microsoft.com",
            ]
            .map(str::to_owned),
        )
    }
}

/// The signed-in user: `me`, and `users/{guid}` and `users/{upn}`.
#[derive(Debug, Clone)]
pub struct User {
    /// The id that upload URLs carry.
    pub guid: String,
    /// The sign-in name.
    pub upn: String,
}

impl Default for User {
    fn default() -> User {
        User {
            guid: "6f9a2a92-8527-4d64-837e-b5312852f36d".to_owned(),
            upn: "megan@contoso.example".to_owned(),
        }
    }
}

/// How the members of a progress reply are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Casing {
    /// `expirationDateTime`, `nextExpectedRanges`.
    Camel,
    /// `ExpirationDateTime`, `NextExpectedRanges`: the To Do example.
    Pascal,
    /// `ExpirationDateTime`, `nextExpectedRanges`: the Outlook example.
    Mixed,
    /// `expirationdatetime`, `nextexpectedranges`.
    Lower,
}

/// How missing ranges are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RangeForm {
    /// `"2097152"`.
    Bare,
    /// `"2097152-"`.
    Open,
    /// `"2097152-3483321"`.
    Closed,
    /// `"2097152-3483322"`: one past the last index, as a print page has it.
    ClosedPastEnd,
    /// The missing range in two, closed: `"2097152-2097152","2097153-3483321"`.
    Split,
    /// `[]`.
    Empty,
    /// `null`.
    Null,
    /// No such member.
    Missing,
}

/// How a progress or status reply is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplyStyle {
    /// The casing of the members.
    pub casing: Casing,
    /// The form of the ranges.
    pub ranges: RangeForm,
}

impl ReplyStyle {
    /// A style.
    pub const fn new(casing: Casing, ranges: RangeForm) -> ReplyStyle {
        ReplyStyle { casing, ranges }
    }
}

/// How the `Location` of a new attachment is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LocationForm {
    /// `https://…/Attachments/ID`.
    Segment,
    /// `https://…/Attachments('ID')`.
    Quoted,
    /// `/v1.0/…/Attachments/ID`.
    Relative,
    /// `/v1.0/…/Attachments('ID')`.
    RelativeQuoted,
    /// `https://…/attachments/ID` with `=` and others as percent escapes.
    Encoded,
    /// `https://…/Attachments(%27ID%27)`, with escapes inside too.
    EncodedQuoted,
    /// `https://…/Attachments/ID?api-version=1#x`.
    WithQuery,
    /// No such header.
    Missing,
}

/// Which URL takes the pieces of a To Do session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PutForm {
    /// `{uploadUrl}/content` alone, as the current page has it; the bare URL answers 404.
    Content,
    /// `{uploadUrl}` alone, as the first page had it; `/content` answers the given status (404 or 405).
    Bare {
        /// What `/content` answers.
        refusal: u16,
    },
    /// Both.
    Both,
}

/// What an upload URL of To Do looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UrlForm {
    /// `…/attachmentSessions/{id}`.
    Plain,
    /// `…/attachmentSessions/{id}/content`.
    EndsInContent,
    /// `…/attachmentSessions/{id}?{query}`.
    Query(String),
}

/// How To Do behaves.
#[derive(Debug, Clone)]
pub struct TodoRules {
    /// The status of a creation: 200, or 201 as one page says.
    pub create_status: u16,
    /// The largest attachment of a session. More is answered with 413 `maxFileSizeExceeded`.
    pub max_bytes: u64,
    /// The largest piece. More is answered with 413 `maxFragmentLengthExceeded`.
    pub max_piece: u64,
    /// Attachments from this size on are refused in one request, with 413 `ErrorMessageSizeExceeded`.
    pub small_bytes: u64,
    /// How progress is written.
    pub progress: ReplyStyle,
    /// How the status of a session is written.
    pub status: ReplyStyle,
    /// How `Location` is written.
    pub location: LocationForm,
    /// Where pieces go.
    pub put: PutForm,
    /// What the upload URL looks like.
    pub url: UrlForm,
    /// How long a session lives. Its expiry does not move.
    pub lifetime_ms: u64,
    /// The lists and tasks that exist; `None` for all.
    pub known: Option<Vec<(String, String)>>,
}

impl Default for TodoRules {
    fn default() -> TodoRules {
        TodoRules {
            create_status: 200,
            max_bytes: TODO_MAX_BYTES,
            max_piece: PIECE_MAX_BYTES,
            small_bytes: SMALL_BYTES,
            progress: ReplyStyle::new(Casing::Pascal, RangeForm::Bare),
            status: ReplyStyle::new(Casing::Camel, RangeForm::Bare),
            location: LocationForm::Segment,
            put: PutForm::Content,
            url: UrlForm::Plain,
            lifetime_ms: 24 * 3_600_000,
            known: None,
        }
    }
}

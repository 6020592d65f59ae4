//! Behaviour of drives.

use crate::model::content::Content;
use crate::model::forms::{Casing, RangeForm, ResponseStyle};

/// Endings of file names that `SharePoint` rewrites (`OneDrive/onedrive-api-docs:issues/935`, and
/// `rclone/rclone:docs/content/onedrive.md` for pages).
pub const OFFICE: [&str; 8] = ["docx", "xlsx", "pptx", "doc", "xls", "ppt", "html", "aspx"];

/// The two types of drives, which differ in hosts, lifetimes, locks and commits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    /// OneDrive for Business and SharePoint document libraries.
    Business,
    /// OneDrive.
    Personal,
}

/// Forms of upload URLs of business drives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BusinessUrl {
    /// `/_api/v2.0/drives/b!…/items/01…/uploadSession?guid='…'&path='~tmp…'&…&dc=0&tempauth=` and a JSON Web Token
    /// (`abraunegg/onedrive:issues/815`).
    Drives,
    /// The same with `/drive/items/01…` (`microsoftgraph/microsoft-graph-docs:issues/5155`).
    Drive,
    /// As the first, with `//personal/…`.
    DoubleSlash,
    /// As the first, with `%u00e4` for `ä` inside `path`.
    Unicode,
    /// As the first, with `tempauth=v1e.…`, the current form.
    Sealed,
    /// As the first, with `access_token=…&prooftoken=…` at the end, as in 2017
    /// (`OneDrive/onedrive-api-docs:issues/593`).
    ProofToken,
}

/// Forms of upload URLs of personal drives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonalUrl {
    /// `/up/…`, as the pages have it
    /// (`microsoftgraph/microsoft-graph-docs-contrib:api-reference/v1.0/api/driveitem-createuploadsession.md`).
    Up,
    /// `/rup/…/…/4m…/…/4w…`, over 1,000 characters, as up to 2024 (`abraunegg/onedrive:issues/2825`).
    Rup,
    /// `/personal/…/_api/v2.0/drives/b!…/items/01…/uploadSession?guid='…'&dc=0&tempauth=v1e.…`, as from 2025 on
    /// (`abraunegg/onedrive:issues/3355`).
    Content,
}

/// Forms of responses to pieces and status queries over the years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionResponses {
    /// `expirationDateTime` with three digits, and the ranges (`abraunegg/onedrive:pull/721`).
    Current,
    /// A context, an expiry with seven digits, the ranges, and `"uploadUrl": null`
    /// (`OneDrive/onedrive-api-docs:issues/342`).
    Year2016,
    /// An expiry with seven digits and `+00:00` (`OneDrive/onedrive-api-docs:issues/41`); only
    /// status queries list the ranges (`OneDrive/onedrive-api-docs:issues/75`).
    Year2015,
}

/// What happens if the name is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behaviour {
    /// The upload is refused.
    Fail,
    /// The file gets a new version.
    Replace,
    /// The upload gets another name.
    Rename,
}

impl Behaviour {
    /// Parses the word used in requests.
    pub fn read(word: &str) -> Option<Behaviour> {
        match word {
            "fail" => Some(Behaviour::Fail),
            "replace" => Some(Behaviour::Replace),
            "rename" => Some(Behaviour::Rename),
            _ => None,
        }
    }
}

/// When a name conflict under `fail` is detected (`OneDrive/onedrive-api-docs:issues/55`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConflictAt {
    /// At creation.
    Creation,
    /// At the first piece.
    FirstPiece,
    /// At the commit; the session survives.
    Commit,
}

/// What happens to a file whose pieces, except the last, are not all a multiple of
/// [`DriveRules::multiple`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Uneven {
    /// It is committed.
    Taken,
    /// It is committed if it has fewer bytes. Otherwise the commit fails with 500
    /// `generalException`, and the status of the session lists no range
    /// (`OneDrive/onedrive-api-docs:issues/71`).
    FailsFrom(u64),
}

/// When items show a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HashRule {
    /// At once.
    Shown,
    /// This many milliseconds after the commit.
    After(u64),
    /// Not in the response to the commit, nor in this many first look-ups.
    AfterLooks(u64),
    /// Never.
    Missing,
    /// As an empty string.
    Blank,
}

/// A hash in items. Hexadecimal digits come in either case
/// (`microsoftgraph/microsoft-graph-docs-contrib:api-reference/v1.0/resources/hashes.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HashName {
    /// `quickXorHash`.
    QuickXor,
    /// `sha1Hash` in lower case.
    Sha1Lower,
    /// `sha1Hash` in upper case.
    Sha1Upper,
    /// `sha256Hash` in lower case.
    Sha256Lower,
    /// `sha256Hash` in upper case.
    Sha256Upper,
}

impl HashName {
    /// The name of the member.
    pub fn member(self) -> &'static str {
        match self {
            HashName::QuickXor => "quickXorHash",
            HashName::Sha1Lower | HashName::Sha1Upper => "sha1Hash",
            HashName::Sha256Lower | HashName::Sha256Upper => "sha256Hash",
        }
    }
}

/// The hash of a content that consists of a caller's sources.
pub type SourceHash = fn(&Content) -> Option<String>;

/// Behaviour of drives.
#[derive(Debug, Clone)]
pub struct DriveRules {
    /// The type of drives, unless listed below.
    pub flavour: Flavour,
    /// Ids of drives of another type. The ids of `me/drive`, `users/U/drive`, `groups/G/drive` and
    /// `sites/S/drive` are `user-GUID`, `user-U`, `group-G` and `site-S`.
    pub flavours: Vec<(String, Flavour)>,
    /// The default conflict behaviour. Users observe `replace`
    /// (`microsoftgraph/microsoft-graph-docs:issues/19010`); the page says `fail`.
    pub default_behaviour: Behaviour,
    /// Whether a conflict behaviour beside `item`, instead of in it, has an effect. It is accepted,
    /// and the page lists it as a member of the body
    /// (`microsoftgraph/microsoft-graph-docs:issues/19010`); `item` is the only parameter that
    /// could hold it (`microsoftgraph/msgraph-metadata:schemas/v1.0-Prod.csdl`).
    pub outer_behaviour: bool,
    /// Whether a business drive accepts and shows a `description`. The page says that only personal
    /// drives have one.
    pub business_description: bool,
    /// When conflicts are detected.
    pub conflict_at: ConflictAt,
    /// Whether a taken name is a conflict for the last piece under `rename` too, so that only a
    /// commit by `sourceUrl` can resolve it, as the page's section on upload errors describes
    /// (`microsoftgraph/microsoft-graph-docs-contrib:api-reference/v1.0/api/driveitem-createuploadsession.md`).
    pub rename_conflicts: bool,
    /// The code of a conflict at commit: `nameAlreadyExists`, or `upload_name_conflict` on other pages.
    pub conflict_code: &'static str,
    /// Whether missing folders of a path are created. Otherwise the response is 404.
    pub make_parents: bool,
    /// Whether an unknown item id before a path counts as a folder. Otherwise the response is 404.
    pub accept_unknown_parents: bool,
    /// How long after its DELETE a session still locks the name on a business drive
    /// (`OneDrive/onedrive-api-docs:issues/989`).
    pub stub_lingers_ms: u64,
    /// Whether creating a session changes the eTag of the file to be replaced
    /// (`OneDrive/onedrive-api-docs:issues/1716`).
    pub session_bumps_etag: bool,
    /// Whether a personal drive refuses `replace` in a commit with `sourceUrl`
    /// (`OneDrive/onedrive-api-docs:issues/1616`).
    pub source_url_refuses_replace: bool,
    /// Capacity of a drive in bytes; `None` for no limit. More is refused with 507
    /// `quotaLimitReached`.
    pub quota_bytes: Option<u64>,
    /// Largest piece, inclusive; the page says "less than 60 MiB". More is refused with 413.
    pub max_piece: u64,
    /// Largest file of a session.
    pub max_bytes: u64,
    /// Largest file in one request.
    pub max_whole: u64,
    /// Pieces except the last should be a multiple of this.
    pub multiple: u64,
    /// What happens to a file if they are not. Pieces of any size are accepted
    /// (`OneDrive/onedrive-api-docs:issues/686`); the smallest files with a reported failure exceed
    /// 1 GiB (`OneDrive/onedrive-api-docs:issues/71`), in another report they have 7.6 GiB
    /// (`OneDrive/onedrive-api-docs:issues/70`).
    pub uneven: Uneven,
    /// The form of progress.
    pub progress: ResponseStyle,
    /// The form of a session's status.
    pub status: ResponseStyle,
    /// The year of these forms.
    pub responses: SessionResponses,
    /// Whether pieces may leave the total open, as in `bytes 0-9/*`. Three reports have a refusal,
    /// one of them `microsoft/AI-in-One-Dashboard:pull/37`; one client does it in sessions with a
    /// deferred commit.
    pub open_totals: bool,
    /// Whether a POST to the upload URL commits a session of a personal drive too. The pages
    /// document it for business drives only
    /// (`microsoftgraph/microsoft-graph-docs-contrib:api-reference/v1.0/api/driveitem-createuploadsession.md`).
    pub personal_commit: bool,
    /// Whether the response to a creation lists the missing ranges.
    pub create_ranges: bool,
    /// Lifetime of a business drive's session after its creation or its last piece.
    pub business_lifetime_ms: u64,
    /// Lifetime of the token in an upload URL; nothing extends it.
    pub tempauth_lifetime_ms: u64,
    /// The status after it has expired, 401 or 403.
    pub tempauth_refusal: u16,
    /// Lifetime of a personal drive's session, unless the token in its URL expires earlier.
    pub personal_lifetime_ms: u64,
    /// When hashes are shown.
    pub hash: HashRule,
    /// Which ones; if none, `hashes` is present and empty. All but `quickXorHash` require that
    /// bytes are kept.
    pub hashes: Vec<HashName>,
    /// Whether an empty file has hashes, with a `quickXorHash` of zeros.
    pub empty_hash: bool,
    /// How contents that consist of a caller's sources are hashed.
    pub source_hash: Option<SourceHash>,
    /// The names, and endings of names, that a business drive rewrites, with another size and hash;
    /// see [`OFFICE`].
    pub rewritten: Vec<String>,
    /// By how many bytes such a file grows. Negative numbers and 0 are possible; at 0 it looks
    /// damaged.
    pub rewrite_bytes: i64,
    /// Whether responses percent-encode the names of items.
    pub escaped_names: bool,
    /// The form of business drives' upload URLs.
    pub business_url: BusinessUrl,
    /// The form of personal drives' upload URLs.
    pub personal_url: PersonalUrl,
    /// Whether the upload hosts ignore a token, as they did for years: the page says that one "may"
    /// be refused, and clients that send it met the refusal late (`rclone/rclone:issues/7405`). It
    /// is recorded as a violation all the same.
    pub takes_tokens: bool,
}

impl Default for DriveRules {
    fn default() -> DriveRules {
        const MINUTE: u64 = 60_000;
        DriveRules {
            flavour: Flavour::Business,
            flavours: Vec::new(),
            default_behaviour: Behaviour::Replace,
            outer_behaviour: false,
            business_description: false,
            conflict_at: ConflictAt::Creation,
            rename_conflicts: false,
            conflict_code: "nameAlreadyExists",
            make_parents: true,
            accept_unknown_parents: true,
            stub_lingers_ms: 0,
            session_bumps_etag: false,
            source_url_refuses_replace: false,
            quota_bytes: None,
            max_piece: 60 * 1024 * 1024 - 1,
            max_bytes: 250 * 1024 * 1024 * 1024,
            max_whole: 250 * 1024 * 1024,
            multiple: 320 * 1024,
            uneven: Uneven::FailsFrom(1 << 30),
            progress: ResponseStyle::new(Casing::Camel, RangeForm::Closed),
            status: ResponseStyle::new(Casing::Camel, RangeForm::Closed),
            responses: SessionResponses::Current,
            open_totals: false,
            personal_commit: false,
            create_ranges: true,
            business_lifetime_ms: 15 * MINUTE,
            tempauth_lifetime_ms: 24 * 60 * MINUTE,
            tempauth_refusal: 401,
            personal_lifetime_ms: 7 * 24 * 60 * MINUTE,
            hash: HashRule::Shown,
            hashes: vec![HashName::QuickXor],
            empty_hash: true,
            source_hash: None,
            rewritten: Vec::new(),
            rewrite_bytes: 317,
            escaped_names: false,
            business_url: BusinessUrl::Drives,
            personal_url: PersonalUrl::Content,
            takes_tokens: false,
        }
    }
}

impl DriveRules {
    /// The type of a drive.
    pub fn flavour_of(&self, drive: &str) -> Flavour {
        self.flavours.iter().find(|(id, _)| id == drive).map_or(self.flavour, |(_, flavour)| *flavour)
    }
}

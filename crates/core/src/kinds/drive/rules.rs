//! What holds for every file in a drive.

use crate::graph::endpoint::UploadHost;
use crate::kinds::{Evidence, Family, LastResponse, LookBefore, Order, Permission, PieceRule, Rules};

/// The rules of drive items.
pub static RULES: Rules = Rules {
    kind: "drive-item",
    family: Family::Drive,
    title: "a file in a drive",
    token_on_upload_url: false,
    upload_host: UploadHost::Drive,
    bytes_suffix: None,
    order: Order::Strict,
    piece: PieceRule {
        // Less than 60 MiB: 191 × 320 KiB.
        max: 62_586_880,
        // Other multiples are accepted for each piece, but fail when the file is assembled
        // (OneDrive/onedrive-api-docs issues 70 and 71).
        multiple: 327_680,
        first: 10 * 1024 * 1024,
    },
    // rclone/rclone: docs/content/onedrive.md
    size_max: 250 * 1024 * 1024 * 1024,
    session_min: 1,
    inline_max: Some(0),
    last_response: LastResponse::Item,
    evidence: Evidence::SizeAndHash,
    status_documented: true,
    // rclone/rclone: backend/onedrive/onedrive.go ("eventual consistency")
    shows_late: true,
    absence_is_known: true,
    look_before: LookBefore::Large,
    immutable_ids: false,
    // MicrosoftDocs: api/driveitem-createuploadsession.md
    permission: Permission { delegated: "Files.ReadWrite", application: Some("Sites.ReadWrite.All") },
};

/// Largest file that goes in one request if sessions never work
/// (microsoftgraph/msgraph-sdk-javascript issue 272). Content of up to 4 MiB was documented for
/// years (OneDrive/onedrive-api-docs: docs/rest-api/api/driveitem_put_content.md).
pub const ONE_REQUEST_MAX: u64 = 4 * 1024 * 1024;

/// Largest file that one request takes: 250 MB, by the smaller of both readings (MicrosoftDocs:
/// api/driveitem-put-content.md).
pub const CONTENT_MAX: u64 = 250_000_000;

/// The members that a look-up of one item selects: enough to recognise a file, and to return it as
/// the result.
pub const SELECT: &str =
    "$select=id,name,size,eTag,cTag,webUrl,file,folder,fileSystemInfo,lastModifiedDateTime";

/// The same for a list, whose pages stay below some 100 KB, so that folders with thousands of files
/// cost little per page.
pub const SELECT_OF_MANY: &str =
    "$select=id,name,size,eTag,cTag,webUrl,file,folder,lastModifiedDateTime&$top=200";

//! The properties of types, as `$select` may name them. Those unknown to the simulator are missing
//! in entities (`microsoftgraph/msgraph-metadata:schemas/v1.0-Prod.csdl`).

/// A type and its properties.
#[derive(Debug, Clone, Copy)]
pub struct EntityType {
    /// The full name.
    pub name: &'static str,
    /// The properties, including those of base types and the navigation properties.
    pub properties: &'static [&'static str],
}

/// An item of a drive. `media`, `source`, `viewpoint`, `activities` and `contentStream` are in the
/// beta only; versions are not distinguished here.
pub const DRIVE_ITEM: EntityType = EntityType {
    name: "microsoft.graph.driveItem",
    properties: &[
        "id",
        "createdBy",
        "createdDateTime",
        "description",
        "eTag",
        "lastModifiedBy",
        "lastModifiedDateTime",
        "name",
        "parentReference",
        "webUrl",
        "createdByUser",
        "lastModifiedByUser",
        "audio",
        "bundle",
        "content",
        "cTag",
        "deleted",
        "file",
        "fileSystemInfo",
        "folder",
        "image",
        "location",
        "malware",
        "package",
        "pendingOperations",
        "photo",
        "publication",
        "remoteItem",
        "root",
        "searchResult",
        "shared",
        "sharepointIds",
        "size",
        "specialFolder",
        "video",
        "webDavUrl",
        "analytics",
        "children",
        "listItem",
        "permissions",
        "retentionLabel",
        "subscriptions",
        "thumbnails",
        "versions",
        "workbook",
        "media",
        "source",
        "viewpoint",
        "activities",
        "contentStream",
    ],
};

/// An attachment of a message, an event or a post.
pub const FILE_ATTACHMENT: EntityType = EntityType {
    name: "microsoft.graph.fileAttachment",
    properties: &[
        "id",
        "contentType",
        "isInline",
        "lastModifiedDateTime",
        "name",
        "size",
        "contentBytes",
        "contentId",
        "contentLocation",
    ],
};

/// An attachment of a task.
pub const TASK_FILE_ATTACHMENT: EntityType = EntityType {
    name: "microsoft.graph.taskFileAttachment",
    properties: &["id", "contentType", "lastModifiedDateTime", "name", "size", "contentBytes"],
};

/// A document of a print job.
pub const PRINT_DOCUMENT: EntityType = EntityType {
    name: "microsoft.graph.printDocument",
    properties: &[
        "id",
        "configuration",
        "contentType",
        "displayName",
        "downloadedDateTime",
        "size",
        "uploadedDateTime",
    ],
};

//! Documents of Universal Print jobs (MicrosoftDocs: concepts/upload-data-to-upload-session.md).

use std::sync::Arc;

use serde_json::{Value, json};

use crate::error::Error;
use crate::graph::endpoint::{UploadHost, Version};
use crate::graph::item::Item;
use crate::graph::json as reply_json;
use crate::graph::request::Method;
use crate::kinds::Evidence;
use crate::kinds::Family;
use crate::kinds::validate::{self, segment};
use crate::kinds::{Call, LastReply, OCTETS, Order, Permission, PieceRule, Property, Rules, Target};

/// 30 × 320 KiB, below the documented 10 MB however that is counted.
const PIECE: u64 = 9_830_400;

/// The rules of print documents.
pub static RULES: Rules = Rules {
    kind: "print-document",
    family: Family::Print,
    title: "a print document",
    token_on_upload_url: false,
    upload_host: UploadHost::Print,
    bytes_suffix: None,
    order: Order::Any,
    piece: PieceRule { max: PIECE, multiple: 1, first: PIECE },
    // No limit is documented but the type of the member `size`.
    size_max: i64::MAX as u64,
    session_min: 1,
    inline_max: None,
    last_reply: LastReply::Item,
    evidence: Evidence::Size,
    status_documented: true,
    shows_late: false,
    absence_is_known: false,
    immutable_ids: false,
    // MicrosoftDocs: api/printdocument-createuploadsession.md
    permission: Permission { delegated: "PrintJob.Create", application: Some("PrintJob.ReadWrite.All") },
};

/// Jobs on shares are refused to applications.
const ON_SHARES: Permission = Permission::delegated("PrintJob.Create");

/// Stands in front of the size where the service does not say when a document was uploaded: a change then shows, and
/// proves nothing.
const UNDATED: &str = "undated ";

/// A document of a print job that gets its content.
#[derive(Debug, Clone)]
pub struct PrintDocument {
    document: String,
    name: String,
    content_type: String,
    permission: Permission,
}

impl PrintDocument {
    /// A document of a job on a printer.
    pub fn of_printer(printer: &str, job: &str, document: &str, name: &str) -> Result<Self, Error> {
        let place = format!("printers/{}", segment(&validate::id("printer", printer)?));
        Self::at(place, job, document, name, RULES.permission)
    }

    /// A document of a job on a printer share.
    pub fn of_share(share: &str, job: &str, document: &str, name: &str) -> Result<Self, Error> {
        let place = format!("shares/{}", segment(&validate::id("share", share)?));
        Self::at(place, job, document, name, ON_SHARES)
    }

    fn at(
        place: String,
        job: &str,
        document: &str,
        name: &str,
        permission: Permission,
    ) -> Result<Self, Error> {
        let job = segment(&validate::id("job", job)?);
        let document = segment(&validate::id("document", document)?);
        Ok(Self {
            document: format!("/print/{place}/jobs/{job}/documents/{document}"),
            name: validate::name("name", name)?,
            content_type: OCTETS.to_owned(),
            permission,
        })
    }
}

impl Target for PrintDocument {
    fn rules(&self) -> &'static Rules {
        &RULES
    }

    fn permission(&self) -> Permission {
        self.permission
    }

    fn create(&self, size: u64, _version: Version) -> Option<Call> {
        let properties = json!({ "documentName": self.name, "contentType": self.content_type, "size": size });
        let path = format!("{}/createUploadSession", self.document);
        Some(Call::json(Method::Post, path, &json!({ "properties": properties })))
    }

    fn inline(&self, _size: u64) -> Option<Call> {
        None
    }

    fn look(&self) -> Option<Call> {
        Some(Call::get(self.document.clone()))
    }

    /// The document is there before its content is; what changes is when it was uploaded.
    fn sightings(&self, page: &Value) -> Vec<Item> {
        let uploaded = reply_json::text(page, "uploadedDateTime").unwrap_or_default();
        Item::from_json(page)
            .map(|item| match uploaded {
                "" => Item { etag: format!("{UNDATED}{}", item.size.unwrap_or(0)), ..item },
                time => Item { etag: time.to_owned(), ..item },
            })
            .into_iter()
            .collect()
    }

    fn can_be(&self, seen: &Item, size: u64) -> bool {
        !seen.etag.starts_with(UNDATED) && seen.size == Some(size)
    }

    fn set(&mut self, property: Property) -> Result<(), Error> {
        match property {
            Property::ContentType(text) => {
                self.content_type = validate::content_type("content type", &text)?;
                Ok(())
            }
            other => Err(other.refused_by(&RULES)),
        }
    }

    fn share(&self) -> Arc<dyn Target> {
        Arc::new(self.clone())
    }
}

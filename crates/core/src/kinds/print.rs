//! Documents of Universal Print jobs (MicrosoftDocs: concepts/upload-data-to-upload-session.md).

use std::sync::Arc;

use serde_json::{Value, json};

use crate::error::Error;
use crate::graph::endpoint::{UploadHost, Version};
use crate::graph::item::Item;
use crate::graph::json as response_json;
use crate::graph::request::Method;
use crate::kinds::Evidence;
use crate::kinds::Family;
use crate::kinds::saved::SavedPlace;
use crate::kinds::validate::{self, segment};
use crate::kinds::{
    Call, LastResponse, LookBefore, OCTETS, Order, Permission, PieceRule, Property, Rules, SavedTarget,
    Target,
};

/// 30 × 320 KiB, below the documented 10 MB by either definition.
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
    // The only documented limit is the type of the member `size`.
    size_max: i64::MAX as u64,
    session_min: 1,
    inline_max: None,
    last_response: LastResponse::Item,
    evidence: Evidence::Size,
    status_documented: true,
    shows_late: false,
    absence_is_known: false,
    look_before: LookBefore::Always,
    immutable_ids: false,
    // MicrosoftDocs: api/printdocument-createuploadsession.md
    permission: Permission { delegated: "PrintJob.Create", application: Some("PrintJob.ReadWrite.All") },
};

/// Applications are refused for jobs on shares.
const ON_SHARES: Permission = Permission::delegated("PrintJob.Create");

/// Precedes the size if the service does not say when a document was uploaded: a change is then
/// visible, but proves nothing.
const UNDATED: &str = "undated ";

/// A document of a print job that gets its content.
#[derive(Debug, Clone)]
pub struct PrintDocument {
    document: String,
    name: String,
    content_type: String,
    permission: Permission,
    saved: SavedTarget,
}

impl PrintDocument {
    /// A document of a job on a printer.
    pub fn of_printer(printer: &str, job: &str, document: &str, name: &str) -> Result<Self, Error> {
        let saved = SavedPlace::PrintDocument {
            printer: printer.into(),
            job: job.into(),
            document: document.into(),
            name: name.into(),
        };
        let place = format!("printers/{}", segment(&validate::id("printer", printer)?));
        Self::at(place, job, document, name, RULES.permission, saved)
    }

    /// A document of a job on a printer share.
    pub fn of_share(share: &str, job: &str, document: &str, name: &str) -> Result<Self, Error> {
        let saved = SavedPlace::PrintShareDocument {
            share: share.into(),
            job: job.into(),
            document: document.into(),
            name: name.into(),
        };
        let place = format!("shares/{}", segment(&validate::id("share", share)?));
        Self::at(place, job, document, name, ON_SHARES, saved)
    }

    fn at(
        place: String,
        job: &str,
        document: &str,
        name: &str,
        permission: Permission,
        saved: SavedPlace,
    ) -> Result<Self, Error> {
        let job = segment(&validate::id("job", job)?);
        let document = segment(&validate::id("document", document)?);
        Ok(Self {
            document: format!("/print/{place}/jobs/{job}/documents/{document}"),
            name: validate::name("name", name)?,
            content_type: OCTETS.to_owned(),
            permission,
            saved: saved.into(),
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

    /// The document exists before its content; what changes is when it was uploaded.
    fn candidates(&self, page: &Value) -> Vec<Item> {
        let uploaded = response_json::text(page, "uploadedDateTime").unwrap_or_default();
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
        match &property {
            Property::ContentType(text) => {
                self.content_type = validate::content_type("content type", text)?;
            }
            other => return Err(other.refused_by(&RULES)),
        }
        self.saved.keep(property);
        Ok(())
    }

    fn saved(&self) -> SavedTarget {
        self.saved.clone()
    }

    fn share(&self) -> Arc<dyn Target> {
        Arc::new(self.clone())
    }
}

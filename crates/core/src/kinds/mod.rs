//! The kinds of targets: the rules of each as a constant table row, and its requests.
//!
//! A new kind is one file here with one [`Rules`] row in [`KINDS`], one [`Target`], and its places in `saved.rs`.

pub mod adopted;
mod attachments;
pub mod drive;
pub mod integrity;
mod name;
mod named;
pub mod outlook;
pub mod permission;
pub mod print;
pub mod property;
pub mod rules;
mod saved;
pub mod text_form;
pub mod todo;
pub mod validate;
pub mod values;

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use crate::error::Error;
use crate::graph::endpoint::Version;
use crate::graph::item::Item;
use crate::graph::request::{Body, Method};
use crate::graph::words::without_token;
use crate::secret::Secret;

pub use adopted::Adopted;
pub use drive::DriveItem;
pub use integrity::Evidence;
pub use named::PROPERTIES;
pub use outlook::OutlookItem;
pub use permission::Permission;
pub use print::PrintDocument;
pub use property::{Commit, Conflict, Property};
pub use rules::{Family, LastResponse, LookBefore, Order, PieceRule, Rules, check_piece, check_size};
pub use saved::SavedTarget;
pub use todo::TodoTask;

/// The rules of every kind, in the order of their numbers in the C API. Append only.
pub static KINDS: [&Rules; 4] = [&todo::RULES, &outlook::RULES, &drive::RULES, &print::RULES];

/// A request of a kind: a path below Graph's version, with headers and body.
#[derive(Clone, PartialEq, Eq)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// The path, encoded, starting with `/`; may be followed by a query.
    pub path: String,
    /// Headers besides those of every request; includes `Content-Type` if there is a body.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Body,
}

/// Without the token of a share, which grants access.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { method, path, headers, body } = self;
        let path = without_token(path);
        f.debug_struct("Call")
            .field("method", method)
            .field("path", &path)
            .field("headers", headers)
            .field("body", body)
            .finish()
    }
}

impl Call {
    /// A request with a body of this type.
    pub fn new(method: Method, path: String, content_type: &str, body: Body) -> Self {
        Self { method, path, headers: vec![("Content-Type", content_type.to_owned())], body }
    }

    /// A request with a JSON body.
    pub fn json(method: Method, path: String, body: &Value) -> Self {
        // Every `Value` can be serialized.
        let text = Secret::json(body).map(Secret::into_text).unwrap_or_default();
        Self::new(method, path, JSON, Body::Text(text))
    }

    /// A GET.
    pub fn get(path: String) -> Self {
        Self { method: Method::Get, path, headers: Vec::new(), body: Body::Empty }
    }
}

/// The media type of JSON bodies.
pub const JSON: &str = "application/json";

/// The media type of file contents, unless the caller gives one.
pub const OCTETS: &str = "application/octet-stream";

/// A place to upload a file to.
pub trait Target: fmt::Debug + Send + Sync {
    /// The rules of its kind.
    fn rules(&self) -> &'static Rules;

    /// The permission that the token needs for this place.
    fn permission(&self) -> Permission {
        self.rules().permission
    }

    /// The request that creates an upload session for a file of `size` bytes, or `None` if only an
    /// existing session can be used.
    fn create(&self, size: u64, version: Version) -> Option<Call>;

    /// The request that sends the whole file at once. Called for files up to [`Rules::inline_max`] that
    /// no session takes, for those up to [`Self::one_request_max`], and where sessions never work and
    /// [`Self::inline_instead`] says so.
    fn inline(&self, size: u64) -> Option<Call>;

    /// The request that looks up what is stored at the target, or `None` if nothing can be looked
    /// up.
    fn look(&self) -> Option<Call>;

    /// The candidates in a page of the look-up's response: items that could be the uploaded file.
    /// Two of them show the same content according to [`Item::shows_same_content`], by content tag
    /// or eTag; without either they differ by id only. If the file may get another name, these are
    /// all its siblings.
    fn candidates(&self, page: &Value) -> Vec<Item>;

    /// Whether 404 to a look-up is conclusive.
    fn absence_is_known(&self) -> bool {
        self.rules().absence_is_known
    }

    /// Whether the name of a candidate can be the uploaded file's. If the service may choose the
    /// name, another name proves nothing; only the hash of the content does.
    fn could_be_named(&self, _seen: &Item) -> bool {
        true
    }

    /// Whether something new at the target can be a file of `size` bytes. A folder cannot.
    fn can_be(&self, _seen: &Item, _size: u64) -> bool {
        true
    }

    /// The conflict behaviour, if the kind has one.
    fn conflict(&self) -> Option<Conflict> {
        None
    }

    /// How the file is made from a complete session.
    fn commit_form(&self) -> Commit {
        Commit::LastPiece
    }

    /// The request to Graph that makes the file from a complete session.
    fn commit(&self, _upload_url: &str) -> Option<Call> {
        None
    }

    /// Whether the caller has set a condition on the existing file (If-Match, If-None-Match).
    fn is_conditional(&self) -> bool {
        false
    }

    /// The largest file that can go in one request although a session takes it too, in bytes.
    fn one_request_max(&self) -> u64 {
        0
    }

    /// Whether the service refuses a second file of the name.
    fn refuses_second(&self) -> bool {
        false
    }

    /// Whether the caller sets the time at which the file was changed last, so that the item's says nothing of when it
    /// was stored.
    fn sets_modified(&self) -> bool {
        false
    }

    /// Whether a file of this size can go in one request if sessions never work.
    fn inline_instead(&self, _size: u64) -> bool {
        false
    }

    /// Sets a property. The error says why that failed.
    fn set(&mut self, property: Property) -> Result<(), Error> {
        Err(property.refused_by(self.rules()))
    }

    /// What makes this target again: see [`SavedTarget`].
    fn saved(&self) -> SavedTarget;

    /// A copy for an upload, independent of later changes.
    fn share(&self) -> Arc<dyn Target>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_each_kind() -> [Box<dyn Target>; 4] {
        [
            Box::new(TodoTask::new(None, "l", "t", "n").expect("lawful")),
            Box::new(OutlookItem::message(None, None, "m", "n").expect("lawful")),
            Box::new(DriveItem::by_path(None, "n").expect("lawful")),
            Box::new(PrintDocument::of_printer("p", "j", "d", "n").expect("lawful")),
        ]
    }

    #[test]
    fn what_each_kind_takes_for_the_file() {
        let seen = |size, etag: &str| Item { size: Some(size), etag: etag.to_owned(), ..Item::default() };
        let takes = |seen: Item| of_each_kind().map(|target| target.can_be(&seen, 100));
        assert_eq!(takes(seen(100, "e")), [true; 4]);
        assert_eq!(takes(seen(99, "e")), [false; 4]);
        assert_eq!(takes(seen(101, "e")), [true, true, false, false], "attachments have an overhead");
    }

    #[test]
    fn every_row_can_be_kept() {
        assert!(of_each_kind().iter().map(|target| target.rules().kind).eq(KINDS.iter().map(|row| row.kind)));
        for target in of_each_kind() {
            let (row, kind) = (target.rules(), target.rules().kind);
            let PieceRule { max, multiple, first } = row.piece;
            assert!(row.session_min >= 1, "{kind}: a range cannot express an empty file");
            assert!(row.session_min <= row.size_max, "{kind}");
            assert!(multiple >= 1 && first <= max && max % multiple == 0 && first % multiple == 0, "{kind}");
            let small = row.session_min - 1;
            if small > 0 {
                assert!(
                    row.inline_max.is_some_and(|most| most >= small),
                    "{kind}: nothing takes {small} bytes"
                );
            }
            if let Some(most) = row.inline_max {
                assert!([0, most].iter().all(|size| target.inline(*size).is_some()), "{kind}");
            }
            assert!(
                target.one_request_max() == 0 || target.inline(target.one_request_max()).is_some(),
                "{kind}"
            );
        }
    }

    #[test]
    fn a_property_that_a_kind_has_not_is_named() {
        let properties: [(Property, &str, [bool; 4]); 6] = [
            (Property::ContentType("a/b".into()), "content type", [true, true, false, true]),
            (Property::Inline(true), "inline", [false, true, false, false]),
            (Property::ContentId("c".into()), "content id", [false, true, false, false]),
            (Property::Conflict(Conflict::Replace), "conflict behaviour", [false, false, true, false]),
            (Property::Description("d".into()), "description", [false, false, true, false]),
            (Property::IfMatch("e".into()), "if match", [false, false, true, false]),
        ];
        for (property, name, has) in properties {
            for (mut target, has) in of_each_kind().into_iter().zip(has) {
                let said = target.set(property.clone()).map_err(|error| error.to_string());
                let refused = format!("{name}: {} has none", target.rules().title);
                assert_eq!(said.as_ref().err(), (!has).then_some(&refused), "{property:?}");
            }
        }
    }

    #[test]
    fn a_print_document_is_known_by_when_it_was_uploaded() {
        let document = PrintDocument::of_printer("p", "j", "d", "n").expect("lawful");
        let etag = |page: &Value| document.candidates(page).remove(0).etag;
        let dated = serde_json::json!({"id": "1", "size": 5, "uploadedDateTime": "2026-01-01T00:00:00Z"});
        assert_eq!(etag(&dated), "2026-01-01T00:00:00Z");
        let undated = serde_json::json!({"id": "1", "size": 5});
        assert_ne!(etag(&undated), etag(&serde_json::json!({"id": "1", "size": 6})));
        assert!(
            !document.can_be(&document.candidates(&undated)[0], 5),
            "it may not have been uploaded at all"
        );
    }
}

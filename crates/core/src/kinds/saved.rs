//! Targets that write themselves down, for an upload that begins in a later process.
//!
//! What is saved is not what a target is, but what made it: the arguments of its constructor and the properties set
//! since. It is read by the same constructors and setters, so nothing becomes a target that they refuse.

use std::mem::discriminant;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Status};
use crate::kinds::{Adopted, DriveItem, KINDS, OutlookItem, PrintDocument, Property, Target, TodoTask};
use crate::secret::Secret;

/// A target as it is saved: a JSON object with two members.
///
/// - `place` is an object with one member, named like the function of the C API behind `gu_target_` that makes such a
///   target, or `adopted`. Its value is an object of that function's arguments by name; `by_calendar` is `true` or
///   `false`, and what may be NULL there may be `null` or missing. `adopted` has one member, the `kind` that the
///   upload URL is of; the URL itself is saved with its upload.
/// - `properties` is an array of objects with one member each, a name of [`crate::kinds::PROPERTIES`] and its value: a
///   text, a number of milliseconds, `true` or `false`, or for `source` an array of two texts. They are set in this
///   order.
///
/// ```
/// use graph_upload_core::kinds::{Property, SavedTarget, Target, TodoTask};
///
/// let mut task = TodoTask::new(None, "list", "task", "photo.png")?;
/// task.set(Property::ContentType("image/png".into()))?;
/// let json = r#"{
///     "place": {"todo_task": {"user": null, "list": "list", "task": "task", "name": "photo.png"}},
///     "properties": [{"content_type": "image/png"}]
/// }"#;
/// assert_eq!(SavedTarget::from_json(json)?, SavedTarget::of(&task));
/// # Ok::<(), graph_upload_core::Error>(())
/// ```
///
/// The form has no version. Names and meanings stay; what a later version adds has a name of its own. A name that is
/// not known is an error, so that what a newer version saved is not read in part.
///
/// A sharing URL or token opens what was shared. It is in the JSON, and [`Debug`](std::fmt::Debug) does not show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedTarget {
    place: SavedPlace,
    properties: Vec<Property>,
}

/// The constructors of targets, with their arguments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[rustfmt::skip] // A line for each.
pub(super) enum SavedPlace {
    TodoTask { user: Option<String>, list: String, task: String, name: String },
    Message { user: Option<String>, folder: Option<String>, message: String, name: String },
    Event { user: Option<String>, calendar: Option<String>, event: String, name: String },
    GroupEvent { group: String, by_calendar: bool, event: String, name: String },
    GroupPost { group: String, thread: String, post: String, name: String },
    GroupPostInReplyTo { group: String, conversation: Option<String>, thread: String, post: String, name: String },
    DrivePath { drive: Option<Secret>, path: String },
    DriveChild { drive: Option<Secret>, folder: String, name: String },
    DriveSpecial { drive: Option<Secret>, special: String, path: String },
    DriveItem { drive: Option<Secret>, item: String },
    DriveShare { share: Secret },
    PrintDocument { printer: String, job: String, document: String, name: String },
    PrintShareDocument { share: String, job: String, document: String, name: String },
    Adopted { kind: String },
}

impl SavedTarget {
    /// What makes this target again.
    pub fn of(target: &dyn Target) -> Self {
        target.saved()
    }

    /// Reads the JSON that it serialises to. The error quotes none of it.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        serde_json::from_str(text).map_err(|_| unusable("its JSON is malformed or has another form"))
    }

    /// The target. Fails where its constructor or a setter refuses what was saved.
    pub fn target(&self) -> Result<Arc<dyn Target>, Error> {
        let mut target = self.place.target().map_err(unusable)?;
        for property in &self.properties {
            target.set(property.clone()).map_err(unusable)?;
        }
        Ok(target.into())
    }

    /// Adds a property that was set, in the place of an earlier one of its name.
    pub(super) fn keep(&mut self, property: Property) {
        let same = |known: &&mut Property| discriminant::<Property>(known) == discriminant(&property);
        match self.properties.iter_mut().find(same) {
            Some(known) => *known = property,
            None => self.properties.push(property),
        }
    }
}

/// The error for a saved target that cannot be used.
fn unusable(why: impl std::fmt::Display) -> Error {
    Error::new(Status::SavedState, format!("the saved target cannot be used: {why}"))
}

impl From<SavedPlace> for SavedTarget {
    fn from(place: SavedPlace) -> Self {
        Self { place, properties: Vec::new() }
    }
}

type Made = Result<Box<dyn Target>, Error>;

impl SavedPlace {
    #[rustfmt::skip] // A line or two for each.
    fn target(&self) -> Made {
        match self {
            Self::TodoTask { user, list, task, name } => boxed(TodoTask::new(user.as_deref(), list, task, name)),
            Self::Message { user, folder, message, name } =>
                boxed(OutlookItem::message(user.as_deref(), folder.as_deref(), message, name)),
            Self::Event { user, calendar, event, name } =>
                boxed(OutlookItem::event(user.as_deref(), calendar.as_deref(), event, name)),
            Self::GroupEvent { group, by_calendar, event, name } =>
                boxed(OutlookItem::group_event(group, *by_calendar, event, name)),
            Self::GroupPost { group, thread, post, name } =>
                boxed(OutlookItem::group_post(group, thread, post, name)),
            Self::GroupPostInReplyTo { group, conversation, thread, post, name } =>
                boxed(OutlookItem::group_post_in_reply_to(group, conversation.as_deref(), thread, post, name)),
            Self::DrivePath { drive, path } => boxed(DriveItem::by_path(exposed(drive), path)),
            Self::DriveChild { drive, folder, name } =>
                boxed(DriveItem::in_folder(exposed(drive), folder, name)),
            Self::DriveSpecial { drive, special, path } =>
                boxed(DriveItem::in_special(exposed(drive), special, path)),
            Self::DriveItem { drive, item } => boxed(DriveItem::by_id(exposed(drive), item)),
            Self::DriveShare { share } => boxed(DriveItem::shared(share.expose())),
            Self::PrintDocument { printer, job, document, name } =>
                boxed(PrintDocument::of_printer(printer, job, document, name)),
            Self::PrintShareDocument { share, job, document, name } =>
                boxed(PrintDocument::of_share(share, job, document, name)),
            Self::Adopted { kind } => boxed(adopted(kind)),
        }
    }
}

fn adopted(kind: &str) -> Result<Adopted, Error> {
    let rules = KINDS.into_iter().find(|rules| rules.kind == kind);
    rules.map(Adopted).ok_or_else(|| Error::argument("kind: there is none of this name"))
}

fn boxed(target: Result<impl Target + 'static, Error>) -> Made {
    Ok(Box::new(target?))
}

fn exposed(secret: &Option<Secret>) -> Option<&str> {
    secret.as_ref().map(Secret::expose)
}

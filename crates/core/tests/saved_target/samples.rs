//! Targets of every form with every property, at random and fixed.

use graph_upload_core::Error;
use graph_upload_core::kinds::{
    Adopted, DriveItem, KINDS, OutlookItem, PROPERTIES, PrintDocument, Property, SavedTarget, Target,
    TodoTask,
};
use proptest::prelude::*;
use serde_json::Value;

/// Stands in every sharing URL and token here.
pub const SECRET: &str = "s3cr3t";

/// What the arguments of constructors are chosen from.
#[derive(Debug, Clone)]
pub struct Texts {
    ids: [String; 3],
    name: String,
    word: String,
    owner: Option<String>,
    container: Option<String>,
    drive: Option<String>,
    share: String,
    flag: bool,
    kind: usize,
}

impl Texts {
    /// The target of a form, all of which the match has to know.
    pub fn target(&self, form: &str) -> Result<Box<dyn Target>, Error> {
        let Self { ids: [a, b, c], name, word, owner, container, drive, share, .. } = self;
        let (owner, container, drive) = (owner.as_deref(), container.as_deref(), drive.as_deref());
        let path = format!("/{word}/{name}");
        // What was shared has no special folders.
        let no_share = drive.filter(|drive| drive.starts_with('/'));
        Ok(match form {
            "todo_task" => Box::new(TodoTask::new(owner, a, b, name)?),
            "message" => Box::new(OutlookItem::message(owner, container, a, name)?),
            "event" => Box::new(OutlookItem::event(owner, container, a, name)?),
            "group_event" => Box::new(OutlookItem::group_event(a, self.flag, b, name)?),
            "group_post" => Box::new(OutlookItem::group_post(a, b, c, name)?),
            "group_post_in_reply_to" => {
                Box::new(OutlookItem::group_post_in_reply_to(a, container, b, c, name)?)
            }
            "drive_path" => Box::new(DriveItem::by_path(drive, &path)?),
            "drive_child" => Box::new(DriveItem::in_folder(drive, a, &path)?),
            "drive_special" => Box::new(DriveItem::in_special(no_share, word, &path)?),
            "drive_item" => Box::new(DriveItem::by_id(drive, a)?),
            "drive_share" => Box::new(DriveItem::shared(share)?),
            "print_document" => Box::new(PrintDocument::of_printer(a, b, c, name)?),
            "print_share_document" => Box::new(PrintDocument::of_share(a, b, c, name)?),
            "adopted" => Box::new(Adopted(KINDS[self.kind % KINDS.len()])),
            other => panic!("{other}: build it here"),
        })
    }
}

/// The forms that the library reads, as its parser names them.
pub fn forms() -> Vec<String> {
    let error = serde_json::from_str::<SavedTarget>(r#"{"place":{"":0}}"#).expect_err("no form").to_string();
    error.split('`').skip(3).step_by(2).map(str::to_owned).collect()
}

/// A value that a property takes, all of which the match has to know.
fn value(property: &str, text: &str, number: u64) -> String {
    let choose = |words: &[&str]| words[number as usize % words.len()].to_owned();
    match property {
        "content_type" => format!("text/{text}"),
        "inline" | "space_check" => choose(&["yes", "no"]),
        "content_id" | "description" => format!("{text} ü"),
        "conflict" => choose(&["fail", "replace", "rename"]),
        "created_ms" | "modified_ms" | "accessed_ms" => (number % 253_402_300_800_000).to_string(),
        "commit" => choose(&["last-piece", "by-host", "upload-url", "source-url"]),
        "if_match" | "if_none_match" => text.to_owned(),
        "source" => format!("{text},{number}, x"),
        "media_category" => text.to_owned(),
        other => panic!("{other}: give it a value here"),
    }
}

/// A target of each form, with every argument and all properties that it takes.
fn samples() -> impl Iterator<Item = (String, Box<dyn Target>)> {
    forms().into_iter().map(|form| {
        let texts = Texts {
            ids: ["A=/1", "B 2", "C"].map(str::to_owned),
            name: "größe.txt".into(),
            word: "folder".into(),
            owner: Some("user@example.com".into()),
            container: Some("container".into()),
            drive: Some("/drives/b!d".into()),
            share: format!("https://example.com/:w:/g/{SECRET}"),
            flag: true,
            kind: 1,
        };
        let mut target = texts.target(&form).expect("lawful");
        for (name, _) in PROPERTIES {
            let _no_such_property =
                target.set(Property::named(name, &value(name, "text", 1)).expect("lawful"));
        }
        (form, target)
    })
}

pub fn saved_samples() -> impl Iterator<Item = (String, Value)> {
    samples()
        .map(|(form, target)| (form, serde_json::to_value(SavedTarget::of(&*target)).expect("serialises")))
}

pub fn texts() -> impl Strategy<Value = Texts> {
    let id = || "[A-Za-z0-9!=_%+ü€-]{1,40}";
    let drive = prop_oneof![
        id().prop_map(|id| format!("/drives/{id}")),
        id().prop_map(|id| format!("/users/{id}/drive")),
        id().prop_map(|id| format!("https://h/{SECRET}/{id}")),
        Just(format!("s!{SECRET}")),
    ];
    let share = "[A-Za-z0-9_-]{1,20}".prop_map(|token| format!("u!{SECRET}{token}"));
    let some = prop::option::of::<BoxedStrategy<String>>;
    let ids = [id().boxed(), id().boxed(), id().boxed()];
    let named = (ids, "[A-Za-z0-9 é€_%#&+'-]{1,30}", "[a-z]{1,10}");
    let optional = (some(id().boxed()), some(id().boxed()), some(drive.boxed()));
    (named, optional, share, any::<bool>(), 0..KINDS.len()).prop_map(
        |((ids, name, word), (owner, container, drive), share, flag, kind)| Texts {
            ids,
            name,
            word,
            owner,
            container,
            drive,
            share,
            flag,
            kind,
        },
    )
}

/// Properties by name and value; some values are refused, and then nothing may be kept of them.
pub fn properties() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let names = (0..PROPERTIES.len()).prop_map(|at| PROPERTIES[at].0);
    let one = (names, "[a-z]{1,10}|[a-z]\n", any::<u64>())
        .prop_map(|(name, text, number)| (name, value(name, &text, number)));
    prop::collection::vec(one, 0..20)
}

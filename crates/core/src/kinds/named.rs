//! Properties by name, for programs that have them as text.

use crate::error::Error;
use crate::kinds::property::{Commit, Conflict, Property};
use crate::kinds::values::{number, pair, word, yes_or_no};

/// Makes a property from a text.
type Make = fn(&str) -> Result<Property, Error>;

/// The properties, by the names of the C API's setters after `gu_target_set_`. The setters check
/// whether a kind has the property and whether the value is valid.
pub static PROPERTIES: &[(&str, Make)] = &[
    ("content_type", |value| Ok(Property::ContentType(value.to_owned()))),
    ("inline", |value| Ok(Property::Inline(yes_or_no(value)?))),
    ("content_id", |value| Ok(Property::ContentId(value.to_owned()))),
    ("conflict", |value| Ok(Property::Conflict(named(value, &Conflict::ALL, Conflict::as_str)?))),
    ("created_ms", |value| Ok(Property::Created(number(value)?))),
    ("modified_ms", |value| Ok(Property::Modified(number(value)?))),
    ("accessed_ms", |value| Ok(Property::Accessed(number(value)?))),
    ("description", |value| Ok(Property::Description(value.to_owned()))),
    ("space_check", |value| Ok(Property::SpaceCheck(yes_or_no(value)?))),
    ("commit", |value| Ok(Property::Commit(named(value, &Commit::ALL, Commit::as_str)?))),
    ("if_match", |value| Ok(Property::IfMatch(value.to_owned()))),
    ("if_none_match", |value| Ok(Property::IfNoneMatch(value.to_owned()))),
    ("source", |value| {
        let (application, id) = pair(value)?;
        Ok(Property::Source(application.to_owned(), id.to_owned()))
    }),
    ("media_category", |value| Ok(Property::MediaCategory(value.to_owned()))),
];

impl Property {
    /// Makes a property by name and value. The error names it.
    pub fn named(name: &str, value: &str) -> Result<Self, Error> {
        let Some((_, make)) = PROPERTIES.iter().find(|(known, _)| *known == name) else {
            let known = PROPERTIES.iter().map(|(known, _)| *known).collect::<Vec<_>>().join(", ");
            return Err(Error::argument(format!("property {name}: no such property; known: {known}")));
        };
        make(value).map_err(|error| {
            let message = format!("property {name}: {error}");
            error.with(|details| details.message = message)
        })
    }
}

/// A value by its name.
fn named<T: Copy>(value: &str, all: &[T], as_str: fn(T) -> &'static str) -> Result<T, Error> {
    let words: Vec<_> = all.iter().map(|one| (as_str(*one), *one)).collect();
    word(value, &words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_property_is_made_of_a_text() {
        for (name, value, made) in [
            ("content_type", "image/png", Property::ContentType("image/png".into())),
            ("inline", "yes", Property::Inline(true)),
            ("content_id", "logo", Property::ContentId("logo".into())),
            ("conflict", "replace", Property::Conflict(Conflict::Replace)),
            ("created_ms", "1", Property::Created(1)),
            ("modified_ms", "2", Property::Modified(2)),
            ("accessed_ms", "3", Property::Accessed(3)),
            ("description", "a, b", Property::Description("a, b".into())),
            ("space_check", "0", Property::SpaceCheck(false)),
            ("commit", "upload-url", Property::Commit(Commit::UploadUrl)),
            ("if_match", "\"e\"", Property::IfMatch("\"e\"".into())),
            ("if_none_match", "*", Property::IfNoneMatch("*".into())),
            ("source", "Teams,1,2", Property::Source("Teams".into(), "1,2".into())),
            ("media_category", "meeting", Property::MediaCategory("meeting".into())),
        ] {
            let saved = serde_json::to_value(&made).expect("serialises");
            assert!(saved.get(name).is_some(), "{name}: saved as {saved}");
            assert_eq!(serde_json::from_value(saved).ok().as_ref(), Some(&made), "{name}");
            assert_eq!(Property::named(name, value), Ok(made));
        }
        for conflict in Conflict::ALL {
            assert_eq!(serde_json::json!(conflict), conflict.as_str());
        }
        for commit in Commit::ALL {
            assert_eq!(serde_json::json!(commit), commit.as_str());
        }
        assert_eq!(PROPERTIES.len(), 14, "each has a row above");
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (name, value, words) in [
            ("conflict", "overwrite", "property conflict: \"overwrite\" is none of fail, replace, rename"),
            ("commit", "", "last-piece, by-host, upload-url, source-url"),
            ("created_ms", "yesterday", "property created_ms: \"yesterday\" is not a number"),
            ("inline", "2", "property inline: "),
            ("source", "Teams", "two values separated by a comma"),
            ("colour", "red", "property colour: no such property; known: content_type, inline"),
        ] {
            let error = Property::named(name, value).expect_err(name).to_string();
            assert!(error.contains(words), "{error}");
        }
    }
}

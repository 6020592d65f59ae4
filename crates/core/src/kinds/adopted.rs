//! An upload URL that someone else created: the kind is known, the target is not.

use std::sync::Arc;

use serde_json::Value;

use crate::graph::endpoint::Version;
use crate::graph::item::Item;
use crate::kinds::saved::SavedPlace;
use crate::kinds::{Call, Rules, SavedTarget, Target};

/// The target behind an upload URL. Nothing can be created or looked up there, so the outcome of a
/// missing last response stays unknown.
#[derive(Debug, Clone)]
pub struct Adopted(
    /// The rules of the URL's kind.
    pub &'static Rules,
);

impl Target for Adopted {
    fn rules(&self) -> &'static Rules {
        self.0
    }

    fn create(&self, _size: u64, _version: Version) -> Option<Call> {
        None
    }

    fn inline(&self, _size: u64) -> Option<Call> {
        None
    }

    fn look(&self) -> Option<Call> {
        None
    }

    fn candidates(&self, _page: &Value) -> Vec<Item> {
        Vec::new()
    }

    fn saved(&self) -> SavedTarget {
        SavedPlace::Adopted { kind: self.0.kind.to_owned() }.into()
    }

    fn share(&self) -> Arc<dyn Target> {
        Arc::new(self.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::{Commit, Property, todo};

    /// Only its kind is known.
    #[test]
    fn nothing_can_be_asked_of_it() {
        let mut adopted = Adopted(&todo::RULES);
        assert_eq!(adopted.rules().kind, todo::RULES.kind);
        assert!(adopted.create(1, Version::V1).is_none() && adopted.inline(1).is_none());
        assert!(adopted.look().is_none() && adopted.commit("https://h/x").is_none());
        assert!(adopted.candidates(&serde_json::json!({"value": [{"id": "1", "name": "n"}]})).is_empty());
        assert_eq!((adopted.conflict(), adopted.commit_form()), (None, Commit::LastPiece));
        assert!(adopted.set(Property::ContentType("text/plain".into())).is_err());
    }
}

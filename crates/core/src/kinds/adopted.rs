//! An upload URL that someone else created: there is a kind, but no target.

use std::sync::Arc;

use serde_json::Value;

use crate::graph::endpoint::Version;
use crate::graph::item::Item;
use crate::kinds::{Call, Rules, Target};

/// The place behind an upload URL. Nothing can be created or looked up there, so a lost last response stays unknown.
#[derive(Debug, Clone)]
pub struct Adopted(
    /// The rules of the kind that the URL belongs to.
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

    fn sightings(&self, _page: &Value) -> Vec<Item> {
        Vec::new()
    }

    fn share(&self) -> Arc<dyn Target> {
        Arc::new(self.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::{Commit, Property, todo};

    /// Nothing is known of it but its kind.
    #[test]
    fn nothing_can_be_asked_of_it() {
        let mut adopted = Adopted(&todo::RULES);
        assert_eq!(adopted.rules().kind, todo::RULES.kind);
        assert!(adopted.create(1, Version::V1).is_none() && adopted.inline(1).is_none());
        assert!(adopted.look().is_none() && adopted.commit("https://h/x").is_none());
        assert!(adopted.sightings(&serde_json::json!({"value": [{"id": "1", "name": "n"}]})).is_empty());
        assert_eq!((adopted.conflict(), adopted.commit_form()), (None, Commit::LastPiece));
        assert!(adopted.set(Property::ContentType("text/plain".into())).is_err());
    }
}

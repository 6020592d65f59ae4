//! An upload URL that someone else created: there is a kind, but no target.

use std::sync::Arc;

use serde_json::Value;

use crate::protocol::endpoint::Version;
use crate::protocol::item::Item;
use crate::target::{Call, Rules, Target};

/// The place behind an upload URL. Nothing can be created or looked up there, so a lost last reply stays unknown.
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

//! Ids of sessions and files that do not reveal the secrets in their upload URLs.

use sha2::{Digest, Sha256};

use crate::model::Model;
use crate::model::message::{Head, Role};
use crate::model::text::hex;

/// A short id, derived from the kind and the service's id.
pub fn short(kind: &str, id: &str) -> String {
    hex(&Sha256::digest(format!("{kind} {id}"))[..8])
}

/// The short id of the session with an upload URL.
pub fn of_url(model: &Model, url: &str) -> Option<String> {
    let head = |role: Role| {
        let target = url.strip_prefix(model.config().hosts.base(role))?.to_owned();
        Some(Head { role, method: "GET".to_owned(), target, headers: Vec::new() })
    };
    let (kind, id) = Role::ALL.into_iter().filter_map(head).find_map(|head| model.session_at(&head))?;
    Some(short(kind, &id))
}

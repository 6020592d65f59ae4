//! The hashes of an item.

use serde_json::{Map, Value};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::rules::{HashName, HashRule};
use super::tree::Version;
use crate::model::Model;
use crate::model::content::Content;
use crate::model::quickxor::Ring;
use crate::model::text::hex;

impl Model {
    /// The value of `file.hashes`; `None` if it is missing.
    pub(super) fn drive_hashes(&self, now_ms: u64, version: &Version) -> Option<Value> {
        let rules = &self.config.drive;
        let shown = match rules.hash {
            HashRule::Shown | HashRule::Blank => true,
            HashRule::After(ms) => now_ms >= version.stored_ms + ms,
            HashRule::AfterLooks(looks) => version.looks >= looks,
            HashRule::Missing => false,
        };
        if !shown || version.content.is_empty() && !rules.empty_hash {
            return None;
        }
        let mut hashes = Map::new();
        for name in &rules.hashes {
            if rules.hash == HashRule::Blank {
                hashes.insert(name.member().into(), "".into());
            } else if let Some(hash) = self.drive_hash(*name, version) {
                hashes.insert(name.member().into(), hash.into());
            }
        }
        // Unknown for bytes that were neither kept nor hashed on arrival.
        (!hashes.is_empty() || rules.hashes.is_empty()).then(|| hashes.into())
    }

    fn drive_hash(&self, name: HashName, version: &Version) -> Option<String> {
        let hash = self.true_hash(name, &version.content)?;
        // Any other hash will do for a file that differs from the one sent.
        Some(if version.rewritten { digest(name, hash.as_bytes()) } else { hash })
    }

    fn true_hash(&self, name: HashName, content: &Content) -> Option<String> {
        if name == HashName::QuickXor {
            let given = self.config.drive.source_hash.filter(|_| !content.is_empty());
            return given.map_or_else(|| self.blobs.quick_xor(content), |hash| hash(content));
        }
        self.blobs.bytes(content).map(|bytes| digest(name, &bytes))
    }
}

fn digest(name: HashName, bytes: &[u8]) -> String {
    match name {
        HashName::QuickXor => {
            let mut ring = Ring::default();
            ring.update(bytes);
            ring.finish()
        }
        HashName::Sha1Lower => hex(&Sha1::digest(bytes)),
        HashName::Sha1Upper => hex(&Sha1::digest(bytes)).to_uppercase(),
        HashName::Sha256Lower => hex(&Sha256::digest(bytes)),
        HashName::Sha256Upper => hex(&Sha256::digest(bytes)).to_uppercase(),
    }
}

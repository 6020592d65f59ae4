//! Uploads that outlive their process: the saved form of an upload, and its file.
//!
//! A saved upload holds the upload URL, which lets anyone write to the session. So the text is a
//! secret: it is wiped from memory, its file is readable by its owner only, and it can be sealed
//! with a key.

mod envelope;
mod file;
mod keeper;
mod ledger;
mod note;
mod record;

use std::fmt;

use zeroize::Zeroizing;

use graph_upload_core::error::Error;

pub use envelope::{open, wrap};
pub use file::StateFile;
pub(crate) use keeper::Keeper;
pub use keeper::SaveCallback;
pub(crate) use ledger::{Ledger, Mark};
pub(crate) use note::{JobFile, Note};
pub use record::Record;

/// Length of a sealing key, in bytes.
pub const KEY_BYTES: usize = 32;

/// A key that seals saved uploads.
#[derive(Clone)]
pub struct SealingKey(
    /// Boxed, so that moving the key leaves no copies.
    Box<Zeroizing<[u8; KEY_BYTES]>>,
);

impl SealingKey {
    /// Copies a key. The copy is wiped when dropped.
    pub fn new(key: &[u8]) -> Result<Self, Error> {
        if key.len() != KEY_BYTES {
            let message = format!("sealing key: {} bytes, but it must have {KEY_BYTES}", key.len());
            return Err(Error::argument(message));
        }
        let mut own = Box::new(Zeroizing::new([0; KEY_BYTES]));
        own.copy_from_slice(key);
        Ok(Self(own))
    }

    fn bytes(&self) -> &[u8] {
        &**self.0
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

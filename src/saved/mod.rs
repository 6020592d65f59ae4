//! Uploads that outlive their process: the text that an upload is saved as, and the file that it is kept in.
//!
//! What is saved holds the upload URL, and whoever has that can write to the session. So the text is a secret: it is
//! wiped from memory, its file can be read by its owner alone, and it can be sealed with a key.

mod envelope;
mod file;
mod keeper;
mod record;

use std::fmt;

use zeroize::Zeroizing;

use graph_upload_core::error::Error;

pub use envelope::{open, wrap};
pub use file::StateFile;
pub(crate) use keeper::Keeper;
pub use keeper::SaveCallback;
pub use record::Record;

/// How many bytes a sealing key has.
pub const KEY_BYTES: usize = 32;

/// A key that saved uploads are sealed with.
#[derive(Clone)]
pub struct SealingKey(
    /// In one place, wherever the key itself is moved.
    Box<Zeroizing<[u8; KEY_BYTES]>>,
);

impl SealingKey {
    /// Takes a copy of a key, which is wiped when dropped.
    pub fn new(key: &[u8]) -> Result<Self, Error> {
        if key.len() != KEY_BYTES {
            let message = format!("sealing key: {} bytes, but it must have {KEY_BYTES}", key.len());
            return Err(Error::argument(message));
        }
        let mut own = Box::new(Zeroizing::new([0; KEY_BYTES]));
        own.copy_from_slice(key);
        Ok(Self(own))
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

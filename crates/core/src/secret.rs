//! Text that must never be printed: access tokens and upload URLs.

use std::fmt;
use std::io::{self, Write};

use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

/// A token, an upload URL, or another text that grants access to its holder.
///
/// It cannot be formatted, and its memory is wiped when it is dropped.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes ownership of a text; the allocation is wiped on drop.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// A value as JSON, serialized without leaving copies in outgrown buffers.
    pub fn json(value: &impl Serialize) -> serde_json::Result<Self> {
        let mut size = Count(0);
        serde_json::to_writer(&mut size, value)?;
        let mut bytes = Zeroizing::new(Vec::with_capacity(size.0));
        serde_json::to_writer(&mut *bytes, value)?;
        let text = String::from_utf8(std::mem::take(&mut *bytes)).map_err(serde::ser::Error::custom)?;
        Ok(Self::new(text))
    }

    /// The text itself, for the one place that sends or stores it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The text itself; the caller must wipe it.
    pub fn into_text(mut self) -> String {
        std::mem::take(&mut self.0)
    }
}

/// A copy shared by header values and URLs. It is wiped when the last of them is dropped.
pub fn shared(text: &str) -> Bytes {
    Bytes::from_owner(Zeroizing::new(text.as_bytes().to_vec()))
}

/// Measures what is written.
struct Count(usize);

impl Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// For saving, the only way out besides sending.
impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

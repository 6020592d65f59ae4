//! Whether the stored file equals the bytes sent.

/// Result of comparing a stored file with the bytes sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Integrity {
    /// The service has reported no difference, and no hash that would rule one out.
    #[default]
    Unverifiable,
    /// Size and hash are those of the bytes sent.
    Verified,
    /// The service reports another size or hash.
    Differs,
}

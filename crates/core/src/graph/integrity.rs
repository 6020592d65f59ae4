//! Whether what the service stored is what was sent.

/// What the comparison of a stored file with the bytes sent came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Integrity {
    /// The service has told nothing that would show a difference, and no hash that would rule one out.
    #[default]
    Unverifiable,
    /// Size and hash are those of the bytes sent.
    Verified,
    /// The service reports another size or hash.
    Differs,
}

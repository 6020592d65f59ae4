//! The order of the header: tiers as a reader needs them, and in each its groups.

/// A part of the header under one heading.
pub struct Tier {
    pub title: &'static str,
    /// What a reader of this tier has to know, beside an example from `tests/c/manual.c`.
    pub intro: &'static str,
    /// The section of `tests/c/manual.c` that shows it.
    pub example: Option<&'static str>,
    /// Files of `src/ffi`. A folder's files follow its `mod.rs`, as that names them.
    pub objects: &'static [&'static str],
}

pub const TIERS: &[Tier] = &[
    Tier {
        title: "OUTCOMES",
        intro: "The status every call returns, and the error object of a failed call.",
        example: Some("outcome"),
        objects: &["status", "error"],
    },
    Tier {
        title: "THE ONE CALL",
        intro: "Uploads a file on disk in one call. Blocks until the file is stored or the upload fails.",
        example: Some("one call"),
        objects: &["one_call", "client", "target/mod", "item"],
    },
    Tier {
        title: "WHOLE UPLOADS",
        intro: "The same with more control: other sources, progress, cancellation, a state file to continue from.",
        example: Some("whole"),
        objects: &["context", "cancel", "wait", "progress", "upload", "source"],
    },
    Tier {
        title: "SESSIONS",
        intro: "For a caller that produces the bytes over time. It puts chunks of any length; the library sends pieces \
                of the size the service requires.",
        example: Some("put"),
        objects: &["session"],
    },
    Tier {
        title: "SAVED STATE",
        intro: "Saves a session, to continue it after its process has ended.",
        example: Some("save"),
        objects: &["state"],
    },
    Tier {
        title: "OPTIONS",
        intro: "Settings of a client. Every option has a default; a client copies what it needs.",
        example: Some("client"),
        objects: &["token", "log", "options/mod"],
    },
    Tier {
        title: "THE REST",
        intro: "Properties of a target, and the version of the library.",
        example: None,
        objects: &["property", "version"],
    },
];

//! The order of the header: tiers as a reader needs them, and in each its groups.

/// A part of the header under one heading.
pub struct Tier {
    pub title: &'static str,
    /// What a reader of this tier has to know, beside an example from `tests/c/manual.c`.
    pub intro: &'static str,
    /// The version that the tier came with. What is newer says so, with `@since`.
    pub since: &'static str,
    /// The section of `tests/c/manual.c` that shows it.
    pub example: Option<&'static str>,
    /// Files of `src/ffi`. A folder's files follow its `mod.rs`, as that names them.
    pub objects: &'static [&'static str],
}

pub const TIERS: &[Tier] = &[
    Tier {
        title: "OUTCOMES",
        intro: "The status every call returns, and the error object of a failed call.",
        since: "0.1",
        example: Some("outcome"),
        objects: &["status", "error"],
    },
    Tier {
        title: "THE ONE CALL",
        intro: "Uploads a file on disk in one call. Blocks until the file is stored or the upload fails.",
        since: "0.1",
        example: Some("one call"),
        objects: &["one_call", "client", "target/mod", "item"],
    },
    Tier {
        title: "WHOLE UPLOADS",
        intro: "The same with more control: other sources, progress, cancellation, a state file to continue from.",
        since: "0.1",
        example: Some("whole"),
        objects: &["context", "cancel", "wait", "progress", "upload", "source", "stream"],
    },
    Tier {
        title: "SESSIONS",
        intro: "For a caller that produces the bytes over time. It puts chunks of any length; the library sends pieces \
                of the size the service requires.",
        since: "0.1",
        example: Some("put"),
        objects: &["session"],
    },
    Tier {
        title: "MANY AT ONCE",
        intro: "A queue runs whole uploads on its own threads, and an event loop is told of each that has ended.",
        since: "0.2",
        example: Some("queue"),
        objects: &["queue", "job"],
    },
    Tier {
        title: "SAVED STATE",
        intro: "Saves a session, to continue it after its process has ended.",
        since: "0.1",
        example: Some("save"),
        objects: &["state"],
    },
    Tier {
        title: "OPTIONS",
        intro: "Settings of a client. Every option has a default; a client copies what it needs.",
        since: "0.1",
        example: Some("client"),
        objects: &["token", "log", "options/mod"],
    },
    Tier {
        title: "THE REST",
        intro: "Properties of a target, and the version of the library.",
        since: "0.1",
        example: None,
        objects: &["property", "version"],
    },
];

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
        intro: "What every call answers, and what it leaves behind when it fails.",
        example: Some("outcome"),
        objects: &["status", "error"],
    },
    Tier {
        title: "THE ONE CALL",
        intro: "A file on disk into its place at the service. It blocks until the file is stored or cannot be.",
        example: Some("one call"),
        objects: &["one_call", "client", "target/mod", "item"],
    },
    Tier {
        title: "WHOLE UPLOADS",
        intro: "The same with more to say: another source, progress, a way to cancel, a file to go on from.",
        example: Some("whole"),
        objects: &["context", "cancel", "wait", "progress", "upload", "source"],
    },
    Tier {
        title: "SESSIONS",
        intro: "For a caller that has the bytes when it has them. It puts chunks of any length; pieces of the size that \
                the service wants are sent.",
        example: Some("put"),
        objects: &["session"],
    },
    Tier {
        title: "SAVED STATE",
        intro: "A session that outlives its process.",
        example: Some("save"),
        objects: &["state"],
    },
    Tier {
        title: "OPTIONS",
        intro: "How a client behaves. Every option has a default; a client copies what it needs.",
        example: Some("client"),
        objects: &["token", "log", "options/mod"],
    },
    Tier {
        title: "THE REST",
        intro: "Properties of a target, and which library this is.",
        example: None,
        objects: &["property", "version"],
    },
];

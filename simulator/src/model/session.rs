//! Upload sessions: what all kinds share.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::config::{Casing, ExpiryForm, RangeForm, ResponseStyle};
use super::content::Content;

/// An open session.
#[derive(Debug, Clone)]
pub struct Session<T> {
    /// Its id.
    pub id: String,
    /// The whole upload URL, as issued.
    pub url: String,
    /// Size of the file; a drive learns it from the first piece.
    pub total: Option<u64>,
    /// The bytes received.
    pub content: Content,
    /// When it expires.
    pub expires_ms: u64,
    /// When a complete session becomes a file by itself; `None` for at once, or on request.
    pub commits_ms: Option<u64>,
    /// How many more requests do not find it yet.
    pub hidden: u32,
    /// Its target.
    pub target: T,
}

/// The target of a kind of sessions.
pub trait Target {
    /// The kind: `todo`, `outlook`, `drive` or `print`.
    const KIND: &'static str;

    /// The name of the file.
    fn name(&self) -> &str;
}

/// The open sessions of a kind, by id.
pub type Sessions<T> = BTreeMap<String, Session<T>>;

/// An open session, for tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionView {
    /// The kind: `todo`, `outlook`, `drive` or `print`.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// The name of the file.
    pub name: String,
    /// The upload URL, as issued.
    pub url: String,
    /// Size of the file, if known.
    pub total: Option<u64>,
    /// The bytes received.
    pub content: Content,
    /// When it expires.
    pub expires_ms: u64,
    /// When it becomes a file by itself, once complete.
    pub commits_ms: Option<u64>,
}

impl<T: Target> Session<T> {
    /// The session, for tests.
    pub fn view(&self) -> SessionView {
        SessionView {
            kind: T::KIND,
            id: self.id.clone(),
            name: self.target.name().to_owned(),
            url: self.url.clone(),
            total: self.total,
            content: self.content.clone(),
            expires_ms: self.expires_ms,
            commits_ms: self.commits_ms,
        }
    }
}

impl<T> Session<T> {
    /// The first missing byte.
    pub fn next(&self) -> u64 {
        let end = self.total.unwrap_or(u64::MAX);
        self.content.missing(end).first().map_or(end, |range| range.start)
    }

    /// Whether all bytes have arrived.
    pub fn is_whole(&self) -> bool {
        self.total == Some(self.content.len())
    }

    /// Whether the session has become a file.
    pub fn is_due(&self, now_ms: u64) -> bool {
        self.is_whole() && self.commits_ms.is_some_and(|commits_ms| commits_ms <= now_ms)
    }

    /// The members of the response to a creation, after the URL.
    pub fn created(&self, expiry: ExpiryForm, ranges: Value) -> Map<String, Value> {
        let mut members = Map::new();
        if let Some(text) = expiry.write(self.expires_ms) {
            members.insert("expirationDateTime".into(), text.into());
        }
        if !ranges.is_null() {
            members.insert("nextExpectedRanges".into(), ranges);
        }
        members
    }

    /// The members of a progress or status response.
    pub fn progress(&self, style: ResponseStyle, form: ExpiryForm) -> Map<String, Value> {
        let (expiry, ranges) = match style.casing {
            Casing::Camel => ("expirationDateTime", "nextExpectedRanges"),
            Casing::Pascal => ("ExpirationDateTime", "NextExpectedRanges"),
            Casing::Mixed => ("ExpirationDateTime", "nextExpectedRanges"),
            Casing::Lower => ("expirationdatetime", "nextexpectedranges"),
        };
        let mut members = Map::new();
        if let Some(text) = form.write(self.expires_ms) {
            members.insert(expiry.into(), text.into());
        }
        match style.ranges {
            RangeForm::Missing => {}
            RangeForm::Null => {
                members.insert(ranges.into(), Value::Null);
            }
            form => {
                members.insert(ranges.into(), json!(self.ranges(form)));
            }
        }
        members
    }

    fn ranges(&self, form: RangeForm) -> Vec<String> {
        let Some(total) = self.total else {
            let next = self.next();
            return vec![if form == RangeForm::Bare { next.to_string() } else { format!("{next}-") }];
        };
        let missing = self.content.missing(total);
        if form == RangeForm::Split {
            return missing.into_iter().flat_map(split).collect();
        }
        let text = |range: &std::ops::Range<u64>| match form {
            RangeForm::Bare => range.start.to_string(),
            RangeForm::Open if range.end == total => format!("{}-", range.start),
            RangeForm::ClosedPastEnd => format!("{}-{}", range.start, range.end),
            _ => format!("{}-{}", range.start, range.end - 1),
        };
        if form == RangeForm::Empty { Vec::new() } else { missing.iter().map(text).collect() }
    }
}

/// Whether a request finds a session. An expired one is removed.
pub fn meets<T>(sessions: &mut Sessions<T>, id: &str, now_ms: u64) -> bool {
    let Some(session) = sessions.get_mut(id) else { return false };
    if session.expires_ms <= now_ms {
        sessions.remove(id);
        return false;
    }
    let hidden = session.hidden > 0;
    session.hidden = session.hidden.saturating_sub(1);
    !hidden
}

/// A missing range as two adjacent ranges, or as one if it has a single byte.
fn split(range: std::ops::Range<u64>) -> Vec<String> {
    let (first, last) = (range.start, range.end - 1);
    if first == last {
        return vec![format!("{first}-{last}")];
    }
    vec![format!("{first}-{first}"), format!("{}-{last}", first + 1)]
}

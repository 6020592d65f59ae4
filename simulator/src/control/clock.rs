//! `/_control/clock`.

use serde_json::{Value, json};

use super::answer::{self, Answer, Refusal};
use super::body::{self, Members};
use crate::model::text::iso;
use crate::shared::Shared;

/// A hundred years.
const LIMIT_MS: u64 = 100 * 365 * 24 * 3_600_000;

/// Advances the service's clock.
pub fn advance(shared: &Shared, members: Members) -> Answer {
    body::only(&members, &["advanceMs"])?;
    let ms = members.get("advanceMs").and_then(Value::as_u64).filter(|ms| *ms <= LIMIT_MS);
    let ms =
        ms.ok_or_else(|| Refusal::bad(format!("\"advanceMs\" must be a whole number from 0 to {LIMIT_MS}")))?;
    let now_ms = shared.change(|state| {
        state.advance(ms);
        state.settled().0
    });
    Ok(answer::json(&json!({ "now": iso(now_ms) })))
}

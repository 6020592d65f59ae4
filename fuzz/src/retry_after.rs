//! `Retry-After` and `Date`: no header makes anything overflow, and numbers mean what they say.

use graph_upload_core::graph::response::Response;
use graph_upload_core::graph::retry_after::{retry_after_ms, server_time};
use graph_upload_core::policy::governor::{Ask, Ended, Governor};
use graph_upload_core::policy::retry::{Budget, Pace, Policy};
use graph_upload_core::policy::throttle::Scope;

/// Dates have four digits for the year, so that no two are further apart.
const TEN_THOUSAND_YEARS_MS: u64 = 10_000 * 366 * 86_400_000;

/// Input: the value of `Retry-After`, a line break, and that of `Date`.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (retry_after, date) = crate::halves(&text, '\n');
    let headers = vec![("Retry-After".into(), retry_after.into()), ("date".into(), date.into())];
    let response = crate::response(429, headers, b"");
    let wait = retry_after_ms(&response);
    assert_ne!(wait, Some(0));
    match decimal(retry_after.trim()) {
        Some(ms) => assert_eq!(wait.unwrap_or(0), ms, "{retry_after:?}"),
        None => {
            assert!(wait.is_none_or(|wait| wait <= TEN_THOUSAND_YEARS_MS), "{retry_after:?} {date:?}");
            assert!(wait.is_none() || server_time(&response).is_some());
        }
    }
    bounded(&response, wait);
}

/// Digits with an optional fraction, rounded up to milliseconds; by other means than the library's.
fn decimal(text: &str) -> Option<u64> {
    let dots = text.bytes().filter(|byte| *byte == b'.').count();
    let digits = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if text.is_empty() || dots > 1 || !digits {
        return None;
    }
    let (whole, fraction) = crate::halves(text, '.');
    let whole = whole.bytes().fold(0_u128, |sum, digit| {
        sum.saturating_mul(10).saturating_add(u128::from(digit - b'0')).min(u128::from(u64::MAX))
    });
    let thousandths: String = format!("{fraction}000").chars().take(3).collect();
    let more = fraction.bytes().skip(3).any(|digit| digit != b'0');
    let ms = whole * 1_000 + thousandths.parse::<u128>().unwrap_or(0) + u128::from(more);
    Some(u64::try_from(ms).unwrap_or(u64::MAX))
}

/// Whoever is told to wait does so for as long as the patience allows, or gives up.
fn bounded(response: &Response, wait: Option<u64>) {
    let policy = Policy::default();
    for now in [0, 1_000, u64::MAX - 5] {
        let mut budget = Budget::new(policy.clone(), 1);
        if let Some(until) = budget.failed(now, wait, Pace::Quick) {
            assert!(until >= now && until - now <= policy.elapsed_ms);
            assert!(budget.spread(now, until) >= until);
        }
        let (mut governor, scope) = (Governor::default(), Scope::new("o", "p"));
        let slot =
            governor.take(now, Ask { scope: scope.clone(), line: None, bytes: 0, late: false, who: 0 });
        governor.give_back(now, slot, Ended::Answered(response));
        let until = wait.map(|wait| now.saturating_add(wait)).filter(|until| *until > now);
        assert_eq!(governor.quiet_until(now, &scope), until);
    }
}

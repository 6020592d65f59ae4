//! Slots that nobody fetches, that did not wait, or that are over.

use super::*;

#[test]
fn who_does_not_come_back_holds_nobody_up() {
    let limits = Limits { stale_ms: 1_000, ..LIMITS };
    let mut talk = Talk { governor: Governor::new(limits), ..Talk::default() };
    for (step, result) in [
        ("A me/m", "go"),
        ("B me/m", "Line"),
        ("C me/m", "Line"),
        ("A=200", ""),
        ("C?", "Line"),
        ("+900", ""),
        ("C?", "Line"),
        ("+100", ""),
        ("C?", "go"),
        ("B?", "Line"),
        ("C=200", ""),
        ("B?", "go"),
    ] {
        assert_eq!(talk.step(step), result, "{step}");
    }
    assert_eq!(talk.governor.running(), 1);
}

#[test]
fn little_that_remains_is_spread() {
    let mut talk = Talk { governor: Governor::new(LIMITS), ..Talk::default() };
    assert_eq!(talk.step("A d"), "go");
    let headers = [("RateLimit-Limit", "100"), ("RateLimit-Remaining", "8"), ("RateLimit-Reset", "10")];
    talk.end("A", Ended::Answered(&answer(200, &headers)));
    for (step, result) in [
        ("B d", "Paced 2000"),
        ("C d", "Paced 2000"),
        ("+2000", ""),
        ("C?", "Paced 4000"),
        ("B?", "go"),
        ("B-", ""),
        ("+2000", ""),
        ("C?", "go"),
        ("+6000", ""),
        ("D d", "go"),
        ("E d", "go"),
    ] {
        assert_eq!(talk.step(step), result, "{step}");
    }
}

#[test]
fn what_did_not_wait_counts_and_is_given_back() {
    let mut talk = Talk { governor: Governor::new(LIMITS), ..Talk::default() };
    let ask = Ask { scope: scope("me"), line: Some("m".into()), bytes: 0, late: false, who: 1 };
    let slots: Vec<Slot> = (0..3).map(|_| talk.governor.take(0, ask.clone())).collect();
    assert_eq!(talk.governor.running(), 3);
    assert_eq!(talk.step("A me/m"), "Line");
    let mut results = Vec::new();
    for slot in slots {
        talk.governor.give_back(0, slot, Ended::NoResponse);
        results.push(talk.step("A?"));
        if results.last().is_some_and(|last| last == "go") {
            break;
        }
    }
    assert_eq!(results, ["Line", "Line", "go"]);
}

#[test]
#[cfg_attr(miri, ignore = "ten thousand scopes, and no unsafe code")]
fn what_is_over_is_forgotten() {
    let mut governor = Governor::default();
    let scope = |number: u64| Scope::new("o", &format!("users/{number}"));
    let ask = |number| Ask { scope: scope(number), line: None, bytes: 0, late: false, who: 0 };
    let kept = governor.take(0, ask(1_000_000));
    for number in 0..10_000_u64 {
        let slot = governor.take(0, ask(number));
        let response = answer(429, &[("retry-after", &(10 + number).to_string())]);
        governor.give_back(0, slot, Ended::Answered(&response));
        assert!(governor.rooms.len() <= MAX_SCOPES && governor.mailboxes.len() <= MAX_SCOPES + 1);
    }
    assert!(governor.quiet_until(0, &scope(9_999)).is_some(), "the soonest is let go");
    let _other = governor.take(1_000_000_000, ask(2_000_000));
    assert_eq!(governor.rooms.len(), 2);
    governor.give_back(1_000_000_000, kept, Ended::Unsent);
    assert_eq!(governor.running(), 1);
}

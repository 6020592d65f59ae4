//! The governor as conversations. A step is what happens, and what comes of it:
//!
//! `A me`, `A me/m`, `A me 5`, `A me/m 5`: A's upload asks for a slot in the scope, at the line, for so many bytes, and
//! polls; with `late` behind it the upload is late. `A1` and `A2` are requests of the same upload. `A?` polls again.
//! `A=200`, `A=429 2`: an answer, with `Retry-After` seconds. `A!`: no response. `A-`: not sent. `A~`: withdrawn. `+5`:
//! milliseconds pass. A scope is a mailbox where it is `me` or holds a `|`; the origin is before a `#`.

mod slots;

use std::collections::BTreeMap;

use super::*;
use crate::graph::response::{BodyEnd, Response};

const LIMITS: Limits = Limits {
    mailbox_at_once: 2,
    mailbox_bytes: 100,
    mailbox_window_ms: 1_000,
    tenant_at_once: 4,
    units_per_request: 2,
    stale_ms: 100_000,
};

#[derive(Default)]
struct Talk {
    governor: Governor,
    now: Millis,
    tickets: BTreeMap<String, Ticket>,
    slots: BTreeMap<String, Slot>,
}

fn answer(status: u16, headers: &[(&str, &str)]) -> Response {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Response { status, headers, body: Vec::new(), end: BodyEnd::Whole, early: false }
}

fn scope(text: &str) -> Scope {
    let (origin, part) = text.split_once('#').unwrap_or(("o", text));
    Scope::new(origin, &part.replace('|', "/"))
}

impl Talk {
    fn step(&mut self, step: &str) -> String {
        let (who, rest) = step.split_at(step.find(|c: char| !c.is_alphanumeric()).expect("a verb"));
        let rest = rest.trim();
        match (rest.chars().next().expect("a verb"), &rest[1..]) {
            ('+', ms) => self.now += ms.parse::<Millis>().expect("milliseconds"),
            ('?', _) => return self.poll(who),
            ('~', _) => self.governor.withdraw(self.now, self.tickets.remove(who).expect("it waits")),
            ('=', said) => {
                let (status, wait) = said.split_once(' ').unwrap_or((said, "0"));
                let response = answer(status.parse().expect("a status"), &[("retry-after", wait)]);
                self.end(who, Ended::Answered(&response));
            }
            ('!', _) => self.end(who, Ended::NoResponse),
            ('-', _) => self.end(who, Ended::Unsent),
            _ => return self.ask(who, rest),
        }
        String::new()
    }

    fn ask(&mut self, who: &str, what: &str) -> String {
        let (what, late) = what.strip_suffix(" late").map_or((what, false), |what| (what, true));
        let (place, bytes) = what.split_once(' ').unwrap_or((what, "0"));
        let (part, line) = place.split_once('/').map_or((place, None), |(part, line)| (part, Some(line)));
        let ask = Ask {
            scope: scope(part),
            line: line.map(str::to_owned),
            bytes: bytes.parse().expect("bytes"),
            late,
            who: who.bytes().next().expect("a name").into(),
        };
        let ticket = self.governor.ask(self.now, ask);
        self.tickets.insert(who.to_owned(), ticket);
        self.poll(who)
    }

    fn poll(&mut self, who: &str) -> String {
        let ticket = self.tickets.remove(who).expect("it waits");
        match self.governor.poll(self.now, ticket) {
            Turn::Go(slot) => {
                self.slots.insert(who.to_owned(), slot);
                "go".to_owned()
            }
            Turn::Wait { ticket, until, why } => {
                self.tickets.insert(who.to_owned(), ticket);
                until.map_or(format!("{why:?}"), |until| format!("{why:?} {until}"))
            }
        }
    }

    fn end(&mut self, who: &str, ended: Ended<'_>) {
        let slot = self.slots.remove(who).expect("it is under way");
        self.governor.give_back(self.now, slot, ended);
    }
}

/// Steps are separated by `;`, a step from its result by `:`. At the end nothing may be left.
fn talk(what: &str, script: &str) {
    let mut talk = Talk { governor: Governor::new(LIMITS), ..Talk::default() };
    for line in script.split(';').map(str::trim) {
        let (step, expected) = line.split_once(':').unwrap_or((line, ""));
        assert_eq!(talk.step(step.trim()), expected.trim(), "{what}: {line}");
    }
    for (_, ticket) in std::mem::take(&mut talk.tickets) {
        talk.governor.withdraw(talk.now, ticket);
    }
    for (_, slot) in std::mem::take(&mut talk.slots) {
        talk.governor.give_back(talk.now, slot, Ended::Unsent);
    }
    let Governor { rooms, mailboxes, lines, .. } = &talk.governor;
    assert!(rooms.values().all(|room| room.running == 0), "{what}: a slot is lost");
    assert!(mailboxes.values().all(|mailbox| mailbox.running == 0), "{what}: a slot is lost");
    assert!(lines.is_empty(), "{what}: a line is lost");
}

#[test]
fn how_many_at_once() {
    for (what, script) in [
        ("a mailbox takes two", "A me: go; B me: go; C me: AtOnce; A=200; C?: go; D me: AtOnce; B!; D?: go"),
        ("whichever origin leads to it", "A o#me: go; B p#me: go; C o#me: AtOnce; C~; B-; D p#me: go"),
        ("each mailbox for itself", "A me: go; B me: go; C users|u: go; D users|u: go; E users|u: AtOnce"),
        (
            "a tenant takes four, and more after successes",
            "A d: go; B d: go; C d: go; D d: go; E d: AtOnce; A=200; E?: go; F d: AtOnce; B=200; F?: go; G d: AtOnce; \
             C=200; G?: go; H d: AtOnce; D=200; H?: go; I d: go; J d: AtOnce",
        ),
        (
            "half as many after a refusal, once per burst",
            "A d: go; B d: go; C d: go; D d: go; A=429; B=503; C=509; E d: go; F d: AtOnce; D=200; F?: go; G d: AtOnce",
        ),
        (
            "never less than one",
            "A d: go; A=503; B d: go; B=503; C d: go; C=429; D d: go; E d: AtOnce; D=200; E?: go",
        ),
        (
            "a defect of the service says nothing",
            "A d: go; B d: go; C d: go; D d: go; A=500; B=502; E d: go; F d: go",
        ),
        (
            "each origin for itself",
            "A o#d: go; A=503; B o#d: go; C o#d: go; D o#d: AtOnce; E p#d: go; F p#d: go; G p#d: go",
        ),
        (
            "a slot that was granted and is withdrawn is free",
            "A me: go; B me: go; C me: AtOnce; D me: AtOnce; A=200; \
             D?: AtOnce; C~; D?: go",
        ),
    ] {
        talk(what, script);
    }
}

#[test]
fn who_is_first() {
    for (what, script) in [
        (
            "the longest waits, though others are sooner to ask again",
            "A me: go; B me: go; C me: AtOnce; D me: AtOnce; A=200; D?: AtOnce; C?: go; D?: AtOnce; C=200; D?: go",
        ),
        (
            "an upload with many stands in the queue once at a time",
            "A1 me: go; A2 me: go; A3 me: AtOnce; A4 me: AtOnce; A5 me: AtOnce; B me: AtOnce; A1=200; A3?: go; A2=200; \
             A4?: AtOnce; B?: go; A4?: AtOnce; B=200; A5?: AtOnce; A4?: go",
        ),
        (
            "who waits for a line or a scope lets others pass",
            "A me/m: go; B me/m: Line; C users|u: go; D me: go; E me: AtOnce; D=200; E?: go; A=200; B?: go",
        ),
        (
            "of a line as well the longest",
            "A o#d/m: go; B p#d/m: Line; C o#d/m: Line; A=200; C?: Line; B?: go",
        ),
        (
            "a line waits for who waits for something else too",
            "A o#me: go; B o#me: go; C o#me/m: AtOnce; D p#d/m: Line; E p#d/n: go; A=200; C?: go; D?: Line; C=200; D?: go",
        ),
        (
            "but not while that one's scope is quiet",
            "A d: go; A=429 9; B d/m: Quiet 9000; C me/m: go; B?: Quiet 9000",
        ),
        (
            "what takes no bytes passes, and what takes few does not",
            "A me 95: go; A=200; B me 10: Bytes 1000; C me 5: Bytes; D me: go; +1000; C?: AtOnce; B?: go; C?: AtOnce; \
             D=200; C?: go",
        ),
    ] {
        talk(what, script);
    }
}

#[test]
fn lines_and_bytes() {
    for (what, script) in [
        ("one at a time at a message", "A me/m: go; B me/m: Line; C me/n: go; A!; B?: go"),
        ("in all scopes", "A o#me/m: go; B p#me/m: Line; A-; B?: go"),
        (
            "so many bytes within a window",
            "A me 60: go; +300; A=200; B me 40: go; C me 1: Bytes 1300; +50; B=200; C?: Bytes 1350",
        ),
        (
            "those under way count",
            "A me 60: go; B me 60: Bytes; +5000; B?: Bytes; A!; B?: Bytes 6000; +1000; B?: go",
        ),
        ("those that did not leave do not", "A me 60: go; B me 60: Bytes; A-; B?: go"),
        ("those that were refused do", "A me 60: go; A=500; B me 60: Bytes 1000"),
        (
            "what is too large goes alone",
            "A me 10: go; B me 900: Bytes; A=200; B?: Bytes 1000; +1000; B?: go; C me 1: Bytes",
        ),
        ("a tenant has no window", "A d 900: go; B d 900: go"),
    ] {
        talk(what, script);
    }
}

#[test]
fn late_uploads() {
    for (what, script) in [
        (
            "one other sends beside it, the others take turns, and all may once it is in time",
            "A d 5: go; B d 5: go; C d 5: go; A=200; A d 5 late: go; B=200; B d 5: AtOnce; C=200; B?: go; \
             C d 5: AtOnce; A=200; C?: AtOnce; A d 5 late: go; B=200; D d 5: AtOnce; C?: go; A=200; A d 5: go; D?: go",
        ),
        (
            "while it waits as well",
            "A d: go; B d: go; C d: go; D d 5: go; E d 5 late: AtOnce; F d 5: AtOnce; A=200; E?: go; B=200; F?: AtOnce; \
             D=200; F?: go",
        ),
        ("what sends no bytes goes", "A d 5 late: go; B d 5: go; C d: go; D d 5: AtOnce"),
        ("other scopes have other links", "A o#d 5 late: go; B o#d 5: go; C p#d 5: go; D p#d 5: go"),
        (
            "of several the one that was late first",
            "A d 5 late: go; B d 5 late: go; C d 5: AtOnce; B=200; C?: go; B d 5 late: AtOnce; A=200; A d 5: AtOnce; B?: go; \
             C=200; A?: go",
        ),
        ("a piece may take long", "A d 5 late: go; B d 5: go; +200000; C d 5: AtOnce; B=200; C?: go"),
        (
            "one that is gone holds nobody up",
            "A d 5 late: go; B d 5: go; C d 5: AtOnce; A=200; C?: AtOnce; +99999; C?: AtOnce; +1; C?: go",
        ),
    ] {
        talk(what, script);
    }
}

#[test]
fn quiet_scopes() {
    for (what, script) in [
        (
            "after Retry-After",
            "A me: go; A=429 2; B me: Quiet 2000; C p#me: go; D users|u: go; +1999; B?: Quiet 2000; +1; B?: go",
        ),
        ("the longest holds", "A me: go; B me: go; A=429 5; B=503 2; C me: Quiet 5000"),
        ("509 as well", "A me: go; A=509 2; B me: Quiet 2000"),
        ("500 does not say so", "A me: go; A=500 2; B me: go"),
        (
            "who waits for a slot hears of it",
            "A me: go; B me: go; C me: AtOnce; A=429 2; C?: Quiet 2000; +2000; C?: AtOnce; \
             B=200; C?: go",
        ),
    ] {
        talk(what, script);
    }
}

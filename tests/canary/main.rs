//! Secrets stay secret: tokens, upload URLs, the proxy's password, the sealing key and the client's key are in no log
//! line, message, `Debug` text, state file or output, and the library's copies are gone when all is freed.
//!
//! A child process, this program again, uploads through faults, prints all that the library says, frees everything and
//! searches its own memory. What it searches for it is told at the end and in disguise, so that it finds no copies of
//! its own. Then it leaves each secret there on purpose, and has to find all of them.
//!
//! What parsers, TLS and the HTTP client free without wiping is not the library's to promise (SECURITY.md), and it would
//! hide what is. So there are two searches. One wipes whatever is freed, by whomever, and finds nothing: no secret is
//! still held. The other leaves the heap alone and looks for those that pass through no such hands, as their owners are
//! the library's own types: these have wiped them.
#![cfg(target_os = "linux")]

#[path = "../support/mod.rs"]
mod support;

mod by_c;
mod child;
mod forms;
mod heap;
mod proxy;
mod scan;
mod scenarios;
mod world;

use std::collections::BTreeSet;
use std::ops::Range;
use std::{panic, thread};

use forms::Finder;
use scenarios::SCENARIOS;
use support::Ran;
use world::{Way, World};

/// Plays some scenarios in one child, whose search finds what it leaves on purpose.
fn child_plays(way: Way, scenarios: Range<usize>) -> Ran {
    let world = World::new(way);
    let ran = world.run(scenarios);
    let secrets = world.secrets();
    let finder = Finder::for_texts(&secrets);
    for text in ran.lines.iter().chain([&ran.errors]) {
        assert_eq!(finder.look(text.as_bytes()).next(), None, "was said in {text}");
    }
    assert!(world.proxies_were_used());
    let names: BTreeSet<&str> = secrets.iter().map(|(name, _)| name.as_str()).collect();
    let left: BTreeSet<_> = ran.after("control ").iter().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(left, names, "the search finds what is there");
    ran
}

/// Plays all scenarios, and returns what is left in memory.
fn played(way: Way) -> BTreeSet<String> {
    // Side by side, as they wait most of the time.
    let middle = SCENARIOS.len() / 2;
    let ran = thread::scope(|scope| {
        let halves = [0..middle, middle..SCENARIOS.len()];
        let children = halves.map(|half| scope.spawn(move || child_plays(way, half)));
        children.map(|child| child.join().unwrap_or_else(|panic| panic::resume_unwind(panic)))
    });
    let after = |word: &str| ran.iter().flat_map(|ran| ran.after(word)).collect::<Vec<_>>();
    let (stored, failed): (Vec<_>, Vec<_>) =
        after("outcome ").into_iter().partition(|outcome| outcome.ends_with("stored"));
    assert!(stored.len() > failed.len() && failed.len() > 20, "{} stored, but {failed:#?}", stored.len());
    assert!(ran.iter().all(|ran| ran.errors.contains("the callback panics")));
    // Silence would hide nothing.
    assert!(after("log ").len() > 500, "{} lines of log", after("log ").len());
    assert!(after("progress ").len() > 50 && after("saved ").len() > 10);
    assert!(after("state ").iter().any(|state| state.contains(" sealed ")), "no state was read");
    assert!(after("by C ").iter().filter(|line| line.starts_with("true")).count() > 10);
    after("found ").into_iter().map(str::to_owned).collect()
}

/// With a heap that wipes what is freed, so that hostile responses may say the very token.
#[test]
fn nothing_is_held_any_more() {
    let found = played(Way::Plain);
    assert_eq!(found, BTreeSet::new(), "secrets are still held");
}

/// Upload URLs come out of TLS and a parser, and the client's key goes through a reader of PEM into the TLS library: all of
/// them work in memory of their own.
#[test]
fn what_was_freed_was_wiped() {
    let mut found = played(Way::Tls);
    println!("{found:#?}");
    found.retain(|what| !what.starts_with("upload-url") && !what.starts_with("client-key"));
    assert_eq!(found, BTreeSet::new(), "secrets were freed and not wiped");
}

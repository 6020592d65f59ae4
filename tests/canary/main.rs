//! Secrets stay secret: tokens, upload URLs, the proxy's password, the sealing key and the client's key are in no log
//! line, message, `Debug` text, state file or output, and when all is freed, not in the memory of the process.
//!
//! A child process, this program again, uploads through faults, prints all that the library says, frees everything and
//! searches its own memory. What it searches for it is told at the end and in disguise, so that it finds no copies of
//! its own. Then it leaves each secret in freed memory on purpose, and has to find all of them.
#![cfg(target_os = "linux")]

#[path = "../support/mod.rs"]
mod support;

mod by_c;
mod child;
mod forms;
mod proxy;
mod scan;
mod scenarios;
mod world;

use std::collections::BTreeSet;

use forms::Finder;
use world::World;

/// Plays all scenarios, and returns what is left in memory.
fn played(tls: bool) -> BTreeSet<String> {
    let world = World::new(tls);
    let ran = world.run();
    let secrets = world.secrets();
    let finder = Finder::for_texts(&secrets);
    for text in ran.lines.iter().chain([&ran.errors]) {
        assert_eq!(finder.look(text.as_bytes()).next(), None, "was said in {text}");
    }
    let (stored, failed): (Vec<_>, Vec<_>) =
        ran.after("outcome ").into_iter().partition(|outcome| outcome.ends_with("stored"));
    assert!(stored.len() > failed.len() && failed.len() > 20, "{} stored, but {failed:#?}", stored.len());
    assert!(ran.errors.contains("the callback panics"), "{}", ran.errors);
    // Silence would hide nothing.
    assert!(ran.after("log ").len() > 500, "{} lines of log", ran.after("log ").len());
    assert!(ran.after("progress ").len() > 50 && ran.after("saved ").len() > 10);
    assert!(ran.after("state ").iter().any(|state| state.contains(" sealed ")), "no state was read");
    assert!(world.proxies_were_used());
    assert!(ran.after("by C ").iter().filter(|line| line.starts_with("true")).count() > 10);
    let names: BTreeSet<&str> = secrets.iter().map(|(name, _)| name.as_str()).collect();
    let left: BTreeSet<_> = ran.after("control ").iter().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(left, names, "the search finds what is there");
    ran.after("found ").into_iter().map(str::to_owned).collect()
}

#[test]
fn over_http() {
    let found = played(false);
    assert_eq!(found, BTreeSet::new(), "secrets are left in memory");
}

/// The TLS library does not wipe what it has decrypted, such as the reply with the upload URL; see docs/reliability.md.
#[test]
fn over_tls() {
    let mut found = played(true);
    println!("{found:#?}");
    found.retain(|what| !what.starts_with("upload-url"));
    assert_eq!(found, BTreeSet::new(), "secrets are left in memory");
}

//! The version that each declaration came with.

use std::collections::BTreeSet;
use std::fs;

use crate::{api, c, root};

/// The names in the header of 0.1, which never grows.
fn of_0_1() -> BTreeSet<String> {
    let names = fs::read_to_string(root().join("tests/data/names_0_1.txt")).expect("the names");
    names.lines().map(str::to_owned).collect()
}

#[test]
fn what_is_since_0_1_was_in_its_header_and_the_rest_was_not() {
    let known = of_0_1();
    let tiers = c::all();
    for (tier, one) in tiers.iter().flat_map(|(tier, all)| all.iter().map(move |one| (tier, one))) {
        let (since, name) = (api::since(tier, one), one.what.name());
        assert!(since.split('.').all(|part| part.parse::<u32>().is_ok()), "{name}: since {since}");
        assert_eq!(since == "0.1", known.contains(name), "{name}: since {since}");
    }
}

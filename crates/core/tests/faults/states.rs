//! The graph of the states, as the first schedules walk it: `docs/states.dot`, and its picture.
//!
//! `GU_REFRESH_STATES=1 cargo test -p graph-upload-core --test faults states` stores both; the picture needs Graphviz.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use graph_upload_core::graph::response::{NoResponse, Response};

use crate::fault::is_passing;
use crate::report;
use crate::world::World;

/// How many schedules walk.
const SEEDS: u64 = 4_000;

/// From which state an answer has led to which.
pub type Walked = BTreeMap<(&'static str, &'static str), BTreeSet<&'static str>>;

impl World {
    pub fn note_walked(
        &mut self,
        from: &'static str,
        result: &Result<Response, NoResponse>,
        to: &'static str,
    ) {
        let Some(walked) = &mut self.walked else { return };
        let answer = match result {
            Ok(response) if response.status < 300 => "2xx",
            Ok(response) if is_passing(response.status) => "busy",
            Ok(_) => "refused",
            Err(_) => "no response",
        };
        walked.entry((from, to)).or_default().insert(answer);
    }
}

fn drawn() -> String {
    let mut all = Walked::new();
    report::quietly(|| {
        for (edge, answers) in (0..SEEDS).flat_map(report::walked) {
            all.entry(edge).or_default().extend(answers);
        }
    });
    let mut text = String::from(
        "// Made by crates/core/tests/faults/states.rs. \"busy\" is a status after which the same may pass later.\n\
         digraph states {\n    rankdir=LR; node [shape=box, style=rounded, fontname=\"sans-serif\"]; \
         edge [fontname=\"sans-serif\", fontsize=10];\n    \
         done, failed, discarded [style=\"rounded,bold\"];\n",
    );
    for ((from, to), answers) in all {
        let answers = answers.into_iter().collect::<Vec<_>>().join("\\n");
        writeln!(text, "    {from} -> {to} [label=\"{answers}\"];").expect("a text");
    }
    text.push_str("}\n");
    text
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name)
}

/// A picture that is not of this text would mislead; it names what it was made of.
fn mark(text: &str) -> String {
    let mut digest = crate::pins::Digest::new();
    digest.add(text);
    format!("<!-- of {digest:?} -->\n")
}

fn picture(text: &str) -> String {
    let made = Command::new("dot").arg("-Tsvg").arg(path("states.dot")).output().expect("Graphviz is needed");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    String::from_utf8(made.stdout).expect("UTF-8") + &mark(text)
}

#[test]
fn states() {
    let text = drawn();
    if std::env::var_os("GU_REFRESH_STATES").is_some() {
        fs::write(path("states.dot"), &text).expect("it can be written");
        fs::write(path("states.svg"), picture(&text)).expect("it can be written");
        return;
    }
    let stored = |name: &str| fs::read_to_string(path(name)).expect("it is stored");
    assert_eq!(stored("states.dot"), text, "GU_REFRESH_STATES=1 stores what is meant");
    assert!(stored("states.svg").ends_with(&mark(&text)), "the picture is not of docs/states.dot");
}

//! Claims of README and the documents that can be checked: the table of kinds, the program, and what is named.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use graph_upload_core::kinds::rules::rules_json;
use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn readme() -> String {
    fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).expect("README.md")
}

#[test]
fn the_table_of_kinds_equals_the_rules() {
    let rules: Value = serde_json::from_str(&rules_json()).expect("the rules are JSON");
    let expected: Vec<Vec<String>> = rules
        .as_array()
        .expect("an array")
        .iter()
        .map(|kind| {
            let smallest =
                if kind["inline_max"].is_number() { Value::from(0) } else { kind["session_min"].clone() };
            let ordered = if kind["order"] == "strict" { "yes" } else { "any" };
            let token = if kind["token_on_upload_url"] == true { "yes" } else { "no" };
            let name = kind["kind"].as_str().expect("a name");
            vec![
                format!("`{name}`"),
                smallest.to_string(),
                kind["size_max"].to_string(),
                kind["session_min"].to_string(),
                kind["piece"]["max"].to_string(),
                ordered.to_owned(),
                token.to_owned(),
            ]
        })
        .collect();
    let readme = readme();
    let rows = readme.lines().filter(|line| line.starts_with("| `"));
    let table: Vec<Vec<String>> = rows
        .map(|row| {
            let mut cells: Vec<_> =
                row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
            // The calls are no rule.
            cells.remove(1);
            cells
        })
        .collect();
    assert_eq!(table, expected);
}

#[test]
fn every_call_in_the_table_is_in_the_header() {
    let header = include_str!("../include/graph_upload.h");
    let readme = readme();
    let rows = readme.lines().filter(|line| line.starts_with("| `"));
    let mut calls = 0;
    for row in rows {
        let cell = row.split('|').nth(2).expect("the second cell");
        let names: Vec<_> = cell.split('`').filter(|part| part.contains('_')).collect();
        let first = names[0];
        for name in &names {
            // "gu_target_drive_path, _child": the short ones replace the last word of the first.
            let stem = first.rsplit_once('_').expect("several words").0;
            let full = if name.starts_with("gu_") { (*name).to_owned() } else { format!("{stem}{name}") };
            assert!(header.contains(&format!("{full}(")), "{full}");
            calls += 1;
        }
    }
    // Those that change one, or make one of a text in any of these forms, are no kinds of their own.
    let others = ["gu_target_set", "gu_target_parse("]
        .map(|name| header.matches(&format!("gu_status {name}")).count());
    let constructors = header.matches("gu_status gu_target_").count() - others.iter().sum::<usize>();
    assert_eq!(calls, constructors, "README.md names every way to make a target");
}

#[test]
fn the_programs_are_the_examples() {
    for (language, name, program) in [
        ("c", "attach.c", include_str!("../examples-c/attach.c")),
        ("cpp", "attach.cpp", include_str!("../examples-c/attach.cpp")),
    ] {
        assert!(
            readme().contains(&format!("```{language}\n{program}```")),
            "README.md shows another program than examples-c/{name}"
        );
    }
}

/// The documents that people read, with their texts.
fn documents() -> Vec<(PathBuf, String)> {
    let of = |folder: &str| fs::read_dir(Path::new(ROOT).join(folder)).expect("a folder");
    let paths = ["", "docs", "docs/manual", "fuzz"].into_iter().flat_map(of);
    let documents = paths
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    documents.map(|path| (path.clone(), fs::read_to_string(path).expect("text"))).collect()
}

/// What stands between two marks, on one line.
fn between<'a>(text: &'a str, left: &'a str, right: &'a str) -> impl Iterator<Item = &'a str> {
    let lines = text.lines();
    lines.flat_map(move |line| {
        line.split(left).skip(1).filter_map(move |rest| Some(rest.split_once(right)?.0))
    })
}

#[test]
fn every_link_leads_to_a_file() {
    let mut links = 0;
    for (document, text) in documents() {
        for link in between(&text, "](", ")").filter(|link| !link.contains("://")) {
            let path = document.with_file_name(link.split('#').next().expect("a first part"));
            assert!(path.exists(), "{}: {link}", document.display());
            links += 1;
        }
    }
    assert!(links > 10, "the links are not found");
}

/// The words in backquotes of all documents but CHANGELOG, which also tells of what is gone.
fn quoted() -> Vec<(PathBuf, String)> {
    let documents = documents().into_iter().filter(|(path, _)| !path.ends_with("CHANGELOG.md"));
    let words = documents.flat_map(|(path, text)| {
        let quotes = text.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
        quotes.map(|quote| (path.clone(), quote.to_owned())).collect::<Vec<_>>()
    });
    words.collect()
}

#[test]
fn every_file_that_is_named_is_there() {
    let folders = [
        "src/",
        "crates/",
        "tests/",
        "docs/",
        "examples-c/",
        "simulator/",
        "fuzz/",
        "scripts/",
        "include/",
        "benches/",
    ];
    let is_path =
        |word: &str| folders.iter().any(|folder| word.starts_with(folder)) && !word.contains([' ', '*']);
    let paths: Vec<_> = quoted().into_iter().filter(|(_, word)| is_path(word)).collect();
    assert!(paths.len() > 20, "the names are not found");
    for (document, word) in paths {
        assert!(Path::new(ROOT).join(&word).exists(), "{}: {word}", document.display());
    }
}

/// The names in a text.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|name| !name.is_empty())
}

#[test]
fn every_call_that_is_named_is_in_the_header() {
    let known: HashSet<_> = names(include_str!("../include/graph_upload.h")).collect();
    let quoted = quoted();
    let calls: Vec<_> = quoted
        .iter()
        .flat_map(|(document, text)| names(text).map(move |name| (document, name)))
        .filter(|(_, name)| name.starts_with("gu_") || name.starts_with("GU_ERR_"))
        .collect();
    assert!(calls.len() > 20, "the names are not found");
    let before: HashSet<_> = include_str!("data/names_0_1.txt").lines().collect();
    for (document, name) in calls {
        if document.ends_with("upgrading.md") && before.contains(name) {
            continue;
        }
        // What ends like this stands for all that begin so: gu_target_set_...
        let found =
            known.contains(name) || name.ends_with('_') && known.iter().any(|full| full.starts_with(name));
        assert!(found, "{}: {name}", document.display());
    }
}

#[test]
fn every_make_target_that_is_named_is_there() {
    let makefile = include_str!("../Makefile");
    let lines: Vec<_> = quoted().into_iter().filter(|(_, word)| word.starts_with("make ")).collect();
    assert!(lines.len() > 10, "the targets are not found");
    for (document, word) in lines {
        let target = word.split(' ').nth(1).expect("a target");
        assert!(makefile.contains(&format!("\n{target}: ")), "{}: {word}", document.display());
    }
}

#[test]
fn every_option_is_in_the_manual() {
    let manual = include_str!("../docs/manual/options.md");
    let header = include_str!("../include/graph_upload.h");
    let setters =
        header.lines().filter_map(|line| line.strip_prefix("gu_status gu_options_")?.split('(').next());
    let setters: Vec<_> = setters.filter(|name| *name != "new").collect();
    assert!(setters.len() > 20, "the setters are not found");
    let missing = setters.iter().filter(|name| !manual.contains(&format!("gu_options_{name}()")));
    assert_eq!(missing.collect::<Vec<_>>(), [&""; 0]);
}

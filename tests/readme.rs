//! README's claims that can be checked: its table of kinds, and its program.

use std::fs;

use graph_upload::target::rules::rules_json;
use serde_json::Value;

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
    let constructors =
        header.matches("gu_status gu_target_").count() - header.matches("gu_status gu_target_set_").count();
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

//! The description of the API, and which of its calls a program makes.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use super::{root, without_comments};

/// `include/graph_upload.api.json`.
pub fn api() -> Value {
    let text = fs::read_to_string(root().join("include/graph_upload.api.json")).expect("the description");
    serde_json::from_str(&text).expect("JSON")
}

/// A function of the API.
pub struct Call {
    pub name: String,
    /// The types of its parameters.
    pub takes: Vec<String>,
}

impl Call {
    pub fn can_fail(&self) -> bool {
        self.takes.iter().any(|of| of == "gu_error **")
    }
}

/// All functions.
pub fn calls() -> Vec<Call> {
    let list = |value: &Value| value.as_array().expect("a list").clone();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let calls = list(&api()["functions"]).into_iter().map(|function| Call {
        name: text(&function["name"]),
        takes: list(&function["parameters"]).iter().map(|parameter| text(&parameter["type"])).collect(),
    });
    let calls: Vec<_> = calls.collect();
    assert!(calls.len() > 100, "the description is not understood");
    calls
}

/// The code of some files of the repository: comments name calls that nobody makes.
pub fn code_of<'a>(files: impl IntoIterator<Item = &'a str>) -> String {
    let read =
        |file: &str| fs::read_to_string(root().join(file)).unwrap_or_else(|why| panic!("{file}: {why}"));
    let code = files.into_iter().map(|file| without_comments(&read(file))).collect::<String>();
    code.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .map(|line| line.to_owned() + "\n")
        .collect()
}

/// The calls of the API that a program makes: their names, each followed by its arguments.
pub fn made(program: &str) -> BTreeSet<&str> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let heads = program.split('(').map(|before| &before[before.trim_end_matches(is_name).len()..]);
    heads.filter(|name| name.starts_with("gu_")).collect()
}

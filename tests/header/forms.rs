//! The committed forms of the API say the same, each read by itself: what one generator makes of all of them would not show
//! what it does wrong with one.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::declarations::{Declaration, What};
use crate::{c, root};

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|why| panic!("{file}: {why}")).replace("\r\n", "\n")
}

/// The declarations of a text in C, one line each, with each enumerator as `NAME = VALUE`.
fn of_c(text: &str) -> BTreeSet<String> {
    let parts = text.split("/*").map(|part| part.split_once("*/").map_or(part, |(_, code)| code));
    let code: String = parts.collect();
    // Macros are the version and what compilers of C++ need.
    let code: Vec<_> = code.lines().filter(|line| !line.starts_with('#')).collect();
    let code = code.join(" ").replace("extern \"C\" {", "");
    let mut found = BTreeSet::new();
    for one in code.split(';') {
        let one = one.split_whitespace().collect::<Vec<_>>().join(" ");
        match one.strip_prefix("enum {").map(|list| list.trim_end_matches('}')) {
            Some(list) => found.extend(list.split(',').map(|one| one.trim().to_owned())),
            None => drop(found.insert(one.trim_start_matches("} ").to_owned())),
        }
    }
    found.retain(|one| one.contains("gu_") || one.starts_with("GU_"));
    found
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("{key} is no list"))
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} is no text: {value}"))
}

/// A declaration of C: pointers stand at the name.
fn declared(of: &str, name: &str) -> String {
    if of.ends_with('*') { format!("{of}{name}") } else { format!("{of} {name}") }
}

fn parameters(call: &Value) -> String {
    let all: Vec<_> =
        list(call, "parameters").iter().map(|one| declared(text(one, "type"), text(one, "name"))).collect();
    if all.is_empty() { "void".to_owned() } else { all.join(", ") }
}

/// What the description as JSON declares, in C.
fn of_json(api: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let value = |one: &Value| format!("{} = {}", text(one, "name"), one["value"]);
    for one in list(api, "handles") {
        found.insert(format!("typedef struct {0} {0}", text(one, "name")));
    }
    for one in list(api, "types") {
        found.insert(format!("typedef {} {}", text(one, "is"), text(one, "name")));
        found.extend(list(one, "values").iter().map(value));
    }
    found.extend(list(api, "constants").iter().map(value));
    for one in list(api, "callbacks") {
        let (result, name) = (text(one, "result"), text(one, "name"));
        found.insert(format!("typedef {result} (*{name})({})", parameters(one)));
    }
    for one in list(api, "functions") {
        let head = declared(text(one, "result"), text(one, "name"));
        found.insert(format!("{head}({})", parameters(one)));
    }
    found
}

fn api() -> Value {
    serde_json::from_str(&read("include/graph_upload.api.json")).expect("JSON")
}

/// All but the version, which is a macro in the header.
fn without_version(mut all: BTreeSet<String>) -> BTreeSet<String> {
    all.retain(|one| !one.starts_with("GU_VERSION_"));
    all
}

#[test]
fn every_form_declares_the_same() {
    let header = of_c(&read("include/graph_upload.h"));
    let (cdef, json) = (of_c(&read("include/graph_upload.cdef.h")), of_json(&api()));
    assert!(header.len() > 200, "the header is not understood: {header:?}");
    assert_eq!(cdef, json, "the cdef and the JSON");
    assert_eq!(header, without_version(json), "the header and the JSON");
}

/// The parameters that a comment describes, in its order.
fn described(one: &Declaration) -> Vec<&str> {
    one.docs.iter().filter_map(|line| line.strip_prefix("@param ")?.split(' ').next()).collect()
}

#[test]
fn comments_describe_the_parameters_that_are_there() {
    let api = api();
    let calls: Vec<_> = list(&api, "functions").iter().chain(list(&api, "callbacks")).collect();
    for (_, one) in c::all().iter().flat_map(|(tier, all)| all.iter().map(move |one| (tier, one))) {
        let (What::Function { name, .. } | What::Type { name, .. }) = &one.what else { continue };
        let Some(call) = calls.iter().find(|call| text(call, "name") == name) else { continue };
        let names: Vec<_> = list(call, "parameters").iter().map(|one| text(one, "name")).collect();
        // The comment of an object tells about the one parameter of its accessors.
        let is_plain = names.len() == 1 && described(one).is_empty();
        assert!(is_plain || described(one) == names, "{name}({names:?}): {:?}", described(one));
        assert_eq!(text(call, "result") == "void", text(call, "result_docs").is_empty(), "{name}: @return");
    }
}

/// The texts of the files of a folder.
fn files(folder: &str, extension: &str) -> Vec<(String, String)> {
    let files = fs::read_dir(root().join(folder)).unwrap_or_else(|why| panic!("{folder}: {why}"));
    let names = files.map(|file| file.expect("a file").file_name().into_string().expect("UTF-8"));
    let files: Vec<_> = names.filter(|name| name.ends_with(extension)).collect();
    assert!(!files.is_empty(), "{folder} has no {extension}");
    files.into_iter().map(|name| (name.clone(), read(&format!("{folder}/{name}")))).collect()
}

/// `waiting` and `WAITING)…` of a method that asks for one number of many: `waiting() const { … get(), GU_QUEUE_WAITING)`.
fn asked_for(line: &str) -> Option<(&str, &str)> {
    let (method, rest) = line.split_once("(get(), GU_")?;
    let name = method.split_once("() const")?.0.rsplit(' ').next()?;
    Some((name, rest))
}

/// `argument = GU_ERR_ARGUMENT`, so that no enumerator of C++ stands for another one of C.
#[test]
fn enumerators_of_cpp_have_the_names_of_c() {
    let code: String = files("include/graph_upload", ".hpp").into_iter().map(|(_, text)| text).collect();
    let pair = |line| str::trim(line).split_once(" = GU_").or_else(|| asked_for(line));
    let pairs: Vec<_> = code.lines().filter_map(pair).collect();
    for one in list(&api(), "types").iter().flat_map(|one| list(one, "values")) {
        let short = text(one, "name").trim_start_matches("GU_");
        let is_this = |rest: &str| rest.split([',', ';', ')']).next() == Some(short);
        let names: Vec<_> = pairs.iter().filter(|(_, rest)| is_this(rest)).map(|(name, _)| *name).collect();
        let [name] = names[..] else { panic!("GU_{short} in C++: {names:?}") };
        let lower = format!("_{}", short.to_lowercase());
        assert!(lower.ends_with(&format!("_{name}")), "{name} = GU_{short}");
    }
}

#[test]
fn the_manual_names_what_is_there() {
    let header = read("include/graph_upload.h");
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let known: BTreeSet<_> = header.split(|c| !is_name(c)).collect();
    for (page, text) in files("docs/manual", ".md") {
        let names =
            text.split(|c| !is_name(c)).filter(|name| name.starts_with("gu_") || name.starts_with("GU_"));
        for name in names {
            // What ends like this stands for all that begin so.
            // What the packages for other languages read from the environment.
            let is_variable = ["GU_LIBRARY", "GU_SIMULATOR"].contains(&name);
            let is_family = name.ends_with('_') && known.iter().any(|full| full.starts_with(name));
            assert!(known.contains(name) || is_family || is_variable, "docs/manual/{page}: {name}");
        }
    }
}

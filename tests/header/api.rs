//! The API as JSON, for generators of bindings: what the header says, with what its comments say of each parameter.

use serde_json::{Map, Value, json};

use crate::c;
use crate::declarations::{Declaration, What};
use crate::groups::Tier;

/// `include/graph_upload.api.json`.
pub fn json() -> String {
    let tiers = c::all();
    let all: Vec<_> = tiers.iter().flat_map(|(tier, all)| all.iter().map(move |one| (*tier, one))).collect();
    let listed = |list: &dyn Fn(&Tier, &Declaration) -> Option<Value>| {
        all.iter().filter_map(|(tier, one)| list(tier, one)).collect::<Vec<_>>()
    };
    let api = json!({
        "handles": listed(&|tier, one| handle(tier, one, &all)),
        "types": listed(&|tier, one| number(tier, one, &all)),
        "constants": listed(&|tier, one| match &one.what {
            What::Constant { of: None, .. } => Some(constant(tier, one)),
            _ => None,
        }),
        "callbacks": listed(&|tier, one| match &one.what {
            What::Type { name, text } if text.contains("(*") => Some(call(tier, one, name, text)),
            _ => None,
        }),
        "functions": listed(&|tier, one| match &one.what {
            What::Function { name, text } => Some(call(tier, one, name, text)),
            _ => None,
        }),
    });
    serde_json::to_string_pretty(&api).expect("it serialises") + "\n"
}

fn handle(tier: &Tier, one: &Declaration, all: &[(&Tier, &Declaration)]) -> Option<Value> {
    let What::Handle { name } = &one.what else { return None };
    let freed_by = format!("{name}_free");
    let is_there =
        all.iter().any(|(_, other)| matches!(&other.what, What::Function { name, .. } if *name == freed_by));
    // Those without are only lent to a callback.
    let freed_by = is_there.then_some(freed_by);
    Some(
        json!({ "name": name, "group": tier.title, "since": since(tier, one), "docs": docs(one), "freed_by": freed_by }),
    )
}

fn number(tier: &Tier, one: &Declaration, all: &[(&Tier, &Declaration)]) -> Option<Value> {
    let What::Type { name, text } = &one.what else { return None };
    if text.contains("(*") {
        return None;
    }
    let is = text.split_whitespace().nth(1).expect("a typedef names a type");
    let values: Vec<_> = all
        .iter()
        .filter(|(_, other)| matches!(&other.what, What::Constant { of: Some(of), .. } if of == name))
        .map(|(tier, other)| constant(tier, other))
        .collect();
    Some(
        json!({ "name": name, "group": tier.title, "since": since(tier, one), "is": is, "docs": docs(one), "values": values }),
    )
}

fn constant(tier: &Tier, one: &Declaration) -> Value {
    let What::Constant { name, value, .. } = &one.what else { unreachable!("constants alone") };
    let value: i64 = value.parse().expect("constants are numbers");
    json!({ "name": name, "group": tier.title, "since": since(tier, one), "value": value, "docs": docs(one) })
}

/// A function, or one of the caller's.
fn call(tier: &Tier, one: &Declaration, name: &str, text: &str) -> Value {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.trim_start_matches("typedef ").trim_end_matches(';');
    let at = text.find(name).expect("a declaration has its name");
    let result = text[..at].trim_end_matches("(*").trim();
    // What the library gives to a callback is there.
    let is_callback = text[..at].ends_with("(*");
    let list = text[at + name.len()..].trim_start_matches(')').trim_start_matches('(').trim_end_matches(')');
    let parameters: Vec<_> = match list {
        "void" => Vec::new(),
        list => list.split(", ").map(|parameter| self::parameter(one, parameter, is_callback)).collect(),
    };
    let mut call = Map::new();
    call.insert("name".into(), name.into());
    call.insert("group".into(), tier.title.into());
    call.insert("since".into(), since(tier, one).into());
    call.insert("result".into(), result.into());
    call.insert("result_docs".into(), tagged(one, "@return").into());
    call.insert("parameters".into(), parameters.into());
    call.insert("blocks".into(), one.docs.iter().any(|line| line.starts_with("Blocks")).into());
    call.insert("docs".into(), docs(one).into());
    call.into()
}

fn parameter(one: &Declaration, text: &str, of_callback: bool) -> Value {
    let at = text.rfind([' ', '*']).expect("a parameter has a type and a name") + 1;
    let (of, name) = text.split_at(at);
    let of = of.trim();
    let said = tagged(one, &format!("@param {name} "));
    let direction = if of.ends_with("**") || said.starts_with("receives") { "out" } else { "in" };
    let is_pointer = of.ends_with('*') || of.ends_with("_callback");
    // A context is whatever the caller has given.
    let may_be_null = if of_callback { name == "context" } else { !said.contains("not NULL") };
    // Whoever gets an object frees it.
    let is_owned = direction == "out" && of.starts_with("gu_");
    json!({
        "name": name,
        "type": of,
        "direction": direction,
        "nullable": is_pointer && may_be_null,
        "owned_by_caller": is_owned,
        "docs": said,
    })
}

/// The version that something came with.
pub fn since(tier: &Tier, one: &Declaration) -> String {
    let own = tagged(one, "@since ");
    if own.is_empty() { tier.since.to_owned() } else { own }
}

/// What a tag of the comment says, its further lines included.
fn tagged(one: &Declaration, tag: &str) -> String {
    let mut lines = one.docs.iter().map(String::as_str).skip_while(|line| !line.starts_with(tag));
    let first = lines.next().and_then(|line| line.strip_prefix(tag)).unwrap_or_default().trim();
    let more = lines.take_while(|line| line.starts_with("   ")).map(str::trim);
    std::iter::once(first).chain(more).collect::<Vec<_>>().join(" ")
}

/// The comment before its tags; an empty line parts paragraphs.
fn docs(one: &Declaration) -> String {
    let lines: Vec<_> =
        one.docs.iter().map(String::as_str).take_while(|line| !line.starts_with('@')).collect();
    lines.join("\n").trim().to_owned()
}

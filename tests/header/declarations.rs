//! What cbindgen makes of one file of `src/ffi`, taken apart.

use std::collections::HashMap;
use std::fs;

use crate::root;

/// One declaration of the C API.
#[derive(Debug, Clone)]
pub struct Declaration {
    /// The lines of its comment, without the frame.
    pub docs: Vec<String>,
    pub what: What,
}

/// What is declared.
#[derive(Debug, Clone)]
pub enum What {
    /// A constant, of a named type where it has one.
    Constant {
        name: String,
        value: String,
        of: Option<String>,
    },
    /// An opaque handle.
    Handle {
        name: String,
    },
    /// A number with constants of its own, or a function of the caller's.
    Type {
        name: String,
        text: String,
    },
    Function {
        name: String,
        text: String,
    },
}

impl What {
    pub fn name(&self) -> &str {
        match self {
            Self::Constant { name, .. }
            | Self::Handle { name }
            | Self::Type { name, .. }
            | Self::Function { name, .. } => name,
        }
    }
}

/// The declarations of each list of files of `src/ffi`, in the order of the sources.
pub fn of(lists: &[&[&str]]) -> Vec<Vec<Declaration>> {
    let sources: Vec<Vec<Source>> =
        lists.iter().map(|objects| objects.iter().flat_map(|object| sources(object)).collect()).collect();
    let all = split(&generated(lists), &types_of_constants(sources.iter().flatten()));
    let count = all.len();
    let mut placed: Vec<(usize, usize, Declaration)> = Vec::new();
    for one in all {
        let (list, at) = sources
            .iter()
            .enumerate()
            .find_map(|(list, files)| Some((list, place(files, &one)?)))
            .unwrap_or_else(|| panic!("{:?} is in no file of a tier", one.what));
        placed.push((list, at, one));
    }
    placed.sort_by_key(|(list, at, _)| (*list, *at));
    let mut sorted: Vec<Vec<Declaration>> = lists.iter().map(|_| Vec::new()).collect();
    for (list, _, one) in placed {
        sorted[list].push(one);
    }
    assert_eq!(sorted.iter().map(Vec::len).sum::<usize>(), count);
    sorted
}

struct Source(String);

/// The text of a file; of a folder its `mod.rs` and the files that it names, in its order.
fn sources(object: &str) -> Vec<Source> {
    let file = root().join(format!("src/ffi/{object}.rs"));
    let read = |path: &std::path::Path| {
        Source(fs::read_to_string(path).unwrap_or_else(|why| panic!("{path:?}: {why}")))
    };
    let own = read(&file);
    let folder = file.parent().expect("a folder").to_owned();
    let named: Vec<_> = match object.strip_suffix("/mod") {
        None => Vec::new(),
        Some(_) => own
            .0
            .lines()
            .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'))
            .map(|name| read(&folder.join(format!("{name}.rs"))))
            .collect(),
    };
    std::iter::once(own).chain(named).collect()
}

/// Where something is declared, counted over all files of a list.
fn place(files: &[Source], one: &Declaration) -> Option<usize> {
    let declared = match &one.what {
        What::Constant { name, .. } => format!("pub const {name}:"),
        What::Handle { name } => format!("pub struct {name}"),
        What::Type { name, .. } => format!("pub type {name} "),
        What::Function { name, .. } => format!(" fn {name}"),
    };
    let mut before = 0;
    for Source(text) in files {
        let is_whole = |at: &usize| {
            let next = text[at + declared.len()..].chars().next();
            !next.is_some_and(|next| next.is_alphanumeric() || next == '_')
        };
        if let Some((at, _)) = text.match_indices(&declared).find(|(at, _)| is_whole(at)) {
            return Some(before + at);
        }
        before += text.len();
    }
    None
}

/// The C of all files.
fn generated(lists: &[&[&str]]) -> String {
    let config = cbindgen::Config::from_file(root().join("cbindgen.toml")).expect("cbindgen.toml");
    let mut builder = cbindgen::Builder::new().with_config(config);
    for object in lists.iter().flat_map(|objects| objects.iter()) {
        builder = builder.with_src(root().join(format!("src/ffi/{object}.rs")));
    }
    let mut text = Vec::new();
    builder.generate().expect("the sources of the header parse").write(&mut text);
    String::from_utf8(text).expect("UTF-8")
}

/// Which type each constant is of, by its name: cbindgen forgets it.
fn types_of_constants<'a>(files: impl Iterator<Item = &'a Source>) -> HashMap<String, String> {
    let mut types = HashMap::new();
    for Source(text) in files {
        for line in text.lines() {
            let Some((name, rest)) = line.strip_prefix("pub const ").and_then(|line| line.split_once(": "))
            else {
                continue;
            };
            let of = rest.split_once(" =").map_or(rest, |(of, _)| of);
            types.insert(name.to_owned(), of.to_owned());
        }
    }
    types
}

fn split(text: &str, types: &HashMap<String, String>) -> Vec<Declaration> {
    let mut declarations = Vec::new();
    let mut docs = Vec::new();
    let mut code = String::new();
    let mut in_comment = false;
    for line in text.lines() {
        match line.trim() {
            "/**" => in_comment = true,
            "*/" => in_comment = false,
            line if in_comment => {
                docs.push(line.trim_start_matches('*').strip_prefix(' ').unwrap_or_default().to_owned());
            }
            "" => {}
            _ => {
                code.push_str(line);
                code.push('\n');
                if line.starts_with('#') || line.ends_with(';') {
                    declarations.extend(declaration(std::mem::take(&mut docs), code.trim_end(), types));
                    code.clear();
                }
            }
        }
    }
    assert!(code.is_empty(), "not understood: {code}");
    declarations
}

fn declaration(docs: Vec<String>, code: &str, types: &HashMap<String, String>) -> Option<Declaration> {
    let what = if let Some(define) = code.strip_prefix("#define ") {
        let (name, value) = define.split_once(' ')?;
        let of = types.get(name).filter(|of| of.starts_with("gu_")).cloned();
        What::Constant { name: name.to_owned(), value: value.to_owned(), of }
    } else if let Some(handle) = code.strip_prefix("typedef struct ") {
        What::Handle { name: handle.split_once(' ')?.0.to_owned() }
    } else if code.starts_with("typedef ") {
        let name = match code.split_once("(*") {
            Some((_, rest)) => rest.split_once(')')?.0,
            None => code.trim_end_matches(';').rsplit(' ').next()?,
        };
        What::Type { name: name.to_owned(), text: code.to_owned() }
    } else {
        let head = code.split_once('(')?.0;
        let name = head.rsplit([' ', '*']).next()?;
        What::Function { name: name.to_owned(), text: code.to_owned() }
    };
    Some(Declaration { docs, what })
}

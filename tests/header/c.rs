//! The header, and the same without comments and directives for foreign-function interfaces that read C.

use std::fmt::Write;
use std::fs;

use crate::declarations::{self, Declaration, What};
use crate::groups::{TIERS, Tier};
use crate::root;

const WIDTH: usize = 116;

/// The text that tells about all calls.
fn overview() -> String {
    fs::read_to_string(root().join("src/ffi/header/overview.txt")).expect("the overview")
}

/// The declarations of all tiers.
pub fn all() -> Vec<(&'static Tier, Vec<Declaration>)> {
    let lists: Vec<_> = TIERS.iter().map(|tier| tier.objects).collect();
    TIERS.iter().zip(declarations::of(&lists)).collect()
}

/// `include/graph_upload.h`.
pub fn header() -> String {
    let tiers = all();
    let mut text = String::new();
    comment(&mut text, "/*", overview().lines());
    text.push_str(
        "\n/**\n * @file\n * The C API. The comment at its top describes ownership, errors, threads and the states of a session.\n */\n\n",
    );
    text.push_str("#ifndef GRAPH_UPLOAD_H\n#define GRAPH_UPLOAD_H\n\n#include <stdint.h>\n\n");
    for version in declared(&tiers).filter(|one| is_version(one)) {
        let What::Constant { name, value, .. } = &version.what else { continue };
        comment(&mut text, "/**", version.docs.iter().map(String::as_str));
        writeln!(text, "#define {name} {value}\n").expect("a text");
    }
    text.push_str("#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n");
    text.push_str("/* The objects. Each is described where its calls are. */\n\n");
    for one in declared(&tiers) {
        if let What::Handle { name } = &one.what {
            writeln!(text, "typedef struct {name} {name};").expect("a text");
        }
    }
    for (tier, declarations) in &tiers {
        heading(&mut text, tier);
        body(&mut text, declarations);
    }
    text.push_str("\n#ifdef __cplusplus\n} /* extern \"C\" */\n#endif\n\n#endif /* GRAPH_UPLOAD_H */\n");
    text
}

/// `include/graph_upload.cdef.h`.
pub fn cdef() -> String {
    let tiers = all();
    let mut text = String::new();
    for one in declared(&tiers) {
        if let What::Handle { name } = &one.what {
            writeln!(text, "typedef struct {name} {name};").expect("a text");
        }
    }
    for one in declared(&tiers) {
        if let What::Type { text: code, .. } = &one.what {
            writeln!(text, "{code}").expect("a text");
        }
    }
    text.push_str("enum {\n");
    for one in declared(&tiers) {
        if let What::Constant { name, value, .. } = &one.what {
            writeln!(text, "  {name} = {value},").expect("a text");
        }
    }
    text.push_str("};\n");
    for one in declared(&tiers) {
        if let What::Function { text: code, .. } = &one.what {
            writeln!(text, "{code}").expect("a text");
        }
    }
    text
}

fn declared<'a>(tiers: &'a [(&Tier, Vec<Declaration>)]) -> impl Iterator<Item = &'a Declaration> {
    tiers.iter().flat_map(|(_, declarations)| declarations)
}

/// The preprocessor compares these, so they are macros.
pub fn is_version(one: &Declaration) -> bool {
    matches!(&one.what, What::Constant { name, .. } if name.starts_with("GU_VERSION_"))
}

fn heading(text: &mut String, tier: &Tier) {
    let dashes = "-".repeat(WIDTH - 8 - tier.title.len());
    write!(text, "\n\n/* ---- {} {dashes}\n *\n", tier.title).expect("a text");
    for line in wrapped(tier.intro) {
        writeln!(text, " * {line}").expect("a text");
    }
    writeln!(text, " *\n * Since {}, unless a comment says otherwise.", tier.since).expect("a text");
    if let Some(example) = tier.example {
        text.push_str(" *\n");
        for line in snippet(example).lines() {
            writeln!(text, "{}", format!(" *     {line}").trim_end()).expect("a text");
        }
    }
    text.push_str(" */\n\n");
}

/// A section of the program that the tests compile and run.
fn snippet(name: &str) -> String {
    let program =
        fs::read_to_string(root().join("tests/c/manual.c")).expect("the program").replace("\r\n", "\n");
    let mark = format!("/* [{name}] */\n");
    let (_, rest) =
        program.split_once(&mark).unwrap_or_else(|| panic!("tests/c/manual.c has no section {name}"));
    let section = rest.split_once("/* [").map_or(rest, |(section, _)| section).trim_end();
    let indent = section.lines().filter(|line| !line.trim().is_empty());
    let indent = indent.map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    let lines = section.lines().map(|line| line.get(indent..).unwrap_or_default());
    // A comment cannot hold another one.
    lines.map(|line| line.replace("/* ", "// ").replace(" */", "") + "\n").collect()
}

/// The groups of a tier: each type is followed by its constants.
fn body(text: &mut String, declarations: &[Declaration]) {
    let loose: Vec<_> = declarations.iter().filter(|one| is_loose(one)).collect();
    if !loose.is_empty() {
        constants(text, loose.into_iter());
    }
    for one in declarations {
        match &one.what {
            What::Constant { .. } => {}
            What::Handle { name } => {
                let about = std::iter::once(format!("@struct {name}")).chain(one.docs.iter().cloned());
                let lines: Vec<_> = about.collect();
                comment(text, "/**", lines.iter().map(String::as_str));
                text.push('\n');
            }
            What::Type { name, text: code } => {
                comment(text, "/**", one.docs.iter().map(String::as_str));
                writeln!(text, "{code}\n").expect("a text");
                let own: Vec<_> = declarations.iter().filter(|other| is_of(other, name)).collect();
                if !own.is_empty() {
                    constants(text, own.into_iter());
                }
            }
            What::Function { text: code, .. } => {
                comment(text, "/**", one.docs.iter().map(String::as_str));
                writeln!(text, "{code}\n").expect("a text");
            }
        }
    }
    text.truncate(text.trim_end().len() + 1);
}

fn is_loose(one: &Declaration) -> bool {
    matches!(&one.what, What::Constant { of: None, .. }) && !is_version(one)
}

fn is_of(one: &Declaration, wanted: &str) -> bool {
    matches!(&one.what, What::Constant { of: Some(of), .. } if of == wanted)
}

fn constants<'a>(text: &mut String, constants: impl Iterator<Item = &'a Declaration>) {
    text.push_str("enum {\n");
    for one in constants {
        let What::Constant { name, value, .. } = &one.what else { continue };
        let mut docs = String::new();
        comment(&mut docs, "/**", one.docs.iter().map(String::as_str));
        for line in docs.lines() {
            writeln!(text, "    {line}").expect("a text");
        }
        writeln!(text, "    {name} = {value},").expect("a text");
    }
    // C++11 and C99 both allow the last comma.
    text.push_str("};\n\n");
}

fn comment<'a>(text: &mut String, begin: &str, lines: impl Iterator<Item = &'a str>) {
    writeln!(text, "{begin}").expect("a text");
    for line in lines {
        writeln!(text, "{}", format!(" * {line}").trim_end()).expect("a text");
    }
    text.push_str(" */\n");
}

fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last_mut().expect("there is one");
        if last.is_empty() {
            last.push_str(word);
        } else if last.len() + word.len() < WIDTH {
            last.push(' ');
            last.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

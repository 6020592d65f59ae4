//! Converts generated source code to the lines of `expected`.

use std::collections::HashMap;

/// Rust from bindgen.
pub fn of_bindgen(text: &str) -> Vec<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.replace("::std::os::raw::", "").replace("::std::option::Option<", "Option<");
    let normal = |type_: &str| match type_.trim() {
        "*mut u8" | "*const u8" => "*u8".to_owned(),
        "*mut u32" => "*u32".to_owned(),
        other if other.starts_with('*') || other.ends_with("_callback") => "*".to_owned(),
        other => other.to_owned(),
    };
    let mut lines = Vec::new();
    let mut types = HashMap::new();
    for one in text.split("pub ").flat_map(|part| part.split(';').next()) {
        if let Some((name, rest)) = one.strip_prefix("fn ").and_then(|rest| rest.split_once('(')) {
            lines.extend(rest.rsplit_once(')').map(|(inside, result)| {
                let result = result.trim().strip_prefix("-> ").unwrap_or("void");
                format!("function {name} {}", signature(inside, result, normal))
            }));
        }
        if let Some((name, type_)) = one.strip_prefix("type ").and_then(|rest| rest.split_once(" = ")) {
            let callback = type_.strip_prefix("Option<").and_then(|rest| rest.split_once("fn("));
            if let Some((inside, result)) = callback.and_then(|(_, rest)| rest.rsplit_once(')')) {
                let result = result.trim().trim_end_matches([',', ' ', '>']);
                let result = result.strip_prefix("-> ").unwrap_or("void");
                lines.push(format!("callback {name} {}", signature(inside, result, normal)));
            } else if name.starts_with("gu_") {
                types.insert(name.to_owned(), type_.to_owned());
            }
        }
        if let Some((name, rest)) = one.strip_prefix("const GU_").and_then(|rest| rest.split_once(": ")) {
            lines.extend(rest.split_once(" = ").map(|(_, value)| format!("constant GU_{name} {value}")));
        }
    }
    resolved(lines, &types)
}

/// Zig from translate-c.
pub fn of_zig(text: &[String]) -> Vec<String> {
    let normal = |type_: &str| match type_.trim() {
        "[*c]u8" | "[*c]const u8" => "*u8".to_owned(),
        "[*c]u32" => "*u32".to_owned(),
        other if other.starts_with(['[', '?', '*']) || other.ends_with("_callback") => "*".to_owned(),
        other => other.to_owned(),
    };
    let mut lines = Vec::new();
    let mut types = HashMap::new();
    for one in text.iter().filter_map(|line| line.strip_prefix("pub ")?.strip_suffix(';')) {
        let function = one.strip_prefix("extern fn gu_").and_then(|rest| rest.split_once('('));
        if let Some((name, (inside, result))) =
            function.and_then(|(name, rest)| Some((name, rest.rsplit_once(')')?)))
        {
            lines.push(format!("function gu_{name} {}", signature(inside, result.trim(), normal)));
        }
        let constant = one.strip_prefix("const ").and_then(|rest| rest.split_once(" = "));
        let Some((name, value)) = constant else { continue };
        let callback = value.strip_prefix("?*const fn (").and_then(|rest| rest.split_once(") callconv("));
        if let Some((inside, rest)) = callback.filter(|_| name.starts_with("gu_")) {
            let result = rest.rsplit(' ').next().unwrap_or_default();
            lines.push(format!("callback {name} {}", signature(inside, result, normal)));
        } else if name.starts_with("gu_") {
            types.insert(name.to_owned(), value.to_owned());
        } else if name.starts_with("GU_") {
            lines.extend(name.split_once(':').map(|(name, _)| format!("constant {name} {value}")));
        }
    }
    resolved(lines, &types)
}

/// C# from SWIG: the P/Invoke declarations of its wrapper.
pub fn of_swig(text: &str) -> Vec<String> {
    let normal = |type_: &str| match type_.trim() {
        "int" => "i32".to_owned(),
        "uint" => "u32".to_owned(),
        "long" => "i64".to_owned(),
        "ulong" => "u64".to_owned(),
        "void" => "void".to_owned(),
        "string" | "global::System.IntPtr" | "global::System.Runtime.InteropServices.HandleRef" => {
            "*".to_owned()
        }
        other => panic!("a type that is not known: {other}"),
    };
    let declared = text.lines().filter_map(|line| {
        let (head, rest) = line.trim().strip_prefix("public static extern ")?.split_once('(')?;
        let (result, name) = head.split_once(' ').filter(|(_, name)| name.starts_with("gu_"))?;
        let inside = rest.strip_suffix(");")?;
        // C# puts the type first.
        let swapped = inside.split(", ").filter_map(|one| one.rsplit_once(' '));
        let swapped = swapped.map(|(type_, name)| format!("{name}: {type_}")).collect::<Vec<_>>().join(", ");
        Some(format!("function {name} {}", signature(&swapped, result, normal)))
    });
    declared.collect()
}

/// `inside` is `name: type, name: type`, perhaps without names.
fn signature(inside: &str, result: &str, normal: impl Fn(&str) -> String) -> String {
    let parameters = inside.split(',').map(str::trim).filter(|one| !one.is_empty());
    let types = parameters.map(|one| normal(one.split_once(": ").map_or(one, |(_, type_)| type_)));
    format!("{}({})", normal(result.trim()), types.collect::<Vec<_>>().join(","))
}

/// Replaces type names by the types they stand for, and adds a line for each integer type.
fn resolved(lines: Vec<String>, types: &HashMap<String, String>) -> Vec<String> {
    let replaced = lines.into_iter().map(|line| {
        let Some((head, signature)) = line.rsplit_once(' ').filter(|_| !line.starts_with("constant ")) else {
            return line;
        };
        let words = signature.split_inclusive(['(', ',', ')']).map(|word| {
            let name = word.trim_end_matches(['(', ',', ')']);
            word.replacen(name, types.get(name).map_or(name, String::as_str), usize::from(!name.is_empty()))
        });
        format!("{head} {}", words.collect::<String>())
    });
    let numbers = types.iter().filter(|(_, type_)| ["i32", "u32", "i64", "u64"].contains(&type_.as_str()));
    replaced.chain(numbers.map(|(name, type_)| format!("type {name} {type_}"))).collect()
}

//! What each reader must see, as lines such as `function gu_item_size i64(*)`.
//!
//! Types are `i32`, `u32`, `i64`, `u64` and `void`. A pointer is `*`, or `*u8` or `*u32`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::support::{constants, functions, root};

/// What a line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Function,
    /// A function's name and result.
    Result,
    Callback,
    Type,
    Constant,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Kind::Function => "function ",
            Kind::Result => "result ",
            Kind::Callback => "callback ",
            Kind::Type => "type ",
            Kind::Constant => "constant ",
        }
    }

    /// The lines of this kind.
    fn expected(self) -> BTreeSet<String> {
        let types = types();
        let lines: Vec<String> = match self {
            Kind::Function => functions()
                .iter()
                .map(|one| format!("{} {}", one.name, signature(&one.result, &one.parameters, &types)))
                .map(|line| folded(&line))
                .collect(),
            Kind::Result => functions()
                .iter()
                .map(|one| format!("{} {}", one.name, normal(&one.result, &types)))
                .map(|line| folded(&line))
                .collect(),
            Kind::Callback => callbacks(&types),
            Kind::Type => types.iter().map(|(name, normal)| format!("{name} {normal}")).collect(),
            Kind::Constant => enumerators().iter().map(|(name, value)| format!("{name} {value}")).collect(),
        };
        lines.iter().map(|line| format!("{}{line}", self.word())).collect()
    }

    fn seen(self, lines: &[String]) -> BTreeSet<String> {
        let ours = lines.iter().filter(|line| line.starts_with(self.word()));
        // The version is a macro in one form and an enumerator in the other.
        let ours = ours.filter(|line| !line.starts_with("constant GU_VERSION_"));
        match self {
            Kind::Function | Kind::Result => ours.map(|line| folded(line)).collect(),
            Kind::Callback | Kind::Type | Kind::Constant => ours.cloned().collect(),
        }
    }
}

/// Compares what a reader saw of these kinds.
pub fn assert_sees(reader: &str, lines: &[String], kinds: &[Kind]) {
    for kind in kinds {
        let (expected, seen) = (kind.expected(), kind.seen(lines));
        let missing: Vec<_> = expected.difference(&seen).collect();
        let other: Vec<_> = seen.difference(&expected).collect();
        assert!(missing.is_empty() && other.is_empty(), "{reader} does not see {missing:#?}\nbut {other:#?}");
    }
}

/// Checks what a script got from calls into the library.
pub fn assert_loads(reader: &str, lines: &[String]) {
    let constants = constants();
    let version = constants.iter().find(|(name, _)| name == "GU_VERSION_NUMBER").expect("the version");
    for line in [format!("version {}", version.1), "status_name GU_ERR_STORED".to_owned()] {
        assert!(lines.contains(&line), "{reader} has not got \"{line}\" from the library");
    }
}

/// `kind:name` of all declarations, for readers that cannot list them.
pub fn names_to_look_up() -> Vec<String> {
    let kinds = [Kind::Function, Kind::Callback, Kind::Type, Kind::Constant];
    let lines = kinds.iter().flat_map(|kind| kind.expected());
    lines.map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(":")).collect()
}

/// The integer types that the header defines.
pub fn types() -> BTreeMap<String, String> {
    let declared = declarations();
    let named = declared.iter().filter_map(|line| line.strip_prefix("typedef ")?.split_once(' '));
    let numbers = named.filter_map(|(type_, name)| Some((name.to_owned(), number(type_)?)));
    numbers.filter(|(name, _)| !name.starts_with('(')).collect()
}

pub fn enumerators() -> Vec<(String, String)> {
    constants().into_iter().filter(|(name, _)| !name.starts_with("GU_VERSION_")).collect()
}

fn callbacks(types: &BTreeMap<String, String>) -> Vec<String> {
    let declared = declarations();
    let named = declared.iter().filter_map(|line| line.strip_prefix("typedef ")?.split_once(" (*"));
    let split = named.filter_map(|(result, rest)| {
        let (name, parameters) = rest.strip_suffix(')')?.split_once(")(")?;
        Some(format!("{name} {}", signature(result, parameters, types)))
    });
    split.collect()
}

fn declarations() -> Vec<String> {
    let text = fs::read_to_string(root().join(crate::DECLARATIONS)).expect("the declarations");
    text.split(';').map(|one| one.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

fn signature(result: &str, parameters: &str, types: &BTreeMap<String, String>) -> String {
    let parameters = parameters.split(',').map(str::trim).filter(|one| *one != "void");
    // Without the name, but with the star before it.
    let types_of = parameters.map(|one| {
        let at = one.rfind([' ', '*']).map_or(0, |at| at + 1);
        normal(one[..at].trim(), types)
    });
    format!("{}({})", normal(result, types), types_of.collect::<Vec<_>>().join(","))
}

fn normal(type_: &str, types: &BTreeMap<String, String>) -> String {
    let type_ = type_.trim_start_matches("const ");
    if let Some(number) = number(type_) {
        return number;
    }
    match type_ {
        "void" => "void".to_owned(),
        "uint8_t *" => "*u8".to_owned(),
        "uint32_t *" => "*u32".to_owned(),
        _ if type_.ends_with('*') || type_.ends_with("_callback") => "*".to_owned(),
        _ => types.get(type_).unwrap_or_else(|| panic!("a type that is not known: {type_}")).clone(),
    }
}

fn number(type_: &str) -> Option<String> {
    let (signed, bits) = match type_.strip_prefix('u') {
        Some(rest) => ("u", rest),
        None => ("i", type_),
    };
    let bits = bits.strip_prefix("int")?.strip_suffix("_t")?;
    Some(format!("{signed}{bits}"))
}

/// Not all readers distinguish bytes from characters, or show what a pointer points to.
fn folded(line: &str) -> String {
    line.replace("*u8", "*").replace("*u32", "*")
}

#[test]
fn the_expected_is_right() {
    let of = |kind: Kind, line: &str| assert!(kind.expected().contains(line), "{:#?}", kind.expected());
    of(Kind::Type, "type gu_status i32");
    of(Kind::Function, "function gu_item_size i64(*)");
    of(Kind::Function, "function gu_session_create i32(*,*,u64,*,*,*)");
    of(Kind::Function, "function gu_version_number u32()");
    of(Kind::Function, "function gu_options_free void(*)");
    of(Kind::Function, "function gu_state_data *(*)");
    of(Kind::Callback, "callback gu_read_at_callback i32(u64,*u8,u32,*u32,*)");
    of(Kind::Constant, "constant GU_OK 0");
    of(Kind::Constant, "constant GU_READ_STOP -2");
    assert_eq!(Kind::Function.expected().len(), functions().len());
}

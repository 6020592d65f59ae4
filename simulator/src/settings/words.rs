//! The words that settings use.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

use crate::model::config::{Casing, ExpiryForm, LocationForm, PutForm, RangeForm, ResponseStyle};
use crate::model::drive::rules::{
    Behaviour, BusinessUrl, ConflictAt, DriveRules, Flavour, HashName, HashRule, OFFICE, PersonalUrl,
    SessionResponses,
};
use crate::model::rules::outlook::LimitAt;

pub const EXPIRIES: [(&str, ExpiryForm); 7] = [
    ("recorded", ExpiryForm::Recorded),
    ("seven", ExpiryForm::Seven),
    ("three", ExpiryForm::Three),
    ("whole", ExpiryForm::Whole),
    ("offset", ExpiryForm::Offset),
    ("nonsense", ExpiryForm::Nonsense),
    ("missing", ExpiryForm::Missing),
];
pub const CASINGS: [(&str, Casing); 4] = [
    ("camel", Casing::Camel),
    ("pascal", Casing::Pascal),
    ("mixed", Casing::Mixed),
    ("lower", Casing::Lower),
];
pub const RANGES: [(&str, RangeForm); 8] = [
    ("bare", RangeForm::Bare),
    ("open", RangeForm::Open),
    ("closed", RangeForm::Closed),
    ("closed-past-end", RangeForm::ClosedPastEnd),
    ("split", RangeForm::Split),
    ("empty", RangeForm::Empty),
    ("null", RangeForm::Null),
    ("missing", RangeForm::Missing),
];
pub const LOCATIONS: [(&str, LocationForm); 8] = [
    ("segment", LocationForm::Segment),
    ("quoted", LocationForm::Quoted),
    ("relative", LocationForm::Relative),
    ("relative-quoted", LocationForm::RelativeQuoted),
    ("encoded", LocationForm::Encoded),
    ("encoded-quoted", LocationForm::EncodedQuoted),
    ("with-query", LocationForm::WithQuery),
    ("missing", LocationForm::Missing),
];
pub const PUTS: [(&str, PutForm); 4] = [
    ("content", PutForm::Content),
    ("bare", PutForm::Bare { refusal: 404 }),
    ("bare-405", PutForm::Bare { refusal: 405 }),
    ("both", PutForm::Both),
];
pub const LIMITS: [(&str, LimitAt); 3] =
    [("creation", LimitAt::Creation), ("piece", LimitAt::Piece), ("commit", LimitAt::Commit)];
pub const FLAVOURS: [(&str, Flavour); 2] = [("business", Flavour::Business), ("personal", Flavour::Personal)];
pub const BEHAVIOURS: [(&str, Behaviour); 3] =
    [("replace", Behaviour::Replace), ("fail", Behaviour::Fail), ("rename", Behaviour::Rename)];
pub const CONFLICTS: [(&str, ConflictAt); 3] = [
    ("creation", ConflictAt::Creation),
    ("first-piece", ConflictAt::FirstPiece),
    ("commit", ConflictAt::Commit),
];

pub const RESPONSES: [(&str, SessionResponses); 3] = [
    ("current", SessionResponses::Current),
    ("2016", SessionResponses::Year2016),
    ("2015", SessionResponses::Year2015),
];
pub const BUSINESS_URLS: [(&str, BusinessUrl); 6] = [
    ("drives", BusinessUrl::Drives),
    ("drive", BusinessUrl::Drive),
    ("double-slash", BusinessUrl::DoubleSlash),
    ("unicode", BusinessUrl::Unicode),
    ("v1e", BusinessUrl::Sealed),
    ("proof-token", BusinessUrl::ProofToken),
];
pub const PERSONAL_URLS: [(&str, PersonalUrl); 3] =
    [("personal", PersonalUrl::Content), ("rup", PersonalUrl::Rup), ("up", PersonalUrl::Up)];
pub const HASHES: [(&str, HashName); 5] = [
    ("quick-xor", HashName::QuickXor),
    ("sha1-lower", HashName::Sha1Lower),
    ("sha1-upper", HashName::Sha1Upper),
    ("sha256-lower", HashName::Sha256Lower),
    ("sha256-upper", HashName::Sha256Upper),
];

/// `CASING/RANGES`.
pub fn style(value: &str) -> Result<ResponseStyle, String> {
    let (casing, ranges) = value.split_once('/').ok_or("must be CASING/RANGES")?;
    Ok(ResponseStyle::new(choose(casing, &CASINGS)?, choose(ranges, &RANGES)?))
}

/// One of the words.
pub fn choose<T: Copy>(word: &str, choices: &[(&str, T)]) -> Result<T, String> {
    let found = choices.iter().find(|(name, _)| *name == word);
    found.map(|(_, choice)| *choice).ok_or_else(|| one_of(choices.iter().map(|(name, _)| *name)))
}

fn one_of<'a>(words: impl Iterator<Item = &'a str>) -> String {
    format!("must be one of: {}", words.collect::<Vec<_>>().join(", "))
}

/// A form of upload URLs of personal or of business drives.
pub fn drive_url(rules: &mut DriveRules, word: &str) -> Result<(), String> {
    if let Ok(form) = choose(word, &PERSONAL_URLS) {
        rules.personal_url = form;
    } else if let Ok(form) = choose(word, &BUSINESS_URLS) {
        rules.business_url = form;
    } else {
        let personal = PERSONAL_URLS.iter().map(|(name, _)| *name);
        return Err(one_of(personal.chain(BUSINESS_URLS.iter().map(|(name, _)| *name))));
    }
    Ok(())
}

/// A type whose values are written as they are.
pub trait Plain: FromStr {
    /// What a value must be.
    const MUST_BE: &'static str;
}

impl Plain for bool {
    const MUST_BE: &'static str = "must be true or false";
}

impl Plain for i64 {
    const MUST_BE: &'static str = "must be a whole number, which may be negative";
}

impl Plain for u32 {
    const MUST_BE: &'static str = "must be a whole number";
}

impl Plain for u64 {
    const MUST_BE: &'static str = "must be a whole number";
}

/// A number, or `true` or `false`.
pub fn parse<T: Plain>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| T::MUST_BE.to_owned())
}

/// A number from a range.
pub fn within<T: FromStr + PartialOrd + Display>(text: &str, range: RangeInclusive<T>) -> Result<T, String> {
    let (first, last) = (range.start(), range.end());
    let number = text.parse().ok().filter(|number| range.contains(number));
    number.ok_or_else(|| format!("must be a whole number from {first} to {last}"))
}

/// A number that is not 0.
pub fn at_least_one<T: FromStr + PartialOrd + From<u8>>(text: &str) -> Result<T, String> {
    let number = text.parse().ok().filter(|number| *number >= T::from(1));
    number.ok_or_else(|| "must be a whole number, at least 1".to_owned())
}

/// A value, or `none`.
pub fn optional<T>(text: &str, read: impl Fn(&str) -> Result<T, String>) -> Result<Option<T>, String> {
    if text == "none" {
        return Ok(None);
    }
    read(text).map(Some).map_err(|why| format!("{why}, or none"))
}

/// When hashes are shown.
pub fn hash_rule(value: &str) -> Result<HashRule, String> {
    Ok(match value.strip_prefix("looks:") {
        Some(looks) => HashRule::AfterLooks(parse(looks)?),
        None if value == "shown" => HashRule::Shown,
        None if value == "missing" => HashRule::Missing,
        None if value == "blank" => HashRule::Blank,
        None => match parse(value) {
            Ok(ms) => HashRule::After(ms),
            Err(_) => return Err(one_of(["shown", "missing", "blank", "N", "looks:N"].into_iter())),
        },
    })
}

/// A list of words; `none` and an empty text are an empty one.
fn list(value: &str) -> impl Iterator<Item = &str> {
    let value = if value == "none" { "" } else { value };
    value.split(',').filter(|word| !word.is_empty())
}

/// A list of hashes.
pub fn hashes(value: &str) -> Result<Vec<HashName>, String> {
    list(value).map(|word| choose(word, &HASHES)).collect()
}

/// A list of names and endings, in which `office` stands for many.
pub fn rewritten(value: &str) -> Vec<String> {
    let names = list(value).flat_map(|word| if word == "office" { OFFICE.to_vec() } else { vec![word] });
    names.map(str::to_owned).collect()
}

//! The words that settings use.

use std::str::FromStr;

use crate::model::config::{Casing, ExpiryForm, LocationForm, PutForm, RangeForm, ReplyStyle};
use crate::model::drive::rules::{
    BusinessUrl, ConflictAt, DriveRules, Flavour, HashName, HashRule, OFFICE, PersonalUrl, SessionReplies,
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
pub const CONFLICTS: [(&str, ConflictAt); 3] = [
    ("creation", ConflictAt::Creation),
    ("first-piece", ConflictAt::FirstPiece),
    ("commit", ConflictAt::Commit),
];

pub const REPLIES: [(&str, SessionReplies); 3] = [
    ("current", SessionReplies::Current),
    ("2016", SessionReplies::Year2016),
    ("2015", SessionReplies::Year2015),
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
pub fn style(value: &str) -> Result<ReplyStyle, String> {
    let (casing, ranges) = value.split_once('/').ok_or_else(|| format!("no CASING/RANGES in {value:?}"))?;
    Ok(ReplyStyle::new(choose(casing, &CASINGS)?, choose(ranges, &RANGES)?))
}

/// One of the words.
pub fn choose<T: Copy>(word: &str, choices: &[(&str, T)]) -> Result<T, String> {
    let found = choices.iter().find(|(name, _)| *name == word);
    found.map(|(_, choice)| *choice).ok_or_else(|| format!("no such choice: {word:?}"))
}

/// A form of upload URLs, which belongs to one sort of drives.
pub fn drive_url(rules: &mut DriveRules, word: &str) -> Result<(), String> {
    match choose(word, &PERSONAL_URLS) {
        Ok(form) => rules.personal_url = form,
        Err(_) => rules.business_url = choose(word, &BUSINESS_URLS)?,
    }
    Ok(())
}

/// A number or a truth.
pub fn parse<T: FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("not a value of the right sort: {text:?}"))
}

/// When hashes are shown.
pub fn hash_rule(value: &str) -> Result<HashRule, String> {
    Ok(match value.strip_prefix("looks:") {
        Some(looks) => HashRule::AfterLooks(parse(looks)?),
        None if value == "shown" => HashRule::Shown,
        None if value == "missing" => HashRule::Missing,
        None if value == "blank" => HashRule::Blank,
        None => HashRule::After(parse(value)?),
    })
}

/// A list of hashes; none for an empty text.
pub fn hashes(value: &str) -> Result<Vec<HashName>, String> {
    value.split(',').filter(|word| !word.is_empty()).map(|word| choose(word, &HASHES)).collect()
}

/// A list of names and endings, in which `office` stands for many.
pub fn rewritten(value: &str) -> Vec<String> {
    let words = value.split(',').filter(|word| !word.is_empty());
    let list = words.flat_map(|word| if word == "office" { OFFICE.to_vec() } else { vec![word] });
    list.map(str::to_owned).collect()
}

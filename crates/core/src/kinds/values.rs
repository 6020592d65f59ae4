//! Values as text, for properties and options by name.

use crate::error::Error;

/// One of some words.
pub fn word<T: Copy>(value: &str, words: &[(&str, T)]) -> Result<T, Error> {
    let found = words.iter().find(|(word, _)| *word == value).map(|(_, meaning)| *meaning);
    found.ok_or_else(|| {
        let known = words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
        Error::argument(format!("\"{value}\" is none of {known}"))
    })
}

/// Yes or no.
pub fn yes_or_no(value: &str) -> Result<bool, Error> {
    word(value, &[("1", true), ("0", false), ("true", true), ("false", false), ("yes", true), ("no", false)])
}

/// A decimal number.
pub fn number(value: &str) -> Result<u64, Error> {
    value.parse().map_err(|_| Error::argument(format!("\"{value}\" is not a number from 0 to {}", u64::MAX)))
}

/// Two values separated by a comma; the second may contain more.
pub fn pair(value: &str) -> Result<(&str, &str), Error> {
    let none = || Error::argument(format!("\"{value}\" is not two values separated by a comma"));
    value.split_once(',').ok_or_else(none)
}

//! In which forms a secret could show.

use std::collections::HashMap;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};

/// As much of a secret as has to stand together to be found. Allocators overwrite the beginning of what is freed.
pub const WINDOW: usize = 16;

/// How far the parts that are looked for lie apart.
const STEP: usize = 8;

/// A secret as it is, percent-encoded, in hexadecimal, and in base64 behind 0, 1 and 2 other bytes.
pub fn forms(name: &str, secret: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut forms = vec![(name.to_owned(), secret.to_vec())];
    let encoded = percent_encode(secret, NON_ALPHANUMERIC).to_string().into_bytes();
    if encoded != secret {
        forms.push((format!("{name}-percent"), encoded));
    }
    let hex = secret.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    forms.push((format!("{name}-hex"), hex.into_bytes()));
    for before in 0..3 {
        let text = BASE64_STANDARD.encode([&b"\0\0"[..before], secret].concat());
        // The first and last letters hold bits of what stands beside the secret.
        let inner = &text.as_bytes()[4..text.len() - 4];
        forms.push((format!("{name}-base64-{before}"), inner.to_vec()));
    }
    forms
}

/// Looks for parts of many forms at once.
pub struct Finder<'a> {
    parts: HashMap<[u8; WINDOW], &'a str>,
    /// What two bytes some part begins with: of most places there is no more to be looked at.
    beginnings: Vec<bool>,
    read: fn(u8) -> u8,
}

impl<'a> Finder<'a> {
    /// `read` is done to every byte that is looked at, and has been done to those of the forms.
    pub fn new(forms: impl Iterator<Item = (&'a str, impl AsRef<[u8]>)>, read: fn(u8) -> u8) -> Self {
        let mut finder =
            Self { parts: HashMap::with_capacity(1 << 15), beginnings: vec![false; 1 << 16], read };
        for (name, form) in forms {
            let form = form.as_ref();
            let last = form.len().checked_sub(WINDOW).expect("long enough to be told from others");
            for at in (0..=last).step_by(STEP).chain([last]) {
                let part: [u8; WINDOW] = form[at..at + WINDOW].try_into().expect("as long as that");
                finder.beginnings[usize::from(u16::from_be_bytes([part[0], part[1]]))] = true;
                finder.parts.insert(part, name);
            }
        }
        finder
    }

    /// For texts, in small letters or capitals.
    pub fn for_texts(forms: &'a [(String, Vec<u8>)]) -> Self {
        let forms = forms.iter().map(|(name, form)| (name.as_str(), form.to_ascii_lowercase()));
        Self::new(forms, |byte| byte.to_ascii_lowercase())
    }

    /// The names of those of which a part is there.
    pub fn look(&self, bytes: &[u8]) -> impl Iterator<Item = &'a str> {
        let begins = |window: &[u8]| u16::from_be_bytes([(self.read)(window[0]), (self.read)(window[1])]);
        let windows =
            bytes.windows(WINDOW).filter(move |window| self.beginnings[usize::from(begins(window))]);
        windows.filter_map(|window| {
            let mut part: [u8; WINDOW] = window.try_into().ok()?;
            part.iter_mut().for_each(|byte| *byte = (self.read)(*byte));
            self.parts.get(&part).copied()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_found_wherever_it_stands() {
        let secret = b"some/secret+that=is~long.enough";
        let forms = forms("secret", secret);
        let finder = Finder::for_texts(&forms);
        let written = [
            String::from_utf8_lossy(secret).to_uppercase(),
            percent_encode(secret, NON_ALPHANUMERIC).to_string(),
            BASE64_STANDARD.encode(secret),
            BASE64_STANDARD.encode([b"Bearer ", &secret[..]].concat()),
            BASE64_STANDARD.encode([b"name:", &secret[..], b"\n"].concat()),
            secret.iter().map(|byte| format!("{byte:02X}")).collect(),
        ];
        for text in written {
            let line = format!("before {text} behind");
            assert!(finder.look(line.as_bytes()).next().is_some(), "{line}");
        }
        assert_eq!(finder.look(b"some secret that is long enough").next(), None);
    }
}

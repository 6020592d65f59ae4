//! Searches the memory of this process for secrets without holding them.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::ops::Range;
use std::os::unix::fs::FileExt;

use crate::forms::{Finder, WINDOW};

/// What a secret is disguised with, byte by byte.
pub const DISGUISE: u8 = 0xA7;

/// Secrets in disguise. All is in few large blocks: many small ones would be taken from memory that was freed, and
/// overwrite what is searched for.
pub struct Hidden<'a> {
    bytes: Vec<u8>,
    forms: Vec<(&'a str, Range<usize>)>,
}

impl<'a> Hidden<'a> {
    /// Reads names and hexadecimal numbers.
    pub fn read(text: &'a str) -> Self {
        let mut hidden = Self { bytes: Vec::with_capacity(text.len()), forms: Vec::with_capacity(1 << 14) };
        for word in text.split_whitespace() {
            let (name, hex) = word.split_once('=').expect("a name and a value");
            let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal");
            let start = hidden.bytes.len();
            hidden.bytes.extend((0..hex.len()).step_by(2).map(byte));
            hidden.forms.push((name, start..hidden.bytes.len()));
        }
        hidden
    }

    pub fn forms(&self) -> impl Iterator<Item = (&'a str, &[u8])> {
        self.forms.iter().map(|(name, range)| (*name, &self.bytes[range.clone()]))
    }
}

/// The names of the secrets of which a part stands in the writable memory of this process, and in which kind of memory.
pub fn search<'a>(hidden: &Hidden<'a>) -> BTreeSet<(&'a str, String)> {
    let finder = Finder::new(hidden.forms(), |byte| byte ^ DISGUISE);
    let mut maps = String::with_capacity(1 << 18);
    let read = fs::File::open("/proc/self/maps").and_then(|mut file| file.read_to_string(&mut maps));
    read.expect("the maps");
    let memory = fs::File::open("/proc/self/mem").expect("the memory");
    // Large enough for a mapping of its own, which is left out.
    let mut buffer = vec![0; 4 << 20];
    let own = buffer.as_ptr() as u64..buffer.as_ptr() as u64 + buffer.len() as u64;
    let mut found = BTreeSet::new();
    for (range, what) in maps.lines().filter_map(writable) {
        for part in without(range, &own) {
            let mut at = part.start;
            while at + (WINDOW as u64) <= part.end {
                let length = usize::try_from(part.end - at).unwrap_or(usize::MAX).min(buffer.len());
                let Ok(count @ WINDOW..) = memory.read_at(&mut buffer[..length], at) else { break };
                found.extend(finder.look(&buffer[..count]).map(|name| (name, what.clone())));
                // A part may stand across the border.
                at += (count - WINDOW + 1) as u64;
            }
        }
    }
    found
}

fn writable(line: &str) -> Option<(Range<u64>, String)> {
    let mut words = line.split_whitespace();
    let (range, access) = (words.next()?, words.next()?);
    let (start, end) = range.split_once('-')?;
    let number = |text| u64::from_str_radix(text, 16).ok();
    let what = words.nth(3).unwrap_or("mapped").to_owned();
    access.starts_with("rw").then_some((number(start)?..number(end)?, what))
}

fn without(range: Range<u64>, own: &Range<u64>) -> [Range<u64>; 2] {
    [range.start..range.end.min(own.start), range.start.max(own.end)..range.end]
}

//! Which files a saved queue has stored, so that a second run does not store them again.

use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use ring::{digest, hmac};
use serde::{Deserialize, Serialize};

use crate::files;
use crate::saved::SealingKey;
use crate::saved::note::Note;
use crate::source::Stamp;
use graph_upload_core::error::{Error, Status};
use graph_upload_core::graph::item::Item;
use graph_upload_core::secret::Secret;

/// What is kept of a stored file: enough to find it again, and no URL that opens it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Stored {
    id: String,
    name: String,
    size: Option<u64>,
}

/// What tells one job from another: half a hash of what it is to do and of its file's stamp. With a key it tells nothing
/// to those who guess.
pub(crate) type Mark = [u8; 16];

/// A file of lines, one for each stored file. It only grows.
pub(crate) struct Ledger {
    key: Option<hmac::Key>,
    state: Mutex<State>,
}

struct State {
    file: File,
    /// Where the line of each stored file begins. The lines stay in the file: there may be millions.
    lines: HashMap<Mark, u64>,
    /// The last line may have no end.
    is_torn: bool,
}

impl Ledger {
    /// Opens the ledger at a path, and makes it where there is none. A line that a dying process has not finished, or a
    /// disk has damaged, is ignored: at worst its file is stored again.
    pub fn open(path: PathBuf, key: Option<&SealingKey>) -> Result<Self, Error> {
        let file = files::append_private(&path).map_err(|error| failed("opened", &error))?;
        let state = State::read(file).map_err(|error| failed("read", &error))?;
        let key = key.map(|key| hmac::Key::new(hmac::HMAC_SHA256, key.bytes()));
        Ok(Self { key, state: Mutex::new(state) })
    }

    /// Notes that a job's file is stored.
    pub fn add(&self, note: &Note, stamp: &Stamp, item: &Item) -> Result<(), Error> {
        let mark = self.mark(note, stamp)?;
        let stored = Stored { id: item.id.clone(), name: item.name.clone(), size: item.size };
        let json = serde_json::to_string(&stored).map_err(|error| Error::bug(error.to_string()))?;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.append(mark, &json).map_err(|error| failed("written", &error))
    }

    /// The file that is stored already, if a job like this one has stored it.
    pub fn find(&self, note: &Note, stamp: &Stamp) -> Result<Option<Item>, Error> {
        let mark = self.mark(note, stamp)?;
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(begin) = state.lines.get(&mark) else { return Ok(None) };
        let line = line_at(&state.file, *begin).map_err(|error| failed("read", &error))?;
        let stored = parse(&line).filter(|(found, _)| *found == mark).map(|(_, stored)| stored);
        Ok(stored.map(|Stored { id, name, size }| Item {
            id,
            name,
            size,
            recovered: true,
            ..Item::default()
        }))
    }

    fn mark(&self, note: &Note, stamp: &Stamp) -> Result<Mark, Error> {
        // The identity of a file changes when it is copied or its disk is mounted anew; size and time tell a change.
        self.hash(&(note, stamp.size, stamp.modified_ns))
    }

    /// What tells a job from others, whatever its file is like.
    pub fn mark_of(&self, note: &Note) -> Result<Mark, Error> {
        self.hash(note)
    }

    fn hash(&self, what: &impl Serialize) -> Result<Mark, Error> {
        let text = Secret::json(what).map_err(|error| Error::bug(error.to_string()))?;
        let text = text.expose().as_bytes();
        let half = |hash: &[u8]| Mark::try_from(&hash[..16]).unwrap_or_default();
        Ok(match &self.key {
            Some(key) => half(hmac::sign(key, text).as_ref()),
            None => half(digest::digest(&digest::SHA256, text).as_ref()),
        })
    }
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ledger").finish_non_exhaustive()
    }
}

impl State {
    fn read(file: File) -> io::Result<Self> {
        let (mut lines, mut line, mut begin, mut is_torn) = (HashMap::new(), Vec::new(), 0, false);
        let mut reader = BufReader::new(&file);
        while reader.read_until(b'\n', &mut line)? > 0 {
            is_torn = line.last() != Some(&b'\n');
            // What stands behind the mark is looked at when it is found, as there may be millions.
            if let Some((mark, _)) = split(&line).filter(|_| !is_torn) {
                lines.insert(mark, begin);
            }
            begin += line.len() as u64;
            line.clear();
        }
        Ok(Self { file, lines, is_torn })
    }

    /// Adds a line. A write may fail in its middle, as on a full disk: then the next one ends that line first.
    fn append(&mut self, mark: Mark, json: &str) -> io::Result<()> {
        let mut line = String::with_capacity(2 * mark.len() + json.len() + 3);
        line.extend(self.is_torn.then_some('\n'));
        let begin = self.file.metadata()?.len() + line.len() as u64;
        for byte in mark {
            line.push_str(&format!("{byte:02x}"));
        }
        line.extend([" ", json, "\n"]);
        self.is_torn = true;
        self.file.write_all(line.as_bytes())?;
        self.file.sync_data()?;
        self.is_torn = false;
        self.lines.insert(mark, begin);
        Ok(())
    }
}

/// The line that begins at an offset.
fn line_at(file: &File, begin: u64) -> io::Result<Vec<u8>> {
    let (mut line, mut buffer) = (Vec::new(), [0; 512]);
    loop {
        let count = files::read_at(file, begin + line.len() as u64, &mut buffer)?;
        let end = buffer[..count].iter().position(|byte| *byte == b'\n');
        line.extend_from_slice(&buffer[..end.unwrap_or(count)]);
        if end.is_some() || count == 0 {
            return Ok(line);
        }
    }
}

fn parse(line: &[u8]) -> Option<(Mark, Stored)> {
    let (mark, json) = split(line)?;
    Some((mark, serde_json::from_slice(json).ok()?))
}

/// The mark of a line, and what stands behind it.
fn split(line: &[u8]) -> Option<(Mark, &[u8])> {
    let mut mark = Mark::default();
    let (hex, rest) = line.split_at_checked(2 * mark.len())?;
    for (byte, pair) in mark.iter_mut().zip(hex.chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some((mark, rest.strip_prefix(b" ")?))
}

fn failed(what: &str, error: &io::Error) -> Error {
    Error::new(Status::SavedState, format!("the list of stored files could not be {what}: {error}"))
        .with(|details| details.os_error = error.raw_os_error().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use graph_upload_core::kinds::{DriveItem, SavedTarget};

    fn note(name: &str) -> Note {
        let target = SavedTarget::of(&DriveItem::by_path(None, name).unwrap());
        Note { source: "/a".into(), target, differs_is_error: false }
    }

    fn stamp(size: u64) -> Stamp {
        Stamp { size, modified_ns: 5, identity: (1, 2) }
    }

    fn item(id: &str) -> Item {
        Item { id: id.into(), size: Some(7), ..Item::default() }
    }

    #[test]
    fn what_is_stored_is_found_again_unless_it_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        let key = SealingKey::new(&[1; 32]).unwrap();
        for (path, key) in [("plain", None), ("keyed", Some(&key))] {
            let path = folder.path().join(path);
            let ledger = Ledger::open(path.clone(), key).unwrap();
            ledger.add(&note("a"), &stamp(7), &item("1")).unwrap();
            for ledger in [ledger, Ledger::open(path, key).unwrap()] {
                let found = |name, size| ledger.find(&note(name), &stamp(size)).unwrap();
                assert_eq!(found("a", 7).map(|item| (item.id, item.size)), Some(("1".into(), Some(7))));
                assert!(found("a", 8).is_none() && found("b", 7).is_none());
                let copied = Stamp { identity: (9, 9), ..stamp(7) };
                assert!(ledger.find(&note("a"), &copied).unwrap().is_some());
            }
        }
        let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
        assert_ne!(read("plain"), read("keyed"), "a key hides what could be guessed");
    }

    #[test]
    fn a_write_that_fails_in_its_middle_spoils_its_own_line_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("done");
        let ledger = Ledger::open(path.clone(), None).unwrap();
        let found = |ledger: &Ledger, name| ledger.find(&note(name), &stamp(1)).unwrap().map(|item| item.id);
        ledger.add(&note("a"), &stamp(1), &item("1")).unwrap();
        // As a full disk leaves it: the write has failed, and half a line is there.
        let whole = std::mem::replace(&mut ledger.state.lock().unwrap().file, File::open(&path).unwrap());
        ledger.add(&note("b"), &stamp(1), &item("2")).unwrap_err();
        (&whole).write_all(b"0123 {\"id").unwrap();
        assert_eq!((found(&ledger, "a"), found(&ledger, "b")), (Some("1".into()), None));
        ledger.state.lock().unwrap().file = whole;
        ledger.add(&note("c"), &stamp(1), &item("3")).unwrap();
        for ledger in [ledger, Ledger::open(path, None).unwrap()] {
            let all = ["a", "b", "c"].map(|name| found(&ledger, name));
            assert_eq!(all, [Some("1".into()), None, Some("3".into())]);
        }
    }

    #[test]
    fn damage_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("done");
        let ledger = Ledger::open(path.clone(), None).unwrap();
        let long = "é".repeat(2_000);
        for (name, id) in [("a", "1"), ("b", "2"), ("c", long.as_str())] {
            ledger.add(&note(name), &stamp(1), &item(id)).unwrap();
        }
        drop(ledger);
        let mut text = std::fs::read(&path).unwrap();
        let second = text.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        text[second + 50] = 0xff;
        text[second] = 0;
        std::fs::write(&path, text).unwrap();
        let ledger = Ledger::open(path.clone(), None).unwrap();
        let found = |name| ledger.find(&note(name), &stamp(1)).unwrap().map(|item| item.id);
        assert_eq!(["a", "b", "c"].map(found), [Some("1".into()), None, Some(long)]);
        // Nor is what somebody has put in its place taken for what was there.
        std::fs::write(&path, "").unwrap();
        assert_eq!(["a", "b", "c"].map(found), [None, None, None]);
    }

    #[test]
    fn a_line_that_was_cut_is_as_if_it_were_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("done");
        let ledger = Ledger::open(path.clone(), None).unwrap();
        ledger.add(&note("a"), &stamp(1), &item("1")).unwrap();
        ledger.add(&note("b"), &stamp(1), &item("2")).unwrap();
        drop(ledger);
        let whole = std::fs::read(&path).unwrap();
        let first = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        for end in first..whole.len() - 1 {
            std::fs::write(&path, &whole[..end]).unwrap();
            let ledger = Ledger::open(path.clone(), None).unwrap();
            assert!(ledger.find(&note("a"), &stamp(1)).unwrap().is_some());
            assert!(ledger.find(&note("b"), &stamp(1)).unwrap().is_none(), "{end}");
            ledger.add(&note("b"), &stamp(1), &item("3")).unwrap();
            drop(ledger);
            let again = Ledger::open(path.clone(), None).unwrap();
            assert_eq!(again.find(&note("b"), &stamp(1)).unwrap().unwrap().id, "3");
        }
    }
}

//! Bytes that come once and end when they end: a stream is read into a spool file, and uploaded from there.

use std::fs::File;
use std::io::{self, ErrorKind, Read as _};

use crate::files;
use crate::host::{Life, Refusal, Turn, calling_back, life};
use crate::source::forward::ReadOnFn;
use crate::source::spool::Spool;
use crate::source::{Content, Opened, SourceError, SpoolSettings};
use graph_upload_core::error::{Error, Status};
use graph_upload_core::policy::errors::of_source;

/// How much is read at once: what a pipe of Linux holds (pipe(7)).
const BUFFER: usize = 64 * 1024;

/// Who has a stream read.
pub(crate) trait Intake {
    /// Where the stream is spooled.
    fn spool(&self) -> &SpoolSettings;

    /// Hears how many bytes were read so far. An error ends the reading for now.
    fn has_read(&mut self, bytes: u64) -> Result<(), Error>;

    /// Whether the reading is to rest before more is read.
    fn is_to_rest(&self) -> bool;

    /// Waits until an input has bytes or has ended, or the reading is to rest.
    fn wait(&mut self, input: &File) -> Result<(), Error>;
}

/// How far the reading of a stream has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub(crate) enum Read {
    /// To the end.
    Whole,
    /// To where it was to rest. The next call goes on from there.
    Rests,
}

/// A source whose size shows at its end.
///
/// It is read once, by the first run of its upload, into a file that is there as long as this is: later runs, for other
/// targets too, take the bytes from it. Where the reading was ended from outside, the next run goes on with it.
pub struct Stream(Turn<Reading>);

struct Reading {
    input: Input,
    stage: Stage,
    spool: Option<Spool>,
    /// The process that began to spool.
    life: Life,
    buffer: Vec<u8>,
    /// How many bytes of the buffer were read and are not in the spool.
    waiting: usize,
}

enum Input {
    Callback(Box<ReadOnFn>),
    File(File),
    /// It is read up, and closed.
    Closed,
}

enum Stage {
    Open,
    Whole,
    /// Its own failure: whether bytes are missing cannot be known. The text says why.
    Broken(String),
}

impl Stream {
    /// What a function gives: bytes for the start of a buffer, and how many; 0 at the end. What it answers is checked.
    pub fn new(read: impl FnMut(&mut [u8]) -> Result<usize, SourceError> + Send + 'static) -> Self {
        Self::of(Input::Callback(Box::new(read)))
    }

    /// What a pipe, a device or the like gives, or a file from its position on. Nobody else may read from it.
    pub fn from_file(file: File) -> Result<Self, Error> {
        match files::is_readable(&file) {
            Ok(true) => Ok(Self::of(Input::File(file))),
            Ok(false) => Err(Error::argument("stream: it is not open for reading")),
            Err(error) => Err(Error::argument(format!("stream: it is not open ({error})"))),
        }
    }

    fn of(input: Input) -> Self {
        let (stage, buffer) = (Stage::Open, Vec::new());
        Self(Turn::new(Reading { input, stage, spool: None, life: life(), buffer, waiting: 0 }))
    }

    /// Reads it to its end, unless that is done or it is to rest.
    pub(crate) fn read(&self, intake: &mut dyn Intake) -> Result<Read, Error> {
        let mut reading = self.0.take().map_err(refused)?;
        match &reading.stage {
            Stage::Whole => Ok(Read::Whole),
            Stage::Broken(why) => Err(Error::state(format!(
                "the stream failed in an earlier run and cannot be read again: {why}; set another source"
            ))),
            Stage::Open => reading.read_on(intake),
        }
    }
}

fn refused(refusal: Refusal) -> Error {
    match refusal {
        Refusal::Busy => Error::new(Status::Busy, "the stream is being read by another upload"),
        _ => Error::state(format!("the stream {}", refusal.why())),
    }
}

impl Content for Stream {
    fn open(&self) -> Result<Opened, Error> {
        let reading = self.0.take().map_err(refused)?;
        match (&reading.stage, &reading.spool) {
            (Stage::Whole, Some(spool)) => Ok(spool.opened()),
            _ => Err(Error::bug("a stream was opened before it was read")),
        }
    }

    fn stream(&self) -> Option<&Stream> {
        Some(self)
    }
}

impl Reading {
    fn read_on(&mut self, intake: &mut dyn Intake) -> Result<Read, Error> {
        let max = intake.spool().max_bytes;
        self.make_ready(intake)?;
        loop {
            let size = self.write()?;
            if size > max {
                return Err(too_large(size, max));
            }
            intake.has_read(size).map_err(|error| kept(error, size))?;
            // One more than may be, which tells the end from a stream that goes on.
            let room = usize::try_from(max - size).unwrap_or(BUFFER).saturating_add(1).min(BUFFER);
            let Some(count) = self.read(room, size, intake)? else { return Ok(Read::Rests) };
            self.waiting = count;
            if count == 0 {
                break;
            }
        }
        (self.stage, self.buffer) = (Stage::Whole, Vec::new());
        if matches!(self.input, Input::File(_)) {
            self.input = Input::Closed;
        }
        Ok(Read::Whole)
    }

    fn make_ready(&mut self, intake: &dyn Intake) -> Result<(), Error> {
        if self.spool.is_none() {
            self.spool = Some(Spool::create(intake.spool().folder.as_deref())?);
            self.life = life();
        } else if self.life != life() {
            // Both processes would write to the same file.
            return Err(Error::state(
                "the stream was begun before the process forked, and its parent reads it",
            ));
        }
        if self.buffer.is_empty() {
            let no_memory = |_| of_source(&SourceError::NoMemory { bytes: BUFFER as u64 });
            self.buffer.try_reserve_exact(BUFFER).map_err(no_memory)?;
            self.buffer.resize(BUFFER, 0);
        }
        Ok(())
    }

    /// Writes what was read; says how much that is by now.
    fn write(&mut self) -> Result<u64, Error> {
        let Some(spool) = &mut self.spool else { return Err(Error::bug("a stream has no spool")) };
        let all = spool.size() + self.waiting as u64;
        spool.append(&self.buffer[..self.waiting]).map_err(|error| kept(error, all))?;
        self.waiting = 0;
        Ok(all)
    }

    /// Reads what there is, at least a byte; 0 at the end, `None` if it is to rest.
    fn read(&mut self, room: usize, size: u64, intake: &mut dyn Intake) -> Result<Option<usize>, Error> {
        let buffer = &mut self.buffer[..room];
        let read = match &mut self.input {
            _ if intake.is_to_rest() => return Ok(None),
            Input::Callback(read) => calling_back(None, || read(buffer)).map_err(|error| of_source(&error)),
            Input::File(file) => loop {
                intake.wait(file).map_err(|error| kept(error, size))?;
                if intake.is_to_rest() {
                    return Ok(None);
                }
                match file.read(buffer) {
                    // Not so ready after all, or disturbed.
                    Err(error) if matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::WouldBlock) => {}
                    read => break read.map_err(|error| unreadable(&error)),
                }
            },
            Input::Closed => Err(Error::bug("a stream was read beyond its end")),
        };
        let read = read.and_then(|count| match count <= room {
            true => Ok(Some(count)),
            false => {
                let message = format!("it gave {count} bytes for a buffer of {room}");
                Err(of_source(&SourceError::Unreadable(message)))
            }
        });
        read.map_err(|error| {
            // What it has not given is lost, and an end that comes now could be that of half a file.
            self.stage = Stage::Broken(error.to_string());
            let lost = format!("; {size} bytes of the stream were read, and it cannot be read again");
            error.with(|details| details.message.push_str(&lost))
        })
    }
}

fn unreadable(error: &io::Error) -> Error {
    of_source(&SourceError::Unreadable(error.to_string()))
        .with(|details| details.os_error = error.raw_os_error().unwrap_or(0))
}

/// The error of a run that was ended from outside.
fn kept(error: Error, size: u64) -> Error {
    let kept = format!("; the {size} bytes of the stream that were read are kept, and the next run reads on");
    error.with(|details| details.message.push_str(&kept))
}

fn too_large(size: u64, max: u64) -> Error {
    let message = format!(
        "the stream is longer than the {max} bytes that may be spooled, see gu_upload_set_spool_max_bytes(); the \
         {size} bytes that were read are kept, and with a higher limit the next run reads on"
    );
    Error::new(Status::TooLarge, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::rc::Rc;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Lets everything be, but for a limit and a place at which it stops.
    struct Host {
        settings: SpoolSettings,
        stop_at: Option<u64>,
        rest_at: Option<u64>,
        heard: Vec<u64>,
        before_a_wait: Box<dyn FnMut()>,
    }

    impl Host {
        fn new(max_bytes: u64) -> Self {
            let settings = SpoolSettings { max_bytes, ..SpoolSettings::default() };
            Self { settings, stop_at: None, rest_at: None, heard: Vec::new(), before_a_wait: Box::new(|| ()) }
        }
    }

    impl Intake for Host {
        fn spool(&self) -> &SpoolSettings {
            &self.settings
        }

        fn has_read(&mut self, bytes: u64) -> Result<(), Error> {
            self.heard.push(bytes);
            match self.stop_at.take_if(|at| bytes >= *at) {
                Some(_) => Err(Error::new(Status::Cancelled, "stopped")),
                None => Ok(()),
            }
        }

        fn is_to_rest(&self) -> bool {
            self.rest_at.is_some_and(|at| self.heard.last().is_some_and(|heard| *heard >= at))
        }

        fn wait(&mut self, _: &File) -> Result<(), Error> {
            (self.before_a_wait)();
            Ok(())
        }
    }

    fn bytes(size: usize) -> Vec<u8> {
        (0..size).map(|at| (at ^ (at >> 8)) as u8).collect()
    }

    /// Gives these bytes, at most 40,000 at once.
    fn stream(bytes: Vec<u8>) -> Stream {
        let mut at = 0;
        Stream::new(move |buffer| {
            let count = buffer.len().min(40_000).min(bytes.len() - at);
            buffer[..count].copy_from_slice(&bytes[at..at + count]);
            at += count;
            Ok(count)
        })
    }

    fn spooled(stream: &Stream) -> Vec<u8> {
        let Opened { mut source, size, .. } = stream.open().unwrap();
        let mut all = vec![0; size as usize];
        let mut at = 0;
        while at < all.len() {
            at += source.read_at(at as u64, &mut all[at..]).unwrap();
        }
        all
    }

    #[test]
    fn a_stream_may_be_as_long_as_the_limit() {
        for size in [0, 1, 40_000, BUFFER - 1, BUFFER, BUFFER + 1, 3 * BUFFER + 7] {
            let (bytes, mut host) = (bytes(size), Host::new(size.max(1) as u64));
            let stream = stream(bytes.clone());
            assert_eq!(stream.read(&mut host).unwrap(), Read::Whole);
            assert!(spooled(&stream) == bytes, "{size}");
            assert_eq!((host.heard.first(), host.heard.last()), (Some(&0), Some(&(size as u64))));
        }
    }

    #[test]
    fn a_longer_stream_is_read_on_with_a_higher_limit() {
        let bytes = bytes(2 * BUFFER + 1);
        let stream = stream(bytes.clone());
        for max in [1, 5, BUFFER as u64, 2 * BUFFER as u64, 7] {
            let error = stream.read(&mut Host::new(max)).unwrap_err();
            let text = error.to_string();
            assert_eq!(error.status(), Status::TooLarge);
            assert!(text.contains(&format!(" {max} bytes")) && text.contains("spool_max_bytes()"), "{text}");
        }
        assert_eq!(stream.read(&mut Host::new(bytes.len() as u64)).unwrap(), Read::Whole);
        assert!(spooled(&stream) == bytes);
    }

    #[test]
    fn a_run_that_is_stopped_leaves_the_rest_to_the_next() {
        let bytes = bytes(5 * BUFFER);
        let stream = stream(bytes.clone());
        for at in [0, 1, 3 * BUFFER as u64, 5 * BUFFER as u64] {
            let error = stream.read(&mut Host { stop_at: Some(at), ..Host::new(1 << 30) }).unwrap_err();
            assert_eq!(error.status(), Status::Cancelled);
            assert!(error.to_string().contains("are kept"), "{error}");
            assert_eq!(stream.open().err().unwrap().status(), Status::Bug);
        }
        assert_eq!(stream.read(&mut Host::new(1 << 30)).unwrap(), Read::Whole);
        assert_eq!(stream.read(&mut Host::new(1)).unwrap(), Read::Whole);
        assert!(spooled(&stream) == bytes);
    }

    #[test]
    fn a_reading_that_rests_goes_on_where_it_was() {
        let bytes = bytes(5 * BUFFER);
        let stream = stream(bytes.clone());
        for (at, reads) in [(0, 1), (1, 2), (1, 1), (3 * BUFFER as u64, 5), (5 * BUFFER as u64, 5)] {
            let mut host = Host { rest_at: Some(at), ..Host::new(1 << 30) };
            assert_eq!((stream.read(&mut host).unwrap(), host.heard.len()), (Read::Rests, reads), "{at}");
        }
        assert_eq!(stream.read(&mut Host::new(1 << 30)).unwrap(), Read::Whole);
        assert_eq!(stream.read(&mut Host { rest_at: Some(0), ..Host::new(1) }).unwrap(), Read::Whole);
        assert!(spooled(&stream) == bytes);
    }

    #[test]
    fn a_stream_that_fails_is_never_taken_for_one_that_ends() {
        type Answer = fn(usize) -> Result<usize, SourceError>;
        let answers: [(Answer, Status); 3] = [
            (|_| Err(SourceError::Unreadable("torn".into())), Status::SourceUnreadable),
            (|_| Err(SourceError::Stopped), Status::Cancelled),
            (|length| Ok(length + 1), Status::SourceUnreadable),
        ];
        for (answer, status) in answers {
            let calls = Arc::new(AtomicUsize::new(0));
            let counted = Arc::clone(&calls);
            let stream =
                Stream::new(move |buffer: &mut [u8]| match counted.fetch_add(1, Ordering::Relaxed) {
                    0 => Ok(9),
                    1 => answer(buffer.len()),
                    _ => Ok(0),
                });
            let error = stream.read(&mut Host::new(100)).unwrap_err();
            assert_eq!(error.status(), status, "{error}");
            assert!(error.to_string().contains("9 bytes of the stream were read"), "{error}");
            let later = stream.read(&mut Host::new(100)).unwrap_err();
            assert_eq!((later.status(), calls.load(Ordering::Relaxed)), (Status::State, 2), "{later}");
        }
        let stream = Stream::new(|_| panic!("a defect"));
        let defect =
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| stream.read(&mut Host::new(100))));
        assert!(defect.is_err());
        assert_eq!(stream.read(&mut Host::new(100)).unwrap_err().status(), Status::State);
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_that_does_not_block_is_waited_for() {
        use std::io::Write;
        use std::os::fd::OwnedFd;
        let (read, mut write) = io::pipe().unwrap();
        rustix::io::ioctl_fionbio(&read, true).unwrap();
        let stream = Stream::from_file(OwnedFd::from(read).into()).unwrap();
        let waits = Rc::new(Cell::new(0));
        let counted = Rc::clone(&waits);
        let mut host = Host::new(100);
        host.before_a_wait = Box::new(move || {
            counted.set(counted.get() + 1);
            match counted.get() {
                // The wait is over too early: nothing is there.
                1 => {}
                _ => write.write_all(b"bytes").unwrap(),
            }
        });
        // The writing end goes with the host.
        let stopped = stream.read(&mut Host { stop_at: Some(5), ..host }).unwrap_err();
        assert_eq!((stopped.status(), waits.get()), (Status::Cancelled, 2));
        assert_eq!(stream.read(&mut Host::new(100)).unwrap(), Read::Whole);
        assert_eq!(spooled(&stream), b"bytes");
    }

    #[cfg(unix)]
    #[test]
    fn what_cannot_be_read_says_why() {
        use std::os::fd::OwnedFd;
        let (_, write) = io::pipe().unwrap();
        let error = Stream::from_file(OwnedFd::from(write).into()).err().unwrap();
        assert_eq!(error.status(), Status::Argument);
        let folder = Stream::from_file(File::open("/").unwrap()).unwrap();
        let error = folder.read(&mut Host::new(100)).unwrap_err();
        assert_eq!((error.status(), error.details().os_error), (Status::SourceUnreadable, libc::EISDIR));
        let nothing = Stream::from_file(File::open("/dev/null").unwrap()).unwrap();
        assert_eq!(nothing.read(&mut Host::new(1)).unwrap(), Read::Whole);
        assert_eq!(spooled(&nothing), b"");
    }
}

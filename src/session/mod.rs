//! An upload that the caller feeds chunk by chunk.

mod begin;

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::client::Client;
use crate::driver::{Drive, Rest, with_session};
use crate::host::{Life, Refusal, Turn, Turned, life, random};
use crate::net::Cancel;
use crate::progress::{Meter, ProgressCallback};
use crate::put_buffer::PutBuffer;
use crate::saved::{Keeper, SaveCallback, SealingKey};
use graph_upload_core::error::{Error, Status};
use graph_upload_core::graph::item::Item;
use graph_upload_core::graph::running_hash::RunningHash;
use graph_upload_core::graph::time::unix_ms;
use graph_upload_core::kinds::integrity;
use graph_upload_core::upload::{Input, Machine};

/// An upload that the caller feeds. All methods are callable from any thread; one blocking method
/// at a time.
pub struct Session {
    client: Client,
    size: u64,
    work: Turn<Work>,
    seen: Seen,
}

/// What one blocking call at a time works on.
struct Work {
    upload: Machine,
    buffer: PutBuffer,
    meter: Meter,
    hash: Option<RunningHash>,
    keeper: Option<Keeper>,
    stored: Option<Item>,
    /// The life of the process that made or last used the upload.
    life: Life,
}

/// What can be read during a call.
#[derive(Default)]
struct Seen {
    confirmed: AtomicU64,
    next_offset: AtomicU64,
    /// Milliseconds since 1970, 0 if unknown.
    expires: AtomicU64,
}

impl Session {
    /// Puts the bytes at `offset`. Whole pieces are sent, the rest is kept until more arrives.
    pub fn put(&self, offset: u64, bytes: &[u8], cancel: Option<&Cancel>) -> Result<(), Error> {
        self.call(|work| {
            self.check_wanted(work)?;
            self.check_put(work, offset, bytes.len() as u64)?;
            self.tell(work, Input::Resume);
            self.drive(work, bytes, cancel).and_then(|rest| self.taken(work, rest))
        })
    }

    /// Returns the stored file, or what is missing. After an unknown outcome it looks again.
    pub fn finish(&self, cancel: Option<&Cancel>) -> Result<Item, Error> {
        self.call(|work| {
            if let Some(item) = &work.stored {
                return Ok(item.clone());
            }
            self.check_wanted(work)?;
            self.tell(work, Input::Finish);
            match self.drive(work, &[], cancel)? {
                Rest::Done(item) => Ok(item),
                Rest::NeedBytes => {
                    let next = work.buffer.end();
                    let message = format!("finish: the bytes from {next} to {} have not been put", self.size);
                    let error = work.upload.with_facts(Error::new(Status::Incomplete, message));
                    // The session continues, so the outcome is not in doubt.
                    Err(error.with(|details| (details.offset, details.in_doubt) = (next, false)))
                }
                Rest::Rewind(to) => Err(self.rewind(work, to)),
                Rest::Discarded => Err(self.over()),
            }
        })
    }

    /// Asks the service for the status of the upload.
    pub fn refresh(&self, cancel: Option<&Cancel>) -> Result<(), Error> {
        self.call(|work| {
            self.check_wanted(work)?;
            self.tell(work, Input::Refresh);
            self.drive(work, &[], cancel).and_then(|rest| self.taken(work, rest))
        })
    }

    /// Gives up the upload and deletes its session at the service.
    pub fn discard(&self, cancel: Option<&Cancel>) -> Result<(), Error> {
        self.call(|work| {
            if cancel.is_some_and(Cancel::is_requested) {
                return Err(work.upload.interrupted());
            }
            self.tell(work, Input::Discard);
            // No more progress: discarding is none.
            drop(work.meter.set_callback(None));
            match self.drive(work, &[], cancel) {
                Ok(Rest::Discarded) => Ok(()),
                Ok(Rest::Done(_)) => Err(stored("discard")),
                // A failed upload has no session left.
                Err(_) if work.upload.is_over() => Ok(()),
                Err(error) => Err(error),
                Ok(rest) => Err(Error::bug(format!("a discarded upload came to rest with {rest:?}"))),
            }
        })
    }

    fn taken(&self, work: &Work, rest: Rest) -> Result<(), Error> {
        match rest {
            Rest::Done(_) | Rest::NeedBytes => Ok(()),
            Rest::Rewind(to) => Err(self.rewind(work, to)),
            Rest::Discarded => Err(self.over()),
        }
    }

    /// Makes a blocking call. Its error says whether the upload session is kept.
    #[inline(always)]
    fn call<T>(&self, act: impl FnOnce(&mut Work) -> Result<T, Error>) -> Result<T, Error> {
        let mut work = self.work()?;
        act(&mut work).map_err(|error| with_session(error, &work.upload))
    }

    /// The first byte that the service has not confirmed. Does not wait for a running call.
    pub fn confirmed(&self) -> u64 {
        self.seen.confirmed.load(Ordering::Relaxed)
    }

    /// The offset of the next [`Session::put`]. Does not wait for a running call.
    pub fn next_offset(&self) -> u64 {
        self.seen.next_offset.load(Ordering::Relaxed)
    }

    /// When the upload session expires, in milliseconds since 1970; `None` if unknown.
    pub fn expires_ms(&self) -> Option<u64> {
        Some(self.seen.expires.load(Ordering::Relaxed)).filter(|ms| *ms > 0)
    }

    /// Size of the file in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    fn tell(&self, work: &mut Work, input: Input<'_>) {
        work.upload.handle(self.client.now(), input);
    }

    /// Replaces the progress callback.
    pub fn set_progress(&self, callback: Option<ProgressCallback>) -> Result<(), Error> {
        let replaced = self.work()?.meter.set_callback(callback);
        // Dropped here, because its destroy function may use the session again.
        drop(replaced);
        Ok(())
    }

    /// Replaces the callback for states to save, called before each request that changes anything
    /// at the service.
    pub fn set_save(&self, callback: Option<SaveCallback>, key: Option<SealingKey>) -> Result<(), Error> {
        let keeper = callback.map(|callback| Keeper::calling(callback, key));
        let replaced = std::mem::replace(&mut self.work()?.keeper, keeper);
        drop(replaced);
        Ok(())
    }

    // The position on the stack tells calls from those of their callbacks.
    #[inline(always)]
    fn work(&self) -> Result<Turned<'_, Work>, Error> {
        let mut work = self.work.take().map_err(|refusal| self.refused(refusal))?;
        if work.life != life() {
            // The parent continues with the old seed.
            work.upload.reseed(random());
            work.life = life();
        }
        Ok(work)
    }

    fn refused(&self, refusal: Refusal) -> Error {
        let error = match refusal {
            Refusal::Busy => Error::new(Status::Busy, "another call on this session is under way"),
            _ => Error::state(format!("the session {}", refusal.why())),
        };
        error.with(|details| details.offset = self.confirmed())
    }

    /// A started discard is only completed by another one.
    fn check_wanted(&self, work: &Work) -> Result<(), Error> {
        if work.upload.is_discarding() {
            return Err(Error::state("the upload is being discarded; call discard again to complete it"));
        }
        Ok(())
    }

    fn check_put(&self, work: &Work, offset: u64, length: u64) -> Result<(), Error> {
        if work.stored.is_some() {
            return Err(stored("put").with(|details| details.offset = self.size));
        }
        let expected = work.buffer.end();
        if offset != expected {
            let message =
                format!("offset: {offset}, but the next byte to put is {expected}; nothing was sent");
            return Err(Error::argument(message).with(|details| details.offset = expected));
        }
        if length > self.size - offset {
            let message = format!(
                "length: {length} bytes from {offset} on go past the end, which is at {}; nothing was sent",
                self.size
            );
            return Err(Error::argument(message).with(|details| details.offset = expected));
        }
        Ok(())
    }

    /// Runs the upload over the kept bytes and `given`, and keeps what is still to be sent.
    fn drive(&self, work: &mut Work, given: &[u8], cancel: Option<&Cancel>) -> Result<Rest, Error> {
        let Work { upload, buffer, meter, hash, keeper, stored, .. } = work;
        let mut feed = buffer.with(given);
        let mut result = Drive {
            cancel,
            hash: hash.as_mut(),
            keeper: keeper.as_mut(),
            confirmed: Some(&self.seen.confirmed),
            ..Drive::new(&self.client, upload, &mut feed, meter)
        }
        .run();
        let confirmed = upload.position().confirmed;
        match &mut result {
            Ok(Rest::NeedBytes) => {
                let kept = buffer.keep(given, confirmed, upload.piece_bytes().min(self.size));
                if let Err(error) = kept {
                    let end = buffer.end();
                    result = Err(upload.with_facts(error).with(|details| details.offset = end));
                }
            }
            Ok(Rest::Done(item)) => {
                let hash = hash.as_ref().and_then(|hash| hash.of_file(self.size));
                item.integrity = integrity::compare(upload.rules(), item, self.size, hash.as_deref());
                *stored = Some(item.clone());
                buffer.restart_at(self.size);
            }
            Ok(Rest::Rewind(to)) => buffer.restart_at(*to),
            Ok(Rest::Discarded) | Err(_) => buffer.confirm(confirmed),
        }
        self.publish(upload, buffer);
        result
    }

    fn publish(&self, upload: &Machine, buffer: &PutBuffer) {
        self.seen.confirmed.store(upload.position().confirmed, Ordering::Relaxed);
        self.seen.next_offset.store(buffer.end(), Ordering::Relaxed);
        let expires = upload.expires().and_then(unix_ms).unwrap_or(0);
        self.seen.expires.store(expires, Ordering::Relaxed);
    }

    fn rewind(&self, work: &Work, to: u64) -> Error {
        let message = format!("the service wants the bytes from {to} on again; go back and put them");
        work.upload.with_facts(Error::new(Status::Rewind, message)).with(|details| details.offset = to)
    }

    fn over(&self) -> Error {
        Error::state("the upload was discarded; the session can only be freed")
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("size", &self.size)
            .field("confirmed", &self.confirmed())
            .field("next_offset", &self.next_offset())
            .finish_non_exhaustive()
    }
}

fn stored(call: &str) -> Error {
    Error::new(Status::Stored, format!("{call}: the file is stored already; finish gives its item"))
}

#[cfg(test)]
mod tests {
    use super::Session;
    use crate::client::{Client, Options};
    use graph_upload_core::error::Status;
    use graph_upload_core::kinds::TodoTask;
    use graph_upload_core::upload::Machine;

    #[test]
    fn after_a_defect_a_session_can_only_be_freed() {
        let client = Client::new(&Options::new()).expect("made");
        let target = TodoTask::new(None, "l", "t", "n").expect("lawful");
        let upload = Machine::new(client.plan(&target, 10));
        let session = Session::around(&client, upload, 10);
        let defect = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _work = session.work().expect("not busy");
            panic!("a defect");
        }));
        assert!(defect.is_err());
        let refused = [
            session.put(0, b"x", None).err(),
            session.finish(None).err(),
            session.refresh(None).err(),
            session.discard(None).err(),
            session.set_progress(None).err(),
        ];
        for error in refused {
            assert_eq!(error.map(|error| error.status()), Some(Status::State));
        }
    }
}

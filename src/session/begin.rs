//! Starting a session: new, on a foreign upload URL, or from a saved state; and saving it.

use crate::client::Client;
use crate::driver::{Drive, TIDY_UP, with_session};
use crate::host::{Turn, life};
use crate::net::Cancel;
use crate::progress::Meter;
use crate::put_buffer::PutBuffer;
use crate::saved::{Record, SealingKey};
use crate::session::{Seen, Session, Work};
use crate::upload::running_hash;
use graph_upload_core::error::{Error, Status};
use graph_upload_core::kinds::{Adopted, Rules, Target};
use graph_upload_core::secret::Secret;
use graph_upload_core::upload::Machine;

impl Session {
    /// Starts an upload of `size` bytes: checks the limits of the kind, looks up what is stored at
    /// the target, and creates the upload session if the size requires one.
    pub fn create(
        client: &Client,
        target: &dyn Target,
        size: u64,
        cancel: Option<&Cancel>,
    ) -> Result<Self, Error> {
        client.check(target.rules(), size)?;
        let session = Self::around(client, Machine::new(client.plan(target, size)), size);
        match session.begin(cancel) {
            Ok(()) => Ok(session),
            Err(error) => Err(session.abandon(error)),
        }
    }

    /// Continues an upload session created by someone else, of which only the URL and the kind are
    /// known. Asks it for its status. Needs a Graph token only if the kind requires one on the
    /// upload URL.
    pub fn adopt(
        client: &Client,
        rules: &'static Rules,
        upload_url: &str,
        size: u64,
        cancel: Option<&Cancel>,
    ) -> Result<Self, Error> {
        if size < rules.session_min.max(1) {
            let message = format!("size: {size} bytes are too few for an upload session of {}", rules.title);
            return Err(Error::new(Status::TooSmall, message));
        }
        client.check(rules, size)?;
        let upload = Machine::adopt(client.plan(&Adopted(rules), size), upload_url)?;
        let session = Self::around(client, upload, size);
        session.begin(cancel)?;
        Ok(session)
    }

    /// Continues a saved upload. Takes the target it was saved with, or none if its upload URL came
    /// from someone else. Asks the service for its status.
    pub fn resume(
        client: &Client,
        target: Option<&dyn Target>,
        saved: &[u8],
        key: Option<&SealingKey>,
        cancel: Option<&Cancel>,
    ) -> Result<Self, Error> {
        let record = Record::read(saved, key)?;
        let size = record.upload.size();
        let adopted = record.upload.adopted().map(Adopted);
        let target = target.or(adopted.as_ref().map(|adopted| adopted as &dyn Target));
        let target = target.ok_or_else(|| Error::argument("target: this upload was saved with one"))?;
        client.check(target.rules(), size)?;
        let upload = Machine::resume(client.plan(target, size), &record.upload)?;
        let hash = record.hash()?.filter(|_| running_hash(target.rules()).is_some());
        let session = Self::around(client, upload, size);
        session.work()?.hash = hash;
        session.begin(cancel)?;
        Ok(session)
    }

    /// The state for a later [`Session::resume`], in this process or another. It holds the upload
    /// URL, so it is a secret; with a key it is sealed.
    pub fn save(&self, key: Option<&SealingKey>) -> Result<Secret, Error> {
        let work = self.work()?;
        let saved = work.upload.save_ahead();
        let saved =
            saved.ok_or_else(|| Error::state("save: the upload is over, so there is nothing to save"))?;
        Record::new(saved, None, work.hash.as_ref()).write(key)
    }

    fn begin(&self, cancel: Option<&Cancel>) -> Result<(), Error> {
        self.call(|work| self.drive(work, &[], cancel).map(drop))
    }

    /// Deletes a session that an error kept from being returned: nobody else could delete it, and
    /// it would lock the file's name.
    fn abandon(&self, error: Error) -> Error {
        let Ok(mut work) = self.work() else { return error };
        let Work { upload, buffer, meter, .. } = &mut *work;
        let mut feed = buffer.with(&[]);
        Drive { time_limit: Some(TIDY_UP), ..Drive::new(&self.client, upload, &mut feed, meter) }.abandon();
        with_session(error, upload)
    }

    pub(super) fn around(client: &Client, mut upload: Machine, size: u64) -> Self {
        // Beyond the gathered bytes, pieces are sent from the caller's memory.
        upload.let_pieces_grow();
        let hash = running_hash(upload.rules());
        let (buffer, meter) = (PutBuffer::default(), Meter::new(size));
        let work = Work { upload, buffer, meter, hash, keeper: None, stored: None, life: life() };
        Self { client: client.clone(), size, work: Turn::new(work), seen: Seen::default() }
    }
}

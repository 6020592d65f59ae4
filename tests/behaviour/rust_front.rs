//! The Rust API.

use std::path::Path;
use std::sync::Arc;

use graph_upload::client::{Client, Options, TimeLimit};
use graph_upload::credentials::{TokenSource, check_token};
use graph_upload::ffi::item::{GU_INTEGRITY_DIFFERS, GU_INTEGRITY_UNVERIFIABLE, GU_INTEGRITY_VERIFIED};
use graph_upload::ffi::source::GU_READ_STOP;
use graph_upload::net::Cancel;
use graph_upload::saved::{SealingKey, StateFile};
use graph_upload::session;
use graph_upload::source::{FileContent, Forward, ReadAt, SourceError, Stream};
use graph_upload::upload::{OnCancel, Upload};
use graph_upload_core::error::{Error, Status};
use graph_upload_core::graph::endpoint::Version;
use graph_upload_core::graph::integrity::Integrity;
use graph_upload_core::graph::item::Item;
use graph_upload_core::kinds::{self, DriveItem, KINDS, OutlookItem, PrintDocument, TodoTask};

use crate::front::{
    Ended, Failure, From, Front, OnProgress, Place, Prepared, Said, Session, Setup, Stored, Target, Tokens,
    Whole,
};

pub struct RustApi;

impl Front for RustApi {
    fn create(
        &self,
        setup: &Setup,
        target: &Target,
        size: u64,
        cancel: Option<&Cancel>,
    ) -> Result<Box<dyn Session>, Failure> {
        let (client, made) = client_and_target(setup, target).map_err(failure)?;
        let session = session::Session::create(&client, made.as_ref(), size, cancel).map_err(failure)?;
        Ok(Box::new(RustSession(session)))
    }

    fn prepare(&self, whole: &Whole) -> Result<Box<dyn Prepared>, Failure> {
        Ok(Box::new(configured(whole)))
    }

    fn upload_file(&self, setup: &Setup, target: &Target, path: &Path) -> Result<Stored, Failure> {
        let (client, target) = client_and_target(setup, target).map_err(failure)?;
        let outcome = Upload::of(FileContent::at(path)).run(&client, target.as_ref(), None);
        outcome.into_result().map(stored).map_err(failure)
    }

    fn resume(
        &self,
        setup: &Setup,
        target: Option<&Target>,
        saved: &[u8],
        key: Option<[u8; 32]>,
    ) -> Result<Box<dyn Session>, Failure> {
        let client = Client::new(&options(setup).map_err(failure)?).map_err(failure)?;
        let target = target.map(|target| client_and_target(setup, target)).transpose().map_err(failure)?;
        let target = target.as_ref().map(|(_, target)| target.as_ref());
        let key = key.map(|key| SealingKey::new(&key).expect("32 bytes"));
        let session =
            session::Session::resume(&client, target, saved, key.as_ref(), None).map_err(failure)?;
        Ok(Box::new(RustSession(session)))
    }

    fn adopt(&self, setup: &Setup, kind: i32, url: &str, size: u64) -> Result<Box<dyn Session>, Failure> {
        let client = Client::new(&options(setup).map_err(failure)?).map_err(failure)?;
        let rules = KINDS[kind as usize - 1];
        let session = session::Session::adopt(&client, rules, url, size, None).map_err(failure)?;
        Ok(Box::new(RustSession(session)))
    }
}

impl Prepared for Upload {
    fn run(&self, setup: &Setup, target: &Target, cancel: Option<&Cancel>) -> Ended {
        let (client, target) = match client_and_target(setup, target) {
            Ok(both) => both,
            Err(error) => return (None, Err(failure(error))),
        };
        let outcome = Upload::run(self, &client, target.as_ref(), cancel);
        (outcome.item.map(stored), outcome.error.map_or(Ok(()), |error| Err(failure(error))))
    }
}

fn client_and_target(setup: &Setup, target: &Target) -> Result<(Client, Box<dyn kinds::Target>), Error> {
    let mut made = made(target.place)?;
    for property in &target.properties {
        made.set(property.clone())?;
    }
    Ok((Client::new(&options(setup)?)?, made))
}

fn configured(whole: &Whole) -> Upload {
    let mut upload = Upload::new();
    match whole.from.clone() {
        None => {}
        Some(From::Path(path)) => upload.set_content(FileContent::at(path)),
        Some(From::Open(file)) => {
            upload.set_content(FileContent::Open(file.try_clone().expect("a descriptor")));
        }
        Some(From::Memory(bytes)) => upload.set_content(bytes),
        Some(From::ReadAt(size, read)) => {
            upload.set_content(ReadAt::new(size, move |offset, buffer| answer(read(offset, buffer))));
        }
        Some(From::Read(size, read)) => upload.set_content(Forward::new(size, move |buffer| {
            let mut read = read.lock().expect("not poisoned");
            answer(read(buffer))
        })),
        Some(From::Stream(read)) => upload.set_content(Stream::new(move |buffer| {
            let mut read = read.lock().expect("not poisoned");
            answer(read(buffer))
        })),
        Some(From::StreamOf(file)) => {
            let file = file.try_clone().expect("a descriptor");
            upload.set_content(Stream::from_file(file).expect("readable"));
        }
    }
    upload.set_spool_folder(whole.spool_folder.clone());
    if let Some(max) = whole.spool_max {
        upload.set_spool_max_bytes(max).expect("in range");
    }
    upload.set_progress(whole.watch.clone());
    if let Some(keep) = whole.keep_on_cancel {
        upload.set_on_cancel(if keep { OnCancel::Keep } else { OnCancel::Discard });
    }
    upload.set_state_file(whole.state_file.as_ref().map(StateFile::at));
    upload.set_sealing_key(whole.key.map(|key| SealingKey::new(&key).expect("32 bytes")));
    upload.set_differs_is_error(whole.differs_is_error);
    upload
}

/// What the answer of a C callback is in Rust.
fn answer(answer: i32) -> Result<usize, SourceError> {
    match answer {
        GU_READ_STOP => Err(SourceError::Stopped),
        count => usize::try_from(count).map_err(|_| SourceError::Unreadable("the test says so".into())),
    }
}

fn stored(item: Item) -> Stored {
    let integrity = match item.integrity {
        Integrity::Unverifiable => GU_INTEGRITY_UNVERIFIABLE,
        Integrity::Verified => GU_INTEGRITY_VERIFIED,
        Integrity::Differs => GU_INTEGRITY_DIFFERS,
    };
    Stored { id: item.id, name: item.name, recovered: item.recovered, integrity }
}

fn made(place: Place) -> Result<Box<dyn kinds::Target>, Error> {
    Ok(match place {
        Place::Todo { user, list, task, name } => Box::new(TodoTask::new(user, list, task, name)?),
        Place::Message { user, folder, message, name } => {
            Box::new(OutlookItem::message(user, folder, message, name)?)
        }
        Place::Event { user, calendar, event, name } => {
            Box::new(OutlookItem::event(user, calendar, event, name)?)
        }
        Place::GroupPost { group, thread, post, name } => {
            Box::new(OutlookItem::group_post(group, thread, post, name)?)
        }
        Place::GroupEvent { group, by_calendar, event, name } => {
            Box::new(OutlookItem::group_event(group, by_calendar, event, name)?)
        }
        Place::GroupPostInReplyTo { group, conversation, thread, post, name } => {
            Box::new(OutlookItem::group_post_in_reply_to(group, conversation, thread, post, name)?)
        }
        Place::DriveShare { share } => Box::new(DriveItem::shared(share)?),
        Place::DrivePath { drive, path } => Box::new(DriveItem::by_path(drive, path)?),
        Place::DriveChild { drive, folder, name } => Box::new(DriveItem::in_folder(drive, folder, name)?),
        Place::DriveSpecial { drive, special, path } => {
            Box::new(DriveItem::in_special(drive, special, path)?)
        }
        Place::DriveItem { drive, item } => Box::new(DriveItem::by_id(drive, item)?),
        Place::Print { printer, job, document, name } => {
            Box::new(PrintDocument::of_printer(printer, job, document, name)?)
        }
        Place::PrintShare { share, job, document, name } => {
            Box::new(PrintDocument::of_share(share, job, document, name)?)
        }
    })
}

fn options(setup: &Setup) -> Result<Options, Error> {
    let mut options = Options::new();
    options.set_base_url(&setup.base_url)?;
    options.set_loopback(setup.loopback);
    options.set_immutable_ids(setup.immutable_ids);
    options.set_version(if setup.beta { Version::Beta } else { Version::V1 });
    if let Some(pem) = &setup.ca_pem {
        options.add_ca_pem(pem.as_bytes())?;
        options.set_platform_roots(false);
    }
    options.set_retry_budget(setup.attempts, 60_000)?;
    options.set_backoff(setup.backoff_ms.0, setup.backoff_ms.1)?;
    options.set_settle_time(setup.settle_ms)?;
    options.set_piece(setup.piece)?;
    options.set_one_request(setup.one_request)?;
    options.set_quick(setup.quick);
    for limit in [TimeLimit::Stall, TimeLimit::Response, TimeLimit::CommitResponse] {
        setup.limit_ms.map_or(Ok(()), |ms| options.set_time_limit(limit, ms))?;
    }
    options.set_waits_for_locks(setup.waits_for_locks);
    if let Some(log) = setup.log.clone() {
        options.set_log(Some(Arc::new(move |_, line| log(line))));
    }
    options.set_token(match setup.token.clone() {
        Tokens::None => TokenSource::None,
        Tokens::Fixed(token) => TokenSource::Fixed(check_token(&token)?),
        Tokens::Callback(callback) => TokenSource::Callback(Arc::new(move |wish| {
            let rejected = wish.rejected;
            let token = callback(rejected).ok_or_else(|| Error::new(Status::SignIn, "none"))?;
            check_token(&token).map(Some)
        })),
    });
    Ok(options)
}

fn failure(error: Error) -> Failure {
    let details = error.details();
    Failure {
        status: graph_upload::ffi::status::code(error.status()),
        message: error.to_string(),
        in_doubt: details.in_doubt,
        offset: details.offset,
        http_status: details.http_status.into(),
        said: Box::new(Said {
            service_code: details.service_code().to_owned(),
            request_id: details.request_id.clone(),
            host: details.host.clone(),
            diagnostics: details.diagnostics.clone(),
            claims: details.claims.clone(),
        }),
    }
}

struct RustSession(session::Session);

impl Session for RustSession {
    fn put(&self, offset: u64, bytes: &[u8], cancel: Option<&Cancel>) -> Result<(), Failure> {
        self.0.put(offset, bytes, cancel).map_err(failure)
    }

    fn finish(&self, cancel: Option<&Cancel>) -> Result<Stored, Failure> {
        let item = self.0.finish(cancel).map_err(failure)?;
        Ok(stored(item))
    }

    fn refresh(&self) -> Result<(), Failure> {
        self.0.refresh(None).map_err(failure)
    }

    fn save(&self, key: Option<[u8; 32]>) -> Result<Vec<u8>, Failure> {
        let key = key.map(|key| SealingKey::new(&key).expect("32 bytes"));
        self.0.save(key.as_ref()).map(|saved| saved.expose().as_bytes().to_vec()).map_err(failure)
    }

    fn discard_with(&self, cancel: Option<&Cancel>) -> Result<(), Failure> {
        self.0.discard(cancel).map_err(failure)
    }

    fn confirmed(&self) -> u64 {
        self.0.confirmed()
    }

    fn next_offset(&self) -> u64 {
        self.0.next_offset()
    }

    fn expires_ms(&self) -> u64 {
        self.0.expires_ms().unwrap_or(0)
    }

    fn on_progress(&self, mut told: OnProgress) {
        let callback =
            Box::new(move |p: graph_upload::progress::Progress| told([p.sent, p.confirmed, p.total]));
        self.0.set_progress(Some(callback)).expect("not busy");
    }
}

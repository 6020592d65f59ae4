//! The Rust API.

use std::sync::Arc;

use graph_upload::client::{Client, Options};
use graph_upload::credentials::{TokenSource, check_token};
use graph_upload::error::{Error, Status};
use graph_upload::protocol::endpoint::Version;
use graph_upload::session;
use graph_upload::target::{self, DriveItem, KINDS, OutlookItem, PrintDocument, TodoTask};
use graph_upload::transport::Cancel;

use crate::front::{Failure, Front, OnProgress, Place, Session, Setup, Stored, Target, Tokens};

pub struct RustApi;

impl Front for RustApi {
    fn create(
        &self,
        setup: &Setup,
        target: &Target,
        size: u64,
        cancel: Option<&Cancel>,
    ) -> Result<Box<dyn Session>, Failure> {
        let client = Client::new(&options(setup).map_err(failure)?).map_err(failure)?;
        let mut made = made(target.place).map_err(failure)?;
        for property in &target.properties {
            made.set(property.clone()).map_err(failure)?;
        }
        let session = session::Session::create(&client, made.as_ref(), size, cancel).map_err(failure)?;
        Ok(Box::new(RustSession(session)))
    }

    fn adopt(&self, setup: &Setup, kind: i32, url: &str, size: u64) -> Result<Box<dyn Session>, Failure> {
        let client = Client::new(&options(setup).map_err(failure)?).map_err(failure)?;
        let rules = KINDS[kind as usize - 1];
        let session = session::Session::adopt(&client, rules, url, size, None).map_err(failure)?;
        Ok(Box::new(RustSession(session)))
    }
}

fn made(place: Place) -> Result<Box<dyn target::Target>, Error> {
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
    options.set_version(if setup.beta { Version::Beta } else { Version::V1 });
    if let Some(pem) = &setup.ca_pem {
        options.add_ca_pem(pem.as_bytes())?;
        options.set_platform_roots(false);
    }
    options.set_retry_budget(setup.attempts, 60_000)?;
    options.set_backoff(1, 4)?;
    options.set_settle_time(setup.settle_ms)?;
    options.set_token(match setup.token.clone() {
        Tokens::None => TokenSource::None,
        Tokens::Fixed(token) => TokenSource::Fixed(check_token(&token)?),
        Tokens::Callback(callback) => TokenSource::Callback(Arc::new(move |rejected| {
            let token = callback(rejected).ok_or_else(|| Error::new(Status::SignIn, "none"))?;
            check_token(&token)
        })),
    });
    Ok(options)
}

fn failure(error: Error) -> Failure {
    let details = error.details();
    Failure {
        status: error.status().code(),
        message: error.to_string(),
        in_doubt: details.in_doubt,
        offset: details.offset,
        http_status: details.http_status.into(),
    }
}

struct RustSession(session::Session);

impl Session for RustSession {
    fn put(&self, offset: u64, bytes: &[u8], cancel: Option<&Cancel>) -> Result<(), Failure> {
        self.0.put(offset, bytes, cancel).map_err(failure)
    }

    fn finish(&self, cancel: Option<&Cancel>) -> Result<Stored, Failure> {
        let item = self.0.finish(cancel).map_err(failure)?;
        Ok(Stored { id: item.id, name: item.name, recovered: item.recovered })
    }

    fn refresh(&self) -> Result<(), Failure> {
        self.0.refresh(None).map_err(failure)
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

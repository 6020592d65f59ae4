//! The Rust API.

use std::sync::Arc;

use graph_upload::client::{Client, Options};
use graph_upload::credentials::{TokenSource, check_token};
use graph_upload::error::{Error, Status};
use graph_upload::protocol::endpoint::Version;
use graph_upload::session;
use graph_upload::target::{Property, Target as _, TodoTask};
use graph_upload::transport::Cancel;

use crate::front::{Failure, Front, OnProgress, Session, Setup, Stored, Target, Tokens};

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
        let mut task = TodoTask::new(target.user, target.list, target.task, target.name).map_err(failure)?;
        if let Some(content_type) = target.content_type {
            task.set(Property::ContentType(content_type.into())).map_err(failure)?;
        }
        let session = session::Session::create(&client, &task, size, cancel).map_err(failure)?;
        Ok(Box::new(RustSession(session)))
    }
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
        Ok(Stored { id: item.id, recovered: item.recovered })
    }

    fn refresh(&self) -> Result<(), Failure> {
        self.0.refresh(None).map_err(failure)
    }

    fn discard(&self) -> Result<(), Failure> {
        self.0.discard(None).map_err(failure)
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

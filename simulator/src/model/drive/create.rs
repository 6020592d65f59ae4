//! Creating a session.

use super::host::DriveTarget;
use super::place::Place;
use super::rules::{Behaviour, ConflictAt, Flavour};
use super::tree::composed;
use super::wish::Wish;
use crate::model::address::drive::Address;
use crate::model::content::Content;
use crate::model::failure::{Answer, Failure};
use crate::model::message::Head;
use crate::model::session::Session;
use crate::model::{Call, Model};

impl Model {
    pub(super) fn drive_create(&mut self, call: &Call, address: &Address) -> Answer {
        let flavour = self.config.drive.flavour_of(&self.drive_id(address));
        let mut wish = Wish::read(call.request, flavour, &self.config.drive)?;
        let place = self.drive_place(call.now_ms, address)?;
        if wish.behaviour.is_none() && place.by_id.is_none() {
            wish.tolerated.note("no conflict behaviour");
        }
        self.report(&call.request.head, std::mem::take(&mut wish.tolerated));
        if wish.name.as_ref().is_some_and(|name| composed(name) != place.name) {
            // `apache/opendal:issues/7256`
            return Err(invalid("Name from path does not match name from body"));
        }
        let by_default =
            if place.by_id.is_some() { Behaviour::Replace } else { self.config.drive.default_behaviour };
        let behaviour = wish.behaviour.unwrap_or(by_default);
        let if_match = self.drive_preconditions(&call.request.head, &place)?;
        if self.config.drive.conflict_at == ConflictAt::Creation {
            self.drive_conflict(&place, behaviour)?;
        }
        self.drive_lock(call.now_ms, &place, flavour)?;
        self.drive_size(&place, wish.size)?;
        let bumped = self.drive_existing(&place).filter(|_| self.config.drive.session_bumps_etag);
        if let Some(id) = bumped {
            self.drive_mut(&place.drive).bump(&id);
        }
        let session = self.drive_open(call.now_ms, flavour, place, behaviour, if_match, wish);
        let response = self.drive_created(call, &session);
        self.drives.sessions.insert(session.id.clone(), session);
        Ok(response)
    }

    /// The id of the file or folder that exists at a place.
    pub(super) fn drive_existing(&mut self, place: &Place) -> Option<String> {
        let drive = self.drive_mut(&place.drive);
        match &place.by_id {
            Some(id) => drive.item(id).map(|item| item.id.clone()),
            None => drive.child(&place.parent, &place.name).map(|item| item.id.clone()),
        }
    }

    /// Checks `If-Match` and `If-None-Match`, and returns the former for later checks.
    pub(super) fn drive_preconditions(
        &mut self,
        head: &Head,
        place: &Place,
    ) -> Result<Option<String>, Failure> {
        let existing = self.drive_existing(place);
        let item = existing.and_then(|id| self.drive_mut(&place.drive).item(&id).cloned());
        let failed = |code: &str| Failure::new(412, code, "ETag does not match current item's value.");
        for name in ["If-Match", "If-None-Match"] {
            let Some(tag) = head.header(name) else { continue };
            let quoted = tag.len() > 2 && tag.starts_with('"') && tag.ends_with('"');
            if !quoted && tag != "*" {
                return Err(Failure::new(
                    400,
                    "malformedEntityTag",
                    "An entity tag must be a quoted string.",
                ));
            }
            let holds = item.as_ref().is_some_and(|item| item.has_tag(tag));
            match name {
                "If-Match" if !holds => return Err(failed("resourceModified")),
                "If-None-Match" if holds => return Err(failed("entityTagDoesNotMatch")),
                _ => {}
            }
        }
        Ok(head.header("If-Match").map(str::to_owned))
    }

    /// The conflict of a name that is taken.
    pub(super) fn drive_conflict(&mut self, place: &Place, behaviour: Behaviour) -> Result<(), Failure> {
        let existing = self.drive_existing(place);
        let folder = existing
            .as_ref()
            .is_some_and(|id| self.drive_mut(&place.drive).item(id).is_some_and(super::Item::is_folder));
        let refused = match behaviour {
            Behaviour::Fail => existing.is_some(),
            Behaviour::Replace => folder,
            Behaviour::Rename => false,
        };
        let message = "An item with the same name already exists under the parent.";
        if refused { Err(Failure::new(409, "nameAlreadyExists", message)) } else { Ok(()) }
    }

    /// A session of a business drive is tied to a stub of the file, so that there can be only one
    /// (`OneDrive/onedrive-api-docs:issues/747`).
    fn drive_lock(&mut self, now_ms: u64, place: &Place, flavour: Flavour) -> Result<(), Failure> {
        self.drives.stubs.retain(|(_, until_ms)| *until_ms > now_ms);
        self.drives.sessions.retain(|_, session| session.expires_ms > now_ms);
        let open = self.drives.sessions.values().map(|session| &session.target.place);
        let mut locks = open.chain(self.drives.stubs.iter().map(|(place, _)| place));
        if flavour == Flavour::Business && locks.any(|lock| lock.same(place)) {
            let message = "An upload session already exists for this file";
            return Err(Failure::new(409, "nameAlreadyExists", message));
        }
        Ok(())
    }

    fn drive_size(&mut self, place: &Place, size: Option<u64>) -> Result<(), Failure> {
        let size = size.unwrap_or(0);
        if size > self.config.drive.max_bytes {
            let message = "The declared size exceeds the limit.";
            return Err(Failure::new(400, "invalidArgument", message).inner("maxFileSizeExceeded"));
        }
        self.drive_quota(place, size)
    }

    /// Whether this many more bytes fit.
    pub(super) fn drive_quota(&mut self, place: &Place, size: u64) -> Result<(), Failure> {
        let Some(quota) = self.config.drive.quota_bytes else { return Ok(()) };
        if self.drive_mut(&place.drive).used() + size > quota {
            return Err(Failure::new(507, "quotaLimitReached", "Insufficient space available."));
        }
        Ok(())
    }

    fn drive_open(
        &mut self,
        now_ms: u64,
        flavour: Flavour,
        place: Place,
        behaviour: Behaviour,
        if_match: Option<String>,
        wish: Wish,
    ) -> Session<DriveTarget> {
        let id = self.guid();
        let url = self.drive_url(now_ms, flavour, &place, behaviour, &id);
        let lifetime_ms = match flavour {
            Flavour::Business => self.config.drive.business_lifetime_ms,
            Flavour::Personal => self.config.drive.personal_lifetime_ms,
        };
        let target = DriveTarget {
            flavour,
            place,
            behaviour,
            defer: wish.defer,
            if_match,
            times: wish.times,
            description: wish.description,
            created_ms: now_ms,
            uneven: false,
        };
        Session {
            id,
            url,
            total: wish.size,
            content: Content::default(),
            expires_ms: now_ms + lifetime_ms,
            commits_ms: None,
            hidden: self.config.hidden_requests,
            target,
        }
    }
}

fn invalid(message: impl Into<String>) -> Failure {
    Failure::new(400, "invalidRequest", message)
}

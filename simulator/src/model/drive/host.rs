//! The upload hosts of drives: pieces, status, commit, deletion.

use serde_json::{Map, Value};

use super::place::Place;
use super::rules::{Behaviour, ConflictAt, Flavour};
use crate::model::Model;
use crate::model::content_range::{PieceRange, content_range};
use crate::model::failure::{Answer, Failure};
use crate::model::message::{Head, Request, Response};
use crate::model::piece::{self, PieceRules, Unmeasured};
use crate::model::session::{self, Session, Target};
use crate::model::tempauth::{self, Relation};
use crate::model::text::us_time;

/// The target of a session's file.
#[derive(Debug, Clone)]
pub struct DriveTarget {
    pub(super) flavour: Flavour,
    pub(super) place: Place,
    pub(super) behaviour: Behaviour,
    /// Whether the commit is deferred.
    pub(super) defer: bool,
    pub(super) if_match: Option<String>,
    pub(super) times: Map<String, Value>,
    pub(super) description: Option<String>,
    pub(super) created_ms: u64,
    /// Whether a piece was not a multiple of the required size.
    pub(super) uneven: bool,
}

impl Target for DriveTarget {
    const KIND: &'static str = "drive";

    fn name(&self) -> &str {
        &self.place.name
    }
}

fn gone() -> Failure {
    Failure::exchange(404, "itemNotFound", "The upload session was not found")
}

impl Model {
    /// The session of a request's URL, or one that its token covers.
    pub(in crate::model) fn drive_session_id(&self, head: &Head) -> Option<String> {
        let url = self.asked_url(head);
        let meant =
            |given: &str| matches!(tempauth::compare(given, &url), Relation::Same | Relation::Covered);
        self.drives.sessions.values().find(|session| meant(&session.url)).map(|session| session.id.clone())
    }

    /// Handles a request on an upload host of drives.
    pub(in crate::model) fn drive_host(&mut self, now_ms: u64, request: &Request) -> Answer {
        let head = &request.head;
        if let Some(answer) = self.drive_download(now_ms, head) {
            return answer;
        }
        let Some(id) = self.drive_session_id(head) else { return Err(self.drive_no_session(head)) };
        let session = &self.drives.sessions[&id];
        let DriveTarget { flavour, created_ms, .. } = session.target;
        let (same, has_token) = (session.url == self.asked_url(head), tempauth::has_token(&session.url));
        if !same {
            self.tolerate(head, "an upload URL that is not written as it was given out");
        }
        let rules = &self.config.drive;
        let until_ms = created_ms + rules.tempauth_lifetime_ms;
        if has_token && now_ms >= until_ms {
            return Err(expired_token(rules.tempauth_refusal, created_ms, until_ms));
        }
        if !session::meets(&mut self.drives.sessions, &id, now_ms) {
            return Err(gone());
        }
        match (head.method.as_str(), flavour) {
            ("PUT", _) => self.drive_put(now_ms, request, &id),
            ("GET", _) => Ok(self.drive_status(&self.drives.sessions[&id])),
            ("DELETE", _) => self.drive_end(now_ms, &id),
            ("POST", Flavour::Business) => self.drive_post_commit(now_ms, request, &id),
            ("POST", Flavour::Personal) if self.config.drive.personal_commit => {
                self.drive_post_commit(now_ms, request, &id)
            }
            (method, _) => Err(Failure::method(method)),
        }
    }

    /// A URL that its token does not cover is refused differently from an unknown one.
    fn drive_no_session(&mut self, head: &Head) -> Failure {
        let mut sessions = self.drives.sessions.values();
        let altered = |session: &Session<DriveTarget>| {
            tempauth::has_token(&session.url) && head.target.contains(session.id.as_str())
        };
        if !sessions.any(altered) {
            return gone();
        }
        self.violations.push(format!("{} of an upload URL that is not as it was given out", head.method));
        Failure::new(401, "unauthenticated", "The token is not valid for this URL.")
            .inner_first("invalidToken")
            .challenged(
                &self.config.user.tenant,
                "3000001;reason=\"There has been an error authenticating the request.\";category=\"invalid_client\"",
            )
    }

    fn drive_put(&mut self, now_ms: u64, request: &Request, id: &str) -> Answer {
        let pieces = self.drive_piece_rules(id)?;
        let rules = &self.config.drive;
        let (multiple, max_bytes) = (rules.multiple, rules.max_bytes);
        let lifetime_ms = rules.business_lifetime_ms;
        let commits_ms = self.commits_ms(now_ms);
        self.drive_before_piece(id)?;
        let declared = request.head.header("content-range").and_then(content_range);
        self.drive_piece_fits(id, declared.as_ref())?;
        let session = self.drives.sessions.get_mut(id).ok_or_else(gone)?;
        if declared.is_some_and(|piece| piece.total.unwrap_or(piece.range.end) > max_bytes) {
            let message = "The file exceeds the limit.";
            return Err(Failure::new(413, "invalidRequest", message).inner("maxFileSizeExceeded"));
        }
        let piece = piece::take(session, request, &pieces)?;
        let length = piece.range.end - piece.range.start;
        let uneven = match piece.total {
            Some(_) => !piece.is_last() && length % multiple != 0,
            // Only the next piece shows which piece is the last.
            None => piece.range.start % multiple != 0,
        };
        session.target.uneven |= uneven;
        if session.target.flavour == Flavour::Business {
            // Each piece extends the expiry (`OneDrive/onedrive-api-docs:issues/1260`).
            session.expires_ms = now_ms + lifetime_ms;
        }
        session.commits_ms = commits_ms;
        let waits = !session.is_whole() || session.target.defer || commits_ms.is_some();
        if piece.total.is_none() {
            self.tolerate(&request.head, "a total that is left open");
        }
        if uneven {
            let what = format!("pieces that are no multiple of {multiple} bytes");
            self.tolerate(&request.head, what);
        }
        if waits {
            return Ok(self.drive_accepted(&self.drives.sessions[id]));
        }
        let (status, drive, item) = self.drive_commit(now_ms, id, None, None)?;
        Ok(self.drive_host_response(now_ms, status, &drive, &item))
    }

    fn drive_piece_rules(&self, id: &str) -> Result<PieceRules, Failure> {
        let business = self.drives.sessions.get(id).ok_or_else(gone)?.target.flavour == Flavour::Business;
        let rules = &self.config.drive;
        let unmeasured = if business { Unmeasured::InvalidRequest } else { Unmeasured::LengthRequired };
        let (max_bytes, open_total) = (rules.max_piece, rules.open_totals);
        Ok(PieceRules { max_bytes, open_total, unmeasured, ..PieceRules::default() })
    }

    /// A drive may become full during an upload (`lavinir/hassio-onedrive-backup:issues/140`); the
    /// session survives.
    fn drive_piece_fits(&mut self, id: &str, piece: Option<&PieceRange>) -> Result<(), Failure> {
        let place = self.drives.sessions.get(id).ok_or_else(gone)?.target.place.clone();
        self.drive_quota(&place, piece.map_or(0, |piece| piece.range.end))
    }

    fn drive_before_piece(&mut self, id: &str) -> Result<(), Failure> {
        let session = self.drives.sessions.get(id).ok_or_else(gone)?;
        let (first, target) = (session.content.is_empty(), session.target.clone());
        if first && self.config.drive.conflict_at == ConflictAt::FirstPiece {
            self.drive_conflict(&target.place, target.behaviour)?;
        }
        let Some(tag) = &target.if_match else { return Ok(()) };
        let existing = self.drive_existing(&target.place);
        let drive = self.drive_mut(&target.place.drive);
        let holds = existing.and_then(|id| drive.item(&id)).is_some_and(|item| item.has_tag(tag));
        let message = "ETag does not match current item's value.";
        if holds { Ok(()) } else { Err(Failure::new(412, "notAllowed", message).inner("resourceModified")) }
    }

    fn drive_post_commit(&mut self, now_ms: u64, request: &Request, id: &str) -> Answer {
        if request.head.header("content-length") != Some("0") {
            return Err(Failure::new(411, "LengthRequired", "A Content-Length of 0 is required."));
        }
        // With an open total, the commit says that the file is complete.
        let session = self.drives.sessions.get_mut(id).ok_or_else(gone)?;
        if self.config.drive.open_totals && session.target.defer && !session.content.is_empty() {
            session.total = session.total.or(Some(session.content.len()));
        }
        let (status, drive, item) = self.drive_commit(now_ms, id, None, None)?;
        Ok(self.drive_host_response(now_ms, status, &drive, &item))
    }

    fn drive_end(&mut self, now_ms: u64, id: &str) -> Answer {
        let Session { target, .. } = self.drives.sessions.remove(id).ok_or_else(gone)?;
        let until_ms = now_ms + self.config.drive.stub_lingers_ms;
        self.drives.stubs.push((target.place, until_ms));
        Ok(Response::empty(204))
    }
}

/// In the form and words of `OneDrive/onedrive-api-docs:issues/1073`, or as long uploads ended in
/// `abraunegg/onedrive:issues/3355`.
fn expired_token(status: u16, from_ms: u64, until_ms: u64) -> Failure {
    if status == 403 {
        return Failure::new(403, "accessDenied", "Access denied.");
    }
    let (from, until) = (us_time(from_ms), us_time(until_ms));
    let message = format!("The access token has expired. It's valid from '{from}' and to '{until}'.");
    Failure::new(401, "unauthenticated", message).inner_first("expiredToken")
}

//! Upload URLs of drives, in the forms seen so far.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256, Sha512};

use super::place::Place;
use super::rules::{Behaviour, BusinessUrl, Flavour, PersonalUrl};
use crate::model::Model;
use crate::model::message::Role;
use crate::model::tempauth::{self, Claims, TokenForm};
use crate::model::text::{escape_tight, escape_unicode, hex};

impl Model {
    /// A new upload URL for the session with an id.
    pub(super) fn drive_url(
        &mut self,
        now_ms: u64,
        flavour: Flavour,
        place: &Place,
        behaviour: Behaviour,
        id: &str,
    ) -> String {
        let personal = self.config.drive.personal_url;
        match flavour {
            Flavour::Business => self.drive_business_url(now_ms, place, behaviour, id),
            Flavour::Personal => match personal {
                PersonalUrl::Up => {
                    let secret = self.secret();
                    format!("{}/up/{id}!{secret}", self.config.hosts.base(Role::Personal))
                }
                PersonalUrl::Rup => self.drive_rup_url(place, id),
                PersonalUrl::Content => self.drive_content_url(now_ms, place, id),
            },
        }
    }

    /// `SharePoint`'s, with raw apostrophes (`abraunegg/onedrive:issues/815`, `OneDrive/onedrive-api-docs:issues/593`).
    fn drive_business_url(&mut self, now_ms: u64, place: &Place, behaviour: Behaviour, id: &str) -> String {
        let form = self.config.drive.business_url;
        let base = self.config.hosts.base(Role::SharePoint);
        let slash = if form == BusinessUrl::DoubleSlash { "//" } else { "/" };
        let item = match form {
            BusinessUrl::Drive => format!("drive/items/{}", item_id(place)),
            _ => format!("drives/{}/items/{}", drive_id(&place.drive), item_id(place)),
        };
        // A file replaced by its id needs no name.
        let name = match (&place.by_id, form) {
            (Some(_), _) => String::new(),
            (None, BusinessUrl::Unicode) => self.temporary(&escape_unicode(&place.name)),
            (None, _) => self.temporary(&escape_tight(&place.name)),
        };
        let word = |truth: bool| if truth { "True" } else { "False" };
        let (overwrite, rename) = (behaviour == Behaviour::Replace, behaviour == Behaviour::Rename);
        let url = format!(
            "{base}{slash}personal/megan/_api/v2.0/{item}/uploadSession?guid='{id}'{name}&overwrite={}&rename={}",
            word(overwrite),
            word(rename)
        );
        match form {
            BusinessUrl::ProofToken => {
                let (access, proof) = (self.secret(), self.tempauth(now_ms, TokenForm::Jwt, &url));
                format!("{url}&access_token=eyJ0eXAiOiJKV1Qi.{access}&prooftoken={proof}")
            }
            BusinessUrl::Sealed => self.with_tempauth(now_ms, TokenForm::Sealed, url),
            _ => self.with_tempauth(now_ms, TokenForm::Jwt, url),
        }
    }

    /// The name of the file until its commit.
    fn temporary(&self, name: &str) -> String {
        format!("&path='~tmp{:02X}_{name}'", self.made & 0xFF)
    }

    /// The form of `OneDrive` from 2016 to 2024: opaque, and more than 1,000 characters long
    /// (`abraunegg/onedrive:issues/2825`, `rclone/rclone:issues/3131`).
    fn drive_rup_url(&mut self, place: &Place, id: &str) -> String {
        let owner = owner(&place.drive);
        let text = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let resource = format!("{}!{}", owner.to_uppercase(), self.made);
        let what = text(json!({ "ResourceID": resource, "RelationshipName": place.name }));
        let wish = text(json!({ "name": place.name, "@name.conflictBehavior": "replace" }));
        let (short, long) = (self.noise(3), self.noise(24));
        let base = self.config.hosts.base(Role::Personal);
        format!("{base}/rup/{owner}/{what}/4m{short}/{wish}/4w{}{long}", id.replace('-', ""))
    }

    /// The form of `OneDrive` since 2025 (`abraunegg/onedrive:issues/3355`).
    fn drive_content_url(&mut self, now_ms: u64, place: &Place, id: &str) -> String {
        let base = self.config.hosts.base(Role::Personal);
        let owner = owner(&place.drive);
        let url = format!(
            "{base}/personal/{owner}/_api/v2.0/drives/{}/items/{}/uploadSession?guid='{id}'",
            drive_id(&place.drive),
            item_id(place)
        );
        self.with_tempauth(now_ms, TokenForm::Sealed, url)
    }

    fn with_tempauth(&mut self, now_ms: u64, form: TokenForm, url: String) -> String {
        let url = url + "&dc=0";
        let token = self.tempauth(now_ms, form, &url);
        format!("{url}&tempauth={token}")
    }

    fn tempauth(&mut self, now_ms: u64, form: TokenForm, url: &str) -> String {
        let secret = self.secret();
        let host = url.split('/').nth(2).unwrap_or_default();
        let audience = format!("00000003-0000-0ff1-ce00-000000000000/{host}@{}", self.config.user.tenant);
        let until_ms = now_ms + self.config.drive.tempauth_lifetime_ms;
        let claims = Claims { url, audience: &audience, from_ms: now_ms, until_ms, secret: &secret };
        tempauth::issue(form, &claims)
    }

    /// Meaningless characters, 43 in each of these blocks.
    fn noise(&mut self, blocks: usize) -> String {
        (0..blocks).map(|_| URL_SAFE_NO_PAD.encode(Sha256::digest(self.secret()))).collect()
    }
}

/// The id of a personal drive's owner.
fn owner(drive: &str) -> String {
    hex(&Sha256::digest(drive)[..8])
}

/// The id of a drive in upload URLs: `b!` and 64 characters.
fn drive_id(drive: &str) -> String {
    format!("b!{}", URL_SAFE_NO_PAD.encode(&Sha512::digest(drive)[..48]))
}

/// The id of the file, or of its folder, in upload URLs. Ids in other forms, such as those of roots
/// and of tests, are converted.
fn item_id(place: &Place) -> String {
    let id = place.by_id.as_ref().unwrap_or(&place.parent);
    if id.starts_with("01") && id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return id.clone();
    }
    format!("01{}", hex(&Sha256::digest(format!("{} {id}", place.drive))[..16]).to_uppercase())
}

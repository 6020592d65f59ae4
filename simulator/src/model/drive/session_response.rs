//! Responses to the requests of a session.

use serde_json::{Map, Value, json};

use super::host::DriveTarget;
use super::rules::{Flavour, SessionResponses};
use crate::model::forms::{ExpiryForm, RangeForm, ResponseStyle};
use crate::model::message::{Response, Role};
use crate::model::session::Session;
use crate::model::{Call, Model};

const STREAMED: &str =
    "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";
/// The responding machine (`abraunegg/onedrive:issues/2825`).
const MACHINE: &str = r#"{"ServerInfo":{"DataCenter":"Germany West Central","Slice":"E","Ring":"4","ScaleUnit":"002","RoleInstance":"FR3PEPF0000016A"}}"#;

impl Model {
    /// The response to a creation, with its members and headers in the order of published traces
    /// (`abraunegg/onedrive:issues/815`): it has a `Location`, which leads nowhere, and is chunked.
    pub(super) fn drive_created(&self, call: &Call, session: &Session<DriveTarget>) -> Response {
        let ranges = if self.config.drive.create_ranges { json!(["0-"]) } else { Value::Null };
        let mut body = Map::new();
        body.insert("@odata.context".into(), self.session_context(call).into());
        body.extend(session.created(self.config.expiry.or(ExpiryForm::Three), ranges));
        body.insert("uploadUrl".into(), session.url.clone().into());
        Response::json(200, &body.into())
            .typed(STREAMED)
            .with("Cache-Control", "private")
            .with("Location", self.config.hosts.base(Role::Graph))
            .with("x-ms-ags-diagnostic", MACHINE)
            .with("OData-Version", "4.0")
            .with("Duration", "172.1247")
            .in_chunks()
    }

    /// The response to a piece that was not the last, and to the last one of a session with a
    /// deferred commit.
    pub(super) fn drive_accepted(&self, session: &Session<DriveTarget>) -> Response {
        let mut style = self.config.drive.progress;
        if self.config.drive.responses == SessionResponses::Year2015 {
            style.ranges = RangeForm::Missing;
        }
        Response::json(202, &self.drive_progress(session, style).into())
    }

    /// The response to a status query.
    pub(super) fn drive_status(&self, session: &Session<DriveTarget>) -> Response {
        Response::json(200, &self.drive_progress(session, self.config.drive.status).into())
    }

    fn drive_progress(&self, session: &Session<DriveTarget>, style: ResponseStyle) -> Map<String, Value> {
        let progress = |form: ExpiryForm| session.progress(style, self.config.expiry.or(form));
        match self.config.drive.responses {
            SessionResponses::Current => progress(ExpiryForm::Three),
            SessionResponses::Year2015 => progress(ExpiryForm::Offset),
            SessionResponses::Year2016 => {
                let business = session.target.flavour == Flavour::Business;
                let role = if business { Role::SharePoint } else { Role::Personal };
                let base = self.config.hosts.base(role);
                let mut body = Map::new();
                let context = format!("{base}/_api/v2.0/$metadata#oneDrive.uploadSession");
                body.insert("@odata.context".into(), context.into());
                body.extend(progress(ExpiryForm::Seven));
                body.insert("uploadUrl".into(), Value::Null);
                body
            }
        }
    }
}

//! The responses to requests that make an item.

use super::place::no_item;
use super::rules::Flavour;
use super::shown::{ON_GRAPH, ON_UPLOAD_HOST};
use crate::model::message::{Response, Role};
use crate::model::query::Query;
use crate::model::{Call, Model};

impl Model {
    /// Graph's response: the current item, with the requested members.
    pub(super) fn drive_response(
        &mut self,
        call: &Call,
        status: u16,
        drive: &str,
        item: &str,
        query: Option<&Query>,
    ) -> Response {
        let context = self.drive_context(call, drive, "/items/$entity");
        match self.drive_members(call.now_ms, u64::MAX, drive, item, ON_GRAPH) {
            Some(members) => {
                let members = query.map_or(members.clone(), |query| query.project(members));
                Response::json(status, &context.into_iter().chain(members).collect())
            }
            None => no_item().into_response(call.now_ms, "", None),
        }
    }

    /// An upload host's response: the item in that host's own form
    /// (`microsoftgraph/microsoft-graph-docs:issues/5154`), with the headers of a page.
    pub(super) fn drive_host_response(
        &mut self,
        now_ms: u64,
        status: u16,
        drive: &str,
        item: &str,
    ) -> Response {
        let Some(members) = self.drive_members(now_ms, u64::MAX, drive, item, ON_UPLOAD_HOST) else {
            return no_item().into_response(now_ms, "", None);
        };
        let flavour = self.config.drive.flavour_of(drive);
        let role = if flavour == Flavour::Business { Role::SharePoint } else { Role::Personal };
        let base = self.config.hosts.base(role);
        let context = format!("{base}/personal/megan/_api/v2.0/$metadata#items/$entity");
        let context = [("@odata.context".to_owned(), context.into())];
        let response = Response::json(status, &context.into_iter().chain(members).collect());
        if flavour == Flavour::Personal {
            return response;
        }
        response
            .with("Cache-Control", "no-cache")
            .with("Expires", "-1")
            .with("P3P", "CP=\"ALL IND DSP COR ADM CONo CUR CUSo IVAo IVDo PSA PSD TAI TELo OUR SAM CNT\"")
            .with("X-SharePointHealthScore", "0")
            .with("SPRequestGuid", self.guid())
    }
}

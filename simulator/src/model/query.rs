//! Query options, parsed as OData services do.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::entity_types::EntityType;
use super::failure::Failure;
use super::text::unescape;
use super::tolerated::Tolerated;

/// The annotation with an item's download URL, and its other names in `$select`.
pub const DOWNLOAD_URL: [&str; 3] =
    ["@microsoft.graph.downloadUrl", "@content.downloadUrl", "content.downloadUrl"];
/// System query options without effect here: there are no relations to expand, and lists come
/// complete and in their own order.
const WITHOUT_EFFECT: [&str; 9] =
    ["expand", "filter", "orderby", "search", "apply", "compute", "deltatoken", "schemaversion", "index"];
const WITH_EFFECT: [&str; 6] = ["select", "top", "skip", "skiptoken", "count", "format"];

/// The options of a request, in plain and escaped spelling.
#[derive(Debug, Clone)]
pub struct Query {
    /// The selected members; `None` for all.
    pub select: Option<Vec<String>>,
    /// Number of entries per page.
    pub top: usize,
    /// Number of entries before the page.
    pub skip: usize,
    /// Whether the page includes the number of entries.
    pub count: bool,
    explicit_top: bool,
    /// Options that are not system query options.
    custom: Vec<(String, String)>,
    tolerated: Tolerated,
}

impl Query {
    /// Parses a query. Unknown members and unknown system query options are refused; other options
    /// are the service's own, and ignored if unknown.
    pub fn read(query: Option<&str>, page_size: usize, of: &EntityType) -> Result<Query, Failure> {
        let mut read = Query {
            select: None,
            top: page_size.max(1),
            skip: 0,
            count: false,
            explicit_top: false,
            custom: Vec::new(),
            tolerated: Tolerated::default(),
        };
        let mut seen = Vec::new();
        for pair in query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            // A plus is a space, as in `$orderby=receivedDateTime+desc`
            // (`microsoftgraph/microsoft-graph-docs-contrib:api-reference/v1.0/api/message-delta.md`).
            let decode = |text: &str| {
                unescape(&text.replace('+', " "))
                    .ok_or_else(|| Failure::bad_request("The query is not well-formed."))
            };
            let (name, value) = (decode(name)?, decode(value)?);
            if read.is_custom(&name)? {
                read.custom.push((name, value));
                continue;
            }
            let name = name.trim_start_matches('$').to_ascii_lowercase();
            if seen.contains(&name) {
                let message = format!("Query option '${name}' was specified more than once.");
                return Err(Failure::bad_request(message));
            }
            read.take(&name, &value, of)?;
            seen.push(name);
        }
        Ok(read)
    }

    /// Whether an option is not one of the system's. Those may be written without the dollar sign
    /// (`microsoftgraph/microsoft-graph-docs-contrib:concepts/query-parameters.md`), and in any
    /// casing (`oasis-tcs/odata-abnf:abnf/odata-abnf-construction-rules.txt`).
    fn is_custom(&mut self, name: &str) -> Result<bool, Failure> {
        let given = name.strip_prefix('$').unwrap_or(name);
        let plain = &*given.to_ascii_lowercase();
        let known = WITH_EFFECT.contains(&plain) || WITHOUT_EFFECT.contains(&plain);
        if known && given != plain {
            self.tolerated.note(format!("the query option {name} in another casing"));
        }
        match (known, name.starts_with('$')) {
            (false, true) => {
                Err(Failure::bad_request(format!("The query parameter '{name}' is not supported.")))
            }
            (false, false) => Ok(true),
            (true, dollar) => {
                if !dollar {
                    self.tolerated.note(format!("the query option {name} without its dollar sign"));
                }
                Ok(false)
            }
        }
    }

    fn take(&mut self, name: &str, value: &str, of: &EntityType) -> Result<(), Failure> {
        let invalid = || Failure::bad_request(format!("Invalid value '{value}' for ${name}."));
        match name {
            "select" => self.select = selected(value, of)?,
            "top" => {
                let number: usize = value.parse().map_err(|_| invalid())?;
                (self.top, self.explicit_top) = (number.clamp(1, self.top), true);
            }
            "skip" => self.skip = value.parse().map_err(|_| invalid())?,
            "skiptoken" => self.skip = skipped(value)?,
            "count" => self.count = value.parse().map_err(|_| invalid())?,
            "format" if value != "json" && !value.starts_with("application/json") => return Err(invalid()),
            "format" => {}
            name => self.tolerated.note(format!("the query option ${name}, which has no effect here")),
        }
        Ok(())
    }

    /// The value of one of the service's own options.
    pub fn own(&self, name: &str) -> Option<&str> {
        self.custom.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// The tolerated deviations, to be reported: options that are not the system's, except the
    /// named ones.
    pub fn tolerated(&self, own: &[&str]) -> Tolerated {
        let mut tolerated = self.tolerated.clone();
        for (name, _) in self.custom.iter().filter(|(name, _)| !own.contains(&name.as_str())) {
            tolerated.note(format!("the query option {name}, which does not exist"));
        }
        tolerated
    }

    /// Whether the response includes a member.
    pub fn wants(&self, member: &str) -> bool {
        let same = |name: &String| {
            name == member || DOWNLOAD_URL.contains(&member) && DOWNLOAD_URL.contains(&name.as_str())
        };
        self.select.as_ref().is_none_or(|names| names.iter().any(same))
    }

    /// Keeps the selected members, and those that OData itself adds.
    pub fn project(&self, mut entity: Map<String, Value>) -> Map<String, Value> {
        entity.retain(|name, _| name.starts_with("@odata.") || name == "id" || self.wants(name));
        entity
    }

    /// The link to the next page, as drives write it: the position is in an opaque token.
    pub fn next_link_by_token(&self, here: &str) -> String {
        let token = format!("Paged!{}", self.skip.saturating_add(self.top));
        let link = self.next_link(here);
        let rest = link.rsplit_once("%24skip=").map_or("", |(rest, _)| rest);
        format!("{rest}%24skiptoken={}", STANDARD.encode(token).replace('=', "%3D"))
    }

    /// The link to the next page.
    pub fn next_link(&self, here: &str) -> String {
        let select = self.select.as_ref().map(|names| format!("%24select={}&", names.join("%2c")));
        let top = if self.explicit_top { format!("%24top={}&", self.top) } else { String::new() };
        let count = if self.count { "%24count=true&" } else { "" };
        let skip = self.skip.saturating_add(self.top);
        format!("{here}?{}{count}{top}%24skip={skip}", select.unwrap_or_default())
    }
}

/// The position in a token.
fn skipped(token: &str) -> Result<usize, Failure> {
    let text = STANDARD.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let skipped = text.and_then(|text| text.strip_prefix("Paged!")?.parse().ok());
    skipped.ok_or_else(|| Failure::bad_request("Invalid value for $skiptoken."))
}

/// The selected members; `None` for all. Selecting a member of a member selects all of it.
fn selected(value: &str, of: &EntityType) -> Result<Option<Vec<String>>, Failure> {
    let names = value.split(',').map(|name| name.trim().split('/').next().unwrap_or_default().to_owned());
    let names: Vec<String> = names.collect();
    let exists = |name: &String| {
        name == "*"
            || name.starts_with('@')
            || DOWNLOAD_URL.contains(&name.as_str())
            || of.properties.contains(&name.as_str())
    };
    match names.iter().find(|name| !exists(name)) {
        Some(name) => Err(Failure::bad_request(format!(
            "Parsing OData Select and Expand failed: Could not find a property named '{name}' on type '{}'.",
            of.name
        ))),
        None => Ok((!names.iter().any(|name| name == "*")).then_some(names)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::entity_types::DRIVE_ITEM;

    fn read(query: &str) -> Option<(Option<Vec<String>>, usize)> {
        let query = Query::read(Some(query), 10, &DRIVE_ITEM).ok()?;
        Some((query.select.clone(), query.tolerated(&["x"]).count()))
    }

    #[test]
    fn options() {
        let some = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
        for (query, expected) in [
            ("$select=id,deleted", Some((some(&["id", "deleted"]), 0))),
            ("%24select=id%2C%20name", Some((some(&["id", "name"]), 0))),
            ("select=file/hashes", Some((some(&["file"]), 1))),
            (
                "$select=id,@microsoft.graph.downloadUrl",
                Some((some(&["id", "@microsoft.graph.downloadUrl"]), 0)),
            ),
            ("$select=*", Some((None, 0))),
            ("$expand=children&filter=a&$orderby=name", Some((None, 4))),
            ("$count=true&$format=json&$top=5", Some((None, 0))),
            ("$select=id,+name", Some((some(&["id", "name"]), 0))),
            ("$select=id%2C+name&$orderby=name+desc", Some((some(&["id", "name"]), 1))),
            ("x=1&y=2", Some((None, 1))),
            ("$Select=id&$orderBy=name", Some((some(&["id"]), 3))),
            ("$top=1&$Top=2", None),
            ("$select=colour", None),
            ("$select=", None),
            ("$colour=1", None),
            ("$count=yes", None),
            ("$format=xml", None),
            ("$top=-1", None),
            ("$top=1&top=2", None),
            ("$select=%zz", None),
        ] {
            assert_eq!(read(query), expected, "{query}");
        }
    }
}

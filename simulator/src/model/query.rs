//! The query options of lists and look-ups.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::failure::Failure;
use super::text::unescape;

/// `$select`, `$top`, `$skip` and `$skiptoken`, in their plain and escaped spellings.
#[derive(Debug, Clone)]
pub struct Query {
    /// The members that were asked for; `None` for all.
    pub select: Option<Vec<String>>,
    /// How many entries the page has.
    pub top: usize,
    /// How many entries come before it.
    pub skip: usize,
    explicit_top: bool,
}

impl Query {
    /// Reads a query. Members that do not exist and options that lists do not have are refused.
    pub fn read(query: Option<&str>, page_size: usize, members: &[&str]) -> Result<Query, Failure> {
        let mut read = Query { select: None, top: page_size.max(1), skip: 0, explicit_top: false };
        for pair in query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let decode =
                |text| unescape(text).ok_or_else(|| Failure::bad_request("The query is not well-formed."));
            let (name, value) = (decode(name)?, decode(value)?);
            let number = || {
                value.parse::<usize>().map_err(|_| Failure::bad_request(format!("Invalid value for {name}.")))
            };
            match name.as_str() {
                "$select" => read.select = Some(selected(&value, members)?),
                "$top" => (read.top, read.explicit_top) = (number()?.clamp(1, read.top), true),
                "$skip" => read.skip = number()?,
                "$skiptoken" => read.skip = skipped(&value)?,
                _ => return Err(Failure::bad_request(format!("The query option {name} is not supported."))),
            }
        }
        Ok(read)
    }

    /// Whether the reply shall hold a member.
    pub fn wants(&self, member: &str) -> bool {
        self.select.as_ref().is_none_or(|names| names.iter().any(|name| name == member))
    }

    /// Keeps the members that were asked for, annotations included.
    pub fn project(&self, mut entity: Map<String, Value>) -> Map<String, Value> {
        entity.retain(|name, _| name.starts_with('@') || name == "id" || self.wants(name));
        entity
    }

    /// The link to the next page, as drives write it: where it begins stands in a token that is not for reading.
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
        format!("{here}?{}{top}%24skip={}", select.unwrap_or_default(), self.skip.saturating_add(self.top))
    }
}

/// How many entries a token stands for.
fn skipped(token: &str) -> Result<usize, Failure> {
    let text = STANDARD.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let skipped = text.and_then(|text| text.strip_prefix("Paged!")?.parse().ok());
    skipped.ok_or_else(|| Failure::bad_request("Invalid value for $skiptoken."))
}

fn selected(value: &str, members: &[&str]) -> Result<Vec<String>, Failure> {
    let names: Vec<String> = value.split(',').map(|name| name.trim().to_owned()).collect();
    match names.iter().find(|name| !members.contains(&name.as_str())) {
        Some(name) => Err(Failure::bad_request(format!("Could not find a property named '{name}'."))),
        None => Ok(names),
    }
}

//! The body of a creation.

use serde_json::{Map, Value};

use super::rules::{Behaviour, DriveRules, Flavour};
use crate::model::date_time;
use crate::model::failure::Failure;
use crate::model::json_body;
use crate::model::message::{Body, Request};
use crate::model::tolerated::Tolerated;

const BEHAVIOUR: &str = "@microsoft.graph.conflictBehavior";

/// The body of a creation.
#[derive(Debug, Default)]
pub struct Wish {
    /// What to do if the name is taken, if given.
    pub behaviour: Option<Behaviour>,
    /// Whether the commit is deferred.
    pub defer: bool,
    /// The name, which must be that of the URL.
    pub name: Option<String>,
    /// The size of the file, if given.
    pub size: Option<u64>,
    /// `description`.
    pub description: Option<String>,
    /// `fileSystemInfo`, in UTC.
    pub times: Map<String, Value>,
    /// Deviations that the service tolerates.
    pub tolerated: Tolerated,
}

impl Wish {
    /// Parses the body of a creation, which may be empty.
    pub fn read(request: &Request, flavour: Flavour, rules: &DriveRules) -> Result<Wish, Failure> {
        match &request.body {
            Body::Empty => return Ok(Wish::default()),
            Body::Text(text) if text.is_empty() => return Ok(Wish::default()),
            _ => {}
        }
        let body = json_body(request)?;
        let body = body.as_object().ok_or_else(|| invalid("A JSON object is expected."))?;
        let mut wish = Wish::default();
        let mut outer = None;
        for (name, value) in body {
            match (name.as_str(), value) {
                // Both parameters are nullable.
                ("item" | "deferCommit", Value::Null) => {}
                ("item", Value::Object(item)) => wish.read_item(item, flavour, rules)?,
                ("deferCommit", Value::Bool(defer)) => wish.defer = *defer,
                ("item" | "deferCommit", _) => {
                    return Err(invalid(format!("The parameter '{name}' is not valid.")));
                }
                // Members of the item beside it, and unknown ones, are not refused; clients that
                // send them upload.
                (name, value) => {
                    if name == BEHAVIOUR && rules.outer_behaviour {
                        outer = Some(read_behaviour(value)?);
                    }
                    wish.tolerated.note(format!("the parameter '{name}', which does not exist"));
                }
            }
        }
        wish.behaviour = wish.behaviour.or(outer);
        Ok(wish)
    }

    fn read_item(
        &mut self,
        item: &Map<String, Value>,
        flavour: Flavour,
        rules: &DriveRules,
    ) -> Result<(), Failure> {
        let personal = flavour == Flavour::Personal;
        let described = personal || rules.business_description;
        for (index, (name, value)) in item.iter().enumerate() {
            match (name.as_str(), value) {
                // After an ordinary member it is refused
                // (`microsoftgraph/microsoft-graph-docs:issues/17072`).
                (BEHAVIOUR, _) if index > 0 => {
                    return Err(invalid("An annotation must come before the members of the item."));
                }
                (BEHAVIOUR, value) => self.behaviour = Some(read_behaviour(value)?),
                (name, Value::Null) if NULLABLE.contains(&name) => {}
                ("fileSize", Value::Null) if personal => {}
                ("name", Value::String(name)) => self.name = Some(name.clone()),
                ("description", Value::String(text)) if described => self.description = Some(text.clone()),
                // Refused on business drives (`microsoftgraph/microsoft-graph-docs:issues/10585`).
                ("fileSize", Value::Number(_)) if personal && value.as_u64().is_some() => {
                    self.size = value.as_u64();
                }
                ("fileSystemInfo", Value::Object(times)) => self.read_times(times)?,
                ("driveItemSource", Value::Object(members)) => {
                    check_words(members, "application", &APPLICATIONS, &["externalId"])?;
                }
                ("mediaSource", Value::Object(members)) => {
                    check_words(members, "contentCategory", &CATEGORIES, &[])?;
                }
                // The other spelling of annotations is not an error, and has no effect.
                (name, _) if name.starts_with('#') => {}
                // The annotation's name before Graph: a client of both types of drives, in use for
                // years, sends it (`abraunegg/onedrive:src/onedrive.d` until v2.4). No source
                // mentions an effect.
                ("@name.conflictBehavior", Value::String(_)) => {
                    self.tolerated.note("the conflict behaviour by its former name");
                }
                _ => return Err(invalid(format!("The property '{name}' of the item is not valid."))),
            }
        }
        Ok(())
    }

    fn read_times(&mut self, times: &Map<String, Value>) -> Result<(), Failure> {
        let names = ["createdDateTime", "lastModifiedDateTime", "lastAccessedDateTime"];
        for (name, value) in times {
            let known = names.contains(&name.as_str());
            if known && value.is_null() {
                continue;
            }
            let given = value.as_str().and_then(date_time::read).filter(|_| known);
            let given = given.ok_or_else(|| invalid(format!("'{name}' of fileSystemInfo is not valid.")))?;
            if given.has_offset {
                self.tolerated.note(format!("'{name}' as a time that is not in UTC"));
            }
            self.times.insert(name.clone(), given.utc.into());
        }
        Ok(())
    }
}

fn invalid(message: impl Into<String>) -> Failure {
    Failure::new(400, "invalidRequest", message)
}

fn read_behaviour(value: &Value) -> Result<Behaviour, Failure> {
    value.as_str().and_then(Behaviour::read).ok_or_else(|| invalid("Unknown conflict behavior."))
}

/// Members that may be null, which has the same effect as omitting them
/// (`microsoftgraph/msgraph-metadata:schemas/v1.0-Prod.csdl`). Members that are always refused are
/// not listed.
const NULLABLE: [&str; 5] = ["name", "description", "fileSystemInfo", "driveItemSource", "mediaSource"];
const APPLICATIONS: [&str; 10] =
    ["teams", "yammer", "sharePoint", "oneDrive", "stream", "powerPoint", "office", "loki", "loop", "other"];
const CATEGORIES: [&str; 9] = [
    "meeting",
    "liveStream",
    "presentation",
    "screenRecording",
    "story",
    "profile",
    "chat",
    "note",
    "comment",
];

fn check_words(
    members: &Map<String, Value>,
    choice: &str,
    words: &[&str],
    texts: &[&str],
) -> Result<(), Failure> {
    for (name, value) in members {
        let word = value.as_str().unwrap_or_default();
        if !(name == choice && words.contains(&word) || texts.contains(&name.as_str()) && value.is_string()) {
            return Err(invalid(format!("The value of '{name}' is not valid.")));
        }
    }
    Ok(())
}

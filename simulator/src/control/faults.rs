//! `/_control/faults` and `/_control/grammar`.

use std::fmt::Write;

use hyper::Response;
use serde_json::{Value, json};

use super::answer::{self, Answer, Refusal};
use super::body::{self, Members};
use crate::faults::{Armed, Fault, GRAMMAR};
use crate::http::Body;
use crate::settings::SETTINGS;
use crate::shared::{Shared, State};

/// A fault as JSON.
pub fn shown(armed: &Armed) -> Value {
    json!({
        "id": armed.id,
        "text": armed.fault.to_string(),
        "fits": armed.fits,
        "acted": armed.acted,
        "left": armed.left(),
    })
}

/// All faults as JSON.
pub fn all(state: &State) -> Vec<Value> {
    state.service.script.armed().iter().map(shown).collect()
}

/// Arms one or several faults, all of them or none.
pub fn arm(shared: &Shared, members: Members) -> Answer {
    body::only(&members, &["fault", "faults"])?;
    let (texts, single) = match (members.get("fault"), members.get("faults")) {
        (Some(text), None) => (std::slice::from_ref(text), true),
        (None, Some(Value::Array(texts))) => (texts.as_slice(), false),
        (None, Some(_)) => return Err(Refusal::bad("\"faults\" must be a list of strings")),
        _ => return Err(Refusal::bad("either \"fault\" or \"faults\" is required")),
    };
    let faults: Vec<Fault> = texts.iter().map(read).collect::<Result<_, _>>()?;
    let ids = shared.change(|state| state.service.script.add(faults));
    let body = if single { json!({ "id": ids[0] }) } else { json!({ "ids": ids }) };
    Ok(answer::json_with(201, &body))
}

/// Disarms one fault.
pub fn disarm(shared: &Shared, id: &str) -> Answer {
    let number = id.parse().map_err(|_| Refusal::bad(format!("a fault's id is a number, not {id:?}")))?;
    if shared.change(|state| state.service.script.remove(number)) {
        return Ok(answer::empty());
    }
    Err(Refusal::new(404, format!("no fault has the id {number}")))
}

/// Disarms all faults.
pub fn disarm_all(shared: &Shared) -> Response<Body> {
    shared.change(|state| state.service.script.clear());
    answer::empty()
}

/// The grammar of faults, and all settings.
pub fn grammar() -> Response<Body> {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write!(text, "Faults\n\n{GRAMMAR}\n\nSettings\n\n{SETTINGS}\n");
    answer::bytes("text/plain; charset=utf-8", text.into())
}

fn read(text: &Value) -> Result<Fault, Refusal> {
    let Some(text) = text.as_str() else {
        return Err(Refusal::bad(format!("a fault must be a string, not {text}")));
    };
    text.parse().map_err(|why| Refusal::bad(format!("{why}; GET /_control/grammar describes faults")))
}

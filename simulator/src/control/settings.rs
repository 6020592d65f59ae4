//! `/_control/settings`, `/_control/token` and `/_control/reset`.

use serde_json::{Value, json};

use super::answer::{self, Answer, Refusal};
use super::body::{self, Members};
use crate::shared::Shared;
use crate::{TOKEN_RULE, is_token};

/// Changes settings: all of them or, if one is invalid, none.
pub fn change(shared: &Shared, members: Members) -> Answer {
    let mut texts = Vec::new();
    for (name, value) in &members {
        match value {
            Value::Array(values) => {
                for value in values {
                    texts.push(text(name, value)?);
                }
            }
            value => texts.push(text(name, value)?),
        }
    }
    let settings = shared.change(|state| {
        let config = state.service.model.config_mut();
        state.settings.apply(config, texts.iter().map(String::as_str)).map(|()| state.settings.to_json())
    });
    let settings =
        settings.map_err(|why| Refusal::bad(format!("{why}; GET /_control/grammar lists all settings")))?;
    Ok(answer::json(&json!({ "settings": settings })))
}

fn text(name: &str, value: &Value) -> Result<String, Refusal> {
    match value {
        Value::String(text) => Ok(format!("{name}={text}")),
        Value::Number(_) | Value::Bool(_) => Ok(format!("{name}={value}")),
        _ => Err(Refusal::bad(format!(
            "{name:?} must be a string, a number, true, false or a list of these, not {value}"
        ))),
    }
}

/// Replaces the token by a given or a random one.
pub fn token(shared: &Shared, members: Members) -> Answer {
    body::only(&members, &["token"])?;
    let token = match members.get("token") {
        None => crate::new_token(),
        Some(Value::String(token)) if is_token(token) => token.clone(),
        Some(_) => return Err(Refusal::bad(format!("\"token\" must be {TOKEN_RULE}"))),
    };
    shared.change(|state| state.service.model.set_token(token.clone()));
    Ok(answer::json(&json!({ "token": token })))
}

/// Restores the state of the start, without faults. The token stays unless `token` is true.
pub fn reset(shared: &Shared, members: Members) -> Answer {
    body::only(&members, &["token"])?;
    let token = match members.get("token") {
        None => false,
        Some(Value::Bool(token)) => *token,
        Some(_) => return Err(Refusal::bad("\"token\" must be true or false")),
    };
    shared.change(|state| state.reset(&shared.start, !token));
    Ok(answer::empty())
}

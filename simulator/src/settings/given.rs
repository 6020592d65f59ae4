//! The settings that were given as text, to be shown again.

use serde_json::{Map, Value};

use super::apply;
use crate::model::config::Config;

/// Names and values, in the order in which they were first given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings(Vec<(String, String)>);

impl Settings {
    /// Applies `NAME=VALUE` texts to a configuration, all of them or, when one is wrong, none.
    pub fn apply<'a>(
        &mut self,
        config: &mut Config,
        settings: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), String> {
        let (mut given, mut changed) = (self.clone(), config.clone());
        for setting in settings {
            apply(&mut changed, setting).map_err(|why| format!("{setting:?}: {why}"))?;
            given.note(setting);
        }
        (*self, *config) = (given, changed);
        Ok(())
    }

    /// All of them: a name with the text of its value, or with several where it can be repeated.
    pub fn to_json(&self) -> Value {
        let mut members = Map::new();
        for (name, value) in &self.0 {
            let value = Value::from(value.as_str());
            match members.get_mut(name) {
                None => drop(members.insert(name.clone(), value)),
                Some(Value::Array(values)) => values.push(value),
                Some(first) => *first = Value::Array(vec![first.take(), value]),
            }
        }
        members.into()
    }

    fn note(&mut self, setting: &str) {
        let Some((name, value)) = setting.split_once('=') else { return };
        let repeatable = name == "missing";
        match self.0.iter_mut().find(|(known, _)| known == name && !repeatable) {
            Some((_, known)) => *known = value.to_owned(),
            None => self.0.push((name.to_owned(), value.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_or_none_are_applied() {
        let (mut settings, mut config) = (Settings::default(), Config::default());
        settings.apply(&mut config, ["page-size=2", "missing=a", "page-size=3", "missing=b"]).unwrap();
        assert_eq!(settings.to_json().to_string(), r#"{"page-size":"3","missing":["a","b"]}"#);
        assert!(settings.apply(&mut config, ["page-size=4", "page-sise=5"]).is_err());
        assert_eq!((config.page_size, config.missing.len()), (3, 2));
    }
}

//! Saved uploads: whatever stands in one, it is refused or gone on with lawfully.

use graph_upload::fuzzing::read_saved;
use graph_upload::saved::{SealingKey, open, wrap};
use graph_upload_core::error::Status;
use graph_upload_core::upload::{Machine, SavedUpload};
use serde_json::Value;

use crate::core::{Conversation, Script, Setting};

/// Input: any text; or a setting, a line of JSON whose members replace those of a good saved upload, and a script.
pub fn run(data: &[u8]) {
    let key = SealingKey::new(&[7; 32]).expect("a key");
    for key in [None, Some(&key)] {
        if let Err(error) = read_saved(data, key) {
            assert_eq!(error.status(), Status::SavedState);
        }
    }
    let text = String::from_utf8_lossy(data);
    let (setting, rest) = crate::halves(&text, '\n');
    let (members, script) = crate::halves(rest, '\n');
    let setting = Setting::read(setting);
    let Some(saved) = forged(&setting, members) else { return };
    enveloped(&saved, &key);
    match Machine::resume(setting.plan(), &saved) {
        Ok(upload) => Conversation::resumed(setting, upload, &saved).play(&mut Script::read(script)),
        Err(error) => {
            assert!(matches!(error.status(), Status::SavedState | Status::SourceChanged), "{error}")
        }
    }
}

/// A good saved upload in which members are replaced. All that says which upload it is stays as it was.
fn forged(setting: &Setting, members: &str) -> Option<SavedUpload> {
    let mut good = serde_json::to_value(setting.saved()?).expect("it can be saved");
    let Ok(Value::Object(members)) = serde_json::from_str(members) else { return None };
    let known = good.as_object_mut().expect("an object");
    let replaced = members.into_iter().filter(|(name, _)| known.contains_key(name)).collect::<Vec<_>>();
    known.extend(replaced);
    serde_json::from_value(good).ok()
}

/// What is wrapped comes out again, and with the wrong key or none it does not.
fn enveloped(saved: &SavedUpload, key: &SealingKey) {
    let content = serde_json::to_string(saved).expect("it can be saved");
    for key in [None, Some(key)] {
        let text = wrap(&content, key).expect("it can be wrapped");
        let text = text.expose().as_bytes();
        assert_eq!(open(text, key).expect("it can be opened").expose(), content);
        let other = SealingKey::new(&[8; 32]).expect("a key");
        assert!(open(text, Some(&other)).is_err());
        assert!(open(&text[..text.len() - 1], key).is_err());
    }
    let record = format!("{{\"upload\":{content},\"source\":null,\"hash\":null}}");
    let text = wrap(&record, None).expect("it can be wrapped");
    assert_eq!(&read_saved(text.expose().as_bytes(), None).expect("it can be read"), saved);
}

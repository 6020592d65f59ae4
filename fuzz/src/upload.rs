//! The whole core, with any bytes as the service.

use crate::core::{Conversation, Script, Setting};

/// Input: a script, see [`crate::core::Script`]. Its first line is the setting.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (setting, script) = crate::halves(&text, '\n');
    let setting = Setting::read(setting);
    let Some(upload) = setting.begin() else { return };
    Conversation::new(setting, upload).play(&mut Script::read(script));
}

//! The text that a later life goes on from: what the upload saves, and the hash of the bytes so far.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use graph_upload_core::SavedUpload;
use graph_upload_core::graph::quickxor::QuickXorHash;
use graph_upload_core::graph::running_hash::RunningHash;

/// The text of what is kept.
pub fn write(upload: &SavedUpload, hash: Option<&RunningHash>) -> String {
    let hash = hash.map(|hash| BASE64_STANDARD.encode(hash.state()));
    serde_json::to_string(&(upload, hash)).expect("serialises")
}

/// Reads what was written.
pub fn read(text: &str) -> (SavedUpload, Option<RunningHash>) {
    let (upload, hash): (_, Option<String>) = serde_json::from_str(text).expect("it was written here");
    let state = |text| -> [u8; QuickXorHash::STATE_BYTES] {
        BASE64_STANDARD.decode(text).expect("base64").try_into().expect("whole")
    };
    (upload, hash.map(|text| RunningHash::from_state(&state(text))))
}

//! The library reads what version 0.1 has saved, sealed and not. What follows from it is the core's test.

use std::fs;
use std::path::Path;

use graph_upload::saved::{Record, SealingKey};
use graph_upload_core::SavedUpload;
use serde_json::Value;

#[test]
fn envelopes_of_0_1() {
    let key = SealingKey::new(&[7; 32]).expect("long enough");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/core/tests/data/saved-0.1");
    let mut read = 0;
    for file in fs::read_dir(folder).expect("a folder") {
        let path = file.expect("a file").path();
        let stored: Value = serde_json::from_str(&fs::read_to_string(&path).expect("a text")).expect("JSON");
        let saved: SavedUpload = serde_json::from_value(stored["upload"].clone()).expect("0.1 wrote it");
        for (part, key) in [("plain", None), ("sealed", Some(&key))] {
            let text = stored[part].as_str().expect("a text");
            let record =
                Record::read(text.as_bytes(), key).unwrap_or_else(|error| panic!("{path:?}: {error}"));
            assert_eq!(record.upload, saved, "{path:?}, {part}");
        }
        read += 1;
    }
    assert!(read > 30, "{read} files");
}

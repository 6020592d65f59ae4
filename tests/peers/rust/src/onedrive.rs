//! The crate onedrive-api.

use onedrive_api::option::DriveItemPutOption;
use onedrive_api::resource::DriveId;
use onedrive_api::{ConflictBehavior, DriveLocation, FileName, ItemId, ItemLocation, OneDrive};

use crate::{Outcome, Setting, same, say};

const PIECE: usize = 10 * 320 * 1024;

pub async fn all(setting: &Setting) {
    let drive = DriveLocation::from_id(DriveId("d1".to_owned()));
    let drive = OneDrive::new_with_client(setting.client.clone(), setting.token.clone(), drive);
    for name in ["0B", "1B", "320KiB"] {
        let stored = format!("/whole {name}");
        say(&format!("onedrive-api {name} in one request"), whole(setting, &drive, name, &stored).await);
        same(&format!("drives/d1/root:/whole%20{name}:/content"), name);
    }
    for name in ["1B", "4MiB+1", "12MiB"] {
        let stored = format!("/a/session {name}");
        let item = ItemLocation::from_path(&stored).expect("a path");
        say(&format!("onedrive-api {name} in a session"), session(setting, &drive, name, item).await);
        same(&format!("drives/d1/root:/a/session%20{name}:/content"), name);
    }
    // Its third kind of address: a name below the id of a folder.
    let (root, name) = (ItemId("root".to_owned()), FileName::new("by id").expect("a name"));
    let item = ItemLocation::child_of_id(&root, name);
    say("onedrive-api 4MiB+1 below an id", session(setting, &drive, "4MiB+1", item).await);
    same("drives/d1/root:/by%20id:/content", "4MiB+1");
}

async fn whole(setting: &Setting, drive: &OneDrive, name: &str, stored: &str) -> Outcome {
    let item = ItemLocation::from_path(stored).expect("a path");
    let stored = drive.upload_small(item, setting.bytes(name)?).await?;
    let size = stored.size.unwrap_or(-1);
    if size as usize == setting.bytes(name)?.len() { Ok(()) } else { Err(format!("size {size}").into()) }
}

async fn session(setting: &Setting, drive: &OneDrive, name: &str, item: ItemLocation<'_>) -> Outcome {
    let bytes = setting.bytes(name)?;
    let option = DriveItemPutOption::new().conflict_behavior(ConflictBehavior::Replace);
    let (session, _) = drive.new_upload_session_with_option(item, option).await?;
    let mut stored = None;
    for (number, piece) in bytes.chunks(PIECE).enumerate() {
        let start = (number * PIECE) as u64;
        let range = start..start + piece.len() as u64;
        stored =
            session.upload_part(piece.to_vec(), range.clone(), bytes.len() as u64, drive.client()).await?;
        if stored.is_none() {
            let expected = session.get_meta(drive.client()).await?.next_expected_ranges;
            if expected.first().map(|range| range.start) != Some(range.end) {
                return Err(format!("expected: {expected:?} after {range:?}").into());
            }
        }
    }
    stored.map(drop).ok_or_else(|| "no item".into())
}

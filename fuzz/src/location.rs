//! Ids in `Location` headers: any header is read without harm, and any id comes back from each form it is written in.

use graph_upload_core::graph::item::{Item, id_in_location};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// Input: a header, which is also taken for an id.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let found = id_in_location(&text);
    if let Some(id) = &found {
        assert!(!id.is_empty() && !id.chars().any(char::is_control), "{id:?}");
    }
    let headers = vec![("location".to_owned(), text.clone().into_owned())];
    let item = Item::from_location(&crate::response(201, headers, b""));
    assert_eq!(item.map(|item| item.id), found);

    let id = &*text;
    if id.is_empty() || id.chars().any(char::is_control) {
        return;
    }
    let encoded = utf8_percent_encode(id, NON_ALPHANUMERIC).to_string();
    let quoted = utf8_percent_encode(&id.replace('\'', "''"), NON_ALPHANUMERIC).to_string();
    let quoted_forms = [
        format!("https://graph.microsoft.com/v1.0/me/tasks/t/Attachments('{quoted}')"),
        format!("https://h/x/Attachments%28%27{quoted}%27%29?a=/b"),
    ];
    for location in quoted_forms {
        assert_eq!(id_in_location(&location).as_deref(), Some(id), "{location}");
    }
    // An id that itself looks like a quoted key is read as one.
    if !id.contains("('") {
        let location = format!("https://h/x/attachments/{encoded}/?a=b#c");
        assert_eq!(id_in_location(&location).as_deref(), Some(id), "{location}");
    }
}

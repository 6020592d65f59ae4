//! What the shared library exports, and the numbers that other languages have written down.

mod support;

use std::collections::BTreeSet;

use support::{constants, functions};

#[cfg(target_os = "linux")]
#[test]
fn the_library_exports_the_functions_of_the_header_and_nothing_else() {
    use std::process::Command;

    let mut nm = Command::new("nm");
    if support::foreign::is_windows() {
        // What a DLL exports is what its import library defines.
        nm.args(["--defined-only", "--extern-only"])
            .arg(support::library_folder().join("libgraph_upload.dll.a"));
    } else {
        nm.args(["-D", "--defined-only"]).arg(support::shared_library());
    }
    let output = nm.output().expect("nm is missing; install it with: apt-get install -y binutils");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let listed = String::from_utf8(output.stdout).expect("names are ASCII");
    let symbol = |line: &str| {
        let name = line.split_whitespace().last()?.split('@').next()?;
        // Of an import library: the function, beside its place in the table and those of the archive's members.
        let usual = !support::foreign::is_windows() || line.contains(" T ");
        usual.then(|| name.to_owned())
    };
    let exported: BTreeSet<_> = listed.lines().filter_map(symbol).collect();
    let declared: BTreeSet<_> = functions().into_iter().map(|function| function.name).collect();
    assert_eq!(exported, declared);
}

#[cfg(target_os = "linux")]
#[test]
fn a_library_that_cargo_has_built_says_its_name() {
    // Installed ones have a version in theirs; tests/install.rs looks at those.
    if support::foreign::libraries().is_some() {
        return;
    }
    let output = std::process::Command::new("readelf").arg("-d").arg(support::shared_library()).output();
    let output = output.expect("readelf is missing; install it with: apt-get install -y binutils");
    let listed = String::from_utf8_lossy(&output.stdout);
    assert!(listed.contains("Library soname: [libgraph_upload.so]"), "{listed}");
}

/// What a typed setter can do, its name can; callbacks and keys in memory have none.
#[test]
fn every_setter_has_its_name() {
    let functions = functions();
    let setters = |prefix: &str| {
        let verbs = ["set_", "add_", "allow_"];
        let behind = functions.iter().filter_map(|function| function.name.strip_prefix(prefix));
        let names = behind.filter_map(|name| verbs.iter().find_map(|verb| name.strip_prefix(verb)));
        names.map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let nameless = ["token_callback", "log_callback", "proxy_from_environment", "client_certificate_pem"];
    let mut options: BTreeSet<_> =
        graph_upload::client::named::NAMED.iter().map(|one| one.name.to_owned()).collect();
    options.extend(nameless.map(str::to_owned));
    assert_eq!(setters("gu_options_"), options);
    let properties = graph_upload_core::kinds::PROPERTIES.iter().map(|(name, _)| (*name).to_owned());
    assert_eq!(setters("gu_target_"), properties.collect());
    for named in graph_upload::client::named::NAMED {
        assert!(functions.iter().any(|function| function.name == named.setter), "{}", named.setter);
    }
}

#[test]
fn every_name_of_the_header_begins_with_its_prefix() {
    let functions = functions();
    assert!(functions.len() > 50, "the header is not understood: {functions:?}");
    for function in &functions {
        assert!(function.name.starts_with("gu_"), "{function:?}");
    }
    for (name, _) in constants() {
        assert!(name.starts_with("GU_") || name == "GRAPH_UPLOAD_H", "{name}");
    }
}

/// Released numbers never change: add, and touch no line.
const STATUSES: [(&str, i32); 31] = [
    ("GU_OK", 0),
    ("GU_ERR_ARGUMENT", 1),
    ("GU_ERR_STATE", 2),
    ("GU_ERR_BUSY", 3),
    ("GU_ERR_CANCELLED", 4),
    ("GU_ERR_SAVED_STATE", 5),
    ("GU_ERR_INCOMPLETE", 6),
    ("GU_ERR_STORED", 7),
    ("GU_ERR_SOURCE_UNREADABLE", 10),
    ("GU_ERR_SOURCE_SHORT", 11),
    ("GU_ERR_SOURCE_CHANGED", 12),
    ("GU_ERR_MEMORY", 14),
    ("GU_ERR_REWIND", 15),
    ("GU_ERR_RESOURCES", 16),
    ("GU_ERR_NETWORK", 20),
    ("GU_ERR_TLS", 21),
    ("GU_ERR_TIMEOUT", 22),
    ("GU_ERR_SIGN_IN", 30),
    ("GU_ERR_DENIED", 31),
    ("GU_ERR_NOT_FOUND", 32),
    ("GU_ERR_CONFLICT", 33),
    ("GU_ERR_TOO_LARGE", 34),
    ("GU_ERR_TOO_SMALL", 35),
    ("GU_ERR_QUOTA", 36),
    ("GU_ERR_THROTTLED", 40),
    ("GU_ERR_SERVER", 41),
    ("GU_ERR_EXPIRED", 42),
    ("GU_ERR_UNEXPECTED_RESPONSE", 50),
    ("GU_ERR_OUTCOME_UNKNOWN", 51),
    ("GU_ERR_DIFFERS", 52),
    ("GU_ERR_BUG", 90),
];

/// The same for the numbers that callers choose from.
const CHOICES: [(&str, i32); 42] = [
    ("GU_LOG_WARNING", 1),
    ("GU_LOG_INFO", 2),
    ("GU_CLOUD_GLOBAL", 1),
    ("GU_CLOUD_US_GOV_L4", 2),
    ("GU_CLOUD_US_GOV_L5", 3),
    ("GU_CLOUD_CHINA", 4),
    ("GU_CLOUD_BLEU", 5),
    ("GU_CLOUD_DELOS", 6),
    ("GU_API_V1", 1),
    ("GU_API_BETA", 2),
    ("GU_KIND_TODO_TASK", 1),
    ("GU_KIND_OUTLOOK_ATTACHMENT", 2),
    ("GU_KIND_DRIVE_ITEM", 3),
    ("GU_KIND_PRINT_DOCUMENT", 4),
    ("GU_CONFLICT_FAIL", 1),
    ("GU_CONFLICT_REPLACE", 2),
    ("GU_CONFLICT_RENAME", 3),
    ("GU_COMMIT_LAST_PIECE", 0),
    ("GU_COMMIT_BY_HOST", 1),
    ("GU_COMMIT_UPLOAD_URL", 2),
    ("GU_COMMIT_SOURCE_URL", 3),
    ("GU_TOKEN_LATER", 2),
    ("GU_READ_FAILED", -1),
    ("GU_READ_STOP", -2),
    ("GU_INTEGRITY_UNVERIFIABLE", 1),
    ("GU_INTEGRITY_VERIFIED", 2),
    ("GU_INTEGRITY_DIFFERS", 3),
    ("GU_WAIT_NOTHING", 0),
    ("GU_WAIT_THROTTLED", 1),
    ("GU_WAIT_LOCKED", 2),
    ("GU_WAIT_OFFLINE", 3),
    ("GU_WAIT_RETRYING", 4),
    ("GU_WAIT_SETTLING", 5),
    ("GU_WAIT_IN_LINE", 6),
    ("GU_WAIT_SOURCE", 7),
    ("GU_LOCKED_WAIT", 0),
    ("GU_LOCKED_FAIL", 1),
    ("GU_BASELINE_CAREFUL", 0),
    ("GU_BASELINE_QUICK", 1),
    ("GU_IP_ANY", 0),
    ("GU_IP_V4", 4),
    ("GU_IP_V6", 6),
];

#[test]
fn the_numbers_of_choices_are_the_released_ones() {
    let families = [
        "GU_LOG_",
        "GU_CLOUD_",
        "GU_API_",
        "GU_KIND_",
        "GU_CONFLICT_",
        "GU_WAIT_",
        "GU_LOCKED_",
        "GU_BASELINE_",
        "GU_IP_",
        "GU_COMMIT_",
        "GU_INTEGRITY_",
        "GU_READ_",
        "GU_TOKEN_",
    ];
    // A limit, not a choice.
    let families =
        |name: &str| name != "GU_READ_MAX" && families.iter().any(|family| name.starts_with(family));
    let mut found: Vec<_> = constants().into_iter().filter(|(name, _)| families(name)).collect();
    let mut pinned: Vec<_> =
        CHOICES.iter().map(|(name, number)| (name.to_string(), number.to_string())).collect();
    found.sort();
    pinned.sort();
    assert_eq!(found, pinned);
}

#[test]
fn status_numbers_are_the_released_ones() {
    let is_status = |name: &str| name == "GU_OK" || name.starts_with("GU_ERR_");
    let found: Vec<_> = constants().into_iter().filter(|(name, _)| is_status(name)).collect();
    let pinned: Vec<_> = STATUSES.iter().map(|(name, code)| (name.to_string(), code.to_string())).collect();
    assert_eq!(found, pinned);
}

#[test]
fn every_status_has_its_name() {
    for (name, code) in STATUSES {
        // SAFETY: the names are static texts.
        let text = unsafe { std::ffi::CStr::from_ptr(graph_upload::ffi::status::gu_status_name(code)) };
        assert_eq!(text.to_str(), Ok(name));
    }
}

//! The header, its form for foreign-function interfaces and the description of the API are generated from `src/ffi`,
//! committed, and compared here.

mod api;
mod c;
mod declarations;
mod forms;
mod groups;
mod since;

use std::fs;
use std::path::Path;

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Compares a committed file with what the sources make of it.
fn compare(name: &str, generated: &str) {
    let path = root().join("include").join(name);
    if std::env::var_os("GU_REFRESH_HEADER").is_some() {
        fs::write(&path, generated).expect("include/ can be written");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        generated == committed,
        "include/{name} is stale; refresh it with: GU_REFRESH_HEADER=1 cargo test --test header"
    );
}

#[test]
fn the_committed_header_is_up_to_date() {
    compare("graph_upload.h", &c::header());
}

#[test]
fn the_committed_form_for_foreign_functions_is_up_to_date() {
    compare("graph_upload.cdef.h", &c::cdef());
}

#[test]
fn the_committed_description_is_up_to_date() {
    compare("graph_upload.api.json", &api::json());
}

#[test]
fn every_declaration_is_described() {
    let tiers = c::all();
    let bare: Vec<_> = tiers
        .iter()
        .flat_map(|(_, all)| all)
        .filter(|one| one.docs.is_empty())
        .map(|one| &one.what)
        .collect();
    assert!(bare.is_empty(), "{bare:?}");
    assert!(tiers.iter().map(|(_, all)| all.len()).sum::<usize>() > 200, "the sources are not understood");
}

//! The oracle put to the test: each deliberate mistake has to be found.

use graph_upload_core::defect::{Defect, make};

use crate::report;

/// Within how many schedules a mistake has to be found.
const SEEDS: u64 = 20_000;

#[test]
fn each_deliberate_mistake_is_found() {
    let mut missed = Vec::new();
    for defect in Defect::ALL {
        make(Some(defect));
        let found = report::quietly(|| (0..SEEDS).find_map(|seed| report::run(seed).err()));
        make(None);
        match found {
            Some(wrong) => {
                println!("{:18} {:>6} schedules: {}", format!("{defect:?}"), wrong.seed + 1, wrong.why)
            }
            None => missed.push(defect),
        }
    }
    assert!(missed.is_empty(), "not found: {missed:?}");
}

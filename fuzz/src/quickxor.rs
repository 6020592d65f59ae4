//! `QuickXorHash` against the simulator's, which shares no line with it.

use graph_upload_core::graph::quickxor::QuickXorHash;

#[allow(dead_code)]
#[path = "../../simulator/src/model/quickxor.rs"]
mod reference;

/// Input: bytes to hash, of which some say as well how they are cut, and where the state is saved and restored.
pub fn run(data: &[u8]) {
    let (mut ours, mut theirs) = (QuickXorHash::new(), reference::Ring::default());
    let mut rest = data;
    while let Some(&how) = rest.first() {
        let (now, later) = rest.split_at((usize::from(how >> 1) * 3 + 1).min(rest.len()));
        ours.update(now);
        theirs.update(now);
        if how & 1 == 1 {
            let state = ours.state();
            ours = QuickXorHash::from_state(&state);
            assert_eq!(ours.state(), state);
        }
        rest = later;
    }
    assert_eq!(ours.length(), data.len() as u64);
    assert_eq!(ours.to_base64(), theirs.finish());
    from_any_state(data);
}

/// A saved state may be anything, so long as it is as long as one.
fn from_any_state(data: &[u8]) {
    let Some((state, rest)) = data.split_first_chunk::<{ QuickXorHash::STATE_BYTES }>() else { return };
    let mut hash = QuickXorHash::from_state(state);
    assert_eq!(hash.state(), *state);
    hash.update(rest);
    assert_eq!(hash.to_base64().len(), 28);
}

//! Whether an ending is true.

use graph_upload_core::error::Status;
use graph_upload_core::graph::integrity::Integrity;

use graph_upload_core::graph::item::Item;

use crate::life::End;
use crate::place::Sort;
use crate::schedule::Caller;
use crate::world::World;

/// What is wrong with how a schedule has ended, if anything. Everything has happened that still could.
pub fn untruth(world: &World, end: &End) -> Option<String> {
    let facts = &world.facts;
    let wrong = |why: &str| Some(why.to_owned());
    if let Some(bytes) = facts.sent_too_much() {
        return Some(format!("{bytes} bytes more were sent than the faults explain"));
    }
    if let Some(sessions) = facts.sessions_too_many() {
        return Some(format!("{sessions} sessions more were made than the faults explain"));
    }
    if let Some(pieces) = facts.misplaced_too_many() {
        return Some(format!("{pieces} pieces more than the faults explain were not wanted"));
    }
    let must_be_stored = facts.must_be_stored(&world.schedule);
    match end {
        End::Died => None,
        _ if facts.outdated => None,
        End::Stored(item) => {
            let ours = facts.ours.contains(&item.id);
            // What another writer has stored meanwhile cannot be told from ours by looking.
            let may_be_others = item.recovered && facts.shared;
            // After a death nobody may know when the upload began, so that a file of the very same bytes counts as it.
            let may_be_lookalike = item.recovered && facts.resumed_unlooked && world.schedule.lookalike;
            if !ours && !may_be_others && !may_be_lookalike && facts.removed == 0 {
                return wrong("called stored, and it is not there under that id");
            }
            let verdict = (item.integrity != expected(world, item)).then(|| format!("{:?}", item.integrity));
            verdict.map(|verdict| format!("the file is as it was sent, and called {verdict}"))
        }
        // Whoever discards in doubt has been told so, and what is discarded is gone either way.
        End::Discarded if facts.doubt.is_some() => None,
        End::Discarded if !facts.ours.is_empty() => wrong("called discarded, and it is there"),
        End::Discarded if must_be_stored => wrong("given up early"),
        End::Discarded => None,
        End::Failed(error) if error.details().in_doubt => {
            let last_sent = facts.last_sent && error.status() != Status::OutcomeUnknown;
            let allowed = facts.doubt.is_some() || last_sent || !facts.within_budget(&world.schedule);
            (!allowed).then(|| "called unknown without a need".to_owned())
        }
        End::Failed(error) if error.status() == Status::Bug => wrong("a defect"),
        // Whoever removes a file leaves nothing under its id, whatever comes to its name.
        End::Failed(_) if facts.shared && world.schedule.place.sort == Sort::ById => None,
        // A life after the first does not know whether the last piece has left, and of someone else's session that
        // refuses to be deleted nothing more can be found out.
        End::Failed(_)
            if world.schedule.caller == Caller::Adopts && facts.deaths > 0 && facts.session_left =>
        {
            None
        }
        End::Failed(_) if !facts.ours.is_empty() => wrong("called not stored, and it is there"),
        End::Failed(_) if must_be_stored => wrong("given up early"),
        End::Failed(_) => leak(world),
    }
}

/// What an item is to be called whose file is as it was sent.
fn expected(world: &World, item: &Item) -> Integrity {
    let hashed = item.json.expose().contains("quickXorHash");
    match world.schedule.caller {
        _ if world.facts.shared => item.integrity,
        _ if world.schedule.is_rewritten() => item.integrity,
        Caller::Whole if hashed => Integrity::Verified,
        // Bytes that were sent by an earlier life cannot be hashed where they cannot be read again.
        _ if hashed && item.integrity == Integrity::Verified => Integrity::Verified,
        _ => Integrity::Unverifiable,
    }
}

/// Whether a session is left that locks the name although nobody knows of it any more.
fn leak(world: &World) -> Option<String> {
    let (schedule, facts) = (&world.schedule, &world.facts);
    let one_call = matches!(schedule.caller, Caller::Whole | Caller::Forward) && !schedule.saves;
    let alone = schedule.locked_ms.is_none() && facts.deaths == 0 && !facts.session_left;
    let left = one_call && alone && facts.open_sessions > 0;
    left.then(|| "a session is left".to_owned())
}

//! The uploads of a schedule, from the first life to the last.

use std::sync::{Arc, OnceLock};

use graph_upload_core::error::Error;
use graph_upload_core::graph::clouds::GLOBAL_GRAPH;
use graph_upload_core::graph::endpoint::{Endpoint, Version};
use graph_upload_core::graph::item::Item;
use graph_upload_core::graph::request::Request;
use graph_upload_core::graph::response::{BodyEnd, Response};
use graph_upload_core::kinds::Target;
use graph_upload_core::policy::baseline::RoundTrips;
use graph_upload_core::upload::{Grant, Input, Machine, Output, Plan, TokenAnswer, Window};

use crate::schedule::Caller;
use crate::world::World;
use crate::{puts, whole};

/// How the uploads of a schedule have ended.
#[derive(Debug)]
pub enum End {
    Stored(Item),
    Failed(Error),
    Discarded,
    /// The process has ended, and nothing was saved.
    Died,
}

/// Runs a schedule.
pub fn run(world: &mut World) -> End {
    if let Some(ms) = world.schedule.locked_ms {
        world.lock(ms);
    }
    match world.schedule.caller {
        Caller::Whole | Caller::Forward => whole::run(world),
        Caller::Puts | Caller::Adopts => puts::run(world),
    }
}

pub fn plan(world: &mut World) -> Plan {
    let target = world.schedule.place.target.clone();
    plan_for(world, target)
}

pub fn plan_for(world: &mut World, target: Arc<dyn Target>) -> Plan {
    static ENDPOINT: OnceLock<Arc<Endpoint>> = OnceLock::new();
    let endpoint = ENDPOINT
        .get_or_init(|| Arc::new(Endpoint::new(GLOBAL_GRAPH, Version::V1, "test", false).expect("lawful")));
    Plan {
        target,
        endpoint: endpoint.clone(),
        size: world.schedule.size,
        policy: world.schedule.policy.clone(),
        piece: Some(world.schedule.piece),
        round_trips: world.schedule.round_trips,
        seed: world.rng.u64(..),
    }
}

/// The request that creates a session, as another client would send it.
pub fn creation(world: &mut World) -> Request {
    let plan = Plan { round_trips: RoundTrips::ALL, ..plan(world) };
    let mut upload = Machine::new(plan);
    let size = world.schedule.size;
    upload.handle(0, Input::Offer(Window { start: 0, end: size }));
    drop(first_request(&mut upload));
    let nothing =
        Response { status: 400, headers: Vec::new(), body: Vec::new(), end: BodyEnd::Whole, early: false };
    upload.handle(0, Input::Response(&nothing));
    first_request(&mut upload)
}

fn first_request(upload: &mut Machine) -> Request {
    loop {
        let answer = match upload.poll(0) {
            Output::Send(request) => return request,
            Output::Event(_) => continue,
            Output::Permit(_) => Input::Permit(Grant::Now),
            Output::Token { .. } => Input::Token(TokenAnswer::Ready),
            Output::Persist => Input::Persisted(Ok(())),
            output => panic!("no request but {output:?}"),
        };
        upload.handle(0, answer);
    }
}

//! The HTTP client's side of a connection: its connector, and the connection object in its pool.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};

use crate::host::life;
use crate::http::call::Call;
use crate::http::link::{Link, SharedLink, Step};
use crate::http::stage::Stage;
use crate::http::{Settings, url};
use crate::net::connect::Way;
use crate::net::failure::Failure;
use crate::net::origin::Hosts;
use crate::net::pipe::Then;
use crate::net::tls::Tls;
use crate::net::{after, connect, head};
use crate::proxy;
use graph_upload_core::graph::response::{Cause, Response};

/// Largest size of a response body on the wire: six bytes per byte for one-byte chunks, and as many
/// for what the client skips, such as chunk extensions and trailers, which otherwise need never
/// end.
const MAX_BODY_ON_WIRE: usize = 12 * Response::MAX_BODY;

/// Makes connections.
#[derive(Debug)]
pub(super) struct Dial {
    settings: Arc<Settings>,
    tls: Arc<Tls>,
    hosts: Hosts,
}

impl Connector for Dial {
    type Out = Wire;

    fn connect(&self, details: &ConnectionDetails, _: Option<()>) -> Result<Option<Wire>, ureq::Error> {
        let call = Call::current()?;
        let wire = self.dial(&call, details).map_err(|failure| call.fail(failure))?;
        Ok(Some(wire))
    }
}

impl Dial {
    pub(super) fn new(settings: Arc<Settings>, tls: Arc<Tls>) -> Self {
        Self { settings, tls, hosts: Hosts::default() }
    }

    fn dial(&self, call: &Call, details: &ConnectionDetails) -> Result<Wire, Failure> {
        let deadline = after(Instant::now(), self.settings.connect_limit);
        let Settings { ip_version, proxies, .. } = &*self.settings;
        let way = Way { waiter: &call.waiter, ip_version: *ip_version, hosts: &self.hosts };
        let (scheme, authority) = (details.uri.scheme_str(), details.uri.authority());
        let authority = authority.map_or("", |authority| authority.as_str());
        let origin = self.hosts.origin(scheme.unwrap_or_default(), authority);
        let place = url::place(details.uri)?;
        let socket = proxy::connect(&way, proxies, &place, deadline)?;
        let tls = if details.needs_tls() {
            let tls = self.tls.connect(&call.waiter, &socket, place.text, deadline);
            Some(tls.map_err(|failure| connect::named(failure, place.text, place.port))?)
        } else {
            None
        };
        Ok(Wire::new(Link::new(socket, tls, origin, call.waiter.life())))
    }
}

/// The client resolves names even for connections that it reuses, so it gets none; [`Dial`]
/// resolves when it must.
#[derive(Debug)]
pub(super) struct NoResolver;

impl Resolver for NoResolver {
    fn resolve(
        &self,
        _: &ureq::http::Uri,
        _: &ureq::config::Config,
        _: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        Ok(self.empty())
    }
}

/// The phase of an exchange, as seen from its connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Idle,
    Sending,
    /// The whole response has to arrive by then, within this many bytes.
    Body {
        until: Instant,
        room: usize,
    },
}

/// A connection with the client's buffers.
pub(super) struct Wire {
    link: SharedLink,
    stage: Stage,
    phase: Phase,
    tls: bool,
}

impl Wire {
    fn new(link: Link) -> Self {
        let tls = link.is_tls();
        Self { link: SharedLink::new(link), stage: Stage::new(tls), phase: Phase::Idle, tls }
    }

    /// Sends the head of a request. Bodies are sent where they are read, see `body.rs`.
    fn transmit(&mut self, call: &Call, amount: usize) -> Result<(), Failure> {
        let mut link = self.link.lock();
        if self.phase != Phase::Sending {
            link.begin();
            call.use_link(&self.link);
            self.phase = Phase::Sending;
        }
        link.restart_clock();
        let mut rest = self.stage.staged(amount);
        let ends = !call.has_body && rest.ends_with(b"\r\n\r\n");
        let then = if ends { Then::End } else { Then::Body };
        while !rest.is_empty() {
            match link.send(call, rest, then)? {
                Step::Took(count) => rest = &rest[count..],
                Step::Waited => {}
                Step::Response => return Ok(()),
            }
        }
        while link.finish(call, then)? == Step::Waited {}
        Ok(())
    }

    fn receive(&mut self, call: &Call) -> Result<bool, Failure> {
        let Phase::Body { until, room } = &mut self.phase else {
            return self.receive_head(call).map(|()| true);
        };
        let space = self.stage.space()?;
        let count = self.link.lock().await_body(call, space, *until)?;
        let rest = room.checked_sub(count);
        *room = rest.ok_or_else(|| Failure::new(Cause::NotHttp, "the response body does not end"))?;
        self.stage.input_appended(count);
        Ok(count > 0)
    }

    fn receive_head(&mut self, call: &Call) -> Result<(), Failure> {
        // Nothing more is sent; a connection idle in the pool should not keep the room for it. A
        // body known in advance can hold an upload URL.
        self.stage.clear_output();
        let mut link = self.link.lock();
        link.restart_clock();
        // A request without a body gets here with its head still in the queue.
        while link.drain(call)? == Step::Waited {}
        let length = link.await_head(call)?;
        if call.has_body && head::status(&link.arrived)?.is_some_and(|status| status >= 400) {
            link.spoil();
        }
        call.set_headers(head::headers(&link.arrived[..length]));
        self.stage.fill(&mut link.arrived);
        // A body of this size that takes longer than the service's time to respond counts as
        // stalled.
        let now = Instant::now();
        let until = now.checked_add(call.response_limit).unwrap_or(now + call.stall_limit);
        self.phase = Phase::Body { until, room: MAX_BODY_ON_WIRE };
        Ok(())
    }
}

impl Transport for Wire {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.stage
    }

    fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), ureq::Error> {
        let call = Call::current()?;
        if call.take_delivered() {
            return Ok(());
        }
        let result = self.transmit(&call, amount);
        // It held the token.
        self.stage.wipe_output(amount);
        result.map_err(|failure| call.fail(failure).into())
    }

    fn await_input(&mut self, _: NextTimeout) -> Result<bool, ureq::Error> {
        let call = Call::current()?;
        self.receive(&call).map_err(|failure| call.fail(failure).into())
    }

    fn is_open(&mut self) -> bool {
        self.stage.shrink();
        // The client asks during an exchange, which has checked the process already.
        let life = Call::current().map_or_else(|_| life(), |call| call.waiter.life());
        self.link.lock().is_idle(life)
    }

    fn is_tls(&self) -> bool {
        self.tls
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.link.lock().abandon();
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wire").field("phase", &self.phase).field("tls", &self.tls).finish_non_exhaustive()
    }
}

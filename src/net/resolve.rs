//! Names to addresses, on a helper thread because the system's resolver can neither be woken nor
//! timed.
//!
//! A process has one such thread at most, however many uploads it has and however long the name
//! service hangs: names are resolved one after the other, and concurrent requests for a name share
//! its result. The thread owns its data and may outlive the calls that wait for it. It ends when
//! nothing is left to resolve.

use std::collections::VecDeque;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Instant;

use once_cell::race::OnceBox;

use crate::host::PerLife;
use crate::host::threads;
use crate::net::failure::Failure;
use crate::net::poll::{For, Wake};
use crate::net::resources;
use crate::net::waiter::Waiter;
use graph_upload_core::graph::response::Cause;

/// All addresses of a host, in the system's order of preference.
pub(crate) fn resolve(
    waiter: &Waiter,
    host: &str,
    port: u16,
    deadline: Instant,
) -> Result<Vec<SocketAddr>, Failure> {
    static RESOLVER: OnceBox<PerLife<Resolver>> = OnceBox::new();
    let system = || Resolver::new(look_up);
    let resolver = RESOLVER.get_or_init(|| Box::new(PerLife::new(system())));
    let mut addresses = resolver.get_or_make(system).resolve(waiter, host, deadline)?;
    addresses.iter_mut().for_each(|address| address.set_port(port));
    Ok(addresses)
}

/// Asks the system, which may take long.
fn look_up(host: &str) -> Answer {
    match (host, 0).to_socket_addrs().map(Iterator::collect) {
        Ok(addresses) => Ok(addresses),
        Err(error) => {
            if let Some(failure) = resources::probe() {
                return Err(failure);
            }
            // The resolver's errors have no number, only a text, which names the cause but not the
            // host.
            let mut failure = Failure::io(Cause::Resolve, &error);
            if failure.why == Cause::Resolve {
                failure.detail = error.to_string();
            }
            Err(failure)
        }
    }
}

type Answer = Result<Vec<SocketAddr>, Failure>;

/// Names to resolve, and the thread that does so.
struct Resolver(Arc<Line>);

struct Line {
    look_up: Box<dyn Fn(&str) -> Answer + Send + Sync>,
    queue: Mutex<Queue>,
}

#[derive(Default)]
struct Queue {
    /// The one being resolved is first.
    names: VecDeque<Name>,
    /// Whether there is a thread.
    running: bool,
}

struct Name {
    host: String,
    answer: Arc<OnceLock<Answer>>,
    waiting: Vec<Arc<Wake>>,
}

impl Resolver {
    fn new(look_up: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Self {
        Self(Arc::new(Line { look_up: Box::new(look_up), queue: Mutex::default() }))
    }

    /// Waits for the addresses of a host as long as the call may. None of them has a port.
    fn resolve(&self, waiter: &Waiter, host: &str, deadline: Instant) -> Answer {
        let place = self.line_up(host)?;
        loop {
            if let Some(answer) = place.answer.get() {
                return match answer {
                    Ok(addresses) if addresses.is_empty() => {
                        Err(Failure::new(Cause::Resolve, "the host has no address"))
                    }
                    answer => answer.clone(),
                };
            }
            let rest = deadline.saturating_duration_since(Instant::now());
            if rest.is_zero() {
                let detail = "the host name was not resolved in time";
                return Err(Failure::new(Cause::Timeout("connect"), detail));
            }
            waiter.wait(place.done.descriptor(), For::Read, rest)?;
        }
    }

    /// Joins those that wait for the name, or has it resolved.
    fn line_up(&self, host: &str) -> Result<Place<'_>, Failure> {
        let done = Arc::new(Wake::new().map_err(|error| Failure::io(Cause::Resolve, &error))?);
        let line = &self.0;
        let mut queue = line.queue();
        let waiting = Arc::clone(&done);
        if let Some(name) = queue.names.iter_mut().find(|name| name.host == host) {
            name.waiting.push(waiting);
            return Ok(Place { line, answer: Arc::clone(&name.answer), done });
        }
        let answer = Arc::new(OnceLock::new());
        if !queue.running {
            let theirs = Arc::clone(line);
            threads::spawn("gu-resolve", move || theirs.work())
                .map_err(|error| resources::no_thread(&error))?;
            queue.running = true;
        }
        let name = Name { host: host.to_owned(), answer: Arc::clone(&answer), waiting: vec![waiting] };
        queue.names.push_back(name);
        Ok(Place { line, answer, done })
    }
}

impl Line {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        // Nothing panics while it is held.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The thread: resolves the names that somebody waits for, one after the other.
    fn work(&self) {
        while let Some((host, answer)) = self.next() {
            // Nobody else sets it.
            let _ = answer.set((self.look_up)(&host));
            let done = self.queue().names.pop_front();
            done.iter().flat_map(|name| &name.waiting).for_each(|waiting| waiting.raise());
        }
    }

    fn next(&self) -> Option<(String, Arc<OnceLock<Answer>>)> {
        let mut queue = self.queue();
        queue.names.retain(|name| !name.waiting.is_empty());
        let next = queue.names.front().map(|name| (name.host.clone(), Arc::clone(&name.answer)));
        queue.running = next.is_some();
        next
    }
}

/// A place among those that wait for a name, given up when dropped.
struct Place<'a> {
    line: &'a Line,
    answer: Arc<OnceLock<Answer>>,
    done: Arc<Wake>,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        for name in &mut self.line.queue().names {
            name.waiting.retain(|waiting| !Arc::ptr_eq(waiting, &self.done));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{self, Receiver, Sender};
    use std::thread::{self, ThreadId};
    use std::time::Duration;

    use super::*;
    use crate::net::Cancel;

    const FAR: Duration = Duration::from_secs(60);
    const SOON: Duration = Duration::from_millis(30);

    fn waiter(cancel: Option<&Cancel>) -> Waiter {
        Waiter::new(cancel.cloned(), None)
    }

    /// A resolver that reports each name and its thread, and answers when told to.
    fn hanging() -> (Resolver, Receiver<(String, ThreadId)>, Sender<()>) {
        let (asked, questions) = mpsc::channel();
        let (release, released) = mpsc::channel();
        let both = Mutex::new((asked, released));
        let resolver = Resolver::new(move |host| {
            let both = both.lock().unwrap();
            both.0.send((host.to_owned(), thread::current().id())).unwrap();
            // An error means that the test is over.
            let _ = both.1.recv();
            Ok(vec![SocketAddr::from(([127, 0, 0, 1], 0))])
        });
        (resolver, questions, release)
    }

    #[test]
    fn a_hanging_name_service_holds_one_thread_and_is_left_behind() {
        let (resolver, questions, release) = hanging();
        for host in ["a", "b", "a", "c", "b", "a"] {
            let failure = resolver.resolve(&waiter(None), host, Instant::now() + SOON).unwrap_err();
            assert_eq!(failure.why, Cause::Timeout("connect"));
        }
        let (host, thread) = questions.recv().unwrap();
        assert_eq!(host, "a");
        let cancel = Cancel::new().unwrap();
        cancel.request();
        let failure = resolver.resolve(&waiter(Some(&cancel)), "d", Instant::now() + FAR).unwrap_err();
        assert_eq!(failure.why, Cause::Cancelled);
        thread::scope(|scope| {
            let late = scope.spawn(|| resolver.resolve(&waiter(None), "e", Instant::now() + FAR));
            // It must be queued before the hanging name is answered, for the thread to continue
            // with it.
            while !resolver.0.queue().names.iter().any(|name| name.host == "e") {
                thread::yield_now();
            }
            release.send(()).unwrap();
            release.send(()).unwrap();
            assert_eq!(late.join().unwrap().unwrap().len(), 1);
        });
        assert_eq!(questions.recv().unwrap(), ("e".to_owned(), thread), "nobody waits for the others");
    }

    #[test]
    fn those_who_want_the_same_name_wait_for_the_same_answer() {
        let (resolver, questions, release) = hanging();
        thread::scope(|scope| {
            let ask = || resolver.resolve(&waiter(None), "a", Instant::now() + FAR);
            let waiting: Vec<_> = (0..4).map(|_| scope.spawn(ask)).collect();
            while resolver.0.queue().names.front().is_none_or(|name| name.waiting.len() < 4) {
                thread::yield_now();
            }
            release.send(()).unwrap();
            for one in waiting {
                assert_eq!(one.join().unwrap().unwrap(), [SocketAddr::from(([127, 0, 0, 1], 0))]);
            }
        });
        assert_eq!(questions.try_iter().count(), 1);
        drop(release);
    }

    #[test]
    fn a_name_is_looked_up_again_after_a_failure() {
        let (sender, answers) = mpsc::channel();
        let answers = Mutex::new(answers);
        let resolver = Resolver::new(move |_| answers.lock().unwrap().recv().unwrap());
        let resolve = || resolver.resolve(&waiter(None), "a", Instant::now() + FAR);
        sender.send(Err(Failure::new(Cause::Resolve, "unknown"))).unwrap();
        assert_eq!(resolve().unwrap_err().detail, "unknown");
        sender.send(Ok(vec![])).unwrap();
        assert_eq!(resolve().unwrap_err().why, Cause::Resolve);
        sender.send(Ok(vec![SocketAddr::from(([1; 4], 0))])).unwrap();
        assert_eq!(resolve().unwrap().len(), 1);
    }

    #[test]
    fn localhost_has_addresses() {
        let all = resolve(&waiter(None), "localhost", 7, Instant::now() + FAR).unwrap();
        assert!(all.iter().all(|address| address.ip().is_loopback() && address.port() == 7));
    }
}

//! The network between a client and the listeners: how fast it is, how far away, and when it breaks.
//!
//! It lies below TLS, so that handshakes cost their round trips too. Each connection is carried by one task: bytes are
//! taken from the socket no faster than the link carries them, are under way for half a round trip, and then arrive.
//! What the link has not taken stays in the kernel of its sender, as it would on a real one.

use std::io;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use crate::shared::Shared;

/// What the link is like. Changes concern later connections.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkRules {
    /// How many bytes a second it carries in each direction; `None` for as many as come.
    pub bytes_per_second: Option<u64>,
    /// How long bytes take there and back. Connecting takes as long once more.
    pub rtt_ms: u64,
    /// Whether all connections together have that rate, instead of each for itself.
    pub shared: bool,
    /// After how many bytes from clients, on average, the link cuts the connection that carries them; the lengths are
    /// those between the events of a Poisson process, and count over all connections.
    pub cut_every: Option<u64>,
    /// Chooses the places of the cuts.
    pub cut_seed: u64,
}

impl LinkRules {
    /// Whether the link does nothing at all.
    pub fn is_ideal(&self) -> bool {
        self.bytes_per_second.is_none() && self.rtt_ms == 0 && self.cut_every.is_none()
    }

    /// How many bytes are taken at once: few enough that they take milliseconds, so that the rate is even.
    fn chunk(&self) -> usize {
        self.bytes_per_second
            .map_or(MOST, |rate| usize::try_from(rate / 200).unwrap_or(MOST).clamp(LEAST, MOST))
    }

    /// How many chunks may be under way. Twice what the rate needs for a round trip, so that it is never the limit.
    fn window(&self) -> usize {
        let rate = self.bytes_per_second.unwrap_or(1 << 30);
        let bytes = u128::from(rate) * u128::from(self.rtt_ms) * 2 / 1000;
        usize::try_from(bytes).unwrap_or(usize::MAX).div_ceil(self.chunk()).clamp(4, 1 << 14)
    }

    /// The receive buffer of the socket: a few chunks, so that the sender's kernel shows what the link has not taken.
    fn receive_buffer(&self) -> Option<usize> {
        self.bytes_per_second.map(|_| (8 * self.chunk()).max(SMALLEST_BUFFER))
    }
}

const LEAST: usize = 1 << 10;
const MOST: usize = 64 << 10;
/// With less, the kernel closes the window and waits for its timers to open it again.
const SMALLEST_BUFFER: usize = 32 << 10;

/// Makes the packets of later connections as small as on a real network: the loopback's have up to 64 KiB, and the
/// sender's queue would shrink in steps of that.
pub fn prepare(listener: &TcpListener, rules: &LinkRules) {
    #[cfg(not(unix))]
    let _ = (listener, rules);
    #[cfg(unix)]
    if rules.bytes_per_second.is_some() {
        // Without it the rate is right all the same.
        let _ = socket2::SockRef::from(listener).set_tcp_mss(1448);
    }
}

/// What connections have in common: the rate, if it is for all of them, and the next cut.
#[derive(Default)]
pub struct Link {
    up: Arc<Mutex<Option<Instant>>>,
    down: Arc<Mutex<Option<Instant>>>,
    cuts: Mutex<Cuts>,
}

#[derive(Default)]
struct Cuts {
    /// The mean and the seed that `left` belongs to.
    of: Option<(u64, u64)>,
    made: u64,
    left: u64,
}

impl Cuts {
    /// Carries so many bytes; those before a cut, if there is one among them.
    fn carry(&mut self, rules: &LinkRules, bytes: usize) -> Option<usize> {
        let mean = rules.cut_every?;
        if self.of != Some((mean, rules.cut_seed)) {
            *self = Cuts { of: Some((mean, rules.cut_seed)), made: 0, left: 0 };
            self.left = self.draw();
        }
        if let Some(left) = self.left.checked_sub(bytes as u64) {
            self.left = left;
            return None;
        }
        let before = usize::try_from(self.left).ok();
        self.left = self.draw();
        before
    }

    /// A length from the exponential distribution.
    fn draw(&mut self) -> u64 {
        let (mean, seed) = self.of.unwrap_or_default();
        self.made += 1;
        let random = crate::model::ids::mixed(seed, self.made) >> 11;
        // Above 0, so that the logarithm exists.
        let even = (random + 1) as f64 / (1u64 << 53) as f64;
        (-even.ln() * mean as f64) as u64
    }
}

/// When the link is free for the next bytes.
struct Pace {
    rate: Option<u64>,
    free: Arc<Mutex<Option<Instant>>>,
}

impl Pace {
    fn new(rules: &LinkRules, common: &Arc<Mutex<Option<Instant>>>) -> Pace {
        let free = if rules.shared { common.clone() } else { Arc::default() };
        Pace { rate: rules.bytes_per_second, free }
    }

    fn free(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the link is free.
    async fn ready(&self) {
        loop {
            let free = *self.free();
            match free.filter(|free| *free > Instant::now()) {
                Some(free) => sleep_until(free).await,
                None => return,
            }
        }
    }

    /// When the last of so many bytes has passed. Unless the link was idle before, they follow the last ones without a
    /// gap, however late the timer was.
    fn pass(&self, bytes: usize, idle: bool) -> Instant {
        let now = Instant::now();
        let Some(rate) = self.rate else { return now };
        let mut free = self.free();
        let begin = free.map_or(now, |free| if idle { free.max(now) } else { free });
        let end = begin + Duration::from_secs_f64(bytes as f64 / rate.max(1) as f64);
        *free = Some(end);
        end
    }
}

/// Bytes under way, and when they arrive.
type Packet = (Instant, Vec<u8>);

/// How a direction of a connection ended.
#[derive(PartialEq, Eq)]
enum End {
    Closed,
    Cut,
}

/// Puts the link in front of an accepted socket, and returns the end at which the service sits.
pub fn lead(stream: TcpStream, rules: LinkRules, shared: Arc<Shared>) -> DuplexStream {
    let (near, far) = tokio::io::duplex(rules.chunk());
    tokio::spawn(async move {
        if let Some(bytes) = rules.receive_buffer() {
            // Without it the rate is right all the same.
            let _ = socket2::SockRef::from(&stream).set_recv_buffer_size(bytes);
        }
        carry(stream, far, &rules, &shared).await;
    });
    near
}

async fn carry(mut stream: TcpStream, far: DuplexStream, rules: &LinkRules, shared: &Shared) {
    let connected = Instant::now() + Duration::from_millis(rules.rtt_ms);
    sleep_until(connected).await;
    let end = {
        let (from_client, to_client) = stream.split();
        let (from_service, to_service) = tokio::io::split(far);
        let cut = |bytes| shared.link.cuts.lock().unwrap_or_else(PoisonError::into_inner).carry(rules, bytes);
        let up = async {
            let end = run(from_client, to_service, rules, Pace::new(rules, &shared.link.up), cut).await;
            if end == End::Closed {
                // The client has said all; replies still go the other way.
                std::future::pending::<()>().await;
            }
            end
        };
        let down = run(from_service, to_client, rules, Pace::new(rules, &shared.link.down), |_| None);
        tokio::select! { end = up => end, end = down => end }
    };
    if end == End::Cut {
        shared.change(|state| state.cuts += 1);
        // What is lost is lost: the client sees a reset.
        let _ = stream.set_zero_linger();
    }
}

/// One direction, until its beginning is closed and everything has arrived, or until its end is closed.
async fn run(
    from: impl AsyncRead + Unpin,
    to: impl AsyncWrite + Unpin,
    rules: &LinkRules,
    pace: Pace,
    cut: impl Fn(usize) -> Option<usize>,
) -> End {
    let (sender, receiver) = mpsc::channel(rules.window());
    let (end, _) = tokio::join!(take(from, sender, rules, pace, cut), give(to, receiver));
    end
}

async fn take(
    mut from: impl AsyncRead + Unpin,
    sender: mpsc::Sender<Packet>,
    rules: &LinkRules,
    pace: Pace,
    cut: impl Fn(usize) -> Option<usize>,
) -> End {
    let delay = Duration::from_millis(rules.rtt_ms) / 2;
    loop {
        pace.ready().await;
        // The link is idle while the other side takes nothing, and while there is nothing to take.
        let mut idle = sender.capacity() == 0;
        let Ok(permit) = sender.reserve().await else { return End::Closed };
        let mut bytes = vec![0; rules.chunk()];
        let count = tokio::select! {
            biased;
            count = from.read(&mut bytes) => count,
            () = async {
                // Polled only where nothing can be read at once.
                idle = true;
                sender.closed().await;
            } => return End::Closed,
        };
        let Ok(count @ 1..) = count else { return End::Closed };
        let kept = cut(count);
        bytes.truncate(kept.unwrap_or(count));
        permit.send((pace.pass(bytes.len(), idle) + delay, bytes));
        if kept.is_some() {
            return End::Cut;
        }
    }
}

async fn give(mut to: impl AsyncWrite + Unpin, mut receiver: mpsc::Receiver<Packet>) -> io::Result<()> {
    while let Some((arrives, bytes)) = receiver.recv().await {
        sleep_until(arrives).await;
        to.write_all(&bytes).await?;
    }
    to.shutdown().await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cuts(seed: u64, carried: usize) -> Vec<usize> {
        let rules = LinkRules { cut_every: Some(1000), cut_seed: seed, ..LinkRules::default() };
        let mut cuts = Cuts::default();
        (0..carried).filter(|_| cuts.carry(&rules, 1).is_some()).collect()
    }

    #[test]
    fn cuts_are_seeded_and_as_frequent_as_asked() {
        assert_eq!(cuts(1, 50_000), cuts(1, 50_000));
        assert_ne!(cuts(1, 50_000), cuts(2, 50_000));
        let count = cuts(3, 1_000_000).len();
        assert!((900..1100).contains(&count), "{count}");
    }

    #[test]
    fn the_window_is_never_the_limit() {
        for (rate, rtt_ms) in [(1_000, 10), (12_500_000, 50), (1_000_000_000, 300), (1, 0)] {
            let rules = LinkRules { bytes_per_second: Some(rate), rtt_ms, ..LinkRules::default() };
            let held = (rules.window() * rules.chunk()) as u64;
            assert!(held >= rate * rtt_ms * 2 / 1000, "{rate} {rtt_ms}");
        }
    }
}

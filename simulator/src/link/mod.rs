//! The network between clients and listeners: its speed, distance and faults.
//!
//! It is below TLS, so that handshakes cost their round trips too. Each connection is carried by
//! one task: it takes bytes from the socket no faster than the link carries them, and delivers them
//! half a round trip later. What the link has not taken stays in the sender's kernel, as on a real
//! link.

mod cuts;
mod pace;
pub mod rules;

use std::io;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use self::cuts::Cuts;
use self::pace::Pace;
use self::rules::LinkRules;

/// Limits packets of later connections to the size of a real network: the loopback's have up to 64
/// KiB, and the sender's queue would shrink in steps of that.
pub fn prepare(listener: &TcpListener, rules: &LinkRules) {
    #[cfg(not(unix))]
    let _ = (listener, rules);
    #[cfg(unix)]
    if rules.bytes_per_second.is_some() {
        // Without it the rate is still right.
        let _ = socket2::SockRef::from(listener).set_tcp_mss(1448);
    }
}

/// State shared by connections: the common rate, if there is one, and the next cut.
#[derive(Default)]
pub struct Link {
    up: Arc<Mutex<Option<Instant>>>,
    down: Arc<Mutex<Option<Instant>>>,
    cuts: Mutex<Cuts>,
}

/// Bytes in transit, and when they arrive.
type Packet = (Instant, Vec<u8>);

/// How a direction of a connection ended.
#[derive(PartialEq, Eq)]
enum End {
    Closed,
    Cut,
}

/// Puts the link in front of an accepted socket, and returns the service's end.
pub fn lead(
    stream: TcpStream,
    rules: LinkRules,
    link: Arc<Link>,
    on_cut: impl FnOnce() + Send + 'static,
) -> DuplexStream {
    let (near, far) = tokio::io::duplex(rules.chunk());
    tokio::spawn(async move {
        if let Some(bytes) = rules.receive_buffer() {
            // Without it the rate is still right.
            let _ = socket2::SockRef::from(&stream).set_recv_buffer_size(bytes);
        }
        carry(stream, far, &rules, &link, on_cut).await;
    });
    near
}

async fn carry(
    mut stream: TcpStream,
    far: DuplexStream,
    rules: &LinkRules,
    link: &Link,
    on_cut: impl FnOnce(),
) {
    let connected = Instant::now() + Duration::from_millis(rules.rtt_ms);
    sleep_until(connected).await;
    let end = {
        let (from_client, to_client) = stream.split();
        let (from_service, to_service) = tokio::io::split(far);
        let cut = |bytes| link.cuts.lock().unwrap_or_else(PoisonError::into_inner).carry(rules, bytes);
        let up = async {
            let end = run(from_client, to_service, rules, Pace::new(rules, &link.up), cut).await;
            if end == End::Closed {
                // The client has sent everything; responses still go the other way.
                std::future::pending::<()>().await;
            }
            end
        };
        let down = run(from_service, to_client, rules, Pace::new(rules, &link.down), |_| None);
        tokio::select! { end = up => end, end = down => end }
    };
    if end == End::Cut {
        on_cut();
        // Bytes in transit are lost: the client sees a reset.
        let _ = stream.set_zero_linger();
    }
}

/// One direction, until its source has closed and everything has arrived, or until its destination
/// has closed.
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
                // Polled only if nothing can be read at once.
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

//! One listener per host, and its connections.

use std::io;
use std::net::{Ipv4Addr, TcpListener as StdListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use rustls::HandshakeKind;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio_rustls::TlsAcceptor;

use crate::http::{self, Connection};
use crate::link;
use crate::model::message::Role;
use crate::shared::Shared;

/// Binds the five listeners on loopback. `port` is the first host's; the others use the next ones,
/// or all are free ones if it is 0.
pub fn bind(port: u16) -> io::Result<Vec<StdListener>> {
    let others = Role::ALL.len() as u16 - 1;
    if port > u16::MAX - others {
        let why = format!(
            "port {port}: the {others} hosts after it need the next ports, so it is at most {}",
            u16::MAX - others
        );
        return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
    }
    (0..=others)
        .map(|i| {
            let port = if port == 0 { 0 } else { port + i };
            let listener = StdListener::bind((Ipv4Addr::LOCALHOST, port))
                .map_err(|error| io::Error::new(error.kind(), format!("port {port}: {error}")))?;
            listener.set_nonblocking(true)?;
            Ok(listener)
        })
        .collect()
}

/// Accepts connections until the runtime ends.
pub fn spawn(
    runtime: &Handle,
    listener: StdListener,
    role: Role,
    tls: Option<TlsAcceptor>,
    shared: Arc<Shared>,
) -> io::Result<()> {
    let _entered = runtime.enter();
    let listener = TcpListener::from_std(listener)?;
    runtime.spawn(async move {
        loop {
            // A failed accept concerns a client that is already gone.
            let Ok((stream, _)) = listener.accept().await else { continue };
            let number = shared.change(|state| {
                state.connections += 1;
                state.accepted += 1;
                state.accepted
            });
            tokio::spawn(connection(stream, role, number, tls.clone(), shared.clone()));
        }
    });
    Ok(())
}

async fn connection(
    stream: TcpStream,
    role: Role,
    number: u64,
    tls: Option<TlsAcceptor>,
    shared: Arc<Shared>,
) {
    // Responses are small and must not wait for acknowledgements.
    let _ = stream.set_nodelay(true);
    let link = shared.lock().service.model.config().link.clone();
    if link.is_ideal() {
        secure(stream, role, number, tls, shared).await;
    } else {
        let behind = shared.clone();
        let on_cut = move || behind.change(|state| state.cuts += 1);
        secure(link::lead(stream, link, shared.link.clone(), on_cut), role, number, tls, shared).await;
    }
}

async fn secure<S: AsyncRead + AsyncWrite + Unpin + 'static>(
    stream: S,
    role: Role,
    number: u64,
    tls: Option<TlsAcceptor>,
    shared: Arc<Shared>,
) {
    match tls {
        None => serve(stream, role, number, shared).await,
        Some(tls) => {
            if let Ok(stream) = tls.accept(stream).await {
                if stream.get_ref().1.handshake_kind() == Some(HandshakeKind::Resumed) {
                    shared.change(|state| state.resumed += 1);
                }
                serve(stream, role, number, shared).await;
            }
        }
    }
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin + 'static>(
    stream: S,
    role: Role,
    number: u64,
    shared: Arc<Shared>,
) {
    let first = AtomicBool::new(true);
    let service = service_fn(move |request| {
        let connection = Connection { role, number, first: first.swap(false, Ordering::Relaxed) };
        http::answer(request, connection, shared.clone())
    });
    // An error here is a connection that a fault or the client has closed.
    let _ =
        http1::Builder::new().auto_date_header(false).serve_connection(TokioIo::new(stream), service).await;
}

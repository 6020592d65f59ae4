//! SOCKS5 (RFC 1928) with a name and password (RFC 1929).

use std::net::{IpAddr, SocketAddr};

use zeroize::Zeroizing;

use crate::net::failure::Failure;
use crate::proxy::server::Credentials;
use crate::proxy::tunnel::{Talk, refused};
use graph_upload_core::graph::response::Cause;

const VERSION: u8 = 5;
const CONNECT: u8 = 1;

const WITHOUT_SIGN_IN: u8 = 0;
const NAME_AND_PASSWORD: u8 = 2;

const IPV4: u8 = 1;
const NAME: u8 = 3;
const IPV6: u8 = 4;

/// The destination of a tunnel.
#[derive(Debug, Clone, Copy)]
pub(super) enum Destination<'a> {
    /// A host that the proxy resolves.
    Name(&'a str, u16),
    Address(SocketAddr),
}

/// Has the proxy connect, up to where the tunnel begins.
pub(super) fn shake(
    talk: &Talk<'_>,
    credentials: Option<&Credentials>,
    destination: Destination<'_>,
) -> Result<(), Failure> {
    let request = request(destination)?;
    match credentials {
        Some(_) => talk.say(&[VERSION, 2, WITHOUT_SIGN_IN, NAME_AND_PASSWORD]),
        None => talk.say(&[VERSION, 1, WITHOUT_SIGN_IN]),
    }
    let [version, method] = talk.hear()?;
    check_version(version)?;
    match (method, credentials) {
        (WITHOUT_SIGN_IN, _) => {}
        (NAME_AND_PASSWORD, Some(credentials)) => sign_in(talk, credentials)?,
        (_, None) => {
            return Err(refused("it requires a name and password, or another authentication method"));
        }
        (_, Some(_)) => {
            return Err(refused("it requires an authentication method other than a name and password"));
        }
    }
    talk.say(&request);
    let [version, code] = talk.hear()?;
    check_version(version)?;
    if code != 0 {
        return Err(failed(code));
    }
    // Skips the address that the proxy connects from, to reach the start of the tunnel.
    let [_, kind] = talk.hear()?;
    match kind {
        IPV4 => talk.hear::<4>().map(drop)?,
        IPV6 => talk.hear::<16>().map(drop)?,
        NAME => {
            let [length] = talk.hear()?;
            for _ in 0..length {
                talk.hear::<1>()?;
            }
        }
        _ => return Err(refused("it violates SOCKS5")),
    }
    talk.hear::<2>().map(drop)
}

fn request(destination: Destination<'_>) -> Result<Vec<u8>, Failure> {
    let mut bytes = vec![VERSION, CONNECT, 0];
    let port = match destination {
        Destination::Address(address) => {
            match address.ip() {
                IpAddr::V4(ip) => {
                    bytes.push(IPV4);
                    bytes.extend(ip.octets());
                }
                IpAddr::V6(ip) => {
                    bytes.push(IPV6);
                    bytes.extend(ip.octets());
                }
            }
            address.port()
        }
        Destination::Name(name, port) => {
            let length = u8::try_from(name.len());
            let length = length.map_err(|_| Failure::new(Cause::BadUrl, "its host name is too long"))?;
            bytes.extend([NAME, length]);
            bytes.extend(name.as_bytes());
            port
        }
    };
    bytes.extend(port.to_be_bytes());
    Ok(bytes)
}

fn sign_in(talk: &Talk<'_>, credentials: &Credentials) -> Result<(), Failure> {
    let (name, password) = (credentials.name.expose(), credentials.password.expose());
    let mut bytes = Zeroizing::new(Vec::with_capacity(3 + name.len() + password.len()));
    bytes.push(1);
    for text in [name, password] {
        // Both lengths were checked when they were parsed.
        bytes.push(u8::try_from(text.len()).unwrap_or(u8::MAX));
        bytes.extend_from_slice(text.as_bytes());
    }
    talk.say(&bytes);
    // The version is ignored: some proxies send 1 here, as they should, and some 5.
    let [_, status] = talk.hear()?;
    if status == 0 { Ok(()) } else { Err(refused("it rejected the name and password")) }
}

fn check_version(version: u8) -> Result<(), Failure> {
    if version == VERSION { Ok(()) } else { Err(refused("it does not speak SOCKS5")) }
}

/// RFC 1928, section 6.
fn failed(code: u8) -> Failure {
    match code {
        1 => Failure::new(Cause::Proxy, "general failure"),
        2 => refused("its rules do not allow the connection"),
        3 => Failure::new(Cause::Proxy, "it found the network unreachable"),
        4 => Failure::new(Cause::Proxy, "it found the host unreachable"),
        5 => Failure::new(Cause::Proxy, "the host refused its connection"),
        6 => Failure::new(Cause::Proxy, "its packets did not get as far as the host (TTL expired)"),
        7 => refused("it does not support CONNECT (command not supported)"),
        // The host's next address may be of the other kind.
        8 => Failure::new(Cause::Proxy, "it does not support this type of address"),
        other => refused(&format!("it responded with the unknown code {other}")),
    }
}

//! A proxy that wants a password: by CONNECT and by SOCKS5, or refusing whoever comes.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

/// Who may use a proxy.
pub struct Account {
    pub name: &'static str,
    pub password: Vec<u8>,
    /// Whether it is refused all the same, with its own words.
    pub refused: bool,
}

/// One that ends with the process.
pub struct Proxy {
    pub port: u16,
    /// How many came by CONNECT, and how many by SOCKS5, and were let in; or turned away, where all are.
    came: Arc<[AtomicUsize; 2]>,
}

impl Proxy {
    pub fn start(account: Account) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("bound").port();
        let came = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
        let (account, counts) = (Arc::new(account), Arc::clone(&came));
        thread::spawn(move || {
            for near in listener.incoming().flatten() {
                let (account, counts) = (Arc::clone(&account), Arc::clone(&counts));
                thread::spawn(move || serve(near, &account, &counts));
            }
        });
        Self { port, came }
    }

    /// Whether it was used in both ways.
    pub fn was_used(&self) -> bool {
        self.came.iter().all(|count| count.load(Ordering::SeqCst) > 0)
    }
}

fn serve(mut near: TcpStream, account: &Account, came: &[AtomicUsize; 2]) -> Option<()> {
    let mut first = [0];
    near.read_exact(&mut first).ok()?;
    let by_socks = first == [5];
    let far = if by_socks { socks(&mut near, account) } else { connect(&mut near, account) };
    if far.is_some() != account.refused {
        came[usize::from(by_socks)].fetch_add(1, Ordering::SeqCst);
    }
    let far = far?;
    let (mut from, mut to) = (far.try_clone().ok()?, near.try_clone().ok()?);
    let back = thread::spawn(move || {
        let _ = std::io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    });
    let _ = std::io::copy(&mut near, &mut &far);
    let _ = far.shutdown(Shutdown::Write);
    back.join().ok()
}

fn connect(near: &mut TcpStream, account: &Account) -> Option<TcpStream> {
    let (mut head, mut byte) = (vec![b'C'], [0]);
    while !head.ends_with(b"\r\n\r\n") {
        near.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).ok()?;
    let pair = [account.name.as_bytes(), b":", &account.password].concat();
    let wanted = format!("Proxy-Authorization: Basic {}\r\n", BASE64_STANDARD.encode(pair));
    if account.refused || !head.contains(&wanted) {
        let said = head.replace("\r\n", " ");
        let response =
            format!("HTTP/1.1 407 {said}\r\nX: {said}\r\nContent-Length: {}\r\n\r\n{said}", said.len());
        near.write_all(response.as_bytes()).ok()?;
        return None;
    }
    let port = head.split([':', ' ']).nth(2)?.parse::<u16>().ok()?;
    let far = TcpStream::connect(("127.0.0.1", port)).ok()?;
    near.write_all(b"HTTP/1.1 200 OK\r\n\r\n").ok()?;
    Some(far)
}

/// RFC 1928 and 1929, for IPv4 addresses.
fn socks(near: &mut TcpStream, account: &Account) -> Option<TcpStream> {
    read(near, 3)?;
    near.write_all(&[5, 2]).ok()?;
    let length = usize::from(read(near, 2)?[1]);
    let name = read(near, length)?;
    let length = usize::from(read(near, 1)?[0]);
    let password = read(near, length)?;
    let right = !account.refused && name == account.name.as_bytes() && password == account.password;
    near.write_all(&[1, u8::from(!right)]).ok()?;
    let request = if right { read(near, 10)? } else { return None };
    let far = TcpStream::connect(("127.0.0.1", u16::from_be_bytes([request[8], request[9]]))).ok()?;
    near.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).ok()?;
    Some(far)
}

fn read(near: &mut TcpStream, count: usize) -> Option<Vec<u8>> {
    let mut bytes = vec![0; count];
    near.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

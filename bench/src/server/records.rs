//! A connection with TLS 1.3 whose bodies are passed over without being decrypted.
//!
//! rustls shakes hands. Afterwards only the records that hold heads are opened; of those that hold a body the length
//! tells how much of it they are (RFC 8446, section 5.2), as long as the client does not pad, and none of those that
//! are measured does. So the server takes far less time than any client, and the clients are what is measured. Each
//! skipped record counts in the sequence number: had one been something else, the next head would not open.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use ring::aead::{self, Aad, LessSafeKey, UnboundKey};
use rustls::{ConnectionTrafficSecrets, ProtocolVersion, ServerConfig, ServerConnection};

use super::wire::Wire;

/// The head of a record: type, version, length.
const HEAD: usize = 5;
/// The inner type of a record, and the tag.
const OVERHEAD: usize = 1 + 16;
const APPLICATION_DATA: u8 = 23;
const ALERT: u8 = 21;
/// Some records, so that there are few system calls, and little enough to stay in the cache.
const BUFFER: usize = 256 << 10;

/// A connection with TLS.
pub struct Records {
    input: Input,
    opener: Sequenced,
    sealer: Sequenced,
}

impl Records {
    /// Shakes hands; answers with the name of the cipher suite too.
    pub fn accept(stream: TcpStream, config: Arc<ServerConfig>) -> io::Result<(Self, String)> {
        let mut tls = ServerConnection::new(config).map_err(io::Error::other)?;
        let mut input = Input { stream, buffer: vec![0; BUFFER], start: 0, end: 0 };
        while tls.is_handshaking() {
            let record = input.record()?.ok_or(io::ErrorKind::UnexpectedEof)?;
            // Whole records one by one, so that rustls never holds a part of what comes after the handshake.
            tls.read_tls(&mut &record[..])?;
            let processed = tls.process_new_packets();
            while tls.wants_write() {
                tls.write_tls(&mut input.stream)?;
            }
            processed.map_err(io::Error::other)?;
        }
        if tls.protocol_version() != Some(ProtocolVersion::TLSv1_3) {
            return Err(broken("another version than TLS 1.3"));
        }
        let suite = tls.negotiated_cipher_suite().map(|suite| format!("{:?}", suite.suite()));
        let secrets = tls.dangerous_extract_secrets().map_err(io::Error::other)?;
        let (opener, sealer) = (Sequenced::new(secrets.rx)?, Sequenced::new(secrets.tx)?);
        Ok((Self { input, opener, sealer }, suite.unwrap_or_default()))
    }
}

impl Wire for Records {
    fn read(&mut self, into: &mut Vec<u8>) -> io::Result<bool> {
        let Some(record) = self.input.record()? else { return Ok(false) };
        let (head, sealed) = record.split_at_mut(HEAD);
        let plain = self.opener.open(head, sealed)?;
        let [bytes @ .., kind] = plain else { return Err(broken("an empty record")) };
        match *kind {
            APPLICATION_DATA => into.extend_from_slice(bytes),
            // It closes.
            ALERT => return Ok(false),
            other => return Err(broken(&format!("a record of type {other}"))),
        }
        Ok(true)
    }

    fn skip(&mut self, mut count: u64) -> io::Result<()> {
        while count > 0 {
            let length = self.input.skip_record()?;
            let held = length.checked_sub(OVERHEAD).ok_or_else(|| broken("a short record"))?;
            count = count.checked_sub(held as u64).ok_or_else(|| broken("a record beyond the body"))?;
            self.opener.number += 1;
        }
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut out = Vec::with_capacity(HEAD + bytes.len() + OVERHEAD);
        // Replies are short, so that one record holds each.
        let length = u16::try_from(bytes.len() + OVERHEAD).map_err(io::Error::other)?;
        out.extend_from_slice(&[APPLICATION_DATA, 3, 3]);
        out.extend_from_slice(&length.to_be_bytes());
        let mut sealed = bytes.to_vec();
        sealed.push(APPLICATION_DATA);
        self.sealer.seal(&out, &mut sealed)?;
        out.extend_from_slice(&sealed);
        self.input.stream.write_all(&out)
    }
}

/// What has arrived and is not used yet.
struct Input {
    stream: TcpStream,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
}

impl Input {
    /// The next record, head and all; `None` at the end of the connection.
    fn record(&mut self) -> io::Result<Option<&mut [u8]>> {
        if !self.hold(HEAD)? {
            return Ok(None);
        }
        let whole = HEAD + self.length();
        if !self.hold(whole)? {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.start += whole;
        Ok(Some(&mut self.buffer[self.start - whole..self.start]))
    }

    /// Passes over the next record; answers with its length.
    fn skip_record(&mut self) -> io::Result<usize> {
        if !self.hold(HEAD)? {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let length = self.length();
        let mut rest = HEAD + length;
        while rest > self.end - self.start {
            rest -= self.end - self.start;
            (self.start, self.end) = (0, self.stream.read(&mut self.buffer)?);
            if self.end == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        self.start += rest;
        Ok(length)
    }

    fn length(&self) -> usize {
        usize::from(u16::from_be_bytes([self.buffer[self.start + 3], self.buffer[self.start + 4]]))
    }

    /// Reads until so many bytes are there; `false` when the connection ends before.
    fn hold(&mut self, count: usize) -> io::Result<bool> {
        while self.end - self.start < count {
            if self.start + count > self.buffer.len() || self.start == self.end {
                self.buffer.copy_within(self.start..self.end, 0);
                (self.start, self.end) = (0, self.end - self.start);
            }
            let more = self.stream.read(&mut self.buffer[self.end..])?;
            if more == 0 {
                return Ok(false);
            }
            self.end += more;
        }
        Ok(true)
    }
}

/// A key and the number of the next record (RFC 8446, section 5.3).
struct Sequenced {
    key: LessSafeKey,
    iv: [u8; aead::NONCE_LEN],
    number: u64,
}

impl Sequenced {
    fn new((number, secrets): (u64, ConnectionTrafficSecrets)) -> io::Result<Self> {
        let (algorithm, key, iv) = match secrets {
            ConnectionTrafficSecrets::Aes128Gcm { key, iv } => (&aead::AES_128_GCM, key, iv),
            ConnectionTrafficSecrets::Aes256Gcm { key, iv } => (&aead::AES_256_GCM, key, iv),
            ConnectionTrafficSecrets::Chacha20Poly1305 { key, iv } => (&aead::CHACHA20_POLY1305, key, iv),
            _ => return Err(broken("an unknown cipher")),
        };
        let key =
            UnboundKey::new(algorithm, key.as_ref()).map_err(|_| broken("a key of the wrong length"))?;
        let iv = iv.as_ref().try_into().map_err(io::Error::other)?;
        Ok(Self { key: LessSafeKey::new(key), iv, number })
    }

    fn nonce(&mut self) -> aead::Nonce {
        let mut nonce = self.iv;
        for (byte, of_number) in nonce[4..].iter_mut().zip(self.number.to_be_bytes()) {
            *byte ^= of_number;
        }
        self.number += 1;
        aead::Nonce::assume_unique_for_key(nonce)
    }

    fn open<'a>(&mut self, head: &[u8], sealed: &'a mut [u8]) -> io::Result<&'a mut [u8]> {
        let nonce = self.nonce();
        self.key
            .open_in_place(nonce, Aad::from(head), sealed)
            .map_err(|_| broken("a record that does not open"))
    }

    fn seal(&mut self, head: &[u8], plain: &mut Vec<u8>) -> io::Result<()> {
        let nonce = self.nonce();
        let sealed = self.key.seal_in_place_append_tag(nonce, Aad::from(head), plain);
        sealed.map_err(|_| broken("a reply that cannot be sealed"))
    }
}

fn broken(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

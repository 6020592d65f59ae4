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

use super::wire::{self, Wire};

/// The head of a record: type, version, length.
const HEAD: usize = 5;
/// The inner type of a record, and the tag.
const OVERHEAD: usize = 1 + 16;
const APPLICATION_DATA: u8 = 23;
const ALERT: u8 = 21;
/// The most that follows the head of a record (RFC 8446, section 5.2).
const MAX_LENGTH: usize = (1 << 14) + 256;

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
        let mut input = Input::new(stream);
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
        // Responses are short, so that one record holds each.
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

/// Records one by one. Nothing is read ahead, so that of a body no more than the heads of its records is ever copied.
struct Input {
    stream: TcpStream,
    /// The record that was read last, head and all; otherwise room that nothing is written to.
    record: Vec<u8>,
}

impl Input {
    fn new(stream: TcpStream) -> Self {
        Self { stream, record: vec![0; HEAD + MAX_LENGTH] }
    }

    /// The next record, head and all; `None` at the end of the connection.
    fn record(&mut self) -> io::Result<Option<&mut [u8]>> {
        let Some(length) = self.head()? else { return Ok(None) };
        let whole = &mut self.record[..HEAD + length];
        self.stream.read_exact(&mut whole[HEAD..])?;
        Ok(Some(whole))
    }

    /// Passes over the next record; answers with its length.
    fn skip_record(&mut self) -> io::Result<usize> {
        let length = self.head()?.ok_or(io::ErrorKind::UnexpectedEof)?;
        let mut rest = length;
        while rest > 0 {
            rest -= wire::drop_some(&self.stream, &mut self.record[HEAD..HEAD + rest])?;
        }
        Ok(length)
    }

    /// Reads the head of the next record; answers with the length of what follows it.
    fn head(&mut self) -> io::Result<Option<usize>> {
        let head = &mut self.record[..HEAD];
        let begun = self.stream.read(head)?;
        if begun == 0 {
            return Ok(None);
        }
        self.stream.read_exact(&mut head[begun..])?;
        let length = usize::from(u16::from_be_bytes([head[3], head[4]]));
        if length > MAX_LENGTH { Err(broken("too long a record")) } else { Ok(Some(length)) }
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
        sealed.map_err(|_| broken("a response that cannot be sealed"))
    }
}

fn broken(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

//! The envelope of a saved upload, which tells damaged, foreign and newer ones from good ones.
//!
//! A line names the format; the content follows:
//!
//! ```text
//! graph-upload-state 1 plain CHECKSUM
//! {"kind":"todo-task", ...}
//! ```
//!
//! Sealed with XChaCha20-Poly1305 the line is `graph-upload-state 1 sealed NONCE`, and the content
//! is base64. The nonce is random, which 192 bits allow however often a key is used.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use chacha20poly1305::aead::{Aead, Generate, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use crate::saved::SealingKey;
use graph_upload_core::error::Error;
use graph_upload_core::secret::Secret;
use graph_upload_core::upload::unusable;

const MAGIC: &str = "graph-upload-state";

/// Raised whenever an older library would misread the content.
const VERSION: u32 = 1;

/// Longest text accepted. A list of what was stored at the target before can make it long.
pub(super) const MAX_BYTES: usize = 8 << 20;

/// Wraps a content, sealed if there is a key.
pub fn wrap(content: &str, key: Option<&SealingKey>) -> Result<Secret, Error> {
    let Some(key) = key else {
        let sum = crc32fast::hash(content.as_bytes());
        let head = format!("{MAGIC} {VERSION} plain {sum:08x}\n");
        // With room for all of it, so that growing leaves no copy.
        let mut text = String::with_capacity(head.len() + content.len() + 1);
        text.extend([head.as_str(), content, "\n"]);
        return Ok(Secret::new(text));
    };
    let nonce = XNonce::try_generate()
        .map_err(|error| Error::bug(format!("the system provides no random numbers ({error})")))?;
    let head = format!("{MAGIC} {VERSION} sealed {}\n", BASE64_STANDARD.encode(nonce));
    let payload = Payload { msg: content.as_bytes(), aad: head.as_bytes() };
    let sealed = cipher(key).encrypt(&nonce, payload).map_err(|_| Error::bug("sealing failed"))?;
    Ok(Secret::new(format!("{head}{}\n", BASE64_STANDARD.encode(sealed))))
}

/// Unwraps the result of [`wrap`], with the same key.
pub fn open(text: &[u8], key: Option<&SealingKey>) -> Result<Secret, Error> {
    if text.len() > MAX_BYTES {
        return Err(unusable(format!("it has more than {MAX_BYTES} bytes")));
    }
    let foreign = || unusable("it is not one of this library's");
    let text = std::str::from_utf8(text).map_err(|_| foreign())?;
    let rest = text.strip_prefix(MAGIC).and_then(|rest| rest.strip_prefix(' ')).ok_or_else(foreign)?;
    let damaged = || unusable("it is damaged or cut short");
    let (head, content) = rest.split_once('\n').ok_or_else(damaged)?;
    let mut words = head.split(' ');
    let version: u32 = words.next().and_then(|word| word.parse().ok()).ok_or_else(damaged)?;
    if version != VERSION {
        return Err(unusable(format!(
            "it is of version {version}, and this library reads version {VERSION}"
        )));
    }
    let content = content.strip_suffix('\n').ok_or_else(damaged)?;
    match (words.next(), words.next(), words.next(), key) {
        (Some("plain"), Some(sum), None, None) => plain(content, sum).ok_or_else(damaged),
        (Some("sealed"), Some(nonce), None, Some(key)) => {
            let head = &text[..text.len() - content.len() - 1];
            sealed(head, nonce, content, key)
                .ok_or_else(|| unusable("it is damaged, or sealed with another key"))
        }
        (Some("plain"), Some(_), None, Some(_)) => Err(unusable("it is not sealed, though a key is given")),
        (Some("sealed"), Some(_), None, None) => Err(unusable("it is sealed, and no key is given")),
        _ => Err(damaged()),
    }
}

fn plain(content: &str, sum: &str) -> Option<Secret> {
    let right = format!("{:08x}", crc32fast::hash(content.as_bytes())) == sum;
    right.then(|| Secret::new(content))
}

fn sealed(head: &str, nonce: &str, content: &str, key: &SealingKey) -> Option<Secret> {
    let nonce: [u8; 24] = BASE64_STANDARD.decode(nonce).ok()?.try_into().ok()?;
    let sealed = BASE64_STANDARD.decode(content).ok()?;
    let payload = Payload { msg: &sealed, aad: head.as_bytes() };
    let content = Zeroizing::new(cipher(key).decrypt(&XNonce::from(nonce), payload).ok()?);
    Some(Secret::new(std::str::from_utf8(&content).ok()?))
}

fn cipher(key: &SealingKey) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new((&**key.0).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use graph_upload_core::error::Status;

    const CONTENT: &str = r#"{"url":"https://x/secret-é"}"#;

    fn key(byte: u8) -> SealingKey {
        SealingKey::new(&[byte; 32]).unwrap()
    }

    fn refused(text: &[u8], key: Option<&SealingKey>) -> String {
        let error = open(text, key).unwrap_err();
        assert_eq!(error.status(), Status::SavedState);
        error.to_string()
    }

    #[test]
    fn what_is_wrapped_comes_out_again() {
        for key in [None, Some(key(7))] {
            let text = wrap(CONTENT, key.as_ref()).unwrap();
            assert_eq!(text.expose().contains("secret"), key.is_none());
            assert_eq!(open(text.expose().as_bytes(), key.as_ref()).unwrap().expose(), CONTENT);
        }
        let nonces = [wrap(CONTENT, Some(&key(1))).unwrap(), wrap(CONTENT, Some(&key(1))).unwrap()];
        assert!(nonces[0] != nonces[1], "each is sealed anew");
    }

    #[test]
    fn every_damage_is_an_error() {
        for key in [None, Some(key(7))] {
            let text = wrap(CONTENT, key.as_ref()).unwrap();
            let whole = text.expose().as_bytes();
            for end in 0..whole.len() {
                refused(&whole[..end], key.as_ref());
            }
            for at in 0..whole.len() {
                for bit in 0..8 {
                    let mut other = whole.to_vec();
                    other[at] ^= 1 << bit;
                    refused(&other, key.as_ref());
                }
            }
        }
    }

    #[test]
    fn the_reason_is_told() {
        let (plain, sealed) = (wrap(CONTENT, None).unwrap(), wrap(CONTENT, Some(&key(1))).unwrap());
        let (plain, sealed) = (plain.expose(), sealed.expose());
        let newer = plain.replacen(" 1 ", " 2 ", 1);
        let long = vec![b'x'; MAX_BYTES + 1];
        for (text, with, words) in [
            ("".as_bytes(), None, "not one of this library's"),
            (b"{\"json\":1}", None, "not one of this library's"),
            (b"\xff\xfe", None, "not one of this library's"),
            (newer.as_bytes(), None, "version 2"),
            (plain.as_bytes(), Some(key(1)), "not sealed"),
            (sealed.as_bytes(), None, "no key is given"),
            (sealed.as_bytes(), Some(key(2)), "another key"),
            (&plain.as_bytes()[..plain.len() - 9], None, "cut short"),
            (&long, None, "more than"),
        ] {
            let message = refused(text, with.as_ref());
            assert!(message.contains(words) && !message.contains("secret"), "{message}");
        }
        assert!(SealingKey::new(&[0; 31]).unwrap_err().to_string().contains("31 bytes"));
        assert_eq!(format!("{:?}", key(1)), "[secret]");
    }
}

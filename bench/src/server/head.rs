//! The head of a request.

use std::io;

/// What of it matters.
#[derive(Debug, PartialEq, Eq)]
pub struct Head {
    pub method: String,
    pub target: String,
    /// Content-Length; 0 where there is none.
    pub length: u64,
    /// Content-Range: the first byte, the last, and the size of the file.
    pub range: Option<(u64, u64, u64)>,
    /// Whether the client waits to be told to send the body.
    pub expects: bool,
}

impl Head {
    /// Reads a head, and says where it ends; `None` while it is not whole.
    pub fn parse(bytes: &[u8]) -> io::Result<Option<(Self, usize)>> {
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut request = httparse::Request::new(&mut headers);
        let httparse::Status::Complete(end) = request.parse(bytes).map_err(io::Error::other)? else {
            return Ok(None);
        };
        let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
        let (method, target) = (text(request.method), text(request.path));
        let mut head = Self { method, target, length: 0, range: None, expects: false };
        for header in request.headers.iter() {
            let value = std::str::from_utf8(header.value).map_err(io::Error::other)?;
            match header.name.to_ascii_lowercase().as_str() {
                "content-length" => head.length = value.parse().map_err(io::Error::other)?,
                "content-range" => head.range = range(value),
                "expect" => head.expects = true,
                "transfer-encoding" => return Err(io::Error::other("a body without a length")),
                _ => {}
            }
        }
        Ok(Some((head, end)))
    }
}

/// `bytes 0-9/15`.
fn range(value: &str) -> Option<(u64, u64, u64)> {
    let (first, rest) = value.strip_prefix("bytes ")?.split_once('-')?;
    let (last, size) = rest.split_once('/')?;
    Some((first.parse().ok()?, last.parse().ok()?, size.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_and_what_follows() {
        let text =
            b"PUT /up/1 HTTP/1.1\r\nHost: x\r\ncontent-LENGTH: 10\r\nContent-Range: bytes 0-9/15\r\n\r\nbody";
        assert_eq!(Head::parse(&text[..60]).unwrap(), None);
        let (head, end) = Head::parse(text).unwrap().unwrap();
        assert_eq!(&text[end..], b"body");
        assert_eq!((head.length, head.range, head.expects), (10, Some((0, 9, 15)), false));
    }

    #[test]
    fn what_cannot_be_passed_over_is_refused() {
        assert!(Head::parse(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n").is_err());
        assert!(Head::parse(b"POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n").is_err());
    }
}

//! The head of a response, as far as it must be understood while a body is still being sent.
//!
//! Interim responses (1xx) are dropped here, so the HTTP client sees final responses only; it gets
//! a head once it is complete.

use crate::net::failure::Failure;
use graph_upload_core::graph::response::Cause;

/// Longest head, and the most bytes of interim responses before it.
pub(crate) const MAX_HEAD: usize = 64 * 1024;

/// How much of a final response's head has arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    /// Not enough to tell.
    Nothing,
    /// A final status, but not the whole head.
    Begin,
    /// The whole head, with its length in bytes.
    Whole(usize),
}

/// Scans the bytes that arrive after a request.
#[derive(Debug, Default)]
pub(crate) struct HeadScan {
    /// How far the search for the end of the head has come.
    searched: usize,
    /// The end, once found.
    end: Option<usize>,
    /// Number of dropped bytes of interim responses.
    dropped: usize,
}

impl HeadScan {
    /// Drops whole interim responses from the front, and returns what there is of the final one.
    pub(crate) fn look(&mut self, arrived: &mut Vec<u8>) -> Result<Seen, Failure> {
        loop {
            // Some servers end a response with one line break too many (RFC 9112, section 2.2).
            let blank = arrived.iter().take_while(|&&b| b == b'\r' || b == b'\n').count();
            self.drop_front(arrived, blank)?;
            let Some(status) = status(arrived)? else { return Ok(Seen::Nothing) };
            let end = self.find_end(arrived);
            if end.unwrap_or(arrived.len()) > MAX_HEAD {
                return Err(not_http("the response head is too long"));
            }
            match (status, end) {
                (101, _) => return Err(not_http("the peer switched to another protocol")),
                (100..200, None) => return Ok(Seen::Nothing),
                (100..200, Some(end)) => self.drop_front(arrived, end)?,
                (_, None) => return Ok(Seen::Begin),
                (_, Some(end)) => return Ok(Seen::Whole(end)),
            }
        }
    }

    fn drop_front(&mut self, arrived: &mut Vec<u8>, count: usize) -> Result<(), Failure> {
        if count == 0 {
            return Ok(());
        }
        arrived.drain(..count);
        (self.searched, self.end) = (0, None);
        self.dropped += count;
        if self.dropped > MAX_HEAD {
            return Err(not_http("too many interim responses"));
        }
        Ok(())
    }

    /// The length of the head, found without searching the same bytes again with each arrival.
    fn find_end(&mut self, arrived: &[u8]) -> Option<usize> {
        if self.end.is_none() {
            let from = self.searched.saturating_sub(2);
            self.searched = arrived.len();
            let mut breaks = (from..arrived.len()).filter(|&at| arrived[at] == b'\n');
            self.end = breaks.find_map(|at| match &arrived[at + 1..] {
                [b'\n', ..] => Some(at + 2),
                [b'\r', b'\n', ..] => Some(at + 3),
                _ => None,
            });
        }
        self.end
    }
}

/// The status code, once enough has arrived.
pub(crate) fn status(arrived: &[u8]) -> Result<Option<u16>, Failure> {
    const SHAPE: &[u8] = b"HTTP/1.x ddd";
    for (&byte, &shape) in arrived.iter().zip(SHAPE) {
        let fits = match shape {
            b'x' => byte == b'0' || byte == b'1',
            b'd' => byte.is_ascii_digit(),
            _ => byte == shape,
        };
        if !fits {
            return Err(not_http("the response is not HTTP/1.1"));
        }
    }
    let Some(digits) = arrived.get(9..SHAPE.len()) else { return Ok(None) };
    let code = digits.iter().fold(0, |code, digit| code * 10 + u16::from(digit - b'0'));
    if code < 100 { Err(not_http("the response has no valid status")) } else { Ok(Some(code)) }
}

/// All headers of a complete head in order, names as they arrived, values lossily as text.
///
/// The HTTP client parses the head as well and decides whether it is valid; its result has lost the
/// order and the case of the names.
pub(crate) fn headers(head: &[u8]) -> Vec<(String, String)> {
    let lines = head.split(|&b| b == b'\n').skip(1);
    let pairs = lines.filter_map(|line| {
        let colon = line.iter().position(|&b| b == b':')?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes.trim_ascii()).into_owned();
        Some((text(&line[..colon]), text(&line[colon + 1..])))
    });
    pairs.collect()
}

fn not_http(detail: &str) -> Failure {
    Failure::new(Cause::NotHttp, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(text: &str) -> Result<Seen, Failure> {
        HeadScan::default().look(&mut text.as_bytes().to_vec())
    }

    #[test]
    fn a_head_is_found_however_it_is_cut() {
        let text = b"\r\nHTTP/1.1 103 Early\r\nLink: a\r\n\r\nHTTP/1.1 100 Continue\nA: b\n\nHTTP/1.1 503 x\r\nA: b\r\n\r\nbody";
        let (mut scan, mut arrived) = (HeadScan::default(), Vec::new());
        let mut all = Vec::new();
        for &byte in text {
            arrived.push(byte);
            all.push(scan.look(&mut arrived).unwrap());
        }
        let head = "HTTP/1.1 503 x\r\nA: b\r\n\r\n".len();
        assert_eq!(all.iter().filter(|seen| **seen == Seen::Begin).count(), head - 12);
        assert_eq!(all.last(), Some(&Seen::Whole(head)));
        assert_eq!(headers(&arrived[..head]), [("A".to_owned(), "b".to_owned())]);
    }

    #[test]
    fn what_is_not_http_is_told_at_its_first_wrong_byte() {
        for text in
            ["SSH-2.0", "HTTP/2", "HTTP/1.1 2x", "HTTP/1.1 099 x", "HTTP/1.1 101 Switching\r\n", "<html>"]
        {
            assert_eq!(look(text).unwrap_err().why, Cause::NotHttp, "{text}");
        }
        assert_eq!(look("HTTP/1.1 20").unwrap(), Seen::Nothing);
    }

    #[test]
    fn long_heads_and_floods_of_interim_responses_end() {
        let long = format!("HTTP/1.1 200 OK\r\nA: {}\r\n\r\n", "x".repeat(MAX_HEAD));
        assert!(look(&long).is_err());
        assert!(look(&"HTTP/1.1 100 Continue\r\n\r\n".repeat(4000)).is_err());
    }
}

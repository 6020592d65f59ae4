//! The buffers that the HTTP client works in.

use ureq::unversioned::transport::Buffers;
use zeroize::Zeroize;

use crate::http::MAX_TOKEN;
use crate::http::call::Call;
use crate::http::link::INPUT;
use crate::http::url::MAX_URL;
use crate::http::wipe;
use crate::net::failure::Failure;
use crate::net::head::MAX_HEAD;
use graph_upload_core::graph::response::Cause;

/// How much of a request is staged at once: each round costs some system calls besides the send.
const OUTPUT: usize = 192 * 1024;
/// The same under TLS, which sends fewer bytes per call, and has its own buffers.
const TLS_OUTPUT: usize = 128 * 1024;

// What the client cannot write completely, it leaves half-written.
const _: () = assert!(MAX_URL + MAX_TOKEN + 32 * 1024 < TLS_OUTPUT);

/// See the module.
pub(super) struct Stage {
    output: Vec<u8>,
    /// Capacity for output.
    most: usize,
    /// How much of the output is to be wiped.
    secret: usize,
    input: Vec<u8>,
    start: usize,
    end: usize,
    progress: bool,
}

impl Stage {
    pub(super) fn new(tls: bool) -> Self {
        let most = if tls { TLS_OUTPUT } else { OUTPUT };
        Self { output: Vec::new(), most, secret: 0, input: Vec::new(), start: 0, end: 0, progress: false }
    }

    /// Takes over what arrived, head and all, as the only input.
    pub(super) fn fill(&mut self, arrived: &mut Vec<u8>) {
        std::mem::swap(&mut self.input, arrived);
        // Wipes an earlier response, which may have held an upload URL.
        arrived.zeroize();
        (self.start, self.end) = (0, self.input.len());
    }

    /// Returns room for a request, zeroed where unused.
    fn room(&mut self) -> &mut [u8] {
        if self.output.is_empty() {
            // Small requests get no more than they need, because all of it must be cleared first.
            let (room, secret) =
                Call::current().map_or((u64::MAX, u64::MAX), |call| (call.room, call.secret));
            let within = |bytes| usize::try_from(bytes).map_or(self.most, |bytes| bytes.min(self.most));
            self.secret = within(secret);
            if let Err(failure) = zeros(&mut self.output, within(room)) {
                // The client fails when it finds no room, and cannot be told why.
                drop(Call::current().map(|call| call.fail(failure)));
            }
        }
        &mut self.output
    }

    /// The start of the request written there.
    pub(super) fn staged(&self, amount: usize) -> &[u8] {
        &self.output[..amount]
    }

    /// Wipes what was sent.
    pub(super) fn wipe_output(&mut self, amount: usize) {
        self.output[..amount].zeroize();
    }

    /// Releases the room for the request, leaving no secret of it.
    pub(super) fn clear_output(&mut self) {
        self.wipe_secrets();
        self.output = Vec::new();
    }

    /// Wiping is slow, so file bytes are left.
    fn wipe_secrets(&mut self) {
        let end = self.secret.min(self.output.len());
        self.output[..end].zeroize();
    }

    /// Returns room for more input. Fails if the client leaves so much unread that it must be
    /// waiting for the end of a line.
    pub(super) fn space(&mut self) -> Result<&mut [u8], Failure> {
        if self.end - self.start > MAX_HEAD {
            return Err(Failure::new(Cause::NotHttp, "a line of the response body is too long"));
        }
        Ok(self.input_append_buf())
    }

    /// Releases what an unusually long head needed.
    pub(super) fn shrink(&mut self) {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
            self.input.zeroize();
            self.input.shrink_to(INPUT);
        }
    }
}

/// Creates a buffer of this length, or fails for lack of memory.
fn zeros(buffer: &mut Vec<u8>, length: usize) -> Result<(), Failure> {
    buffer
        .try_reserve_exact(length)
        .map_err(|_| Failure::new(Cause::Memory, format!("no memory for a buffer of {length} bytes")))?;
    buffer.resize(length, 0);
    Ok(())
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.input.zeroize();
        self.clear_output();
    }
}

impl Buffers for Stage {
    fn output(&mut self) -> &mut [u8] {
        self.room()
    }

    fn input(&self) -> &[u8] {
        &self.input[self.start..self.end]
    }

    fn input_append_buf(&mut self) -> &mut [u8] {
        self.input.copy_within(self.start..self.end, 0);
        (self.start, self.end) = (0, self.end - self.start);
        let length = self.input.len().max(self.end + INPUT);
        wipe::lengthen(&mut self.input, length);
        &mut self.input[self.end..]
    }

    fn input_appended(&mut self, amount: usize) {
        self.end += amount;
    }

    fn input_consume(&mut self, amount: usize) {
        self.progress = amount > 0;
        self.start += amount;
    }

    fn tmp_and_output(&mut self) -> (&mut [u8], &mut [u8]) {
        // The scratch space is for chunked requests, which are never made.
        (&mut [], self.room())
    }

    fn can_use_input(&self) -> bool {
        self.start < self.end && self.progress
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;
    use std::time::Duration;

    use super::*;
    use crate::net::waiter::Waiter;

    /// What remains of a request of 1000 bytes that filled its room and then failed.
    fn left(secret: u64) -> Vec<u8> {
        const LONG: Duration = Duration::from_secs(60);
        let mut call = Call::new(Waiter::new(None, None), LONG, LONG, true);
        (call.room, call.secret) = (1000, secret);
        let call = Rc::new(call);
        let _entered = call.enter();
        let mut stage = Stage::new(true);
        let (_, output) = stage.tmp_and_output();
        output.fill(7);
        stage.wipe_secrets();
        stage.output.clone()
    }

    #[test]
    fn heads_and_texts_are_wiped_wherever_a_request_fails() {
        assert_eq!(left(1000), [0; 1000]);
        assert_eq!(left(u64::MAX), [0; 1000]);
        let piece = left(300);
        assert_eq!((&piece[..300], &piece[300..]), (&[0; 300][..], &[7; 700][..]));
    }
}

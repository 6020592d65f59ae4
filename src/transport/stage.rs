//! The buffers that the HTTP client works in.

use ureq::unversioned::transport::Buffers;
use zeroize::Zeroize;

use super::call::{Call, Failure};
use super::head::MAX_HEAD;
use super::link::INPUT;
use super::wipe;
use crate::protocol::reply::LostWhy;

/// How much of a request is staged at once: each time costs some system calls beside the one that sends it.
const OUTPUT: usize = 192 * 1024;
/// The same under TLS, which sends fewer bytes in a call, and has buffers of its own.
const TLS_OUTPUT: usize = 128 * 1024;

/// See the module.
pub(super) struct Stage {
    output: Vec<u8>,
    /// The most room that there is for output.
    most: usize,
    /// How much of the output this request has filled with what is to be wiped.
    used: usize,
    input: Vec<u8>,
    start: usize,
    end: usize,
    progress: bool,
}

impl Stage {
    pub(super) fn new(tls: bool) -> Self {
        let most = if tls { TLS_OUTPUT } else { OUTPUT };
        Self { output: Vec::new(), most, used: 0, input: Vec::new(), start: 0, end: 0, progress: false }
    }

    /// Takes over what arrived, head and all, as the only input there is.
    pub(super) fn fill(&mut self, arrived: &mut Vec<u8>) {
        std::mem::swap(&mut self.input, arrived);
        // An earlier reply, which may have held an upload URL.
        arrived.zeroize();
        (self.start, self.end) = (0, self.input.len());
    }

    /// Room for a request, all zeros where it was not used yet.
    fn room(&mut self) -> &mut [u8] {
        if self.output.is_empty() {
            // Small requests get no more than they need, as all of it has to be cleared first.
            let room = Call::current().map_or(u64::MAX, |call| call.room);
            self.output = vec![0; usize::try_from(room).map_or(self.most, |room| room.min(self.most))];
        }
        &mut self.output
    }

    /// The start of a request that was written there.
    pub(super) fn staged(&self, amount: usize) -> &[u8] {
        &self.output[..amount]
    }

    /// Takes down that the start of the output holds what is to be wiped when the room is given back.
    pub(super) fn note_used(&mut self, amount: usize) {
        self.used = self.used.max(amount);
    }

    /// Wipes what was sent.
    pub(super) fn wipe_output(&mut self, amount: usize) {
        self.output[..amount].zeroize();
    }

    /// Gives the room for the request back, and leaves nothing of it. Wiping is slow, so what was not used is let be.
    pub(super) fn clear_output(&mut self) {
        self.output.truncate(std::mem::take(&mut self.used));
        self.output.iter_mut().zeroize();
        self.output = Vec::new();
    }

    /// Room for more input. Fails when the client leaves so much that it must be waiting for the end of a line.
    pub(super) fn space(&mut self) -> Result<&mut [u8], Failure> {
        if self.end - self.start > MAX_HEAD {
            return Err(Failure::new(LostWhy::NotHttp, "a line of the reply's body is too long"));
        }
        Ok(self.input_append_buf())
    }

    /// Gives back what an unusually long head needed.
    pub(super) fn shrink(&mut self) {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
            self.input.zeroize();
            self.input.shrink_to(INPUT);
        }
    }
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

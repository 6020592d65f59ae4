//! Buffers that leave no copies behind when they grow.

use zeroize::Zeroize;

/// Extends a buffer to this length. If it moves, the old memory is wiped.
pub(super) fn lengthen(buffer: &mut Vec<u8>, length: usize) {
    reserve(buffer, length);
    buffer.resize(length, 0);
}

/// Appends bytes to a buffer. If it moves, the old memory is wiped.
pub(super) fn append(buffer: &mut Vec<u8>, bytes: &[u8]) {
    reserve(buffer, buffer.len() + bytes.len());
    buffer.extend_from_slice(bytes);
}

fn reserve(buffer: &mut Vec<u8>, length: usize) {
    if length > buffer.capacity() {
        let mut larger = Vec::with_capacity(length.max(2 * buffer.capacity()));
        larger.extend_from_slice(buffer);
        buffer.zeroize();
        *buffer = larger;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_keeps_what_it_holds() {
        let mut buffer = b"abc".to_vec();
        for length in [3, 5, 100, 101] {
            lengthen(&mut buffer, length);
            assert_eq!((buffer.len(), &buffer[..3]), (length, &b"abc"[..]));
            assert!(buffer[3..].iter().all(|&byte| byte == 0));
        }
        append(&mut buffer, b"de");
        assert_eq!((buffer.len(), &buffer[101..]), (103, &b"de"[..]));
    }
}

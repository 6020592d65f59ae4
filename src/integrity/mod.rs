//! Whether what the service stored is what was sent.

mod quickxor;

pub use quickxor::QuickXorHash;

//! Puts files into Microsoft Graph through upload sessions: To Do attachments, Outlook attachments, OneDrive and
//! SharePoint files, print documents.
//!
//! After any fault an upload ends as exactly one of *stored once and whole*, *not stored*, and *could not be found out*;
//! the last is what [`Details::in_doubt`](error::Details::in_doubt) says. All calls block, and every type can be
//! shared between threads.
//!
//! # A file in one call
//!
//! ```
//! use graph_upload::kinds::DriveItem;
//! use graph_upload::source::FileContent;
//! use graph_upload::{Client, Error, Item, Upload};
//!
//! fn put(client: &Client, path: &str) -> Result<Item, Error> {
//!     let target = DriveItem::by_path(None, "Reports/2026.pdf")?;
//!     Upload::of(FileContent::at(path)).run(client, &target, None).into_result()
//! }
//! # let simulator = graph_upload_simulator::Simulator::start(graph_upload_simulator::Options { plain: true, ..graph_upload_simulator::Options::strict() }).unwrap();
//! # let mut options = graph_upload::Options::new();
//! # options.set_base_url(&simulator.root(graph_upload_simulator::model::message::Role::Graph))?;
//! # options.set_loopback(true);
//! # options.set_token(graph_upload::TokenSource::Fixed(graph_upload::check_token(&simulator.token())?));
//! # let client = Client::new(&options)?;
//! # let folder = tempfile::tempdir().unwrap();
//! # let file = folder.path().join("2026.pdf");
//! # std::fs::write(&file, "a report").unwrap();
//! # let item = put(&client, file.to_str().unwrap())?;
//! # assert_eq!((item.size, item.integrity), (Some(8), graph_upload::Integrity::Verified));
//! # Ok::<(), Error>(())
//! ```
//!
//! A [`StateFile`](saved::StateFile) lets the same call go on after a crash, and a [`Cancel`] ends it from another thread.
//!
//! # Bytes as they come
//!
//! A [`Session`] takes the bytes of a file in order, in puts of any length, and keeps less than a piece of them.
//!
//! ```
//! use graph_upload::kinds::TodoTask;
//! use graph_upload::{Client, Error, Item, Session};
//!
//! fn attach(client: &Client, chunks: &[&[u8]]) -> Result<Item, Error> {
//!     let target = TodoTask::new(None, "LIST", "TASK", "photo.jpg")?;
//!     let size = chunks.iter().map(|chunk| chunk.len() as u64).sum();
//!     let session = Session::create(client, &target, size, None)?;
//!     for chunk in chunks {
//!         session.put(session.next_offset(), chunk, None)?;
//!     }
//!     session.finish(None)
//! }
//! # let simulator = graph_upload_simulator::Simulator::start(graph_upload_simulator::Options { plain: true, ..graph_upload_simulator::Options::strict() }).unwrap();
//! # let mut options = graph_upload::Options::new();
//! # options.set_base_url(&simulator.root(graph_upload_simulator::model::message::Role::Graph))?;
//! # options.set_loopback(true);
//! # options.set_token(graph_upload::TokenSource::Fixed(graph_upload::check_token(&simulator.token())?));
//! # let client = Client::new(&options)?;
//! # let photo = vec![7; 3_000_000];
//! # assert!(!attach(&client, &[&photo, b"the end"])?.id.is_empty());
//! # Ok::<(), Error>(())
//! ```
//!
//! # A client
//!
//! ```
//! use graph_upload::{Client, Error, Options, TokenSource, check_token};
//!
//! fn client(token: &str) -> Result<Client, Error> {
//!     let mut options = Options::new();
//!     options.set_token(TokenSource::Fixed(check_token(token)?));
//!     Client::new(&options)
//! }
//! # client("eyJ0.e30.x")?;
//! # assert!(client("two\nlines").is_err());
//! # Ok::<(), Error>(())
//! ```
//!
//! The library never signs in; [`TokenSource::Callback`] asks the program for a token whenever one is needed.
//!
//! # Without the network of this crate
//!
//! [`core`] is the protocol alone, for a host with an HTTP client of its own: `examples/tcp_host.rs` is one over
//! [`std::net::TcpStream`]. The C API is in [`ffi`], and in `include/graph_upload.h`.
#![deny(unsafe_code, unsafe_op_in_unsafe_fn, missing_docs)]

#[cfg(panic = "abort")]
compile_error!("graph-upload needs panic = \"unwind\": a panic is caught at the C boundary");

pub mod client;
pub mod credentials;
mod driver;
#[allow(unsafe_code)]
pub mod ffi;
#[allow(unsafe_code)]
mod files;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
mod host;
pub mod http;
pub mod job;
pub mod net;
pub mod progress;
pub mod proxy;
mod put_buffer;
#[forbid(unsafe_code)]
pub mod saved;
pub mod session;
pub mod source;
pub mod upload;

pub use graph_upload_core as core;
pub use graph_upload_core::graph::integrity::Integrity;
pub use graph_upload_core::graph::item::Item;
pub use graph_upload_core::secret::Secret;
pub use graph_upload_core::{Error, Status, error, kinds};

pub use client::{Client, Options};
pub use credentials::{TokenSource, check_token};
pub use job::{Job, Queue};
pub use net::Cancel;
pub use session::Session;
pub use upload::Upload;

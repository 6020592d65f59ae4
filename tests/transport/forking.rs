//! Connections, and who may use them, after a fork.

use std::io::{Read, Write};
use std::sync::mpsc::channel;

use graph_upload_core::graph::response::Cause;

use crate::support::*;

/// Runs something in a child, and says whether it came out true. The child leaves without running anything of the test's.
fn in_child(work: impl FnOnce() -> bool) -> bool {
    // SAFETY: the child runs the library, which is what is tested, and ends in _exit.
    unsafe {
        match libc::fork() {
            0 => {
                let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or(false);
                libc::_exit(if done { 0 } else { 1 });
            }
            child => {
                assert!(child > 0, "no child");
                let mut status = -1;
                assert_eq!(libc::waitpid(child, &mut status, 0), child);
                libc::WIFEXITED(status) && libc::WEXITSTATUS(status) == 0
            }
        }
    }
}

#[test]
fn a_child_makes_its_own_connections_and_leaves_its_parents_alone() {
    for child_frees in [false, true] {
        let server = Server::new(|listener| {
            let mut parents = accept(&listener);
            read_request(&mut parents);
            ok(&mut parents);
            let mut childs = accept(&listener);
            read_request(&mut childs);
            ok(&mut childs);
            let (head, _) = read_request(&mut parents);
            ok(&mut parents);
            head
        });
        let mut shared = Some(transport(|_| {}));
        let ask = |path: &str| run(shared.as_ref().unwrap(), &get(server.url(path))).unwrap().status == 200;
        assert!(ask("/before"));
        let url = server.url("/child");
        let childs = shared.take().unwrap();
        assert!(in_child(|| {
            let done = run(&childs, &get(url)).unwrap().status == 200;
            if child_frees {
                // SAFETY: the child ends without dropping it again.
                drop(unsafe { std::ptr::read(&childs) });
            }
            done
        }));
        assert_eq!(run(&childs, &get(server.url("/after"))).unwrap().status, 200);
        assert!(server.end().starts_with("GET /after "));
    }
}

/// A callback that forks, and returns in the child too.
#[test]
fn a_child_does_not_go_on_with_its_parents_request() {
    const LENGTH: u64 = 4 << 20;
    let (told, tell) = channel();
    let server = Server::once(move |mut stream| {
        read_head(&mut stream);
        let mut body = vec![0; LENGTH as usize];
        stream.read_exact(&mut body).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
        told.send(body.iter().enumerate().all(|(at, &byte)| byte == pattern(at as u64))).unwrap();
        read_rest(&mut stream)
    });
    let transport = transport(|_| {});
    let (mut child, mut forked) = (0, false);
    let mut exchange = Try::new(&transport);
    exchange.on_sent = Box::new(|_| {
        if !forked {
            forked = true;
            // SAFETY: as above; the child ends below.
            child = unsafe { libc::fork() };
        }
        true
    });
    let result = exchange.run(&put(server.url("/a"), LENGTH));
    if child == 0 {
        let stopped =
            matches!(&result, Err(lost) if lost.why == Cause::Closed && lost.detail.contains("parent"));
        // SAFETY: it ends the child.
        unsafe { libc::_exit(if stopped { 0 } else { 1 }) };
    }
    let mut status = -1;
    // SAFETY: the place for the status lives until the call returns.
    assert_eq!(unsafe { libc::waitpid(child, &mut status, 0) }, child);
    assert_eq!(status, 0, "the child has gone on");
    assert_eq!(result.unwrap().status, 200);
    assert!(tell.recv().unwrap(), "the child has written too");
    assert_eq!(server.end(), 0);
}

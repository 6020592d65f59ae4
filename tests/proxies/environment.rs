//! The environment's proxy, in a child process, since variables belong to a process.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Command;
use std::thread;

use graph_upload::client::{Client, Options};
use graph_upload::credentials::{TokenSource, check_token};
use graph_upload::session::Session;
use graph_upload_core::error::Error;
use graph_upload_core::kinds::TodoTask;

const VARIABLES: [&str; 6] = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"];

/// What a child with these variables prints.
fn child(variables: &[(&str, &str)]) -> String {
    let mut command = Command::new(std::env::current_exe().expect("the path of the test"));
    for variable in VARIABLES {
        command.env_remove(variable);
    }
    command.envs(variables.iter().copied());
    command.args(["--exact", "environment::as_a_child", "--ignored", "--nocapture"]);
    let output = command.output().expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
#[ignore = "the children of the other tests run it"]
fn as_a_child() {
    println!("told: {}", try_to_begin().expect_err("no session"));
}

fn try_to_begin() -> Result<Session, Error> {
    let mut options = Options::new();
    options.set_base_url("https://graph.example")?;
    options.set_token(TokenSource::Fixed(check_token("t0ken")?));
    options.set_retry_budget(1, 0)?;
    Session::create(&Client::new(&options)?, &TodoTask::new(None, "list", "task", "name")?, 10, None)
}

#[test]
fn its_proxy_is_used() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("it is bound").port();
    let proxy = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let (mut head, mut byte) = (Vec::new(), [0]);
        while !head.ends_with(b"\r\n\r\n") {
            assert_eq!(stream.read(&mut byte).expect("it is open"), 1);
            head.push(byte[0]);
        }
        stream.write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n").expect("it is open");
        String::from_utf8(head).expect("ASCII")
    });
    let url = format!("http://me:pa55@127.0.0.1:{port}");
    let told = child(&[("https_proxy", ""), ("HTTPS_PROXY", &url), ("NO_PROXY", "example.com")]);
    assert!(told.contains("through the proxy") && told.contains("it responded with 403"), "{told}");
    let head = proxy.join().expect("no panic");
    assert!(head.starts_with("CONNECT graph.example:443 HTTP/1.1\r\n"), "{head}");
    assert!(
        head.contains("Proxy-Authorization: Basic bWU6cGE1NQ==\r\n") && !head.contains("t0ken"),
        "{head}"
    );
}

#[test]
fn a_useless_one_is_told_by_its_name() {
    for (name, value) in [("https_proxy", "https://me:pa55@h"), ("ALL_PROXY", "ftp://me:pa55@h")] {
        let told = child(&[(name, value)]);
        assert!(told.contains(&format!("environment variable {name}")) && !told.contains("pa55"), "{told}");
    }
}

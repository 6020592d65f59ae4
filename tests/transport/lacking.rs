//! What this machine lacks is told as that, in processes of their own.

use std::process::Command;

use graph_upload::net::IpVersion;
use graph_upload_core::graph::response::{Cause, Sent};

use crate::support::*;

/// Whether this is the process that a test has started for itself; if not, starts it and sees it succeed.
fn is_own_process(test: &str, variables: &[(&str, &str)]) -> bool {
    if std::env::var_os("GU_TEST_OWN_PROCESS").is_some() {
        return true;
    }
    let mut own = Command::new(std::env::current_exe().unwrap());
    own.args(["--exact", test, "--nocapture"]).env("GU_TEST_OWN_PROCESS", "1");
    let done = own.envs(variables.iter().copied()).output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(
        done.status.success() && said.contains("1 passed"),
        "{said}{}",
        String::from_utf8_lossy(&done.stderr)
    );
    false
}

#[test]
#[cfg(target_os = "linux")]
fn a_system_without_certificates_says_so() {
    let empty = tempfile::tempdir().unwrap();
    let nowhere = empty.path().join("none");
    let variables =
        [("SSL_CERT_FILE", nowhere.to_str().unwrap()), ("SSL_CERT_DIR", empty.path().to_str().unwrap())];
    if !is_own_process("lacking::a_system_without_certificates_says_so", &variables) {
        return;
    }
    let plain = answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    let transport = transport(|_| {});
    assert_eq!(run(&transport, &get(plain.url("/a"))).unwrap().status, 200);
    plain.end();
    let server = Server::once(|mut stream| read_rest(&mut stream));
    let lost = run(&transport, &get(format!("https://{}/s3cret", server.address))).unwrap_err();
    assert_eq!((lost.why, lost.sent), (Cause::Certificate, Sent::Nothing));
    for words in ["has no CA certificates", "ca-certificates", "SSL_CERT_FILE", "gu_options_add_ca_file()"] {
        assert!(lost.detail.contains(words), "{}", lost.detail);
    }
    assert_eq!(server.end(), 0, "it was begun without anybody to trust");
}

#[test]
#[cfg(unix)]
fn a_process_without_descriptors_says_so() {
    use std::fs::File;
    if !is_own_process("lacking::a_process_without_descriptors_says_so", &[]) {
        return;
    }
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let transport = transport(|_| {});
    let limit = libc::rlimit { rlim_cur: 64, rlim_max: 64 };
    // SAFETY: it only reads the limit.
    assert_eq!(unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &limit) }, 0);
    let held: Vec<File> = std::iter::from_fn(|| File::open("/dev/null").ok()).collect();
    assert!(!held.is_empty());
    for host in ["localhost", "127.0.0.1"] {
        let lost = run(&transport, &get(format!("http://{host}:{port}/s3cret"))).unwrap_err();
        assert_eq!((lost.why, lost.sent, lost.os_error), (Cause::Resources, Sent::Nothing, libc::EMFILE));
        assert!(lost.detail.contains("EMFILE"), "{}", lost.detail);
    }
    drop(held);
}

#[test]
fn only_the_wanted_ip_version_is_used() {
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = address.local_addr().unwrap().port();
    let transport = |version| transport(|settings| settings.ip_version = version);
    for (version, url) in [
        (IpVersion::V6, format!("http://127.0.0.1:{port}/s3cret")),
        (IpVersion::V4, format!("http://[::1]:{port}/s3cret")),
    ] {
        let lost = run(&transport(version), &get(url)).unwrap_err();
        assert_eq!((lost.why, lost.sent), (Cause::IpVersion, Sent::Nothing), "{}", lost.detail);
        assert!(!lost.detail.contains("s3cret"));
    }
    drop(address);
    let server = answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    assert_eq!(run(&transport(IpVersion::V4), &get(server.url("/a"))).unwrap().status, 200);
    server.end();
    let server = answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    let url = format!("http://localhost:{}/a", server.address.port());
    assert_eq!(run(&transport(IpVersion::V4), &get(url)).unwrap().status, 200);
    server.end();
}

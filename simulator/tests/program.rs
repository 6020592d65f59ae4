//! The program: what it prints, and that nothing is left when it ends.

mod common;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use common::send;
use serde_json::Value;

fn spawn(arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_graph-upload-simulator"));
    command
        .args(arguments)
        .arg("--until-stdin-closes")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// The `name: value` lines up to `ready`.
fn start_lines(lines: &mut std::io::Lines<BufReader<ChildStdout>>) -> Vec<(String, String)> {
    let mut named = Vec::new();
    for line in lines.map(Result::unwrap) {
        if line == "ready" {
            break;
        }
        let (name, value) = line.split_once(": ").unwrap();
        named.push((name.to_owned(), value.to_owned()));
    }
    named
}

fn value<'a>(lines: &'a [(String, String)], name: &str) -> &'a str {
    &lines.iter().find(|(n, _)| n == name).unwrap().1
}

#[test]
fn it_serves_until_its_input_closes() {
    let mut child =
        spawn(&["--plain", "--token", "t", "--fault", "create:2=429", "--rtt", "2", "--rate", "1000000"]);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let start = start_lines(&mut lines);
    assert_eq!(value(&start, "token"), "t");
    let url =
        value(&start, "base-url").to_owned() + "/me/todo/lists/l/tasks/t/attachments/createUploadSession";
    let body = br#"{"attachmentInfo":{"attachmentType":"file","name":"n","size":5}}"#;
    let head = "POST\nAuthorization: Bearer t\nContent-Type: application/json";
    let statuses = [(); 2].map(|()| send(&url, head, body).unwrap().status);
    assert_eq!(statuses, [200, 429]);
    let line = lines.next().unwrap().unwrap();
    assert_eq!(line, "200 POST   /v1.0/me/todo/lists/l/tasks/t/attachments/createUploadSession  64 bytes");
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
}

#[test]
fn its_certificate_authority_goes_with_it() {
    let mut child = spawn(&[]);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let start = start_lines(&mut lines);
    assert!(value(&start, "base-url").starts_with("https://localhost:"));
    let ca_file = value(&start, "ca-file");
    assert!(std::fs::read_to_string(ca_file).unwrap().starts_with("-----BEGIN CERTIFICATE-----"));
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
    assert!(!Path::new(ca_file).exists());
}

#[cfg(unix)]
#[test]
fn it_ends_cleanly_when_told_to() {
    let mut child = spawn(&["--quiet"]);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let start = start_lines(&mut lines);
    let kill = Command::new("kill").arg("-TERM").arg(child.id().to_string()).status().unwrap();
    assert!(kill.success() && child.wait().unwrap().success());
    assert!(!Path::new(value(&start, "ca-file")).exists());
}

#[test]
fn nonsense_is_refused() {
    let program = env!("CARGO_BIN_EXE_graph-upload-simulator");
    for (arguments, code, why) in [
        (["--fault", "piece=explode"], 2, "neither an action nor a status"),
        (["--set", "drive.flavour=round"], 1, "must be one of: business, personal"),
        (["--token", "a b"], 1, "the token must be 1 to 8192 visible ASCII characters"),
        (
            ["--port", "65533"],
            1,
            "port 65533: the 4 hosts after it need the next ports, so it is at most 65531",
        ),
        (["--ca-file", "/no/such/folder/ca.pem"], 1, "/no/such/folder/ca.pem: "),
    ] {
        let output = Command::new(program).args(arguments).output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{error}");
        assert!(error.contains(why), "{error}");
    }
}

#[test]
fn json_for_programs() {
    let mut child = spawn(&["--plain", "--token", "t", "--json", "--strict"]);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let ready: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    let url = ready["baseUrl"].as_str().unwrap();
    assert_eq!(ready["hosts"]["graph"].as_str().unwrap(), url.strip_suffix("/v1.0").unwrap());
    assert_eq!(ready["controlUrl"], url.replace("/v1.0", "/_control"));
    assert_eq!((ready["token"].as_str(), ready["pid"].as_u64()), (Some("t"), Some(child.id().into())));
    let target = "/me/drive/root:/a:/createUploadSession";
    send(&format!("{url}{target}"), "POST\nAuthorization: Bearer t", b"").unwrap();
    let line: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    assert_eq!((line["number"].as_u64(), line["kind"].as_str()), (Some(1), Some("create")));
    assert_eq!(line["headers"]["authorization"], "Bearer ***");
    let state = send(&(ready["controlUrl"].as_str().unwrap().to_owned() + "/state"), "GET", b"").unwrap();
    assert_eq!(state.json()["settings"], serde_json::json!({ "strict": "true" }));
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
}

#[cfg(unix)]
#[test]
fn a_descriptor_tells_when_it_is_ready() {
    // The shell makes descriptor 3 the pipe to here, and throws the rest of the output away.
    let mut child = Command::new("sh")
        .args(["-c", "exec \"$0\" --ready-fd 3 --until-stdin-closes 3>&1 >/dev/null"])
        .arg(env!("CARGO_BIN_EXE_graph-upload-simulator"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // It is closed after the line, though the program goes on.
    let text = std::io::read_to_string(child.stdout.take().unwrap()).unwrap();
    let ready: Value = serde_json::from_str(text.strip_suffix('\n').unwrap()).unwrap();
    assert!(child.try_wait().unwrap().is_none());
    let pem = std::fs::read_to_string(ready["caFile"].as_str().unwrap()).unwrap();
    assert_eq!(ready["caPem"], pem);
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
}

#[cfg(unix)]
#[test]
fn a_descriptor_that_is_none_is_refused() {
    for (fd, why) in
        [("1", "--ready-fd 1: must be at least 3"), ("77", "--ready-fd 77: descriptor is not open")]
    {
        let program = env!("CARGO_BIN_EXE_graph-upload-simulator");
        let output = Command::new(program).args(["--ready-fd", fd]).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(error.contains(why), "{error}");
    }
}

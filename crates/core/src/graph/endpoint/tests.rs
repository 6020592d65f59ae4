use super::*;

fn endpoint(base: &str, loopback: bool) -> Result<Endpoint, Error> {
    Endpoint::new(base, Version::V1, "t", loopback)
}

#[test]
fn base_urls() {
    for (base, loopback, lawful) in [
        ("https://graph.microsoft.com", false, true),
        ("https://graph.microsoft.com/", false, true),
        ("https://gateway.example/graph", false, true),
        ("https://localhost:8443", false, true),
        ("http://localhost:8080", true, true),
        ("http://127.0.0.1:8080", true, true),
        ("http://[::1]:8080", true, true),
        ("https://127.0.0.1", true, true),
        ("http://graph.microsoft.com", false, false),
        ("http://graph.microsoft.com", true, false),
        ("http://localhost:8080", false, false),
        ("https://127.0.0.1", false, false),
        ("https://10.0.0.1", true, false),
        ("http://localhost.example.com", true, false),
        ("https://graph.microsoft.com/v1.0", false, false),
        ("https://graph.microsoft.com/beta/", false, false),
        ("https://user@graph.microsoft.com", false, false),
        ("https://graph.microsoft.com?x", false, false),
        ("https://graph.microsoft.com/#x", false, false),
        ("ftp://graph.microsoft.com", false, false),
        ("graph.microsoft.com", false, false),
        ("https://", false, false),
        ("https://a b", false, false),
        ("https://h:", false, false),
        ("https://h\r\nx: y", false, false),
        ("", false, false),
    ] {
        assert_eq!(endpoint(base, loopback).is_ok(), lawful, "{base:?} {loopback}");
    }
}

#[test]
fn the_origin_of_a_url() {
    let of = Endpoint::origin_and_path;
    assert_eq!(of("https://H.example:8443/a?b"), ("https://h.example:8443".to_owned(), "/a?b"));
    assert_eq!(of("HTTP://H"), ("http://h:80".to_owned(), ""));
    assert_eq!(of("https://a b"), (String::new(), ""));
}

#[test]
fn what_an_endpoint_was_made_of() {
    let endpoint =
        Endpoint::new("https://gateway.example/graph/", Version::Beta, "agent/1", false).expect("lawful");
    assert_eq!(endpoint.version(), Version::Beta);
    assert_eq!(endpoint.user_agent(), "agent/1");
    assert_eq!(endpoint.graph(), "https://gateway.example/graph");
}

#[test]
fn the_path_of_a_request() {
    let endpoint = Endpoint::new("https://graph.microsoft.com/", Version::Beta, "t", false).expect("lawful");
    assert_eq!(endpoint.url("/me"), "https://graph.microsoft.com/beta/me");
}

#[test]
fn upload_urls_of_kinds_with_hosts_of_their_own() {
    use UploadHost::{Drive, Outlook, Print};
    let global = endpoint("https://graph.microsoft.com", true).expect("lawful");
    let added = global.clone().with_upload_hosts(&["files.example.com".into()]);
    let l4 = endpoint("https://graph.microsoft.us", false).expect("lawful");
    let local = endpoint("http://localhost:8080", true).expect("lawful");
    for (endpoint, kind, url, lawful) in [
        (&global, Drive, "https://contoso-my.sharepoint.com/u?guid='x'&tempauth=y", true),
        (&global, Drive, "https://sn3302.up.1drv.com/up/fe6987415ace7X4e1eF866337", true),
        (&global, Outlook, "https://outlook.office365.com/api/gv1.0/users('x')", true),
        (&global, Print, "https://print.print.microsoft.com/uploadSessions/x", true),
        (&global, Outlook, "https://contoso.sharepoint.com/", false),
        (&global, Drive, "https://contoso.sharepoint.com:8443/", false),
        (&global, Drive, "http://contoso.sharepoint.com/", false),
        (&global, Drive, "https://contoso.sharepoint.us/", false),
        (&global, Drive, "http://127.0.0.1:9/", false),
        (&global, Drive, "https://files.example.com/", false),
        (&added, Drive, "https://files.example.com/", true),
        (&added, Drive, "https://files.example.com:444/", false),
        (&l4, Drive, "https://contoso.sharepoint.us/", true),
        (&local, Drive, "http://127.0.0.1:9/", true),
    ] {
        assert_eq!(endpoint.check_upload_url(url, kind).is_ok(), lawful, "{url}");
    }
    assert!(global.is_personal_drive("https://sn3302.up.1drv.com/up/x"));
    assert!(!global.is_personal_drive("https://contoso-my.sharepoint.com/x"));
}

#[test]
fn upload_urls_of_kinds_that_stay_on_graph() {
    let endpoint = endpoint("https://graph.microsoft.com", true).expect("lawful");
    for (url, lawful) in [
        ("https://graph.microsoft.com/v1.0/users/u/s(1)='a'?x=%E6~", true),
        ("https://GRAPH.microsoft.com:443/v1.0", true),
        ("https://graph.microsoft.com:8443/v1.0", false),
        ("http://graph.microsoft.com/v1.0", false),
        ("https://evil.example/v1.0", false),
        ("https://graph.microsoft.com.evil.example/", false),
        ("https://graph.microsoft.com@evil.example/", false),
        ("https://evil.example/https://graph.microsoft.com/", false),
        ("https://127.0.0.1/", false),
        ("http://localhost/", false),
        ("//graph.microsoft.com/v1.0", false),
        ("/v1.0/x", false),
    ] {
        assert_eq!(endpoint.check_upload_url(url, UploadHost::Graph).is_ok(), lawful, "{url}");
    }
}

#[test]
fn a_token_in_place_of_a_host_is_not_repeated() {
    let endpoint = endpoint("https://graph.microsoft.com", false).unwrap();
    for hosts in [UploadHost::Graph, UploadHost::Outlook] {
        let told = |host: &str| endpoint.check_upload_url(&format!("https://{host}/x"), hosts).unwrap_err();
        assert!(told("evil.example").contains("https://evil.example:443"));
        for host in ["a+b=", &"eyj".repeat(22)] {
            assert!(!told(host).contains(host) && told(host).contains("[…]"), "{}", told(host));
        }
    }
}

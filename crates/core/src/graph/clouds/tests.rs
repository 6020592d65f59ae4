use super::*;

#[test]
fn patterns_match_whole_labels() {
    for (pattern, host, expected) in [
        ("*.sharepoint.com", "contoso-my.sharepoint.com", true),
        ("*.sharepoint.com", "a.b.sharepoint.com", true),
        ("*.sharepoint.com", "sharepoint.com", false),
        ("*.sharepoint.com", "evilsharepoint.com", false),
        ("*.sharepoint.com", "x.sharepoint.com.evil.example", false),
        ("outlook.office.com", "outlook.office.com", true),
        ("outlook.office.com", "x.outlook.office.com", false),
    ] {
        assert_eq!(matches(pattern, host), expected, "{pattern} {host}");
    }
}

#[test]
fn hosts_that_callers_may_add() {
    for (text, lawful) in [
        ("files.example.com", true),
        ("*.Example.com", true),
        ("files.example.com:8443", true),
        ("localhost", true),
        ("*.com", false),
        ("*", false),
        ("a.*.com", false),
        ("https://a.com", false),
        ("a.com/x", false),
        ("a.com:0", false),
        ("a.com:x", false),
        ("10.0.0.1", false),
        ("user@a.com", false),
        ("", false),
        ("a..com", false),
    ] {
        assert_eq!(check_host(text).is_ok(), lawful, "{text}");
    }
    // No label stands in for the star.
    assert!(!matches_any_added(&["*.example.com".into()], ".example.com", 443));
    assert!(matches_any_added(&["files.example.com:8443".into()], "files.example.com", 8443));
    assert!(!matches_any_added(&["files.example.com".into()], "files.example.com", 8443));
}

/// The hosts of each cloud, and names that only look like them.
#[test]
fn hosts_of_every_cloud() {
    use UploadHost::{Drive, Graph, Outlook, Print};
    for (cloud, kind, known, strange) in [
        (
            Cloud::Global,
            Outlook,
            ["outlook.office.com", "outlook.office365.com", "outlook.cloud.microsoft"].as_slice(),
            ["outlook.office.com.example", "x.outlook.office.com", "cloud.microsoft", "outlook.office365.us"]
                .as_slice(),
        ),
        (
            Cloud::Global,
            Drive,
            &[
                "contoso-my.sharepoint.com",
                "contoso.sharepoint-df.com",
                "sn3302.up.1drv.com",
                "api.onedrive.com",
                "my.microsoftpersonalcontent.com",
                "x.storage.live.com",
            ],
            &[
                "sharepoint.com",
                "evilsharepoint.com",
                "contoso.sharepoint.com.example",
                "x.dps.mil",
                "1drv.com",
            ],
        ),
        (
            Cloud::Global,
            Print,
            &["print.print.microsoft.com"],
            &["print.microsoft.com", "x.print.print.microsoft.com"],
        ),
        (
            Cloud::UsGovL4,
            Outlook,
            &["outlook.office365.us"],
            &["outlook-dod.office365.us", "outlook.office365.us.example"],
        ),
        (
            Cloud::UsGovL4,
            Drive,
            &["contoso.sharepoint.us"],
            &["contoso.sharepoint-mil.us", "x.dps.mil", "contosharepoint.us"],
        ),
        (
            Cloud::UsGovL5,
            Outlook,
            &["outlook-dod.office365.us", "webmail.apps.mil"],
            &[
                "apps.mil",
                "x.webmail.apps.mil",
                "webmail.apps.mil.example",
                "webmail-apps.mil",
                "outlook.office365.us",
            ],
        ),
        (
            Cloud::UsGovL5,
            Drive,
            &["contoso.sharepoint-mil.us", "usaf.dps.mil", "a.b.dps.mil"],
            &["dps.mil", "evildps.mil", "usaf.dps.mil.example", "usaf.dps.mil.us", "contoso.sharepoint.us"],
        ),
        (
            Cloud::China,
            Outlook,
            &["partner.outlook.cn", "bjs.partner.outlook.cn"],
            &["outlook.cn", "evilpartner.outlook.cn", "x.outlook.cn", "partner.outlook.cn.example"],
        ),
        (
            Cloud::China,
            Drive,
            &["contoso.sharepoint.cn"],
            &["sharepoint.cn", "contoso.sharepoint.com", "x.sharepoint.com.cn"],
        ),
        (
            Cloud::Bleu,
            Outlook,
            &["outlook.sovcloud.fr"],
            &["sovcloud.fr", "outlook.sovcloud.de", "x.outlook.sovcloud.fr"],
        ),
        (
            Cloud::Bleu,
            Drive,
            &["contoso.sovcloud-sharepoint.fr", "contoso.sovcloud.fr"],
            &["sovcloud-sharepoint.fr", "contoso.sharepoint.fr", "evilsovcloud.fr", "sovcloud.fr"],
        ),
        (Cloud::Delos, Outlook, &["outlook.sovcloud.de"], &["outlook.sovcloud.fr", "outlook-sovcloud.de"]),
        (
            Cloud::Delos,
            Drive,
            &["contoso.sovcloud-sharepoint.de"],
            &["x.sovcloud-sharepoint.de.example", "contoso.sharepoint.de"],
        ),
        (Cloud::UsGovL4, Print, &[], &["print.print.microsoft.com"]),
        (Cloud::Global, Graph, &[], &["graph.microsoft.com"]),
    ] {
        for host in known {
            assert!(matches_any(cloud.upload_hosts(kind), host), "{cloud:?} {kind:?} {host}");
        }
        for host in strange {
            assert!(!matches_any(cloud.upload_hosts(kind), host), "{cloud:?} {kind:?} {host}");
        }
    }
}

#[test]
fn clouds_by_their_graph() {
    for cloud in Cloud::ALL {
        let host = cloud.graph().strip_prefix("https://").expect("https");
        assert_eq!(Cloud::of_graph_host(host), cloud);
    }
    assert_eq!(Cloud::of_graph_host("graph.microsoft.us"), Cloud::UsGovL4);
    assert_eq!(Cloud::of_graph_host("gateway.example"), Cloud::Global);
}

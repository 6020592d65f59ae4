//! The national clouds: where Graph is in each, and which hosts its upload URLs name.
//!
//! Graph's hosts are those of MicrosoftDocs: concepts/deployments.md, and for Bleu and Delos of
//! microsoftgraph/msgraph-sdk-powershell pull 3523. Upload hosts are those of the documented examples, of clients that
//! check them (tonimelisma/onedrive-go: internal/graph/url_validation.go), and what Microsoft's endpoint lists name for
//! Exchange Online (rows that users' mail programs need) and SharePoint Online:
//! - of microsoft-365/includes in MicrosoftDocs/microsoft-365-docs: office-365-u.s.-government-gcc-high-endpoints.md,
//!   office-365-u.s.-government-dod-endpoints.md, office-365-operated-by-21vianet-endpoints.md,
//!   office-365-worldwide-endpoints.md, office-365-france-endpoints.md
//! - Outlook of Bleu and Delos: microsoft/CSS-Exchange: Shared/AzureFunctions/Get-CloudServiceEndpoint.ps1
//! - SharePoint of Bleu and Delos: Set-OutlookSignatures/Set-OutlookSignatures, beside the list for France
//!
//! Further sovereign clouds exist whose hosts are not public, so callers can add hosts.

use crate::error::Error;
use crate::graph::endpoint::UploadHost;

/// Graph of the global cloud.
pub const GLOBAL_GRAPH: &str = "https://graph.microsoft.com";

/// The upload hosts of personal OneDrives.
pub const PERSONAL_DRIVES: &[&str] =
    &["*.1drv.com", "api.onedrive.com", "*.microsoftpersonalcontent.com", "*.storage.live.com"];

/// A cloud with its own Graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cloud {
    /// The global one; GCC uses it too.
    #[default]
    Global,
    /// US Government L4 (GCC High).
    UsGovL4,
    /// US Government L5 (DoD).
    UsGovL5,
    /// China, operated by 21Vianet.
    China,
    /// France, operated by Bleu.
    Bleu,
    /// Germany, operated by Delos Cloud.
    Delos,
}

impl Cloud {
    const ALL: [Cloud; 6] =
        [Cloud::Global, Cloud::UsGovL4, Cloud::UsGovL5, Cloud::China, Cloud::Bleu, Cloud::Delos];

    /// Where its Graph is.
    pub fn graph(self) -> &'static str {
        match self {
            Cloud::Global => GLOBAL_GRAPH,
            Cloud::UsGovL4 => "https://graph.microsoft.us",
            Cloud::UsGovL5 => "https://dod-graph.microsoft.us",
            Cloud::China => "https://microsoftgraph.chinacloudapi.cn",
            Cloud::Bleu => "https://graph.svc.sovcloud.fr",
            Cloud::Delos => "https://graph.svc.sovcloud.de",
        }
    }

    /// The cloud whose Graph has this host; the global one for any other.
    pub fn of_graph_host(host: &str) -> Self {
        let has_host = |cloud: &Cloud| cloud.graph().strip_prefix("https://") == Some(host);
        Self::ALL.into_iter().find(has_host).unwrap_or_default()
    }

    /// The hosts that upload URLs of a kind name. `*.` stands for one or more labels.
    pub fn upload_hosts(self, kind: UploadHost) -> &'static [&'static str] {
        match (self, kind) {
            (_, UploadHost::Graph) => &[],
            (Cloud::Global, UploadHost::Outlook) => {
                &["outlook.office.com", "outlook.office365.com", "outlook.cloud.microsoft"]
            }
            (Cloud::Global, UploadHost::Drive) => &[
                "*.sharepoint.com",
                "*.sharepoint-df.com",
                "*.1drv.com",
                "api.onedrive.com",
                "*.microsoftpersonalcontent.com",
                "*.storage.live.com",
            ],
            (Cloud::Global, UploadHost::Print) => &["print.print.microsoft.com"],
            (Cloud::UsGovL4, UploadHost::Outlook) => &["outlook.office365.us"],
            (Cloud::UsGovL4, UploadHost::Drive) => &["*.sharepoint.us"],
            (Cloud::UsGovL5, UploadHost::Outlook) => &["outlook-dod.office365.us", "webmail.apps.mil"],
            (Cloud::UsGovL5, UploadHost::Drive) => &["*.sharepoint-mil.us", "*.dps.mil"],
            (Cloud::China, UploadHost::Outlook) => &["partner.outlook.cn", "*.partner.outlook.cn"],
            (Cloud::China, UploadHost::Drive) => &["*.sharepoint.cn"],
            (Cloud::Bleu, UploadHost::Outlook) => &["outlook.sovcloud.fr"],
            (Cloud::Bleu, UploadHost::Drive) => &["*.sovcloud-sharepoint.fr", "*.sovcloud.fr"],
            (Cloud::Delos, UploadHost::Outlook) => &["outlook.sovcloud.de"],
            (Cloud::Delos, UploadHost::Drive) => &["*.sovcloud-sharepoint.de"],
            // Universal Print is documented for the global cloud and the US Government's, whose hosts are not public.
            (_, UploadHost::Print) => &[],
        }
    }
}

/// Checks a host that a caller adds: a name, perhaps with `*.` in front and `:port` behind.
pub fn check_host(text: &str) -> Result<String, Error> {
    let text = text.to_ascii_lowercase();
    let (host, port) = text.split_once(':').unwrap_or((&text, "443"));
    let name = host.strip_prefix("*.").unwrap_or(host);
    let label = |label: &str| {
        let lawful = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        lawful && !label.is_empty() && label.len() <= 63
    };
    let too_wild = host.starts_with("*.") && !name.contains('.');
    let is_address =
        name.rsplit('.').next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
    let lawful = name.split('.').all(label) && !too_wild && !is_address && name.len() <= 253;
    if lawful && port.parse::<u16>().is_ok_and(|port| port > 0) {
        return Ok(text);
    }
    Err(Error::argument(
        "upload host: must be a host name such as files.example.com, *.example.com or files.example.com:8443",
    ))
}

/// Whether a host is one of the patterns.
pub fn matches_any(patterns: &[&str], host: &str) -> bool {
    patterns.iter().any(|pattern| matches(pattern, host))
}

/// Whether a host and port are among those that the caller added.
pub fn matches_any_added(added: &[String], host: &str, port: u16) -> bool {
    added.iter().any(|entry| {
        let (pattern, at) = entry.split_once(':').unwrap_or((entry, "443"));
        matches(pattern, host) && at.parse() == Ok(port)
    })
}

fn matches(pattern: &str, host: &str) -> bool {
    match pattern.strip_prefix('*') {
        Some(suffix) => host.len() > suffix.len() && host.ends_with(suffix),
        None => pattern == host,
    }
}

#[cfg(test)]
mod tests {
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
                [
                    "outlook.office.com.example",
                    "x.outlook.office.com",
                    "cloud.microsoft",
                    "outlook.office365.us",
                ]
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
                &[
                    "dps.mil",
                    "evildps.mil",
                    "usaf.dps.mil.example",
                    "usaf.dps.mil.us",
                    "contoso.sharepoint.us",
                ],
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
            (
                Cloud::Delos,
                Outlook,
                &["outlook.sovcloud.de"],
                &["outlook.sovcloud.fr", "outlook-sovcloud.de"],
            ),
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
}

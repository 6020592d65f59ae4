//! The national clouds: their Graph hosts and the hosts of their upload URLs.
//!
//! Graph's hosts are those of MicrosoftDocs: concepts/deployments.md, and for Bleu and Delos of
//! microsoftgraph/msgraph-sdk-powershell pull 3523. Upload hosts are those of the documented
//! examples, of clients that check them (tonimelisma/onedrive-go:
//! internal/graph/url_validation.go), and of Microsoft's endpoint lists for Exchange Online (rows
//! required by users' mail programs) and SharePoint Online:
//! - of microsoft-365/includes in MicrosoftDocs/microsoft-365-docs: office-365-u.s.-government-gcc-high-endpoints.md,
//!   office-365-u.s.-government-dod-endpoints.md, office-365-operated-by-21vianet-endpoints.md,
//!   office-365-worldwide-endpoints.md, office-365-france-endpoints.md
//! - Outlook of Bleu and Delos: microsoft/CSS-Exchange: Shared/AzureFunctions/Get-CloudServiceEndpoint.ps1
//! - SharePoint of Bleu and Delos: Set-OutlookSignatures/Set-OutlookSignatures, beside the list for France
//!
//! There are further sovereign clouds whose hosts are not public, so callers can add hosts.

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

    /// Its Graph.
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

    /// The hosts of a kind's upload URLs. `*.` stands for one or more labels.
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
            // Universal Print is documented for the global and the US Government clouds; the
            // latter's hosts are not public.
            (_, UploadHost::Print) => &[],
        }
    }
}

/// Checks a host that a caller adds: a name, optionally with `*.` in front and `:port` behind.
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

/// Whether a host matches one of the patterns.
pub fn matches_any(patterns: &[&str], host: &str) -> bool {
    patterns.iter().any(|pattern| matches(pattern, host))
}

/// Whether a host and port match one that the caller added.
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
mod tests;

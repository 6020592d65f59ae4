//! rclone and its way to the simulator, which is that of the peers' tests: its base URL cannot be configured, so a proxy
//! takes its connections to the service's host. See tests/peers/common/way.py.

use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::service::Place;

/// The simulator's settings for it: versions before 1.65 send the token along to upload URLs (rclone/rclone issue 7405),
/// which the service ignored then.
pub const SETTINGS: [&str; 1] = ["drive.takes-tokens=true"];

/// Whether a violation is only that.
pub fn is_known(violation: &str) -> bool {
    violation.starts_with("PUT with a token on the ")
}

/// The proxy, which ends when this is dropped.
pub struct Way {
    proxy: Child,
    url: String,
    folder: PathBuf,
}

impl Way {
    /// `given` is a folder with the program and the certificate for the service's host; `folder` is for files of its own.
    pub fn start(given: &Path, place: &Place, folder: &Path) -> io::Result<Self> {
        let ca_file = place.ca_file.as_ref().ok_or_else(|| io::Error::other("rclone needs TLS"))?;
        let port = place.port().ok_or_else(|| io::Error::other("a base URL without a port"))?;
        let mut proxy = Command::new("python3")
            .arg(given.join("way.py"))
            .args([&given.join("graph.pem"), &given.join("graph.key"), ca_file])
            .arg(port.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut own = String::new();
        let out = proxy.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        BufReader::new(out).read_line(&mut own)?;
        let folder = folder.join("rclone");
        std::fs::create_dir_all(&folder)?;
        let mut authorities = std::fs::read(ca_file)?;
        authorities.extend(std::fs::read(given.join("authority.pem"))?);
        std::fs::write(folder.join("authorities.pem"), authorities)?;
        std::fs::write(folder.join("rclone.conf"), configuration(&place.token))?;
        Ok(Self { proxy, url: format!("http://127.0.0.1:{}", own.trim_end()), folder })
    }

    /// Options that rclone needs here.
    pub fn tell(&self, command: &mut Command) {
        command.env("HTTPS_PROXY", &self.url).env("HOME", &self.folder);
        command.arg("--config").arg(self.folder.join("rclone.conf"));
        command.arg("--ca-cert").arg(self.folder.join("authorities.pem"));
        // As in the peers' tests; a request that fails is not to be hidden by another.
        command.args(["--disable-http2", "--retries", "1", "--low-level-retries", "1"]);
    }
}

impl Drop for Way {
    fn drop(&mut self) {
        self.proxy.stdin = None;
        // It ends with its input.
        let _ = self.proxy.wait();
    }
}

fn configuration(token: &str) -> String {
    let token = serde_json::json!({
        "access_token": token, "token_type": "Bearer", "refresh_token": "none", "expiry": "2099-01-01T00:00:00Z",
    });
    format!("[drive]\ntype = onedrive\ndrive_id = d1\ndrive_type = business\ntoken = {token}\n")
}

//! The crate opendal.

use opendal::{HttpTransporter, OperationContext, Operator, services::Onedrive};
use opendal_http_transport_reqwest::ReqwestTransport;

use crate::{Outcome, Setting, same, say};

pub async fn all(setting: &Setting) {
    // One request up to 4 MiB, a session above that.
    for name in ["0B", "1B", "320KiB", "4MiB+1", "12MiB"] {
        for folder in ["", "folder/"] {
            let stored = format!("{folder}opendal {name}");
            say(&format!("opendal {folder}{name}"), write(setting, name, &stored).await);
            same(&format!("me/drive/root:/{folder}opendal%20{name}:/content"), name);
        }
    }
}

async fn write(setting: &Setting, name: &str, stored: &str) -> Outcome {
    let transport = HttpTransporter::new(ReqwestTransport::new(setting.client.clone()));
    let operator = Operator::new(Onedrive::default().access_token(&setting.token))?
        .with_context(OperationContext::new().with_http_transport(transport));
    let bytes = setting.bytes(name)?;
    let size = bytes.len() as u64;
    let written = operator.write(stored, bytes).await?;
    if written.content_length() != size {
        return Err(format!("size {}", written.content_length()).into());
    }
    Ok(())
}

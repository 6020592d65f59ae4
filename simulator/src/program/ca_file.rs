//! The file with the certificate authority.

use std::io;
use std::path::PathBuf;

/// The file with the certificate authority; one of our own is removed at the end.
pub struct CaFile {
    /// Where it is; `None` with plain HTTP.
    pub path: Option<PathBuf>,
    temporary: bool,
}

impl CaFile {
    /// The file that was asked for, or an empty one of our own.
    pub fn new(plain: bool, path: Option<PathBuf>) -> io::Result<CaFile> {
        if plain || path.is_some() {
            return Ok(CaFile { path, temporary: false });
        }
        let name = format!("graph-upload-simulator-{}.pem", std::process::id());
        let path = std::env::temp_dir().join(name);
        // Nobody else's file is written through: it must not exist, except as the leftover of an earlier process.
        let _ = std::fs::remove_file(&path);
        std::fs::OpenOptions::new().write(true).create_new(true).open(&path)?;
        Ok(CaFile { path: Some(path), temporary: true })
    }
}

impl Drop for CaFile {
    fn drop(&mut self) {
        if let (true, Some(path)) = (self.temporary, &self.path) {
            // Someone else may have tidied up.
            let _ = std::fs::remove_file(path);
        }
    }
}

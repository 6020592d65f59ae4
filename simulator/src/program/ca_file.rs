//! The file with the certificate authority.

use std::io;
use std::path::PathBuf;

/// The file with the certificate authority; a temporary one is removed at exit.
pub struct CaFile {
    /// Its path; `None` with plain HTTP.
    pub path: Option<PathBuf>,
    temporary: bool,
}

impl CaFile {
    /// The requested file, or an empty temporary one.
    pub fn new(plain: bool, path: Option<PathBuf>) -> io::Result<CaFile> {
        if plain || path.is_some() {
            return Ok(CaFile { path, temporary: false });
        }
        let name = format!("graph-upload-simulator-{}.pem", std::process::id());
        let path = std::env::temp_dir().join(name);
        // Never writes through another user's file: it must not exist, except as a leftover of an
        // earlier process.
        let _ = std::fs::remove_file(&path);
        std::fs::OpenOptions::new().write(true).create_new(true).open(&path)?;
        Ok(CaFile { path: Some(path), temporary: true })
    }
}

impl Drop for CaFile {
    fn drop(&mut self) {
        if let (true, Some(path)) = (self.temporary, &self.path) {
            // It may have been removed already.
            let _ = std::fs::remove_file(path);
        }
    }
}

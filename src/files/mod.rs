//! File operations that the standard library lacks or offers on one system only.
//!
//! Each system's file provides the items used here, and nothing else.

#[cfg(windows)]
mod access;
mod stamp;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

pub(crate) use system::{
    Lock, append_private, create_nameless, create_private, create_private_folder, duplicate, examine,
    is_readable, lock, open, read_at, remove, replace, stamp_at, write_at,
};

pub use stamp::Stamp;

/// What an opened path turned out to be.
#[derive(Debug)]
pub(crate) enum Found {
    File(Stamp),
    Folder,
    /// A pipe, a device or the like, which has no length.
    Other,
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::io::Write;

    use super::*;

    fn stamp(file: &File) -> Stamp {
        match examine(file).unwrap() {
            Found::File(stamp) => stamp,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_file_is_known_by_its_handle_and_by_its_path() {
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("größe"), folder.path().join("other"));
        fs::write(&path, b"0123456789").unwrap();
        fs::write(&other, b"0123456789").unwrap();
        let file = open(&path).unwrap();
        assert_eq!((stamp(&file).size, stamp_at(&path).unwrap()), (10, stamp(&file)));
        assert_ne!(stamp(&file).identity, stamp_at(&other).unwrap().identity);
        assert_ne!(stamp(&file).identity, (0, 0));
        assert!(matches!(examine(&open(folder.path()).unwrap()).unwrap(), Found::Folder));
        fs::rename(&other, &path).unwrap();
        assert_ne!(stamp(&file).identity, stamp_at(&path).unwrap().identity);
    }

    #[test]
    fn a_replaced_file_is_the_new_one_also_for_who_has_it_open() {
        let folder = tempfile::tempdir().unwrap();
        let (fresh, path) = (folder.path().join("new"), folder.path().join("old"));
        fs::write(&path, b"old").unwrap();
        let reader = File::open(&path).unwrap();
        let mut file = create_private(&fresh).unwrap();
        file.write_all(b"fresh").unwrap();
        let created = stamp(&file).identity;
        replace(file, &fresh, &path).unwrap();
        assert_eq!((fs::read(&path).unwrap(), fresh.exists()), (b"fresh".to_vec(), false));
        assert_eq!(stamp_at(&path).unwrap().identity, created);
        drop(reader);
    }

    #[test]
    fn a_lock_is_held_until_it_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let (below, path) = (folder.path().join("a/b"), folder.path().join("a/b/lock"));
        create_private_folder(&below).unwrap();
        create_private_folder(&below).unwrap();
        let held = lock(&path).unwrap();
        assert!(held.is_some() && lock(&path).unwrap().is_none());
        drop(held);
        assert!(lock(&path).unwrap().is_some());
        lock(&folder.path().join("none/lock")).unwrap_err();
    }

    #[test]
    fn a_nameless_file_is_gone_with_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let file = create_nameless(folder.path()).unwrap();
        write_at(&file, 3, b"defg").unwrap();
        write_at(&file, 0, b"abc").unwrap();
        let mut bytes = [0; 10];
        assert_eq!(read_at(&file, 0, &mut bytes).unwrap(), 7);
        assert_eq!(&bytes[..7], b"abcdefg");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
        drop(file);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        let error = create_nameless(&folder.path().join("none")).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::NotFound);
    }

    #[test]
    fn what_is_open_for_writing_alone_cannot_be_read() {
        let (read, write) = std::io::pipe().unwrap();
        #[cfg(unix)]
        let [read, write] = [std::os::fd::OwnedFd::from(read), write.into()].map(File::from);
        #[cfg(windows)]
        let [read, write] = [std::os::windows::io::OwnedHandle::from(read), write.into()].map(File::from);
        assert_eq!([is_readable(&read).unwrap(), is_readable(&write).unwrap()], [true, cfg!(windows)]);
    }

    #[test]
    fn what_is_not_open_is_no_file() {
        for handle in [12_345_678, u64::MAX, u64::from(u32::MAX)] {
            duplicate(handle).unwrap_err();
        }
    }
}

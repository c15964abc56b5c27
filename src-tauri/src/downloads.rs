//! Files that the user keeps outside of the book: a printed report, a sheet, an attached document.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use app::{AppError, ErrorCode};

/// Names tried for one file before giving up.
const MAX_NAMES: u32 = 1_000;

/// Writes `bytes` into `dir` under `name`, or under “name (2)”, “name (3)” … where that is taken: a file that somebody
/// may have signed is never replaced. Returns where it lies once it is on the disk.
///
/// # Errors
/// File errors; nothing half-written stays behind.
pub fn save(dir: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    fs::create_dir_all(dir)?;
    let (mut file, path) = create(dir, Path::new(name))?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if let Err(error) = written {
        drop(file);
        // Whatever removing says, the first error is what the user has to know.
        let _ = fs::remove_file(&path);
        return Err(error);
    }
    Ok(path)
}

fn create(dir: &Path, name: &Path) -> io::Result<(File, PathBuf)> {
    let text = |part: Option<&OsStr>| part.map(|part| part.to_string_lossy().into_owned());
    // Only the last part of the name counts, so that no name leads out of the folder.
    let stem = text(name.file_stem()).unwrap_or_else(|| "tep".to_owned());
    let extension = text(name.extension()).map(|extension| format!(".{extension}")).unwrap_or_default();
    for number in 1..=MAX_NAMES {
        let mark = if number == 1 { String::new() } else { format!(" ({number})") };
        let path = dir.join(format!("{stem}{mark}{extension}"));
        match File::create_new(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Ok(file) => return Ok((file, path)),
            Err(error) => return Err(error),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

/// Why a file did not get there, in words. The book is elsewhere, so nothing of it is touched.
pub fn refused(dir: &Path, error: &io::Error) -> AppError {
    let place = dir.display();
    let (code, message, advice) = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => (
            ErrorCode::DiskFull,
            format!("Ổ đĩa có thư mục {place} đã hết chỗ trống nên chưa lưu được tệp. Sổ không mất gì."),
            "Hãy xóa bớt tệp không cần ở đó (ảnh, phim, tệp tải về), rồi bấm lưu lại.",
        ),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem | ErrorKind::NotADirectory => (
            ErrorCode::Invalid,
            format!("Máy không cho ghi vào thư mục {place} nên chưa lưu được tệp. Sổ không mất gì."),
            "Hãy nhờ người quản lý máy cho phép ghi vào thư mục này, rồi bấm lưu lại.",
        ),
        _ => (
            ErrorCode::Invalid,
            format!("Chưa lưu được tệp vào thư mục {place}. Sổ không mất gì."),
            "Hãy xem thư mục đó còn mở được không (ổ đĩa rời, thẻ nhớ có thể đã rút ra), rồi bấm lưu lại.",
        ),
    };
    AppError { code, message, advice: advice.into(), detail: Some(error.to_string()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_room_and_one_that_cannot_be_written_are_told_apart() {
        let dir = tempfile::tempdir().expect("folder");
        let taken = dir.path().join("Tải về");
        fs::write(&taken, b"a file where the folder should be").expect("written");
        let error = save(&taken, "a.pdf", b"1").expect_err("no folder");
        let told = refused(&taken, &error);
        assert!(told.message.contains(&taken.display().to_string()), "{}", told.message);
        assert_ne!(told.code, ErrorCode::DiskFull);
        for (kind, code, words) in [
            (ErrorKind::StorageFull, ErrorCode::DiskFull, "hết chỗ trống"),
            (ErrorKind::QuotaExceeded, ErrorCode::DiskFull, "hết chỗ trống"),
            (ErrorKind::PermissionDenied, ErrorCode::Invalid, "không cho ghi vào thư mục /x"),
            (ErrorKind::ReadOnlyFilesystem, ErrorCode::Invalid, "không cho ghi vào thư mục /x"),
            (ErrorKind::TimedOut, ErrorCode::Invalid, "Chưa lưu được"),
        ] {
            let told = refused(Path::new("/x"), &kind.into());
            assert_eq!(told.code, code, "{kind:?}");
            assert!(told.message.contains(words), "{}", told.message);
        }
    }

    #[test]
    fn a_file_is_never_replaced_and_never_leaves_the_folder() {
        let dir = tempfile::tempdir().expect("folder");
        let downloads = dir.path().join("Tải về");
        let saved = |name, bytes: &[u8]| save(&downloads, name, bytes).expect("saved");
        assert_eq!(saved("báo cáo.docx", b"1"), downloads.join("báo cáo.docx"));
        assert_eq!(saved("báo cáo.docx", b"2"), downloads.join("báo cáo (2).docx"));
        assert_eq!(saved("../../ngoài.pdf", b"3"), downloads.join("ngoài.pdf"));
        assert_eq!(saved("..", b"4"), downloads.join("tep"));
        assert_eq!(fs::read(downloads.join("báo cáo.docx")).expect("read"), b"1");
        assert_eq!(fs::read_dir(&downloads).expect("listed").count(), 4);
    }
}

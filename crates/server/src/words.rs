//! The few failures that whoever starts the server can do something about, in plain Vietnamese.

use server::ServerError;

/// What happened and what to do next; `None` where only support can help.
pub fn for_people(error: &ServerError) -> Option<String> {
    Some(match error {
        ServerError::FolderInUse(_) => {
            "Sổ Thôn đang chạy trên thư mục dữ liệu này rồi. Hãy dùng bản đang chạy, hoặc dừng nó trước.".to_owned()
        }
        ServerError::NoBlobKey(key) => format!(
            "Không thấy tệp khóa ảnh {}. Ảnh của xã được mã hóa bằng khóa này: hãy chép nó lại từ bản sao lưu rồi chạy lại. \
             Chưa có gì bị đổi.",
            key.display()
        ),
        ServerError::Listen(_) => {
            "Không mở được cổng mạng. Có thể phần mềm khác đang dùng cổng đó: hãy chọn cổng khác bằng --listen."
                .to_owned()
        }
        ServerError::NoCommune(folder) => format!(
            "Thư mục {} chưa có sổ của xã nào. Hãy chạy sothon-server một lần, hoặc chỉ đúng thư mục bằng --data.",
            folder.display()
        ),
        ServerError::NewerSchema { .. } => {
            "Dữ liệu này do bản phần mềm mới hơn ghi. Hãy cài bản mới nhất; dữ liệu vẫn còn nguyên.".to_owned()
        }
        ServerError::UnknownVillage(name) => {
            format!("Xã không có thôn nào tên là “{name}”. Hãy xem lại tên thôn, hoặc nạp sổ hộ trước.")
        }
        ServerError::NotCommitted(_) | ServerError::File { .. } => {
            "Không ghi được vào thư mục dữ liệu. Hãy xem ổ đĩa còn chỗ trống và quyền ghi của thư mục.".to_owned()
        }
        _ => return None,
    })
}

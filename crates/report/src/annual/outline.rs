//! The outline of the annual report, and where each topic stands in it.

use super::data::Topic;

/// One heading, with the topics written below it in this order.
pub(crate) struct Heading {
    pub id: &'static str,
    pub level: u8,
    pub number: &'static str,
    pub text: &'static str,
    pub topics: &'static [Topic],
    /// Each topic opens with its own line: "Về giáo dục:".
    pub with_leads: bool,
}

const fn heading(
    id: &'static str,
    level: u8,
    number: &'static str,
    text: &'static str,
    topics: &'static [Topic],
) -> Heading {
    Heading { id, level, number, text, topics, with_leads: false }
}

const fn led(
    id: &'static str,
    level: u8,
    number: &'static str,
    text: &'static str,
    topics: &'static [Topic],
) -> Heading {
    Heading { id, level, number, text, topics, with_leads: true }
}

/// `{ky}` is the period, `{ky-sau}` the next one.
pub(crate) const OUTLINE: [Heading; 23] = [
    heading("phan-1", 1, "Phần thứ nhất", "KẾT QUẢ THỰC HIỆN {ky}", &[]),
    heading("to-chuc", 2, "I.", "TỔ CHỨC TRIỂN KHAI VÀ CHỈ ĐẠO, ĐIỀU HÀNH", &[]),
    heading("to-chuc.trien-khai", 3, "1.", "Công tác tổ chức triển khai", &[Topic::Organisation]),
    heading("to-chuc.chi-dao", 3, "2.", "Công tác chỉ đạo, điều hành", &[Topic::Steering]),
    heading("to-chuc.tuyen-truyen", 3, "3.", "Công tác tuyên truyền", &[Topic::Propaganda]),
    heading("ket-qua", 2, "II.", "KẾT QUẢ TRIỂN KHAI THỰC HIỆN", &[]),
    heading("ket-qua.san-xuat", 3, "1.", "Tổ chức sản xuất và phát triển kinh tế nông thôn", &[Topic::Production]),
    heading("ket-qua.ha-tang", 3, "2.", "Xây dựng cơ sở hạ tầng nông thôn", &[Topic::Infrastructure]),
    led(
        "ket-qua.xa-hoi",
        3,
        "3.",
        "Giáo dục, y tế, văn hóa và bảo vệ môi trường",
        &[Topic::Education, Topic::Health, Topic::Culture, Topic::Environment],
    ),
    led(
        "ket-qua.chinh-tri",
        3,
        "4.",
        "Xây dựng hệ thống chính trị và giữ gìn an ninh, trật tự",
        &[Topic::Politics, Topic::Security],
    ),
    heading("nguon-luc", 3, "5.", "Huy động nguồn lực và kết quả thực hiện các tiêu chí", &[]),
    heading("nguon-luc.tong", 4, "5.1.", "Tổng nguồn lực huy động", &[Topic::Resources]),
    heading("nguon-luc.tieu-chi", 4, "5.2.", "Kết quả thực hiện các tiêu chí, chỉ tiêu", &[Topic::Criteria]),
    heading("nguon-luc.thon", 4, "5.3.", "Kết quả xây dựng thôn đạt chuẩn", &[Topic::Villages]),
    led("danh-gia", 3, "6.", "Thuận lợi, khó khăn", &[Topic::Advantages, Topic::Difficulties]),
    heading("phan-2", 1, "Phần thứ hai", "PHƯƠNG HƯỚNG, NHIỆM VỤ {ky-sau}", &[]),
    heading("muc-tieu", 2, "I.", "MỤC TIÊU", &[Topic::Goals]),
    heading("nhiem-vu", 2, "II.", "NHIỆM VỤ TRỌNG TÂM VÀ GIẢI PHÁP", &[]),
    heading("nhiem-vu.ha-tang", 3, "1.", "Về hạ tầng kinh tế - xã hội", &[Topic::TasksInfrastructure]),
    heading("nhiem-vu.kinh-te", 3, "2.", "Về kinh tế và tổ chức sản xuất", &[Topic::TasksEconomy]),
    heading("nhiem-vu.xa-hoi", 3, "3.", "Về văn hóa, xã hội, môi trường", &[Topic::TasksSociety]),
    heading("nhiem-vu.an-ninh", 3, "4.", "Về an ninh, trật tự và hành chính công", &[Topic::TasksSecurity]),
    heading("ket", 0, "", "", &[]),
];

/// The line that opens a topic which shares its heading with others.
pub(crate) fn lead(topic: Topic) -> &'static str {
    match topic {
        Topic::Education => "Về giáo dục và đào tạo:",
        Topic::Health => "Về y tế:",
        Topic::Culture => "Về văn hóa:",
        Topic::Environment => "Về môi trường và an toàn thực phẩm:",
        Topic::Politics => "Xây dựng hệ thống chính trị:",
        Topic::Security => "An ninh, trật tự:",
        Topic::Advantages => "Thuận lợi:",
        Topic::Difficulties => "Khó khăn:",
        _ => "",
    }
}

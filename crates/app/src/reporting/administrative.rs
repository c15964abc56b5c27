//! What the commune's administrative form says in numbers.

use report::annual::{Fact, Topic};
use report::{Evidence, FigureValue, Period, Unit};

use super::answers::Answers;
use super::{is_within, latest};

const FORM: &str = "chi_tieu_xa";

/// How an indicator's questions are named after its stem.
#[derive(Clone, Copy)]
enum Shape {
    /// `_muc`: a step of a scale.
    Level,
    /// `_tu` and `_mau`: so many out of so many of this.
    Share(&'static str),
    /// `_so`: so many of this.
    Count(&'static str),
}

/// What shares of people are of.
const PERSONS: &str = "người";

const FIGURES: [(&str, Topic, Shape); 14] = [
    ("to_chuc_thuy_loi", Topic::Infrastructure, Shape::Count("tổ chức")),
    ("pcgd_tieu_hoc", Topic::Education, Shape::Level),
    ("pcgd_thcs", Topic::Education, Shape::Level),
    ("xoa_mu", Topic::Education, Shape::Level),
    ("thon_van_hoa", Topic::Culture, Shape::Share("thôn")),
    ("co_quan_van_hoa", Topic::Culture, Shape::Share("cơ quan, đơn vị")),
    ("can_bo", Topic::Politics, Shape::Share("người")),
    ("hop_tac_xa", Topic::Production, Shape::Count("hợp tác xã")),
    ("ocop", Topic::Production, Shape::Count("sản phẩm")),
    ("mo_hinh_cong_nghe", Topic::Production, Shape::Count("mô hình")),
    ("mo_hinh_phap_luat", Topic::Politics, Shape::Count("mô hình")),
    ("hoa_giai", Topic::Politics, Shape::Share("vụ việc")),
    ("tro_giup_phap_ly", Topic::Politics, Shape::Share("người")),
    ("su_co_attp", Topic::Environment, Shape::Count("sự cố")),
];

/// One fact for each answered figure of the period's years.
pub(super) fn facts(checks: &[Answers<'_>], period: Period) -> Vec<Fact> {
    let checks = latest(checks, FORM, period).into_iter().filter(|check| is_within(check.whole("nam"), period));
    checks
        .flat_map(|check| FIGURES.iter().filter_map(|(stem, topic, shape)| fact(check, stem, *topic, *shape)))
        .collect()
}

fn fact(check: &Answers<'_>, stem: &str, topic: Topic, shape: Shape) -> Option<Fact> {
    let of = |ending: &str| check.whole(&format!("{stem}_{ending}"));
    let (asked, value, unit) = match shape {
        Shape::Level => ("muc", FigureValue::Number(of("muc")?.into()), Unit::Level),
        Shape::Share(what) => {
            let (part, whole) = (of("tu")?, of("mau").filter(|whole| *whole > 0)?);
            ("tu", FigureValue::Share { part, whole }, Unit::Of(what.to_owned()))
        }
        Shape::Count(what) => ("so", FigureValue::Number(of("so")?.into()), Unit::Of(what.to_owned())),
    };
    let subjects = match (&value, shape) {
        (FigureValue::Share { whole, .. }, Shape::Share(PERSONS)) => u32::try_from(*whole).ok(),
        _ => None,
    };
    let label = check.label(&format!("{stem}_{asked}")).unwrap_or_default();
    let document = check.text(&format!("{stem}_van_ban"));
    let words =
        document.clone().unwrap_or_else(|| "Phiếu chỉ tiêu hành chính của xã, chưa có văn bản kèm theo".to_owned());
    Some(Fact {
        id: format!("xa.{stem}"),
        topic,
        name: label.split(": ").next().unwrap_or_default().to_owned(),
        value,
        unit,
        place: String::new(),
        subjects,
        lacks_denominator: false,
        source: words.clone(),
        as_of: check.date(&format!("{stem}_ngay")).or_else(|| check.day()),
        evidence: vec![Evidence { label: document.unwrap_or(words), target: check.check.to_string() }],
    })
}

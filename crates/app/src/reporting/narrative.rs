//! The narrative form: the period, the paragraphs, the legal bases, the recipients and who signs.

use report::annual::{Commune, Narrative, Topic};
use report::{Letterhead, ParagraphStyle, Period, ReportKind, Signature};

use super::answers::Answers;

pub(super) const FORM: &str = "bao_cao_dien_giai";

/// What the form gives besides figures.
pub(super) struct Frame {
    pub commune: Commune,
    pub kind: ReportKind,
    pub period: Period,
    pub letterhead: Letterhead,
    pub legal_bases: Vec<String>,
    pub narrative: Vec<Narrative>,
    pub recipients: Vec<String>,
    pub signature: Signature,
}

/// Nothing without a period. Number and date of the letter are given when it is issued.
pub(super) fn frame(check: &Answers<'_>) -> Option<Frame> {
    let period = Period { from: check.date("tu_ngay")?, to: check.date("den_ngay")? };
    let commune = commune(&check.text("ten_xa").unwrap_or_default());
    let list = |repeat: &str, name: &str| -> Vec<String> {
        check.rows(repeat).iter().filter_map(|row| row.text(name)).collect()
    };
    let word = |name: &str| check.text(name).unwrap_or_default();
    Some(Frame {
        kind: kind(check),
        period,
        letterhead: Letterhead {
            agency: format!("Ủy ban nhân dân\n{}", commune.full_name),
            place: commune.name.clone(),
            ..Letterhead::default()
        },
        commune,
        legal_bases: list("van_ban_can_cu", "can_cu_ten").iter().map(|basis| basis_line(basis)).collect(),
        narrative: check.rows("doan").iter().filter_map(paragraph).collect(),
        recipients: list("noi_nhan", "noi_nhan_ten"),
        signature: Signature { authority: word("quyen_han"), position: word("chuc_vu"), name: word("nguoi_ky") },
    })
}

/// A frame that nobody has filled in yet.
pub(super) fn blank(kind: ReportKind, period: Period, commune_name: &str) -> Frame {
    let commune = commune(commune_name);
    let agency = format!("Ủy ban nhân dân\n{}", commune.full_name);
    Frame {
        kind,
        period,
        letterhead: Letterhead { agency, place: commune.name.clone(), ..Letterhead::default() },
        commune,
        legal_bases: Vec::new(),
        narrative: Vec::new(),
        recipients: Vec::new(),
        signature: Signature::default(),
    }
}

/// People write the name with and without its kind.
fn commune(name: &str) -> Commune {
    let bare = name.strip_prefix("Xã ").or_else(|| name.strip_prefix("xã ")).unwrap_or(name);
    Commune { name: bare.to_owned(), full_name: format!("xã {bare}") }
}

/// "Căn cứ Quyết định số …", also where people wrote the decision alone.
fn basis_line(basis: &str) -> String {
    let is_whole = ["Căn cứ", "Thực hiện"].iter().any(|opening| basis.starts_with(opening));
    if is_whole { basis.to_owned() } else { format!("Căn cứ {basis}") }
}

fn kind(check: &Answers<'_>) -> ReportKind {
    match check.text("ky").unwrap_or_default().as_str() {
        "month" => ReportKind::Month,
        "quarter" => ReportKind::Quarter,
        "six_months" => ReportKind::HalfYear,
        "nine_months" => ReportKind::NineMonths,
        "year" => ReportKind::Year,
        _ => ReportKind::Other,
    }
}

fn paragraph(row: &Answers<'_>) -> Option<Narrative> {
    let style = if row.is("kieu", "item") { ParagraphStyle::Item } else { ParagraphStyle::Body };
    Some(Narrative { topic: topic(&row.text("muc")?)?, style, text: row.text("noi_dung")? })
}

fn topic(name: &str) -> Option<Topic> {
    Some(match name {
        "organisation" => Topic::Organisation,
        "steering" => Topic::Steering,
        "propaganda" => Topic::Propaganda,
        "production" => Topic::Production,
        "infrastructure" => Topic::Infrastructure,
        "education" => Topic::Education,
        "health" => Topic::Health,
        "culture" => Topic::Culture,
        "environment" => Topic::Environment,
        "politics" => Topic::Politics,
        "security" => Topic::Security,
        "resources" => Topic::Resources,
        "criteria" => Topic::Criteria,
        "villages" => Topic::Villages,
        "advantages" => Topic::Advantages,
        "difficulties" => Topic::Difficulties,
        "goals" => Topic::Goals,
        "tasks_infrastructure" => Topic::TasksInfrastructure,
        "tasks_economy" => Topic::TasksEconomy,
        "tasks_society" => Topic::TasksSociety,
        "tasks_security" => Topic::TasksSecurity,
        _ => return None,
    })
}

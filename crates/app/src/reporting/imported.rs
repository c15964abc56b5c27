//! Figures of other bodies, with and without denominators.

use report::annual::{Fact, Indicator, Topic, Verdict};
use report::{Evidence, FigureValue, Period, Unit};

use super::answers::{Answers, without_bracket};
use super::judging::{Judged, Judgements};
use super::{Forms, is_within, of_form, within};

pub(super) const FORM: &str = "so_lieu_nhap";

/// One figure with the check that brought it.
#[derive(Clone, Copy)]
struct Entry<'a> {
    check: Answers<'a>,
    row: Answers<'a>,
}

/// Rates are indicators; counts, areas, levels and what is aimed at are facts.
pub(super) fn figures(checks: &[Answers<'_>], period: Period, forms: &Forms) -> (Vec<Fact>, Vec<Indicator>) {
    let entries = entries(checks, period);
    let rates: Vec<_> = entries.iter().map(|entry| entry.row).filter(is_rate).collect();
    let judged = Judgements::of(&rates, period, forms);
    let (mut facts, mut indicators) = (Vec::new(), Vec::new());
    for entry in entries {
        if is_rate(&entry.row) {
            let code = entry.row.text("ma_chi_tieu");
            let judged = code.as_deref().and_then(|code| judged.of_code(code));
            indicators.push(indicator(entry, judged));
        } else {
            facts.push(fact(entry));
        }
    }
    (facts, indicators)
}

fn is_rate(row: &Answers<'_>) -> bool {
    row.is("don_vi", "percent") && !is_aim(row)
}

fn is_aim(row: &Answers<'_>) -> bool {
    row.is("loai_so", "muc_tieu")
}

/// The rows that belong to the period: results of its years, aims of any later year. Of two rows that say the same thing
/// the one with the later source stands.
fn entries<'a>(checks: &[Answers<'a>], period: Period) -> Vec<Entry<'a>> {
    let mut sources: Vec<Answers<'a>> = of_form(checks, FORM).copied().collect();
    sources.retain(|check| check.day().is_some_and(|day| within(day, period)));
    sources.sort_by_key(|check| (check.date("nguon_ngay"), check.day(), check.check));
    let mut entries: Vec<Entry<'a>> = Vec::new();
    for check in sources {
        for row in check.rows("so_lieu") {
            let year = row.whole("nam");
            let is_later = year.is_some_and(|year| year > i64::from(period.to.year()));
            if !(is_within(year, period) || is_aim(&row) && is_later) {
                continue;
            }
            let entry = Entry { check, row };
            match entries.iter_mut().find(|known| key(&known.row) == key(&row)) {
                Some(known) => *known = entry,
                None => entries.push(entry),
            }
        }
    }
    entries
}

fn key(row: &Answers<'_>) -> [Option<String>; 5] {
    ["chi_tieu", "ten_chi_tieu", "loai_so", "nam", "noi_ap_dung"].map(|name| row.text(name))
}

fn indicator(entry: Entry<'_>, judged: Option<&Judged>) -> Indicator {
    let Entry { check, row } = entry;
    let denominator = row.decimal("mau_so").filter(|number| !number.is_zero());
    Indicator {
        id: id(&row),
        code: row.text("ma_chi_tieu").unwrap_or_default(),
        name: as_rate(&name(&row)),
        topic: topic(&row),
        value: row.decimal("gia_tri"),
        unit: Unit::Percent,
        numerator: denominator.and(row.decimal("tu_so")),
        denominator,
        lacks_denominator: denominator.is_none(),
        verdict: judged.map_or(Verdict::CannotTell, |judged| judged.verdict),
        threshold: judged.and_then(|judged| judged.threshold.clone()),
        threshold_verified: judged.is_some_and(|judged| judged.is_verified),
        households: None,
        source: check.text("nguon").unwrap_or_default(),
        as_of: check.date("nguon_ngay"),
        evidence: evidence(&check),
        by_village: Vec::new(),
    }
}

fn fact(entry: Entry<'_>) -> Fact {
    let Entry { check, row } = entry;
    let (mut name, mut topic) = (name(&row), topic(&row).unwrap_or(Topic::Criteria));
    if is_aim(&row) {
        let year = row.text("nam").unwrap_or_default();
        name = format!("Mục tiêu năm {year}: {}", if row.is("don_vi", "percent") { as_rate(&name) } else { name });
        topic = task(topic);
    }
    Fact {
        id: id(&row),
        topic,
        name,
        value: value(&row),
        unit: unit(&row),
        place: row.text("noi_ap_dung").unwrap_or_default(),
        lacks_denominator: false,
        source: check.text("nguon").unwrap_or_default(),
        as_of: check.date("nguon_ngay"),
        evidence: evidence(&check),
    }
}

/// Counts with their whole are shares; a rate stays a number.
fn value(row: &Answers<'_>) -> FigureValue {
    match (row.whole("tu_so"), row.whole("mau_so"), row.decimal("gia_tri")) {
        (Some(part), Some(whole), _) if whole > 0 && !row.is("don_vi", "percent") => FigureValue::Share { part, whole },
        (_, _, Some(number)) => FigureValue::Number(number),
        _ => FigureValue::Missing,
    }
}

fn evidence(check: &Answers<'_>) -> Vec<Evidence> {
    let label = check.text("nguon_so").or_else(|| check.text("nguon")).unwrap_or_default();
    vec![Evidence { label, target: check.check.to_string() }]
}

/// The choice's name, by which a narrative can show the figure; aims and figures of single places have their own.
fn id(row: &Answers<'_>) -> String {
    let mut id = match row.text("chi_tieu").unwrap_or_default().as_str() {
        "khac" => format!("khac.{}", domain::text::normalise(&name(row)).replace([' ', '{', '}'], "-")),
        known => known.to_owned(),
    };
    if is_aim(row) {
        id = format!("{id}.muc-tieu-{}", row.text("nam").unwrap_or_default());
    }
    id
}

fn name(row: &Answers<'_>) -> String {
    row.text("ten_chi_tieu").or_else(|| row.shown("chi_tieu")).map(|name| without_bracket(&name)).unwrap_or_default()
}

/// "Người tham gia bảo hiểm y tế" → "Tỷ lệ người tham gia bảo hiểm y tế"; abbreviations keep their capitals.
fn as_rate(name: &str) -> String {
    if name.starts_with("Tỷ lệ") {
        return name.to_owned();
    }
    let mut letters = name.chars();
    let first = letters.next().unwrap_or_default();
    let is_abbreviation = letters.clone().next().is_some_and(char::is_uppercase);
    if is_abbreviation {
        return format!("Tỷ lệ {name}");
    }
    format!("Tỷ lệ {}{}", first.to_lowercase(), letters.as_str())
}

fn unit(row: &Answers<'_>) -> Unit {
    match row.text("don_vi").unwrap_or_default().as_str() {
        "percent" => Unit::Percent,
        "level" => Unit::Level,
        "units" => Unit::Of("cơ quan, đơn vị, cơ sở".to_owned()),
        "ha" | "m2" | "km" => Unit::Of(match row.text("don_vi").as_deref() {
            Some("m2") => "m²".to_owned(),
            Some(other) => other.to_owned(),
            None => String::new(),
        }),
        _ => Unit::Of(row.shown("don_vi").unwrap_or_default().to_lowercase()),
    }
}

/// Where the form's indicators stand in the outline; one that is not listed is in the table alone.
fn topic(row: &Answers<'_>) -> Option<Topic> {
    Some(match row.text("chi_tieu")?.as_str() {
        "thu_nhap" | "ngheo_da_chieu" | "lao_dong_chu_luc" | "tuoi_chu_dong" | "tuoi_tiet_kiem" | "vung_cay_an_qua"
        | "hop_tac_xa" => Topic::Production,
        "lao_dong_dao_tao" | "lao_dong_bang_cap" | "viec_lam_dao_tao" | "thcs_hoc_tiep" | "pcgd_tieu_hoc"
        | "pcgd_thcs" | "xoa_mu" => Topic::Education,
        "bhyt" | "quan_ly_suc_khoe" | "kham_tu_xa" | "so_dien_tu" | "thap_coi" => Topic::Health,
        "thon_van_hoa" | "co_quan_van_hoa" | "dien_thoai_thong_minh" => Topic::Culture,
        "nuoc_hop_ve_sinh"
        | "nuoc_sach_tap_trung"
        | "ve_sinh_ba_sach"
        | "chuong_trai"
        | "co_so_moi_truong"
        | "attp_tuan_thu"
        | "thon_hop_dong_rac"
        | "rac_thu_gom"
        | "rac_nguy_hai"
        | "rac_nhua"
        | "phu_pham" => Topic::Environment,
        "can_bo_dat_chuan" => Topic::Politics,
        _ => return None,
    })
}

/// Where an aim stands among the tasks of the next period.
const fn task(topic: Topic) -> Topic {
    match topic {
        Topic::Production => Topic::TasksEconomy,
        Topic::Infrastructure => Topic::TasksInfrastructure,
        Topic::Politics | Topic::Security => Topic::TasksSecurity,
        Topic::Education | Topic::Health | Topic::Culture | Topic::Environment => Topic::TasksSociety,
        _ => Topic::Goals,
    }
}

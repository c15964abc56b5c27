//! Figures of other bodies, with and without denominators.

use report::annual::{Basis, Fact, Indicator, Topic, Verdict};
use report::{Evidence, FigureValue, Period, Unit};

use super::answers::{Answers, without_bracket};
use super::{is_within, of_form, within};

const FORM: &str = "so_lieu_nhap";

/// The form's rates whose denominators count no households or persons.
const RATES_OF_THINGS: [&str; 12] = [
    "thon_van_hoa",
    "co_quan_van_hoa",
    "co_so_moi_truong",
    "attp_tuan_thu",
    "thon_hop_dong_rac",
    "rac_thu_gom",
    "rac_nguy_hai",
    "rac_nhua",
    "phu_pham",
    "tuoi_chu_dong",
    "tuoi_tiet_kiem",
    "hop_tac_xa",
];

/// One figure with the check that brought it.
#[derive(Clone, Copy)]
struct Entry<'a> {
    check: Answers<'a>,
    row: Answers<'a>,
}

/// Rates are indicators, not judged yet; counts, areas, levels and what is aimed at are facts.
pub(super) fn figures(checks: &[Answers<'_>], period: Period) -> (Vec<Fact>, Vec<Indicator>) {
    let entries = entries(checks, period);
    let (mut facts, mut indicators) = (Vec::new(), Vec::new());
    for (entry, id) in entries.iter().copied().zip(ids(&entries)) {
        if is_rate(&entry.row) {
            indicators.push(indicator(entry, id));
        } else {
            facts.push(fact(entry, id));
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

fn indicator(entry: Entry<'_>, id: String) -> Indicator {
    let Entry { check, row } = entry;
    let place = row.text("noi_ap_dung");
    let denominator = row.decimal("mau_so").filter(|number| !number.is_zero());
    Indicator {
        id,
        // An indicator is the whole commune's: the code of one place's figure judges nothing.
        code: row.text("ma_chi_tieu").filter(|_| place.is_none()).unwrap_or_default().trim().to_owned(),
        name: match place {
            Some(place) => format!("{} ({place})", as_rate(&name(&row))),
            None => as_rate(&name(&row)),
        },
        topic: topic(&row),
        value: row.decimal("gia_tri"),
        unit: Unit::Percent,
        numerator: denominator.and(row.decimal("tu_so")),
        denominator,
        lacks_denominator: denominator.is_none(),
        verdict: Verdict::CannotTell,
        threshold: None,
        threshold_verified: false,
        basis: Basis::Imported,
        households: people_in_rate(&row),
        source: check.text("nguon").unwrap_or_default(),
        as_of: check.date("nguon_ngay"),
        evidence: evidence(&check),
        by_village: Vec::new(),
    }
}

fn fact(entry: Entry<'_>, id: String) -> Fact {
    let Entry { check, row } = entry;
    let (mut name, mut topic) = (name(&row), topic(&row).unwrap_or(Topic::Criteria));
    if is_aim(&row) {
        let year = row.text("nam").unwrap_or_default();
        name = format!("Mục tiêu năm {year}: {}", if row.is("don_vi", "percent") { as_rate(&name) } else { name });
        topic = task(topic);
    }
    Fact {
        id,
        topic,
        name,
        value: value(&row),
        unit: unit(&row),
        place: row.text("noi_ap_dung").unwrap_or_default(),
        subjects: people_in_count(&row),
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

/// Households or persons of whom a rate is taken; rates of villages, offices and works are no one's privacy.
fn people_in_rate(row: &Answers<'_>) -> Option<u32> {
    let is_of_things = row.text("chi_tieu").is_some_and(|name| RATES_OF_THINGS.contains(&name.as_str()));
    row.decimal("mau_so").filter(|_| !is_of_things)?.ceil().try_into().ok()
}

/// Households or persons of one place that a number counts; that of the whole commune is public.
fn people_in_count(row: &Answers<'_>) -> Option<u32> {
    let counts_people = row.is("don_vi", "households") || row.is("don_vi", "persons");
    row.text("noi_ap_dung").filter(|_| counts_people && !is_aim(row))?;
    row.decimal("mau_so").or_else(|| row.decimal("gia_tri"))?.ceil().try_into().ok()
}

fn evidence(check: &Answers<'_>) -> Vec<Evidence> {
    let label = check.text("nguon_so").or_else(|| check.text("nguon")).unwrap_or_default();
    vec![Evidence { label, target: check.check.to_string() }]
}

/// The id of each entry. Of entries that say the same of several places, that of the whole commune has the plain id, else
/// the first; the others add their place, so that no place is printed with another's number.
fn ids(entries: &[Entry<'_>]) -> Vec<String> {
    let plain: Vec<String> = entries.iter().map(|entry| id(&entry.row)).collect();
    let place = |entry: &Entry<'_>| entry.row.text("noi_ap_dung").unwrap_or_default();
    let has_plain = |at: usize, own: &String| {
        let same = entries.iter().zip(&plain).enumerate().filter(|(_, (_, id))| *id == own);
        let owner = same.min_by_key(|(at, (entry, _))| (!place(entry).is_empty(), *at));
        owner.is_some_and(|(owner, _)| owner == at)
    };
    let own = |(at, (entry, id)): (usize, (&Entry<'_>, &String))| match has_plain(at, id) {
        true => id.clone(),
        false => format!("{id}.{}", domain::text::fold(&place(entry)).replace([' ', ';', '{', '}'], "-")),
    };
    entries.iter().zip(&plain).enumerate().map(own).collect()
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

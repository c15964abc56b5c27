//! What the office says of criteria sets: thresholds with their sources, the commune's zone, sets as sheets of Excel.

use criteria::{Direction, Indicator, Measure, Set, Threshold, threshold_words};
use domain::vocabulary::criteria_set as field;
use domain::{Change, Changes, FieldPath, Kind, Value};

use crate::app::App;
use crate::desk::{Desk, Write};
use crate::dto::{SetArgs, SetFile, SetFileArgs, SetImport, SetSettingArgs, ThresholdArgs, ThresholdRow, Thresholds};
use crate::error::AppError;
use crate::identity::Actor;
use crate::scoring::{SetInUse, ThresholdKey, basis_words, board, date_words, import, today};
use crate::use_cases::criteria::main_set;
use crate::words;

/// Longest name of a source that fits.
const MAX_SOURCE_CHARS: usize = 500;
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2100;

pub(crate) fn list(app: &App, _: &Actor, args: SetArgs) -> Result<Thresholds, AppError> {
    let desk = app.desk()?;
    shown(&desk, args.set.as_deref())
}

fn shown(desk: &Desk, wanted: Option<&str>) -> Result<Thresholds, AppError> {
    let (sets, on) = (desk.scoring.sets(desk)?, today(desk));
    let wanted = wanted.or_else(|| main_set(&sets, on)).map(str::to_owned);
    let chosen = sets.iter().find(|set| Some(&set.set.id) == wanted.as_ref()).ok_or_else(words::not_found)?;
    Ok(Thresholds {
        sets: sets.iter().map(|set| board::set_info(set, on)).collect(),
        set: board::set_info(chosen, on),
        rows: rows(&chosen.set),
    })
}

fn rows(set: &Set) -> Vec<ThresholdRow> {
    let of_criteria = set.criteria.iter().flat_map(|criterion| {
        let named = move |indicator| (criterion.id.as_str(), criterion.name.vi.as_str(), indicator);
        criterion.indicators.iter().map(named)
    });
    let conditions = set.recognition.iter().flat_map(|recognition| &recognition.conditions);
    let all = of_criteria.chain(conditions.map(|indicator| ("", "Điều kiện công nhận", indicator)));
    all.flat_map(|(criterion, criterion_name, indicator)| {
        let nothing = Threshold::default();
        // An indicator without any threshold has a row too: there the first one is entered.
        let thresholds = if indicator.thresholds.is_empty() { vec![nothing] } else { indicator.thresholds.clone() };
        let row = |threshold: Threshold| row(set, criterion, criterion_name, indicator, &threshold);
        thresholds.into_iter().map(row).collect::<Vec<_>>()
    })
    .collect()
}

fn row(set: &Set, criterion: &str, criterion_name: &str, indicator: &Indicator, threshold: &Threshold) -> ThresholdRow {
    let source = threshold.source.as_ref().or(indicator.source.as_ref()).unwrap_or(&set.source);
    let compared = threshold.compared.as_ref();
    let zone = threshold.zone.as_ref();
    ThresholdRow {
        criterion: criterion.to_owned(),
        criterion_name: criterion_name.to_owned(),
        indicator: indicator.id.clone(),
        name: indicator.name.vi.clone(),
        unit: indicator.unit.vi.clone(),
        direction: match indicator.direction {
            Direction::AtLeast => "từ … trở lên",
            Direction::AtMost => "không quá …",
            Direction::Equal => "bằng …",
        }
        .to_owned(),
        scale: indicator.scale.clone(),
        yes_or_no: is_yes_or_no(indicator),
        value: threshold.value,
        words: threshold_words(indicator, Some(threshold)).vi,
        zone: zone.cloned(),
        zone_name: zone.and_then(|id| set.zones.iter().find(|zone| zone.id == *id)).map(|zone| zone.name.vi.clone()),
        from_year: threshold.from_year,
        to_year: threshold.to_year,
        source: source.text.clone(),
        basis: basis_words(if compared.is_some() { criteria::Basis::Text } else { source.basis }).to_owned(),
        verified: compared.is_some(),
        compared: compared.map(|compared| format!("{} đối chiếu ngày {}", compared.by, date_words(compared.on))),
    }
}

fn is_yes_or_no(indicator: &Indicator) -> bool {
    indicator.direction == Direction::Equal && matches!(indicator.formula.measure, Measure::Document | Measure::All)
}

pub(crate) fn enter(app: &App, actor: &Actor, args: ThresholdArgs) -> Result<Thresholds, AppError> {
    let desk = app.desk()?;
    let sets = desk.scoring.sets(&desk)?;
    let set = sets.iter().find(|set| set.set.id == args.set).ok_or_else(words::not_found)?;
    let indicator = set.set.indicator(&args.indicator).ok_or_else(words::not_found)?;
    check_entry(&set.set, indicator, &args)?;
    let changes = entry_changes(&desk, actor, indicator, &args);
    write(&desk, actor, set, changes)?;
    shown(&desk, Some(&args.set))
}

fn check_entry(set: &Set, indicator: &Indicator, args: &ThresholdArgs) -> Result<(), AppError> {
    let years = [args.from_year, args.to_year];
    let is_turned = matches!((args.from_year, args.to_year), (Some(from), Some(to)) if to < from);
    if years.iter().flatten().any(|year| !YEARS.contains(year)) || is_turned {
        return Err(words::invalid("Năm áp dụng không đúng.", "Hãy nhập năm như 2024; năm đầu không sau năm cuối."));
    }
    if args.zone.as_ref().is_some_and(|zone| !set.zones.iter().any(|known| known.id == *zone)) {
        return Err(words::not_found());
    }
    if args.source.chars().count() > MAX_SOURCE_CHARS {
        let advice = format!("Hãy viết gọn trong {MAX_SOURCE_CHARS} chữ: số, ngày và phụ lục.");
        return Err(words::invalid("Tên văn bản quá dài.", advice));
    }
    if args.compared && args.source.trim().is_empty() {
        let advice = "Hãy ghi số, ngày và phụ lục của văn bản đang cầm trên tay.";
        return Err(words::invalid("Chưa ghi đối chiếu với văn bản nào.", advice));
    }
    let Some(value) = args.value else {
        return if args.compared && !args.remove {
            Err(words::invalid("Chưa có giá trị để đối chiếu.", "Hãy nhập giá trị ghi trong văn bản."))
        } else {
            Ok(())
        };
    };
    let grades = indicator.scale.len() as f64;
    let fits = match (indicator.scale.is_empty(), indicator.unit.vi.trim()) {
        (false, _) => (1.0..=grades).contains(&value),
        (true, "%") => (0.0..=100.0).contains(&value),
        _ => value.is_finite(),
    };
    if fits {
        Ok(())
    } else {
        Err(words::invalid("Giá trị này không hợp với đơn vị của chỉ tiêu.", "Tỷ lệ thì nhập từ 0 đến 100."))
    }
}

/// What changes; a value or source that is new was compared with nothing yet, unless the caller says so now.
fn entry_changes(desk: &Desk, actor: &Actor, indicator: &Indicator, args: &ThresholdArgs) -> Changes {
    let key = ThresholdKey {
        indicator: indicator.id.clone(),
        zone: args.zone.clone(),
        from_year: args.from_year,
        to_year: args.to_year,
    };
    let text = |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(Value::from);
    let compared = |value: String| args.compared.then_some(Value::Text(value));
    let fields = [
        (field::VALUE, args.value.map(Value::Decimal)),
        (field::SOURCE, text(&args.source)),
        (field::COMPARED_BY, compared(actor.user_name(&desk.identity))),
        (field::COMPARED_ON, compared(today(desk).to_string())),
        (field::COMPARED_WITH, compared(args.source.trim().to_owned())),
        (field::REMOVED, args.remove.then(|| Value::from("true"))),
    ];
    let changed = fields
        .into_iter()
        .map(|(name, value)| (FieldPath::new(key.path(name)), value.map_or(Change::Removed, Change::Set)));
    changed.collect()
}

pub(crate) fn setting(app: &App, actor: &Actor, args: SetSettingArgs) -> Result<Thresholds, AppError> {
    let desk = app.desk()?;
    let sets = desk.scoring.sets(&desk)?;
    let set = sets.iter().find(|set| set.set.id == args.set).ok_or_else(words::not_found)?;
    if args.zone.as_ref().is_some_and(|zone| !set.set.zones.iter().any(|known| known.id == *zone)) {
        return Err(words::not_found());
    }
    let unused = (!args.used).then(|| Value::from("true"));
    let fields = [(field::ZONE, args.zone.map(Value::Text)), (field::UNUSED, unused)];
    let changes = fields.into_iter().map(|(path, value)| (path.into(), value.map_or(Change::Removed, Change::Set)));
    write(&desk, actor, set, changes.collect())?;
    shown(&desk, Some(&args.set))
}

/// Records what is new of `changes` in the set's document, and begins one where there is none.
fn write(desk: &Desk, actor: &Actor, set: &SetInUse, mut changes: Changes) -> Result<(), AppError> {
    let known = set.document.map(|doc| desk.store.document(doc)).transpose()?.flatten();
    changes.retain(|path, change| {
        let before = known.as_ref().and_then(|known| known.value(path.as_str()));
        match change {
            Change::Set(value) => before != Some(&*value),
            Change::Removed => before.is_some(),
        }
    });
    if known.is_none() && !changes.is_empty() {
        changes.insert(field::SET.into(), Change::Set(Value::Text(set.set.id.clone())));
    }
    let doc = known.map_or_else(|| desk.new_doc_id(), |known| known.id);
    let area = desk.identity.commune;
    desk.write(actor, vec![Write { doc, kind: Kind::CriteriaSet, area, changes, base: None }], None)
}

/// Goes back to the shipped set; thresholds that were entered since stay on top of it.
pub(crate) fn restore(app: &App, actor: &Actor, args: SetArgs) -> Result<Thresholds, AppError> {
    let desk = app.desk()?;
    let sets = desk.scoring.sets(&desk)?;
    let set = sets.iter().find(|set| Some(&set.set.id) == args.set.as_ref()).ok_or_else(words::not_found)?;
    if !set.is_shipped {
        let advice = "Bỏ đánh dấu “Xã dùng bộ này” nếu không dùng nữa.";
        return Err(words::invalid("Bộ tiêu chí này do xã tự nạp, không có bản kèm theo phần mềm.", advice));
    }
    write(&desk, actor, set, Changes::from([(FieldPath::from(field::TEXT), Change::Removed)]))?;
    shown(&desk, args.set.as_deref())
}

pub(crate) fn export(app: &App, _: &Actor, args: SetArgs) -> Result<SetFile, AppError> {
    let desk = app.desk()?;
    let (sets, on) = (desk.scoring.sets(&desk)?, today(&desk));
    let wanted = args.set.as_deref().or_else(|| main_set(&sets, on));
    let set = sets.iter().find(|set| Some(set.set.id.as_str()) == wanted).ok_or_else(words::not_found)?;
    let bytes = set.set.to_xlsx().map_err(|error| AppError::internal(&error))?;
    Ok(SetFile { file: app.put_file(bytes), name: format!("bo-tieu-chi-{}.xlsx", set.set.id) })
}

pub(crate) fn preview(app: &App, _: &Actor, args: SetFileArgs) -> Result<SetImport, AppError> {
    let desk = app.desk()?;
    let (_, reply) = read(app, &desk, &args.file)?;
    Ok(reply)
}

pub(crate) fn bring_in(app: &App, actor: &Actor, args: SetFileArgs) -> Result<SetImport, AppError> {
    let desk = app.desk()?;
    let (set, reply) = read(app, &desk, &args.file)?;
    let Some(set) = set.filter(|_| !reply.changes.is_empty() || reply.new_set) else { return Ok(reply) };
    let text = set.to_toml().map_err(|error| AppError::internal(&error))?;
    if text.len() > import::MAX_TEXT_BYTES {
        return Err(words::invalid("Bộ tiêu chí trong tệp quá dài.", "Hãy tách thành hai bộ rồi nạp từng bộ."));
    }
    let sets = desk.scoring.sets(&desk)?;
    let known = sets.iter().find(|known| known.set.id == set.id);
    let document = known.and_then(|known| known.document);
    let mut changes = Changes::from([(FieldPath::from(field::TEXT), Change::Set(Value::Text(text)))]);
    // What was entered before went out with the sheet, and comes back in it.
    let entered = document.map(|doc| desk.store.document(doc)).transpose()?.flatten();
    for (path, _) in entered.iter().flat_map(domain::Document::values) {
        if path.as_str().starts_with(field::THRESHOLDS) {
            changes.insert(path.clone(), Change::Removed);
        }
    }
    let place = SetInUse { set, zone: None, is_used: true, document, is_replaced: true, is_shipped: false };
    write(&desk, actor, &place, changes)?;
    Ok(SetImport { imported: true, ..reply })
}

/// The set in an uploaded sheet, and what it would change; no set where errors stand against it.
fn read(app: &App, desk: &Desk, file: &str) -> Result<(Option<Set>, SetImport), AppError> {
    let bytes = app.file(file)?;
    let sets = desk.scoring.sets(desk)?;
    Ok(import::read(&bytes, &sets, &desk.forms.all().map(std::convert::AsRef::as_ref).collect::<Vec<_>>()))
}

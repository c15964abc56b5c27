//! What disputed fields of reports and criteria sets say. They are kept as JSON, which nobody shall have to read.

use domain::vocabulary::{criteria_set, report as field, report_template};
use domain::{Change, Document};
use jiff::Timestamp;
use jiff::tz::Offset;
use report::annual::short_title;
use report::vietnamese::short_date;
use report::{Block, Report};

use crate::clock::UTC_OFFSET_MINUTES;
use crate::desk::Desk;
use crate::error::AppError;
use crate::reporting::composing::{Terms, composed};
use crate::reporting::edits::{Frame, FrameEdit, SectionEdit};
use crate::reporting::templates::Choice;
use crate::reporting::versions::Version;
use crate::scoring::ThresholdKey;
use crate::words;

/// Which report; the document that names no period keeps the layouts.
pub(crate) fn report_title(document: &Document) -> String {
    Terms::of(document).map_or_else(|| "Mẫu báo cáo".into(), |terms| short_title(terms.kind, terms.period))
}

/// Which part of a report a field holds.
pub(crate) fn report_label(desk: &Desk, document: &Document, path: &str) -> Result<String, AppError> {
    if let Some(id) = path.strip_prefix(field::SECTIONS) {
        let fresh = composed(desk, document)?.fresh;
        let section = fresh.sections.into_iter().find(|section| section.id == id);
        let heading = section.map(|section| format!("{} {}", section.number, section.heading).trim().to_owned());
        return Ok(heading.map_or_else(|| "Một phần của báo cáo".into(), |heading| format!("Phần “{heading}”")));
    }
    Ok(match path {
        field::FRAME => "Số, ngày, nơi nhận và người ký",
        _ if path.starts_with(field::VERSIONS) => "Bản đã chốt",
        _ if path.starts_with(report_template::CHOICES) => "Mẫu đang dùng",
        _ => "Kỳ báo cáo",
    }
    .into())
}

/// What somebody made of it.
pub(crate) fn report_text(desk: &Desk, document: &Document, path: &str, change: &Change) -> Result<String, AppError> {
    let Change::Set(value) = change else { return Ok("(như phần mềm tự viết)".into()) };
    let text = value.as_text().unwrap_or_default();
    let read = if path == field::FRAME {
        serde_json::from_str::<FrameEdit>(text).ok().map(|edit| frame_text(&edit.edited))
    } else if path.starts_with(field::SECTIONS) {
        let edit = serde_json::from_str::<SectionEdit>(text).ok();
        edit.map(|edit| Ok::<_, AppError>(section_text(composed(desk, document)?.fresh, edit))).transpose()?
    } else if path.starts_with(field::VERSIONS) {
        serde_json::from_str::<Version>(text).ok().map(|version| version_text(&version))
    } else if path.starts_with(report_template::CHOICES) {
        let choice = serde_json::from_str::<Choice>(text).ok();
        choice.map(|choice| choice.file.map_or_else(|| "Mẫu có sẵn của Sổ Thôn".into(), |file| file.name))
    } else {
        Some(words::readable(value))
    };
    Ok(read.unwrap_or_else(|| "(viết bằng phiên bản mới hơn, máy này chưa đọc được)".into()))
}

fn version_text(version: &Version) -> String {
    let zone = Offset::from_seconds(UTC_OFFSET_MINUTES * 60).unwrap_or(Offset::UTC);
    let day = Timestamp::from_millisecond(version.at_ms).map(|signed| short_date(zone.to_datetime(signed).date()));
    format!("Bản ký số {}, ngày {}, {}", version.number, day.unwrap_or_default(), version.by)
}

fn frame_text(frame: &Frame) -> String {
    let Frame { letterhead, recipients, signature } = frame;
    let date = letterhead.date.map(short_date).unwrap_or_default();
    let signs = [&signature.authority, &signature.position, &signature.name].map(String::as_str);
    let signs: Vec<&str> = signs.into_iter().filter(|line| !line.is_empty()).collect();
    let lines = [
        ("Cơ quan", letterhead.agency.clone()),
        ("Số", letterhead.number.clone()),
        ("Ngày", date),
        ("Nơi nhận", recipients.join("; ")),
        ("Người ký", signs.join(", ")),
    ];
    let lines = lines.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| format!("{name}: {text}"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The paragraphs, with the figures in them; tables are computed and the same for everybody.
fn section_text(mut report: Report, edit: SectionEdit) -> String {
    let SectionEdit { edited, figures, .. } = edit;
    report.figures.extend(figures);
    let lines = edited.iter().filter_map(|block| match block {
        Block::Paragraph(paragraph) => Some(report.text_of(&paragraph.runs)),
        Block::Table(_) => None,
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    if text.is_empty() { "(đã bỏ hết chữ)".into() } else { text }
}

/// Which criteria set.
pub(crate) fn set_title(desk: &Desk, document: &Document) -> Result<String, AppError> {
    let id = document.text(criteria_set::SET).unwrap_or_default();
    let sets = desk.scoring.sets(desk)?;
    let known = sets.into_iter().find(|known| known.set.id == id);
    Ok(known.map_or_else(|| "Bộ tiêu chí".into(), |known| known.set.name.vi))
}

/// What a field of a criteria set is about.
pub(crate) fn set_label(path: &str) -> String {
    let threshold = path.strip_prefix(criteria_set::THRESHOLDS).and_then(|rest| rest.rsplit_once('/'));
    let Some((key, part)) = threshold else {
        return match path {
            criteria_set::TEXT => "Cả bộ do xã nạp từ Excel",
            criteria_set::ZONE => "Vùng, nhóm của xã",
            _ => "Có dùng bộ này không",
        }
        .into();
    };
    let indicator = key.parse::<ThresholdKey>().map_or_else(|()| key.to_owned(), |key| key.indicator);
    let part = match part {
        criteria_set::VALUE => "giá trị",
        criteria_set::SOURCE => "căn cứ",
        criteria_set::COMPARED_BY => "người đối chiếu",
        criteria_set::COMPARED_ON => "ngày đối chiếu",
        criteria_set::COMPARED_WITH => "văn bản đã đối chiếu",
        _ => "có còn dùng không",
    };
    format!("Ngưỡng của chỉ tiêu {indicator}: {part}")
}

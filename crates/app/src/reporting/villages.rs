//! How far each village is, from the forms of recognition.

use domain::DocId;
use jiff::civil::Date;
use report::annual::{Recognition, RecognitionEvent, Village};
use report::{Evidence, Period};

use super::answers::Answers;
use super::{of_form, within};

const FORM: &str = "cong_nhan_thon";
/// The title that the report counts.
const TITLE: &str = "thon_kieu_mau";
/// What the form asks to write for a paper without a number.
const NO_NUMBER: &str = "không số";

/// The villages in the order in which they first appear, and the title's name in a sentence.
///
/// The state is the last one that is recorded up to the period's end. A village whose recognition is older than the records
/// needs no recorded appraisal.
pub(super) fn villages(checks: &[Answers<'_>], period: Period) -> (Vec<Village>, String) {
    let mut steps: Vec<_> = of_form(checks, FORM)
        .filter(|check| check.is("danh_hieu", TITLE))
        .filter_map(|check| Some((check, state(check)?, when(check).filter(|date| *date <= period.to)?)))
        .collect();
    let mut order: Vec<DocId> = Vec::new();
    for (check, ..) in &steps {
        if !order.contains(&check.subject) {
            order.push(check.subject);
        }
    }
    steps.sort_by_key(|(check, state, date)| (*date, *state as u8, check.check));
    let title = steps.first().and_then(|(check, ..)| check.shown("danh_hieu")).unwrap_or_default();
    let title = title.strip_prefix("Thôn ").unwrap_or(&title).to_owned();
    let village = |subject: DocId| {
        let own: Vec<_> = steps.iter().filter(|(check, ..)| check.subject == subject).collect();
        let (check, state, _) = own.last()?;
        Some(Village {
            id: subject.to_string(),
            name: name(check),
            recognition: *state,
            events: own.iter().filter_map(|(check, state, _)| event(check, *state, period)).collect(),
        })
    };
    (order.into_iter().filter_map(village).collect(), title)
}

fn state(check: &Answers<'_>) -> Option<Recognition> {
    Some(match check.text("trang_thai")?.as_str() {
        "candidate" => Recognition::Candidate,
        "appraised" => Recognition::Appraised,
        "recognised" => Recognition::Recognised,
        "withdrawn" => Recognition::Withdrawn,
        _ => return None,
    })
}

/// The day of the paper, else of the record.
fn when(check: &Answers<'_>) -> Option<Date> {
    check.date("ngay_su_kien").or_else(|| check.day())
}

fn name(check: &Answers<'_>) -> String {
    let name = check.text("ten_thon").unwrap_or_default();
    name.strip_prefix("Thôn ").or_else(|| name.strip_prefix("thôn ")).unwrap_or(&name).to_owned()
}

/// A step is told in the report where a paper gives its day.
fn event(check: &Answers<'_>, state: Recognition, period: Period) -> Option<RecognitionEvent> {
    let date = check.date("ngay_su_kien").filter(|date| within(*date, period))?;
    let decision = check.text("van_ban_so").filter(|number| !number.eq_ignore_ascii_case(NO_NUMBER));
    let label = decision.clone().unwrap_or_else(|| check.shown("trang_thai").unwrap_or_default());
    let evidence = vec![Evidence { label, target: check.check.to_string() }];
    Some(RecognitionEvent { state, date, decision, by: check.text("co_quan"), evidence })
}

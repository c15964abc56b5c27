//! How far each village is, from the forms of recognition.

use criteria::{Day, DocumentLink, RecognitionState, RecordedStep, Step, Version, Words};
use domain::{AreaId, DocId, RevId};
use jiff::civil::Date;
use report::annual::{Recognition, RecognitionEvent, Village};
use report::{Diagnostic, Evidence, Period};

use super::answers::Answers;
use super::{of_form, warning, within};

const FORM: &str = "cong_nhan_thon";
/// The title that the report counts.
const TITLE: &str = "thon_kieu_mau";
/// What the form asks to write for a paper without a number.
const NO_NUMBER: &str = "không số";

/// The villages on their way to the title.
pub(super) struct Titles {
    /// In the order in which they first appear.
    pub villages: Vec<Village>,
    /// The title's name in a sentence.
    pub title: String,
    /// What is not on record of titles that stand.
    pub notes: Vec<Diagnostic>,
}

/// Follows the recorded steps up to the period's end by the rule that the board follows, too.
pub(super) fn villages(checks: &[Answers<'_>], period: Period) -> Titles {
    let known: Vec<_> = of_form(checks, FORM).filter(|check| check.is("danh_hieu", TITLE)).collect();
    let title = known.first().and_then(|check| check.shown("danh_hieu")).unwrap_or_default();
    let title = title.strip_prefix("Thôn ").unwrap_or(&title).to_owned();
    let mut order: Vec<DocId> = Vec::new();
    for check in &known {
        if !order.contains(&check.subject) {
            order.push(check.subject);
        }
    }
    let (mut villages, mut notes) = (Vec::new(), Vec::new());
    for subject in order {
        let own: Vec<_> = known.iter().copied().filter(|check| check.subject == subject).collect();
        let steps: Vec<_> = own.iter().filter_map(|check| recorded(check, period)).collect();
        let way = RecognitionState::of(AreaId(subject.0), steps);
        let last = way.history.last().and_then(|step| own.iter().find(|check| check.check == step.document.check));
        let Some(name) = last.map(|check| name(check)) else { continue };
        if let Some(lacking) = way.lacking() {
            notes.push(warning("recognition-unproven", lacking_words(&name, &lacking)));
        }
        let counted = way.history.iter().filter(|step| !step.is_out_of_order);
        let events = counted.filter_map(|step| {
            let check = own.iter().find(|check| check.check == step.document.check)?;
            event(check, recognition(step.step), period)
        });
        villages.push(Village {
            id: subject.to_string(),
            name,
            recognition: way.state.map_or(Recognition::None, recognition),
            events: events.collect(),
        });
    }
    Titles { villages, title, notes }
}

fn lacking_words(village: &str, lacking: &Words) -> Words {
    Words::new(
        format!("Thôn {village} được ghi là đã công nhận nhưng {}.", lacking.vi),
        format!("The village {village} is recorded as recognised: {}.", lacking.en),
    )
}

/// A step up to the period's end; of a paper without a number only its day is known.
fn recorded(check: &Answers<'_>, period: Period) -> Option<RecordedStep> {
    let day = |date: Date| date.to_string().parse::<Day>().ok();
    let paper = check.date("ngay_su_kien");
    // The day of the paper, else of the record.
    let date = paper.or_else(|| check.day()).filter(|date| *date <= period.to)?;
    let document = DocumentLink {
        check: check.check,
        number: check.text("van_ban_so"),
        day: paper.and_then(day),
        until: None,
        file: check.text("van_ban_tep"),
        issuer: check.text("co_quan"),
        in_force: true,
    };
    let version = Version { revisions: 0, depth: 0, head: RevId([0; 32]) };
    Some(RecordedStep { step: Step::of_name(&check.text("trang_thai")?)?, day: day(date)?, version, document })
}

const fn recognition(step: Step) -> Recognition {
    match step {
        Step::Candidate => Recognition::Candidate,
        Step::Appraised => Recognition::Appraised,
        Step::Recognised => Recognition::Recognised,
        Step::Withdrawn => Recognition::Withdrawn,
    }
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

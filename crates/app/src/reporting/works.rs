//! Works and their money, from the forms of works.

use report::annual::Work;
use report::funding::{FundingLine, Named};
use report::{Evidence, Period};

use super::answers::{Answers, without_bracket};
use super::{is_within, latest};

const FORM: &str = "cong_trinh";
/// The item of money that belongs to no work.
const NO_WORK: &str = "chua_co";

/// The works of the period's years, every line of money, and the sources in the form's order.
pub(super) fn ledger(checks: &[Answers<'_>], period: Period) -> (Vec<Work>, Vec<FundingLine>, Vec<Named>) {
    let mut works = Vec::new();
    let mut funding = Vec::new();
    let mut sources = Vec::new();
    for check in of_period(checks, period) {
        let is_work = !check.is("hang_muc", NO_WORK);
        if is_work {
            works.push(work(check));
        }
        funding.extend(check.rows("nguon_von").iter().filter_map(|row| line(check, *row, is_work)));
        if sources.is_empty() {
            sources = self::sources(check);
        }
    }
    (works, funding, sources)
}

/// The checks whose money names no work.
pub(super) fn loose(checks: &[Answers<'_>], period: Period) -> Vec<Evidence> {
    let loose = of_period(checks, period).filter(|check| check.is("hang_muc", NO_WORK));
    let evidence = loose.map(|check| Evidence {
        label: check.text("ten_cong_trinh").unwrap_or_default(),
        target: check.check.to_string(),
    });
    evidence.collect()
}

fn of_period<'a, 'b>(checks: &'b [Answers<'a>], period: Period) -> impl Iterator<Item = &'b Answers<'a>> {
    latest(checks, FORM, period).into_iter().filter(move |check| is_within(check.whole("nam"), period))
}

fn work(check: &Answers<'_>) -> Work {
    let (full_name, villages) = (check.text("ten_cong_trinh").unwrap_or_default(), villages(check));
    // The report names the village in front of the work.
    let own = villages.iter().find_map(|village| full_name.strip_suffix(&format!(" thôn {village}")));
    let name = own.unwrap_or(&full_name).to_owned();
    Work {
        id: check.subject.to_string(),
        group: check.shown("hang_muc").unwrap_or_default(),
        villages,
        routes: check.whole("so_tuyen").and_then(|routes| u32::try_from(routes).ok()),
        length_m: check.decimal("chieu_dai"),
        evidence: vec![Evidence { label: full_name, target: check.check.to_string() }],
        name,
    }
}

fn villages(check: &Answers<'_>) -> Vec<String> {
    let names = check.text("cac_thon").unwrap_or_default();
    names.split(';').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// A line of money; one without source or amount is none, and the form does not let it be finished.
fn line(check: &Answers<'_>, row: Answers<'_>, is_work: bool) -> Option<FundingLine> {
    let village = villages(check);
    Some(FundingLine {
        item: is_work.then(|| check.subject.to_string()),
        source: row.text("nguon")?,
        component: check.shown("hop_phan"),
        village: if let [village] = village.as_slice() { Some(village.clone()) } else { None },
        date: row.date("ngay_tien"),
        amount_vnd: row.whole("so_tien")?,
        purpose: row.text("muc_dich"),
        evidence: check.text("ten_cong_trinh").map(|label| Evidence { label, target: check.check.to_string() }),
    })
}

fn sources(check: &Answers<'_>) -> Vec<Named> {
    let named = |choice: forms::ChoiceText| Named { id: choice.name, name: without_bracket(&choice.label) };
    check.choices("nguon").into_iter().map(named).collect()
}

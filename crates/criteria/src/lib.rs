//! Criteria sets, their evaluation over checks, and the evidence behind each value.
//!
//! A [`Set`] is data: criteria → [`Indicator`]s → a [`Formula`] over checks, with a [`Threshold`] per zone and
//! year, each with its source and whether a person compared it with the official text. An [`Evaluator`] takes
//! [`SubjectRecord`]s and [`CheckRecord`]s in any order and any number of times, and gives an [`Evaluation`]: for
//! each indicator n / N, who is missing or stale, the rule in words, the [`Verdict`] and the distance to the
//! threshold; [`Evidence`] leads from there to the checks and photos.
//!
//! The rule: a subject's value comes from its latest valid check in the period, by `(day, version, id)`; a
//! re-check stands beside the self-assessment and is the value in use where there is one. What is not known is
//! never taken for a no: if the subjects that are missing could turn the verdict, it is [`Verdict::CannotTell`].
//! An indicator of which no check is counted in the period is read from the imported figure that names its code; beside
//! checks that figure is a reference with its difference, and [`Origin`] says which of the two a value is.
//! A threshold that nobody compared with the official text is *chưa đối chiếu* in every result.
//!
//! This crate must never know a clock, a random source, a file, a database or a screen: records and the period come
//! in as arguments. It knows `forms` for the expression language and `domain` for ids and values.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod day;
mod evaluator;
mod evidence;
mod explain;
mod public;
mod record;
mod result;
mod set;
mod shipped;
mod words;
mod workbook;

pub use day::{Day, DayError, Period};
pub use evaluator::{
    Evaluator, Fault, ImportNotice, ImportProblem, MAX_IMPORTED_ROWS, MAX_NOTICES, MAX_RECORDS, RecognitionState,
    RecognitionStep, RecordedStep, Settings, Step,
};
pub use evidence::{CheckLink, Evidence, EvidenceQuery, EvidenceRow, Standing};
pub use explain::{number_words, source_words, threshold_words};
pub use public::{MIN_PUBLIC_SUBJECTS, is_small};
pub use record::{CheckRecord, Photo, Stage, Status, SubjectRecord, Version};
pub use result::{
    CommuneWarning, Coverage, CriterionResult, DocumentLink, Evaluation, ImportedFigure, IndicatorResult, Origin,
    Reading, Recheck, Split, SplitPart, Tally, ThresholdUsed, TrendPoint, Verdict, VillageReading, VillageResult,
};
pub use set::{
    Basis, Comparison, Criterion, Direction, DocumentFields, Expected, Formula, ImportedRows, Indicator, Kind, Level,
    Measure, Per, Quantity, Recheckable, Recognition, RecognitionForm, Set, SetError, Source, SplitRule, SplitValue,
    Threshold, Withdrawal, Zone,
};
pub use shipped::shipped_sets;
pub use words::Words;
pub use workbook::WorkbookError;

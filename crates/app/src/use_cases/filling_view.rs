//! The check on the screen, from the form engine's view to what screens take.

use domain::{DocId, Value};
use forms::{NodeView, QuestionView};

use crate::attached;
use crate::desk::Desk;
use crate::dto::{
    Choice, Filling, GroupNode, Node, Problem, Question, QuestionKind, RangeInfo, RepeatInstance, RepeatNode,
    SectionInfo,
};
use crate::use_cases::filling::OpenCheck;
use crate::use_cases::{checks, count};
use crate::words;

/// Answers in the line that stands for a closed instance of a repeat.
const SUMMARY_ANSWERS: usize = 4;

pub(crate) fn view(desk: &Desk, check: DocId, open: &OpenCheck) -> Filling {
    let (session, language) = (&open.session, open.language.as_str());
    let sections: Vec<SectionInfo> = session.sections(language).into_iter().map(section).collect();
    let current = open.section.min(sections.len().saturating_sub(1));
    let nodes = session.section(current, language).into_iter().map(|view| node(desk, view)).collect();
    let (household_name, village_name) = checks::subject_names(desk, open.household).unwrap_or_default();
    Filling {
        check: check.to_string(),
        subject_type: checks::subject_type(desk, Some(open.household)).unwrap_or_default(),
        household: open.household.to_string(),
        household_name,
        village_name,
        form_title: desk.forms.title(&open.form),
        languages: session.form().languages().iter().map(|language| language.name.clone()).collect(),
        language: language.to_owned(),
        sections,
        current: count(current),
        nodes,
        saved_at_ms: open.saved_at_ms,
        problems: if open.finishing { problems(open) } else { Vec::new() },
    }
}

fn problems(open: &OpenCheck) -> Vec<Problem> {
    let problems = open.session.problems(&open.language).into_iter().map(|problem| Problem {
        path: problem.path,
        section: count(problem.section),
        label: problem.label,
        message: problem.message,
    });
    problems.collect()
}

fn section(view: forms::SectionView) -> SectionInfo {
    SectionInfo {
        index: count(view.index),
        title: view.title,
        answered: count(view.answered),
        questions: count(view.questions),
        problems: count(view.errors),
        relevant: view.relevant,
    }
}

fn node(desk: &Desk, view: NodeView) -> Node {
    match view {
        NodeView::Question(view) => Node::Question(Box::new(question(desk, *view))),
        NodeView::Group(view) => Node::Group(GroupNode {
            path: view.path,
            label: view.label,
            children: view.children.into_iter().map(|child| node(desk, child)).collect(),
        }),
        NodeView::Repeat(view) => Node::Repeat(RepeatNode {
            path: view.path,
            label: view.label,
            instances: view
                .instances
                .into_iter()
                .map(|instance| RepeatInstance {
                    path: instance.path,
                    summary: summary(&instance.title, &instance.children),
                    title: instance.title,
                    children: instance.children.into_iter().map(|child| node(desk, child)).collect(),
                })
                .collect(),
            can_add: view.can_add,
            can_remove: view.can_remove,
        }),
    }
}

/// The first answers of an instance that its title does not say already.
fn summary(title: &str, children: &[NodeView]) -> String {
    let mut texts = Vec::new();
    gather(children, &mut texts);
    texts.retain(|text| !title.ends_with(text));
    texts.truncate(SUMMARY_ANSWERS);
    texts.join(" · ")
}

fn gather<'a>(nodes: &'a [NodeView], texts: &mut Vec<&'a str>) {
    for node in nodes {
        match node {
            NodeView::Question(view) if says_something(view.kind) && !view.shown.is_empty() => {
                texts.push(&view.shown);
            }
            NodeView::Group(view) => gather(&view.children, texts),
            NodeView::Question(_) | NodeView::Repeat(_) => {}
        }
    }
}

/// Whether an answer of this kind reads well in a line: a file's name is a hash, a road's line a list of numbers.
fn says_something(kind: forms::QuestionKind) -> bool {
    use forms::QuestionKind as K;
    !attached::is_file(kind) && !matches!(kind, K::Note | K::Geotrace | K::Geoshape)
}

fn question(desk: &Desk, view: QuestionView) -> Question {
    let answer = view.value.as_ref().and_then(Value::as_text).filter(|_| attached::is_file(view.kind));
    let file = answer.and_then(|answer| attached::info(desk, answer));
    let shown = file.as_ref().map_or(view.shown, |file| file.name.clone());
    Question {
        path: view.path,
        kind: kind(view.kind),
        appearance: Some(view.appearance).filter(|words| !words.is_empty()),
        label: view.label,
        hint: view.hint,
        value: view.value.as_ref().map(words::plain),
        text: Some(shown).filter(|text| !text.is_empty()),
        required: view.required,
        readonly: view.read_only,
        error: view.error,
        choices: view.choices.into_iter().map(|choice| Choice { name: choice.name, label: choice.label }).collect(),
        file,
        range: view.range.map(|range| RangeInfo { start: range.start, end: range.end, step: range.step }),
    }
}

fn kind(kind: forms::QuestionKind) -> QuestionKind {
    use forms::QuestionKind as K;
    match kind {
        K::Text => QuestionKind::Text,
        K::Integer => QuestionKind::Integer,
        K::Decimal => QuestionKind::Decimal,
        K::Range => QuestionKind::Range,
        K::SelectOne => QuestionKind::SelectOne,
        K::SelectMultiple => QuestionKind::SelectMultiple,
        K::Rank => QuestionKind::Rank,
        K::Note => QuestionKind::Note,
        K::Date => QuestionKind::Date,
        K::Time => QuestionKind::Time,
        K::DateTime => QuestionKind::DateTime,
        K::Acknowledge => QuestionKind::Acknowledge,
        K::Geopoint => QuestionKind::Geopoint,
        K::Image => QuestionKind::Image,
        K::Audio => QuestionKind::Audio,
        K::Video => QuestionKind::Video,
        K::File => QuestionKind::File,
        K::Barcode => QuestionKind::Barcode,
        K::Calculate => QuestionKind::Calculated,
        K::Geotrace => QuestionKind::Geotrace,
        K::Geoshape => QuestionKind::Geoshape,
        K::Hidden | K::Metadata(_) => QuestionKind::Other,
    }
}

//! The household form that ships with the product, read and filled as a village clerk would.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may stop where they stand")]

use std::sync::Arc;

use forms::{Env, NodeView, QuestionKind, Session, Severity, Value, read_file};

const WORKBOOK: &[u8] = include_bytes!("../../../forms/ho_gia_dinh.xlsx");

/// 2026-11-23 08:00 in Việt Nam.
fn env() -> Env {
    Env { now_ms: 1_795_395_600_000, utc_offset_min: 420, ..Env::default() }
}

fn form() -> Arc<forms::Form> {
    let reading = read_file(WORKBOOK, None, "ho_gia_dinh");
    assert_eq!(reading.diagnostics, []);
    Arc::new(reading.form.unwrap())
}

fn text(text: &str) -> Option<Value> {
    Some(Value::from(text))
}

#[test]
fn the_shipped_household_form_reads_without_a_single_finding() {
    let form = form();
    assert_eq!(form.id(), "ho_gia_dinh");
    assert_eq!(form.title("vi"), "Phiếu hộ gia đình");
    assert_eq!(form.default_language().code.as_deref(), Some("vi"));
    assert_eq!(form.dataset().unwrap().name, "household");
    let asked = form.questions().filter(|question| question.kind().is_answerable()).count();
    assert!((50..=80).contains(&asked), "{asked} questions");
    for question in form.questions() {
        for choice in question.choices("vi") {
            assert_ne!(choice.label, "", "{} {}", question.path(), choice.name);
        }
    }
}

#[test]
fn presets_reach_notes_members_are_counted_and_the_subject_is_updated() {
    let presets = [
        // A bare name is enough outside repeats.
        ("thon", Value::from("Hòa Lâm")),
        ("mo_dau/so_khau_so", Value::from("3")),
        ("nhan_khau/chu_ho", Value::from("Lê Thị Hoa")),
    ];
    let opened = Session::start(form(), env(), presets.map(|(path, value)| (path.to_owned(), value)));
    let mut session = opened.session;
    assert_eq!(session.answers().get("mo_dau/ngay_tham"), Some(&Value::from("2026-11-23")));
    assert_eq!(session.answers().get("mo_dau/thon"), Some(&Value::from("Hòa Lâm")));
    session.set("mo_dau/ket_qua_gap", text("gap_duoc")).unwrap();

    // The first member is there from the start, and is the head.
    let first = "nhan_khau/thanh_vien/n0001";
    assert_eq!(session.answers().get(&format!("{first}/ho_ten")), Some(&Value::from("Lê Thị Hoa")));
    assert_eq!(session.answers().get("nhan_khau/so_khau"), Some(&Value::from("1")));
    session.set(&format!("{first}/gioi_tinh"), text("nu")).unwrap();
    session.set(&format!("{first}/nam_sinh"), Some(Value::Integer(1980))).unwrap();
    session.add_repeat("nhan_khau/thanh_vien", "0192-b").unwrap();
    session.set("nhan_khau/thanh_vien/0192-b/gioi_tinh", text("nam")).unwrap();
    let change = session.set("nhan_khau/thanh_vien/0192-b/nam_sinh", Some(Value::Integer(2023))).unwrap();
    assert_eq!(change.answers.get("nhan_khau/so_tre_duoi_5"), Some(&text("1")), "{change:?}");

    let answers = session.answers();
    assert_eq!(answers.get("nhan_khau/so_nu"), Some(&Value::from("1")));
    assert_eq!(answers.get("nhan_khau/so_lao_dong"), Some(&Value::from("1")));
    let saves = session.saves();
    assert_eq!(saves.get("head"), Some(&Value::from("Lê Thị Hoa")));
    assert_eq!(saves.get("members"), Some(&Value::from("2")));

    // Registered 3, found 2: the form says so.
    let section = session.sections("vi").into_iter().find(|section| section.path == "nhan_khau").unwrap();
    let shown = session.section(section.index, "vi");
    let note = shown.iter().find_map(|node| match node {
        NodeView::Question(question) if question.path.ends_with("lech_so_khau") => Some(question),
        _ => None,
    });
    assert_eq!(note.unwrap().kind, QuestionKind::Note);

    let restored = Session::restore(form(), env(), session.answers());
    assert_eq!(restored.change.answers.iter().filter(|(path, _)| !path.contains("thanh_vien")).count(), 0);
    assert_eq!(restored.session.answers(), session.answers());
    assert_eq!(restored.session.problems("vi"), session.problems("vi"));
    assert_eq!(restored.session.section(section.index, "vi"), shown);
}

#[test]
fn every_page_of_the_form_can_be_shown_in_both_languages() {
    let mut session = Session::start(form(), env(), []).session;
    session.set("mo_dau/ket_qua_gap", text("gap_duoc")).unwrap();
    let sections = session.sections("vi");
    assert!(sections.len() >= 10, "{sections:?}");
    for section in sections {
        assert!(section.relevant, "{section:?}");
        for language in ["vi", "en"] {
            assert_ne!(session.section(section.index, language), [], "{section:?}");
        }
    }
    assert!(session.problems("vi").len() > 10);
    let severities = read_file(b"not a workbook", None, "x").diagnostics.into_iter().map(|found| found.severity);
    assert_eq!(severities.collect::<Vec<_>>(), [Severity::Error]);
}

/// Values to try at a question until one is accepted.
fn candidates(question: &forms::QuestionView) -> Vec<Value> {
    let texts: &[&str] = match question.kind {
        QuestionKind::Integer | QuestionKind::Decimal => &["1", "12", "1990", "30"],
        QuestionKind::Acknowledge => &["OK"],
        QuestionKind::Date => &["2026-11-23"],
        _ => &["Nguyễn Văn An", "0912345678"],
    };
    let choices = question.choices.iter().map(|choice| Value::from(choice.name.as_str()));
    let pairs = question.choices.windows(2).map(|pair| Value::from(format!("{} {}", pair[0].name, pair[1].name)));
    match question.choices.is_empty() {
        true => texts.iter().map(|text| Value::from(*text)).collect(),
        false => choices.chain(pairs).collect(),
    }
}

fn find<'a>(nodes: &'a [NodeView], path: &str) -> Option<&'a forms::QuestionView> {
    nodes.iter().find_map(|node| match node {
        NodeView::Question(question) => Some(&**question).filter(|question| question.path == path),
        NodeView::Group(group) => find(&group.children, path),
        NodeView::Repeat(repeat) => repeat.instances.iter().find_map(|instance| find(&instance.children, path)),
    })
}

#[test]
fn a_clerk_who_answers_what_is_reported_as_missing_can_finish_the_form() {
    const MAX_ANSWERS: usize = 200;
    let mut session = Session::start(form(), env(), []).session;
    session.set("mo_dau/ket_qua_gap", text("gap_duoc")).unwrap();
    session.add_repeat("nhan_khau/thanh_vien", "0192-a").unwrap();
    session.mark_finishing();
    let mut answered = 0;
    while let Some(problem) = session.problems("vi").first().cloned() {
        let page = session.section(problem.section, "vi");
        let question = find(&page, &problem.path).unwrap_or_else(|| panic!("{problem:?} is not on its page"));
        assert_eq!(question.error.as_deref(), Some(problem.message.as_str()));
        let fits = candidates(question).into_iter().any(|value| {
            session.set(&problem.path, Some(value)).unwrap();
            session.problems("vi").iter().all(|left| left.path != problem.path)
        });
        assert!(fits, "nothing is accepted at {problem:?}");
        answered += 1;
        assert!(answered < MAX_ANSWERS);
    }
    assert!(answered > 30, "only {answered} answers were needed");
    assert!(session.sections("vi").iter().all(|section| section.required_missing == 0 && section.errors == 0));
    let pages = forms::render(form(), session.final_answers(), "vi");
    assert_eq!(pages.len(), session.sections("vi").iter().filter(|section| section.relevant).count());
    let restored = Session::restore(form(), env(), session.final_answers()).session;
    assert_eq!(restored.final_answers(), session.final_answers());
    assert_eq!(restored.saves(), session.saves());
}

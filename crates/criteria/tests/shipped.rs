//! The sets that come with the product.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use criteria::{Basis, Evaluator, Origin, Period, Set, Settings, Verdict, shipped_sets};
use domain::Value;
use support::{check, subject};

#[test]
fn every_record_of_the_official_set_is_there_and_nothing_passes_for_compared() {
    let sets = shipped_sets().unwrap();
    let counts: Vec<_> =
        sets.iter().map(|set| (set.id.as_str(), set.criteria.len(), set.indicators().count())).collect();
    // With three conditions of recognition each in the first two.
    assert_eq!(counts, [("xa_ntm_nang_cao_2022", 19, 79), ("thon_ntm_kieu_mau", 14, 17), ("xa_ntm_2026_2030", 10, 1)]);
    let commune = &sets[0];
    let pressed = commune.criteria.iter().flat_map(|criterion| &criterion.indicators);
    let pressed = pressed.filter(|one| one.source.as_ref().is_some_and(|source| source.basis == Basis::Press));
    let pressed: Vec<_> =
        pressed.map(|one| (one.id.as_str(), one.threshold(None, 2023).unwrap().value.unwrap())).collect();
    assert_eq!(pressed, [("14.1", 95.0), ("14.2", 90.0), ("14.3", 40.0), ("14.4", 70.0), ("18.1", 55.0)]);
    let unknown = commune.indicators().filter(|one| one.threshold(None, 2023).unwrap().value.is_none());
    let unknown: Vec<_> = unknown.map(|one| one.id.as_str()).collect();
    assert_eq!(
        unknown,
        ["2.2b", "2.3", "2.4", "3.3", "6.3", "9", "10", "12.1", "12.2", "12.3", "17.3", "17.10", "18.3", "18.7"]
    );
    for indicator in sets.iter().flat_map(Set::indicators) {
        assert!(indicator.thresholds.iter().all(|threshold| threshold.compared.is_none()), "{}", indicator.id);
        assert!(!indicator.name.vi.is_empty() && !indicator.name.en.is_empty(), "{}", indicator.id);
    }
}

#[test]
fn a_set_reads_back_what_it_writes() {
    for set in shipped_sets().unwrap() {
        assert_eq!(Set::from_toml(&set.to_toml().unwrap()).unwrap(), set);
    }
}

#[test]
fn groups_of_communes_have_thresholds_of_their_own() {
    let sets = shipped_sets().unwrap();
    let trained = sets[2].indicator("4.x").unwrap();
    let at = |zone| trained.threshold(zone, 2026).and_then(|threshold| threshold.value);
    assert_eq!(
        [at(Some("nhom_1")), at(Some("nhom_2")), at(Some("nhom_3")), at(None)],
        [Some(40.0), Some(35.0), Some(27.0), None]
    );
}

#[test]
fn a_figure_with_a_code_stands_in_for_facilities_that_nobody_visited_and_rows_of_other_years_and_places_do_not() {
    let mut evaluator = evaluator();
    let text = |text: &str| Value::Text(text.to_owned());
    evaluator.subject(subject(1, "commune", 9));
    let mut import = check(11, "so_lieu_nhap", 1, "2026-05-05", &[("mo_dau/nguon", text("UBND xã"))]);
    for (row, (code, year, place, kind)) in [
        ("17.2", "2026", "", "ket_qua"),
        ("17.8", "2025", "", "ket_qua"),
        ("18.7", "2026", "Phú Vinh", "ket_qua"),
        ("14.1", "2026", "", "muc_tieu"),
    ]
    .into_iter()
    .enumerate()
    {
        let path = |name: &str| format!("cac_so_lieu/so_lieu/r{row}/{name}");
        let named = [("chi_tieu", "khac"), ("ma_chi_tieu", code), ("nam", year), ("noi_ap_dung", place)];
        import.answers.extend(named.map(|(name, value)| (path(name), text(value))));
        import.answers.extend([(path("loai_so"), text(kind)), (path("don_vi"), text("percent"))]);
        import.answers.push((path("gia_tri"), Value::Integer(100)));
    }
    evaluator.check(import);
    let mut origin = |id: &str| evaluator.indicator("xa_ntm_nang_cao_2022", id).unwrap().origin;
    assert!(matches!(origin("17.2"), Origin::Imported(source) if source.issuer.as_deref() == Some("UBND xã")));
    for id in ["17.8", "18.7", "14.1"] {
        assert_eq!(origin(id), Origin::Nothing, "{id}");
    }
}

fn shipped_forms() -> Vec<forms::Form> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms");
    let mut forms = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "xlsx") {
            let stem = path.file_stem().unwrap().to_str().unwrap();
            let names = forms::FormNames { id: Some(stem), root: None };
            let conversion = forms::convert_xlsx(&std::fs::read(&path).unwrap(), names);
            forms.push(forms::compile(&conversion.xform.unwrap()).form.unwrap());
        }
    }
    forms
}

fn evaluator() -> Evaluator {
    let forms = shipped_forms();
    let forms: Vec<_> = forms.iter().collect();
    let settings = Settings { periods: vec![Period::of_year(2026).unwrap()], ..Settings::default() };
    let (evaluator, faults) = Evaluator::new(shipped_sets().unwrap(), &forms, settings);
    assert_eq!(faults, []);
    evaluator
}

#[test]
fn every_field_that_a_formula_names_is_in_its_shipped_form() {
    let evaluation = evaluator().evaluate("xa_ntm_nang_cao_2022").unwrap();
    assert_eq!((evaluation.cannot_tell, evaluation.unverified), (19, 79));
}

#[test]
fn an_imported_figure_a_road_a_decision_and_a_recognition_reach_their_indicators() {
    let mut evaluator = evaluator();
    let text = |text: &str| Value::Text(text.to_owned());
    evaluator.subject(subject(1, "commune", 9));
    let figure = |row: &str, key: &str, kind: &str, value: i64, whole: i64| {
        let path = |name: &str| format!("cac_so_lieu/so_lieu/{row}/{name}");
        let mut answers = vec![
            (path("chi_tieu"), text(key)),
            (path("loai_so"), text(kind)),
            (path("gia_tri"), Value::Integer(value)),
        ];
        answers.extend((whole > 0).then(|| (path("mau_so"), Value::Integer(whole))));
        answers
    };
    let mut import = check(11, "so_lieu_nhap", 1, "2026-05-05", &[("mo_dau/nguon", text("BHXH huyện"))]);
    import.answers.extend(figure("a", "bhyt", "ket_qua", 96, 5_000));
    import.answers.extend(figure("b", "bhyt", "muc_tieu", 99, 0));
    import.answers.extend(figure("c", "so_dien_tu", "ket_qua", 71, 0));
    evaluator.check(import);
    // A later source says nothing of health insurance, and takes nothing away.
    let mut later = check(12, "so_lieu_nhap", 1, "2026-06-06", &[("mo_dau/nguon", text("UBND xã"))]);
    later.answers.extend(figure("a", "thu_nhap", "ket_qua", 55, 0));
    evaluator.check(later);
    // Nor does one that speaks of another year, or of one village.
    for (id, name, value) in [(13, "nam", "2025"), (14, "noi_ap_dung", "Phú Vinh")] {
        let mut other = check(id, "so_lieu_nhap", 1, "2026-07-07", &[("mo_dau/nguon", text("UBND xã"))]);
        other.answers.extend(figure("a", "bhyt", "ket_qua", 10, 0));
        other.answers.push((format!("cac_so_lieu/so_lieu/a/{name}"), text(value)));
        evaluator.check(other);
    }
    let mut read = |id: &str| evaluator.indicator("xa_ntm_nang_cao_2022", id).unwrap();
    let insured = read("14.1");
    assert_eq!((insured.reading.tally.n, insured.reading.tally.total), (4_800.0, Some(5_000.0)));
    assert_eq!((insured.reading.verdict, insured.lacks_denominator), (Verdict::Met, false));
    assert_eq!(insured.documents[0].issuer.as_deref(), Some("BHXH huyện"));
    let books = read("14.4");
    assert_eq!((books.reading.tally.value, books.lacks_denominator), (Some(71.0), true));
    assert_eq!(read("10").reading.tally.value, Some(55.0));
    // A formula that reads the form by the name of the figure says so, too.
    let Origin::Imported(source) = insured.origin else { panic!("{:?}", insured.origin) };
    assert_eq!((source.issuer.as_deref(), source.check), (Some("BHXH huyện"), support::doc(11)));
    assert_eq!(insured.reference, None);

    evaluator.subject(subject(2, "road", 1));
    let section = |row: &str, length: f64, hard: i64, kept: &str| {
        let path = |name: &str| format!("cac_doan/doan/{row}/{name}");
        [
            (path("chieu_dai"), Value::Decimal(length)),
            (path("cung_hoa"), Value::Integer(hard)),
            (path("bao_tri"), text(kept)),
        ]
    };
    let mut road = check(23, "duong", 2, "2026-05-05", &[("mo_dau/loai_duong", text("duong_thon"))]);
    road.answers.extend(section("a", 300.0, 1, "co"));
    road.answers.extend(section("b", 100.0, 1, "khong"));
    road.answers.extend(section("c", 100.0, 0, "co"));
    evaluator.check(road);
    let village_roads = evaluator.indicator("xa_ntm_nang_cao_2022", "2.2a").unwrap().reading.tally;
    assert_eq!((village_roads.n, village_roads.total, village_roads.value), (300.0, Some(500.0), Some(60.0)));

    let plan = [
        ("quy_hoach/ct_quy_hoach_chung/quy_hoach_chung_dat", Value::Integer(1)),
        ("quy_hoach/ct_quy_hoach_chung/quy_hoach_chung_van_ban", text("15/QĐ-UBND")),
        ("quy_hoach/ct_quy_hoach_chung/quy_hoach_chung_het_han", text("2030-12-31")),
    ];
    evaluator.check(check(24, "chi_tieu_xa", 1, "2026-02-02", &plan));
    let plan = evaluator.indicator("xa_ntm_nang_cao_2022", "1.1").unwrap();
    assert_eq!((plan.reading.verdict, plan.documents[0].number.as_deref()), (Verdict::Met, Some("15/QĐ-UBND")));
    // The same paper leaves open what nobody entered.
    assert_eq!(evaluator.indicator("xa_ntm_nang_cao_2022", "1.2").unwrap().reading.coverage.unknown, 1);

    evaluator.subject(subject(3, "village", 7));
    for (id, step, title) in
        [(25, "appraised", "thon_kieu_mau"), (26, "recognised", "thon_kieu_mau"), (27, "withdrawn", "thon_ntm")]
    {
        let answers = [
            ("su_kien/danh_hieu", text(title)),
            ("su_kien/trang_thai", text(step)),
            ("su_kien/ngay_su_kien", text("2026-03-03")),
        ];
        evaluator.check(check(id, "cong_nhan_thon", 3, "2026-03-03", &answers));
    }
    assert_eq!(evaluator.recognitions("thon_ntm_kieu_mau")[0].state, Some(criteria::Step::Recognised));
}

//! The sets that come with the product.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use criteria::{Basis, Evaluator, Period, Set, Settings, shipped_sets};

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

/// Formulas over forms that are not shipped yet are told as faults; those over shipped forms have none.
#[test]
fn every_field_that_a_formula_names_is_in_its_shipped_form() {
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
    let forms: Vec<_> = forms.iter().collect();
    let settings = Settings { periods: vec![Period::of_year(2026).unwrap()], zone: None };
    let (mut evaluator, faults) = Evaluator::new(shipped_sets().unwrap(), &forms, settings);
    let wrong: Vec<_> = faults.iter().filter(|fault| !fault.words.vi.starts_with("chưa có phiếu")).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let evaluation = evaluator.evaluate("xa_ntm_nang_cao_2022").unwrap();
    assert_eq!((evaluation.cannot_tell, evaluation.unverified), (19, 79));
}

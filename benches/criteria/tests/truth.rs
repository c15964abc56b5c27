//! Evaluation equals what the commune was made to be.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use bench_criteria::commune::{Commune, Dice, Size, make, period};
use bench_criteria::set;
use criteria::{Evaluation, Evaluator, Settings, Version};

const SMALL: Size = Size { households: 240, villages: 7, roads: 40, checks: 4 };

fn evaluator() -> Evaluator {
    let settings = Settings { periods: vec![period()], ..Settings::default() };
    let (evaluator, faults) = Evaluator::over_fields(vec![set::set().unwrap()], set::fields(), settings);
    assert_eq!(faults, []);
    evaluator
}

fn evaluated(commune: &Commune) -> Evaluation {
    let mut evaluator = evaluator();
    commune.subjects.iter().cloned().for_each(|subject| evaluator.subject(subject));
    commune.checks.iter().cloned().for_each(|check| evaluator.check(check));
    evaluator.evaluate("made").unwrap()
}

#[test]
fn every_value_of_a_made_commune_is_the_true_one() {
    for (seed, size) in [(1, SMALL), (2, SMALL), (3, Size::COMMUNE)] {
        let commune = make(seed, size);
        let evaluation = evaluated(&commune);
        let mut compared = 0;
        for result in evaluation.criteria.iter().flat_map(|criterion| &criterion.indicators) {
            let name = &result.indicator;
            let truth = commune.truth[name];
            assert!((result.reading.tally.n - truth.n).abs() < 1e-6, "{name}: {:?} is not {truth:?}", result.reading);
            if let Some(total) = result.reading.tally.total {
                assert!((total - truth.total).abs() < 1e-6, "{name}: {total} is not {truth:?}");
            }
            for village in &result.villages {
                let truth = commune.villages.get(&(name.clone(), village.village)).copied().unwrap_or_default();
                assert!((village.reading.tally.n - truth.n).abs() < 1e-6, "{name} in {}", village.village);
            }
            for part in result.splits.iter().flat_map(|split| &split.parts) {
                let truth = commune.truth.get(&format!("{name}/{}", part.key)).copied().unwrap_or_default();
                assert_eq!((part.tally.n, part.tally.total.unwrap_or_default()), (truth.n, truth.total), "{name}");
                compared += 1;
            }
            compared += 1 + result.villages.len();
        }
        let own = evaluation.criteria[0].indicators[0].reading.coverage;
        assert_eq!((own.missing, own.stale), (commune.missing, commune.stale));
        assert!(compared > 18 * 6, "{compared}");
    }
}

#[test]
fn neither_order_nor_repetition_nor_late_old_news_shows_in_a_result() {
    let commune = make(4, SMALL);
    let expected = evaluated(&commune);
    for seed in 0..12 {
        let mut dice = Dice::new(seed);
        // Subjects and checks in one shuffled row, a third of them twice, older folds with other answers among them.
        let mut order = (0..commune.subjects.len() + commune.checks.len()).collect::<Vec<_>>();
        let again = order.iter().copied().filter(|_| dice.below(3) == 0).collect::<Vec<_>>();
        order.extend(again);
        for at in (1..order.len()).rev() {
            order.swap(at, dice.below(at as u64 + 1) as usize);
        }
        let mut evaluator = evaluator();
        for (step, at) in order.into_iter().enumerate() {
            match commune.subjects.get(at) {
                Some(subject) => evaluator.subject(subject.clone()),
                None => {
                    let check = &commune.checks[at - commune.subjects.len()];
                    if dice.below(4) == 0 {
                        let mut older = check.clone();
                        older.version = Version { revisions: 0, ..older.version };
                        older.answers.clear();
                        older.day = period().to;
                        evaluator.check(older);
                    }
                    evaluator.check(check.clone());
                }
            }
            if step % 97 == 0 {
                evaluator.settle();
            }
        }
        assert!(evaluator.evaluate("made").unwrap() == expected, "seed {seed}");
    }
}

#[test]
fn a_check_that_is_taken_back_leaves_no_trace() {
    let commune = make(5, SMALL);
    let expected = evaluated(&commune);
    let mut evaluator = evaluator();
    commune.subjects.iter().cloned().for_each(|subject| evaluator.subject(subject));
    commune.checks.iter().cloned().for_each(|check| evaluator.check(check));
    for (number, check) in commune.checks.iter().enumerate().step_by(5) {
        let mut other = check.clone();
        other.check = domain::DocId(uuid::Uuid::from_u128(number as u128 + 1));
        other.day = period().to;
        evaluator.check(other.clone());
        evaluator.settle();
        other.version.revisions += 1;
        other.status = criteria::Status::Void;
        evaluator.check(other);
    }
    assert!(evaluator.evaluate("made").unwrap() == expected);
}

//! The law of sync: whatever the order of sessions and whatever gets lost, all ends are the same.

#![allow(clippy::expect_used)]

mod support;

use std::collections::BTreeSet;

use domain::{Kind, RevId};
use proptest::prelude::*;
use support::{Commune, Device, Fault, VILLAGE};

const DEVICES: usize = 3;

#[derive(Clone, Debug)]
enum Step {
    /// A device sets a field of a document to a value.
    Write { device: usize, number: u128, field: usize, value: u8 },
    /// A device has a session whose calls fail as listed.
    Session { device: usize, faults: Vec<u8> },
    /// The commune falls back to an older backup.
    Forget { count: usize },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0..DEVICES, 0..4u128, 0..3usize, 0..3u8)
            .prop_map(|(device, number, field, value)| Step::Write { device, number, field, value }),
        4 => (0..DEVICES, prop::collection::vec(0..4u8, 0..6))
            .prop_map(|(device, faults)| Step::Session { device, faults }),
        1 => (0..4usize).prop_map(|count| Step::Forget { count }),
    ]
}

/// Gives the revision that the step wrote, if it wrote one.
fn take(step: &Step, commune: &Commune, devices: &[Device]) -> Option<RevId> {
    match step {
        Step::Write { device, number, field, value } => {
            let field = ["name", "phone", "status"][*field];
            let kind = if number % 2 == 0 { Kind::Subject } else { Kind::Check };
            return Some(devices[*device].write(*number, kind, VILLAGE, &[(field, &value.to_string())]));
        }
        Step::Session { device, faults } => {
            let line = devices[*device].line(commune);
            let fault = |code: &u8| match code {
                0 => Fault::LostRequest,
                1 => Fault::LostReply,
                _ => Fault::None,
            };
            line.faults.replace(faults.iter().map(fault).collect());
            // A session may fail; what it must not do is lose anything.
            let _ = devices[*device].sync_over(&line);
        }
        Step::Forget { count } => commune.forget_last(*count),
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn all_devices_end_with_the_same_documents_and_nothing_is_lost(steps in prop::collection::vec(step(), 1..24)) {
        let commune = Commune::default();
        let devices: Vec<Device> = (1..=DEVICES as u8).map(|number| Device::new(number, &commune)).collect();
        let written: BTreeSet<RevId> = steps.iter().filter_map(|step| take(step, &commune, &devices)).collect();
        for _ in 0..2 {
            for device in &devices {
                prop_assert!(device.sync(&commune).digests_equal);
            }
        }
        for device in &devices {
            prop_assert_eq!(device.state(), devices[0].state());
            prop_assert_eq!(device.store.unsent_summary().expect("a summary").revisions, 0);
        }
        prop_assert_eq!(commune.ids(), written);
    }
}

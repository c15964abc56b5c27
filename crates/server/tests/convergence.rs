//! Whatever order people write and meet the commune in, everybody ends with the same book.

use anyhow::Result;
use domain::{AreaId, DocId};
use proptest::test_runner::{Config, TestRunner};
use testkit::{Dice, TestCommune, TestDevice};

/// Simulated communes of one test run; each is a real server with three real devices.
const COMMUNES: u32 = 6;
const DEVICES: usize = 3;
const STEPS: u64 = 40;
const FIELDS: [&str; 4] = ["name", "phone", "address", "members"];

struct World {
    commune: TestCommune,
    area: AreaId,
    devices: Vec<TestDevice>,
    households: Vec<DocId>,
    dice: Dice,
}

impl World {
    fn new(seed: u64) -> Result<Self> {
        let commune = TestCommune::start()?;
        let area = commune.own_area()?;
        let devices: Vec<TestDevice> = (0..DEVICES).map(|_| commune.device(&[])).collect::<Result<_>>()?;
        Ok(Self { commune, area, devices, households: Vec::new(), dice: Dice::new(seed) })
    }

    fn step(&mut self, number: u64) -> Result<()> {
        let Some(device) = self.dice.pick(&self.devices) else { return Ok(()) };
        match self.dice.below(10) {
            0 => {
                let doc = device.household(self.area, &format!("Hộ {number}"))?;
                self.households.push(doc);
            }
            1..=3 => {
                device.sync()?;
            }
            _ => {
                let doc = self.dice.pick(&self.households).copied();
                let field = self.dice.pick(&FIELDS).copied().unwrap_or("name");
                let known = doc.map(|doc| device.store.document(doc)).transpose()?.flatten();
                if let Some(known) = known {
                    device.edit(known.id, field, &format!("giá trị {}", self.dice.below(3)))?;
                }
            }
        }
        Ok(())
    }

    /// Everybody meets the commune twice: once to bring, once to take.
    fn meet(&self) -> Result<()> {
        for device in self.devices.iter().chain(&self.devices) {
            device.sync()?;
        }
        self.commune.server()?.read_model.catch_up()?;
        Ok(())
    }

    fn assert_one_book(&self, seed: u64) -> Result<()> {
        let office = self.commune.server()?.read_model.store();
        for doc in &self.households {
            let at_office = office.document(*doc)?;
            assert!(at_office.is_some(), "seed {seed}: {doc} is missing at the office");
            for device in &self.devices {
                assert_eq!(device.store.document(*doc)?, at_office, "seed {seed}: {doc} differs");
            }
        }
        let disputed = office.conflicts()?;
        for device in &self.devices {
            assert_eq!(device.store.conflicts()?, disputed, "seed {seed}: conflict lists differ");
            assert_eq!(device.store.digest(self.area)?, office.digest(self.area)?, "seed {seed}");
            assert_eq!(device.store.unsent_summary()?.revisions, 0, "seed {seed}");
        }
        Ok(())
    }
}

fn live_through(seed: u64) -> Result<()> {
    eprintln!("seed {seed}");
    let mut world = World::new(seed)?;
    for number in 0..STEPS {
        world.step(number)?;
    }
    world.meet()?;
    world.assert_one_book(seed)
}

#[test]
fn three_devices_converge_in_any_order_of_writing_and_meeting() {
    let config = Config { cases: COMMUNES, failure_persistence: None, max_shrink_iters: 0, ..Config::default() };
    let outcome = TestRunner::new(config).run(&proptest::num::u64::ANY, |seed| {
        live_through(seed)
            .map_err(|error| proptest::test_runner::TestCaseError::fail(format!("seed {seed}: {error:#}")))
    });
    assert!(outcome.is_ok(), "{outcome:?}");
}

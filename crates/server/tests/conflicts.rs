//! Two people, one household, no network: nothing is lost, and where they disagree everybody sees the same.

use anyhow::Result;
use domain::{Document, Value};
use testkit::{FIVE_YEARS_MS, TestCommune, TestDevice};

struct Two {
    commune: TestCommune,
    first: TestDevice,
    second: TestDevice,
    doc: domain::DocId,
}

fn two_with_one_household() -> Result<Two> {
    let commune = TestCommune::start()?;
    let first = commune.device(&[])?;
    // The other one's clock is five years ahead, which must decide nothing.
    let second = TestDevice::pair(&commune.invite(&[])?, commune.clock.off_by(FIVE_YEARS_MS))?;
    let doc = first.household(commune.own_area()?, "Hoàng Văn Tư")?;
    first.sync()?;
    second.sync()?;
    Ok(Two { commune, first, second, doc })
}

impl Two {
    fn meet(&self) -> Result<()> {
        self.first.sync()?;
        self.second.sync()?;
        self.first.sync()?;
        Ok(self.commune.server()?.read_model.catch_up()?)
    }

    fn everywhere(&self) -> Result<[Document; 3]> {
        let office = self.commune.server()?.read_model.store().document(self.doc)?;
        let office = office.ok_or_else(|| anyhow::anyhow!("not at the office"))?;
        Ok([self.first.document(self.doc)?, self.second.document(self.doc)?, office])
    }
}

#[test]
fn different_fields_merge_without_a_question() -> Result<()> {
    let two = two_with_one_household()?;
    two.first.edit(two.doc, "phone", "0900 000 001")?;
    two.second.edit(two.doc, "address", "Xóm Đình")?;
    two.meet()?;
    let [first, second, office] = two.everywhere()?;
    assert_eq!(first.text("phone"), Some("0900 000 001"));
    assert_eq!(first.text("address"), Some("Xóm Đình"));
    assert_eq!(first.conflicts(), []);
    assert_eq!((&first, &first), (&second, &office));
    Ok(())
}

#[test]
fn the_same_field_is_kept_twice_and_listed_the_same_everywhere() -> Result<()> {
    let two = two_with_one_household()?;
    two.first.edit(two.doc, "name", "Hoàng Văn Tứ")?;
    two.second.edit(two.doc, "name", "Hoàng Văn Từ")?;
    two.meet()?;
    let [first, second, office] = two.everywhere()?;
    let conflicts = first.conflicts();
    assert_eq!(conflicts.len(), 1);
    let mut values: Vec<_> = conflicts[0].values.iter().map(|value| value.change.clone()).collect();
    values.sort_by_key(|change| format!("{change:?}"));
    let expected = ["Hoàng Văn Từ", "Hoàng Văn Tứ"].map(|name| domain::Change::Set(Value::from(name)));
    assert_eq!(values.len(), 2);
    assert!(expected.iter().all(|change| values.contains(change)));
    assert_eq!((&first, &first), (&second, &office));
    let office_list = two.commune.server()?.read_model.store().conflicts()?;
    assert_eq!(two.first.store.conflicts()?, office_list);
    assert_eq!(two.second.store.conflicts()?, office_list);

    two.second.edit(two.doc, "name", "Hoàng Văn Tư")?;
    two.meet()?;
    let [first, second, office] = two.everywhere()?;
    assert_eq!(first.conflicts(), []);
    assert_eq!(first.text("name"), Some("Hoàng Văn Tư"));
    assert_eq!((&first, &first), (&second, &office));
    Ok(())
}

#[test]
fn a_read_model_that_was_deleted_or_damaged_comes_back_from_the_log() -> Result<()> {
    let mut two = two_with_one_household()?;
    two.commune.village("Phú Vinh")?;
    two.first.edit(two.doc, "name", "Hoàng Văn Tứ")?;
    two.second.edit(two.doc, "name", "Hoàng Văn Từ")?;
    two.meet()?;
    let before = two.everywhere()?[2].clone();
    let areas_before = two.commune.server()?.read_model.store().areas()?.len();
    assert_eq!(areas_before, 2, "the commune and its village");

    let file = two.commune.data().join("read-model.db");
    for damage in [None, Some(vec![0x5A; 40_000])] {
        two.commune.stop()?;
        for journal in ["-wal", "-shm"] {
            let journal = two.commune.data().join(format!("read-model.db{journal}"));
            if journal.exists() {
                std::fs::remove_file(journal)?;
            }
        }
        match damage {
            None => std::fs::remove_file(&file)?,
            Some(bytes) => std::fs::write(&file, bytes)?,
        }
        two.commune.start_again()?;
        assert_eq!(two.everywhere()?[2], before);
        assert_eq!(two.commune.server()?.read_model.store().areas()?.len(), areas_before);
    }
    Ok(())
}

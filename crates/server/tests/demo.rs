//! The practice commune comes in by the same door as a real register.

use anyhow::Result;
use serde_json::json;
use testkit::TestCommune;

#[test]
fn the_practice_commune_is_loaded_once_and_survives_a_lost_read_model() -> Result<()> {
    let mut commune = TestCommune::start_demo()?;
    let check = |commune: &TestCommune| -> Result<u64> {
        let officer = commune.officer()?;
        let all = officer.call("households.list", &json!({}))?;
        assert_eq!(all["total"], json!(demo::HOUSEHOLDS));
        let villages = officer.call("areas.list", &json!({}))?;
        let names: Vec<&str> = villages["villages"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|village| village["name"].as_str())
            .collect();
        assert_eq!(names.len(), demo::VILLAGES.len());
        assert!(demo::VILLAGES.iter().all(|village| names.contains(village)), "{names:?}");
        let home = officer.call("home.get", &json!({}))?;
        assert_eq!(home["campaign"]["form"], json!("ho_gia_dinh"));
        assert_eq!(officer.call("device.status", &json!({}))?["demo"], json!(true));
        Ok(commune.commune()?.database.read(server::log::last)?)
    };
    let last = check(&commune)?;

    commune.stop()?;
    std::fs::remove_file(commune.data().join("read-model.db"))?;
    commune.start_again()?;
    assert_eq!(check(&commune)?, last, "nothing was written twice");
    Ok(())
}

#[test]
fn a_device_of_one_village_gets_that_village_and_nothing_of_others() -> Result<()> {
    let commune = TestCommune::start_demo()?;
    let device = commune.device(&["Hòa Lâm"])?;
    let summary = device.sync()?;
    assert!(summary.digests_equal && summary.refused == 0);
    let households = device.store.documents_of(domain::Kind::Subject)?;
    let of_village = households.iter().filter(|household| household.text("type") == Some("household")).count();
    assert_eq!(of_village as u64, 231);
    assert_eq!(device.store.areas()?.len(), demo::VILLAGES.len() + 1);
    Ok(())
}

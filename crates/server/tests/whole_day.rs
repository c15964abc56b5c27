//! A day of village staff: paired in the morning, a check at a kitchen table with no network, and the
//! commune reads it in the evening exactly as it was written.

use anyhow::Result;
use serde_json::json;
use testkit::{Tablet, TestCommune};

/// Answers every question that has choices, and closes the form as a draft.
fn half_a_check(tablet: &Tablet, household: &str) -> Result<String> {
    let check = tablet.begin_check(household)?;
    let sections = tablet.call("checks.open", json!({ "check": check }))?["sections"].clone();
    let mut answered = 0;
    for section in 0..sections.as_array().map_or(0, Vec::len) {
        let page = tablet.call("checks.section", json!({ "check": check, "section": section }))?;
        for node in page["nodes"].as_array().into_iter().flatten() {
            let (path, choice) = (&node["path"], &node["choices"][0]["name"]);
            if let (Some(path), Some(choice), true) = (path.as_str(), choice.as_str(), node["kind"] == "select_one") {
                tablet.answer(&check, path, choice)?;
                answered += 1;
            }
        }
    }
    assert!(answered > 3, "the form asks more than {answered} questions with choices");
    tablet.call("checks.close", json!({ "check": check }))?;
    Ok(check)
}

#[test]
fn a_check_made_offline_is_read_at_the_office_as_it_was_written() -> Result<()> {
    let commune = TestCommune::start_demo()?;
    let tablet = Tablet::paired(&commune, commune.clock.off_by(-testkit::FIVE_YEARS_MS))?;
    let received = tablet.transfer()?;
    assert_eq!(received["ok"], json!(true), "{received}");
    let found = tablet.call("households.list", json!({ "limit": 1 }))?;
    assert_eq!(found["total"], json!(demo::HOUSEHOLDS));
    let household = tablet.some_household()?;

    let check = half_a_check(&tablet, &household)?;
    let fact = json!({ "id": household, "fields": { "phone": "0900 000 123" } });
    tablet.call("households.edit", fact)?;
    assert_eq!(tablet.call("device.status", json!({}))?["unsafe_work"]["checks"], json!(1));
    for _ in 0..3 {
        let sent = tablet.transfer()?;
        assert_eq!((&sent["ok"], &sent["parked"]), (&json!(true), &json!(0)), "{sent}");
    }
    assert_eq!(tablet.call("device.status", json!({}))?["unsafe_work"]["revisions"], json!(0));

    let officer = commune.officer()?;
    let here = tablet.call("checks.view", json!({ "check": check }))?;
    let there = officer.call("checks.view", &json!({ "check": check }))?;
    assert_eq!(here["sections"], there["sections"]);
    assert_eq!((&here["revision"], &here["status"]), (&there["revision"], &there["status"]));
    let page = officer.call("households.get", &json!({ "id": household }))?;
    assert_eq!(page["checks"].as_array().map(Vec::len), Some(1));
    let phone = page["facts"].as_array().into_iter().flatten().find(|fact| fact["field"] == json!("phone"));
    assert_eq!(phone.map(|fact| &fact["raw"]), Some(&json!("0900 000 123")));
    Ok(())
}

#[test]
fn a_transfer_takes_an_open_form_along_as_a_draft() -> Result<()> {
    let commune = TestCommune::start_demo()?;
    let tablet = Tablet::paired(&commune, commune.clock.clone())?;
    tablet.transfer()?;
    let check = tablet.begin_check(&tablet.some_household()?)?;
    tablet.answer(&check, "ket_thuc/ghi_chu", "đang hỏi dở")?;
    assert_eq!(tablet.call("device.status", json!({}))?["unsafe_work"]["checks"], 1, "only this device has it");
    let sent = tablet.transfer()?;
    assert_eq!((&sent["ok"], &sent["checks_safe"]), (&json!(true), &json!(1)), "{sent}");
    assert_eq!(tablet.call("device.status", json!({}))?["unsafe_work"]["checks"], 0);
    let there = commune.officer()?.call("checks.view", &json!({ "check": check }))?;
    assert_eq!(there["status"], "draft");
    assert!(there["sections"].to_string().contains("đang hỏi dở"), "{there:#}");

    // The form is still open and goes on.
    tablet.answer(&check, "mo_dau/ket_qua_gap", "vang_nha")?;
    assert_eq!(
        tablet.call("home.get", json!({}))?["drafts"][0]["answered"],
        8,
        "three facts, a date, the head's name and place in the family, two answers"
    );
    assert_eq!(tablet.call("checks.finish", json!({ "check": check }))?["finished"], true);
    assert_eq!(tablet.transfer()?["checks_safe"], 1);
    assert_eq!(commune.officer()?.call("checks.view", &json!({ "check": check }))?["status"], "complete");
    Ok(())
}

#[test]
fn a_device_without_a_name_of_its_own_is_called_as_the_officer_invited_it() -> Result<()> {
    let commune = TestCommune::start()?;
    let tablet = Tablet::new(commune.clock.clone())?;
    let args = json!({ "code": commune.invite(&[])?.to_string(), "pin": Tablet::PIN });
    assert_eq!(tablet.call("device.pair", args)?["device_name"], "Máy thử");
    Ok(())
}

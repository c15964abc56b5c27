//! Letting devices in, and shutting them out: the real client against the real server.

use anyhow::Result;
use app::ErrorCode;
use serde_json::json;
use server::accounts::users::Role;
use sync::{Https, SyncError, Transport, TransportError};
use testkit::{FIVE_YEARS_MS, FOUNDING, Tablet, TestCommune, TestDevice};
use wire::{DeviceKey, DigestRequest, PairingCode, PullRequest, RefusalCode};

const HOUR_MS: i64 = 3_600_000;

fn refusal<T>(outcome: Result<T, TransportError>) -> Option<RefusalCode> {
    match outcome {
        Err(TransportError::Refused(code)) => Some(code),
        _ => None,
    }
}

fn pair(code: &PairingCode, seed: u8) -> Result<wire::PairReply, TransportError> {
    Https::pair(code, &TestDevice::introduction(code, &DeviceKey::from_seed(&[seed; 32])))
}

#[test]
fn a_code_lets_one_device_in_and_tells_it_where_it_is() -> Result<()> {
    let commune = TestCommune::start()?;
    let code: PairingCode = commune.invite(&[])?.to_string().parse()?;
    let reply = pair(&code, 1)?;
    assert_eq!(reply.commune_name, "Xã Thử Nghiệm");
    assert_eq!(reply.commune, commune.own_area()?);
    assert!(reply.user_name.starts_with("Người dùng"));
    assert_eq!(reply.server_time_ms, commune.clock.ms());
    assert_eq!(refusal(pair(&code, 2)), Some(RefusalCode::CodeUsed));
    Ok(())
}

#[test]
fn a_device_whose_reply_was_lost_asks_again_until_it_was_heard_from() -> Result<()> {
    let commune = TestCommune::start()?;
    let code = commune.invite(&[])?;
    let first = pair(&code, 1)?;
    let second = pair(&code, 1)?;
    assert_eq!(first.device, second.device);
    let client = |secret| Https::new(&code.address, code.certificate, first.device, secret);
    let lost = client(&first.secret)?.digest(&DigestRequest {});
    assert_eq!(refusal(lost), Some(RefusalCode::DeviceUnknown));
    client(&second.secret)?.digest(&DigestRequest {})?;
    assert_eq!(refusal(pair(&code, 1)), Some(RefusalCode::CodeUsed));
    Ok(())
}

#[test]
fn a_code_from_elsewhere_is_unknown_and_an_old_one_has_expired() -> Result<()> {
    let commune = TestCommune::start()?;
    let code = commune.invite(&[])?;
    let invented = PairingCode { token: [7; 16], ..code.clone() };
    assert_eq!(refusal(pair(&invented, 1)), Some(RefusalCode::CodeUnknown));
    commune.clock.advance(24 * HOUR_MS);
    assert_eq!(refusal(pair(&code, 1)), Some(RefusalCode::CodeExpired));
    Ok(())
}

#[test]
fn a_computer_with_another_certificate_is_not_talked_to() -> Result<()> {
    let (commune, impostor) = (TestCommune::start()?, TestCommune::start()?);
    let code = commune.invite(&[])?;
    let astray = PairingCode { address: format!("https://{}", impostor.address()?), ..code.clone() };
    assert!(matches!(pair(&astray, 1), Err(TransportError::OtherIdentity)));

    let mut device = commune.device(&[])?;
    device.household(commune.own_area()?, "Hà Thị Cúc")?;
    device.move_to(impostor.address()?);
    assert!(matches!(device.sync(), Err(SyncError::Transport(TransportError::OtherIdentity))));
    assert_eq!(device.store.unsent_summary()?.revisions, 1);
    device.move_to(commune.address()?);
    assert_eq!(device.sync()?.pushed, 1);
    Ok(())
}

#[test]
fn a_revoked_device_is_told_so_and_keeps_its_work() -> Result<()> {
    let commune = TestCommune::start()?;
    let device = commune.device(&[])?;
    device.household(commune.own_area()?, "Lò Văn Sơn")?;
    assert!(commune.commune()?.revoke(device.paired.device, "test")?);
    assert!(!commune.commune()?.revoke(device.paired.device, "test")?);
    let refused = device.sync();
    assert!(matches!(refused, Err(SyncError::Transport(TransportError::Refused(RefusalCode::DeviceRevoked)))));
    assert_eq!(device.store.unsent_summary()?.revisions, 1);
    assert_eq!(commune.commune()?.database.read(server::log::last)?, FOUNDING);
    Ok(())
}

#[test]
fn a_wrong_secret_opens_nothing() -> Result<()> {
    let commune = TestCommune::start()?;
    let device = commune.device(&[])?;
    let stranger =
        Https::new(&format!("https://{}", commune.address()?), device.certificate, device.paired.device, &[9; 32])?;
    assert_eq!(refusal(stranger.digest(&DigestRequest {})), Some(RefusalCode::DeviceUnknown));
    Ok(())
}

#[test]
fn a_village_device_sees_its_villages_and_the_commune_only() -> Result<()> {
    let commune = TestCommune::start()?;
    let (near, far) = (commune.village("Phú Vinh")?, commune.village("Hòa Lâm")?);
    let device = commune.device(&["phu vinh"])?;
    let client = device.client()?;
    let areas: Vec<_> = client.digest(&DigestRequest {})?.areas.into_iter().map(|area| area.area).collect();
    assert_eq!(areas, [commune.own_area()?, near]);
    let outside = client.pull(&PullRequest { area: far, after: 0, max_bytes: 1_000 });
    assert_eq!(refusal(outside), Some(RefusalCode::OutsideArea));
    assert!(commune.invite(&["Xuân Mai"]).is_err());
    Ok(())
}

#[test]
fn a_clock_five_years_off_keeps_nobody_out() -> Result<()> {
    let commune = TestCommune::start()?;
    for off_ms in [-FIVE_YEARS_MS, FIVE_YEARS_MS] {
        let device = TestDevice::pair(&commune.invite(&[])?, commune.clock.off_by(off_ms))?;
        device.household(commune.own_area()?, "Vi Văn Páo")?;
        let summary = device.sync()?;
        assert_eq!(summary.pushed, 1);
        assert_eq!(summary.clock_offset_ms, -off_ms);
    }
    Ok(())
}

#[test]
fn an_officer_s_laptop_makes_reports_until_the_commune_says_otherwise() -> Result<()> {
    let commune = TestCommune::start()?;
    commune.commune()?.add_office_user("lan", "Lê Thị Lan", Role::Officer)?;
    let report = json!({ "period": { "kind": "year", "year": 2026 } });
    let refused = |tablet: &Tablet, command: &str| {
        let answer = tablet.call(command, report.clone());
        answer.err().is_some_and(|error| error.code == ErrorCode::Forbidden)
    };

    let clerk = Tablet::paired(&commune, commune.clock.clone())?;
    assert_eq!(clerk.call("device.status", json!({}))?["runs_office"], json!(false));
    assert!(refused(&clerk, "report.create"));

    let laptop = Tablet::new(commune.clock.clone())?;
    laptop.pair(&commune.invite_user("lan", &[])?.to_string())?;
    assert_eq!(laptop.call("device.status", json!({}))?["runs_office"], json!(true));
    laptop.transfer()?;
    let made = laptop.call("report.create", report.clone())?;
    assert!(refused(&laptop, "register.import"), "areas are drawn at the office alone");
    laptop.transfer()?;
    assert_eq!(laptop.call("parked.list", json!({}))?["items"], json!([]));

    let demoted = "UPDATE users SET role = 'leader' WHERE sign_in = 'lan'";
    commune.commune()?.database.write(|connection| connection.execute(demoted, []))?;
    laptop.call("report.freeze", json!({ "id": made["id"] }))?;
    laptop.transfer()?;
    assert!(refused(&laptop, "report.create"), "the transfer brought the news");
    let kept = laptop.call("parked.list", json!({}))?;
    assert!(kept["items"].as_array().is_some_and(|items| !items.is_empty()), "what was signed meanwhile is kept");
    Ok(())
}

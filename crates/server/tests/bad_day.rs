//! Everything that goes wrong for a village clerk: each failure says in Vietnamese what to do next, and
//! nothing that was written is lost.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use anyhow::Result;
use app::{AppError, ErrorCode};
use serde_json::json;
use testkit::{FIVE_YEARS_MS, Tablet, TestCommune};
use wire::PairingCode;

const DAY_MS: i64 = 86_400_000;

/// A failure as its reader needs it: the right kind, these words, and an advice that says what to do.
fn told(error: &AppError, code: ErrorCode, words: &str) {
    assert_eq!(error.code, code, "{error:?}");
    assert!(error.message.contains(words), "{:?} lacks {words:?}", error.message);
    assert!(error.advice.chars().count() > 15, "no advice: {error:?}");
}

#[test]
fn a_pairing_code_that_is_too_old_says_so_and_a_new_one_works() -> Result<()> {
    let commune = TestCommune::start()?;
    let code = commune.invite(&[])?.to_string();
    commune.clock.advance(2 * DAY_MS);
    let tablet = Tablet::new(commune.clock.clone())?;
    told(&tablet.pair(&code).expect_err("expired"), ErrorCode::PairingCode, "hết hạn");
    assert_eq!(tablet.call("device.status", json!({}))?["state"], "unpaired", "no half-made book is left");
    tablet.pair(&commune.invite(&[])?.to_string())?;
    assert_eq!(tablet.call("device.status", json!({}))?["state"], "open");
    Ok(())
}

#[test]
fn a_code_that_was_copied_badly_or_used_before_says_so() -> Result<()> {
    let commune = TestCommune::start()?;
    let code = commune.invite(&[])?.to_string();
    let tablet = Tablet::new(commune.clock.clone())?;
    told(&tablet.pair(&code[..code.len() - 4]).expect_err("cut"), ErrorCode::PairingCode, "thiếu hoặc sai");
    told(&tablet.pair("xin chào").expect_err("no code"), ErrorCode::PairingCode, "không phải mã ghép máy");
    tablet.pair(&code)?;
    tablet.transfer()?;
    let second = Tablet::new(commune.clock.clone())?;
    told(&second.pair(&code).expect_err("used"), ErrorCode::PairingCode, "đã được dùng");
    Ok(())
}

#[test]
fn another_computer_in_the_commune_s_place_gets_nothing() -> Result<()> {
    let (ours, stranger) = (TestCommune::start()?, TestCommune::start()?);
    let code = ours.invite(&[])?;
    let led_astray = PairingCode { address: stranger.invite(&[])?.address, ..code };
    let tablet = Tablet::new(ours.clock.clone())?;
    let error = tablet.pair(&led_astray.to_string()).expect_err("another identity");
    told(&error, ErrorCode::OtherIdentity, "không phải máy của xã");
    Ok(())
}

#[test]
fn a_wrong_pin_opens_nothing_and_the_right_one_finds_every_answer() -> Result<()> {
    let commune = TestCommune::start_demo()?;
    let mut tablet = Tablet::paired(&commune, commune.clock.clone())?;
    tablet.transfer()?;
    let check = tablet.begin_check(&tablet.some_household()?)?;
    tablet.answer(&check, "ket_thuc/ghi_chu", "Nhà bên suối")?;
    tablet.restart();
    told(&tablet.call("home.get", json!({})).expect_err("locked"), ErrorCode::Locked, "đang khóa");
    let wrong = tablet.call("device.unlock", json!({ "pin": "000000" })).expect_err("wrong");
    told(&wrong, ErrorCode::WrongPin, "không đúng");
    tablet.unlock()?;
    assert_eq!(tablet.call("home.get", json!({}))?["drafts"][0]["check"], json!(check));
    Ok(())
}

#[test]
fn a_commune_that_is_off_leaves_the_work_here_and_says_so() -> Result<()> {
    let mut commune = TestCommune::start_demo()?;
    let tablet = Tablet::paired(&commune, commune.clock.clone())?;
    tablet.transfer()?;
    let fields = json!({ "id": tablet.some_household()?, "fields": { "note": "đã đến hai lần" } });
    tablet.call("households.edit", fields)?;
    commune.stop()?;
    let failed = tablet.transfer()?;
    assert_eq!(failed["ok"], false);
    assert!(failed["message"].as_str().is_some_and(|text| text.contains("vẫn an toàn trên máy này")), "{failed}");
    assert!(failed["advice"].as_str().is_some_and(|text| text.contains("bấm lại")), "{failed}");
    assert_eq!(tablet.call("device.status", json!({}))?["unsafe_work"]["revisions"], 1);
    assert_eq!(tablet.call("transfer.diary", json!({}))?["rows"][0]["ok"], false);
    Ok(())
}

#[test]
fn a_clock_five_years_off_is_pointed_out_and_stops_nothing() -> Result<()> {
    let commune = TestCommune::start_demo()?;
    for off_ms in [FIVE_YEARS_MS, -FIVE_YEARS_MS] {
        let tablet = Tablet::paired(&commune, commune.clock.off_by(off_ms))?;
        assert_eq!(tablet.transfer()?["ok"], true);
        let check = tablet.begin_check(&tablet.some_household()?)?;
        tablet.answer(&check, "ket_thuc/ghi_chu", "đồng hồ sai")?;
        tablet.call("checks.close", json!({ "check": check }))?;
        assert_eq!(tablet.transfer()?["ok"], true);
        let status = tablet.call("device.status", json!({}))?;
        assert_eq!((&status["unsafe_work"]["revisions"], &status["clock_offset_ms"]), (&json!(0), &json!(-off_ms)));
    }
    Ok(())
}

#[test]
fn a_full_disk_refuses_the_answer_loudly_and_takes_it_when_there_is_room_again() -> Result<()> {
    let commune = TestCommune::start_demo()?;
    let tablet = Tablet::new(commune.clock.clone())?;
    let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"]).arg(tablet.folder()).output();
    if !mount.is_ok_and(|mount| mount.status.success()) {
        println!("not run: this machine does not let the test mount a small disk");
        return Ok(());
    }
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| full_disk(&commune, &tablet)));
    Command::new("umount").arg("--lazy").arg(tablet.folder()).status()?;
    outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn full_disk(commune: &TestCommune, tablet: &Tablet) -> Result<()> {
    tablet.pair(&commune.invite(&[])?.to_string())?;
    assert_eq!(tablet.transfer()?["ok"], true);
    let check = tablet.begin_check(&tablet.some_household()?)?;
    tablet.answer(&check, "ket_thuc/ghi_chu", "trước khi đầy")?;

    let ballast = tablet.folder().join("ballast");
    fill(&ballast)?;
    let error = (0..2_000).find_map(|number| {
        tablet.answer(&check, "ket_thuc/ghi_chu", &format!("{number} {}", "đầy ".repeat(400))).err()
    });
    told(&error.expect("a full disk is noticed"), ErrorCode::DiskFull, "hết chỗ trống");

    std::fs::remove_file(&ballast)?;
    tablet.answer(&check, "ket_thuc/ghi_chu", "sau khi dọn")?;
    tablet.call("checks.close", json!({ "check": check }))?;
    let sent = tablet.transfer()?;
    assert_eq!((&sent["ok"], &sent["checks_safe"]), (&json!(true), &json!(1)), "{sent}");
    let there = commune.officer()?.call("checks.view", &json!({ "check": check }))?;
    assert!(there["sections"].to_string().contains("sau khi dọn"), "{there:#}");
    Ok(())
}

/// Leaves no byte free.
fn fill(ballast: &Path) -> Result<()> {
    let mut file = File::create(ballast)?;
    for size in [1 << 20, 1 << 12, 1] {
        while file.write_all(&vec![0; size]).is_ok() {}
    }
    Ok(())
}

#[test]
fn a_damaged_book_is_called_damaged_and_is_left_as_it_is() -> Result<()> {
    let commune = TestCommune::start()?;
    let mut tablet = Tablet::paired(&commune, commune.clock.clone())?;
    tablet.restart();
    let book = tablet.folder().join("book/so-thon.db");
    std::fs::write(&book, b"not a book any more")?;
    for leftover in ["so-thon.db-wal", "so-thon.db-shm"] {
        let _ = std::fs::remove_file(tablet.folder().join("book").join(leftover));
    }
    told(&tablet.unlock().expect_err("damaged"), ErrorCode::Damaged, "không đọc được");
    assert_eq!(std::fs::read(&book)?, b"not a book any more", "nothing was thrown away");
    Ok(())
}

//! The office shell as a browser sees it.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use testkit::{Browser, TestCommune};

const MINUTE_MS: i64 = 60_000;

fn status(page: Result<testkit::Page>) -> Result<u16> {
    Ok(page?.status)
}

#[test]
fn nobody_gets_anything_before_signing_in() -> Result<()> {
    let commune = TestCommune::start()?;
    let browser = commune.browser()?;
    for path in ["/office/me", "/office/devices", "/office/audit"] {
        assert_eq!(status(browser.get(path))?, 401, "{path}");
    }
    for path in ["/call/households.list", "/office/invitations", "/office/sign-out"] {
        assert_eq!(status(browser.post(path, &json!({})))?, 401, "{path}");
    }
    assert_eq!(status(browser.send("PUT", "/office/upload", &[("x-sothon", "1")], b"x"))?, 401);
    Ok(())
}

#[test]
fn signing_in_lasts_a_working_day_and_ends_when_asked() -> Result<()> {
    let commune = TestCommune::start()?;
    let officer = commune.officer()?;
    let me = officer.get("/office/me")?.json()?;
    assert_eq!((&me["user"], &me["role"]), (&json!("quan-tri"), &json!("admin")));
    assert_eq!(me["commune"], json!("Xã Thử Nghiệm"));
    commune.clock.advance(11 * 60 * MINUTE_MS);
    assert_eq!(status(officer.get("/office/me"))?, 200);
    commune.clock.advance(2 * 60 * MINUTE_MS);
    assert_eq!(status(officer.get("/office/me"))?, 401);

    let officer = commune.officer()?;
    assert_eq!(status(officer.post("/office/sign-out", &json!({})))?, 200);
    assert_eq!(status(officer.get("/office/me"))?, 401);
    Ok(())
}

#[test]
fn the_session_cookie_is_for_this_site_only_and_not_for_scripts() -> Result<()> {
    let commune = TestCommune::start()?;
    let sign_in = json!({ "user": "quan-tri", "password": "mat-khau-de-thu" });
    let page = commune.browser()?.post("/office/sign-in", &sign_in)?;
    let cookie = page.header("set-cookie").context("no cookie")?;
    for part in ["__Host-", "; Path=/", "; HttpOnly", "; Secure", "; SameSite=Strict"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    Ok(())
}

#[test]
fn wrong_passwords_make_the_next_try_wait_also_after_a_restart() -> Result<()> {
    let mut commune = TestCommune::start()?;
    let tried = |browser: &Browser, password: &str| {
        status(browser.post("/office/sign-in", &json!({ "user": "quan-tri", "password": password })))
    };
    let browser = commune.browser()?;
    for _ in 0..5 {
        assert_eq!(tried(&browser, "sai")?, 401);
    }
    assert_eq!(tried(&browser, "mat-khau-de-thu")?, 429);
    commune.stop()?;
    commune.start_again()?;
    let browser = commune.browser()?;
    assert_eq!(tried(&browser, "mat-khau-de-thu")?, 429);
    commune.clock.advance(MINUTE_MS);
    assert_eq!(tried(&browser, "mat-khau-de-thu")?, 200);
    assert_eq!(tried(&browser, "sai")?, 401);
    Ok(())
}

#[test]
fn a_page_of_another_site_changes_nothing() -> Result<()> {
    let commune = TestCommune::start()?;
    let officer = commune.officer()?;
    let headers = [("content-type", "application/json")];
    for path in ["/call/device.status", "/office/invitations", "/office/sign-out", "/office/sign-in"] {
        assert_eq!(status(officer.send("POST", path, &headers, b"{}"))?, 403, "{path}");
    }
    assert_eq!(status(officer.get("/office/me"))?, 200);
    Ok(())
}

#[test]
fn every_page_carries_the_headers_that_keep_others_out() -> Result<()> {
    let commune = TestCommune::start()?;
    for path in ["/", "/office/me", "/ho/123", "/assets/none.js"] {
        let page = commune.browser()?.get(path)?;
        let policy = page.header("content-security-policy").unwrap_or_default();
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"), "{path}");
    }
    assert_eq!(commune.browser()?.get("/assets/none.js")?.status, 404);
    let place = commune.browser()?.get("/ho/123")?;
    assert_eq!((place.status, place.header("content-type")), (200, Some("text/html; charset=utf-8")));
    Ok(())
}

#[test]
fn an_officer_invites_a_device_and_shuts_it_out_again() -> Result<()> {
    let commune = TestCommune::start()?;
    commune.village("Phú Vinh")?;
    let officer = commune.officer()?;
    let wrong = json!({ "name": "Máy thôn", "user": "Lê Thị Nga", "villages": ["Phú Vang"] });
    let refused = officer.post("/office/invitations", &wrong)?;
    assert_eq!((refused.status, &refused.json()?["code"]), (422, &json!("invalid")));

    let wanted = json!({ "name": "Máy thôn", "user": "Lê Thị Nga", "villages": ["Phú Vinh"], "valid_hours": 2 });
    let invitation = officer.post("/office/invitations", &wanted)?.json()?;
    let code = invitation["code"].as_str().context("no code")?.parse()?;
    let device = testkit::TestDevice::pair(&code, commune.clock.clone())?;
    assert_eq!(device.paired.user_name, "Lê Thị Nga");
    device.sync()?;

    let devices = officer.get("/office/devices")?.json()?;
    assert_eq!(devices[0]["user_name"], json!("Lê Thị Nga"));
    assert_eq!(devices[0]["areas"], json!(["Phú Vinh"]));
    assert_eq!(devices[0]["last_seen_ms"], json!(commune.clock.ms()));
    let revoke = format!("/office/devices/{}/revoke", device.paired.device);
    assert_eq!(status(officer.post(&revoke, &json!({})))?, 200);
    assert_eq!(status(officer.post(&revoke, &json!({})))?, 404);
    assert!(device.sync().is_err());

    let audit = officer.get("/office/audit")?.json()?;
    let actions: Vec<&str> = audit.as_array().into_iter().flatten().filter_map(|row| row["action"].as_str()).collect();
    assert_eq!(actions, ["revoke_device", "pair", "invite", "sign_in", "found"]);
    Ok(())
}

#[test]
fn a_new_password_replaces_the_old_one() -> Result<()> {
    let commune = TestCommune::start()?;
    let officer = commune.officer()?;
    let change =
        |current: &str, new: &str| status(officer.post("/office/password", &json!({ "current": current, "new": new })));
    assert_eq!(change("mat-khau-de-thu", "ngắn")?, 422);
    assert_eq!(change("khong-phai", "mật khẩu mới dài hơn")?, 401);
    assert_eq!(change("mat-khau-de-thu", "mật khẩu mới dài hơn")?, 200);
    assert!(commune.browser()?.sign_in("quan-tri", "mat-khau-de-thu").is_err());
    commune.browser()?.sign_in("quan-tri", "mật khẩu mới dài hơn")
}

#[test]
fn a_leader_reads_and_an_officer_runs_the_office() -> Result<()> {
    let commune = TestCommune::start()?;
    let leader = commune.commune()?.add_office_user("chu-tich", "Chủ tịch", server::accounts::users::Role::Leader)?;
    let mut browser = commune.browser()?;
    browser.sign_in(&leader.sign_in, &leader.password)?;
    assert_eq!(status(browser.post("/call/households.list", &json!({})))?, 200);
    assert_eq!(status(browser.get("/office/devices"))?, 403);
    assert_eq!(status(browser.post("/call/register.import", &json!({ "file": "00" })))?, 403);
    Ok(())
}

#[test]
fn an_upload_that_is_too_large_is_refused() -> Result<()> {
    let commune = TestCommune::start()?;
    let officer = commune.officer()?;
    let bytes = vec![0; server::MAX_UPLOAD_BYTES + 1];
    let refused = officer.send("PUT", "/office/upload", &[("x-sothon", "1")], &bytes)?;
    assert_eq!((refused.status, &refused.json()?["code"]), (413, &json!("invalid")));
    assert_eq!(officer.upload(b"abc")?.len(), 64);
    Ok(())
}

#[test]
fn a_household_that_a_device_sends_is_in_the_next_answer_of_the_office() -> Result<()> {
    let commune = TestCommune::start()?;
    let village = commune.village("Phú Vinh")?;
    let (device, officer) = (commune.device(&["Phú Vinh"])?, commune.officer()?);
    for number in 1..=5 {
        let doc = device.household(village, &format!("Vi Văn Đức {number}"))?;
        device.sync()?;
        let found = officer.call("households.list", &json!({ "text": "vi van duc" }))?;
        assert_eq!(found["total"], json!(number), "{found}");
        let household = officer.call("households.get", &json!({ "id": doc.to_string() }))?;
        assert_eq!(household["name"], json!(format!("Vi Văn Đức {number}")));
    }
    Ok(())
}

#[test]
fn what_an_officer_records_is_in_the_log_and_reaches_devices() -> Result<()> {
    let commune = TestCommune::start()?;
    let village = commune.village("Phú Vinh")?;
    let (device, officer) = (commune.device(&["Phú Vinh"])?, commune.officer()?);
    let doc = device.household(village, "Hà Thị Mão")?;
    device.sync()?;
    let edit = json!({ "id": doc.to_string(), "fields": { "phone": "0900 000 009" } });
    officer.call("households.edit", &edit)?;
    device.sync()?;
    assert_eq!(device.document(doc)?.text("phone"), Some("0900 000 009"));

    let unknown: Value = officer.post("/call/no.such", &json!({}))?.json()?;
    assert_eq!(unknown["code"], json!("bad_call"));
    let nobody = json!({ "id": uuid::Uuid::now_v7().to_string() });
    assert_eq!(status(officer.post("/call/households.get", &nobody))?, 404);
    Ok(())
}

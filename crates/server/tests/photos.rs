//! Photos on their way to the real commune, over a network that breaks, and what the office gets of them.

use anyhow::{Context, Result};
use domain::{BlobHash, DocId, Kind};
use sha2::{Digest as _, Sha256};
use store::NewBlob;
use testkit::{Cut, Dice, FaultyProxy, TestCommune, TestDevice, changes};
use uuid::Uuid;

fn hash(bytes: &[u8]) -> BlobHash {
    BlobHash(Sha256::digest(bytes).into())
}

/// A photo in the answers of a check, as the app records it.
fn take(device: &TestDevice, commune: &TestCommune, bytes: &[u8]) -> Result<BlobHash> {
    let small = b"a small picture".as_slice();
    let thumbnail = Some((hash(small), small));
    let new = NewBlob { hash: hash(bytes), bytes, name: "ngõ 12.jpg", media_type: "image/jpeg", thumbnail };
    device.store.put_blob(&new, 1)?;
    let (check, area) = (DocId(Uuid::now_v7()), commune.own_area()?);
    device.write(check, Kind::Check, area, changes(&[("status", "complete")]))?;
    let fields = [
        ("check", check.to_string()),
        ("hash", new.hash.to_string()),
        ("thumbnail", hash(small).to_string()),
        ("name", new.name.to_owned()),
        ("media_type", new.media_type.to_owned()),
        ("bytes", bytes.len().to_string()),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(field, text)| (*field, text.as_str())).collect();
    device.write(DocId(Uuid::now_v7()), Kind::Attachment, area, changes(&fields))?;
    Ok(new.hash)
}

#[test]
fn a_photo_is_safe_at_the_commune_and_the_office_sees_exactly_its_bytes() -> Result<()> {
    let commune = TestCommune::start()?;
    let device = commune.device(&[])?;
    let bytes = Dice::new(7).bytes(700_000);
    let name = take(&device, &commune, &bytes)?;
    let summary = device.sync()?;
    assert_eq!((summary.photos_safe, summary.photos_left, summary.photos_stopped), (1, 0, None));

    let officer = commune.officer()?;
    officer.call("home.get", &serde_json::json!({}))?;
    let page = officer.get(&format!("/blob/{name}"))?;
    assert_eq!((page.status, page.body.as_slice()), (200, bytes.as_slice()));
    for (header, expected) in [
        ("content-type", "image/jpeg"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("cache-control", "no-store"),
        ("content-disposition", "inline; filename*=UTF-8''ng%C3%B5%2012.jpg"),
    ] {
        assert_eq!(page.header(header), Some(expected), "{header}");
    }
    let small = officer.get(&format!("/blob/{}", hash(b"a small picture")))?;
    assert_eq!((small.status, small.body.as_slice()), (200, b"a small picture".as_slice()));
    assert_eq!(commune.browser()?.get(&format!("/blob/{name}"))?.status, 401);
    for unknown in ["0".repeat(64), "..%2F..%2Fcommune.db".to_owned(), "office-desk.key".to_owned()] {
        assert_eq!(officer.get(&format!("/blob/{unknown}"))?.status, 404, "{unknown}");
    }
    Ok(())
}

#[test]
fn a_line_that_breaks_anywhere_in_a_photo_goes_on_where_it_stopped() -> Result<()> {
    let commune = TestCommune::start()?;
    let proxy = FaultyProxy::to(commune.address()?)?;
    let mut device = commune.device(&[])?;
    device.move_to(proxy.address());
    let bytes = Dice::new(7).bytes(900_000);
    let name = take(&device, &commune, &bytes)?;
    // The text and every part of the photo go over connections that break sooner or later.
    let mut sent = 0;
    for cut in [40_000, 150_000, 300_000, 420_000] {
        proxy.plan(&[Cut::ToCommune(cut); 3]);
        if let Ok(summary) = device.sync() {
            sent += summary.bytes_out;
        }
    }
    proxy.plan(&[]);
    let summary = device.sync()?;
    assert_eq!((summary.photos_left, summary.photos_stopped), (0, None));
    assert!(device.store.blob(name)?.context("a row")?.safe_at_ms.is_some());
    let officer = commune.officer()?;
    officer.call("home.get", &serde_json::json!({}))?;
    assert_eq!(officer.get(&format!("/blob/{name}"))?.body, bytes);
    // The last session did not begin anew.
    assert!(sent + summary.bytes_out < 3 * bytes.len() as u64, "{sent} and {}", summary.bytes_out);
    Ok(())
}

#[test]
fn a_server_that_starts_again_in_the_middle_of_a_photo_takes_the_rest() -> Result<()> {
    let mut commune = TestCommune::start()?;
    let proxy = FaultyProxy::to(commune.address()?)?;
    let mut device = commune.device(&[])?;
    let bytes = Dice::new(7).bytes(900_000);
    let name = take(&device, &commune, &bytes)?;
    device.move_to(proxy.address());
    proxy.plan(&[Cut::ToCommune(400_000), Cut::ToCommune(10), Cut::ToCommune(10), Cut::ToCommune(10)]);
    let _ = device.sync();
    commune.stop()?;
    let unfinished = std::fs::read_dir(commune.data().join("blobs").join("unfinished"))?;
    let sizes: Vec<u64> = unfinished.map(|entry| Ok(entry?.metadata()?.len())).collect::<Result<_>>()?;
    assert!(sizes.iter().any(|size| *size > 0 && *size < 900_000), "{sizes:?}");
    commune.start_again()?;
    device.move_to(commune.address()?);
    let summary = device.sync()?;
    assert_eq!(summary.photos_left, 0);
    assert!(summary.bytes_out < 880_000, "{} bytes were sent again", summary.bytes_out);
    assert!(device.store.blob(name)?.context("a row")?.safe_at_ms.is_some());
    Ok(())
}

#[test]
fn uploads_are_for_devices_that_the_commune_knows_and_speak_tus() -> Result<()> {
    let commune = TestCommune::start()?;
    let stranger = commune.browser()?;
    let version = ("tus-resumable", "1.0.0");
    let name = hash(b"x");
    assert_eq!(stranger.send("HEAD", &format!("/v1/blobs/{name}"), &[version], b"")?.status, 401);
    assert_eq!(stranger.send("POST", "/v1/blobs", &[version, ("upload-length", "1")], b"")?.status, 401);
    let part = ("content-type", "application/offset+octet-stream");
    let patch = stranger.send("PATCH", &format!("/v1/blobs/{name}"), &[version, part, ("upload-offset", "0")], b"x")?;
    assert_eq!(patch.status, 401);
    let able = stranger.send("OPTIONS", "/v1/blobs", &[], b"")?;
    assert_eq!(
        (able.status, able.header("tus-version"), able.header("tus-extension")),
        (204, Some("1.0.0"), Some("creation"))
    );
    Ok(())
}

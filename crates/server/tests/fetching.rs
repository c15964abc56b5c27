//! Photos on their way from the real commune to devices that did not take them.

use anyhow::{Context, Result};
use domain::{AreaId, BlobHash, DocId, Kind};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use store::NewBlob;
use sync::{Fetched, Transport, TransportError};
use testkit::{Cut, Dice, FaultyProxy, Tablet, TestCommune, TestDevice, changes};
use uuid::Uuid;
use wire::BlobsRequest;

fn hash(bytes: &[u8]) -> BlobHash {
    BlobHash(Sha256::digest(bytes).into())
}

/// A photo and its thumbnail.
struct Taken {
    whole: BlobHash,
    small: BlobHash,
    bytes: Vec<u8>,
}

/// A photo in the answers of a check of an area, as the app records it.
fn take(device: &TestDevice, area: AreaId, seed: u64) -> Result<Taken> {
    let mut dice = Dice::new(seed);
    let (bytes, small) = (dice.bytes(700_000), dice.bytes(9_000));
    let taken = Taken { whole: hash(&bytes), small: hash(&small), bytes };
    let thumbnail = Some((taken.small, small.as_slice()));
    let (whole, bytes) = (taken.whole, taken.bytes.as_slice());
    let new = NewBlob { hash: whole, bytes, name: "ngõ 12.jpg", media_type: "image/jpeg", thumbnail };
    device.store.put_blob(&new, 1)?;
    let check = DocId(Uuid::now_v7());
    device.write(check, Kind::Check, area, changes(&[("status", "complete")]))?;
    let fields = [
        ("check", check.to_string()),
        ("hash", taken.whole.to_string()),
        ("thumbnail", taken.small.to_string()),
        ("name", new.name.to_owned()),
        ("media_type", new.media_type.to_owned()),
        ("bytes", bytes.len().to_string()),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(field, text)| (*field, text.as_str())).collect();
    device.write(DocId(Uuid::now_v7()), Kind::Attachment, area, changes(&fields))?;
    Ok(taken)
}

fn fetch(device: &TestDevice, hash: BlobHash) -> Result<Fetched, sync::SyncError> {
    let client = device.client().map_err(|_| sync::SyncError::Cancelled)?;
    sync::fetch(&device.store, &client, hash, 1, &|_, _| (), &|| false)
}

#[test]
fn another_device_gets_the_thumbnail_by_itself_and_the_photo_when_it_asks() -> Result<()> {
    let commune = TestCommune::start()?;
    let (tablet, laptop) = (commune.device(&[])?, commune.device(&[])?);
    let taken = take(&tablet, commune.own_area()?, 1)?;
    laptop.sync()?;
    tablet.sync()?;
    let summary = laptop.sync()?;
    assert_eq!((summary.pictures_fetched, summary.pictures_left, summary.pictures_stopped), (1, 0, None));
    assert!(laptop.store.is_blob_there(taken.whole)?);
    assert_eq!(fetch(&laptop, taken.whole)?, Fetched::Here);
    assert_eq!(laptop.store.blob_bytes(taken.whole)?, Some(taken.bytes));
    assert_eq!(laptop.store.unsafe_blob_count()?, 0);
    Ok(())
}

#[test]
fn a_photo_of_another_village_is_neither_told_of_nor_given() -> Result<()> {
    let commune = TestCommune::start()?;
    let (hoa_lam, xuan_thanh) = (commune.village("Hoà Lâm")?, commune.village("Xuân Thành")?);
    let (tablet, other) = (commune.device(&["Hoà Lâm"])?, commune.device(&["Xuân Thành"])?);
    let officer = commune.device(&[])?;
    let taken = take(&tablet, hoa_lam, 1)?;
    tablet.sync()?;
    let own = take(&other, xuan_thanh, 2)?;
    assert_eq!(other.sync()?.pictures_fetched, 0);
    let asked = BlobsRequest::new([taken.whole, taken.small, own.whole, own.small, hash(b"nobody has it")]);
    let told =
        |device: &TestDevice| -> Result<Vec<BlobHash>> { Ok(device.client()?.blobs_there(&asked)?.hashes().collect()) };
    assert_eq!(told(&other)?, [own.whole, own.small]);
    assert_eq!(told(&tablet)?, [taken.whole, taken.small]);
    assert_eq!(told(&officer)?, [taken.whole, taken.small, own.whole, own.small]);
    for name in [taken.whole, taken.small, hash(b"nobody has it")] {
        let given = other.client()?.blob_part(name, 0, 1_000);
        assert!(matches!(given, Err(TransportError::NotThere)), "{given:?}");
    }
    let part = officer.client()?.blob_part(taken.whole, 10, 1_000)?;
    assert_eq!((Some(part.bytes.as_slice()), part.total), (taken.bytes.get(10..1_010), 700_000));
    Ok(())
}

#[test]
fn photos_are_for_devices_that_the_commune_knows() -> Result<()> {
    let commune = TestCommune::start()?;
    let tablet = commune.device(&[])?;
    let taken = take(&tablet, commune.own_area()?, 1)?;
    tablet.sync()?;
    let path = format!("/v1/blobs/{}", taken.whole);
    let stranger = commune.browser()?;
    assert_eq!(stranger.send("GET", &path, &[("range", "bytes=0-9")], b"")?.status, 401);
    assert_eq!(commune.officer()?.send("GET", &path, &[("range", "bytes=0-9")], b"")?.status, 401);
    let mut lost = commune.device(&[])?;
    lost.paired.secret = [1; 32];
    let refused = lost.client()?.blob_part(taken.whole, 0, 10);
    assert!(matches!(refused, Err(TransportError::Refused(wire::RefusalCode::DeviceUnknown))), "{refused:?}");
    let end = tablet.client()?.blob_part(taken.whole, 700_000, 10);
    assert!(matches!(end, Err(TransportError::Spoilt)), "{end:?}");
    Ok(())
}

#[test]
fn a_line_that_breaks_in_the_middle_of_a_photo_costs_no_byte_twice() -> Result<()> {
    let commune = TestCommune::start()?;
    let tablet = commune.device(&[])?;
    let taken = take(&tablet, commune.own_area()?, 1)?;
    tablet.sync()?;
    let proxy = FaultyProxy::to(commune.address()?)?;
    let mut laptop = commune.device(&[])?;
    laptop.sync()?;
    laptop.move_to(proxy.address());
    proxy.plan(&[Cut::FromCommune(400_000), Cut::FromCommune(10), Cut::FromCommune(10), Cut::FromCommune(10)]);
    let stopped = fetch(&laptop, taken.whole).err().context("the line broke")?;
    assert!(matches!(stopped.code(), "interrupted" | "unreachable"), "{stopped:?}");
    let come = laptop.store.blob_arrived(taken.whole)?;
    assert!(come > 256 * 1024 && come < 400_000, "{come} bytes are kept");
    laptop.move_to(commune.address()?);
    let client = laptop.client()?;
    assert_eq!(sync::fetch(&laptop.store, &client, taken.whole, 1, &|_, _| (), &|| false)?, Fetched::Here);
    assert_eq!(client.traffic().bytes_in, 700_000 - come);
    assert_eq!(laptop.store.blob_bytes(taken.whole)?, Some(taken.bytes));
    Ok(())
}

#[test]
fn a_session_whose_line_breaks_among_the_thumbnails_is_a_success() -> Result<()> {
    let commune = TestCommune::start()?;
    let tablet = commune.device(&[])?;
    for seed in 0..6 {
        take(&tablet, commune.own_area()?, seed)?;
    }
    tablet.sync()?;
    let proxy = FaultyProxy::to(commune.address()?)?;
    let mut laptop = commune.device(&[])?;
    laptop.move_to(proxy.address());
    proxy.plan(&[Cut::FromCommune(45_000), Cut::FromCommune(10), Cut::FromCommune(10), Cut::FromCommune(10)]);
    let summary = laptop.sync()?;
    assert!(summary.digests_equal && summary.pictures_stopped.is_some());
    assert!(summary.pictures_fetched > 0 && summary.pictures_left > 0, "{summary:?}");
    laptop.move_to(commune.address()?);
    let rest = laptop.sync()?;
    assert_eq!((rest.pictures_fetched, rest.pictures_left), (summary.pictures_left, 0));
    Ok(())
}

#[test]
fn the_app_says_what_became_of_a_photo_that_somebody_wants_to_see() -> Result<()> {
    let mut commune = TestCommune::start()?;
    let tablet = commune.device(&[])?;
    let taken = take(&tablet, commune.own_area()?, 1)?;
    let laptop = Tablet::paired(&commune, commune.clock.clone())?;
    let args = json!({ "hash": taken.whole.to_string() });
    let second = take(&tablet, commune.own_area()?, 2)?;
    tablet.sync()?;
    let last = laptop.transfer()?;
    assert_eq!(last["ok"], json!(true));
    let message = last["message"].as_str().context("a message")?;
    assert!(message.contains("Tải về 2 ảnh nhỏ của máy khác."), "{message}");

    let fetched = laptop.call("photos.fetch", args.clone())?;
    assert_eq!((&fetched["here"], &fetched["state"]), (&json!(true), &json!("safe")));
    assert_eq!((&fetched["name"], &fetched["thumbnail"]), (&json!("ngõ 12.jpg"), &json!(taken.small.to_string())));
    let progress = laptop.call("photos.progress", args)?;
    assert_eq!(progress["running"], json!(false));

    let words = |hash: BlobHash| -> Result<String> {
        let refused = laptop.call("photos.fetch", json!({ "hash": hash.to_string() }));
        Ok(refused.err().context("it is not here")?.message)
    };
    assert!(words(hash(b"nobody took it"))?.contains("Xã chưa có"));
    commune.stop()?;
    assert!(words(second.whole)?.contains("đang an toàn ở xã"), "{}", words(second.whole)?);
    Ok(())
}

#[test]
fn a_photo_that_rots_at_the_commune_is_called_that_and_comes_back_from_the_tablet_that_took_it() -> Result<()> {
    let commune = TestCommune::start()?;
    let (tablet, laptop) = (commune.device(&[])?, commune.device(&[])?);
    let taken = take(&tablet, commune.own_area()?, 1)?;
    tablet.sync()?;
    laptop.sync()?;
    let name = taken.whole.to_string();
    let path = commune.data().join("blobs").join(name.get(..2).context("a name")?).join(&name);
    let mut bytes = std::fs::read(&path)?;
    *bytes.last_mut().context("bytes")? ^= 1;
    std::fs::write(&path, &bytes)?;

    let officer = commune.officer()?;
    officer.call("home.get", &json!({}))?;
    let page = officer.get(&format!("/blob/{name}"))?;
    assert_ne!(page.status, 200);
    assert!(String::from_utf8(page.body)?.contains("Bản ở xã của ảnh, tệp này đã hỏng"));
    std::fs::write(&path, &bytes)?;
    assert_eq!(fetch(&laptop, taken.whole)?, Fetched::Spoilt);
    assert_eq!(fetch(&laptop, taken.whole)?, Fetched::NotThere, "put aside");

    let summary = tablet.sync()?;
    assert_eq!((summary.photos_safe, summary.photos_left), (1, 0));
    laptop.sync()?;
    assert_eq!(fetch(&laptop, taken.whole)?, Fetched::Here);
    assert_eq!(officer.get(&format!("/blob/{name}"))?.body, taken.bytes);
    assert_eq!(tablet.sync()?.photos_safe, 0, "and once is enough");
    Ok(())
}

#[test]
fn a_data_folder_of_before_is_sealed_when_the_server_starts_and_a_missing_key_is_told() -> Result<()> {
    let mut commune = TestCommune::start()?;
    let tablet = commune.device(&[])?;
    let taken = take(&tablet, commune.own_area()?, 1)?;
    tablet.sync()?;
    commune.stop()?;
    let name = taken.whole.to_string();
    let path = commune.data().join("blobs").join(name.get(..2).context("a name")?).join(&name);
    assert!(!std::fs::read(&path)?.ends_with(taken.bytes.get(600_000..).context("bytes")?));
    std::fs::write(&path, &taken.bytes)?;
    let key = commune.data().join("blobs.key");
    let aside = commune.data().join("blobs.key.aside");
    std::fs::rename(&key, &aside)?;
    let refused = commune.start_again().err().context("the thumbnail is sealed with the key")?;
    assert!(refused.to_string().contains("blobs.key"), "{refused}");
    std::fs::rename(&aside, &key)?;
    commune.start_again()?;
    let officer = commune.officer()?;
    officer.call("home.get", &json!({}))?;
    // While it is sealed and afterwards.
    while std::fs::read(&path)? == taken.bytes {
        assert_eq!(officer.get(&format!("/blob/{name}"))?.body, taken.bytes);
    }
    assert_eq!(officer.get(&format!("/blob/{name}"))?.body, taken.bytes);
    Ok(())
}

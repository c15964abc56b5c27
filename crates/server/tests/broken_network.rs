//! A push that is cut anywhere, in either direction, and repeated: one revision, a true receipt.

use anyhow::Result;
use server::log;
use testkit::{Cut, FOUNDING, FaultyProxy, TestCommune};

/// What a small session takes on the wire, TLS handshake included, with room.
const SESSION_BYTES: usize = 4_000;
/// Distance between the places where the connection is cut.
const STEP_BYTES: usize = 200;

#[test]
fn a_push_that_is_cut_three_times_ends_as_one_revision() -> Result<()> {
    let commune = TestCommune::start()?;
    let area = commune.own_area()?;
    let mut device = commune.device(&[])?;
    let proxy = FaultyProxy::to(commune.address()?)?;
    device.move_to(proxy.address());

    let mut expected = 0;
    let mut broken = [0; 2];
    for bytes in (0..SESSION_BYTES).step_by(STEP_BYTES) {
        for (cut, broken) in [Cut::ToCommune(bytes), Cut::FromCommune(bytes)].into_iter().zip(&mut broken) {
            let doc = device.household(area, &format!("Hộ {cut:?}"))?;
            expected += 1;
            proxy.plan(&[cut; 3]);
            for _ in 0..3 {
                *broken += u32::from(device.sync().is_err());
            }
            // A receipt is never ahead of the log.
            let held = commune.commune()?.database.read(|log| log::digest(log, area))?.count;
            let unsent = device.store.unsent_summary()?.revisions;
            assert!(held + unsent >= FOUNDING + expected, "{cut:?}: {held} in the log, {unsent} unsent of {expected}");

            proxy.plan(&[]);
            assert!(device.sync()?.digests_equal, "{cut:?}");
            assert_eq!(device.store.unsent_summary()?.revisions, 0);
            assert_eq!(device.store.revisions(doc)?.len(), 1);
            assert_eq!(
                commune.commune()?.database.read(|log| log::digest(log, area))?.count,
                FOUNDING + expected,
                "{cut:?}"
            );
        }
    }
    assert!(broken.iter().all(|times| *times >= 12), "the cuts must really cut; sessions broke {broken:?} times");
    Ok(())
}

#[test]
fn a_pull_that_is_cut_goes_on_where_it_was() -> Result<()> {
    let commune = TestCommune::start()?;
    let area = commune.own_area()?;
    let writer = commune.device(&[])?;
    for number in 0..300 {
        writer.household(area, &format!("Hộ {number} {}", "a".repeat(number * 37 % 900)))?;
    }
    writer.sync()?;

    let mut reader = commune.device(&[])?;
    let proxy = FaultyProxy::to(commune.address()?)?;
    reader.move_to(proxy.address());
    for bytes in (2_000..40_000).step_by(4_000) {
        proxy.plan(&[Cut::FromCommune(bytes)]);
        if let Ok(summary) = reader.sync() {
            assert!(summary.digests_equal, "a session that ends well has everything");
        }
        let digest = reader.store.digest(area)?;
        assert!(digest.count <= FOUNDING + 300);
    }
    proxy.plan(&[]);
    assert!(reader.sync()?.digests_equal);
    assert_eq!(reader.store.digest(area)?, writer.store.digest(area)?);
    Ok(())
}

#[test]
fn a_server_that_is_off_leaves_the_work_on_the_device() -> Result<()> {
    let mut commune = TestCommune::start()?;
    let area = commune.own_area()?;
    let mut device = commune.device(&[])?;
    device.household(area, "Lương Văn Thọ")?;
    commune.stop()?;
    let refused = device.sync().err().map(|error| error.code());
    assert_eq!(refused, Some("unreachable"));
    assert_eq!(device.store.unsent_summary()?.revisions, 1);
    commune.start_again()?;
    device.move_to(commune.address()?);
    assert_eq!(device.sync()?.pushed, 1);
    Ok(())
}

//! What goes into the log and what comes out of it: real devices against the real server.

use anyhow::Result;
use domain::{DocId, Kind, RevId};
use server::accounts::users::Role;
use sync::Transport;
use testkit::{Browser, FOUNDING, TestCommune, TestDevice, changes};
use uuid::Uuid;
use wire::{Draft, Envelope, Outcome, PullRequest, PushRequest, Refusal, RefusalCode, open_frame, seal_frame};

fn outcomes(device: &TestDevice, envelopes: Vec<Envelope>) -> Result<Vec<Outcome>> {
    let reply = device.client()?.push(&PushRequest { envelopes })?;
    Ok(reply.verdicts.into_iter().map(|verdict| verdict.outcome).collect())
}

#[test]
fn what_one_device_pushes_another_pulls() -> Result<()> {
    let commune = TestCommune::start()?;
    let area = commune.own_area()?;
    let (first, second) = (commune.device(&[])?, commune.device(&[])?);
    let doc = first.household(area, "Nguyễn Thị Hoa")?;
    let sent = first.sync()?;
    assert_eq!((sent.pushed, sent.parked, sent.digests_equal), (1, 0, true));
    assert_eq!(first.store.unsent_summary()?.revisions, 0);

    let received = second.sync()?;
    assert_eq!((received.pulled, received.refused, received.digests_equal), (FOUNDING + 1, 0, true));
    assert_eq!(second.document(doc)?, first.document(doc)?);
    assert_eq!(second.store.digest(area)?, first.store.digest(area)?);
    assert_eq!(second.sync()?.pulled, 0);
    Ok(())
}

#[test]
fn one_bad_revision_does_not_hold_up_the_others() -> Result<()> {
    let commune = TestCommune::start()?;
    let (village, other) = (commune.village("Phú Vinh")?, commune.village("Hòa Lâm")?);
    let device = commune.device(&["Phú Vinh"])?;
    let sign = |area, name| device.sign(DocId(Uuid::now_v7()), Kind::Subject, area, changes(&[("name", name)]));
    let (good, _) = sign(village, "một")?;
    let (outside, _) = sign(other, "hai")?;
    let mut forged = sign(village, "ba")?.0;
    forged.signature = [1; 64];
    let mut swapped = sign(village, "bốn")?.0;
    swapped.body = good.body.clone();
    let bodiless = Envelope { body: None, ..sign(village, "năm")?.0 };
    let garbage = Envelope { header: vec![0xFF; 40], signature: [0; 64], body: None };
    let huge = Envelope { header: vec![0; wire::MAX_HEADER_BYTES + 1], signature: [0; 64], body: None };
    let (last, _) = sign(village, "sáu")?;

    let pushed = vec![good, outside, forged, swapped, bodiless, garbage, huge, last];
    let expected = [
        Outcome::Safe,
        Outcome::OutsideArea,
        Outcome::BadSignature,
        Outcome::Malformed,
        Outcome::Malformed,
        Outcome::Malformed,
        Outcome::Malformed,
        Outcome::Safe,
    ];
    assert_eq!(outcomes(&device, pushed)?, expected);
    let page = device.client()?.pull(&PullRequest { area: village, after: 0, max_bytes: 100_000 })?;
    assert!(page.envelopes.is_empty(), "own work is left out of a pull");
    assert_eq!(commune.commune()?.database.read(|log| server::log::digest(log, village))?.count, 2);
    Ok(())
}

#[test]
fn a_header_of_a_later_version_is_too_new_and_not_lost() -> Result<()> {
    let commune = TestCommune::start()?;
    let device = commune.device(&[])?;
    let (mut later, _) = device.sign(DocId(Uuid::now_v7()), Kind::Subject, commune.own_area()?, changes(&[]))?;
    // The version is the first element of the header's array.
    if let Some(version) = later.header.get_mut(1) {
        *version += 1;
    }
    assert_eq!(outcomes(&device, vec![later])?, [Outcome::TooNew]);
    Ok(())
}

#[test]
fn the_same_revision_pushed_again_is_safe_and_kept_once() -> Result<()> {
    let commune = TestCommune::start()?;
    let area = commune.own_area()?;
    let device = commune.device(&[])?;
    let digest = || commune.commune()?.database.read(|log| server::log::digest(log, area)).map_err(anyhow::Error::from);
    let before = digest()?;
    let (envelope, id) = device.sign(DocId(Uuid::now_v7()), Kind::Subject, area, changes(&[("name", "Bùi")]))?;
    for _ in 0..3 {
        assert_eq!(outcomes(&device, vec![envelope.clone(), envelope.clone()])?, [Outcome::Safe, Outcome::Safe]);
    }
    let mut expected = before.hash;
    wire::digest_add(&mut expected, &id);
    let after = digest()?;
    assert_eq!((after.count, after.hash), (before.count + 1, expected));
    Ok(())
}

#[test]
fn a_device_may_carry_the_work_of_others_also_of_one_that_was_lost() -> Result<()> {
    let commune = TestCommune::start()?;
    let village = commune.village("Phú Vinh")?;
    let (author, carrier) = (commune.device(&["Phú Vinh"])?, commune.device(&[])?);
    let sign = |name| author.sign(DocId(Uuid::now_v7()), Kind::Subject, village, changes(&[("name", name)]));
    assert_eq!(outcomes(&carrier, vec![sign("một")?.0])?, [Outcome::Safe]);
    commune.commune()?.revoke(author.paired.device, "test")?;
    assert_eq!(outcomes(&carrier, vec![sign("hai")?.0])?, [Outcome::Safe]);
    let audit = commune.commune()?.database.read(server::accounts::audit::latest)?;
    assert!(audit.iter().any(|row| row.action == "carried_revoked_work"));
    Ok(())
}

#[test]
fn a_device_in_the_field_cannot_change_the_office_s_documents() -> Result<()> {
    let commune = TestCommune::start()?;
    let device = commune.device(&[])?;
    let area = commune.own_area()?;
    for (kind, outcome) in [
        (Kind::Campaign, Outcome::NotAllowed),
        (Kind::Area, Outcome::NotAllowed),
        (Kind::CriteriaSet, Outcome::NotAllowed),
        (Kind::Later(77), Outcome::TooNew),
        (Kind::Check, Outcome::Safe),
    ] {
        let signed = device.sign(DocId(Uuid::now_v7()), kind, area, changes(&[("name", "của tôi")]))?.0;
        assert_eq!(outcomes(&device, vec![signed])?, [outcome], "{kind:?}");
    }
    Ok(())
}

#[test]
fn an_officer_s_own_laptop_does_the_office_s_work_and_one_for_a_village_does_not() -> Result<()> {
    let commune = TestCommune::start()?;
    commune.commune()?.add_office_user("lan", "Lê Thị Lan", Role::Officer)?;
    commune.commune()?.add_office_user("chi", "Phạm Văn Chí", Role::Leader)?;
    let village = commune.village("Phú Vinh")?;
    let own_area = commune.own_area()?;
    for (user, villages, area, runs_office) in [
        ("lan", &[][..], own_area, true),
        ("Lê Thị Lan", &[], own_area, true),
        ("lan", &["Phú Vinh"], village, false),
        ("chi", &[], own_area, false),
    ] {
        let laptop = commune.device_of(user, villages)?;
        assert_eq!(laptop.paired.runs_office, Some(runs_office), "{user}");
        let said = laptop.sync()?.runs_office;
        assert_eq!(said, runs_office, "{user}: every transfer says it again");
        for kind in [Kind::Report, Kind::CriteriaSet, Kind::Campaign] {
            let signed = laptop.sign(DocId(Uuid::now_v7()), kind, area, changes(&[("title", "quý I")]))?.0;
            let expected = if runs_office { Outcome::Safe } else { Outcome::NotAllowed };
            assert_eq!(outcomes(&laptop, vec![signed])?, [expected], "{user} {kind:?}");
        }
        let drawn = laptop.sign(DocId(Uuid::now_v7()), Kind::Area, area, changes(&[("name", "thôn mới")]))?.0;
        assert_eq!(outcomes(&laptop, vec![drawn])?, [Outcome::NotAllowed], "areas are drawn at the office alone");
    }
    Ok(())
}

#[test]
fn nobody_writes_in_the_name_of_somebody_else() -> Result<()> {
    let commune = TestCommune::start()?;
    let (device, other) = (commune.device(&[])?, commune.device(&[])?);
    let area = commune.own_area()?;
    let draft = |author, device| Draft {
        doc: DocId(Uuid::now_v7()),
        kind: Kind::Subject,
        area,
        parents: Vec::new(),
        depth: 0,
        author,
        device,
        at_ms: 0,
        changes: changes(&[]),
    };
    let as_other_user = draft(other.paired.user, device.paired.device).sign(&device.key).0;
    let as_other_device = draft(other.paired.user, other.paired.device).sign(&device.key).0;
    let unknown_device = draft(device.paired.user, domain::DeviceId(Uuid::now_v7())).sign(&device.key).0;
    let pushed = vec![as_other_user, as_other_device, unknown_device];
    assert_eq!(outcomes(&device, pushed)?, [Outcome::BadSignature; 3]);
    Ok(())
}

#[test]
fn pages_cover_an_area_without_gaps_whatever_their_size() -> Result<()> {
    let commune = TestCommune::start()?;
    let area = commune.own_area()?;
    let (writer, reader) = (commune.device(&[])?, commune.device(&[])?);
    let mut written = Vec::new();
    for number in 0..60 {
        // Both write, so that pages have to step over the reader's own.
        let author = if number % 4 == 0 { &reader } else { &writer };
        let doc = author.household(area, &format!("Hộ {number}"))?;
        if number % 4 != 0 {
            written.push(doc);
        }
        author.sync()?;
    }
    for max_bytes in [1, 700, 5_000, u32::MAX] {
        let (mut after, mut seen) = (FOUNDING, Vec::new());
        loop {
            let page = reader.client()?.pull(&PullRequest { area, after, max_bytes })?;
            assert!(page.next > after || !page.more);
            seen.extend(page.envelopes.iter().map(|envelope| envelope.header().map(|header| header.doc)));
            after = page.next;
            if !page.more {
                break;
            }
        }
        assert_eq!(seen.into_iter().collect::<Result<Vec<_>, _>>()?, written, "pages of {max_bytes} bytes");
        assert_eq!(after, FOUNDING + 60);
    }
    Ok(())
}

#[test]
fn a_device_that_lost_everything_gets_its_own_work_back() -> Result<()> {
    let commune = TestCommune::start()?;
    let area = commune.own_area()?;
    let device = commune.device(&[])?;
    let doc = device.household(area, "Cầm Thị Inh")?;
    device.edit(doc, "phone", "0900 000 001")?;
    device.sync()?;

    let folder = tempfile::tempdir()?;
    let empty = store::Store::open(&folder.path().join("new.db"), &store::StoreKey::new([1; 32]))?;
    let summary = sync::run(&empty, &device.client()?, &|| 0, &|_| (), &|| false)?;
    assert!(summary.digests_equal);
    assert_eq!(empty.document(doc)?, Some(device.document(doc)?));
    Ok(())
}

#[test]
fn damaged_requests_are_refused_in_words_a_device_understands() -> Result<()> {
    let commune = TestCommune::start()?;
    let device = commune.device(&[])?;
    let secret = data_encoding::BASE32_NOPAD.encode(&device.paired.secret);
    let authorization = format!("Sothon {} {secret}", device.paired.device);
    let browser: Browser = commune.browser()?;
    let sealed = seal_frame(&PushRequest { envelopes: Vec::new() })?;
    let cut = sealed.get(..sealed.len() / 2).unwrap_or_default().to_vec();
    let bomb = seal_frame(&PushRequest {
        envelopes: vec![Envelope { header: vec![0; 9 << 20], signature: [0; 64], body: None }],
    })?;
    let too_large = vec![7; 5 << 20];

    let check = |authorization: &str, body: &[u8], status: u16, code: RefusalCode| -> Result<()> {
        let page = browser.send("POST", "/v1/push", &[("authorization", authorization)], body)?;
        assert_eq!(page.status, status, "{} bytes with {authorization}", body.len());
        assert_eq!(open_frame::<Refusal>(&page.body)?.code, code);
        Ok(())
    };
    check(&authorization, b"not a frame", 400, RefusalCode::Malformed)?;
    check(&authorization, &cut, 400, RefusalCode::Malformed)?;
    check(&authorization, &bomb, 400, RefusalCode::Malformed)?;
    check(&authorization, &too_large, 413, RefusalCode::Malformed)?;
    check("Sothon someone SECRET", &sealed, 401, RefusalCode::DeviceUnknown)?;
    check("Basic abc", &too_large, 401, RefusalCode::DeviceUnknown)?;
    let page = browser.send("POST", "/v1/push", &[("authorization", &authorization)], &sealed)?;
    assert_eq!(page.status, 200);
    Ok(())
}

#[test]
fn ids_come_in_order_and_single_revisions_by_id() -> Result<()> {
    let commune = TestCommune::start()?;
    let area = commune.own_area()?;
    let device = commune.device(&[])?;
    for name in ["một", "hai", "ba", "bốn"] {
        device.household(area, name)?;
    }
    device.sync()?;
    let client = device.client()?;
    let page = client.ids(&wire::IdsRequest { area, after: RevId([0; 32]) })?;
    let ids: Vec<RevId> = page.ids().collect();
    assert!(ids.is_sorted() && ids.len() as u64 == FOUNDING + 4 && !page.more);
    let wanted = [ids.first(), ids.last(), Some(&RevId([5; 32]))].into_iter().flatten().copied();
    let fetched = client.fetch(&wire::FetchRequest::new(wanted))?;
    let found: Vec<RevId> = fetched.envelopes.iter().map(Envelope::id).collect();
    assert_eq!(found, [ids[0], ids[5]]);
    Ok(())
}

#[test]
fn devices_that_push_at_the_same_time_share_the_log_without_gaps() -> Result<()> {
    let commune = TestCommune::start()?;
    let area = commune.own_area()?;
    let devices: Vec<TestDevice> = (0..6).map(|_| commune.device(&[])).collect::<Result<_>>()?;
    std::thread::scope(|threads| {
        let pushing = devices.iter().map(|device| {
            threads.spawn(move || -> Result<()> {
                for number in 0..10 {
                    device.household(area, &format!("Hộ {number}"))?;
                    device.sync()?;
                }
                Ok(())
            })
        });
        let pushing: Vec<_> = pushing.collect();
        pushing.into_iter().try_for_each(|thread| thread.join().map_err(|_| anyhow::anyhow!("a thread panicked"))?)
    })?;
    let digest = commune.commune()?.database.read(|log| server::log::digest(log, area))?;
    assert_eq!((digest.count, digest.last), (FOUNDING + 60, FOUNDING + 60));
    for device in &devices {
        assert!(device.sync()?.digests_equal);
        assert_eq!(device.store.digest(area)?.hash, digest.hash);
    }
    Ok(())
}

#[test]
fn a_full_disk_gives_no_receipt_and_the_same_push_succeeds_later() -> Result<()> {
    let commune = TestCommune::start()?;
    let area = commune.own_area()?;
    let device = commune.device(&[])?;
    for number in 0..50 {
        device.household(area, &format!("Hộ {number} {}", "x".repeat(2_000)))?;
    }
    let database = &commune.commune()?.database;
    let limit = |pages: i64| -> Result<()> {
        let set = |connection: &rusqlite::Transaction<'_>| {
            connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))
        };
        Ok(database.write(set)?)
    };
    limit(1)?; // SQLite takes the present size where that is more.
    let failed = device.sync().err().map(|error| error.code());
    assert_eq!(failed, Some("failed"));
    assert_eq!(device.store.unsent_summary()?.revisions, 50);
    assert_eq!(database.read(|log| server::log::digest(log, area))?.count, FOUNDING);
    limit(1_000_000)?;
    assert!(device.sync()?.digests_equal);
    assert_eq!(database.read(|log| server::log::digest(log, area))?.count, FOUNDING + 50);
    Ok(())
}

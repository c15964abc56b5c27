//! What old devices were promised: round trips, refusal of anything altered, and no panic on any bytes.

use std::collections::BTreeMap;

use domain::{AreaId, Change, Changes, DeviceId, DocId, FieldPath, Kind, RevId, UserId, Value};
use proptest::prelude::*;
use uuid::Uuid;
use wire::{DeviceKey, Draft, Envelope, FrameError, PairingCode, PairingCodeError, PullPage, PushRequest, Rejection};

fn draft(changes: Changes) -> Draft {
    Draft {
        doc: DocId(Uuid::from_u128(1)),
        kind: Kind::Check,
        area: AreaId(Uuid::from_u128(2)),
        parents: vec![RevId([7; 32]), RevId([9; 32])],
        depth: 4,
        author: UserId(Uuid::from_u128(3)),
        device: DeviceId(Uuid::from_u128(4)),
        at_ms: 1_790_000_000_000,
        changes,
    }
}

fn changes() -> Changes {
    BTreeMap::from([
        (FieldPath::from("answers/nuoc/nguon"), Change::Set(Value::from("gieng_khoan"))),
        (FieldPath::from("answers/nha_o/dien_tich"), Change::Set(Value::Decimal(62.5))),
        (FieldPath::from("answers/so_khau"), Change::Set(Value::Integer(-4))),
        (FieldPath::from("answers/dong_y"), Change::Set(Value::Boolean(true))),
        (FieldPath::from("phone"), Change::Removed),
    ])
}

const KEY: [u8; 32] = [42; 32];

#[test]
fn a_signed_revision_reads_back_as_written() {
    let (envelope, written) = draft(changes()).sign(&DeviceKey::from_seed(&KEY));
    let read = envelope.verify(&DeviceKey::from_seed(&KEY).public()).expect("valid");
    assert_eq!(read, written);
    assert_eq!(read.changes, Some(changes()));
    assert_eq!(read.id, envelope.id());
}

/// The layout is promised for ever: this hash, computed from the CBOR specification by hand, changes
/// only with a new header version.
#[test]
fn the_bytes_of_a_known_revision_never_change() {
    let (envelope, revision) = draft(changes()).sign(&DeviceKey::from_seed(&KEY));
    assert_eq!(envelope.header.len(), 184);
    assert_eq!(revision.id.to_string(), "d8332c0ca469bf07bfcbd5d6a987577573b301b17b4f601c332f6c342ada6878");
}

#[test]
fn any_altered_byte_is_refused() {
    let (envelope, _) = draft(changes()).sign(&DeviceKey::from_seed(&KEY));
    let public = DeviceKey::from_seed(&KEY).public();
    for index in 0..envelope.header.len() {
        let mut altered = envelope.clone();
        altered.header[index] ^= 1;
        assert!(altered.verify(&public).is_err(), "header byte {index}");
    }
    for index in 0..64 {
        let mut altered = envelope.clone();
        altered.signature[index] ^= 1;
        assert!(matches!(altered.verify(&public), Err(Rejection::Signature)), "signature byte {index}");
    }
    let mut altered = envelope.clone();
    altered.body.as_mut().expect("body")[0] ^= 1;
    assert!(matches!(altered.verify(&public), Err(Rejection::BodyHash)));
    let stranger = DeviceKey::from_seed(&[1; 32]).public();
    assert!(matches!(envelope.verify(&stranger), Err(Rejection::Signature)));
}

#[test]
fn an_erased_body_leaves_a_revision_that_still_verifies() {
    let (mut envelope, _) = draft(changes()).sign(&DeviceKey::from_seed(&KEY));
    envelope.body = None;
    let read = envelope.verify(&DeviceKey::from_seed(&KEY).public()).expect("valid");
    assert_eq!(read.changes, None);
}

#[test]
fn what_is_too_large_or_too_new_is_refused_by_name() {
    let (envelope, _) = draft(changes()).sign(&DeviceKey::from_seed(&KEY));
    let mut large = envelope.clone();
    large.body = Some(vec![0; wire::MAX_BODY_BYTES + 1]);
    assert!(matches!(large.open(), Err(Rejection::TooLarge)));
    let mut newer = envelope;
    newer.header[1] = 9;
    assert!(matches!(newer.open(), Err(Rejection::Newer(9))));
}

#[test]
fn a_frame_that_unpacks_to_too_much_is_refused_without_unpacking_it_all() {
    let bomb = zstd::bulk::compress(&vec![0_u8; 64 * 1024 * 1024], 3).expect("compresses");
    assert!(bomb.len() < 10_000);
    assert!(matches!(wire::open_frame::<PushRequest>(&bomb), Err(FrameError::TooLarge)));
}

fn code() -> PairingCode {
    PairingCode { address: "https://192.168.1.10:8443".to_owned(), certificate: [0xAB; 32], token: [0x5C; 16] }
}

#[test]
fn a_pairing_code_survives_the_ways_people_copy_it() {
    let text = code().to_string();
    for copied in
        [text.clone(), text.to_lowercase(), text.replace('-', " \n"), format!("  {}\t", text.replace('-', ""))]
    {
        assert_eq!(copied.parse(), Ok(code()), "{copied:?}");
    }
}

#[test]
fn a_pairing_code_with_a_slip_is_noticed() {
    let text = code().to_string();
    for (slip, expected) in [
        (text[..text.len() - 3].to_owned(), PairingCodeError::Damaged),
        (text.replacen('A', "B", 1), PairingCodeError::Damaged),
        (text.replace('-', "-7"), PairingCodeError::Damaged),
        ("https://192.168.1.10".to_owned(), PairingCodeError::NotACode),
        (String::new(), PairingCodeError::NotACode),
    ] {
        assert_eq!(slip.parse::<PairingCode>(), Err(expected), "{slip:?}");
    }
}

fn any_value() -> impl Strategy<Value = Change> {
    prop_oneof![
        Just(Change::Removed),
        any::<String>().prop_map(|text| Change::Set(Value::Text(text))),
        any::<i64>().prop_map(|number| Change::Set(Value::Integer(number))),
        (-1e12..1e12f64).prop_map(|number| Change::Set(Value::Decimal(number))),
        any::<bool>().prop_map(|truth| Change::Set(Value::Boolean(truth))),
    ]
}

proptest! {
    #[test]
    fn any_changes_round_trip(changes in prop::collection::btree_map(any::<String>().prop_map(FieldPath::new), any_value(), 0..20)) {
        let (envelope, _) = draft(changes.clone()).sign(&DeviceKey::from_seed(&KEY));
        prop_assert_eq!(envelope.open().expect("valid").changes, Some(changes));
    }

    #[test]
    fn no_bytes_make_the_readers_panic(header in any::<Vec<u8>>(), body in any::<Vec<u8>>(), text in "\\PC{0,80}") {
        let envelope = Envelope { header, signature: [0; 64], body: Some(body.clone()) };
        prop_assert!(envelope.open().is_err());
        prop_assert!(wire::open_frame::<PullPage>(&body).is_err());
        let pasted = format!("SOTHON1{text}").parse::<PairingCode>();
        prop_assert!(pasted.is_err());
    }
}

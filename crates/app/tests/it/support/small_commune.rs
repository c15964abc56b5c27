//! A commune of three villages and nineteen households, and checks of which it is known what they add up to.

use std::cell::Cell;
use std::ops::Deref;
use std::path::Path;

use domain::vocabulary::{check, subject};
use domain::{AreaId, Changes, DocId, Kind, RevId};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::{Book, texts};

pub const VILLAGES: [(AreaId, &str, u128); 3] = [
    (AreaId(Uuid::from_u128(101)), "Xuân Lập", 10),
    (AreaId(Uuid::from_u128(102)), "Phú Vinh", 6),
    (AreaId(Uuid::from_u128(103)), "Hưng Long", 4),
];
pub const SET: &str = "xa_ntm_nang_cao_2022";

/// The book, with the numbers of its checks.
pub struct SmallCommune {
    book: Book,
    written: Cell<u128>,
}

impl Deref for SmallCommune {
    type Target = Book;

    fn deref(&self) -> &Book {
        &self.book
    }
}

/// Household `number` (from 0) of a village.
pub fn household(village: AreaId, number: u128) -> DocId {
    DocId(Uuid::from_u128(village.0.as_u128() * 1_000 + number))
}

impl SmallCommune {
    /// Three villages of ten, six and four households; the last household of the first is taken out of the register.
    pub fn founded(dir: &Path) -> Self {
        let book = Book::founded(dir);
        for (village, name, households) in VILLAGES {
            book.village(village, name);
            for number in 0..households {
                let name = format!("Hộ {number}");
                book.subject(household(village, number), village, subject::TYPE_HOUSEHOLD, &name);
            }
        }
        let (first, ..) = VILLAGES[0];
        book.write(household(first, 9), Kind::Subject, first, texts(&[(subject::VOID, "chuyển đi")]));
        Self { book, written: Cell::new(1 << 100) }
    }

    pub fn put(&self, doc: DocId, kind: Kind, area: AreaId, changes: Changes, parents: &[RevId], depth: u32) {
        self.write_on(doc, kind, area, (parents.to_vec(), depth), changes);
    }

    /// A check of a household by the household form. `dien` is whether its electricity is safe.
    pub fn check(&self, village: AreaId, number: u128, day: &str, status: &str, dien: &str) -> DocId {
        let doc = DocId(Uuid::from_u128(self.written.get()));
        self.written.set(self.written.get() + 1);
        let mut changes = texts(&[
            (check::SUBJECT, &household(village, number).to_string()),
            (check::FORM, "ho_gia_dinh"),
            (check::STATUS, status),
            ("answers/mo_dau/ngay_tham", day),
            ("answers/nhan_khau/dien_ho", if number == 0 { "ngheo" } else { "khong" }),
        ]);
        if !dien.is_empty() {
            changes.extend(texts(&[("answers/dien_thong_tin/dien_dat", dien)]));
        }
        self.put(doc, Kind::Check, village, changes, &[], 0);
        doc
    }

    pub fn row(&self, id: &str) -> Json {
        row(&self.call("criteria.board", json!({ "set": SET })), id)
    }

    pub fn indicator(&self, args: Json) -> Json {
        let mut all = json!({ "set": SET, "indicator": "4" });
        for (name, value) in args.as_object().into_iter().flatten() {
            all[name] = value.clone();
        }
        self.call("criteria.indicator", all)
    }
}

pub fn row(board: &Json, id: &str) -> Json {
    let criteria = board["board"]["criteria"].as_array().into_iter().flatten();
    let mut rows = criteria.flat_map(|criterion| criterion["indicators"].as_array().into_iter().flatten());
    rows.find(|row| row["id"] == id).cloned().unwrap_or_else(|| panic!("{id} in {board:#}"))
}

/// Of nineteen households: fifteen are checked this year, twelve of them with safe electricity and one unclear; one was
/// checked last year only, one has a draft, one a returned check, one nothing. Beside them stand older checks, and one of
/// the year to come, that must not count.
pub fn filled(dir: &Path) -> SmallCommune {
    let book = SmallCommune::founded(dir);
    let [(first, ..), (second, ..), (third, ..)] = VILLAGES;
    for number in 0..8 {
        let safe = if number < 6 { "1" } else { "0" };
        // An older check that says the opposite.
        book.check(first, number, "2026-02-01", check::COMPLETE, if number < 6 { "0" } else { "1" });
        book.check(first, number, "2026-06-01", check::COMPLETE, safe);
    }
    book.check(first, 8, "2025-06-01", check::COMPLETE, "1");
    for number in 0..4 {
        book.check(second, number, "2026-05-05", check::APPROVED, "1");
    }
    book.check(second, 4, "2026-05-05", check::DRAFT, "1");
    book.check(second, 5, "2026-05-05", check::RETURNED, "1");
    book.check(third, 0, "2026-07-01", check::COMPLETE, "1");
    book.check(third, 1, "2026-07-01", check::COMPLETE, "1");
    book.check(third, 2, "2026-07-01", check::COMPLETE, "");
    book.check(third, 3, "2027-01-02", check::COMPLETE, "1");
    book
}

//! A small commune to evaluate.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use criteria::{CheckRecord, Day, Evaluator, Period, Set, Settings, Stage, Status, SubjectRecord, Version};
use domain::{AreaId, DocId, RevId, Value};
use forms::record::RowForm;
use uuid::Uuid;

pub fn doc(number: u128) -> DocId {
    DocId(Uuid::from_u128(number))
}

pub fn village(number: u128) -> AreaId {
    AreaId(Uuid::from_u128(number))
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn version(revisions: u32) -> Version {
    Version { revisions, depth: revisions, head: RevId([revisions as u8; 32]) }
}

pub fn subject(id: u128, kind: &str, at: u128) -> SubjectRecord {
    SubjectRecord {
        subject: doc(id),
        version: version(1),
        kind: kind.to_owned(),
        village: village(at),
        from: None,
        to: None,
        is_void: false,
    }
}

pub fn check(id: u128, form: &str, about: u128, on: &str, answers: &[(&str, Value)]) -> CheckRecord {
    CheckRecord {
        check: doc(id),
        version: version(1),
        form: form.to_owned(),
        subject: doc(about),
        village: village(1),
        day: day(on),
        status: Status::Complete,
        stage: Stage::SelfAssessed,
        reason: None,
        is_disputed: false,
        answers: answers.iter().map(|(path, value)| ((*path).to_owned(), value.clone())).collect(),
        photos: Vec::new(),
    }
}

/// A set of one criterion a formula; `{id}` in the text names the indicator.
pub fn set_of(formulas: &[(&str, &str)]) -> Set {
    let mut text = String::from(
        "id = \"s\"\nname = { vi = \"s\", en = \"s\" }\n[source]\ntext = \"none\"\n\
         [[split]]\nid = \"sex\"\nname = { vi = \"\", en = \"\" }\nform = \"ho\"\neach = \"nguoi\"\nkey = \"${gioi}\"\n\
         values = [{ key = \"nam\", name = { vi = \"\", en = \"\" } }, { key = \"nu\", name = { vi = \"\", en = \"\" } }]\n\
         [[split]]\nid = \"poor\"\nname = { vi = \"\", en = \"\" }\nform = \"ho\"\nkey = \"${ngheo}\"\n\
         values = [{ key = \"1\", name = { vi = \"\", en = \"\" } }, { key = \"0\", name = { vi = \"\", en = \"\" } }]\n",
    );
    for (id, body) in formulas {
        text.push_str(&format!(
            "[[criterion]]\nid = \"c{id}\"\nname = {{ vi = \"\", en = \"\" }}\n[[criterion.indicator]]\nid = \"{id}\"\n\
             name = {{ vi = \"\", en = \"\" }}\nkind = \"household\"\n{body}\n"
        ));
    }
    Set::from_toml(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

pub fn fields() -> Vec<RowForm> {
    vec![
        RowForm::of_paths(
            "ho",
            ["a/dat", "a/nuoi", "a/nuoi_dat", "a/thu", "a/ngheo", "nguoi/", "nguoi/the", "nguoi/gioi"],
        ),
        RowForm::of_paths("duong", ["dai", "cung", "loai"]),
        RowForm::of_paths("giay", ["ma", "dat", "so", "ngay", "het", "gia_tri", "mau", "tham_tra", "ly_do"]),
        RowForm::of_paths("phieu", ["hai_long"]),
        RowForm::of_paths(
            "nhap",
            ["nguon", "ngay_nguon", "so/", "so/loai", "so/ma", "so/dv", "so/gia", "so/tu", "so/mau_so"],
        ),
        RowForm::of_paths("cong_nhan", ["buoc", "so", "ngay"]),
    ]
}

pub fn year(year: i16) -> Period {
    Period::of_year(year).unwrap()
}

pub fn evaluator(set: Set, periods: &[i16]) -> Evaluator {
    let settings = Settings { periods: periods.iter().map(|one| year(*one)).collect(), ..Settings::default() };
    let (evaluator, faults) = Evaluator::over_fields(vec![set], fields(), settings);
    assert_eq!(faults, []);
    evaluator
}

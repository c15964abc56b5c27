//! What is measured with: the demo register in an app, and filled checks of the shipped form.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use app::{Actor, App, Identity, Role, SystemClock};
use domain::vocabulary::check;
use domain::{AreaId, Change, Changes, DeviceId, DocId, FieldPath, UserId, Value};
use forms::{Form, QuestionKind};
use serde_json::json;
use store::{Store, StoreKey};
use uuid::Uuid;
use wire::DeviceKey;

const FORM: &[u8] = include_bytes!("../../forms/ho_gia_dinh.xlsx");

/// An app over an encrypted store with the demo register of 1,890 households.
pub fn app_with_register(folder: &Path) -> Result<App> {
    let store = Store::open(&folder.join("book.db"), &StoreKey::new([7; 32]))?;
    let identity = Identity {
        device: DeviceId(Uuid::from_u128(1)),
        device_name: "Máy đo".into(),
        key: DeviceKey::from_seed(&[1; 32]),
        user: UserId(Uuid::from_u128(2)),
        user_name: "Người đo".into(),
        commune: AreaId(Uuid::from_u128(3)),
        commune_name: "Xã".into(),
    };
    let app = App::office(Arc::new(store), identity, Arc::new(SystemClock));
    let file = app.put_file(demo::register_xlsx()?);
    app.call("register.import", json!({ "file": file, "create_villages": true }), &officer())?;
    Ok(app)
}

pub fn officer() -> Actor {
    Actor::Office { user: UserId(Uuid::from_u128(2)), user_name: "Người đo".into(), role: Role::Officer }
}

pub fn household_form() -> Result<Form> {
    forms::read_file(FORM, None, "ho_gia_dinh").form.context("the shipped form is readable")
}

/// All questions of the form outside its repeat, answered; `number` varies the answers.
pub fn filled_check(form: &Form, household: DocId, number: u64) -> Changes {
    let mut changes = Changes::new();
    let mut set = |path: String, value: Value| changes.insert(FieldPath::new(path), Change::Set(value));
    set(check::SUBJECT.into(), Value::from(household.to_string()));
    set(check::FORM.into(), Value::from(form.id()));
    set(check::FORM_VERSION.into(), Value::from(form.version()));
    set(check::STATUS.into(), Value::from(check::COMPLETE));
    for (index, question) in form.questions().filter(|question| !question.is_repeated()).enumerate() {
        let spread = number.wrapping_mul(31).wrapping_add(index as u64 * 17);
        let choices = question.choices("vi");
        let value = match question.kind() {
            QuestionKind::Note => continue,
            QuestionKind::Integer => Value::Integer((spread % 9) as i64),
            QuestionKind::Decimal => Value::Decimal((spread % 900) as f64 / 10.0),
            QuestionKind::Date => Value::from(format!("2026-11-{:02}", 1 + spread % 28)),
            _ if !choices.is_empty() => Value::from(choices[spread as usize % choices.len()].name.as_str()),
            QuestionKind::Calculate => Value::from((spread % 2).to_string()),
            _ => Value::from(format!("Nguyễn Văn {}", spread % 500)),
        };
        set(format!("{}{}", check::ANSWERS, question.path()), value);
    }
    changes
}

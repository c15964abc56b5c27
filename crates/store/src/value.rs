//! A field's value in a column of type ANY: text, integer and real as SQLite has them; what SQLite
//! lacks as a blob, one byte for a truth value, eight bits patterns for a number that is no number.

use domain::Value;
use rusqlite::types::{FromSqlError, FromSqlResult, Value as Sql, ValueRef};

pub(crate) fn to_sql(value: &Value) -> Sql {
    match value {
        Value::Text(text) => Sql::Text(text.clone()),
        Value::Integer(number) => Sql::Integer(*number),
        Value::Decimal(number) if number.is_nan() => Sql::Blob(number.to_be_bytes().to_vec()),
        Value::Decimal(number) => Sql::Real(*number),
        Value::Boolean(truth) => Sql::Blob(vec![u8::from(*truth)]),
    }
}

pub(crate) fn from_sql(stored: ValueRef<'_>) -> FromSqlResult<Value> {
    Ok(match stored {
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Decimal(number),
        ValueRef::Blob([truth]) => Value::Boolean(*truth != 0),
        ValueRef::Blob(bytes) => {
            Value::Decimal(f64::from_be_bytes(bytes.try_into().map_err(|_| FromSqlError::InvalidType)?))
        }
        ValueRef::Null => return Err(FromSqlError::InvalidType),
    })
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn every_value_comes_back_from_a_column_as_it_went_in() {
        for value in [
            Value::from("Đặng Thị Tuyết"),
            Value::from(""),
            Value::Integer(i64::MIN),
            Value::Decimal(2.0),
            Value::Decimal(-0.0),
            Value::Decimal(f64::INFINITY),
            Value::Decimal(f64::NAN),
            Value::Boolean(true),
            Value::Boolean(false),
        ] {
            let stored = to_sql(&value);
            let back = from_sql(ValueRef::from(&stored)).expect("a stored value");
            assert!(back.agrees_with(&value), "{value:?} became {back:?}");
        }
    }
}

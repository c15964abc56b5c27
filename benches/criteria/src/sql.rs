//! The same aggregates in SQL: one typed column a field, indexed, the best case for a database.

use anyhow::Result;
use criteria::CheckRecord;
use domain::Value;
use rusqlite::{Connection, params_from_iter};

use crate::commune::{Commune, period};
use crate::set::RATIOS;

/// Loads the records into SQLite in memory.
pub fn load(commune: &Commune) -> Result<Connection> {
    let mut database = Connection::open_in_memory()?;
    let columns = (0..RATIOS).map(|number| format!("dat_{number} INTEGER, ")).collect::<String>();
    database.execute_batch(&format!(
        "CREATE TABLE subject(id BLOB PRIMARY KEY, kind TEXT, village BLOB) STRICT, WITHOUT ROWID;
         CREATE TABLE ho(id BLOB PRIMARY KEY, subject BLOB, day INTEGER, valid INTEGER, {columns}
           dien_ho TEXT, co_nuoi TEXT, nuoi_dat INTEGER, thu_nhap INTEGER) STRICT, WITHOUT ROWID;
         CREATE TABLE nguoi(ho BLOB, the TEXT, gioi TEXT) STRICT;
         CREATE TABLE duong(id BLOB PRIMARY KEY, subject BLOB, day INTEGER, valid INTEGER, loai TEXT, dai_m REAL,
           mat_duong TEXT, bao_tri INTEGER) STRICT, WITHOUT ROWID;
         CREATE TABLE giay(id BLOB PRIMARY KEY, subject BLOB, day INTEGER, valid INTEGER, dat INTEGER, het_han TEXT)
           STRICT, WITHOUT ROWID;"
    ))?;
    let transaction = database.transaction()?;
    for subject in &commune.subjects {
        let row = (subject.subject.as_bytes(), &subject.kind, subject.village.as_bytes());
        transaction.prepare_cached("INSERT INTO subject VALUES (?, ?, ?)")?.execute(row)?;
    }
    for check in &commune.checks {
        insert(&transaction, check)?;
    }
    transaction.execute_batch(
        "CREATE INDEX ho_subject ON ho(subject, valid, day); CREATE INDEX nguoi_ho ON nguoi(ho);
         CREATE INDEX duong_subject ON duong(subject, valid, day); CREATE INDEX giay_subject ON giay(subject, valid, day);
         ANALYZE;",
    )?;
    transaction.commit()?;
    Ok(database)
}

fn insert(database: &Connection, check: &CheckRecord) -> Result<()> {
    let fields = check.answers.iter().filter(|(path, _)| !path.starts_with("nguoi/"));
    let names = fields.clone().map(|(path, _)| path.rsplit('/').next().unwrap_or(path)).collect::<Vec<_>>();
    let own = [
        rusqlite::types::Value::Blob(check.check.as_bytes().to_vec()),
        rusqlite::types::Value::Blob(check.subject.as_bytes().to_vec()),
        i64::from(check.day.number()).into(),
        i64::from(check.status.is_valid()).into(),
    ];
    let values = own.into_iter().chain(fields.map(|(_, value)| stored(value))).collect::<Vec<_>>();
    let marks = vec!["?"; values.len()].join(", ");
    let statement =
        format!("INSERT INTO {}(id, subject, day, valid, {}) VALUES ({marks})", check.form, names.join(", "));
    database.prepare_cached(&statement)?.execute(params_from_iter(values))?;
    let people = check.answers.iter().filter(|(path, _)| path.starts_with("nguoi/"));
    let people = people.filter_map(|(_, value)| value.as_text()).collect::<Vec<_>>();
    // Two answers a person, in this order.
    let people = people.chunks_exact(2).filter_map(|pair| Some((*pair.first()?, *pair.last()?)));
    for (the, gioi) in people {
        let row = (check.check.as_bytes(), the, gioi);
        database.prepare_cached("INSERT INTO nguoi VALUES (?, ?, ?)")?.execute(row)?;
    }
    Ok(())
}

fn stored(value: &Value) -> rusqlite::types::Value {
    match value {
        Value::Text(text) if text.is_empty() => rusqlite::types::Value::Null,
        Value::Text(text) => text.clone().into(),
        Value::Integer(number) => (*number).into(),
        Value::Decimal(number) => (*number).into(),
        Value::Boolean(truth) => i64::from(*truth).into(),
    }
}

/// Village, numerator and denominator by indicator, and the parts of splits: all that an evaluation gives as figures.
pub fn aggregate(database: &Connection) -> Result<usize> {
    let latest = |form: &str| {
        format!(
            "SELECT c.*, s.village FROM subject s JOIN {form} c ON c.id = (SELECT id FROM {form} l WHERE l.subject = s.id AND \
             l.valid = 1 AND l.day BETWEEN {} AND {} ORDER BY l.day DESC, l.id DESC LIMIT 1)",
            period().from.number(),
            period().to.number()
        )
    };
    database.execute_batch(&format!(
        "DROP TABLE IF EXISTS temp.ho_last; CREATE TEMP TABLE ho_last AS {};
         DROP TABLE IF EXISTS temp.duong_last; CREATE TEMP TABLE duong_last AS {};
         DROP TABLE IF EXISTS temp.giay_last; CREATE TEMP TABLE giay_last AS {};",
        latest("ho"),
        latest("duong"),
        latest("giay")
    ))?;
    let sums = (0..RATIOS).map(|number| format!("sum(dat_{number}), ")).collect::<String>();
    let own =
        format!("{sums} count(*), sum(CASE WHEN co_nuoi = 'co' THEN nuoi_dat END), sum(co_nuoi = 'co'), sum(thu_nhap)");
    let people = "sum(p.the = 'co'), count(*)";
    let hard = "sum(CASE WHEN bao_tri = 1 AND mat_duong IN ('be_tong','da_dam','gach') AND loai = 'thon' THEN dai_m END), \
                sum(CASE WHEN loai = 'thon' THEN dai_m END), sum(dai_m)";
    let mut rows = 0;
    for statement in [
        format!("SELECT village, {own} FROM ho_last GROUP BY village"),
        format!("SELECT dien_ho, {own} FROM ho_last GROUP BY dien_ho"),
        format!("SELECT village, {people} FROM ho_last h JOIN nguoi p ON p.ho = h.id GROUP BY village"),
        format!("SELECT p.gioi, {people} FROM ho_last h JOIN nguoi p ON p.ho = h.id GROUP BY p.gioi"),
        format!("SELECT h.dien_ho, {people} FROM ho_last h JOIN nguoi p ON p.ho = h.id GROUP BY h.dien_ho"),
        format!("SELECT village, {hard} FROM duong_last GROUP BY village"),
        format!(
            "SELECT village, sum(dat AND (het_han IS NULL OR het_han >= '{}')), count(*) FROM giay_last GROUP BY village",
            period().to
        ),
    ] {
        let mut statement = database.prepare(&statement)?;
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            let _: rusqlite::types::Value = row.get(1)?;
            rows += 1;
        }
    }
    Ok(rows)
}

/// Persons of the households in question, to see that both sides count the same.
pub fn insured(database: &Connection) -> Result<(f64, f64)> {
    let statement = "SELECT sum(p.the = 'co'), count(*) FROM ho_last h JOIN nguoi p ON p.ho = h.id";
    Ok(database.query_row(statement, [], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

//! The forms that are measured, where no other generator has left them: many questions in groups and
//! repeats over 5,110 geographic choices, relevances, chains of calculations, a repeat of twenty
//! numbers, a cascade and a small household form. Nothing in them is chance.

use std::fs;
use std::path::Path;

use anyhow::Result;
use rust_xlsxwriter::{Workbook, Worksheet};

const COLUMNS: [&str; 9] = [
    "type",
    "name",
    "label::English (en)",
    "label::French (fr)",
    "relevant",
    "constraint",
    "constraint_message::English (en)",
    "calculation",
    "choice_filter",
];
const CHOICE_COLUMNS: [&str; 6] =
    ["list_name", "name", "label::English (en)", "label::French (fr)", "region", "district"];
const REGIONS: usize = 10;
const DISTRICTS: usize = 100;
const VILLAGES: usize = 5_000;

pub fn make_missing(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    let forms: [(&str, Make); 9] = [
        ("mixed_50", || mixed(50)),
        ("mixed_500", || mixed(500)),
        ("mixed_2000", || mixed(2_000)),
        ("relevance_500", relevance),
        ("wide_relevance_500", wide),
        ("chain_500", chain),
        ("repeat_20", repeat),
        ("cascade_5000", cascade),
        ("household", household),
    ];
    for (name, make) in forms {
        let file = folder.join(name).with_extension("xlsx");
        if !file.exists() {
            make().save(name, &file)?;
        }
    }
    Ok(())
}

type Make = fn() -> Made;

#[derive(Default)]
struct Made {
    rows: Vec<[String; COLUMNS.len()]>,
    choices: Vec<[String; CHOICE_COLUMNS.len()]>,
}

impl Made {
    fn row(&mut self, kind: &str, name: impl Into<String>, label: &str) -> &mut [String; COLUMNS.len()] {
        let french = if label.is_empty() { String::new() } else { format!("FR {label}") };
        let mut row = <[String; COLUMNS.len()]>::default();
        row[0] = kind.into();
        row[1] = name.into();
        row[2] = label.into();
        row[3] = french;
        self.rows.push(row);
        self.rows.last_mut().expect("a row was just added")
    }

    fn shown_when(&mut self, kind: &str, name: String, label: &str, relevant: String) {
        self.row(kind, name, label)[4] = relevant;
    }

    fn held_to(&mut self, kind: &str, name: String, label: &str, constraint: &str) {
        let row = self.row(kind, name, label);
        row[5] = constraint.into();
        row[6] = "Not allowed".into();
    }

    fn calculated(&mut self, name: String, calculation: String) {
        self.row("calculate", name, "")[7] = calculation;
    }

    fn filtered(&mut self, list: &str, filter: &str) {
        self.row(&format!("select_one {list}"), list, &format!("Which {list}?"))[8] = filter.into();
    }

    fn choice(&mut self, list: &str, name: String, label: &str, region: String, district: String) {
        self.choices.push([list.into(), name, label.into(), format!("FR {label}"), region, district]);
    }

    fn list(&mut self, list: &str, names: &[(String, String)]) {
        for (name, label) in names {
            self.choice(list, name.clone(), label, String::new(), String::new());
        }
    }

    fn yes_and_no(&mut self) {
        self.list("yesno", &[("yes".into(), "Yes".into()), ("no".into(), "No".into())]);
    }

    fn save(&self, name: &str, file: &Path) -> Result<()> {
        let mut workbook = Workbook::new();
        fill(workbook.add_worksheet().set_name("survey")?, &COLUMNS, &self.rows)?;
        fill(workbook.add_worksheet().set_name("choices")?, &CHOICE_COLUMNS, &self.choices)?;
        let settings = [[name.to_owned(), name.to_owned(), "1".into(), "English (en)".into()]];
        let columns = ["form_title", "form_id", "version", "default_language"];
        fill(workbook.add_worksheet().set_name("settings")?, &columns, &settings)?;
        workbook.save(file)?;
        Ok(())
    }
}

fn fill<const N: usize>(sheet: &mut Worksheet, columns: &[&str; N], rows: &[[String; N]]) -> Result<()> {
    sheet.write_row(0, 0, *columns)?;
    for (number, row) in (1_u32..).zip(rows) {
        for (column, text) in (0_u16..).zip(row).filter(|(_, text)| !text.is_empty()) {
            sheet.write_string(number, column, text)?;
        }
    }
    Ok(())
}

fn numbered(prefix: &str, word: &str, count: usize) -> Vec<(String, String)> {
    (0..count).map(|number| (format!("{prefix}{number}"), format!("{word} {number}"))).collect()
}

fn geography(form: &mut Made) {
    form.list("region", &numbered("r", "Region", REGIONS));
    for number in 0..DISTRICTS {
        form.choice(
            "district",
            format!("d{number}"),
            &format!("District {number}"),
            format!("r{}", number % REGIONS),
            String::new(),
        );
    }
    for number in 0..VILLAGES {
        let district = number % DISTRICTS;
        let (region, district) = (format!("r{}", district % REGIONS), format!("d{district}"));
        form.choice("village", format!("v{number}"), &format!("Village {number}"), region, district);
    }
}

fn cascade_questions(form: &mut Made) {
    form.filtered("region", "");
    form.filtered("district", "region=${region}");
    form.filtered("village", "region=${region} and district=${district}");
}

fn mixed(questions: usize) -> Made {
    let mut form = Made::default();
    form.yes_and_no();
    geography(&mut form);
    form.list("items", &numbered("i", "Item", 8));
    form.list("colour", &numbered("c", "Colour", 8));
    form.row("begin group", "geo", "Location");
    cascade_questions(&mut form);
    form.row("end group", "", "");
    let mut left = questions - 3;
    for block in 0.. {
        if left == 0 {
            break;
        }
        let bracket = if block % 5 == 4 { "repeat" } else { "group" };
        let row = form.row(&format!("begin {bracket}"), format!("b{block}"), &format!("Block {block}"));
        if bracket == "group" && block > 0 {
            row[4] = format!("${{region}} != 'r9' or ${{a0}} > {}", block % 7);
        }
        let before = form.rows.len();
        mixed_block(&mut form, block);
        form.rows.truncate(before + left.min(10));
        left -= left.min(10);
        form.row(&format!("end {bracket}"), "", "");
    }
    form
}

fn mixed_block(form: &mut Made, block: usize) {
    form.held_to(
        "integer",
        format!("a{block}"),
        &format!("How many persons in category {block}?"),
        ". >= 0 and . <= 120",
    );
    form.shown_when("text", format!("t{block}"), &format!("Describe category {block}"), format!("${{a{block}}} > 10"));
    form.row("select_one yesno", format!("y{block}"), &format!("Is ${{t{block}}} present?"));
    form.shown_when(
        "select_one colour",
        format!("c{block}"),
        &format!("Colour {block}?"),
        format!("${{y{block}}} = 'yes'"),
    );
    form.held_to("decimal", format!("d{block}"), &format!("Amount {block}"), ". > 0 and . < 100000");
    form.calculated(format!("k{block}"), format!("${{a{block}}} * 2 + coalesce(${{d{block}}}, 0)"));
    form.held_to("date", format!("w{block}"), &format!("Date of event {block}"), ". <= today()");
    let several = "not(selected(., 'i0') and count-selected(.) > 1)";
    form.held_to("select_multiple items", format!("m{block}"), &format!("Which items {block}?"), several);
    form.shown_when("text", format!("o{block}"), &format!("Other {block}"), format!("selected(${{m{block}}}, 'i3')"));
    form.calculated(format!("z{block}"), format!("if(${{k{block}}} > 50, 'high', 'low')"));
}

fn relevance() -> Made {
    let mut form = Made::default();
    form.yes_and_no();
    for number in 0..250 {
        form.row("select_one yesno", format!("y{number}"), &format!("Toggle {number}?"));
        form.shown_when("text", format!("t{number}"), &format!("Detail {number}"), format!("${{y{number}}} = 'yes'"));
    }
    form
}

fn wide() -> Made {
    let mut form = Made::default();
    form.row("integer", "a", "Number");
    for number in 0..499 {
        form.shown_when("text", format!("t{number}"), &format!("Detail {number}"), format!("${{a}} > {number}"));
    }
    form
}

fn chain() -> Made {
    let mut form = Made::default();
    form.row("integer", "q0", "Start");
    for number in 1..=500 {
        form.calculated(format!("q{number}"), format!("${{q{}}} + 1", number - 1));
    }
    form.row("note", "last", "The end is ${q500}");
    form
}

fn repeat() -> Made {
    let mut form = Made::default();
    form.row("begin repeat", "rep", "Row");
    for number in 1..=20 {
        form.row("integer", format!("q{number}"), &format!("Value {number}"));
    }
    let cells: Vec<String> = (1..=20).map(|number| format!("coalesce(${{q{number}}}, 0)")).collect();
    form.calculated("row_total".into(), cells.join(" + "));
    form.row("end repeat", "", "");
    form.calculated("grand_total".into(), "sum(${row_total})".into());
    form.calculated("q1_total".into(), "sum(${q1})".into());
    form.calculated("n".into(), "count(${rep})".into());
    form.row("note", "msg", "Total ${grand_total} over ${n}");
    form
}

fn cascade() -> Made {
    let mut form = Made::default();
    geography(&mut form);
    cascade_questions(&mut form);
    form
}

fn household() -> Made {
    let mut form = Made::default();
    form.yes_and_no();
    form.list("water", &numbered("w", "Water source", 6));
    form.list("rel", &numbered("rel", "Relation", 6));
    for kind in ["start", "end", "deviceid"] {
        form.row(kind, kind, "");
    }
    let questions = [
        ("text", "hh_id", "Household id"),
        ("text", "village", "Village"),
        ("geopoint", "gps", "Location"),
        ("date", "visit", "Visit date"),
        ("select_one water", "water", "Water source"),
        ("select_one yesno", "electric", "Electricity?"),
        ("decimal", "income", "Income"),
        ("integer", "rooms", "Rooms"),
        ("begin repeat", "member", "Member"),
        ("text", "m_name", "Name"),
        ("integer", "m_age", "Age"),
        ("select_one rel", "m_rel", "Relation"),
        ("select_one yesno", "m_school", "In school?"),
        ("end repeat", "", ""),
    ];
    for (kind, name, label) in questions {
        form.row(kind, name, label);
    }
    form.calculated("m_count".into(), "count(${member})".into());
    form.row("text", "remarks", "Remarks");
    form.row("image", "photo", "Photo");
    form
}

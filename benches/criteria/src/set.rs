//! The set that is measured: every measure over three forms.

use anyhow::Result;
use criteria::Set;
use forms::record::RowForm;

/// Households' indicators that are ratios over one answer.
pub const RATIOS: usize = 12;

/// Fields of the three forms, as many as the shipped ones have that formulas ask for.
pub fn fields() -> Vec<RowForm> {
    let answers = (0..RATIOS).map(|number| format!("muc/dat_{number}")).collect::<Vec<_>>();
    let own = ["muc/dien_ho", "muc/co_nuoi", "muc/nuoi_dat", "muc/thu_nhap", "nguoi/", "nguoi/the", "nguoi/gioi"];
    let paths = answers.iter().map(String::as_str).chain(own);
    vec![
        RowForm::of_paths("ho", paths),
        RowForm::of_paths("duong", ["loai", "dai_m", "mat_duong", "bao_tri"]),
        RowForm::of_paths("giay", ["ma", "dat", "het_han"]),
    ]
}

pub fn set() -> Result<Set> {
    let mut text = String::from(HEAD);
    for number in 0..RATIOS {
        text.push_str(&indicator(
            &format!("dat_{number}"),
            "%",
            &format!("measure = \"ratio\"\nform = \"ho\"\nsubject = \"household\"\nholds = \"${{dat_{number}}}\""),
            "splits = [\"poverty\"]",
        ));
    }
    for (id, unit, formula, more) in OTHERS {
        text.push_str(&indicator(id, unit, formula, more));
    }
    Ok(Set::from_toml(&text)?)
}

fn indicator(id: &str, unit: &str, formula: &str, more: &str) -> String {
    format!(
        "[[criterion]]\nid = \"{id}\"\nname = {{ vi = \"{id}\", en = \"{id}\" }}\n[[criterion.indicator]]\nid = \"{id}\"\n\
         name = {{ vi = \"{id}\", en = \"{id}\" }}\nunit = {{ vi = \"{unit}\", en = \"{unit}\" }}\nkind = \"household\"\n\
         direction = \"at_least\"\n{more}\n[criterion.indicator.formula]\n{formula}\n\
         [[criterion.indicator.threshold]]\nvalue = 50\n"
    )
}

const HEAD: &str = r#"
id = "made"
name = { vi = "Xã mẫu", en = "Made commune" }
[source]
text = "made"
[[split]]
id = "poverty"
name = { vi = "Diện hộ", en = "Poverty" }
form = "ho"
key = "${dien_ho}"
values = [{ key = "ngheo", name = { vi = "Nghèo", en = "Poor" } }, { key = "khac", name = { vi = "Khác", en = "Other" } }]
[[split]]
id = "sex"
name = { vi = "Giới", en = "Sex" }
form = "ho"
each = "nguoi"
key = "${gioi}"
values = [{ key = "nam", name = { vi = "Nam", en = "Men" } }, { key = "nu", name = { vi = "Nữ", en = "Women" } }]
"#;

const OTHERS: [(&str, &str, &str, &str); 6] = [
    (
        "nuoi",
        "%",
        "measure = \"ratio\"\nform = \"ho\"\nsubject = \"household\"\namong = \"${co_nuoi} = 'co'\"\nholds = \"${nuoi_dat}\"",
        "",
    ),
    (
        "the",
        "%",
        "measure = \"ratio\"\nform = \"ho\"\nsubject = \"household\"\neach = \"nguoi\"\nholds = \"${the} = 'co'\"",
        "splits = [\"sex\", \"poverty\"]",
    ),
    (
        "thu_nhap",
        "đồng",
        "measure = \"average\"\nform = \"ho\"\nsubject = \"household\"\namount = \"${thu_nhap}\"\nper = \"count(${nguoi})\"",
        "",
    ),
    (
        "duong_thon",
        "%",
        "measure = \"ratio\"\nform = \"duong\"\nsubject = \"road\"\nwhere = \"${loai} = 'thon'\"\nweight = \"${dai_m}\"\n\
         holds = \"${bao_tri} = 1 and (${mat_duong} = 'be_tong' or ${mat_duong} = 'da_dam' or ${mat_duong} = 'gach')\"\n\
         expected = \"seen\"",
        "",
    ),
    ("dai", "m", "measure = \"sum\"\nform = \"duong\"\nsubject = \"road\"\namount = \"${dai_m}\"", ""),
    (
        "giay",
        "",
        "measure = \"document\"\nform = \"giay\"\nsubject = \"village\"\nholds = \"${dat}\"\n\
         document = { until = \"${het_han}\" }",
        "",
    ),
];

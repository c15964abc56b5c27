//! XLSForm → XForm: parts of the document that a form becomes, and what is said of forms that are wrong.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may stop where they stand")]

use forms::xml::{Document, WriteLayout, write};
use forms::{Conversion, FormNames, Severity, convert_markdown};

fn convert(form: &str) -> Conversion {
    convert_markdown(form, FormNames { root: None, id: Some("ho") })
}

/// The document on one line.
fn xml(form: &str) -> String {
    let conversion = convert(form);
    let errors = conversion.diagnostics.iter().filter(|found| found.severity == Severity::Error).collect::<Vec<_>>();
    assert!(errors.is_empty(), "{errors:?}\n{form}");
    write(&conversion.xform.unwrap().document, Document::ROOT, WriteLayout::Compact)
}

/// Checks that the document of a form holds each of the parts.
fn holds(form: &str, parts: &[&str]) {
    let xml = xml(form);
    for part in parts {
        assert!(xml.contains(part), "no {part}\nin {xml}");
    }
}

/// `code sheet:row:column` of everything found.
fn found(form: &str) -> Vec<String> {
    let place = |found: &forms::Diagnostic| {
        let at = &found.location;
        let row = at.row.map(|row| row.to_string()).unwrap_or_default();
        let (sheet, column) = (at.sheet.clone().unwrap_or_default(), at.column.clone().unwrap_or_default());
        format!("{} {sheet}:{row}:{column}", found.code)
    };
    convert(form).diagnostics.iter().map(place).collect()
}

#[test]
fn a_small_form_becomes_a_whole_document() {
    let form = "
        | survey |
        |        | type    | name   | label       | relevant    |
        |        | integer | so_nha | Số nhà < 10 |             |
        |        | note    | n      | Nhà ${so_nha} | ${so_nha} > 1 |";
    assert_eq!(
        xml(form),
        concat!(
            r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" "#,
            r#"xmlns:ev="http://www.w3.org/2001/xml-events" xmlns:xsd="http://www.w3.org/2001/XMLSchema" "#,
            r#"xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" "#,
            r#"xmlns:odk="http://www.opendatakit.org/xforms"><h:head><h:title>ho</h:title>"#,
            r#"<model odk:xforms-version="1.0.0"><instance><data id="ho"><so_nha/><n/><meta><instanceID/></meta></data>"#,
            r#"</instance><bind nodeset="/data/so_nha" type="int"/>"#,
            r#"<bind nodeset="/data/n" readonly="true()" type="string" relevant=" /data/so_nha  &gt; 1"/>"#,
            r#"<bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/></model></h:head>"#,
            r#"<h:body><input ref="/data/so_nha"><label>Số nhà &lt; 10</label></input>"#,
            r#"<input ref="/data/n"><label> Nhà <output value=" /data/so_nha "/> </label></input></h:body></h:html>"#,
        )
    );
}

#[test]
fn repeats_have_a_template_and_relative_paths() {
    holds(
        "
        | survey |
        |        | type         | name | label | repeat_count | calculation | default |
        |        | integer      | n    | N     |              |             |         |
        |        | begin_repeat | r    | R     | ${n} + 1     |             |         |
        |        | integer      | a    | A     |              |             | today() |
        |        | calculate    | b    |       |              | ${a} + ${n} |         |
        |        | end_repeat   |      |       |              |             |         |",
        &[
            r#"<r jr:template=""><a/><b/></r><r><a/><b/></r>"#,
            r#"<bind nodeset="/data/r_count" type="string" readonly="true()" calculate=" /data/n  + 1"/>"#,
            r#"calculate=" ../a  +  /data/n ""#,
            r#"<repeat nodeset="/data/r" jr:count=" /data/r_count ">"#,
            r#"<setvalue ref="/data/r/a" event="odk-new-repeat" value="today()"/></repeat>"#,
        ],
    );
}

#[test]
fn a_block_in_a_row_of_its_own_is_there_with_nothing_in_it() {
    holds(
        "
        | survey |
        |        | type   | name | label | repeat_count | relevant |
        |        | text   | a    | A     |              |          |
        |        | group  | g    | G     |              | ${a} = 1 |
        |        | repeat | r    |       | 3            |          |
        |        | loop   | l    |       |              |          |
        |        | entity | e    |       |              |          |",
        &[
            r#"<a/><g/><r jr:template=""/><r/><l/><e/><meta>"#,
            r#"<bind nodeset="/data/g" relevant=" /data/a  = 1"/>"#,
            r#"<group ref="/data/g"><label>G</label></group>"#,
            r#"<group ref="/data/r"><label/><repeat nodeset="/data/r" jr:count="3"/></group><group ref="/data/l"/></h:body>"#,
        ],
    );
}

#[test]
fn choices_translations_and_media_stand_in_itext() {
    holds(
        "
        | survey  |
        |         | type          | name | label::Tiếng Việt (vi) | label::English (en) | media::image | hint |
        |         | select_one xa | x    | Xã                     | Commune             | xa.png       | g    |
        | choices |
        |         | list_name | name | label::Tiếng Việt (vi) | huyen |
        |         | xa        | a    | Xã A                   | 1     |
        | settings |
        |         | default_language |
        |         | Tiếng Việt (vi)  |",
        &[
            r#"<translation lang="Tiếng Việt (vi)" default="true()"><text id="xa-0"><value>Xã A</value></text>"#,
            r#"<text id="/data/x:label"><value>Xã</value><value form="image">jr://images/xa.png</value></text>"#,
            r#"<translation lang="English (en)"><text id="/data/x:label"><value>Commune</value></text><text id="xa-0"><value>-</value></text>"#,
            r#"<instance id="xa"><root><item><itextId>xa-0</itextId><name>a</name><huyen>1</huyen></item></root></instance>"#,
            r#"<itemset nodeset="instance('xa')/root/item"><value ref="name"/><label ref="jr:itext(itextId)"/></itemset>"#,
        ],
    );
}

#[test]
fn files_lookups_and_the_last_record_become_instances() {
    holds(
        "
        | survey |
        |        | type                     | name | label | calculation                    | default            | parameters            |
        |        | select_one_from_file a.csv | a  | A     |                                |                    | value=ma label=ten    |
        |        | calculate                | b    |       | pulldata('c', 'x', 'y', ${a})  |                    |                       |
        |        | text                     | d    | D     |                                | ${last-saved#d}    |                       |
        |        | xml-external             | e    |       |                                |                    |                       |",
        &[
            r#"<instance id="a" src="jr://file-csv/a.csv"/><instance id="c" src="jr://file-csv/c.csv"/>"#,
            r#"<instance id="e" src="jr://file/e.xml"/><instance id="__last-saved" src="jr://instance/last-saved"/>"#,
            r#"<value ref="ma"/><label ref="ten"/>"#,
            r#"<setvalue ref="/data/d" event="odk-instance-first-load" value=" instance('__last-saved')/data/d "/>"#,
        ],
    );
}

#[test]
fn answers_of_a_repeat_can_be_chosen_from_and_triggers_calculate() {
    holds(
        "
        | survey |
        |        | type            | name | label | trigger     | calculation | choice_filter |
        |        | begin_repeat    | nguoi | Người |            |             |               |
        |        | text            | ten  | Tên   |             |             |               |
        |        | integer         | tuoi | Tuổi  |             |             |               |
        |        | end_repeat      |      |       |             |             |               |
        |        | select_one ${ten} | chu | Chủ  |             |             | ${tuoi} > 17  |
        |        | calculate       | luc  |       | ${chu}      | now()       |               |",
        &[
            r#"<itemset nodeset="/data/nguoi[ ./tuoi  &gt; 17]"><value ref="ten"/><label ref="ten"/></itemset>"#,
            r#"<setvalue ref="/data/luc" event="xforms-value-changed" value="now()"/>"#,
            r#"<bind nodeset="/data/luc" type="string"/>"#,
        ],
    );
}

#[test]
fn entities_stand_where_their_properties_are() {
    holds(
        "
        | survey |
        |        | type         | name | label | save_to |
        |        | begin_repeat | r    | R     |         |
        |        | text         | ten  | Tên   | name_vi |
        |        | end_repeat   |      |       |         |
        | entities |
        |        | list_name | label  |
        |        | nguoi     | ${ten} |",
        &[
            r#"entities:entities-version="2025.1.0""#,
            r#"<meta><entity dataset="nguoi" create="1" id=""><label/></entity></meta></r><meta><instanceID/></meta>"#,
            r#"<bind nodeset="/data/r/ten" type="string" entities:saveto="name_vi"/>"#,
            r#"<bind nodeset="/data/r/meta/entity/label" calculate=" ../../../ten " readonly="true()" type="string"/>"#,
            r#"<setvalue ref="/data/r/meta/entity/@id" event="odk-new-repeat" value="uuid()"/></repeat>"#,
        ],
    );
}

#[test]
fn everything_that_is_wrong_is_told_at_once_with_its_place() {
    let form = "
        | survey  |
        |         | type            | name  | label | relevant | parameters |
        |         | txet            | a     | A     |          |            |
        |         | integer         | 1b    | B     | ${x} > 1 |            |
        |         | select_one khac | c     | C     |          |            |
        |         | text            | a     | D     |          | rows=hai   |
        |         | begin_group     | g     | G     |          |            |
        |         | text            | e     |       |          |            |
        | choices |
        |         | list_name | name | label |
        |         | k         | 1    | Một   |
        |         | k         | 1    | Hai   |";
    assert_eq!(
        found(form),
        [
            "choice-duplicate choices:3:name",
            "type-unknown survey:2:type",
            "name-invalid survey:3:name",
            "reference-unknown survey:3:relevant",
            "list-unknown survey:4:type",
            "name-duplicate survey:5:name",
            "parameter-value survey:5:parameters",
            "block-unclosed survey:6:type",
            "label-missing survey:7:label",
        ]
    );
    assert!(convert(form).xform.is_none());
}

#[test]
fn what_may_not_be_meant_is_warned_of() {
    for (form, expected) in [
        ("| survey | \n | | type | name | label | \n | | photo | a | A |", "photo-size survey:2:parameters"),
        (
            "| survey | \n | | type | name | label::vi | hint | \n | | text | a | A | H |",
            "translation-missing survey::",
        ),
        ("| survey | \n | | type | name | label::Việt | \n | | text | a | A |", "language-code survey:1:"),
        (
            "| survey | \n | | type | name | label | \n | | text | a | A | \n | setting | \n | | x | \n | | y |",
            "sheet-misspelt setting::",
        ),
        (
            "| survey | \n | | type | name | label | \n | | text | a | A | \n | | text | A | A |",
            "name-similar survey:3:name",
        ),
    ] {
        let all = found(form);
        assert!(all.iter().any(|found| found == expected), "{expected} in {all:?}");
        assert!(convert(form).xform.is_some(), "{form}");
    }
}

#[test]
fn every_node_of_a_row_knows_its_row() {
    let form = "
        | survey |
        |        | type        | name | label |
        |        | begin_group | g    | G     |
        |        | text        | a    | A     |
        |        | end_group   |      |       |";
    let origins = convert(form).xform.unwrap().origins;
    let rows = origins.iter().map(|(path, origin)| (path.as_str(), origin.row)).collect::<Vec<_>>();
    assert_eq!(rows, [("/data/g", 2), ("/data/g/a", 3)]);
}

/// Groups and repeats in turn, one within the other.
fn nested(levels: usize) -> String {
    let mut form = "| survey |\n| | type | name | label |\n".to_owned();
    for level in 0..levels {
        let block = if level % 2 == 0 { "begin_repeat" } else { "begin_group" };
        form.push_str(&format!("| | {block} | b{level} | B |\n"));
    }
    form.push_str("| | text | a | A |\n");
    for level in (0..levels).rev() {
        let block = if level % 2 == 0 { "end_repeat" } else { "end_group" };
        form.push_str(&format!("| | {block} | | |\n"));
    }
    form
}

#[test]
fn forms_that_would_grow_without_bound_are_refused() {
    let headers = |count: usize| (0..count).map(|language| format!(" label::l{language} |")).collect::<String>();
    // Each row has its label in one language, and would need a gap filled in all others.
    let row = |row: usize| format!("| | text | a{row} |{} A |\n", " |".repeat(row % 900));
    let rows = (0..4_500).map(row).collect::<String>();
    for (form, code) in [
        (nested(20), None),
        (nested(64), None),
        (nested(2_000), Some("nesting-too-deep")),
        (format!("| survey |\n| | type | name |{}\n{rows}", headers(900)), Some("form-too-large")),
        (format!("| survey |\n| | type | name |{}\n{rows}", headers(1_100)), Some("columns-too-many")),
    ] {
        let conversion = convert(&form);
        let errors = conversion.diagnostics.iter().filter(|found| found.severity == Severity::Error);
        let codes = errors.map(|found| found.code).collect::<Vec<_>>();
        assert!(code.map_or(codes.is_empty(), |code| codes.contains(&code)), "{code:?} in {codes:?}");
        assert_eq!(conversion.xform.is_some(), code.is_none());
    }
}

#[test]
fn a_name_that_nobody_has_is_told_at_the_row_of_the_choice_whose_sound_asks_for_it() {
    let table = "| survey |\n| | type | name | label |\n| | select_one l | a | A |\n\
                 | choices |\n| | list_name | name | label | audio |\n| | l | x | X | ${nobody} |\n";
    let conversion = forms::convert_markdown(table, forms::FormNames::default());
    assert!(conversion.xform.is_none());
    let places: Vec<_> =
        conversion.diagnostics.iter().map(|found| (found.location.sheet.as_deref(), found.location.row)).collect();
    assert!(places.contains(&(Some("choices"), Some(2))), "{:?}", conversion.diagnostics);
}

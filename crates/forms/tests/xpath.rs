//! What XPath expressions answer on documents, one line each.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may stop where they stand")]

use forms::Env;
use forms::xml::{Document, parse};
use forms::xpath::{Dialect, Namespaces, Settings, XPathAnswer, XPathError, XPathValue, evaluate, node_at, path_of};

const BOOK: &str = r#"<so xmlns:g="urn:gia" xml:lang="vi-VN" id="s1">
  <thon id="dong"><ho g:ma="h1" nguoi="4">An</ho><ho g:ma="h2" nguoi="2">Bình</ho><!-- trống --></thon>
  <thon id="tay"><ho g:ma="h3" nguoi="7">Cúc</ho><g:ghi>ở <b>xa</b></g:ghi><?in ngang?></thon>
</so>"#;

fn settings(dialect: Dialect) -> Settings {
    // 2026-11-23 08:00 in Việt Nam.
    let env = Env { now_ms: 1_795_395_600_000, utc_offset_min: 420, seed: 1, ..Env::default() };
    Settings { dialect, env, language: None }
}

fn ask(dialect: Dialect, xml: &str, context: &str, expression: &str) -> Result<XPathAnswer, XPathError> {
    let document = parse(xml).unwrap();
    let namespaces = Namespaces::from([("gia".to_owned(), "urn:gia".to_owned())]);
    let context = node_at(&document, context).unwrap();
    evaluate(&document, context, expression, &namespaces, &settings(dialect))
}

/// The text of the answer; of a node set its paths.
fn shown(dialect: Dialect, xml: &str, context: &str, expression: &str) -> String {
    let document = parse(xml).unwrap();
    match ask(dialect, xml, context, expression) {
        Err(error) => format!("error: {error}"),
        Ok(XPathAnswer { value: XPathValue::Nodes(nodes), .. }) => {
            nodes.iter().map(|node| path_of(&document, node.id)).collect::<Vec<_>>().join(" ")
        }
        Ok(answer) => answer.text,
    }
}

fn check_plain(context: &str, cases: &[(&str, &str)]) {
    for (expression, expected) in cases {
        assert_eq!(shown(Dialect::XPath, BOOK, context, expression), *expected, "{expression}");
    }
}

/// In forms, as texts.
fn check(cases: &[(&str, &str)]) {
    for (expression, expected) in cases {
        let answer = ask(Dialect::Odk, BOOK, "/", expression).map(|answer| answer.text);
        assert_eq!(answer.as_deref(), Ok(*expected), "{expression}");
    }
}

#[test]
fn steps_follow_every_axis() {
    check_plain(
        "/*[1]/*[2]/*[1]",
        &[
            ("self::node()", "/*[1]/*[2]/*[1]"),
            ("..", "/*[1]/*[2]"),
            ("ancestor::*", "/*[1] /*[1]/*[2]"),
            ("ancestor-or-self::node()[last()]", "/"),
            ("ancestor::*[1]", "/*[1]/*[2]"),
            ("following-sibling::*", "/*[1]/*[2]/*[2]"),
            ("preceding::ho", "/*[1]/*[1]/*[1] /*[1]/*[1]/*[2]"),
            ("preceding::ho[1]", "/*[1]/*[1]/*[2]"),
            ("following::*", "/*[1]/*[2]/*[2] /*[1]/*[2]/*[2]/*[1]"),
            ("following::processing-instruction('in')", "/*[1]/*[2]/processing-instruction()[1]"),
            ("@*", "/*[1]/*[2]/*[1]/@g:ma /*[1]/*[2]/*[1]/@nguoi"),
            ("@gia:ma", "/*[1]/*[2]/*[1]/@g:ma"),
            ("@ma", ""),
            ("attribute::nguoi/following::b", "/*[1]/*[2]/*[2]/*[1]"),
            ("//comment()", "/*[1]/*[1]/comment()[1]"),
            ("/descendant::gia:*", "/*[1]/*[2]/*[2]"),
            ("//ho[2]", "/*[1]/*[1]/*[2]"),
            ("(//ho)[3]", "/*[1]/*[2]/*[1]"),
            ("//ho[position() = last()]", "/*[1]/*[1]/*[2] /*[1]/*[2]/*[1]"),
            ("//ho[@nguoi > 3][1]", "/*[1]/*[1]/*[1] /*[1]/*[2]/*[1]"),
            ("//b | .. | //b/..", "/*[1]/*[2] /*[1]/*[2]/*[2] /*[1]/*[2]/*[2]/*[1]"),
            ("id('tay dong')/ho[1]", "/*[1]/*[1]/*[1] /*[1]/*[2]/*[1]"),
            ("name(//gia:ghi)", "g:ghi"),
            ("local-name(//gia:ghi)", "ghi"),
            ("namespace-uri(//gia:ghi)", "urn:gia"),
            ("count(namespace::*)", "2"),
            ("string(//gia:ghi)", "ở xa"),
            ("lang('vi') and not(lang('en'))", "true"),
        ],
    );
}

#[test]
fn operators_bind_and_compare_as_the_standard_says() {
    check_plain(
        "/",
        &[
            ("1 + 2 * 3 - 8 div 4", "5"),
            ("-2 mod 3", "-2"),
            ("5 mod -2", "1"),
            ("- - 2", "2"),
            ("1 div 0 - 1 div 0", "NaN"),
            ("3 > 2 > 1", "false"),
            ("1 = 1 = 1", "true"),
            ("2 or 0 and 0", "true"),
            ("//ho = 'Cúc'", "true"),
            ("//ho != 'Cúc'", "true"),
            ("not(//ho = 'Dung')", "true"),
            ("//@nguoi > 6", "true"),
            ("//@nguoi < //@nguoi", "true"),
            ("//thon[1]/ho/@nguoi >= //thon[2]/ho/@nguoi", "false"),
            ("//khong = //ho", "false"),
            ("//khong != ''", "false"),
            ("//khong = false()", "true"),
            ("'1.0' = 1", "true"),
            ("'a' < 'b'", "false"),
            ("0.1 + 0.2 = 0.3", "false"),
            ("string(0.1 + 0.2)", "0.30000000000000004"),
            ("string(1000000 * 1000000 * 1000000 * 1000000)", "1000000000000000000000000"),
            ("string(-0.0000001)", "-0.0000001"),
            ("number(' 12 ') + number('-.5')", "11.5"),
            ("number('1e3')", "NaN"),
            ("round(-2.5) + round(2.5)", "1"),
            ("substring('12345', 1.5, 2.6)", "234"),
            ("substring('12345', 0 div 0)", ""),
            ("concat('a', 1, true())", "a1true"),
            ("sum(//@nguoi)", "13"),
        ],
    );
}

#[test]
fn names_that_look_like_operators_are_names_where_an_operand_must_stand() {
    let xml = "<div><mod>7</mod><and>2</and><or>1</or><div>3</div></div>";
    let cases = [
        ("div/mod * div/and", "14"),
        ("div/mod mod div/div", "1"),
        ("div/*", "7"),
        ("/div/div div div/or", "3"),
        ("div/and and div/or", "true"),
        ("7mod 4", "3"),
        ("7 div2", "3.5"),
        ("count( div / * [ . > 1 ] )", "3"),
        ("div/or-div/and", ""),
    ];
    for (expression, expected) in cases {
        let answer = ask(Dialect::Odk, xml, "/", expression).map(|answer| answer.text);
        assert_eq!(answer.as_deref(), Ok(expected), "{expression}");
    }
}

#[test]
fn what_is_wrong_is_refused() {
    for wrong in [
        "",
        "1 +",
        "(1",
        "1)",
        "//",
        "a b",
        "$x",
        "'a",
        "foo::a",
        "a[",
        "a[]",
        "..a",
        "1 2",
        "@",
        "true(1)",
        "nope()",
        "khong:a",
        "count(1)",
        "position(1)",
        "sum(1, 2)",
        "1 And 1",
        "text(1)",
        "a/1",
        "'a'/b",
        "!",
        "a!b",
        "::a",
        "digest('a', 'MD4')",
        "regex('a', '(')",
        "pow(1)",
        "if(1, 2)",
        "namespace::*",
        "substring()",
        "instance('x')",
        "date('hôm nay')",
        "uuid('a')",
    ] {
        assert!(ask(Dialect::Odk, BOOK, "/", wrong).is_err(), "{wrong}");
    }
    for odk_alone in ["today()", "selected('a', 'a')", "number(1, 2)", "concat('a')", "round(1, 2)", "position(.)"] {
        assert!(ask(Dialect::XPath, BOOK, "/", odk_alone).is_err(), "{odk_alone}");
    }
    // A wrong call that is not reached does no harm.
    assert_eq!(ask(Dialect::Odk, BOOK, "/", "true() or nope(1)").map(|answer| answer.truth), Ok(true));
}

#[test]
fn dates_are_days_where_the_device_is() {
    check(&[
        ("today()", "2026-11-23"),
        ("now()", "2026-11-23T08:00:00.000+07:00"),
        ("string(today() + 1)", "20781"),
        ("date(today() + 1)", "2026-11-24"),
        ("number(date('1970-01-02'))", "1"),
        ("number(now())", "20780"),
        ("number('1970-01-02T23:00:00Z')", "1"),
        ("number('1969-12-31T23:00:00Z')", "-1"),
        ("'1970-01-02T12:00:00Z' + 1", "2.5"),
        ("date('2026-11-23') = today()", "true"),
        ("'2026-11-22' < today() and today() < '2026-11-24'", "true"),
        ("date('2024-03-01') - date('2024-02-28')", "2"),
        ("now() > today()", "true"),
        ("now() = '2026-11-23T01:00:00Z'", "true"),
        ("decimal-date-time('1970-01-01T07:00:00+07:00')", "0"),
        ("date-time(decimal-date-time(now())) = now()", "true"),
        ("date-time(0)", "1970-01-01T07:00:00.000+07:00"),
        ("date(1.9)", "1970-01-02"),
        (
            "format-date-time(date('2026-02-03T04:05:06.007'), '%Y %y %m %n %d %e %H %h %M %S %3 %a %b %W %%')",
            "2026 26 02 2 03 3 04 4 05 06 007 Tue Feb 6 %",
        ),
        ("decimal-time('12:00:00.000+07:00')", "0.5"),
        ("decimal-time('12:00')", "0.5"),
        ("decimal-time('25:00')", "NaN"),
        ("date('')", ""),
        ("boolean(today())", "true"),
        ("if(true(), today(), '')", "2026-11-23"),
        ("coalesce('', today())", "2026-11-23"),
        ("max(date('2026-01-01'), 3)", "20454"),
    ]);
}

#[test]
fn names_of_days_and_months_are_in_the_language_of_the_form() {
    let document = parse("<a/>").unwrap();
    for (language, expected) in [
        (None, "Tue Feb"),
        (Some("Tiếng Việt (vi)"), "Th 3 thg 2"),
        (Some("fr-CA"), "mar. févr."),
        (Some("Klingon (tlh)"), "Tue Feb"),
    ] {
        let settings = Settings { language: language.map(str::to_owned), ..Settings::default() };
        let expression = "format-date('2026-02-03', '%a %b')";
        let answer = evaluate(&document, Document::ROOT, expression, &Namespaces::new(), &settings).unwrap();
        assert_eq!(answer.text, expected);
    }
}

#[test]
fn a_zone_with_summer_time_gives_each_date_its_own_midnight() {
    let zone = jiff::tz::TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
    let env = Env { now_ms: 1_782_856_800_000, zone: Some(zone), ..Env::default() };
    let settings = Settings { env, ..Settings::default() };
    for (expression, expected) in [
        ("now()", "2026-07-01T00:00:00.000+02:00"),
        ("date-time('2026-01-01')", "2026-01-01T00:00:00.000+01:00"),
        ("date('2026-07-01') - date('2026-01-01')", "181"),
        ("decimal-date-time('2026-07-01') - decimal-date-time('2026-01-01') < 181", "true"),
    ] {
        let document = parse("<a/>").unwrap();
        let answer = evaluate(&document, Document::ROOT, expression, &Namespaces::new(), &settings);
        assert_eq!(answer.map(|answer| answer.text).as_deref(), Ok(expected), "{expression}");
    }
}

#[test]
fn forms_have_functions_of_their_own() {
    check(&[
        ("concat(//ho)", "AnBìnhCúc"),
        ("join(', ', //ho, 'Dung')", "An, Bình, Cúc, Dung"),
        ("count-non-empty(//ho)", "3"),
        ("max(//@nguoi) - min(//@nguoi)", "5"),
        ("min(3, '', 2)", "2"),
        ("selected('a b', 'b') and not(selected('ab', 'b')) and selected('', '')", "true"),
        ("selected-at('a b', 1)", "b"),
        ("selected-at('a b', 2)", ""),
        ("count-selected(' a  b ')", "2"),
        ("substr('nông', -3, -1)", "ôn"),
        ("round(1234.5678, 2)", "1234.57"),
        ("round(-1.5)", "-1"),
        ("round('2,5') + number(',5') + number('-1,5')", "2"),
        ("number('1,234.5')", "NaN"),
        ("number('1,2,3')", "NaN"),
        ("round(1250, -2)", "1300"),
        ("int(-2.9)", "-2"),
        ("pow(2, 10) + log10(1000) + abs(-1) + sqrt(16)", "1032"),
        ("boolean-from-string('TRUE') and not(boolean-from-string('yes'))", "true"),
        ("checklist(1, 2, true(), 0, 'x')", "true"),
        ("weighted-checklist(3, 5, true(), 4, false(), 9)", "true"),
        ("regex('0912345678', '0\\d{9}')", "true"),
        ("digest('', 'MD5', 'hex')", "d41d8cd98f00b204e9800998ecf8427e"),
        ("digest('a', 'SHA-1')", "hvfkN/qlp/zhXR3cuerq6jd2Z7g="),
        ("base64-decode('xJHGsOG7nW5n')", "đường"),
        ("distance('0 0; 0 1')", "111318.85"),
        ("area('0 0; 0 0.001; 0.001 0.001; 0.001 0; 0 0')", "12391.89"),
        ("geofence('1 1', '0 0; 0 2; 2 2; 2 0; 0 0')", "true"),
        ("geofence('3 1', '0 0; 0 2; 2 2; 2 0; 0 0')", "false"),
        ("intersects('0 0; 2 2; 0 2; 2 0')", "true"),
        ("intersects('0 0; 0 2; 2 2; 2 0; 0 0')", "false"),
        ("string-length(uuid())", "36"),
        ("string-length(uuid(7))", "7"),
        ("random() < 1", "true"),
        ("once('x')", "\n  AnBình\n  Cúcở xa\n"),
        ("name(//ho[3]/..)", ""),
        ("depend(1, //ho)", "1"),
        ("position(//thon[2])", "2"),
        ("//ho[. = current()//b/../../ho]", "Cúc"),
    ]);
}

#[test]
fn a_seed_gives_the_same_order_everywhere() {
    let xml = "<a><i>A</i><i>B</i><i>C</i><i>D</i><i>E</i><i>F</i></a>";
    for (seed, expected) in [("42", "AFCBDE"), ("42.9", "AFCBDE"), ("-42", "EDAFBC"), ("''", "CBEAFD")] {
        let expression = format!("concat(randomize(//i, {seed}))");
        let answer = ask(Dialect::Odk, xml, "/", &expression).map(|answer| answer.text);
        assert_eq!(answer.as_deref(), Ok(expected), "{seed}");
    }
    // A seed that is no number is a seed all the same.
    let order = |seed: &str| ask(Dialect::Odk, xml, "/", &format!("concat(randomize(//i, '{seed}'))")).unwrap().text;
    assert_ne!(order("An"), order("Bình"));
}

#[test]
fn in_a_whole_form_absolute_paths_are_those_of_the_primary_instance() {
    let form = r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><model>
        <instance><data version="3"><a>y</a><r><n>1</n></r><r><n>2</n></r></data></instance>
        <instance id="l"><root><item><name>x</name><label>X</label></item><item><name>y</name><label>Y</label></item></root></instance>
        <itext><translation lang="vi" default="true()"><text id="t"><value form="image">i.png</value><value>Chào</value></text></translation>
        <translation lang="en"><text id="t"><value>Hello</value></text></translation></itext>
        </model></h:head></h:html>"#;
    for (expression, expected) in [
        ("/data/a", "y"),
        ("instance('l')/root/item[name = /data/a]/label", "Y"),
        ("pulldata('l', 'label', 'name', 'x')", "X"),
        ("indexed-repeat(/data/r/n, /data/r, 2)", "2"),
        ("indexed-repeat(/data/r/n, /data/r, '')", ""),
        ("jr:itext('t')", "Chào"),
        ("version()", "3"),
    ] {
        let answer = ask(Dialect::Odk, form, "/*[1]/*[1]/*[1]/*[1]/*[1]/*[1]", expression).map(|answer| answer.text);
        assert_eq!(answer.as_deref(), Ok(expected), "{expression}");
    }
}

#[test]
fn choices_of_a_whole_form_are_called_by_their_labels() {
    let form = r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa"><h:head><model>
        <itext><translation lang="vi" default="true()"><text id="t"><value>Bò</value></text></translation>
        <translation lang="en"><text id="t"><value>Cow</value></text></translation></itext>
        <instance><data><a/><g><b/><c/></g><d>x</d><e/></data></instance>
        <instance id="l"><root><item><name>x</name><label>X</label><text>t</text></item><item><name>y</name><label>Y</label></item></root></instance>
        </model></h:head><h:body><select1 ref="/data/a"><item><label>Lợn</label><value>lon</value></item>
        <item><label ref="jr:itext('t')"/><value> bo </value></item></select1>
        <group ref="/data/g"><select ref="b"><itemset nodeset="randomize(instance('l')/root/item[name != ''], 3)"><value ref="name"/><label ref="label"/></itemset></select>
        <select1 ref="/data/g/c"><itemset nodeset="instance('l')/root/item"><value ref="name"/><label ref="jr:itext(text)"/></itemset></select1></group>
        <select1 ref="/data/e"><itemset nodeset="/data/d[jr:choice-name('x', '/data/e')]"><value ref="."/><label ref="."/></itemset></select1></h:body></h:html>"#;
    let document = parse(form).unwrap();
    let context = node_at(&document, "/*[1]/*[1]/*[1]/*[2]/*[1]/*[1]").unwrap();
    for (language, expression, expected) in [
        ("vi", "jr:choice-name('lon', '/data/a')", Ok("Lợn")),
        ("vi", "jr:choice-name('lon', ' . ')", Ok("Lợn")),
        ("vi", "jr:choice-name('bo', /data/a)", Ok("Bò")),
        ("en", "jr:choice-name('bo', '../a')", Ok("Cow")),
        ("vi", "jr:choice-name(/data/d, '/data/g/b')", Ok("X")),
        ("vi", "jr:choice-name(selected-at('x y', 1), '../g/b')", Ok("Y")),
        ("en", "jr:choice-name('x', '/data/g/c')", Ok("Cow")),
        ("en", "jr:choice-name('y', '/data/g/c')", Ok("")),
        ("vi", "jr:choice-name('z', '/data/a')", Ok("")),
        ("vi", "jr:choice-name('x', '/data/d')", Ok("")),
        ("vi", "jr:choice-name('x', '/data/none')", Ok("")),
        ("vi", "jr:choice-name('x', '/data/e')", Ok("")),
        ("vi", "jr:choice-name('lon', '1 + 1')", Err(())),
        ("vi", "jr:choice-name('lon', 1)", Err(())),
        ("vi", "jr:choice-name('lon')", Err(())),
    ] {
        let settings = Settings { language: Some(language.to_owned()), ..settings(Dialect::Odk) };
        let answer = evaluate(&document, context, expression, &Namespaces::new(), &settings);
        assert_eq!(answer.as_ref().map(|answer| &*answer.text).map_err(|_| ()), expected, "{expression}");
    }
}

#[test]
fn an_id_means_the_first_element_that_has_it() {
    let xml = "<a id='x'><b xml:id='y'/><c xml:id='z'/><d id='x'/></a>";
    assert_eq!(shown(Dialect::Odk, xml, "/", "id('z  y x x')"), "/*[1] /*[1]/*[1] /*[1]/*[2]");
}

#[test]
fn nothing_adds_up_to_zero_without_a_sign() {
    for (dialect, expression) in [
        (Dialect::XPath, "1 div sum(//none)"),
        (Dialect::Odk, "1 div sum(//none)"),
        (Dialect::Odk, "1 div distance('0 0')"),
        (Dialect::Odk, "1 div area('')"),
    ] {
        assert_eq!(shown(dialect, BOOK, "/", expression), "Infinity", "{expression}");
    }
}

#[test]
fn hostile_expressions_end() {
    let deep = "<a>".repeat(200) + &"</a>".repeat(200);
    let wide = format!("<r>{}</r>", "<i>0</i>".repeat(120));
    let many = |piece: &str, times: usize| piece.repeat(times);
    let cases = [
        (deep.as_str(), format!("count({})", many("//a", 60).trim_start_matches("//"))),
        (&deep, format!("count({}/a)", many("//node()", 40))),
        (&wide, "count(//i[count(//i[count(//i) > 0]) > 0])".to_owned()),
        (&wide, "//i[. > //i] = //i[. < //i]".to_owned()),
        (&wide, format!("join('', {})", ["//i/preceding::node()"; 5].join(","))),
        (&wide, "//i[//i[//i[jr:choice-name(., /r) = jr:itext('x') or count(id('x')) = 1]]]".to_owned()),
        (&wide, "//i[regex(., concat('(a{50}){50}', .))]".to_owned()),
        ("<a/>", many("(", 5000)),
        ("<a/>", many("-", 20_000) + "1"),
        ("<a/>", vec!["1"; 10_000].join("+")),
        ("<a/>", vec!["a"; 10_000].join("/")),
        ("<a/>", many("a[", 2000)),
        ("<a/>", format!("substr('{}', -1e9, 1e9)", many("x", 1000))),
        ("<a/>", "regex('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', '(?=a)(a|aa)+\\1$')".to_owned()),
        ("<a/>", "format-date(99999999999, '%Y')".to_owned()),
        ("<a/>", "date(1 div 0)".to_owned()),
        ("<a/>", "uuid(1 div 0)".to_owned()),
        ("<a/>", "round(1, -1 div 0)".to_owned()),
        ("<a/>", "selected-at('a', 1 div 0)".to_owned()),
        ("<a/>", "date('9999-12-31T23:59:59-14:00')".to_owned()),
    ];
    for (xml, expression) in cases {
        // An answer or a refusal, but soon and without a panic.
        drop(ask(Dialect::Odk, xml, "/", &expression));
        drop(ask(Dialect::XPath, xml, "/", &expression));
    }
}

#[test]
fn a_lone_answer_is_true_by_what_it_holds_in_forms_and_by_being_there_elsewhere() {
    let xml = "<a><blank/><zero>0</zero><false>false</false></a>";
    for (expression, in_forms, elsewhere) in [
        ("boolean(/a/blank)", "false", "true"),
        ("boolean(/a/zero)", "true", "true"),
        ("boolean(/a/false)", "true", "true"),
        ("boolean(/a/*)", "true", "true"),
        ("boolean(/a/none)", "false", "false"),
        ("/a/none = ''", "true", "false"),
        ("/a/blank = ''", "true", "true"),
        ("count(/a/*[blank]) = 0", "true", "true"),
        ("count(/a[blank])", "1", "1"),
    ] {
        assert_eq!(shown(Dialect::Odk, xml, "/", expression), in_forms, "{expression}");
        assert_eq!(shown(Dialect::XPath, xml, "/", expression), elsewhere, "{expression}");
    }
}

#[test]
fn conditions_may_be_nested_as_deep_as_forms_have_them() {
    let nested = |times: usize, open: &str, inner: &str, close: &str| open.repeat(times) + inner + &close.repeat(times);
    for (expression, expected) in [
        (nested(190, "if(//ho = 'x', 1, ", "2", ")"), "2"),
        (nested(190, "(", "1 + 1", ")"), "2"),
        (nested(190, "-(", "1", ")"), "1"),
        (nested(190, "string(", "'a'", ")"), "a"),
        (nested(95, "not(true() and ", "true()", ")"), "false"),
        (nested(190, ".[", "true()", "]"), "\n  AnBình\n  Cúcở xa\n"),
        (nested(95, "count(.[", "1", "])"), "1"),
    ] {
        let answer = ask(Dialect::Odk, BOOK, "/", &expression).map(|answer| answer.text);
        assert_eq!(answer.as_deref(), Ok(expected), "{}", &expression[..20]);
    }
}

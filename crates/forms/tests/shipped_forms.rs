//! The forms that ship with the product: complete in both languages, and right in what they work out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use forms::xml::{Document, WriteLayout, write};
use forms::{Env, Form, FormNames, Session, Value, convert_xlsx, read_file};

/// 2026-11-25 08:00 in Việt Nam.
fn env() -> Env {
    Env { now_ms: 1_795_568_400_000, utc_offset_min: 420, ..Env::default() }
}

/// Form id and workbook of everything in `forms/`.
fn shipped() -> BTreeMap<String, Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let workbooks = files.filter(|path: &PathBuf| path.extension().is_some_and(|kind| kind == "xlsx"));
    workbooks
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), std::fs::read(&path).unwrap()))
        .collect()
}

/// The workbook as an XForm.
fn xform(id: &str, workbook: &[u8]) -> String {
    let conversion = convert_xlsx(workbook, FormNames { root: None, id: Some(id) });
    assert_eq!(conversion.diagnostics, [], "{id}");
    write(&conversion.xform.unwrap().document, Document::ROOT, WriteLayout::Compact)
}

fn form(id: &str) -> Arc<Form> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms").join(format!("{id}.xlsx"));
    let reading = read_file(&std::fs::read(path).unwrap(), None, id);
    assert_eq!(reading.diagnostics, [], "{id}");
    Arc::new(reading.form.unwrap())
}

/// Answers are `path=value` lines; a line `+path` adds an instance named `1`, `2`, … to a repeat.
fn fill(id: &str, lines: &[&str]) -> Session {
    let mut session = Session::start(form(id), env(), []).session;
    let mut instances = BTreeMap::<&str, u32>::new();
    for line in lines {
        if let Some(repeat) = line.strip_prefix('+') {
            let number = instances.entry(repeat).or_default();
            *number += 1;
            if *number == 1 {
                // A form may open with an empty first instance.
                let _ = session.remove_repeat(&format!("{repeat}/n0001"));
            }
            session.add_repeat(repeat, &number.to_string()).unwrap();
            continue;
        }
        let (path, value) = line.split_once('=').unwrap();
        session.set(path, Some(Value::from(value))).unwrap_or_else(|error| panic!("{line}: {error}"));
    }
    session
}

/// A value as the tests write it.
fn written(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Decimal(number) => number.to_string(),
        Value::Boolean(holds) => holds.to_string(),
    }
}

fn problems(session: &Session) -> Vec<String> {
    session.problems("vi").into_iter().map(|problem| problem.path).collect()
}

#[track_caller]
fn worked_out(session: &Session, expected: &[(&str, &str)]) {
    let answers = session.answers();
    for (path, value) in expected {
        let found = answers.get(*path).map(written).unwrap_or_default();
        assert_eq!(&found, value, "{path}");
    }
}

#[test]
fn all_twelve_forms_are_there_and_say_what_they_are_about() {
    let about = [
        ("bao_cao_dien_giai", "commune"),
        ("chi_tieu_thon", "village"),
        ("chi_tieu_xa", "commune"),
        ("co_so", "facility"),
        ("cong_nhan_thon", "village"),
        ("cong_trinh", "work"),
        ("diem_ve_sinh", "sanitation_point"),
        ("duong", "road"),
        ("hai_long", "village"),
        ("ho_gia_dinh", "household"),
        ("moi_truong_thon", "village"),
        ("so_lieu_nhap", "commune"),
    ];
    let shipped = shipped();
    assert_eq!(shipped.keys().map(String::as_str).collect::<Vec<_>>(), about.map(|(id, _)| id));
    for (id, subject) in about {
        let xform = xform(id, &shipped[id]);
        let root = format!("subject_type=\"{subject}\" id=\"{id}\"");
        assert!(xform.contains(&root), "{id} does not carry {root}");
        let form = form(id);
        assert_eq!((form.id(), form.default_language().code.as_deref()), (id, Some("vi")));
        assert!(form.dataset().is_none_or(|dataset| dataset.name == subject), "{id}");
    }
}

/// `language → (text id → texts)` of an XForm's translations.
fn translations(xform: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let blocks = xform.split("<translation ").skip(1).map(|block| block.split("</translation>").next().unwrap());
    blocks
        .map(|block| {
            let language = block.split("lang=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
            let texts = block.split("<text id=\"").skip(1).map(|text| {
                let (id, rest) = text.split_once('"').unwrap();
                (id.to_owned(), rest.split("</text>").next().unwrap().to_owned())
            });
            (language, texts.collect())
        })
        .collect()
}

#[test]
fn every_label_hint_choice_and_message_stands_in_both_languages() {
    for (id, workbook) in shipped() {
        let xform = xform(&id, &workbook);
        let languages = translations(&xform);
        assert_eq!(languages.keys().collect::<Vec<_>>(), ["English (en)", "Tiếng Việt (vi)"], "{id}");
        let [english, vietnamese] = languages.values().collect::<Vec<_>>().try_into().unwrap();
        assert!(vietnamese.len() > 15, "{id}");
        assert_eq!(english.keys().collect::<Vec<_>>(), vietnamese.keys().collect::<Vec<_>>(), "{id}");
        for (text, content) in english.iter().chain(vietnamese) {
            assert!(!content.contains(">-<"), "{id}: {text} is missing in one language");
        }
        for bind in xform.split("<bind ").skip(1) {
            let bind = bind.split("/>").next().unwrap();
            assert!(!bind.contains("constraint=") || bind.contains("jr:constraintMsg=\"jr:itext"), "{id}: {bind}");
            assert!(!bind.contains("required=\"true()") || bind.contains("jr:requiredMsg=\"jr:itext"), "{id}: {bind}");
        }
    }
}

#[test]
fn names_are_unique_in_a_form_and_the_notice_names_a_law() {
    for (id, workbook) in shipped() {
        let form = form(&id);
        let mut names = BTreeSet::new();
        for question in form.questions() {
            let name = question.path().rsplit('/').next().unwrap();
            let plain =
                name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_');
            assert!(plain || question.path().contains("meta/") || name.starts_with('@'), "{id}: {name}");
            if plain && !question.path().contains("meta/") {
                assert!(names.insert(name.to_owned()), "{id}: {name} stands twice");
            }
        }
        let xform = xform(&id, &workbook);
        let texts = &translations(&xform)["Tiếng Việt (vi)"];
        let basis = texts.iter().find(|(text, _)| text.ends_with("/thong_bao:hint")).map(|(_, hint)| hint);
        assert!(basis.is_some_and(|hint| hint.contains("Căn cứ:")), "{id} has no legal basis");
        let asks_for_cards = texts.iter().any(|(text, _)| text.contains("cccd") || text.contains("can_cuoc"));
        assert!(!asks_for_cards, "{id}");
    }
}

/// A section with everything in place; what differs is set afterwards.
fn section(number: u32, surface: &str, length: &str) -> Vec<String> {
    let at = |name: &str, value: &str| format!("cac_doan/doan/{number}/{name}={value}");
    let fixed = [
        ("rong_mat", "3.5"),
        ("tinh_trang", "tot"),
        ("ranh", "khong"),
        ("den", "ca_doan"),
        ("cay", "ca_doan"),
        ("bien_bao", "du"),
        ("go_giam_toc", "khong_can"),
        ("sach", "co"),
        ("bao_tri", "khong"),
    ];
    let mut lines = vec!["+cac_doan/doan".to_owned(), at("mat_duong", surface), at("chieu_dai", length)];
    lines.extend(fixed.map(|(name, value)| at(name, value)));
    lines
}

fn road(changes: &[&str]) -> Session {
    let mut lines =
        ["mo_dau/ten_duong=Đường trục thôn Hòa Lâm", "mo_dau/loai_duong=duong_thon"].map(str::to_owned).to_vec();
    for (number, (surface, length)) in
        [("be_tong_xi_mang", "450"), ("cap_phoi", "300"), ("dat", "250")].iter().enumerate()
    {
        lines.extend(section(number as u32 + 1, surface, length));
    }
    lines.extend(["cac_doan/du_doan=co", "ket_thuc/biet_qua=nhin_thay"].map(str::to_owned));
    lines.extend(changes.iter().map(|line| (*line).to_owned()));
    fill("duong", &lines.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn a_road_is_hardened_by_the_length_of_its_sections() {
    let session = road(&[
        "cac_doan/doan/2/bao_tri=co",
        "cac_doan/doan/2/bao_tri_viec=san_gat",
        "cac_doan/doan/2/bao_tri_kinh_phi=4000000",
    ]);
    assert_eq!(problems(&session), [""; 0]);
    let whole = [
        ("cac_doan/so_doan", "3"),
        ("cac_doan/tong_dai", "1000"),
        ("cac_doan/tong_cung_hoa", "450"),
        ("cac_doan/tong_cap_phoi", "300"),
        ("cac_doan/ty_le_cung_hoa", "45"),
        ("cac_doan/tong_bao_tri", "300"),
        ("cac_doan/tong_cung_hoa_bao_tri", "0"),
        ("cac_doan/tong_sang_xanh_sach", "1000"),
        ("cac_doan/kinh_phi_bao_tri", "4000000"),
    ];
    worked_out(&session, &whole);
    assert_eq!(session.saves().get("hardened_m").map(written).as_deref(), Some("450"));
    for surface in ["be_tong_nhua", "lang_nhua", "gach_da", "da_dam"] {
        let session = road(&[&format!("cac_doan/doan/3/mat_duong={surface}")]);
        worked_out(&session, &[("cac_doan/tong_cung_hoa", "700")]);
    }
    let session = road(&["cac_doan/doan/1/den=mot_phan", "cac_doan/doan/3/bien_bao=thieu"]);
    worked_out(
        &session,
        &[
            ("cac_doan/tong_sang_xanh_sach", "550"),
            ("cac_doan/tong_bien_bao", "750"),
            ("cac_doan/tong_hang_muc_sang_xanh_sach", "300"),
        ],
    );
    let session = road(&["cac_doan/doan/1/rong_nen=2", "cac_doan/doan/1/ranh=hai_ben", "cac_doan/doan/1/ranh_dai=901"]);
    assert_eq!(problems(&session), ["cac_doan/doan/1/rong_nen", "cac_doan/doan/1/ranh_dai"]);
}

/// A household met, with the latrine answers given and everything it does not touch left out.
fn latrine(lines: &[&str]) -> String {
    let all = [&["mo_dau/ket_qua_gap=gap_duoc"], lines].concat();
    let session = fill("ho_gia_dinh", &all);
    session.answers().get("nha_tieu/nha_tieu_hop_ve_sinh").map(written).unwrap_or_default()
}

#[test]
fn a_latrine_is_hygienic_by_the_checklist_of_its_type() {
    let dry = "nha_tieu/nt_kho_chim_dk=khong_ngap mieng_20cm khong_mua san_nhan nap_day ong_hoi mai_che";
    let kept = "nha_tieu/nha_tieu_dung=sach khong_mui khong_ruoi giay";
    let cases: [(&[&str], &str); 7] = [
        (&["nha_tieu/nha_tieu_loai=kho_chim", "nha_tieu/nha_tieu_cach=10", dry, kept], "1"),
        (&["nha_tieu/nha_tieu_loai=kho_chim", "nha_tieu/nha_tieu_cach=9.5", dry, kept], "0"),
        (
            &[
                "nha_tieu/nha_tieu_loai=kho_chim",
                "nha_tieu/nha_tieu_cach=20",
                "nha_tieu/nt_kho_chim_dk=khong_ngap",
                kept,
            ],
            "0",
        ),
        (&["nha_tieu/nha_tieu_loai=kho_chim", "nha_tieu/nha_tieu_cach=20", dry, "nha_tieu/nha_tieu_dung=khong"], "0"),
        (&["nha_tieu/nha_tieu_loai=kho_chim", "nha_tieu/nha_tieu_cach=20", dry], ""),
        (&["nha_tieu/nha_tieu_loai=cau_ao"], "0"),
        (&[], ""),
    ];
    for (lines, expected) in cases {
        assert_eq!(latrine(lines), expected, "{lines:?}");
    }
}

#[test]
fn the_funding_of_a_work_is_added_up_by_source() {
    let line = |number: u32, source: &str, amount: &str| {
        let at = format!("von/nguon_von/{number}");
        vec!["+von/nguon_von".to_owned(), format!("{at}/nguon={source}"), format!("{at}/so_tien={amount}")]
    };
    let mut lines =
        ["mo_dau/ten_cong_trinh=Đường Phú Vinh", "mo_dau/hang_muc=giao_thong", "mo_dau/pham_vi=xa", "mo_dau/nam=2023"]
            .map(str::to_owned)
            .to_vec();
    lines.extend(
        [
            line(1, "commune", "565190000"),
            line(2, "community", "1000000000"),
            line(3, "commune", "27543000"),
            line(4, "district", "1"),
        ]
        .concat(),
    );
    lines.extend(["von/du_khoan=co", "ket_thuc/biet_qua=giay_to"].map(str::to_owned));
    let mut session = fill("cong_trinh", &lines.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(problems(&session), [""; 0]);
    let totals = [
        ("von/tong_von", "1592733001"),
        ("von/tong_commune", "592733000"),
        ("von/tong_community", "1000000000"),
        ("von/tong_credit", "0"),
        ("von/tong_ngan_sach", "592733001"),
        ("von/tien_co_hang_muc", "1592733001"),
        ("von/tien_khong_hang_muc", "0"),
    ];
    worked_out(&session, &totals);
    session.set("mo_dau/hang_muc", Some(Value::from("chua_co"))).unwrap();
    worked_out(&session, &[("von/tien_co_hang_muc", "0"), ("von/tien_khong_hang_muc", "1592733001")]);
    session.remove_repeat("von/nguon_von/2").unwrap();
    worked_out(&session, &[("von/tong_von", "592733001"), ("von/tong_community", "0")]);
}

#[test]
fn a_paper_indicator_has_its_evidence_when_number_and_date_are_there() {
    let base = ["mo_dau/ten_xa=Ngọc Phụng", "mo_dau/nam=2023", "ket_thuc/biet_qua=giay_to"];
    let at = "giao_duc/ct_pcgd_thcs/pcgd_thcs";
    let level = format!("{at}_muc=2");
    let mut session = fill("chi_tieu_xa", &[&base[..], &[&level]].concat());
    assert_eq!(problems(&session), [""; 0]);
    worked_out(&session, &[(&format!("{at}_bang_chung"), "0"), ("so_bang_chung", "0")]);
    session.set(&format!("{at}_van_ban"), Some(Value::from("12/QĐ-UBND"))).unwrap();
    session.set(&format!("{at}_ngay"), Some(Value::from("2023-10-02"))).unwrap();
    worked_out(&session, &[(&format!("{at}_bang_chung"), "1"), ("so_bang_chung", "1")]);
    session.set(&format!("{at}_muc"), Some(Value::from("chua"))).unwrap();
    assert_eq!(session.final_answers().get(&format!("{at}_van_ban")), None);

    let share = ["van_hoa/ct_thon_van_hoa/thon_van_hoa_tu=7", "van_hoa/ct_thon_van_hoa/thon_van_hoa_mau=6"];
    let session = fill("chi_tieu_xa", &[&base[..], &share].concat());
    assert_eq!(problems(&session), ["van_hoa/ct_thon_van_hoa/thon_van_hoa_mau"]);
}

/// A form, its answers and what is worked out from them.
type Case<'a> = (&'a str, &'a [&'a str], &'a [(&'a str, &'a str)]);

#[test]
fn the_remaining_forms_can_be_finished_and_work_out_their_values() {
    let water = [
        "mo_dau/ten_diem=Nước Phú Vinh",
        "mo_dau/loai_diem=cap_nuoc",
        "kiem_tra/xet_nghiem=dat",
        "kiem_tra/xet_nghiem_ngay=2026-05-04",
        "kiem_tra/so_ho_dung=120",
        "kiem_tra/so_nguoi_dung=500",
        "kiem_tra/nuoc_ngay=32.5",
        "kiem_tra/quan_ly_nuoc=xa",
        "kiem_tra/ben_vung_dk=thu_du_chi nuoc_deu nguoi_van_hanh so_sach",
        "ket_thuc/biet_qua=giay_to",
    ];
    let toilet = [
        "mo_dau/ten_diem=Chợ",
        "mo_dau/loai_diem=nha_ve_sinh",
        "kiem_tra/dk_nha_ve_sinh=nam_nu nuoc",
        "ket_thuc/biet_qua=nhin_thay",
    ];
    let school = [
        "mo_dau/ten_co_so=Trường tiểu học",
        "mo_dau/loai_co_so=truong_hoc",
        "mo_dau/hien_trang=tot",
        "chi_tiet/cap_hoc=tieu_hoc",
        "chi_tiet/chuan_csvc=muc_1",
        "chi_tiet/wifi=co",
        "chi_tiet/bao_tri=co",
        "van_ban/co_van_ban=khong",
        "ket_thuc/biet_qua=giay_to",
    ];
    let village = [
        "mo_dau/ten_thon=Hòa Lâm",
        "mo_dau/so_ho=200",
        "rac/hop_dong_rac=co",
        "rac/don_vi_thu_gom=Công ty môi trường",
        "rac/ho_thu_gom=150",
        "rac/diem_vut_rac=0",
        "rac/rac_nguy_hai=co",
        "rac/be_bao_bi=4",
        "canh_quan/canh_quan_dk=khong_rac ranh_thong cay_hoa hang_rao khong_tha_rong khong_quang_cao",
        "canh_quan/diem_nuoc_dong=0",
        "canh_quan/ve_sinh_thang=4",
        "canh_quan/quy_uoc=co",
        "ket_thuc/biet_qua=nhin_thay",
    ];
    let poll = ["mo_dau/dong_y=dong_y", "tung_viec/hl_dien=hai_long", "chung/hl_chung=hai_long"];
    let declined = ["mo_dau/dong_y=khong"];
    let recognised = [
        "mo_dau/ten_thon=Phú Vinh",
        "su_kien/danh_hieu=thon_kieu_mau",
        "su_kien/trang_thai=recognised",
        "su_kien/co_van_ban=co",
        "su_kien/ngay_su_kien=2023-12-21",
        "su_kien/van_ban_so=2908/QĐ-UBND",
        "su_kien/co_quan=UBND huyện Thường Xuân",
        "ket_thuc/biet_qua=giay_to",
    ];
    let counted = [
        "mo_dau/ten_thon=Hòa Lâm",
        "mo_dau/nam=2026",
        "hai_long_dem/ho_lay_y_kien=180",
        "hai_long_dem/phieu_thu=160",
        "hai_long_dem/phieu_hai_long=152",
        "hai_long_dem/tong_ho=200",
        "ket_thuc/biet_qua=giay_to",
    ];
    let cases: [Case<'_>; 8] = [
        (
            "diem_ve_sinh",
            &water,
            &[("kiem_tra/lit_nguoi_ngay", "65"), ("kiem_tra/nuoc_dat_chuan", "1"), ("kiem_tra/diem_dat", "1")],
        ),
        ("diem_ve_sinh", &toilet, &[("kiem_tra/diem_dat", "0"), ("kiem_tra/nuoc_dat_chuan", "")]),
        ("co_so", &school, &[("chi_tiet/truong_muc", "1"), ("chi_tiet/co_so_dat", "1")]),
        ("moi_truong_thon", &village, &[("rac/ty_le_thu_gom", "75"), ("canh_quan/canh_quan_dat", "1")]),
        ("hai_long", &poll, &[("chung/la_hai_long", "1"), ("chung/so_viec_hai_long", "1")]),
        ("hai_long", &declined, &[]),
        ("cong_nhan_thon", &recognised, &[("su_kien/co_bang_chung", "1"), ("su_kien/la_cong_nhan", "1")]),
        ("chi_tieu_thon", &counted, &[("hai_long_dem/ty_le_lay_y_kien", "80"), ("hai_long_dem/ty_le_hai_long", "95")]),
    ];
    for (id, lines, expected) in cases {
        let session = fill(id, lines);
        assert_eq!(problems(&session), [""; 0], "{id}");
        worked_out(&session, expected);
    }
}

#[test]
fn imported_figures_keep_apart_rates_with_and_without_a_denominator() {
    let at = |number: u32, name: &str, value: &str| format!("cac_so_lieu/so_lieu/{number}/{name}={value}");
    let mut lines = [
        "mo_dau/ten_xa=Ngọc Phụng",
        "mo_dau/nguon=Trạm y tế",
        "mo_dau/nguon_ngay=2023-12-31",
        "ket_thuc/biet_qua=giay_to",
    ]
    .map(str::to_owned)
    .to_vec();
    for number in 1..=2 {
        lines.push("+cac_so_lieu/so_lieu".to_owned());
        lines.extend(
            [("chi_tieu", "bhyt"), ("nam", "2023"), ("don_vi", "percent"), ("gia_tri", "86.5")]
                .map(|(name, value)| at(number, name, value)),
        );
    }
    lines.extend([at(2, "tu_so", "865"), at(2, "mau_so", "1000")]);
    let mut session = fill("so_lieu_nhap", &lines.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(problems(&session), [""; 0]);
    let values = [
        ("cac_so_lieu/so_lieu/1/co_mau_so", "0"),
        ("cac_so_lieu/so_lieu/2/co_mau_so", "1"),
        ("cac_so_lieu/so_lieu/2/ty_le_tinh_lai", "86.5"),
        ("cac_so_lieu/so_lieu/1/loai_so", "ket_qua"),
    ];
    worked_out(&session, &values);
    session.set("cac_so_lieu/so_lieu/1/gia_tri", Some(Value::from("101"))).unwrap();
    assert_eq!(problems(&session), ["cac_so_lieu/so_lieu/1/gia_tri"]);
}

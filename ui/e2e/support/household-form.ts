// A plausible household for forms/ho_gia_dinh.xlsx, one list of answers per section.

/** A question by the last part of its path. */
export interface Answer {
  question: string;
  /** Names of the choices to take, or a text to type. */
  choices?: string[];
  text?: string;
  /** Press the one button of the question (an acknowledgement). */
  press?: boolean;
}

export interface Section {
  name: string;
  answers: Answer[];
}

const choose = (question: string, ...choices: string[]): Answer => ({ question, choices });
const type = (question: string, text: string): Answer => ({ question, text });

export const sections: Section[] = [
  {
    name: "mo_dau",
    answers: [choose("ket_qua_gap", "gap_duoc"), { question: "da_thong_bao", press: true }],
  },
  {
    name: "nhan_khau",
    answers: [
      choose("dien_ho", "khong"),
      choose("quan_he", "chu_ho"),
      choose("gioi_tinh", "nam"),
      type("nam_sinh", "1975"),
      choose("bhyt", "co"),
      choose("dao_tao", "chua_qua"),
      choose("viec_lam", "co_viec"),
      choose("du_nguoi", "co"),
    ],
  },
  {
    name: "nha_o",
    answers: [
      choose("nha_loai", "kien_co"),
      choose("nha_ba_cung", "nen", "khung", "mai"),
      type("nha_dien_tich", "85,5"),
      choose("nha_dot_nat", "khong"),
    ],
  },
  {
    name: "nuoc",
    answers: [
      choose("nguon_nuoc", "gieng_khoan"),
      type("gieng_cach", "12,5"),
      choose("gieng_khoan_san", "co"),
      choose("nuoc_cam_quan", "khong_mau", "khong_mui", "khong_vi"),
      choose("nuoc_biet_qua", "nhin_thay"),
    ],
  },
  {
    name: "nha_tieu",
    answers: [
      choose("nha_tieu_loai", "tu_hoai"),
      choose("nt_tu_hoai_dk", "be_kin", "nut_nuoc", "san_nhan", "ong_hoi", "mai_che", "nuoc_ra", "du_nuoc"),
      choose("nha_tieu_dung", "sach", "khong_mui", "khong_ruoi", "giay"),
      choose("nha_tieu_biet_qua", "nhin_thay"),
    ],
  },
  {
    name: "nha_tam_bep",
    answers: [
      choose("nha_tam_dk", "tuong_bao", "mai_che"),
      choose("be_chua_dk", "nap_kin", "sach"),
      choose("sach_nha", "co"),
      choose("sach_bep", "co"),
      choose("sach_ngo", "khong"),
    ],
  },
  {
    name: "rac_thai",
    answers: [
      choose("rac_thu_gom", "thu_gom"),
      type("rac_so_ngay", "8"),
      choose("rac_phan_loai", "khong"),
      choose("rac_huu_co", "u_phan"),
    ],
  },
  { name: "nuoc_thai", answers: [choose("nuoc_thai_cach", "cong_kin"), choose("nuoc_thai_dong", "khong")] },
  { name: "chan_nuoi", answers: [choose("co_chan_nuoi", "khong")] },
  {
    name: "dien_thong_tin",
    answers: [
      choose("dien_nguon", "luoi_rieng"),
      choose("dien_dk", "aptomat", "day_boc", "on_dinh"),
      choose("internet", "di_dong"),
      type("so_smartphone", "1"),
    ],
  },
  { name: "dong_gop", answers: [choose("co_dong_gop", "khong")] },
  {
    name: "ket_thuc",
    answers: [
      choose("nguoi_tra_loi", "chu_ho"),
      choose("biet_qua", "nhin_thay"),
      type("ghi_chu", "Nhà đang lợp lại mái bếp, hẹn xem lại đường ngõ."),
    ],
  },
];

/** What the office page must show of these answers. */
export const readable = [
  "Giếng khoan",
  "12,5",
  "85,5",
  "Kiên cố: cột, mái, tường đều bền chắc",
  "Tự hoại (dội nước, có bể phốt)",
  "Đưa cho xe hoặc tổ thu gom",
  "Nhà đang lợp lại mái bếp, hẹn xem lại đường ngõ.",
];

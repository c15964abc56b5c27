// The types of what is visited, and how people speak of each.

export interface SubjectKind {
  type: string;
  /** First part of the address: `#/duong/…`. */
  slug: string;
  /** Heading of the list. */
  many: string;
  /** In the middle of a sentence. */
  one: string;
  /** Label of its name. */
  name: string;
  /** People may add one; villages and the commune come from the register. */
  addable: boolean;
}

export const household: SubjectKind = {
  type: "household",
  slug: "ho",
  many: "Hộ gia đình",
  one: "hộ",
  name: "Họ và tên chủ hộ",
  addable: true,
};

export const kinds: SubjectKind[] = [
  household,
  { type: "road", slug: "duong", many: "Đường", one: "đường", name: "Tên đường", addable: true },
  { type: "facility", slug: "co-so", many: "Cơ sở", one: "cơ sở", name: "Tên cơ sở", addable: true },
  {
    type: "sanitation_point",
    slug: "diem-ve-sinh",
    many: "Điểm vệ sinh",
    one: "điểm vệ sinh",
    name: "Tên điểm",
    addable: true,
  },
  { type: "work", slug: "cong-trinh", many: "Công trình", one: "công trình", name: "Tên công trình", addable: true },
  { type: "village", slug: "thon", many: "Thôn", one: "thôn", name: "Tên thôn", addable: false },
  { type: "commune", slug: "xa", many: "Xã", one: "xã", name: "Tên xã", addable: false },
];

export const kindOf = (type: string): SubjectKind => kinds.find((kind) => kind.type === type) ?? household;
export const kindOfSlug = (slug: string): SubjectKind | undefined => kinds.find((kind) => kind.slug === slug);

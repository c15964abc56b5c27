// How verdicts are told: a picture and a word, never the colour alone.

import Check from "@lucide/svelte/icons/check";
import X from "@lucide/svelte/icons/x";
import type { CriteriaVerdict } from "../../generated/CriteriaVerdict";
import type { EvidenceStanding } from "../../generated/EvidenceStanding";
import type { RecognitionStepName } from "../../generated/RecognitionStepName";

export const verdicts = {
  met: { word: "Đạt", icon: Check },
  not_met: { word: "Chưa đạt", icon: X },
  /** A question mark. */
  cannot_tell: { word: "Chưa rõ", icon: null },
} as const satisfies Record<CriteriaVerdict, { word: string; icon: typeof Check | null }>;

/** Headings of the lists of evidence; `noun` is `hộ`, `tuyến đường`… */
export const standings: Record<EvidenceStanding, (noun: string) => string> = {
  missing: () => "Chưa kiểm tra",
  stale: () => "Chỉ có phiếu cũ",
  unknown: () => "Phiếu chưa trả lời đủ",
  fails: () => "Chưa đạt",
  holds: () => "Đạt",
  outside: () => "Không tính",
};

export const steps: Record<RecognitionStepName, string> = {
  candidate: "Đăng ký xây dựng",
  appraised: "Đã thẩm định",
  recognised: "Đã công nhận",
  withdrawn: "Bị thu hồi",
};

/** The number that the official text gives an indicator: `5.1`, `T3`. A condition that only we name has none. */
export const officialNumber = (id: string): string => (/^[A-Z]?\d/.test(id) ? id : "");

/** What the core asks for, checked here so that the user hears of it before waiting. */
const MIN_PIN_DIGITS = 6;

export interface PairForm {
  code: string;
  pin: string;
  again: string;
}

export interface PairErrors {
  code: string | null;
  pin: string | null;
  again: string | null;
}

/** What is wrong with each field, in words that say what to do. */
export function pairErrors(form: PairForm): PairErrors {
  return { code: codeError(form.code), pin: pinError(form.pin), again: againError(form) };
}

function codeError(code: string): string | null {
  return code.trim() === "" ? "Hãy dán mã ghép máy mà văn phòng xã đã đưa." : null;
}

function pinError(pin: string): string | null {
  if (pin === "") return "Hãy chọn một mã PIN.";
  if (!/^\d+$/.test(pin)) return "Mã PIN chỉ gồm chữ số. Hãy bỏ chữ và dấu cách.";
  return pin.length < MIN_PIN_DIGITS ? `Mã PIN cần ít nhất ${MIN_PIN_DIGITS} chữ số. Hãy thêm số.` : null;
}

function againError({ pin, again }: PairForm): string | null {
  if (again === "") return "Hãy nhập lại mã PIN để chắc là không gõ nhầm.";
  return again === pin ? null : "Hai lần nhập mã PIN khác nhau. Hãy nhập lại cho giống.";
}

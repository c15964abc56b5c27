import type { AppError } from "../generated/AppError";
import type { ErrorCode } from "../generated/ErrorCode";

/** A failed command in words for the user. Screens act on `code` and show the rest. */
export class Failure extends Error {
  readonly code: ErrorCode;
  readonly advice: string;
  readonly detail: string | null;

  constructor(error: AppError) {
    super(error.message);
    this.name = "Failure";
    this.code = error.code;
    this.advice = error.advice;
    this.detail = error.detail;
  }
}

function isAppError(value: unknown): value is AppError {
  return typeof value === "object" && value !== null && "code" in value && "message" in value && "advice" in value;
}

/** Whatever was thrown, as something a screen can show. */
export function asFailure(cause: unknown): Failure {
  if (cause instanceof Failure) return cause;
  if (isAppError(cause)) return new Failure(cause);
  return new Failure({
    code: "internal",
    message: "Phần mềm gặp lỗi ngoài dự tính. Những gì đã lưu vẫn còn nguyên.",
    advice: "Hãy thử lại. Nếu vẫn lỗi, hãy đóng và mở lại phần mềm.",
    detail: cause instanceof Error ? cause.message : String(cause),
  });
}

/** The commune's computer does not answer (office shell). */
export function unreachable(cause: unknown): Failure {
  return new Failure({
    code: "unreachable",
    message: "Không nối được với máy của xã nên chưa làm được việc vừa rồi.",
    advice: "Hãy xem dây mạng hoặc Wi-Fi rồi thử lại. Đừng đóng trang này nếu đang nhập dở.",
    detail: cause instanceof Error ? cause.message : String(cause),
  });
}

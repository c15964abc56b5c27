import type { Question } from "../../../generated/Question";

/** What every kind of answer is given by its question. */
export interface AnswerProps {
  question: Question;
  /** Of the first input, or of the group. */
  id: string;
  /** As stored. */
  value: string | null;
  describedby: string | undefined;
  wrong: boolean;
  /** `typed` waits for a pause, `chosen` is written at once. */
  put: (value: string | null, how: "typed" | "chosen") => void;
  /** The text cannot be an answer (a message), or can again (null). */
  unusable: (message: string | null) => void;
}

import { Failure, asFailure, unreachable } from "./failure";

/** Who is signed in at the office. */
export interface OfficeUser {
  user: string;
  role: "officer" | "leader" | "admin" | "collector";
  commune: string;
}

/** A paired device as the office sees it. */
export interface OfficeDevice {
  id: string;
  name: string;
  user_name: string;
  areas: string[];
  paired_at_ms: number;
  last_seen_ms: number | null;
  revoked: boolean;
  /** Whether it does the office's work too. */
  runs_office: boolean;
}

export interface InvitationArgs {
  name: string;
  user: string;
  /** Ids of villages; empty for the whole commune. */
  villages: string[];
  valid_hours: number;
}

/** Told when the session at the office has ended. */
type SignedOut = () => void;
let signedOut: SignedOut = () => {};
export function onSignedOut(listener: SignedOut): void {
  signedOut = listener;
}

function signInAgain(): Failure {
  return new Failure({
    code: "forbidden",
    message: "Phiên làm việc đã hết.",
    advice: "Hãy đăng nhập lại rồi làm tiếp.",
    detail: null,
  });
}

/** Marks our own requests, so that other sites' forms cannot call in the user's name. */
const OWN = { "X-Sothon": "1" };

async function request(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: "same-origin", ...init });
  } catch (cause) {
    throw unreachable(cause);
  }
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => null);
  if (response.status === 401 && path !== "/office/sign-in") {
    signedOut();
    throw body ? asFailure(body) : signInAgain();
  }
  throw asFailure(body ?? `HTTP ${response.status}`);
}

async function json(path: string, method: string, body?: unknown): Promise<unknown> {
  const headers: Record<string, string> = { ...OWN };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const response = await request(path, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
  const text = await response.text();
  return text === "" ? null : JSON.parse(text);
}

export function callOffice(command: string, args: unknown): Promise<unknown> {
  return json(`/call/${command}`, "POST", args);
}

export const office = {
  async signIn(user: string, password: string): Promise<void> {
    await json("/office/sign-in", "POST", { user, password });
  },
  async signOut(): Promise<void> {
    await json("/office/sign-out", "POST", {});
  },
  /** Null when nobody is signed in. */
  async me(): Promise<OfficeUser | null> {
    let response: Response;
    try {
      response = await fetch("/office/me", { credentials: "same-origin", headers: OWN });
    } catch (cause) {
      throw unreachable(cause);
    }
    if (response.status === 401) return null;
    if (!response.ok) throw asFailure(await response.json().catch(() => `HTTP ${response.status}`));
    return (await response.json()) as OfficeUser;
  },
  devices: () => json("/office/devices", "GET") as Promise<OfficeDevice[]>,
  invite: (args: InvitationArgs) => json("/office/invitations", "POST", args) as Promise<{ code: string }>,
  revoke: (id: string) => json(`/office/devices/${encodeURIComponent(id)}/revoke`, "POST", {}),
  /** Saves a file that a command made, under a name, where the browser keeps what is downloaded. */
  async download(hash: string, name: string): Promise<void> {
    const response = await request(`/office/held/${encodeURIComponent(hash)}`, { method: "GET", headers: OWN });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await response.blob());
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
  },
  /** Takes a file to the commune's computer and gives the name it has there. */
  async upload(file: Blob): Promise<string> {
    const headers = { ...OWN, "Content-Type": "application/octet-stream" };
    const response = await request("/office/upload", { method: "PUT", headers, body: file });
    return ((await response.json()) as { hash: string }).hash;
  },
};

// Who is signed in at the office. The field app has no session: the PIN opens it.

import { Failure, asFailure, office, onSignedOut, type OfficeUser } from "./platform";

class Session {
  user: OfficeUser | null = $state(null);
  /** False until the first answer about who is signed in. */
  known: boolean = $state(false);
  failure: Failure | null = $state(null);

  constructor() {
    onSignedOut(() => (this.user = null));
  }

  async read(): Promise<void> {
    try {
      this.user = await office.me();
      this.failure = null;
    } catch (cause) {
      this.failure = asFailure(cause);
    }
    this.known = true;
  }

  async signOut(): Promise<void> {
    try {
      await office.signOut();
    } finally {
      this.user = null;
    }
  }
}

export const session = new Session();

// One sentence about what was just done, shown on the next screen until the user goes on.

export interface FlashMessage {
  title: string;
  text: string;
}

class Flash {
  message: FlashMessage | null = $state(null);

  show(title: string, text: string): void {
    this.message = { title, text };
  }

  clear(): void {
    this.message = null;
  }
}

export const flash = new Flash();

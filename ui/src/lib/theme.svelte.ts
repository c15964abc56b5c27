// Light, dark or made for sunlight. The choice is a convenience of this screen, so it lives in the browser.

export type Theme = "auto" | "light" | "dark" | "sun";

const KEY = "so-thon-theme";
const THEMES: readonly Theme[] = ["auto", "light", "dark", "sun"];

function remembered(): Theme {
  try {
    const kept = window.localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === kept) ?? "auto";
  } catch {
    return "auto";
  }
}

class ThemeChoice {
  current: Theme = $state(remembered());

  apply(): void {
    const root = document.documentElement;
    if (this.current === "auto") delete root.dataset.theme;
    else root.dataset.theme = this.current;
  }

  set(theme: Theme): void {
    this.current = theme;
    this.apply();
    try {
      window.localStorage.setItem(KEY, theme);
    } catch {
      // A browser without storage forgets the choice; nothing else depends on it.
    }
  }
}

export const theme = new ThemeChoice();

// The field app in its own window, driven as a person would: by looking, clicking and typing.

import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

import { Builder, By, Capabilities, type WebDriver, type WebElement } from "selenium-webdriver";

import { Background, freePort, program, until } from "./programs";

/** How long something may take to appear. */
const patienceMs = 20_000;

export interface Device {
  /** The device's data folder. */
  data: string;
  /** X display. */
  display: string;
}

/** Where the device's user finds what was saved. */
export const downloadsOf = (device: { data: string }): string => `${device.data}.downloads`;

/** One start of the app on a device. */
export class FieldApp {
  private constructor(
    private readonly driver: WebDriver,
    private readonly conductor: Background,
  ) {}

  /** Starts the app. WebKitWebDriver opens its window; the app inherits the driver's environment. */
  static async start(device: Device): Promise<FieldApp> {
    const port = await freePort();
    const settings = `${device.data}.webkit/config`;
    await mkdir(settings, { recursive: true });
    await writeFile(`${settings}/user-dirs.dirs`, `XDG_DOWNLOAD_DIR="${downloadsOf(device)}"\n`);
    const env = {
      ...process.env,
      DISPLAY: device.display,
      SOTHON_DATA: device.data,
      // WebKit's own files stay with the device too.
      XDG_DATA_HOME: `${device.data}.webkit/data`,
      XDG_CACHE_HOME: `${device.data}.webkit/cache`,
      XDG_CONFIG_HOME: settings,
      TAURI_WEBVIEW_AUTOMATION: "true",
      GDK_BACKEND: "x11",
      NO_AT_BRIDGE: "1",
      LIBGL_ALWAYS_SOFTWARE: "1",
    };
    const conductor = new Background("WebKitWebDriver", [`--port=${port}`], { env });
    const address = `http://127.0.0.1:${port}`;
    await until("WebKitWebDriver", patienceMs, async () => {
      if (conductor.ended) throw new Error(`WebKitWebDriver ended:\n${conductor.output()}`);
      const answer = await fetch(`${address}/status`).catch(() => undefined);
      return answer?.ok ? true : undefined;
    });
    const wanted = { browserName: "wry", "webkitgtk:browserOptions": { binary: program("so-thon") } };
    const driver = await new Builder().disableEnvironmentOverrides().usingServer(address).withCapabilities(new Capabilities(wanted)).build();
    const app = new FieldApp(driver, conductor);
    await app.driver.manage().setTimeouts({ script: patienceMs });
    return app;
  }

  /** Finds what stands on the screen. */
  async find(testId: string): Promise<WebElement> {
    return this.locate(`[data-testid="${testId}"]`, testId);
  }

  /** Finds by any selector. */
  async locate(selector: string, what = selector): Promise<WebElement> {
    const looked = until(`${what} on the screen`, patienceMs, async () => {
      const [found] = await this.driver.findElements(By.css(selector));
      return found !== undefined && (await this.isDrawn(found)) ? found : undefined;
    });
    return looked.catch(async (error: Error) => {
      throw new Error(`${error.message}, which shows:\n${await this.words()}`);
    });
  }

  /** Whether it is on the screen now. */
  async has(testId: string): Promise<boolean> {
    return (await this.driver.findElements(By.css(`[data-testid="${testId}"]`))).length > 0;
  }

  /** Waits for the first of several that appears. */
  async which<T extends string>(...testIds: T[]): Promise<T> {
    return until(testIds.join(" or "), patienceMs, async () => {
      for (const testId of testIds) if (await this.has(testId)) return testId;
      return undefined;
    });
  }

  /** Whether it takes any room, also where one would have to scroll to it. */
  private async isDrawn(element: WebElement): Promise<boolean> {
    const script = "const room = arguments[0].getBoundingClientRect(); return room.width > 0 && room.height > 0;";
    return this.run<boolean>(script, element).catch(() => false);
  }

  async click(testId: string): Promise<void> {
    await this.press(`[data-testid="${testId}"]`);
  }

  /** Clicks; where the page is drawn anew at that very moment, once more. */
  async press(selector: string): Promise<void> {
    await until(`a click on ${selector}`, patienceMs, async () => {
      const element = await this.locate(selector);
      // Into the middle, where no bar at an edge of the window covers it.
      await this.run("arguments[0].scrollIntoView({ block: 'center' })", element).catch(() => undefined);
      return element.click().then(
        () => true,
        (error: Error) => {
          if (/stale|intercepted|interactable/i.test(`${error.name} ${error.message}`)) return undefined;
          throw error;
        },
      );
    });
  }

  /** Replaces what stands in a field. */
  async type(testId: string, text: string): Promise<void> {
    await this.typeInto(`[data-testid="${testId}"]`, text);
  }

  async typeInto(selector: string, text: string): Promise<void> {
    const field = await this.locate(selector);
    await field.clear();
    await field.sendKeys(text);
  }

  async text(testId: string): Promise<string> {
    return (await this.find(testId)).getText();
  }

  /** What a field holds. */
  async value(selector: string): Promise<string> {
    return this.run<string>("return document.querySelector(arguments[0])?.value ?? ''", selector);
  }

  /** Whether a choice is taken. */
  async chosen(selector: string): Promise<boolean> {
    const script = `
      const row = document.querySelector(arguments[0]);
      const input = row?.matches('input') ? row : row?.querySelector('input');
      return input ? input.checked : row?.getAttribute('aria-checked') === 'true';`;
    return this.run<boolean>(script, selector);
  }

  /** How many there are. */
  async count(selector: string): Promise<number> {
    return (await this.driver.findElements(By.css(selector))).length;
  }

  /** Everything that can be read on the screen. */
  async words(): Promise<string> {
    return this.run<string>("return document.body?.innerText ?? ''").catch((error: Error) => `(${error.message})`);
  }

  async run<T>(script: string, ...args: unknown[]): Promise<T> {
    return this.driver.executeScript<T>(script, ...args);
  }

  /** Goes to an address of the app, such as `#/ho`. */
  async go(hash: string): Promise<void> {
    await this.run("window.location.hash = arguments[0]", hash);
  }

  async resize(width: number, height: number): Promise<void> {
    await this.driver.manage().window().setRect({ x: 0, y: 0, width, height });
    await until(`a window ${width} wide`, patienceMs, async () => {
      const now = await this.run<number>("return window.innerWidth");
      return Math.abs(now - width) <= 2 ? true : undefined;
    });
  }

  async picture(file: string): Promise<void> {
    // What a resized window shows is painted some frames after its page is laid out.
    await this.driver.executeAsyncScript(`
      const done = arguments[arguments.length - 1];
      let frames = 12;
      const next = () => (frames-- > 0 ? requestAnimationFrame(next) : done());
      document.fonts.ready.then(next);`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, await this.driver.takeScreenshot(), "base64");
  }

  /** As a power cut would: no chance to save anything. */
  async kill(): Promise<void> {
    for (const pid of await childrenOf(this.conductor.pid)) process.kill(pid, "SIGKILL");
    await this.conductor.end("SIGKILL");
  }

  /** Closes the window as a person does. */
  async close(): Promise<void> {
    if (this.conductor.ended) return;
    await this.driver.quit().catch(() => undefined);
    await this.conductor.end();
  }

  output(): string {
    return this.conductor.output();
  }
}

/** Processes started by a process, from /proc. */
async function childrenOf(parent: number): Promise<number[]> {
  const children: number[] = [];
  for (const entry of await readdir("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = await readFile(`/proc/${entry}/stat`, "utf8").catch(() => "");
    // `pid (name) state ppid …`; the name may hold blanks and brackets.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (Number(fields[1]) === parent) children.push(Number(entry));
  }
  return children;
}

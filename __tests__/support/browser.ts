import { existsSync } from "node:fs";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where there is a browser to test in; `CHROMIUM` names one elsewhere. */
export const chromiumPath = [process.env["CHROMIUM"] ?? "", ...places].find((path) => existsSync(path));

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A page as a person with this screen and these preferences has it. */
export interface OpenPage {
  readonly page: Page;
  /** Errors and warnings of the console, errors thrown, and requests that failed. */
  readonly complaints: readonly string[];
}

/** A running browser, without anything that earlier ones have left. */
export class TestBrowser {
  private constructor(private readonly browser: Browser) {}

  static async start(): Promise<TestBrowser> {
    return new TestBrowser(await chromium.launch({ executablePath: chromiumPath ?? "", args: flags }));
  }

  async open(url: string, options: BrowserContextOptions): Promise<OpenPage> {
    const context = await this.browser.newContext(options);
    context.setDefaultTimeout(120_000);
    const complaints: string[] = [];
    context.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    context.on("weberror", (error) => complaints.push(error.error().message));
    context.on("requestfailed", (request) => complaints.push(`${request.url()} ${request.failure()?.errorText ?? ""}`));
    const page = await context.newPage();
    await page.goto(url);
    return { page, complaints };
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}

/** A test that needs a browser: without one it is skipped and says why, but in CI it fails. */
export const itInBrowser = (name: string, test: () => Promise<void>): void => {
  if (chromiumPath !== undefined) it(name, test);
  else if (process.env["CI"] === "true")
    it(name, () => {
      throw new Error(`There is no browser: ${noBrowser}`);
    });
  else it.skip(`${name} (skipped: ${noBrowser})`, test);
};

const noBrowser = `none of ${places.join(", ")} is there, and CHROMIUM names none; .ci/browser installs one`;

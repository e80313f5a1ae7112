import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { Closers } from "../../tools/local/ending";
import { startCloud } from "../../tools/local/cloud/cloud";
import { motoCommand } from "../../tools/local/tools/moto";
import { onPath } from "../../tools/local/tools";
import { chromiumPath, itInBrowser } from "../support/browser";
import { startToolLab } from "../support/tool-lab";

let foreign: Server;

beforeAll(async () => {
  foreign = createServer((_request, response) => response.setHeader("content-type", "text/html").end("<p>Foreign"));
  await once(foreign.listen(0, "127.0.0.1"), "listening");
});
afterAll(() => {
  foreign.close();
});

/** Everything that a page can try on a server, as a function of the page; what it could read of the answers. */
const attack = async (url: string): Promise<string[]> => {
  const definition = JSON.stringify({
    family: "foreign",
    containerDefinitions: [
      { name: "task", image: "x", environment: [{ name: "NODE_OPTIONS", value: "--require=/x" }] },
    ],
  });
  const target = { "x-amz-target": "AmazonEC2ContainerServiceV20141113.RegisterTaskDefinition" };
  const attempts: [string, RequestInit][] = [
    ["", {}],
    ["", { method: "POST", headers: target, body: definition }],
    ["", { method: "POST", mode: "no-cors", headers: { "content-type": "text/plain" }, body: definition }],
    ["?Action=ListUsers&Version=2010-05-08", { mode: "no-cors" }],
    ["foreign-bucket/x", { method: "PUT", body: "x" }],
    ["", { method: "DELETE" }],
  ];
  const read: string[] = [];
  for (const [path, init] of attempts)
    try {
      const answer = await fetch(url + path, init);
      if (answer.type !== "opaque") read.push(`${answer.status} ${await answer.text()}`);
    } catch {
      // Nothing to read.
    }
  return read;
};

const pageUrls = {
  "of another site": "http://evil.example",
  "of another port of this machine": "http://127.0.0.1",
};

/** Opens a page that attacks a server; what it read, and the statuses of the answers. */
async function openAndAttack(pageUrl: string, target: string): Promise<{ read: string[]; statuses: number[] }> {
  const browser = await chromium.launch({
    executablePath: chromiumPath ?? "",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP evil.example 127.0.0.1"],
  });
  try {
    const page = await browser.newPage();
    const statuses: number[] = [];
    page.on("response", (response) => {
      if (response.url().startsWith(target)) statuses.push(response.status());
    });
    await page.goto(pageUrl);
    return { read: await page.evaluate(attack, target), statuses };
  } finally {
    await browser.close();
  }
}

/** Starts what a developer runs; its address. */
type StartCloud = (closers: Closers) => Promise<string | undefined>;

const startStack: StartCloud = async (closers) => {
  const lab = await startToolLab(1);
  closers.add(() => lab.close());
  return lab.environment["AWS_ENDPOINT_URL"];
};

const startEmulatedCloud: StartCloud = async (closers) => {
  const folder = mkdtempSync(join(tmpdir(), "foreign-page-test-"));
  const options = { region: "eu-west-1", accountId: "000000000000", realTime: false, folder };
  return (await startCloud(options, closers)).url;
};

const noMoto = onPath(motoCommand) === undefined && process.env["CI"] !== "true";

describe.each([
  ["local:stack", startStack, false],
  ["local:cloud", startEmulatedCloud, noMoto],
] as const)("Given %s on the machine of a developer, who looks at a web page", (_name, start, lacksTools) => {
  const closers = new Closers();
  let cloudUrl = "";
  if (lacksTools) {
    it.skip(`skipped: ${motoCommand} is not on the PATH`, () => undefined);
    return;
  }
  beforeAll(async () => {
    cloudUrl = `${(await start(closers)) ?? ""}/`;
  });
  afterAll(() => closers.close());

  for (const [name, pageUrl] of Object.entries(pageUrls))
    itInBrowser(`When the page ${name} calls the cloud, then it reads nothing, and each call is refused`, async () => {
      const { port } = foreign.address() as AddressInfo;
      const { read, statuses } = await openAndAttack(`${pageUrl}:${port}/`, cloudUrl);
      expect(read).toEqual([]);
      expect(statuses.length).toBeGreaterThan(1);
      expect(new Set(statuses)).toEqual(new Set([403]));
    });

  itInBrowser("When the page's own name is made to lead to the cloud, then it reads refusals alone", async () => {
    const url = `http://evil.example:${new URL(cloudUrl).port}/`;
    const { read, statuses } = await openAndAttack(url, url);
    expect(read.length).toBeGreaterThan(1);
    expect(read.filter((answer) => !answer.startsWith("403 "))).toEqual([]);
    expect(new Set(statuses)).toEqual(new Set([403]));
  });
});

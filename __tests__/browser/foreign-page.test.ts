import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { chromium } from "playwright-core";
import { chromiumPath, itInBrowser } from "../support/browser";
import { startToolLab, type ToolLab } from "../support/tool-lab";

let lab: ToolLab;
let foreign: Server;

beforeAll(async () => {
  lab = await startToolLab(1);
  foreign = createServer((_request, response) => response.setHeader("content-type", "text/html").end("<p>Foreign"));
  await once(foreign.listen(0, "127.0.0.1"), "listening");
});
afterAll(async () => {
  foreign.close();
  await lab.close();
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

describe("Given the local cloud of a developer, who looks at a web page", () => {
  const pages = {
    "of another site": { host: "evil.example", targetHost: "127.0.0.1" },
    "of another port of this machine": { host: "127.0.0.1", targetHost: "127.0.0.1" },
  };

  const openAndAttack = async (pageUrl: string, target: string): Promise<{ read: string[]; statuses: number[] }> => {
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
  };

  const foreignPort = () => (foreign.address() as AddressInfo).port;
  const cloudUrl = () => `${lab.environment["AWS_ENDPOINT_URL"] ?? ""}/`;

  for (const [name, { host }] of Object.entries(pages))
    itInBrowser(`When the page ${name} calls the cloud, then it reads nothing, and each call is refused`, async () => {
      const { read, statuses } = await openAndAttack(`http://${host}:${foreignPort()}/`, cloudUrl());
      expect(read).toEqual([]);
      expect(statuses.length).toBeGreaterThan(1);
      expect(new Set(statuses)).toEqual(new Set([403]));
    });

  itInBrowser("When the page's own name is made to lead to the cloud, then it reads refusals alone", async () => {
    const url = `http://evil.example:${new URL(cloudUrl()).port}/`;
    const { read, statuses } = await openAndAttack(url, url);
    expect(read.length).toBeGreaterThan(1);
    expect(read.filter((answer) => !answer.startsWith("403 "))).toEqual([]);
    expect(new Set(statuses)).toEqual(new Set([403]));
  });
});

import { PageServer } from "../../../tools/run-local/page/page-server";
import { failedRun } from "../../support/page-model";

const running = { ...failedRun, name: "Pattern 1", status: "RUNNING" } as const;

interface Received {
  readonly event: string;
  readonly title: string;
}

/** The events of a stream until it ends. */
async function eventsOf(response: Response): Promise<Received[]> {
  const text = await response.text();
  return text
    .split("\n\n")
    .filter((block) => block !== "")
    .map((block) => ({
      event: /^event: (.*)$/m.exec(block)?.[1] ?? "message",
      title: /"title":"([^"]*)"/.exec(block)?.[1] ?? "",
    }));
}

describe("Given a page that is served", () => {
  const server = new PageServer();
  let url: string;

  beforeEach(async () => {
    server.show([running]);
    url = await server.start();
  });

  it("When it is asked for, then it is the page as of now, and anything else is not found", async () => {
    const page = await fetch(url);
    const others = await Promise.all([fetch(`${url}/other`), fetch(url, { method: "POST" })]);
    await server.close();
    expect([page.status, page.headers.get("content-type"), await page.text()]).toEqual([
      200,
      "text/html; charset=utf-8",
      expect.stringContaining("<title>Pattern 1: Running</title>"),
    ]);
    expect(others.map(({ status }) => status)).toEqual([404, 404]);
  });

  it("When somebody follows it, then they get what there is, each change, and the end", async () => {
    const updates = await fetch(`${url}/updates`);
    server.show([{ ...running, status: "SUCCEEDED" }]);
    await server.close();
    expect([updates.headers.get("content-type"), await eventsOf(updates)]).toEqual([
      "text/event-stream",
      [
        { event: "message", title: "Pattern 1: Running" },
        { event: "message", title: "Pattern 1: Succeeded" },
        { event: "end", title: "" },
      ],
    ]);
  });
});

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Closers } from "../../../tools/local/ending";
import { root } from "../../support/checkout";

/** Is interrupted once it has begun; closing one thing makes two others fail, and a third takes its time. */
const program = `
  const { closingAtEnd } = require("./tools/local/ending.ts");
  const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  void closingAtEnd(async (closers) => {
    await later(0);
    closers.add(() => later(100).then(() => console.log("closed")));
    closers.add(() => {
      for (const ms of [10, 20]) void later(ms).then(() => Promise.reject(new Error("gone after " + ms + " ms")));
    });
    process.kill(process.pid, "SIGINT");
    await later(300_000);
  });
`;

describe("Given resources to close", () => {
  it("When some cannot be closed, at once or later, then all the others are, last opened first, and the error tells of each", async () => {
    const closers = new Closers();
    const closed: string[] = [];
    closers.add(() => {
      closed.push("first");
    });
    closers.add(() => Promise.reject(new Error("later")));
    closers.add(() => {
      throw new Error("at once");
    });
    closers.add(() => Promise.resolve(void closed.push("last")));
    await expect(closers.close()).rejects.toMatchObject({ errors: [new Error("at once"), new Error("later")] });
    expect(closed).toEqual(["last", "first"]);
    await closers.close();
    expect(closed).toHaveLength(2);
  });
});

describe("Given a command that is interrupted", () => {
  it("When what it closes makes other work fail, then it says so, closes all, and ends as interrupted", async () => {
    const parameters = ["--import", "tsx", "--eval", program];
    const ended = promisify(execFile)(process.execPath, parameters, { cwd: root });
    await expect(ended).rejects.toMatchObject({
      code: 130,
      stdout: "closed\n",
      stderr: "gone after 10 ms\ngone after 20 ms\n",
    });
  });
});

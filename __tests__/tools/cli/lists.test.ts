import { constants } from "node:buffer";
import { Readable } from "node:stream";
import { checkList } from "../../../tools/cli/check/check-spec";
import { textOf } from "../../../tools/cli/files";
import { listedEntries, listOf, type ListedEntry, type ListSource } from "../../../tools/cli/lists/source";
import { knownEntries } from "../../../tools/cli/run/redrive-source";
import { copyJob, type Job } from "../../../workflow/job";
import type { CompleteSourceSpec } from "../../../workflow/spec";
import type { TaskStatus } from "../../../workflow/status";
import { temporaryFiles } from "../../support/command-line";
import { deployment } from "../../support/deployment";

const fileWith = temporaryFiles();
const specOf = (format: "JSONL" | "CSV"): CompleteSourceSpec => ({
  ...deployment,
  taskSource: { format, key: "list" },
});
const source = (format: "JSONL" | "CSV", content: string): ListSource =>
  listOf(specOf(format), fileWith(`list-${format}`, content));

async function gathered<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const entries = async (list: ListSource): Promise<ListedEntry[]> => gathered(listedEntries(list));

describe("Given a list in a file", () => {
  it("When it is JSON lines, then empty lines are passed over, and a line that is no JSON keeps its own", async () => {
    expect(await entries(source("JSONL", '{"a":1}\n\nno\n"b"\n'))).toEqual([
      { place: 0, line: 1, value: { a: 1 } },
      { place: 1, line: 3, value: undefined, fault: expect.stringMatching(/^is not JSON: /) as unknown },
      { place: 2, line: 4, value: "b" },
    ]);
  });

  it("When it is CSV, then it is read as a Distributed Map reads it", async () => {
    const csv = '\ufeffobjectKey,taskName\r\n"in/a, b","say ""a"""\r\n"in/\nc",c\r\nin/d\r\n';
    expect(await entries(source("CSV", csv))).toEqual([
      { place: 0, line: 2, value: { objectKey: "in/a, b", taskName: 'say "a"' } },
      { place: 1, line: 4, value: { objectKey: "in/\nc", taskName: "c" } },
      { place: 2, line: 5, value: { objectKey: "in/d" } },
    ]);
  });

  it("When a quote in CSV is not closed, or the file is missing, then that is said", async () => {
    await expect(entries(source("CSV", 'taskName\n"a'))).rejects.toThrow(/^The list is not CSV: Quote Not Closed/);
    await expect(entries(listOf(specOf("CSV"), "/no/such"))).rejects.toThrow("Cannot read /no/such: ENOENT");
  });

  it("When it is longer than a text can be, then its length and what to do are said", () => {
    const bytes = new Uint8Array(constants.MAX_STRING_LENGTH + 1);
    expect(() => textOf(bytes, "s3://b/list")).toThrow(
      /^s3:\/\/b\/list has 536870889 bytes, of at most 536870888 .* split it/,
    );
  });

  it("When it is checked, then faults are told by line, the first of them, and the rest are counted", async () => {
    const good = { taskName: "a", objectKey: "in/a" };
    const faulty = [{ taskName: "b" }, { ...good, s3bucketname: "x" }, null, { ...good, taskName: "\u0007" }];
    const list = [good, ...faulty, ...Array.from({ length: 30 }, () => ({})), good];
    const lines = list.map((entry) => `${JSON.stringify(entry)}\n`).join("");
    const checked = await checkList(source("JSONL", lines), specOf("JSONL"), { pattern: 2, job: copyJob });
    expect({ ...checked, faults: checked.faults.slice(0, 5) }).toEqual({
      list: expect.stringMatching(/list-JSONL$/) as unknown,
      entries: 36,
      faulty: 34,
      faults: [
        "taskSource, line 2: objectKey: is missing",
        "taskSource, line 3: s3bucketname: is not an attribute of this entry",
        "taskSource, line 4: entry: must be an object, received null",
        expect.stringMatching(
          /^taskSource, line 5: taskName: must be well-formed text of .* without control characters, received/,
        ),
        "taskSource, line 6: taskName: is missing",
      ],
    });
    expect(checked.faults).toHaveLength(20);
  });

  it("When an entry overrides more than a call of RunTask takes, then that is told, as whoever launches it would", async () => {
    const entry = { taskName: "a", environment: { LONG: "x".repeat(8_192) } };
    const job: Job = { kind: "container", allowedOverrides: ["environment"] };
    const list = source("JSONL", JSON.stringify(entry));
    await expect(checkList(list, specOf("JSONL"), { pattern: 2, job })).resolves.toMatchObject({
      faulty: 1,
      faults: [expect.stringMatching(/^taskSource, line 1: its overrides take \d+ bytes as JSON, of at most 8192$/)],
    });
  });

  it("When lines end with CR LF or hold other separators, then only line feeds end them", async () => {
    expect(await entries(source("JSONL", '{"a":1}\r\n"b\u2028c"\r\n\n"d"'))).toEqual([
      { place: 0, line: 1, value: { a: 1 } },
      { place: 1, line: 2, value: "b\u2028c" },
      { place: 2, line: 4, value: "d" },
    ]);
  });

  it("When a line does not end, then it is told as one that is longer than any entry", async () => {
    expect(await entries(source("JSONL", `"a"\n${"x".repeat(300_000)}`))).toEqual([
      { place: 0, line: 1, value: "a" },
      { place: 1, line: 2, fault: "has 300000 characters, more than any entry: at most 262144" },
    ]);
  });

  // How long and how much memory: LONG_LIST_ENTRIES=1000000 npx jest --selectProjects unit -- cli/lists
  it("When it is long, then it takes little more memory than its text", async () => {
    const length = Number(process.env["LONG_LIST_ENTRIES"] ?? 100_000);
    const line = (place: number) =>
      `{"taskName":"scene-${place}","objectKey":"in/2026/11/25/scenes/of/today/scene-${place}.tif"}\n`;
    const list = source("JSONL", Array.from({ length }, (_, place) => line(place)).join(""));
    const before = process.memoryUsage().rss;
    const checked = await checkList(list, specOf("JSONL"), { pattern: 2, job: copyJob });
    expect(checked).toMatchObject({ entries: length, faulty: 0 });
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 ** 2);
  });
});

describe("Given the rows of a run with its list in S3", () => {
  const known = async (isPrefix: boolean, ...rows: readonly string[]) => {
    const pages = rows.map((text) => {
      const [, task_name = "", status] = /^(.*) (\w+)$/.exec(text) ?? [];
      return [{ task_name, status: status as TaskStatus }];
    });
    return Object.fromEntries(await knownEntries(Readable.from(pages), isPrefix));
  };

  it("When they come in any order, then each place is done once one of its tasks is, and its name is known again", async () => {
    const rows = ["5000:z Completed", "1:b Failed", "1:b Completed", "1:b TimedOut", "2: Failed", "3:d TimedOut"];
    expect(await known(false, ...rows, "3:d Failed", "no place Failed")).toEqual({
      1: { name: "b", isCompleted: true },
      2: { name: "", isCompleted: false },
      3: { name: "d", isCompleted: false },
      5000: { name: "z", isCompleted: true },
    });
  });

  it("When the list is a prefix, then entries are known by their keys, wherever they stand", async () => {
    expect(await known(true, "0:in/a:b Completed", "1:in/c Failed")).toEqual({
      "in/a:b": { name: "in/a:b", isCompleted: true },
      "in/c": { name: "in/c", isCompleted: false },
    });
  });
});

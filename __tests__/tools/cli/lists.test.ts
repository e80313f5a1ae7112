import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { once } from "node:events";
import { checkList } from "../../../tools/cli/check/check-spec";
import { listedEntries, textLines, type ListedEntry } from "../../../tools/cli/lists/entries";
import { listOf, type ListSource } from "../../../tools/cli/lists/source";
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

async function* chunks(...texts: readonly string[]): AsyncGenerator<string> {
  for (const text of texts) yield Promise.resolve(text);
}

const linesOf = async (...texts: readonly string[]) => gathered(textLines(chunks(...texts)));

describe("Given a text that comes in pieces", () => {
  it("When lines go over pieces, then they are whole, and only line feeds end them", async () => {
    expect(await linesOf("a\r", "\nb\u2028c\r", "d\n\ne")).toEqual([
      { line: 1, text: "a" },
      { line: 2, text: "b\u2028c\rd" },
      { line: 3, text: "" },
      { line: 4, text: "e" },
    ]);
  });

  it("When a line does not end, then it is refused before it is in memory", async () => {
    const endless = Array.from({ length: 5 }, () => "x".repeat(100_000));
    await expect(linesOf("a\n", ...endless)).rejects.toThrow("Line 2 has more than 262144 characters.");
  });
});

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

  // How long and how much memory: LONG_LIST_ENTRIES=1000000 npx jest cli/lists
  it("When it is long, then few of its lines are in memory at a time", async () => {
    const length = Number(process.env["LONG_LIST_ENTRIES"] ?? 100_000);
    const file = createWriteStream(fileWith("long.jsonl", ""));
    for (let place = 0; place < length; place += 1)
      if (!file.write(`{"taskName":"scene-${place}","objectKey":"in/2026/11/25/scenes/of/today/scene-${place}.tif"}\n`))
        await once(file, "drain");
    file.end();
    await once(file, "close");
    const before = process.memoryUsage().rss;
    const checked = await checkList(listOf(specOf("JSONL"), file.path as string), specOf("JSONL"), {
      pattern: 2,
      job: copyJob,
    });
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

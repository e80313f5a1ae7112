import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parse } from "yaml";
import { projectFolder } from "../../modules/bundles/project-folder";
import packageJson from "../../package.json";
import { settingTable } from "../../stacks/settings/table";
import { variableOf } from "../../stacks/settings/read";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly if?: string;
  readonly needs?: string;
  readonly strategy?: { readonly matrix: { readonly suite?: readonly string[] } };
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** The YAML files below a folder, by name. */
const textsOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(join(projectFolder, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".yml"))
      .sort()
      .map((file) => [file, readFileSync(join(projectFolder, folder, file), "utf8")]),
  );

const workflowTexts = textsOf(".github/workflows");
const allTexts = { ...workflowTexts, ...textsOf(".github/actions") };
const workflows = Object.fromEntries(
  Object.entries(workflowTexts).map(([file, text]) => [basename(file, ".yml"), parse(text) as Workflow]),
);

const matches = (pattern: RegExp): string[] =>
  Object.values(allTexts).flatMap((text) => [...text.matchAll(pattern)].map(([, found]) => String(found)));

describe("Given the workflows of GitHub Actions", () => {
  it("When actionlint reads them, then it finds nothing", () => {
    const command = join(projectFolder, "node_modules", "@tktco", "node-actionlint", "bin", "node-actionlint.js");
    const { status, stdout } = spawnSync(process.execPath, [command, ".github/workflows/*.yml"], {
      cwd: projectFolder,
      encoding: "utf8",
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining("Checking 3 workflow file(s)") });
  });

  it("When actions are used, then each is this repository's or pinned by commit, the same everywhere", () => {
    const uses = matches(/uses: (.+)/g).filter((action) => !action.startsWith("./"));
    expect(uses.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
    const pins = new Set(uses);
    expect(new Set([...pins].map((pin) => pin.split("@")[0])).size).toBe(pins.size);
    expect(pins.size).toBe(5);
  });

  it("When permissions are read, then none is given by default, and each job has the least it needs", () => {
    expect(Object.values(workflows).map(({ permissions }) => permissions)).toEqual([{}, {}, {}]);
    const permissions = Object.entries(workflows).map(([name, { jobs }]) => [
      name,
      Object.fromEntries(Object.entries(jobs).map(([job, { permissions: given }]) => [job, given])),
    ]);
    const account = { contents: "read", "id-token": "write" };
    expect(Object.fromEntries(permissions)).toEqual({
      ci: { test: { contents: "read" }, engines: { contents: "read" }, scan: { contents: "read" } },
      plan: { plan: account, comment: { "pull-requests": "write" } },
      deploy: { plan: account, apply: account },
    });
  });

  it("When a job may write, then it runs nothing that a pull request brings", () => {
    const steps = workflows["plan"]?.jobs["comment"]?.steps ?? [];
    expect(steps.map(({ uses, run }) => [uses?.split("@")[0], run])).toEqual([["actions/github-script", undefined]]);
  });

  it("When something is applied, then a reviewer of the environment lets it through", () => {
    const applying = Object.values(workflows).flatMap(({ jobs }) =>
      Object.values(jobs).filter(({ steps }) => steps.some(({ run }) => /terraform .*apply|deploy --/.test(run ?? ""))),
    );
    expect(applying.map(({ environment }) => environment)).toEqual(["production"]);
  });

  it("When the deployment is started by hand from a branch, then nothing is planned, and nothing applied", () => {
    const { plan, apply } = workflows["deploy"]?.jobs ?? {};
    expect([plan?.if?.split(" && ")[0], apply?.needs]).toEqual(["github.ref == 'refs/heads/main'", "plan"]);
  });

  it("When the plan is applied, then its digests are those that were approved", () => {
    const { steps = [] } = workflows["deploy"]?.jobs["apply"] ?? {};
    const check = steps.find(({ run }) => run?.includes("diff"));
    const run = (planned: string) =>
      spawnSync("bash", ["-ec", String(check?.run)], {
        env: { ...process.env, APPROVED: "1  a\n2  b\n", PLANNED: planned },
      });
    expect(check?.env).toEqual({
      APPROVED: "${{ needs.plan.outputs.digests }}",
      PLANNED: "${{ steps.plan.outputs.digests }}",
    });
    expect([run("1  a\n2  b\n").status, run("1  a\n3  b\n").status]).toEqual([0, 1]);
    expect(steps.findIndex(({ run }) => run?.includes("apply"))).toBeGreaterThan(steps.indexOf(check as Step));
  });

  it("When suites have a configuration of their own, then CI runs each of them", () => {
    const suites = Object.keys(packageJson.scripts).filter((name) => name.startsWith("test:"));
    const { suite = [] } = workflows["ci"]?.jobs["engines"]?.strategy?.matrix ?? {};
    expect(suite.map((name) => `test:${name}`)).toEqual(suites.sort());
  });

  it("When scripts and settings are named, then they exist", () => {
    const scripts = matches(/npm run (\w+)/g);
    expect(scripts.filter((name) => !(name in packageJson.scripts))).toEqual([]);
    const settings = Object.keys(settingTable).map(variableOf);
    expect(matches(/(KIT_\w+)/g).filter((variable) => !settings.includes(variable))).toEqual([]);
  });
});

describe("Given a pull request", () => {
  interface Comment {
    readonly id: number;
    readonly user: { readonly login: string };
    body: string;
  }

  const bot = { login: "github-actions[bot]" };

  const script = workflows["plan"]?.jobs["comment"]?.steps[0]?.with?.["script"] as string;
  const AsyncFunction = Object.getPrototypeOf(async () => {
    await Promise.resolve();
  }) as { constructor: new (...parts: string[]) => (...values: unknown[]) => Promise<void> };

  /** Runs the workflow's script on a pull request with these comments. */
  const comment = (comments: Comment[], summary: string) => {
    const issues = {
      listComments: "listComments",
      createComment: ({ body, issue_number }: { body: string; issue_number: number }) => {
        comments.push({ id: issue_number * 100 + comments.length, user: bot, body });
      },
      updateComment: ({ comment_id, body }: { comment_id: number; body: string }) => {
        Object.assign(comments.find(({ id }) => id === comment_id) ?? {}, { body });
      },
    };
    const github = { rest: { issues }, paginate: (list: string) => (list === "listComments" ? comments : []) };
    const context = { repo: { owner: "o", repo: "r" }, issue: { number: 7 } };
    const run = new AsyncFunction.constructor("github", "context", "process", script);
    return run(github, context, { env: { SUMMARY: summary } });
  };

  it("When its plans are made, and made again, then each stack has one comment, brought up to date", async () => {
    // Whoever may comment may write the mark.
    const others = [
      { id: 1, user: { login: "reviewer" }, body: "Looks good" },
      { id: 2, user: { login: "stranger" }, body: "<!-- plan of a -->\nNo changes." },
    ];
    const comments: Comment[] = [...others];
    await comment(comments, "<!-- plan of a -->\nfirst");
    await comment(comments, "<!-- plan of b -->\nfirst");
    await comment(comments, "<!-- plan of a -->\nsecond");
    expect(comments).toEqual([
      ...others,
      { id: 702, user: bot, body: "<!-- plan of a -->\nsecond" },
      { id: 703, user: bot, body: "<!-- plan of b -->\nfirst" },
    ]);
  });
});

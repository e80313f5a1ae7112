const { mkdtempSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");

// The AWS SDK would advise a newer Node in the middle of the results.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

// What the tests of a run synthesize is shared by them; the end of the run deletes it. Workers inherit the variable; CI has one
// folder for all its suites.
if (!process.env.TEST_RUN_FOLDER) {
  const folder = mkdtempSync(join(tmpdir(), "kit-test-run-"));
  process.env.TEST_RUN_FOLDER = folder;
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
}

// Packages published as ES modules only: jest runs CommonJS, so they are transformed with the sources.
const esModules = [
  "p-map",
  "log-update",
  "ansi-escapes",
  "environment",
  "cli-cursor",
  "restore-cursor",
  "onetime",
  "mimic-function",
  "slice-ansi",
  "is-fullwidth-code-point",
  "get-east-asian-width",
  "ansi-styles",
  "strip-ansi",
  "ansi-regex",
  "wrap-ansi",
  "string-width",
  "emoji-regex",
];

/** A project: the tests of the folders, without those of the folders that have a project of their own. */
const project = (displayName, folders, others = {}) => ({
  displayName,
  testEnvironment: "<rootDir>/__tests__/support/environment.js",
  roots: folders.map((folder) => `<rootDir>/__tests__/${folder}`),
  testMatch: ["**/*.test.ts"],
  transform: {
    "\\.[jt]sx?$": [
      "@swc/jest",
      { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } },
    ],
  },
  moduleNameMapper: { "^asl-validator$": "<rootDir>/__tests__/support/asl-validator.ts" },
  transformIgnorePatterns: [`/node_modules/(?!(.*/)?(${esModules.join("|")})/)`],
  ...others,
});

/** Suites that take minutes or need a tool that a bare machine lacks: `npm run test:NAME`. */
const slow = ["local", "deploy", "faults", "iam", "image", "browser"];

/** @type {import("jest").Config} */
module.exports = {
  projects: [
    project("unit", ["."], {
      testPathIgnorePatterns: ["/node_modules/", ...slow.map((name) => `/__tests__/${name}/`)],
    }),
    ...slow.map((name) =>
      project(name, [name], name === "deploy" ? { globalSetup: "<rootDir>/__tests__/deploy/find-tools.ts" } : {}),
    ),
  ],
  maxWorkers: 2,
  // Of the tests of a file that run at once, where they say that they may.
  maxConcurrency: 3,
  // Ends what hangs; no test's verdict depends on how fast the machine is.
  testTimeout: 300_000,
};

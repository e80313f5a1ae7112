// The AWS SDK would advise a newer Node in the middle of the results.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

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

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/__tests__"],
  testMatch: ["**/*.test.ts"],
  // Suites with a configuration of their own.
  testPathIgnorePatterns: [
    "/node_modules/",
    "/__tests__/browser/",
    "/__tests__/deploy/",
    "/__tests__/image/",
    "/__tests__/faults/",
    "/__tests__/iam/",
  ],
  transform: {
    "\\.[jt]sx?$": [
      "@swc/jest",
      { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(.*/)?(${esModules.join("|")})/)`],
  maxWorkers: 2,
  testTimeout: 30_000,
};

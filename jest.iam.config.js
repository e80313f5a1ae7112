/** The tests that take each permission away, which run a workflow for each. */
const { transform, transformIgnorePatterns } = require("./jest.config.js");

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/__tests__/iam"],
  testMatch: ["**/*.test.ts"],
  transform,
  transformIgnorePatterns,
  maxWorkers: 2,
  testTimeout: 90_000,
};

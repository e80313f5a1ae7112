/** The real cdktf deploy, Terraform and AWS provider, against an emulated account: minutes. */
/** @type {import("jest").Config} */
module.exports = {
  ...require("./jest.config"),
  roots: ["<rootDir>/__tests__/deploy"],
  testPathIgnorePatterns: [],
  globalSetup: "<rootDir>/__tests__/deploy/find-tools.ts",
  testTimeout: 300_000,
};

/** @type {import("jest").Config} */
module.exports = {
  ...require("./jest.config"),
  roots: ["<rootDir>/__tests__/image"],
  testPathIgnorePatterns: [],
  testTimeout: 60_000,
};

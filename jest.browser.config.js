/** The page in a real browser. */
/** @type {import("jest").Config} */
module.exports = {
  ...require("./jest.config"),
  roots: ["<rootDir>/__tests__/browser"],
  testPathIgnorePatterns: [],
  testTimeout: 180_000,
};

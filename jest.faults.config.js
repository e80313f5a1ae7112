/** The fault lab's tests, which take minutes: two local clouds at once. */
/** @type {import("jest").Config} */
module.exports = {
  ...require("./jest.config"),
  roots: ["<rootDir>/__tests__/faults"],
  testPathIgnorePatterns: [],
  testTimeout: 60_000,
};

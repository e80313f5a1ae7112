// Adds up the result files that jest wrote into a folder and prints them as one line. Fails where a test failed or none ran.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const results = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));
const sum = (key) => results.reduce((total, result) => total + result[key], 0);

// A suite that could not even be loaded counts as one failed test.
const failed = sum("numFailedTests") + sum("numRuntimeErrorTestSuites");
console.log(`${sum("numPassedTests")} passed, ${failed} failed, ${sum("numPendingTests")} skipped`);
const skipped = results
  .flatMap(({ testResults }) => testResults.flatMap(({ assertionResults }) => assertionResults))
  .filter(({ status }) => status === "pending")
  .map(({ ancestorTitles: [suite], title }) => suite ?? title);
for (const name of new Set(skipped)) console.log(`skipped: ${name}`);
process.exitCode = failed > 0 || sum("numPassedTests") === 0 ? 1 : 0;

// Adds up the result files that jest wrote into a folder and names what did not pass, and prints one line with the count of
// all. The words after the folder say what else failed; each counts as a failed test. Fails where a test failed or none ran.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [folder, ...broken] = process.argv.slice(2);
const results = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
const titles = (wanted) =>
  results
    .flatMap(({ testResults }) => testResults.flatMap(({ assertionResults }) => assertionResults))
    .filter(({ status }) => status === wanted)
    .map(({ ancestorTitles: [suite], title }) => suite ?? title);

// A suite that could not even be loaded counts as one failed test.
const failed = sum("numFailedTests") + sum("numRuntimeErrorTestSuites") + broken.length;
for (const name of new Set(titles("pending"))) console.log(`skipped: ${name}`);
for (const name of new Set([...titles("failed"), ...broken])) console.log(`failed: ${name}`);
console.log(`${sum("numPassedTests")} passed, ${failed} failed, ${sum("numPendingTests")} skipped`);
process.exitCode = failed > 0 || sum("numPassedTests") === 0 ? 1 : 0;

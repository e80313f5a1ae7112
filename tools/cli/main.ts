import { screen } from "../terminal/screen";
import { runProgram } from "./program";

// Clients would advise a newer Node in the middle of what is shown.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

void runProgram(
  {
    out: (text) => process.stdout.write(`${text}\n`),
    error: (text) => process.stderr.write(`${text}\n`),
    ...(screen && { screen }),
    // Questions are no part of the result.
    ...(process.stdin.isTTY && { keyboard: { input: process.stdin, output: process.stderr } }),
  },
  process.argv.slice(2),
);

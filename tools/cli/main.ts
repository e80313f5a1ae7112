import { runProgram } from "./program";

// Clients would advise a newer Node in the middle of what is shown.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

const ifTerminal = <Stream extends { readonly isTTY: boolean }>(stream: Stream): Stream | undefined =>
  stream.isTTY ? stream : undefined;

const [screen, input] = [ifTerminal(process.stdout), ifTerminal(process.stdin)];

void runProgram(
  {
    out: (text) => process.stdout.write(`${text}\n`),
    error: (text) => process.stderr.write(`${text}\n`),
    ...(screen && { screen }),
    // Questions are no part of the result.
    ...(input && { keyboard: { input, output: process.stderr } }),
  },
  process.argv.slice(2),
);

import { visibleLines } from "../terminal/visible";
import { describeError } from "./aws/errors";
import { program } from "./program";
import { processTerminal } from "./terminal";

// Clients would advise a newer Node in the middle of what is shown.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

program(processTerminal)
  .parseAsync(process.argv)
  .catch((error: unknown) => {
    processTerminal.error(visibleLines(describeError(error)));
    process.exitCode = 1;
  });

import { runProgram } from "./program";
import { processTerminal } from "./terminal";

// Clients would advise a newer Node in the middle of what is shown.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

void runProgram(processTerminal, process.argv.slice(2));

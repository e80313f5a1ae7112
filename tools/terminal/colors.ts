import { isatty } from "node:tty";
import pc from "picocolors";

const standardOutput = 1;

/** Colours for terminals only: picocolors by itself would colour what is piped, too, wherever the variable CI is set. */
export default pc.createColors(isatty(standardOutput) && process.env["NO_COLOR"] === undefined);

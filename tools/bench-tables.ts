import { readResults } from "../bench/results";
import { markdownTable } from "../bench/table";

/** The results that are kept of the benches, each with the command that measures it. */
export const benchTables = (): string =>
  Object.entries(readResults())
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { measuredAt, node, cpu, cores, figures }]) =>
      [
        `### \`npm run bench ${name}\``,
        `Measured ${measuredAt.slice(0, 10)}, Node.js ${node}, ${cores} × ${cpu}.`,
        markdownTable(figures),
      ].join("\n\n"),
    )
    .join("\n\n");

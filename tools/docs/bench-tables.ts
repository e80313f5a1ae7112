import { readResults } from "../bench/results";
import { standingCells, standings } from "../bench/goals";
import { markdownRows, markdownTables } from "../bench/table";

/** The results that are kept of the benches, each with the command that measures it. */
export const benchTables = (): string =>
  Object.entries(readResults())
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { measuredAt, node, cpu, cores, figures }]) =>
      [
        `### \`npm run bench ${name}\``,
        `Measured ${measuredAt.slice(0, 10)}, Node.js ${node}, ${cores} × ${cpu}.`,
        markdownTables(figures),
      ].join("\n\n"),
    )
    .join("\n\n");

/** How this kit's goals stand by the results that are kept: the figure farthest from each. */
export const goalTable = (): string =>
  markdownRows([
    ["Goal", "", "Farthest from it", "Command"],
    ["---", "---", "---", "---"],
    ...standings(readResults()).map(standingCells),
  ]);

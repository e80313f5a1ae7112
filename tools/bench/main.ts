import { patterns } from "../../workflow/deployment";
import { screen } from "../terminal/screen";
import { figureTable, meetsGoal, type Figure } from "./figure";
import { launchFigures, scenarios } from "./launch";

/** Runs every list in both patterns, and prints the figures. */
async function main(): Promise<void> {
  const figures: Figure[] = [];
  for (const pattern of patterns)
    for (const scenario of scenarios) figures.push(...(await launchFigures(pattern, scenario)));
  console.log(figureTable(figures, screen?.columns));
  if (!figures.every(meetsGoal)) process.exitCode = 1;
}

void main();

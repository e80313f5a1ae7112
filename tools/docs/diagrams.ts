import { mermaid } from "../page/mermaid";
import { pattern1Definition } from "../../stacks/pattern-1/definition";
import { pattern2Definition } from "../../stacks/pattern-2/definition";
import { deployment } from "../simulated/deployment";

// Only states, conditions and errors are drawn, so any deployment will do.
const props = {
  deployment,
  launcherArn: "launcher",
  monitorArn: "monitor",
  clusterArn: "cluster",
  maxTimeoutSeconds: 86_400,
  launchConcurrency: 20,
  toleratedLaunchFailurePercentage: 100,
};

/** The state machine of each pattern, by the name of the section that shows it. */
const machines = {
  "pattern-1": mermaid(pattern1Definition(props)),
  // What it does for each entry is the same whatever the list was read from.
  "pattern-2": mermaid(pattern2Definition(props), ["LaunchFromJSONL", "LaunchFromCSV", "LaunchFromPREFIX"]),
} as const;

/** Sections of a document that show a state machine: `<!-- pattern-1 -->` to `<!-- /pattern-1 -->`. */
export const diagramNames = Object.keys(machines) as (keyof typeof machines)[];

/** A pattern's state machine as Markdown. */
export const diagram = (name: keyof typeof machines): string => ["```mermaid", machines[name], "```"].join("\n");

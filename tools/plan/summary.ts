import { affected, effects, type Affected, type Effect } from "./effects";
import type { TerraformPlan } from "./terraform-plan";

const loud: Readonly<Record<Effect, string>> = {
  replace: "🛑 **replaced**",
  destroy: "🛑 **destroyed**",
  change: "changed",
  add: "added",
};

/** The line by which a stack's comment is found again. */
export const markerOf = (stack: string): string => `<!-- plan of ${stack} -->`;

/**
 * A plan as its reviewer needs it, in Markdown: how much is added, changed and destroyed, then what, gravest first. Shows
 * names of attributes, never values.
 */
export function planSummary(stack: string, plan: TerraformPlan): string {
  const all = (plan.resource_changes ?? []).flatMap((change) => affected(change) ?? []);
  const those = (effect: Effect) => all.filter((one) => one.effect === effect);
  const existing = effects.filter((effect) => effect !== "add").flatMap(those);
  const parts = [
    `${markerOf(stack)}\n### ${stack}`,
    countLine(those),
    warning(all),
    table(existing.filter(({ follows }) => !follows)),
    folded(
      "more, which follow from these",
      existing.filter(({ follows }) => follows),
      table,
    ),
    folded("added", those("add"), list),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** A comment on GitHub takes 65,536 characters. */
const maxReasonCharacters = 20_000;

/** What is said of a plan that could not be made: the end of `reason`, where Terraform says what is wrong. */
export const failureSummary = (stack: string, reason: string): string =>
  `${markerOf(stack)}\n### ${stack}\n\n**There is no plan.**\n\n\`\`\`\n${reason.trim().slice(-maxReasonCharacters)}\n\`\`\`\n`;

const verbs: Readonly<Record<Effect, string>> = {
  add: "to add",
  change: "to change",
  replace: "to replace",
  destroy: "to destroy",
};

function countLine(those: (effect: Effect) => readonly Affected[]): string {
  const counts = effects
    .toReversed()
    .map((effect) => [those(effect).length, verbs[effect]] as const)
    .filter(([count]) => count > 0);
  return counts.length > 0 ? `**${counts.map(([count, verb]) => `${count} ${verb}`).join(", ")}**` : "No changes.";
}

function warning(all: readonly Affected[]): string {
  const losses = all.flatMap(({ address, lost }) => (lost === undefined ? [] : [`> \`${address}\` loses ${lost}.`]));
  return losses.length > 0 ? ["> [!CAUTION]", ...losses].join("\n") : "";
}

const table = (affected: readonly Affected[]): string =>
  affected.length > 0 ? ["| | resource | attributes |", "| --- | --- | --- |", ...affected.map(row)].join("\n") : "";

const row = ({ address, effect, attributes }: Affected): string =>
  `| ${loud[effect]} | \`${address}\` | ${attributes.map((attribute) => `\`${attribute}\``).join(", ")} |`;

const list = (affected: readonly Affected[]): string => affected.map(({ address }) => `- \`${address}\``).join("\n");

const folded = (
  title: string,
  affected: readonly Affected[],
  show: (affected: readonly Affected[]) => string,
): string =>
  affected.length > 0
    ? `<details><summary>${affected.length} ${title}</summary>\n\n${show(affected)}\n\n</details>`
    : "";

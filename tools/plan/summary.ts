import { affected, effectOf, effects, isLocalImage, type Affected } from "./effects";
import { permissionChanges } from "./permissions";
import type { TerraformPlan } from "./terraform-plan";

type Effect = Affected["effect"];

/** Words for each effect, in a row of the table and in the line of counts. */
const words: Readonly<Record<Effect, { readonly row: string; readonly count: string }>> = {
  replace: { row: "🛑 **replaced**", count: "to replace" },
  destroy: { row: "🛑 **destroyed**", count: "to destroy" },
  forget: { row: "🛑 **forgotten**, not destroyed", count: "to forget" },
  change: { row: "changed", count: "to change" },
  import: { row: "imported", count: "to import" },
  move: { row: "moved", count: "to move" },
  add: { row: "added", count: "to add" },
};

/** The line by which a stack's comment is found again. */
const markerOf = (stack: string): string => `<!-- plan of ${stack} -->`;

/**
 * A plan as its reviewer needs it, in Markdown: how much is added, changed and destroyed; which data is lost; what changes of what
 * stands, gravest first; the permissions that policies gain and lose; and at the end the whole plan, with all values.
 *
 * @param wholePlan as `terraform plan` prints it
 * @throws Error when the plan does something that is not known here
 */
export function planSummary(stack: string, plan: TerraformPlan, wholePlan: string): string {
  const all = (plan.resource_changes ?? []).flatMap((change) => affected(change) ?? []);
  const those = (effect: Effect) => all.filter((one) => one.effect === effect);
  const existing = effects.filter((effect) => effect !== "add").flatMap(those);
  const parts = [
    `${markerOf(stack)}\n### ${stack}`,
    countLine(those, plan),
    warning(all),
    imageNote(plan),
    table(existing.filter(({ follows }) => !follows)),
    consequences(existing.filter(({ follows }) => follows)),
    permissions(plan),
  ].filter((part) => part !== "");
  const summary = parts.join("\n\n");
  return `${summary}\n${wholePlanFold(wholePlan, maxCommentCharacters - summary.length)}`;
}

/** A summary for a terminal: its folds, which come last, are left to the file. */
export function glance(stack: string, summary: string): string {
  const [shown = "", fold] = summary.replace(`${markerOf(stack)}\n`, "").split("\n<details>");
  return fold === undefined ? shown : `${shown}\nAll of it, with permissions and values: plans/${stack}.md\n`;
}

/** A comment on GitHub takes 65,536 characters; some are for what surrounds the plan. */
const maxCommentCharacters = 65_000;

/** Summary of a plan that could not be made: the end of `reason`, where Terraform says what is wrong. */
export const failureSummary = (stack: string, reason: string): string =>
  `${markerOf(stack)}\n### ${stack}\n\n**There is no plan.**\n\n${fenced(reason.trim().slice(-20_000))}\n`;

const fenced = (text: string): string => `\`\`\`\n${text.replaceAll("```", "'''")}\n\`\`\``;

function wholePlanFold(text: string, room: number): string {
  const whole = text.trim();
  if (whole === "") return "";
  const cut = whole.length > room ? `, its first ${room} of ${whole.length} characters` : "";
  return `\n${folded(`The whole plan${cut}`, fenced(whole.slice(0, Math.max(room, 0))))}\n`;
}

function countLine(those: (effect: Effect) => readonly Affected[], { output_changes = {} }: TerraformPlan): string {
  const outputs = Object.entries(output_changes).filter(([name, { actions }]) => effectOf(`output ${name}`, actions));
  const counts = [
    ...effects.toReversed().map((effect) => [those(effect).length, words[effect].count] as const),
    [outputs.length, `${outputs.length === 1 ? "output" : "outputs"} to change`] as const,
  ].filter(([count]) => count > 0);
  return counts.length > 0 ? `**${counts.map(([count, verb]) => `${count} ${verb}`).join(", ")}**` : "No changes.";
}

function warning(all: readonly Affected[]): string {
  const losses = all.flatMap(({ address, lost }) => (lost === undefined ? [] : [`> \`${address}\` loses ${lost}.`]));
  return losses.length > 0 ? ["> [!CAUTION]", ...losses].join("\n") : "";
}

/** An image is only to be created where the machine does not hold it; what is deployed is the one that was pushed. */
function imageNote({ resource_changes = [] }: TerraformPlan): string {
  const pushed = resource_changes.some(
    ({ type, change }) => type === "docker_registry_image" && affects(change.actions),
  );
  const built = resource_changes.filter((resource) => isLocalImage(resource) && affects(resource.change.actions));
  if (pushed || built.length === 0) return "";
  const addresses = built.map(({ address }) => `\`${address}\``).join(", ");
  return (
    `> [!NOTE]\n> Terraform will build ${addresses}, since the Docker Engine here does not hold it. ` +
    "Nothing that is deployed changes by that: the image in the registry stays."
  );
}

const affects = (actions: readonly string[]): boolean => actions.join() !== "no-op";

const table = (affected: readonly Affected[]): string =>
  affected.length > 0 ? ["| | resource | attributes |", "| --- | --- | --- |", ...affected.map(row)].join("\n") : "";

const row = ({ address, effect, attributes }: Affected): string =>
  `| ${words[effect].row} | \`${address}\` | ${attributes.map((name) => `\`${name}\``).join(", ")} |`;

const consequences = (affected: readonly Affected[]): string =>
  affected.length > 0 ? folded(`${affected.length} more, which follow from these`, table(affected)) : "";

const folded = (title: string, content: string): string =>
  `<details><summary>${title}</summary>\n\n${content}\n\n</details>`;

/** Lines of a fold; what is beyond is in the whole plan. */
const maxPermissionLines = 150;

function permissions(plan: TerraformPlan): string {
  const changes = permissionChanges(plan);
  const count = (kind: "added" | "taken") => changes.reduce((sum, one) => sum + one[kind].length, 0);
  const lines = changes.flatMap(({ address, added, taken }) => [
    `# ${address}`,
    ...added.map((permission) => `+ ${permission}`),
    ...taken.map((permission) => `- ${permission}`),
  ]);
  if (lines.length === 0) return "";
  const more = lines.length > maxPermissionLines ? [`… ${lines.length - maxPermissionLines} more lines`] : [];
  const shown = fenced([...lines.slice(0, maxPermissionLines), ...more].join("\n")).replace("```", "```diff");
  const title = `Permissions: ${count("added")} added, ${count("taken")} taken`;
  return folded(title, shown);
}

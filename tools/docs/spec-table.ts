import { specDocs, taskEntryDocs } from "./spec-docs";

/** Every attribute of a workflow spec as the rows of a Markdown table; attributes that read alike share one. */
export function specTable(): string {
  const attributes = [
    ...Object.entries(specDocs),
    ...Object.entries(taskEntryDocs).map(([name, doc]) => [`taskList[].${name}`, doc] as const),
  ];
  const names = new Map<string, string[]>();
  for (const [name, doc] of attributes) names.set(doc, [...(names.get(doc) ?? []), `\`${name}\``]);
  const rows = [...names].map(([doc, sharing]) => `| ${sharing.join(", ")} | ${doc} |`);
  return ["| Attribute | What it is |", "| --- | --- |", ...rows].join("\n");
}

import { faults } from "../faults";

const cell = (text: string): string => text.replaceAll("|", "\\|");

/** Every fault of the lab as the rows of a Markdown table. */
export function faultTable(): string {
  const rows = faults.map(({ name, what, patterns, seen, remedy }) =>
    [`\`${name}\``, patterns.join(", "), what, seen, remedy].map(cell),
  );
  const head = [["Fault", "Pattern", "What goes wrong", "What an operator sees", "What to do"], Array(5).fill("---")];
  return [...head, ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

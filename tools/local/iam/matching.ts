const quoted = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** True when `text` is what `pattern` says, where `*` stands for any characters and `?` for one. */
export const matches = (pattern: string, text: string, { ignoreCase = false } = {}): boolean =>
  new RegExp(`^${quoted(pattern).replaceAll("\\*", ".*").replaceAll("\\?", ".")}$`, ignoreCase ? "is" : "s").test(text);

/** The six parts of an ARN; the last may have colons. */
const partsOf = (arn: string): string[] => {
  const parts = arn.split(":");
  return [...parts.slice(0, 5), parts.slice(5).join(":")];
};

/**
 * True when `arn` is what `pattern` says. Each part of an ARN is compared with its own pattern: no `*` reaches over a
 * colon, but for the pattern `*`, which is any ARN. IAM user guide, "ARN condition operators" and "Resource".
 */
export function matchesArn(pattern: string, arn: string): boolean {
  if (pattern === "*") return true;
  const parts = partsOf(arn);
  return partsOf(pattern).every((part, index) => matches(part, parts[index] ?? ""));
}

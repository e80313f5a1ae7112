import fc from "./seeded";
import { pause } from "./simulated/simulated-time";
import { numberedName } from "../../workflow/spec";
import { prefix, type Item } from "./drawn-lists";

/** The last object of a prefix, and as good an entry of any other list. */
const another = { taskName: `${prefix}\u{10ffff}`, objectKey: `${prefix}\u{10ffff}` } as const;

/** What may become of a list in S3; undefined for one that is deleted. */
const changes = {
  deleted: () => undefined,
  shorter: (items: readonly Item[]) => items.slice(0, -1),
  longer: (items: readonly Item[]) => [
    ...items,
    { rowName: numberedName(items.length, another.taskName), entry: another, number: String },
  ],
} as const satisfies Record<string, (items: readonly Item[]) => readonly Item[] | undefined>;

/** What becomes of a list in S3, and when. */
export const listChange = fc.option(
  fc.record({
    what: fc.constantFrom(...(Object.keys(changes) as (keyof typeof changes)[])),
    afterSeconds: fc.constantFrom(1, 10, 30, 70),
  }),
  { nil: undefined, freq: 2 },
);
export type ListChange = typeof listChange extends fc.Arbitrary<infer Value> ? Value : never;

/** Lists that change while their run goes on. @param objectsOf the text of each object by its key, as a list of items has them */
export function changing(
  objectsOf: (items: readonly Item[]) => Readonly<Record<string, string>>,
  items: readonly Item[],
  change: ListChange,
): Record<string, string | undefined> {
  const lists: Record<string, string | undefined> = { ...objectsOf(items) };
  if (change)
    void pause(change.afterSeconds).then(() => {
      const changed = changes[change.what](items);
      const after = changed ? objectsOf(changed) : {};
      for (const key of [...Object.keys(lists), ...Object.keys(after)]) lists[key] = after[key];
    });
  return lists;
}

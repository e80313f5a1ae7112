import fc from "./seeded";
import { pause } from "./simulated/simulated-time";

const another = { taskName: "another", objectKey: "in/file" } as const;

/** What may become of a list in S3; undefined for one that is deleted. */
const changes = {
  deleted: () => undefined,
  shorter: (text: string) => text.slice(0, text.lastIndexOf("\n")),
  longer: (text: string, key: string) =>
    `${text}\n${key === "CSV" ? Object.values(another).join(",") : JSON.stringify(another)}`,
} as const satisfies Record<string, (text: string, key: string) => string | undefined>;

/** What becomes of a list in S3, and when. */
export const listChange = fc.option(
  fc.record({
    what: fc.constantFrom(...(Object.keys(changes) as (keyof typeof changes)[])),
    afterSeconds: fc.constantFrom(1, 10, 30, 70),
  }),
  { nil: undefined, freq: 1 },
);
export type ListChange = typeof listChange extends fc.Arbitrary<infer Value> ? Value : never;

/** Lists that change while their run goes on. @param objects the text of each, by its key */
export function changing(objects: Record<string, string>, change: ListChange): Record<string, string | undefined> {
  const lists: Record<string, string | undefined> = { ...objects };
  if (change)
    void pause(change.afterSeconds).then(() => {
      for (const [key, text] of Object.entries(objects)) lists[key] = changes[change.what](text, key);
    });
  return lists;
}

import { documentedAttributes, specJsonSchema } from "../../../tools/docs/spec-schema";
import { mostListedEntries } from "../../../workflow/task-lines";

interface ObjectSchema {
  readonly properties: Readonly<Record<string, { readonly description: string; readonly items?: ObjectSchema }>>;
}

describe("Given the table of docs/spec.md, which describes every attribute of a spec", () => {
  it("When the JSON Schema is made of it, then it has a row for each attribute, and no others", () => {
    const { properties } = specJsonSchema() as unknown as ObjectSchema;
    const entry = properties["taskList"]?.items?.properties ?? {};
    const described = [
      ...Object.entries(properties),
      ...Object.entries(entry).map(([name, rule]) => [`taskList[].${name}`, rule] as const),
    ].map(([name, { description }]) => [name, description] as const);
    expect(Object.fromEntries(documentedAttributes)).toEqual(Object.fromEntries(described));
  });

  it("When it tells how long a list may be, then that is so long as the launcher takes", () => {
    expect(documentedAttributes.get("taskSource")).toContain(`JSON Lines of up to ${mostListedEntries} entries.`);
  });
});

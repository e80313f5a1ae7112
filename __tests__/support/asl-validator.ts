import { madeOnce, sha256 } from "./synthesized";

interface Ajv {
  addKeyword(definition: { readonly keyword: string | readonly string[] }): unknown;
  getKeyword(keyword: string): unknown;
}

// It compiles all of its JSON schemas for each definition, which takes longer than most tests.
jest.mock<object>("ajv", () => {
  const { default: ActualAjv } = jest.requireActual<{ default: new (options: object) => Ajv }>("ajv");
  let compiled: Ajv | undefined;
  function compile(options: object): Ajv {
    const ajv = new ActualAjv(options);
    const add = ajv.addKeyword.bind(ajv);
    // Its plug-ins are given to it once more for each definition.
    ajv.addKeyword = (definition) =>
      [definition.keyword].flat().some((name) => ajv.getKeyword(name)) ? ajv : add(definition);
    return ajv;
  }
  function AjvOnce(options: object): Ajv {
    return (compiled ??= compile(options));
  }
  return { __esModule: true, default: AjvOnce };
});

type Validation = ReturnType<typeof import("asl-validator").default>;

/** asl-validator, which the tests have in place of itself: a definition is validated once a test run. */
export default function validate(definition: object): Pick<Validation, "isValid" | "errors"> {
  const errors = madeOnce(`${sha256(definition)}.asl.json`, () => {
    const actual = jest.requireActual<(definition: object) => Validation>("asl-validator/dist/src/validator");
    return JSON.stringify(actual(definition).errors);
  });
  const found = JSON.parse(errors.toString()) as Validation["errors"];
  return { isValid: found.length === 0, errors: found };
}

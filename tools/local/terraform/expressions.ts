import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { textOf, type Json } from "../json";

/** Targets of the expressions in a stack. Each throws an Error that names a missing one. */
interface Targets {
  /** The value of `type.name.attribute`; the type of a data source begins with `data.` */
  attribute(type: string, name: string, attribute: string): Json;
  /** The path of a file that the stack names relative to its folder. */
  path(relative: string): string;
}

const parts = /\$\$\{|%%\{|[$%]\{((?:"(?:[^"\\]|\\.)*"|[^"{}])*)\}?/g;
const wholeExpression = /^\$\{((?:"(?:[^"\\]|\\.)*"|[^"{}])*)\}$/;
const reference = /^((?:data\.)?[a-z]\w*)\.([\w-]+)\.([a-z]\w*)$/;
const call = /^([a-z]\w*)\((.*)\)$/s;
const stringOrReference = /"(?:[^"\\]|\\.)*"|(?:data\.)?[a-z]\w*(?:\.[\w-]+)+/g;

/**
 * The value of a string of Terraform's JSON: literal text with `${…}` in it. Only those expressions are known that
 * synthesized stacks have: a reference, and calls of the functions below with references and literals.
 *
 * @throws Error naming an expression of another shape
 */
export function evaluate(text: string, targets: Targets): Json {
  const [, whole] = wholeExpression.exec(text) ?? [];
  if (whole !== undefined) return valueOf(whole, targets);
  return text.replace(parts, (part, expression?: string) => {
    if (expression === undefined) return part.slice(1);
    if (!wholeExpression.test(part)) throw unknown(part);
    return textOf(valueOf(expression, targets));
  });
}

function valueOf(expression: string, targets: Targets): Json {
  const [, type, name, attribute] = reference.exec(expression) ?? [];
  if (type !== undefined && name !== undefined && attribute !== undefined)
    return targets.attribute(type, name, attribute);
  const [, functionName = "", parameters = ""] = call.exec(expression) ?? [];
  const called = Object.hasOwn(functions, functionName) ? functions[functionName] : undefined;
  if (!called) throw unknown(expression);
  return called(parametersOf(parameters, expression, targets) as never, targets);
}

/** Literals are written as in JSON; references among them are replaced by their values. */
function parametersOf(text: string, expression: string, targets: Targets): Json {
  const json = text.replace(stringOrReference, (found) => {
    if (found.includes("${") || found.includes("%{")) throw unknown(expression);
    return found.startsWith('"') || !reference.test(found) ? found : JSON.stringify(valueOf(found, targets));
  });
  try {
    return JSON.parse(`[${json}]`) as Json;
  } catch (error) {
    throw unknown(expression, error);
  }
}

/** Terraform documentation, "Built-in Functions". */
const functions: Readonly<Record<string, (parameters: never, targets: Targets) => Json>> = {
  cidrsubnet: ([prefix, newBits, number]: [string, number, number]) => cidrSubnet(prefix, newBits, number),
  element: ([list, index]: [Json[], number]) => list[index % list.length] ?? null,
  filebase64sha256: ([path]: [string], targets) =>
    createHash("sha256")
      .update(readFileSync(targets.path(path)))
      .digest("base64"),
  join: ([separator, list]: [string, Json[]]) => list.map(textOf).join(separator),
};

function cidrSubnet(prefix: string, newBits: number, number: number): string {
  const [address = "", bits] = prefix.split("/");
  const length = Number(bits) + newBits;
  const base = address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const subnet = base + number * 2 ** (32 - length);
  return `${[24, 16, 8, 0].map((shift) => Math.floor(subnet / 2 ** shift) % 256).join(".")}/${length}`;
}

const unknown = (expression: string, cause?: unknown): Error =>
  new Error(
    `The Terraform expression ${expression} is not known here, only references to an attribute and calls of ` +
      Object.keys(functions).join(", "),
    { cause },
  );

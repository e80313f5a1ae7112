import type { Json } from "../json";

/** A Terraform expression, parsed: the part of the language that synthesized JSON uses. */
export type Expression =
  | { readonly kind: "literal"; readonly value: Json }
  | { readonly kind: "template"; readonly parts: readonly Expression[] }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "object"; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly kind: "call"; readonly name: string; readonly parameters: readonly Expression[] }
  | { readonly kind: "root"; readonly name: string }
  | { readonly kind: "attribute"; readonly of: Expression; readonly name: string }
  | { readonly kind: "index"; readonly of: Expression; readonly index: Expression };

/**
 * Parses a string of Terraform JSON: literal text with `${…}` in it.
 *
 * @throws Error naming the place where it is no such string, or more of Terraform's language than is known here
 */
export const parseTemplate = (text: string): Expression => new Parser(text).wholeTemplate();

const keywords: Readonly<Record<string, Json>> = { true: true, false: false, null: null };
const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

const unescape = (text: string): string =>
  text.replace(/([$%])\1\{|\\(.)/gs, (_, doubled: string | undefined, escaped: string) =>
    doubled === undefined ? (escapes[escaped] ?? escaped) : `${doubled}{`,
  );

/** Outside quotes, a backslash is a backslash. */
const undouble = (text: string): string => text.replace(/([$%])\1\{/g, "$1{");

/** Recursive descent: one method for each rule of the grammar. */
class Parser {
  private at = 0;

  constructor(private readonly text: string) {}

  wholeTemplate(): Expression {
    const parts: Expression[] = [];
    while (this.at < this.text.length) {
      const literal = this.take(/(?:\$\$\{|%%\{|[$%](?!\{)|[^$%])+/sy);
      parts.push(literal === undefined ? this.interpolation() : { kind: "literal", value: undouble(literal) });
    }
    return template(parts);
  }

  private quoted(): Expression {
    const parts: Expression[] = [];
    while (this.take(/"/y) === undefined) {
      const literal = this.take(/(?:\$\$\{|%%\{|[$%](?!\{)|\\.|[^"$%\\])+/sy);
      parts.push(literal === undefined ? this.interpolation() : { kind: "literal", value: unescape(literal) });
    }
    return template(parts);
  }

  private interpolation(): Expression {
    this.expect("${");
    const inner = this.expression();
    this.expect("}");
    return inner;
  }

  private expression(): Expression {
    let left = this.primary();
    for (;;) {
      if (this.accept("[")) left = { kind: "index", of: left, index: this.closed("]") };
      else if (this.accept(".")) left = { kind: "attribute", of: left, name: this.attributeName() };
      else return left;
    }
  }

  private primary(): Expression {
    if (this.accept("(")) return this.closed(")");
    if (this.accept("[")) return { kind: "list", items: this.listUntil("]") };
    if (this.accept("{")) return { kind: "object", entries: this.entries() };
    if (this.accept('"')) return this.quoted();
    const number = this.take(/-?\d+(\.\d+)?/y);
    if (number !== undefined) return { kind: "literal", value: Number(number) };
    const name = this.name();
    if (this.accept("(")) return { kind: "call", name, parameters: this.listUntil(")") };
    return name in keywords ? { kind: "literal", value: keywords[name] ?? null } : { kind: "root", name };
  }

  private closed(end: string): Expression {
    const inner = this.expression();
    this.expect(end);
    return inner;
  }

  private listUntil(end: string): Expression[] {
    const items: Expression[] = [];
    while (!this.accept(end)) {
      items.push(this.expression());
      if (!this.accept(",")) {
        this.expect(end);
        break;
      }
    }
    return items;
  }

  private entries(): [Expression, Expression][] {
    const entries: [Expression, Expression][] = [];
    while (!this.accept("}")) {
      const key: Expression = this.accept('"') ? this.quoted() : { kind: "literal", value: this.name() };
      if (!this.accept("=")) this.expect(":");
      entries.push([key, this.expression()]);
      this.accept(",");
    }
    return entries;
  }

  private name(): string {
    return this.take(/[A-Za-z_][\w-]*/y) ?? this.fail("a name");
  }

  // `list.0` is the old spelling of `list[0]`.
  private attributeName(): string {
    return this.take(/\d+/y) ?? this.name();
  }

  private accept(symbol: string): boolean {
    this.take(/\s+/y);
    const found = this.text.startsWith(symbol, this.at);
    if (found) this.at += symbol.length;
    return found;
  }

  private expect(symbol: string): void {
    if (!this.accept(symbol)) this.fail(`"${symbol}"`);
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  private fail(expected: string): never {
    throw new Error(`Expected ${expected} at character ${this.at} of the Terraform expression ${this.text}`);
  }
}

// A template that is one interpolation and nothing else is that value, whatever its type.
const template = (parts: readonly Expression[]): Expression => {
  const [only] = parts;
  if (only === undefined) return { kind: "literal", value: "" };
  return parts.length === 1 ? only : { kind: "template", parts };
};

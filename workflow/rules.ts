/** The rule of a value; `must` has it in words. */
export type Rule =
  /**
   * A text. Its regular expressions have no flags and mean the same to JavaScript and to JSONata, which counts a text in
   * characters where JavaScript counts halves of them.
   */
  | {
      readonly type: "text";
      readonly must: string;
      readonly matches?: RegExp;
      /** True for a text that must be well formed and have no control characters: one that `brokenText` does not match. */
      readonly plain?: true;
      /** Of UTF-8. */
      readonly maxBytes?: number;
    }
  /** A whole number. */
  | { readonly type: "whole"; readonly must: string; readonly minimum: number; readonly maximum: number }
  /** One of some texts or numbers. Of none for an attribute that is known, and not to be given here. */
  | { readonly type: "option"; readonly must: string; readonly options: readonly (string | number)[] }
  /** One of the numbers that the value of another attribute offers. Where that one is no such value, it is at fault. */
  | {
      readonly type: "offered";
      readonly must: string;
      /** The other attribute, of the same object. */
      readonly by: string;
      readonly offers: Readonly<Record<string, readonly number[]>>;
    }
  /** A list of one text or more, each as a program takes it for an argument. */
  | { readonly type: "texts"; readonly must: string }
  /** Texts by names that are not listed. */
  | {
      readonly type: "map";
      readonly must: string;
      readonly names: RuleOf<"text">;
      /** Names that somebody else gives values to. */
      readonly reserved: readonly string[];
      readonly reservedMust: string;
      readonly valueMust: string;
    }
  /** An object in an object. */
  | { readonly type: "nested"; readonly of: ObjectRule }
  /** A list of one object or more. */
  | { readonly type: "list"; readonly must: string; readonly of: ObjectRule }
  /** An object whose attributes depend on the value of one of them. */
  | { readonly type: "variant"; readonly by: string; readonly of: Readonly<Record<string, ObjectRule>> };

/** The rules of one type. */
export type RuleOf<Type extends Rule["type"]> = Extract<Rule, { readonly type: Type }>;

/** An object: the rule of each attribute, and those that it must have. */
export interface ObjectRule {
  readonly name: string;
  readonly required: readonly string[];
  readonly attributes: Readonly<Record<string, Rule>>;
  /** Attributes that it must have when it has another: that one's name. */
  readonly partners?: Readonly<Record<string, string>>;
}

/** Control characters break environment variables, rows and log lines; a half of a character becomes another one as UTF-8. */
export const brokenText =
  // oxlint-disable-next-line no-control-regex -- control characters are what this rule looks for
  /[\u0000-\u001f\u007f-\u009f]|[\ud800-\udbff](?![\udc00-\udfff])|(?:[^\ud800-\udbff]|^)[\udc00-\udfff]/;

/** Characters that no argument and no variable of a program can hold: NUL, and halves of characters. */
export const brokenArgument =
  // oxlint-disable-next-line no-control-regex -- a control character is what this rule looks for
  /\u0000|[\ud800-\udbff](?![\udc00-\udfff])|(?:[^\ud800-\udbff]|^)[\udc00-\udfff]/;

/** Well-formed text of 1 to `maxBytes` bytes of UTF-8, without control characters. */
export const text = (maxBytes: number): RuleOf<"text"> => ({
  type: "text",
  must: `must be well-formed text of 1 to ${maxBytes} bytes of UTF-8 without control characters`,
  matches: /[\s\S]/,
  plain: true,
  maxBytes,
});

/** Text that matches a regular expression. */
export const matching = (matches: RegExp, must: string): RuleOf<"text"> => ({ type: "text", must, matches });

/** One of some texts or numbers. */
export const oneOf = (
  options: readonly (string | number)[],
  must = `must be ${options.join(" or ")}`,
): RuleOf<"option"> => ({ type: "option", must, options });

/** A whole number from `minimum` to `maximum`. */
export const whole = (minimum: number, maximum: number): RuleOf<"whole"> => ({
  type: "whole",
  must: `must be a whole number from ${minimum} to ${maximum}`,
  minimum,
  maximum,
});

/** An object with the attributes of a type, each of which has a rule. */
export const objectRule = <Attributes>(
  name: string,
  required: readonly (string & keyof Attributes)[],
  attributes: Readonly<Record<keyof Attributes, Rule>>,
): ObjectRule => ({ name, required, attributes });

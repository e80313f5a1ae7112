import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { textOf, type Json } from "../json";

/** Terraform's functions by name. */
export type TerraformFunctions = Readonly<Record<string, (...parameters: never[]) => Json>>;

/**
 * Terraform's functions as far as synthesized stacks use them. What each does:
 * https://developer.hashicorp.com/terraform/language/functions
 *
 * @param folder the stack's folder, which paths are relative to
 */
export const terraformFunctions = (folder: string): TerraformFunctions => ({
  concat: (...lists: Json[][]) => lists.flat(),
  element: (list: Json[], index: number) => list[index % list.length] ?? null,
  filebase64sha256: (path: string) =>
    createHash("sha256")
      .update(readFileSync(resolve(folder, path)))
      .digest("base64"),
  filesha256: (path: string) =>
    createHash("sha256")
      .update(readFileSync(resolve(folder, path)))
      .digest("hex"),
  join: (separator: string, ...lists: Json[][]) => lists.flat().map(textOf).join(separator),
  jsondecode: (text: string) => JSON.parse(text) as Json,
  jsonencode: (value: Json) => JSON.stringify(value),
  length: (value: string | Json[]) => value.length,
  lower: (text: string) => text.toLowerCase(),
  replace: (text: string, from: string, to: string) => text.replaceAll(from, to),
  split: (separator: string, text: string) => text.split(separator),
  tolist: (list: Json[]) => list,
  toset: (list: Json[]) => [...new Set(list)],
  tostring: (value: Json) => textOf(value),
});

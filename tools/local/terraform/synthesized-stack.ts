import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { computedAttributes } from "./computed-attributes";
import { evaluate } from "./expressions";
import { isObject, textOf, type Json, type JsonObject } from "../json";

/** The account that local resources belong to when the stack names none. */
const localAccountId = "000000000000";

type Declarations = Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;

interface TerraformJson {
  readonly resource?: Declarations;
  readonly data?: Declarations;
  readonly output?: Readonly<Record<string, { readonly value: Json }>>;
  readonly provider?: { readonly aws?: readonly JsonObject[] };
}

/** A resource as it is once it is applied. */
export interface Resource {
  /** Terraform address, e.g. `aws_sfn_state_machine.workflow`. */
  readonly address: string;
  /** Its arguments, references in them resolved, and what AWS computes, e.g. `arn`. */
  readonly values: JsonObject;
}

/** Resources of Terraform: as a stack declares them, or as they were applied. */
export interface Resources {
  /** All resources of a type, e.g. `aws_dynamodb_table`. */
  resources(type: string): Resource[];
  /** The code of an `aws_lambda_function`; undefined where it is not known here. */
  zipOf(resource: Resource): Uint8Array | undefined;
}

/**
 * A stack as `cdktf synth` wrote it. References between its resources resolve to local values; one that does not resolve
 * is an error that names the resource and the attribute, as it would be in AWS.
 */
export class SynthesizedStack implements Resources {
  /** Region of the AWS provider. */
  readonly region: string;
  /** The account that the provider is bound to, or one for here. */
  readonly accountId: string;

  /** @param file the stack's `cdk.tf.json` */
  static read(file: string): SynthesizedStack {
    return new SynthesizedStack(JSON.parse(readFileSync(file, "utf8")) as TerraformJson, dirname(file));
  }

  /** @param folder the stack's folder, which paths in it are relative to */
  constructor(
    private readonly json: TerraformJson,
    private readonly folder: string,
  ) {
    const [provider] = json.provider?.aws ?? [];
    this.region = textOf(provider?.["region"]);
    this.accountId = (provider?.["allowed_account_ids"] as string[] | undefined)?.[0] ?? localAccountId;
  }

  resources(type: string): Resource[] {
    return Object.keys(this.json.resource?.[type] ?? {}).map((name) => this.resource(type, name));
  }

  /**
   * The one resource of a type.
   *
   * @throws Error when there is none, or more than one
   */
  only(type: string): Resource {
    const [first, ...others] = this.resources(type);
    if (!first || others.length > 0)
      throw new Error(`The stack must have one ${type} to run here, it has ${first ? others.length + 1 : 0}`);
    return first;
  }

  /** @throws Error when there is no such output */
  output(name: string): Json {
    const output = this.json.output?.[name];
    if (!output) throw new Error(`The stack has no output ${name}`);
    return this.resolve(output.value, `output.${name}`);
  }

  /** All outputs by name. */
  outputs(): Record<string, Json> {
    return Object.fromEntries(Object.keys(this.json.output ?? {}).map((name) => [name, this.output(name)]));
  }

  /** The path of a file that the stack names relative to its folder. */
  path(relative: string): string {
    return resolve(this.folder, relative);
  }

  /** @throws Error when the zip is missing or its hash is not the configured one */
  zipOf({ address, values }: Resource): Uint8Array {
    const { filename, source_code_hash: configured } = values;
    const zip = readFileSync(this.path(textOf(filename)));
    const hash = createHash("sha256").update(zip).digest("base64");
    if (hash === configured) return zip;
    throw new Error(`${address}: source_code_hash is ${textOf(configured)}, ${textOf(filename)} has ${hash}`);
  }

  /**
   * A value with every reference in it resolved.
   *
   * @param address where the value stands, for the error
   */
  resolve(value: Json, address: string): Json {
    if (typeof value === "string") return this.resolveText(value, address);
    if (Array.isArray(value)) return value.map((item: Json, index) => this.resolve(item, `${address}[${index}]`));
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, this.resolve(inner, `${address}.${key}`)]),
    );
  }

  attribute(type: string, name: string, attribute: string): Json {
    const address = `${type}.${name}`;
    const declared = this.declaration(type, name);
    const given = declared[attribute];
    if (given !== undefined) return this.resolve(given, `${address}.${attribute}`);
    const compute = computedAttributes[type]?.[attribute];
    if (!compute) throw new Error(`${address} has no attribute "${attribute}" that is known here`);
    return compute({
      address,
      region: this.region,
      accountId: this.accountId,
      argument: (argument) => this.attribute(type, name, argument),
      argumentsOf: () => this.resolve(declared, address) as JsonObject,
    });
  }

  private resource(type: string, name: string): Resource {
    const address = `${type}.${name}`;
    const declared = Object.entries(this.declaration(type, name)).filter(([key]) => !metaArguments.has(key));
    const given = this.resolve(Object.fromEntries(declared), address) as JsonObject;
    const computed = Object.keys(computedAttributes[type] ?? {}).map((key) => [key, this.attribute(type, name, key)]);
    return { address, values: { ...(Object.fromEntries(computed) as JsonObject), ...given } };
  }

  private declaration(type: string, name: string): JsonObject {
    const [group, bareType] = type.startsWith("data.") ? [this.json.data, type.slice(5)] : [this.json.resource, type];
    const declared = group?.[bareType]?.[name];
    if (!declared) throw new Error(`${type}.${name} is not declared in the stack`);
    return declared;
  }

  private resolveText(text: string, address: string): Json {
    try {
      return evaluate(text, this);
    } catch (error) {
      throw new Error(`${address}: ${(error as Error).message}`, { cause: error });
    }
  }
}

/** Arguments that are Terraform's own: their strings are addresses or commands, not templates. */
const metaArguments: ReadonlySet<string> = new Set([
  "//",
  "depends_on",
  "lifecycle",
  "provisioner",
  "connection",
  "count",
]);

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Handler } from "../http/exchange";
import type { Serve } from "../http/local-server";
import { textOf, type Json, type JsonObject } from "../json";
import type { Resource, Resources } from "../terraform/synthesized-stack";
import type { Deployed } from "./deployed";
import { deployedOf } from "./resources";

/** A state as Terraform writes it: the part of its format, version 4, that is looked into. */
interface State {
  readonly version: number;
  readonly resources: readonly {
    readonly mode: "managed" | "data";
    readonly type: string;
    readonly name: string;
    /** One that is `deposed` was replaced, and is still to be deleted. */
    readonly instances: readonly { readonly attributes: JsonObject; readonly deposed?: string }[];
  }[];
}

interface Upload {
  readonly ZipFile?: string;
  readonly Code?: { readonly ZipFile?: string };
}

/** Resources before anything is applied. */
const nothing = { resources: () => [], zipOf: () => undefined };

/**
 * The part of an account that Terraform has applied: the resources of all states in a folder, with their attributes as the provider
 * read them from AWS. The code of functions is in no state: it is kept when it is uploaded.
 *
 * @param folder of the states, `<stack>.tfstate`
 * @param behind leads to the account
 */
export function appliedIn(
  folder: string,
  account: Pick<Deployed, "region" | "accountId">,
  behind: Handler,
): Deployed & { readonly uploads: Serve } {
  const zips = new Map<string, Uint8Array>();
  // Older revisions stay registered, and are in no state any more.
  const revisions = new Map<string, Deployed["taskDefinitions"][number]>();
  let known: string | undefined;
  const zipOf: Resources["zipOf"] = ({ values }) => zips.get(textOf(values["function_name"]));
  const refresh = async (): Promise<void> => {
    const changed = await statesIn(folder, known);
    if (!changed) return;
    const { states, text } = changed;
    const applied = { resources: (type: string) => resourcesOf(states, type), zipOf };
    const now = deployedOf(applied);
    for (const one of now.taskDefinitions) revisions.set(one.taskDefinitionArn ?? "", one);
    Object.assign(deployed, now, { taskDefinitions: [...revisions.values()] });
    known = text;
  };
  const uploads: Serve = async (request) => {
    const body = request.service === "lambda" ? request.body.toString("utf8") : "";
    if (!body.includes('"ZipFile"')) return undefined;
    const answer = await behind(request);
    const { Code, ZipFile = Code?.ZipFile } = JSON.parse(body) as Upload;
    const { FunctionName } = JSON.parse(answer.body.toString()) as { readonly FunctionName?: string };
    if (ZipFile !== undefined && FunctionName !== undefined) zips.set(FunctionName, Buffer.from(ZipFile, "base64"));
    return answer;
  };
  const deployed = { ...account, ...deployedOf(nothing), refresh, uploads };
  return deployed;
}

/** Terraform empties a state's file before it writes it: for so long what cannot be parsed is read again. Milliseconds. */
const [pauseMs, longestMs] = [50, 5_000];

/**
 * The states and their text, which is parsed only where it is not the one that is known: each call of a function asks.
 *
 * @returns undefined where it is
 * @throws Error when a state is of another version than is known here, or stays as it is half written
 */
async function statesIn(
  folder: string,
  known: string | undefined,
): Promise<{ readonly states: readonly State[]; readonly text: string } | undefined> {
  for (let waitedMs = 0; ; waitedMs += pauseMs)
    try {
      const files = readdirSync(folder).filter((name) => name.endsWith(".tfstate"));
      const texts = files.map((name) => readFileSync(join(folder, name), "utf8"));
      const text = texts.join("");
      return text === known ? undefined : { states: texts.map(parsed), text };
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      if (waitedMs >= longestMs) throw new Error(`A state in ${folder} is no JSON: ${error.message}`, { cause: error });
      await setTimeout(pauseMs);
    }
}

function parsed(text: string): State {
  const state = JSON.parse(text) as State;
  if (state.version === 4) return state;
  throw new Error(
    `Terraform writes states of version ${state.version} here, of which nothing is known but of version 4`,
  );
}

const resourcesOf = (states: readonly State[], type: string): Resource[] =>
  states
    .flatMap(({ resources }) => resources)
    .filter((resource) => resource.mode === "managed" && resource.type === type)
    .flatMap(({ name, instances }) =>
      instances
        .filter(({ deposed }) => deposed === undefined)
        .map(({ attributes }) => resourceOf(`${type}.${name}`, attributes)),
    );

/** In a state, whatever has no value is null, empty text or an empty list. */
const isGiven = (value: Json): boolean =>
  value !== null && value !== "" && !(Array.isArray(value) && value.length === 0);

/** Attributes of a role in which the provider lists what other resources give it. */
const ofOthers: ReadonlySet<string> = new Set(["inline_policy", "managed_policy_arns"]);

function resourceOf(address: string, attributes: JsonObject): Resource {
  const given = Object.entries(attributes).filter(([name, value]) => isGiven(value) && !ofOthers.has(name));
  return { address, values: Object.fromEntries(given) };
}

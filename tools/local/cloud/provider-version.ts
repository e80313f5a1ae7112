import { awsProviderVersion } from "../../../stacks/versions";

interface Block extends Record<string, unknown> {
  terraform: { required_providers: { aws: { version: string } } };
  data?: Record<string, object>;
  ephemeral?: Record<string, object>;
}

/** Feature that an AWS provider before a version does not know, and its replacement. */
interface Novelty {
  /** Major and minor. */
  readonly since: readonly [number, number];
  readonly without: (stack: string) => string;
}

const token = "aws_ecr_authorization_token";

const novelties: readonly Novelty[] = [
  // hashicorp/terraform-provider-aws#44986
  { since: [6, 19], without: (stack) => stack.replaceAll('"nodejs24.x"', '"nodejs22.x"') },
  // #44949. What stands in leaves the login in the state: an emulated account's.
  {
    since: [6, 22],
    without: (stack) => {
      const { ephemeral, ...rest } = JSON.parse(stack.replaceAll(`ephemeral.${token}.`, `data.${token}.`)) as Block;
      return toJson({ ...rest, data: { ...rest.data, ...ephemeral } });
    },
  },
];

/**
 * A synthesized stack's JSON, as the AWS provider of another version takes it: all that differs for what lies in a mirror. The
 * one that the stack names takes it as it is.
 */
export function forAwsProvider(version: string, stack: string): string {
  if (version === awsProviderVersion) return stack;
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const known = novelties
    .filter(({ since }) => major < since[0] || (major === since[0] && minor < since[1]))
    .reduce((text, { without }) => without(text), stack);
  const block = JSON.parse(known) as Block;
  block.terraform.required_providers.aws.version = version;
  return toJson(block);
}

const toJson = (value: object): string => JSON.stringify(value, undefined, 2);

import { useKeyStatements } from "./encryption";
import type { Statement } from "./service-role";
import type { Target } from "./target";

/** Names of variables with the ARNs of their values: secrets of Secrets Manager, parameters of Systems Manager. */
type JobSecrets = Readonly<Record<string, string>>;

/**
 * ARNs that ECS takes: a secret, with the six characters that Secrets Manager ends its name with, and optionally `:key:stage:version`; or
 * a parameter. ECS developer guide, "Pass Secrets Manager secrets through Amazon ECS environment variables" and "Pass Systems Manager
 * parameters through Amazon ECS environment variables".
 */
export const secretArn =
  /^arn:aws:(secretsmanager:[a-z\d-]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z\d]{6}(:[\w/+=.@-]*:[\w/+=.@-]*:[\w-]*)?|ssm:[a-z\d-]+:\d{12}:parameter\/[\w./-]+)$/;

/** Reading the values of one service, and the use of the key that may encrypt them. */
const readings = {
  secretsmanager: { sid: "ReadSecrets", actions: ["secretsmanager:GetSecretValue"], key: "secrets" },
  ssm: { sid: "ReadParameters", actions: ["ssm:GetParameters"], key: "parameters" },
} as const;

type SecretService = keyof typeof readings;

const serviceOf = (arn: string): string => arn.split(":")[2] as string;

/** A value's ARN without the part of it that is wanted: policies name the whole. */
const resourceOf = (arn: string): string => arn.split(":").slice(0, 7).join(":");

/** The services that values are read from, by their short names. */
export const secretServices = (secrets: JobSecrets): SecretService[] =>
  (Object.keys(readings) as SecretService[]).filter((service) =>
    Object.values(secrets).some((arn) => serviceOf(arn) === service),
  );

/** Reading these values and no other, also where the deployment's key encrypts them. */
export const secretStatements = (secrets: JobSecrets, target: Target): Statement[] =>
  secretServices(secrets).flatMap((service) => {
    const { sid, actions, key } = readings[service];
    const arns = Object.values(secrets).filter((arn) => serviceOf(arn) === service);
    const resources = [...new Set(arns.map(resourceOf))];
    return [{ sid, actions: [...actions], resources }, ...useKeyStatements(target, key)];
  });

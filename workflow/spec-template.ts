import { deploymentKeys, type Deployment } from "./deployment";

/**
 * Puts a deployment's values where a template says `"<key>"`.
 *
 * @returns the spec, as JSON
 */
export const fillTemplate = (template: object, deployment: Deployment): string =>
  deploymentKeys.reduce(
    (json, key) => json.replaceAll(`"<${key}>"`, () => JSON.stringify(deployment[key])),
    JSON.stringify(template, undefined, 2),
  );

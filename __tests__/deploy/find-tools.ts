import { findTools, onPath, type Tools, versionsIn } from "../../tools/local/tools";
import { dockerProblem } from "../support/docker";
import { registryCommand } from "../support/image-registry";

/** The Docker provider: the one that the stacks name. */
const [source, version] = ["kreuzwerker/docker", "3.6.2"] as const;

/** What is missing to build and push images, a line each. */
function missingForImages({ mirror }: Tools): string[] {
  const engine = dockerProblem();
  const provider = !mirror || versionsIn(mirror.folder, source).includes(version);
  return [
    ...(provider ? [] : [`Terraform's provider ${source} ${version} is not in the mirror ${mirror.folder}`]),
    ...(engine === undefined ? [] : [`no Docker Engine: ${engine.replaceAll("\n", " ")}`]),
    ...(onPath(registryCommand) === undefined ? [`${registryCommand} is not on the PATH`] : []),
  ];
}

/** Of Terraform's processes, which live for seconds: to collect garbage in them would take a third of the suite's time. */
const collectsNoGarbage = { GOGC: "off", GOMEMLIMIT: "1500MiB" };

/** Looks for the tools before any test is read, so that tests can say what is missing. */
export default async function findToolsOnce(): Promise<void> {
  Object.assign(process.env, collectsNoGarbage);
  const found = await findTools();
  if ("missing" in found) console.warn(`Without these, nothing can be deployed here:\n${found.missing.join("\n")}`);
  process.env["DEPLOY_TOOLS"] = JSON.stringify(found);
  const missing = "missing" in found ? found.missing : missingForImages(found);
  if (missing.length > 0) console.warn(`Without these, no image is built and pushed here:\n${missing.join("\n")}`);
  process.env["IMAGE_TOOLS"] = JSON.stringify(missing);
}

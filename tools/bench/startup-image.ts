import { join } from "node:path";
import { dockerOutput, dockerProblem, importNodeImage } from "../../__tests__/support/docker";
import { taskImageContext } from "../../modules/bundles/programs";
import { stage } from "../../modules/bundles/stage";
import type { Figure } from "./figure";
import { originalJars } from "./startup-sizes";

const base = `amazon-ecs-starter-kit-bench:${process.pid}`;

/** Uncompressed, in bytes. */
const sizeOf = (image: string): number => Number(dockerOutput("image", "inspect", "--format", "{{.Size}}", image));

/**
 * Bytes of the task's image beside those of the image it is built on: Node.js of this machine and the libraries it needs, so
 * that no network is needed. Without a Docker Engine there are none, and standard error says why.
 */
export function imageSizes(): Figure[] {
  const problem = dockerProblem();
  if (problem !== undefined) {
    process.stderr.write(`startup: no figures of the image: ${problem}\n`);
    return [];
  }
  importNodeImage(base);
  const context = stage(join("bench", "image"), taskImageContext());
  const image = dockerOutput("build", "--quiet", "--build-arg", `NODE_IMAGE=${base}`, context);
  try {
    return figures(sizeOf(image), sizeOf(base));
  } finally {
    dockerOutput("image", "rm", "--force", image, base);
  }
}

const figures = (all: number, below: number): Figure[] => [
  {
    what: "size of the image: all of it",
    unit: "KB",
    value: all / 1_000,
    comparedWith: { what: `Node.js ${process.version} and its libraries, which it is built on`, value: below / 1_000 },
  },
  {
    what: "size of the image: layers that the Dockerfile adds",
    unit: "KB",
    value: (all - below) / 1_000,
    comparedWith: { what: "the original's jar, as its README states", value: originalJars["ecs-task"] },
  },
];

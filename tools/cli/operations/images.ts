import {
  BatchDeleteImageCommand,
  paginateDescribeImages,
  RepositoryNotFoundException,
  type ImageDetail,
} from "@aws-sdk/client-ecr";
import { DescribeTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { ecrIn } from "../aws/ecr";
import { ecsIn } from "../aws/ecs";
import type { DeployedStack } from "../outputs";
import { portions } from "./portions";

/** Images of a repository that the deployment does not run. */
export interface UnusedImages {
  readonly repositoryName: string;
  readonly digests: readonly string[];
}

/** BatchDeleteImage takes at most so many. ECR API reference. */
const imagesPerCall = 100;

/** `<account>.dkr.ecr.<region>.amazonaws.com/<repository>` with a digest or a tag. */
const ecrImage = /^\d+\.dkr\.ecr\.[^/]+\/([^@:]+)(?:@(sha256:[\da-f]+)|:(.+))?$/;

/** The images beside the one that the task definition names. None when that does not come from ECR. */
export async function unusedImages({ deployment }: DeployedStack, before?: Date): Promise<UnusedImages | undefined> {
  const { region, taskDefinition, containerName } = deployment;
  const described = await ecsIn(region).send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  const container = described.taskDefinition?.containerDefinitions?.find(({ name }) => name === containerName);
  const [, repositoryName, digest, tag = "latest"] = ecrImage.exec(container?.image ?? "") ?? [];
  if (repositoryName === undefined) return undefined;
  const isUsed = ({ imageDigest, imageTags = [] }: ImageDetail): boolean =>
    digest === undefined ? imageTags.includes(tag) : imageDigest === digest;
  const isYoung = ({ imagePushedAt }: ImageDetail): boolean =>
    before !== undefined && imagePushedAt !== undefined && imagePushedAt >= before;
  const unused = (await imagesOf(region, repositoryName)).filter((image) => !isUsed(image) && !isYoung(image));
  return { repositoryName, digests: unused.flatMap(({ imageDigest }) => imageDigest ?? []) };
}

async function imagesOf(region: string, repositoryName: string): Promise<ImageDetail[]> {
  const images: ImageDetail[] = [];
  try {
    for await (const { imageDetails = [] } of paginateDescribeImages({ client: ecrIn(region) }, { repositoryName }))
      images.push(...imageDetails);
  } catch (error) {
    // An image that somebody else keeps.
    if (!(error instanceof RepositoryNotFoundException)) throw error;
  }
  return images;
}

/** @throws Error naming the images that ECR does not delete, and why */
export async function deleteImages(
  { deployment }: DeployedStack,
  { repositoryName, digests }: UnusedImages,
): Promise<void> {
  for (const some of portions(digests, imagesPerCall)) {
    const imageIds = some.map((imageDigest) => ({ imageDigest }));
    const { failures = [] } = await ecrIn(deployment.region).send(
      new BatchDeleteImageCommand({ repositoryName, imageIds }),
    );
    const told = failures.map(
      ({ imageId, failureReason }) => `${String(imageId?.imageDigest)}: ${String(failureReason)}`,
    );
    if (told.length > 0) throw new Error(`ECR kept images of ${repositoryName}:\n${told.join("\n")}`);
  }
}

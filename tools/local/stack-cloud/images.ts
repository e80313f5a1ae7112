import type { ImageDetail } from "@aws-sdk/client-ecr";
import { jsonAnswer } from "../gateway/aws-error";
import type { Serve } from "../gateway/request";

/** An image as ECR keeps it. */
export type KeptImage = Pick<ImageDetail, "imageDigest" | "imageTags"> & {
  /** Seconds since 1970. */
  readonly imagePushedAt: number;
};

interface BatchDeleteImageInput {
  readonly imageIds: readonly { readonly imageDigest?: string }[];
}

/** ECR, as far as images go that are looked at and deleted: those that are given, whatever the repository. */
export function imageRegistry(given: readonly KeptImage[]): Serve {
  let images = given;
  const operations: Readonly<Partial<Record<string, (input: never) => object>>> = {
    DescribeImages: () => ({ imageDetails: images }),
    BatchDeleteImage: ({ imageIds }: BatchDeleteImageInput) => {
      const digests = new Set(imageIds.map(({ imageDigest }) => imageDigest));
      images = images.filter(({ imageDigest }) => !digests.has(imageDigest));
      return { imageIds, failures: [] };
    },
  };
  // eslint-disable-next-line @typescript-eslint/require-await -- one shape for all that serve
  return async ({ service, operation, body }) => {
    const operate = service === "ecr" && Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    return operate && jsonAnswer(operate(JSON.parse(body.toString("utf8")) as never));
  };
}

import { DataAwsEcrAuthorizationToken } from "@cdktf/provider-aws/lib/data-aws-ecr-authorization-token";
import { EcrLifecyclePolicy } from "@cdktf/provider-aws/lib/ecr-lifecycle-policy";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { Image } from "@cdktf/provider-docker/lib/image";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { RegistryImage } from "@cdktf/provider-docker/lib/registry-image";
import { AssetType, TerraformAsset } from "cdktf";
import { Construct } from "constructs";
import { taskImageContext } from "./bundles/programs";
import { contentHash, stage } from "./bundles/stage";
import { cpuArchitectures, type CpuArchitecture } from "./aws-values";
import type { Statement } from "./service-role";

export interface TaskImageProps {
  /** Name of the ECR repository. */
  readonly repositoryName: string;
  readonly cpuArchitecture: CpuArchitecture;
  /** An image that exists already. @default one is built and pushed */
  readonly imageUri?: string | undefined;
  /** The image it is built on, with Node.js. @default the Dockerfile's */
  readonly nodeImage?: string | undefined;
  /** Destroying the repository is refused as long as it holds images. */
  readonly deletionProtection: boolean;
  /** Encrypts the images; another key means another repository. @default AWS's own key */
  readonly kmsKeyArn?: string | undefined;
}

const keptImages = 10;

/**
 * The container image of the tasks, and the repository for it. An image built here belongs to the Docker Engine of the
 * machine that built it: a plan made on another one shows it as to be built. Pipelines had better give `imageUri`.
 */
export class TaskImage extends Construct {
  /** What a task definition names: by digest when it was built here. */
  readonly uri: string;
  private readonly repositoryArn: string | undefined;

  constructor(scope: Construct, id: string, props: TaskImageProps) {
    super(scope, id);
    const repository = this.addRepository(props);
    this.uri = props.imageUri ?? this.build(repository, props);
    this.repositoryArn = props.imageUri ? ecrRepositoryArn(props.imageUri) : repository.arn;
  }

  /** Pulling the image, if it lies in ECR. */
  pullStatements(): Statement[] {
    if (!this.repositoryArn) return [];
    return [
      // This call has no resource.
      { sid: "LogInToEcr", actions: ["ecr:GetAuthorizationToken"], resources: ["*"] },
      {
        sid: "PullImage",
        actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
        resources: [this.repositoryArn],
      },
    ];
  }

  private addRepository({ repositoryName: name, deletionProtection, kmsKeyArn }: TaskImageProps): EcrRepository {
    const repository = new EcrRepository(this, "repository", {
      name,
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: { scanOnPush: true },
      forceDelete: !deletionProtection,
      ...(kmsKeyArn ? { encryptionConfiguration: [{ encryptionType: "KMS", kmsKey: kmsKeyArn }] } : {}),
    });
    const rule = {
      rulePriority: 1,
      description: `Keep the last ${keptImages} images`,
      selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: keptImages },
      action: { type: "expire" },
    };
    new EcrLifecyclePolicy(this, "lifecycle", {
      repository: repository.name,
      policy: JSON.stringify({ rules: [rule] }),
    });
    return repository;
  }

  private build(repository: EcrRepository, { cpuArchitecture, nodeImage }: TaskImageProps): string {
    const token = new DataAwsEcrAuthorizationToken(this, "ecr-token");
    const provider = new DockerProvider(this, "docker", {
      registryAuth: [{ address: token.proxyEndpoint, username: token.userName, password: token.password }],
    });
    const files = taskImageContext();
    const buildArgs = nodeImage ? { NODE_IMAGE: nodeImage } : undefined;
    // Whatever makes another image makes another tag: tags are immutable.
    const assetHash = contentHash({ ...files, ...(nodeImage ? { NODE_IMAGE: Buffer.from(nodeImage) } : {}) });
    const context = new TerraformAsset(this, "context", {
      path: stage("task-image", files),
      type: AssetType.DIRECTORY,
      assetHash,
    });
    const image = new Image(this, "image", {
      provider,
      name: `${repository.repositoryUrl}:${cpuArchitecture.toLowerCase()}-${assetHash}`,
      buildAttribute: {
        context: context.path,
        ...(buildArgs ? { buildArgs } : {}),
        platform: cpuArchitectures[cpuArchitecture].dockerPlatform,
        // BuildKit, by the builder that every Docker Engine has: without a name the provider takes the legacy builder.
        builder: "default",
      },
      keepLocally: true,
    });
    // Kept when replaced: tasks that still run may name it. The repository's lifecycle takes it away in time.
    const pushed = new RegistryImage(this, "pushed-image", { provider, name: image.name, keepRemotely: true });
    return `${repository.repositoryUrl}@${pushed.sha256Digest}`;
  }
}

/** The ARN of the repository that an image URI names, or undefined when it is not one of ECR. */
function ecrRepositoryArn(imageUri: string): string | undefined {
  const match = /^(\d{12})\.dkr\.ecr\.([a-z\d-]+)\.amazonaws\.com\/([^:@]+)/.exec(imageUri);
  return match ? `arn:aws:ecr:${match[2] ?? ""}:${match[1] ?? ""}:repository/${match[3] ?? ""}` : undefined;
}

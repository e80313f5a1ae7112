import { EcrLifecyclePolicy } from "@cdktf/provider-aws/lib/ecr-lifecycle-policy";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { Image } from "@cdktf/provider-docker/lib/image";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { RegistryImage } from "@cdktf/provider-docker/lib/registry-image";
import { AssetType, TerraformAsset, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { imageContext } from "./bundles/image-context";
import type { Statement } from "./service-role";
import { cpuArchitectures, type Target } from "./target";

interface TaskImageProps {
  /** An image that exists already. @default one is built and pushed */
  readonly imageUri?: string | undefined;
  /** The folder that it is built of, with a Dockerfile, from the project's folder. @default the kit's own image */
  readonly jobContext?: string | undefined;
  /** The image that the kit's own is built on, with Node.js. @default the Dockerfile's */
  readonly nodeImage?: string | undefined;
  /** Destroying the repository is refused as long as it holds images. */
  readonly deletionProtection: boolean;
  /** Its key encrypts the images; another key means another repository. */
  readonly target: Target;
}

/**
 * Images that are kept, and so long those are whose tag another image has taken. BuildKit adds untagged manifests to an image,
 * such as its provenance: they are not counted, and stay as long as the image, since "if an image is referenced by a manifest
 * list, it cannot be expired or archived without the manifest list being deleted or archived first". ECR user guide,
 * "Automate the cleanup of images by using lifecycle policies".
 */
const lifecycleRules = [
  {
    rulePriority: 1,
    description: "Keep the last 10 images",
    selection: { tagStatus: "tagged", tagPatternList: ["*"], countType: "imageCountMoreThan", countNumber: 10 },
    action: { type: "expire" },
  },
  {
    rulePriority: 2,
    description: "Keep what lost its tag for 30 days",
    selection: { tagStatus: "untagged", countType: "sinceImagePushed", countUnit: "days", countNumber: 30 },
    action: { type: "expire" },
  },
];

const ids = { image: "image", pushedImage: "pushed-image" };

/**
 * The container image of the tasks, and the repository for it. An image built here belongs to the Docker Engine of the
 * machine that built it: a plan made on another one shows it as to be built. Pipelines had better give `imageUri`.
 */
export class TaskImage extends Construct {
  /** The image as a task definition names it: by digest when it was built here. */
  readonly uri: string;
  private readonly repositoryArn: string | undefined;

  constructor(scope: Construct, id: string, props: TaskImageProps) {
    super(scope, id);
    const repository = this.addRepository(props);
    this.uri = props.imageUri ? this.named(props.imageUri) : this.build(repository, props);
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

  private addRepository({ deletionProtection, target }: TaskImageProps): EcrRepository {
    const { name, kmsKeyArn } = target;
    const repository = new EcrRepository(this, "repository", {
      name,
      // The tag says what an image was made of. Made again, by another machine or of former contents, it may be pushed again:
      // task definitions name digests.
      imageTagMutability: "MUTABLE",
      imageScanningConfiguration: { scanOnPush: true },
      forceDelete: !deletionProtection,
      ...(kmsKeyArn ? { encryptionConfiguration: [{ encryptionType: "KMS", kmsKey: kmsKeyArn }] } : {}),
    });
    new EcrLifecyclePolicy(this, "lifecycle", {
      repository: repository.name,
      policy: JSON.stringify({ rules: lifecycleRules }),
    });
    return repository;
  }

  private build(repository: EcrRepository, { target, jobContext, nodeImage }: TaskImageProps): string {
    const { cpuArchitecture } = target;
    const provider = new DockerProvider(this, "docker", { registryAuth: [this.logIn()] });
    const { folder, hash, buildArgs } = imageContext(nodeImage, jobContext);
    const context = new TerraformAsset(this, "context", { path: folder, type: AssetType.DIRECTORY, assetHash: hash });
    const image = new Image(this, ids.image, {
      provider,
      name: `${repository.repositoryUrl}:${cpuArchitecture.toLowerCase()}-${hash}`,
      buildAttribute: {
        context: context.path,
        // By default the provider looks for it in Terraform's folder. kreuzwerker/terraform-provider-docker#737
        dockerfile: `${context.path}/Dockerfile`,
        ...(buildArgs ? { buildArgs } : {}),
        platform: cpuArchitectures[cpuArchitecture].dockerPlatform,
        // BuildKit, by the builder that every Docker Engine has: without a name the provider takes the legacy builder.
        builder: "default",
      },
      keepLocally: true,
    });
    // Kept when replaced: tasks that still run may name it. The repository's lifecycle takes it away in time.
    const pushed = new RegistryImage(this, ids.pushedImage, { provider, name: image.name, keepRemotely: true });
    return `${repository.repositoryUrl}@${pushed.sha256Digest}`;
  }

  /** The login to ECR of whoever deploys, for the Docker provider: ephemeral, so that it is in no state and no plan. */
  private logIn() {
    const type = "aws_ecr_authorization_token";
    const id = this.logicalId("ecr-token");
    TerraformStack.of(this).addOverride(`ephemeral.${type}.${id}`, {});
    const token = (attribute: string) => `\${ephemeral.${type}.${id}.${attribute}}`;
    return { address: token("proxy_endpoint"), username: token("user_name"), password: token("password") };
  }

  /**
   * An image that exists already. What a deployment without it has built and pushed is forgotten, not destroyed: that would
   * need a login.
   */
  private named(imageUri: string): string {
    const built = [
      `docker_image.${this.logicalId(ids.image)}`,
      `docker_registry_image.${this.logicalId(ids.pushedImage)}`,
    ];
    TerraformStack.of(this).addOverride(
      "removed",
      built.map((from) => ({ from, lifecycle: { destroy: false } })),
    );
    return imageUri;
  }

  /** The name in Terraform of a block with this id. */
  private logicalId(id: string): string {
    return TerraformStack.of(this).getLogicalId(new Construct(this, id).node);
  }
}

/** The ARN of the repository that an image URI names, or undefined when it is not one of ECR. */
function ecrRepositoryArn(imageUri: string): string | undefined {
  const match = /^(\d{12})\.dkr\.ecr\.([a-z\d-]+)\.amazonaws\.com\/([^:@]+)/.exec(imageUri);
  return match ? `arn:aws:ecr:${match[2] ?? ""}:${match[1] ?? ""}:repository/${match[3] ?? ""}` : undefined;
}

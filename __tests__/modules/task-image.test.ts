import { synthesize } from "../support/template";

const imageUri = "210987654321.dkr.ecr.eu-west-2.amazonaws.com/team/task:1.2";

/**
 * The attributes that kreuzwerker/docker 3.6.2 reads, with their types, and where: files of internal/provider/ in
 * github.com/kreuzwerker/terraform-provider-docker at tag v3.6.2, the schema's line and that of its use.
 */
const readByDocker: Readonly<Record<string, readonly [type: string, source: string]>> = {
  "registry_auth.address": ["string", "provider.go:107, 310"],
  "registry_auth.username": ["string", "provider.go:114, 314"],
  "registry_auth.password": ["string", "provider.go:121, 315"],
  "docker_image.name": ["string", "resource_docker_image.go:36, resource_docker_image_funcs.go:33"],
  "docker_image.keep_locally": ["boolean", "resource_docker_image.go:55"],
  "docker_image.build.context": ["string", "resource_docker_image.go:325, docker_buildx_build.go:222"],
  "docker_image.build.dockerfile": ["string", "resource_docker_image.go:84, docker_buildx_build.go:218"],
  "docker_image.build.build_args.NODE_IMAGE": ["string", "resource_docker_image.go:266, docker_buildx_build.go:336"],
  "docker_image.build.platform": ["string", "resource_docker_image.go:389, docker_buildx_build.go:356"],
  "docker_image.build.builder": ["string", "resource_docker_image.go:407, docker_buildx_build.go:230"],
  "docker_registry_image.name": [
    "string",
    "resource_docker_registry_image.go:17, resource_docker_registry_image_funcs.go:39",
  ],
  "docker_registry_image.keep_remotely": [
    "boolean",
    "resource_docker_registry_image.go:24, resource_docker_registry_image_funcs.go:98",
  ],
};

/** Terraform's own, in every block. */
const metaArguments = ["provider", "depends_on"];

/** The type of each value in a block, by its path. */
const typesIn = (block: unknown, path: string): (readonly [string, string])[] =>
  typeof block === "object" && block !== null
    ? Object.entries(block)
        .filter(([name]) => !metaArguments.includes(name))
        .flatMap(([name, value]) => typesIn(value, `${path}.${name}`))
    : [[path, typeof block]];

describe("Given an image that is built", () => {
  const template = synthesize({ nodeImage: "mirror.example.com/node:24" })[1];
  const [docker] = template.terraform.provider["docker"] as [{ registry_auth: readonly object[] }];
  const blocks = {
    registry_auth: docker.registry_auth[0],
    docker_image: template.resource("docker_image", "task-image"),
    docker_registry_image: template.resource("docker_registry_image", "task-image_pushed-image"),
  };

  it("When what the Docker provider is given is compared with what 3.6.2 reads, then it is the same", () => {
    const given = Object.entries(blocks).flatMap(([path, block]) => typesIn(block, path));
    const read = Object.entries(readByDocker).map(([path, [type]]) => [path, type]);
    expect(Object.fromEntries(given)).toEqual(Object.fromEntries(read));
    expect(template.terraform.terraform.required_providers["docker"]).toEqual({
      source: "kreuzwerker/docker",
      version: "3.6.2",
    });
  });

  it("When it is built, then by the Dockerfile of its context, which is sought from Terraform's folder", () => {
    const { context, dockerfile } = blocks.docker_image["build"] as { context: string; dockerfile: string };
    expect(context).toMatch(/^assets\//);
    expect(dockerfile).toBe(`${context}/Dockerfile`);
  });

  it("When it is pushed, then with a login that is in no state and no plan", () => {
    expect(template.terraform.ephemeral).toEqual({ aws_ecr_authorization_token: { "task-image_ecr-token": {} } });
    const token = "ephemeral.aws_ecr_authorization_token.task-image_ecr-token";
    expect(blocks.registry_auth).toEqual({
      address: `\${${token}.proxy_endpoint}`,
      username: `\${${token}.user_name}`,
      password: `\${${token}.password}`,
    });
    expect(template.text).not.toContain("data.aws_ecr_authorization_token");
    expect(Object.keys(template.terraform.data)).not.toContain("aws_ecr_authorization_token");
  });

  it("When it is replaced, then former images stay, in the Engine and in the repository", () => {
    expect([blocks.docker_image["keep_locally"], blocks.docker_registry_image["keep_remotely"]]).toEqual([true, true]);
    expect(template.terraform.removed).toBeUndefined();
  });
});

describe("Given an image that exists already", () => {
  it.each([1, 2] as const)(
    "When pattern %i was deployed before with an image built, then that is forgotten by the addresses it had",
    (pattern) => {
      const addresses = (type: string) =>
        Object.keys(synthesize()[pattern].resources(type)).map((name) => `${type}.${name}`);
      const { terraform } = synthesize({ imageUri })[pattern];
      expect(terraform.removed).toEqual(
        ["docker_image", "docker_registry_image"]
          .flatMap(addresses)
          .map((from) => ({ from, lifecycle: { destroy: false } })),
      );
      expect([terraform.ephemeral, Object.keys(terraform.provider)]).toEqual([undefined, ["aws"]]);
    },
  );
});

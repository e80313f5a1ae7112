import { forAwsProvider } from "../../../../tools/local/cloud/workspace";

const token = "aws_ecr_authorization_token";

const stack = (version: string) => ({
  data: { aws_caller_identity: { account: {} } },
  provider: { docker: [{ registry_auth: [{ password: `\${ephemeral.${token}.one.password}` }] }] },
  resource: { aws_lambda_function: { one: { runtime: "nodejs24.x" } } },
  terraform: { required_providers: { aws: { source: "aws", version }, docker: { version: "3.6.2" } } },
});

const synthesized = JSON.stringify({ ...stack("6.56.0"), ephemeral: { [token]: { one: {} } } });

const from = (version: string): unknown => JSON.parse(forAwsProvider(version, synthesized));

describe("Given a stack, and an AWS provider in a mirror", () => {
  it("When it is the one that the stack names, then not a byte is changed", () => {
    expect(forAwsProvider("6.56.0", synthesized)).toBe(synthesized);
  });

  it("When it is a later one, or 6.22, which knows the ephemeral login, then no more than its version is named", () => {
    const named = (version: string) => ({ ...stack(version), ephemeral: { [token]: { one: {} } } });
    expect([from("6.60.1"), from("6.22.0")]).toEqual([named("6.60.1"), named("6.22.0")]);
  });

  const withData = (version: string) => {
    const { data, ...rest } = stack(version);
    return {
      ...rest,
      data: { ...data, [token]: { one: {} } },
      provider: { docker: [{ registry_auth: [{ password: `\${data.${token}.one.password}` }] }] },
    };
  };

  it("When it is 6.19, then the login is read by the data source", () => {
    expect(from("6.19.0")).toEqual(withData("6.19.0"));
  });

  it("When it is older, then functions run Node.js 22 too", () => {
    const resource = { aws_lambda_function: { one: { runtime: "nodejs22.x" } } };
    expect(from("5.100.0")).toEqual({ ...withData("5.100.0"), resource });
  });

  it("When the stack has no login, since its image exists, then it still has none", () => {
    const { provider, ...rest } = stack("6.56.0");
    expect(
      JSON.parse(forAwsProvider("6.18.0", JSON.stringify({ ...rest, provider: { aws: provider } }))),
    ).toMatchObject({
      data: stack("").data,
    });
  });
});

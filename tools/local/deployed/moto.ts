import { EC2Client } from "@aws-sdk/client-ec2";
import { ECSClient } from "@aws-sdk/client-ecs";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { IAMClient } from "@aws-sdk/client-iam";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SFNClient } from "@aws-sdk/client-sfn";
import { BucketPolicies } from "../gateway/moto-gaps";
import { type AwsRequest, forward } from "../http/exchange";
import type { Serve } from "../http/local-server";
import { localCredentials } from "../program-environment";
import type { Emulator } from "../tools/moto";
import type { Deployed } from "./deployed";
import { readPrograms } from "./moto-programs";
import { readPolicies } from "./moto-policies";

/** The services that keep what programs run by. */
const watched: ReadonlySet<string> = new Set(["ec2", "ecs", "events", "iam", "lambda", "states"]);

/** The action as the AWS JSON and Query protocols name it; Lambda's calls have a method instead. */
const isRead = ({ operation, method, body }: AwsRequest): boolean =>
  method === "GET" ||
  /^(?:Get|List|Describe)/.test(operation || (/(?:^|&)Action=(\w+)/.exec(body.toString("utf8"))?.[1] ?? ""));

interface Upload {
  readonly ZipFile?: string;
  readonly Code?: { readonly ZipFile?: string };
}

/** The part of an account in moto by which programs run. Only the gateway reaches moto, so it sees every change. */
export class DeployedToMoto implements Deployed {
  functions: Deployed["functions"] = [];
  stateMachines: Deployed["stateMachines"] = [];
  clusterNames: Deployed["clusterNames"] = [];
  taskDefinitions: Deployed["taskDefinitions"] = [];
  roles: Deployed["roles"] = [];
  eventRules: Deployed["eventRules"] = [];
  endpoints: Deployed["endpoints"] = [];
  vpcIds: Deployed["vpcIds"] = {};
  readonly buckets = new BucketPolicies();
  private readonly zips = new Map<string, Uint8Array>();
  /** Changes so far, and how many of them are in what was read. */
  private changes = 1;
  private known = 0;
  private reading: Promise<void> | undefined;

  constructor(
    readonly region: string,
    readonly accountId: string,
    private readonly emulator: Emulator,
  ) {}

  get resourcePolicies(): Deployed["resourcePolicies"] {
    return this.buckets.judged();
  }

  readonly refresh = async (): Promise<void> => {
    const { changes } = this;
    while (this.known < changes)
      await (this.reading ??= this.read().finally(() => {
        this.reading = undefined;
      }));
  };

  /** Passes changes on, and notes that there was one. */
  readonly serve: Serve = async (request) => {
    if (!watched.has(request.service) || isRead(request)) return undefined;
    const answer = await forward(this.emulator, request).finally(() => {
      this.changes += 1;
    });
    if (request.service === "lambda") this.keepZip(request.body.toString("utf8"), answer.body.toString("utf8"));
    return answer;
  };

  private keepZip(request: string, answer: string): void {
    if (!request.includes('"ZipFile"')) return;
    const { Code, ZipFile = Code?.ZipFile } = JSON.parse(request) as Upload;
    const { FunctionName } = JSON.parse(answer) as { readonly FunctionName?: string };
    if (ZipFile !== undefined && FunctionName !== undefined)
      this.zips.set(FunctionName, Buffer.from(ZipFile, "base64"));
  }

  private async read(): Promise<void> {
    const { changes } = this;
    try {
      Object.assign(this, await this.readAll(), { known: changes });
    } catch (error) {
      // What is deleted while it is read is an error of moto's; it is read again.
      if (changes === this.changes) throw error;
    }
  }

  private async readAll() {
    const { url: endpoint, agent: httpAgent } = this.emulator;
    const behind = { endpoint, region: this.region, credentials: localCredentials, requestHandler: { httpAgent } };
    const clients = {
      ecs: new ECSClient(behind),
      events: new EventBridgeClient(behind),
      lambda: new LambdaClient(behind),
      states: new SFNClient(behind),
    };
    const [programs, policies] = await Promise.all([
      readPrograms(clients, this.zips),
      readPolicies(new IAMClient(behind), new EC2Client(behind)),
    ]);
    return { ...programs, ...policies };
  }
}

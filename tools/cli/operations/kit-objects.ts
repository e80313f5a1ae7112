import { paginateListObjectsV2 } from "@aws-sdk/client-s3";
import { ExecutionDoesNotExist, paginateListMapRuns } from "@aws-sdk/client-sfn";
import pMap from "p-map";
import type { ListedOverview } from "./audit-archive";
import { bucketFolders } from "../../../workflow/bucket-folders";
import { s3In } from "../aws/s3";
import { stepFunctionsIn } from "../aws/step-functions";
import type { DeployedStack } from "../outputs";

/** An object in one of the kit's folders. */
interface KitObject {
  readonly key: string;
  readonly modified: Date;
}

/** Objects in the kit's folders of a deployment's bucket. */
interface KitObjects {
  readonly lists: readonly KitObject[];
  readonly launches: readonly KitObject[];
}

/** Objects that are deleted with their runs. */
interface KitScope {
  /** The runs whose objects go. */
  readonly cleaned: readonly ListedOverview[];
  /** Those whose objects stay. */
  readonly kept: readonly ListedOverview[];
  /** Age from which objects without a run are deleted; undefined where they stay. */
  readonly strayBefore?: Date | undefined;
}

/** Calls of ListMapRuns at once. */
const concurrency = 5;

/** Finds what lies in the kit's folders. To be asked before the runs are: then each object's run is among them. */
export async function findKitObjects(stack: DeployedStack): Promise<KitObjects> {
  return {
    lists: await objectsIn(stack, bucketFolders.lists),
    launches: await objectsIn(stack, bucketFolders.launches),
  };
}

async function objectsIn({ deployment }: DeployedStack, folder: string): Promise<KitObject[]> {
  const wanted = { Bucket: deployment.s3BucketName, Prefix: `${folder}/` };
  const objects: KitObject[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3In(deployment.region) }, wanted))
    objects.push(...Contents.map(({ Key: key = "", LastModified: modified = new Date() }) => ({ key, modified })));
  return objects;
}

/** The keys of lists and of launch results that go: those of runs that go, of no other run, and strays. */
export async function kitObjectsOf(
  stack: DeployedStack,
  { lists, launches }: KitObjects,
  scope: KitScope,
): Promise<{ readonly lists: readonly string[]; readonly launches: readonly string[] }> {
  const bucket = stack.deployment.s3BucketName;
  return {
    lists: await goingKeys(
      lists,
      ({ key }) => key,
      scope,
      (runs) => Promise.resolve(runs.flatMap(({ taskSource }) => listKeys(bucket, taskSource))),
    ),
    launches: await goingKeys(launches, folderOf, scope, (runs) => mapRunsOf(stack, runs)),
  };
}

const listKeys = (own: string, { bucket = own, key }: NonNullable<ListedOverview["taskSource"]> = {}): string[] =>
  bucket === own && key !== undefined ? [key] : [];

/** The folder of a Map Run's results is called as the Map Run is. Step Functions developer guide, "ResultWriter". */
const folderOf = ({ key }: KitObject): string => key.slice(bucketFolders.launches.length + 1).split("/")[0] ?? "";

/** @param idsOf the ids of what belongs to runs, as `idOf` tells that of an object */
async function goingKeys(
  objects: readonly KitObject[],
  idOf: (object: KitObject) => string,
  { cleaned, kept, strayBefore }: KitScope,
  idsOf: (runs: readonly ListedOverview[]) => Promise<readonly string[]>,
): Promise<string[]> {
  if (objects.length === 0) return [];
  const [going, staying] = [new Set(await idsOf(cleaned)), new Set(await idsOf(kept))];
  const isStray = ({ modified }: KitObject): boolean => strayBefore !== undefined && modified < strayBefore;
  return objects
    .filter((object) => !staying.has(idOf(object)) && (going.has(idOf(object)) || isStray(object)))
    .map(({ key }) => key);
}

/** The ids of the Map Runs of executions; none of those that Step Functions has forgotten. */
async function mapRunsOf({ deployment }: DeployedStack, runs: readonly ListedOverview[]): Promise<string[]> {
  const ofSources = runs.filter(({ taskSource }) => taskSource !== undefined);
  const found = await pMap(ofSources, ({ execution_arn }) => mapRunIds(deployment.region, execution_arn), {
    concurrency,
  });
  return found.flat();
}

async function mapRunIds(region: string, executionArn: string): Promise<string[]> {
  const ids: string[] = [];
  try {
    for await (const { mapRuns = [] } of paginateListMapRuns({ client: stepFunctionsIn(region) }, { executionArn }))
      ids.push(...mapRuns.map(({ mapRunArn = "" }) => mapRunArn.split(":").at(-1) ?? ""));
  } catch (error) {
    if (!(error instanceof ExecutionDoesNotExist)) throw error;
  }
  return ids;
}

import { networkSetup } from "../../modules/network-setups";
import type { Pattern } from "../../workflow/deployment";
import { overrides, spotDefaults, type Job } from "../../workflow/job";
import type { Values } from "./table";

/** The settings, complete and checked. */
export type Settings = Omit<Values, "natGateways" | "schedulePattern" | "stateRegion"> & {
  readonly natGateways: number;
  readonly schedulePattern: Pattern;
  readonly stateRegion: string;
};

/** The settings with the defaults that depend on others. */
export const complete = (given: Values): Settings => ({
  ...given,
  natGateways: given.natGateways ?? networkSetup(given.network).natGateways[0],
  schedulePattern: given.schedulePattern ?? (given.patterns[0] as Pattern),
  stateRegion: given.stateRegion ?? given.region,
});

/** The terms of the job that specs are checked by. */
export const jobOf = ({ job: kind, allowedOverrides, jobSecrets, spot }: Settings): Job => ({
  kind,
  allowedOverrides: allowedOverrides ?? (kind === "container" ? [...overrides] : []),
  ...(Object.keys(jobSecrets).length > 0 && { secretNames: Object.keys(jobSecrets) }),
  ...(spot && { taskDefaults: spotDefaults }),
});

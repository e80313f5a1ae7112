import { networkSetup } from "../../modules/network-setups";
import { overrides, spotDefaults, type Job } from "../../workflow/job";
import { readTable, type Sources, type Values } from "./read";
import { settingRules } from "./rules";
import { settingTable } from "./table";

/** The settings, complete and checked. */
export type Settings = Omit<Values<typeof settingTable>, "natGateways" | "stateRegion"> & {
  readonly natGateways: number;
  readonly stateRegion: string;
};

/**
 * Reads, checks and completes the settings.
 *
 * @throws InvalidSettings with one line for each fault: the setting, its value and what is allowed
 */
export function readSettings(sources: Sources): Settings {
  const given = readTable(settingTable, settingRules, sources);
  return {
    ...given,
    natGateways: given.natGateways ?? networkSetup(given.network).natGateways[0],
    stateRegion: given.stateRegion ?? given.region,
  };
}

/** The terms of the job that specs are checked by. */
export const jobOf = ({ job: kind, allowedOverrides, jobSecrets, spot }: Settings): Job => ({
  kind,
  allowedOverrides: allowedOverrides ?? (kind === "container" ? [...overrides] : []),
  ...(Object.keys(jobSecrets).length > 0 && { secretNames: Object.keys(jobSecrets) }),
  ...(spot && { taskDefaults: spotDefaults }),
});

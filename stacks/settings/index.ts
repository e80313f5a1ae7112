import { networkSetup } from "../../modules/network-setups";
import type { Pattern } from "../../workflow/deployment";
import { scheduledPattern } from "./schedule-spec";
import { readTable, type Sources, type Values } from "./read";
import { settingRules } from "./rules";
import { settingTable } from "./table";

/** The settings, complete and checked. */
export type Settings = Omit<Values<typeof settingTable>, "natGateways" | "schedulePattern" | "stateRegion"> & {
  readonly natGateways: number;
  readonly schedulePattern: Pattern;
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
    schedulePattern: scheduledPattern(given),
    stateRegion: given.stateRegion ?? given.region,
  };
}

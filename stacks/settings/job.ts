import { overrides, spotDefaults, type Job } from "../../workflow/job";
import type { Values } from "./read";
import type { settingTable } from "./table";

/** The terms of the job that specs are checked by. */
export const jobOf = ({
  job: kind,
  allowedOverrides,
  jobSecrets,
  spot,
}: Pick<Values<typeof settingTable>, "job" | "allowedOverrides" | "jobSecrets" | "spot">): Job => ({
  kind,
  allowedOverrides: allowedOverrides ?? (kind === "container" ? [...overrides] : []),
  ...(Object.keys(jobSecrets).length > 0 && { secretNames: Object.keys(jobSecrets) }),
  ...(spot && { taskDefaults: spotDefaults }),
});

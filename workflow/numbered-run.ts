import * as v from "valibot";
import type { SummaryRow } from "./audit-rows";

const numberedSchema = v.pipe(v.string(), v.parseJson(), v.object({ taskSource: v.object({}) }));

/**
 * True for a run whose list lies in S3: it may be long, its row has no names, and each name begins with its place in the
 * list.
 */
export const isNumbered = ({ workflow_specs }: Pick<SummaryRow, "workflow_specs">): boolean =>
  v.is(numberedSchema, workflow_specs);

import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { Construct } from "constructs";
import { attributeType, auditKeys, expiryAttribute, unfinishedIndex } from "../workflow/audit-rows";
import type { Deployment } from "../workflow/deployment";
import { useKeyStatements } from "./encryption";
import type { Statement } from "./service-role";
import type { Target } from "./target";

interface AuditTablesProps {
  readonly target: Target;
  readonly billingMode: "PROVISIONED" | "PAY_PER_REQUEST";
  /** Capacity units of each table, when PROVISIONED. */
  readonly readCapacityUnits: number;
  /** Capacity units of each table, when PROVISIONED. */
  readonly writeCapacityUnits: number;
  /** DynamoDB refuses to delete the tables. */
  readonly deletionProtection: boolean;
}

type DynamoDbAction = "GetItem" | "PutItem" | "UpdateItem" | "Query";

/** The two tables of the audit trail: encrypted, recoverable to any second of the last 35 days. */
export class AuditTables extends Construct {
  /** Names of the tables and their keys, as a spec has them. */
  readonly names: Pick<Deployment, Extract<keyof Deployment, `${string}WF${string}`>>;
  // Read once: CDKTF makes another token each time, and statements about the same table would seem to differ.
  private readonly summaryArn: string;
  private readonly detailsArn: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AuditTablesProps,
  ) {
    super(scope, id);
    const { summaryHashKey, summaryRangeKey, detailsHashKey, detailsRangeKey } = auditKeys;
    const summary = this.addTable("summary", [summaryHashKey, summaryRangeKey]);
    const details = this.addTable("details", [detailsHashKey, detailsRangeKey], unfinishedIndex);
    this.summaryArn = summary.arn;
    this.detailsArn = details.arn;
    this.names = {
      ddbTableNameWFSummary: summary.name,
      hashKeyWFSummary: summaryHashKey,
      rangeKeyWFSummary: summaryRangeKey,
      ddbTableNameWFDetails: details.name,
      hashKeyWFDetails: detailsHashKey,
      rangeKeyWFDetails: detailsRangeKey,
    };
  }

  /** The named calls on the summary table and on the details table; whoever queries that reads its unfinished rows, too. */
  statements(summary: readonly DynamoDbAction[], details: readonly DynamoDbAction[]): Statement[] {
    const on = (sid: string, table: string, calls: readonly DynamoDbAction[]): Statement[] =>
      calls.length === 0 ? [] : [{ sid, actions: calls.map((call) => `dynamodb:${call}`), resources: [table] }];
    return [
      ...on("SummaryRows", this.summaryArn, summary),
      ...on("DetailRows", this.detailsArn, details),
      ...useKeyStatements(this.props.target, "rows"),
      ...(details.includes("Query")
        ? on("UnfinishedRows", `${this.detailsArn}/index/${unfinishedIndex.name}`, ["Query"])
        : []),
    ];
  }

  private addTable(
    id: "summary" | "details",
    [hashKey, rangeKey]: readonly [string, string],
    index?: { readonly name: string; readonly rangeKey: string },
  ) {
    const { target, billingMode, deletionProtection, readCapacityUnits, writeCapacityUnits } = this.props;
    const { name, kmsKeyArn } = target;
    const capacity = { readCapacity: readCapacityUnits, writeCapacity: writeCapacityUnits };
    return new DynamodbTable(this, id, {
      name: `${name}-workflow-${id}`,
      hashKey,
      rangeKey,
      attribute: [hashKey, rangeKey, ...(index ? [index.rangeKey] : [])].map((key) => ({
        name: key,
        type: attributeType(key),
      })),
      ...(index && { localSecondaryIndex: [{ ...index, projectionType: "ALL" }] }),
      billingMode,
      ...(billingMode === "PROVISIONED" ? capacity : {}),
      deletionProtectionEnabled: deletionProtection,
      serverSideEncryption: { enabled: true, ...(kmsKeyArn ? { kmsKeyArn } : {}) },
      pointInTimeRecovery: { enabled: true },
      // Always: rows that are kept have no such attribute, and the provider cannot switch it off again (terraform-aws-modules/
      // terraform-aws-dynamodb-table#124).
      ttl: { attributeName: expiryAttribute, enabled: true },
    });
  }
}

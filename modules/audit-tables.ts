import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { Construct } from "constructs";
import { attributeType, auditKeys, unfinishedIndex } from "../workflow/audit-rows";
import { useKeyStatements, type EncryptionProps } from "./encryption";
import type { Statement } from "./service-role";

interface AuditTablesProps extends EncryptionProps {
  readonly summaryName: string;
  readonly detailsName: string;
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
  readonly summary: DynamodbTable;
  readonly details: DynamodbTable;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AuditTablesProps,
  ) {
    super(scope, id);
    this.summary = this.addTable(
      "summary",
      props.summaryName,
      auditKeys.summaryHashKey,
      auditKeys.summaryRangeKey,
      props,
    );
    this.details = this.addTable(
      "details",
      props.detailsName,
      auditKeys.detailsHashKey,
      auditKeys.detailsRangeKey,
      props,
      [unfinishedIndex],
    );
  }

  /** Reading the rows of a run that are not Completed. */
  unfinishedStatement(): Statement {
    const resources = [`${this.details.arn}/index/${unfinishedIndex.name}`];
    return { sid: "UnfinishedRows", actions: ["dynamodb:Query"], resources };
  }

  /** The named calls on the summary table and on the details table. */
  statements(summary: readonly DynamoDbAction[], details: readonly DynamoDbAction[]): Statement[] {
    const granted = [
      { sid: "SummaryRows", actions: summary, table: this.summary },
      { sid: "DetailRows", actions: details, table: this.details },
    ];
    const rows = granted
      .filter(({ actions }) => actions.length > 0)
      .map(({ sid, actions, table }) => ({
        sid,
        actions: actions.map((action) => `dynamodb:${action}`),
        resources: [table.arn],
      }));
    return [...rows, ...useKeyStatements(this.props, "rows")];
  }

  private addTable(
    id: string,
    name: string,
    hashKey: string,
    rangeKey: string,
    props: AuditTablesProps,
    indexes: readonly { readonly name: string; readonly rangeKey: string }[] = [],
  ) {
    const capacity = { readCapacity: props.readCapacityUnits, writeCapacity: props.writeCapacityUnits };
    return new DynamodbTable(this, id, {
      name,
      hashKey,
      rangeKey,
      attribute: [hashKey, rangeKey, ...indexes.map((index) => index.rangeKey)].map((key) => ({
        name: key,
        type: attributeType(key),
      })),
      ...(indexes.length > 0 && {
        localSecondaryIndex: indexes.map((index) => ({ ...index, projectionType: "ALL" })),
      }),
      billingMode: props.billingMode,
      ...(props.billingMode === "PROVISIONED" ? capacity : {}),
      deletionProtectionEnabled: props.deletionProtection,
      serverSideEncryption: { enabled: true, ...(props.kmsKeyArn ? { kmsKeyArn: props.kmsKeyArn } : {}) },
      pointInTimeRecovery: { enabled: true },
    });
  }
}

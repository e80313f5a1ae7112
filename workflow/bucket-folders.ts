/** Folders of the kit's own in a deployment's bucket; nothing else is written or deleted in them. */
export const bucketFolders = {
  /** Results that Step Functions writes of the entries' executions, a folder for each run of a Map. */
  launches: "amazon-ecs-starter-kit-launches",
  /** Lists of entries that the tools wrote, an object each. */
  lists: "amazon-ecs-starter-kit-lists",
} as const;

// Packages without types, as far as they are used here.

declare module "dynalite" {
  import type { Server } from "node:http";
  export default function dynalite(options: { createTableMs?: number }): Server;
}

declare module "s3rver" {
  import type { Server } from "node:http";
  export default class S3rver {
    constructor(options: {
      address: string;
      port: number;
      silent: boolean;
      directory: string;
      vhostBuckets: boolean;
      allowMismatchedSignatures: boolean;
      configureBuckets: { name: string }[];
    });
    httpServer: Server;
    run(): Promise<unknown>;
  }
}

// Packages without types, as far as they are used here.

declare module "dynalite" {
  import type { Server } from "node:http";
  export default function dynalite(options: { createTableMs?: number }): Server;
}

declare module "asl-validator" {
  interface Validation {
    readonly isValid: boolean;
    readonly errors: readonly { readonly "Error code": string; readonly Message: string; readonly path?: string }[];
    /** All errors as text. */
    errorsText(separator?: string): string;
  }
  /** Validates a definition in Amazon States Language. */
  export default function validate(definition: object): Validation;
}

import { describeSpecs } from "../support/spec-properties";

describeSpecs({ broken: 8_000, valid: 3_000 });

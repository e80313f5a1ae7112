import { describeSpecs } from "../support/spec-properties";

describeSpecs({ broken: 800, valid: 300 });

#!/usr/bin/env node
// The tools run from their sources: this registers what reads TypeScript.
require("tsx/cjs");
require("./main.ts");

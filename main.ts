import { App } from "cdktf";
import cdktfJson from "./cdktf.json";
import { readSettings } from "./settings";
import { InvalidSettings } from "./settings/read";
import { Pattern1Stack } from "./stacks/pattern-1/stack";
import { Pattern2Stack } from "./stacks/pattern-2/stack";

try {
  const settings = readSettings({ context: cdktfJson.context, environment: process.env });
  const app = new App({ stackTraces: false });
  new Pattern1Stack(app, settings);
  new Pattern2Stack(app, settings);
  app.synth();
} catch (error) {
  if (!(error instanceof InvalidSettings)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

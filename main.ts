import { App } from "cdktf";
import cdktfJson from "./cdktf.json";
import { InvalidSettings, readSettings } from "./stacks/settings/read";
import { Pattern1Stack } from "./stacks/pattern-1/stack";
import { Pattern2Stack } from "./stacks/pattern-2/stack";
import { copyLockFile } from "./stacks/versions";

const stacks = { 1: Pattern1Stack, 2: Pattern2Stack };

// CDKTF notes the stack of each token: with source maps that takes a tenth of the whole time. Errors still get them.
process.setSourceMapsEnabled(false);
try {
  const settings = readSettings({ context: cdktfJson.context, environment: process.env });
  const app = new App({ stackTraces: false });
  for (const pattern of settings.patterns) new stacks[pattern](app, settings);
  app.synth();
  copyLockFile(app);
} catch (error) {
  process.setSourceMapsEnabled(true);
  if (!(error instanceof InvalidSettings)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

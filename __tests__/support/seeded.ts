import fc from "fast-check";

/** fast-check with the same chances in every run, as a verdict is about the code; `TEST_SEED=7 npm run …` draws others. */
fc.configureGlobal({ seed: Number(process.env["TEST_SEED"] ?? 1) });

export default fc;

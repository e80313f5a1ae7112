// Loaded into a Lambda function's process before its program: the time that is skipped passes for it.
const { readFileSync } = require("node:fs");

const RealDate = Date;
const now = () => RealDate.now() + Number(readFileSync(process.env.SKIPPED_TIME_FILE, "utf8"));

globalThis.Date = new Proxy(RealDate, {
  construct: (target, parameters, newTarget) =>
    Reflect.construct(target, parameters.length === 0 ? [now()] : parameters, newTarget),
  get: (target, property, receiver) => (property === "now" ? now : Reflect.get(target, property, receiver)),
});

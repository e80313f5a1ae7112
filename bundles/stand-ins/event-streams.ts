const leftOut = (): never => {
  throw new Error("Event streams are left out of this bundle: take their stand-in out of bundles/bundle.ts");
};

/** Called when a client is made: there is nothing to set up. */
export const resolveEventStreamSerdeConfig = <Config>(config: Config): Config => config;

/** @throws Error always */
export const eventStreamSerdeProvider = leftOut;

/** What reads and writes an event stream. */
export class EventStreamSerde {
  /** @throws Error always */
  constructor() {
    leftOut();
  }
}

/** Called when a client of a service with event streams is made: there is nothing to set up. */
export const resolveEventStreamSerdeConfig = <Config>(config: Config): Config => config;

/**
 * Called when an event stream is to be sent or read.
 *
 * @throws Error always
 */
export const eventStreamSerdeProvider = (): never => {
  throw new Error("Event streams are left out of this bundle: take their stand-in out of modules/bundles/bundle.ts");
};

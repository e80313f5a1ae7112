import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A service that answers on this machine. */
export interface Endpoint {
  /** Its base address, e.g. `http://127.0.0.1:49152`. */
  readonly url: string;
  close(): Promise<void>;
}

/** The address that a listening server has. */
export const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** Closes a server, connections that clients keep open included. Closing twice does no harm. */
export const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });

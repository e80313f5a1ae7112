import { once } from "node:events";
import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { writeAnswer } from "../../../../tools/local/http/exchange";

describe("Given a client that is gone before its answer is there", () => {
  it("When the answer is written, then nothing is thrown, and its body is let go", async () => {
    const body = Readable.from(["content"]);
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const request = get({ host: "127.0.0.1", port: (server.address() as AddressInfo).port }).on(
      "error",
      () => undefined,
    );
    const written = new Promise<void>((resolve, reject) =>
      server.once("request", (incoming, response) => {
        request.destroy();
        response.once("close", () => {
          try {
            writeAnswer(incoming, response, { status: 200, headers: {}, body });
            resolve();
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        });
      }),
    );
    try {
      await written;
      expect(body.destroyed).toBe(true);
    } finally {
      server.close();
    }
  });
});

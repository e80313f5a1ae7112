import { createServer, type Server, type ServerResponse } from "node:http";
import type { PageModel, RunModel } from "../../page/model";
import { renderPage, renderUpdate } from "../../page/page";
import { urlOf } from "../../local/endpoints/endpoint";

const updatesUrl = "/updates";

/** Serves a page to this machine alone, and sends its content anew whenever it changes. */
export class PageServer {
  private readonly followers = new Set<ServerResponse>();
  private readonly server: Server;
  private runs: readonly RunModel[] = [];

  constructor() {
    this.server = createServer(({ method, url }, response) => {
      if (method === "GET" && url === "/") this.answer(response);
      else if (method === "GET" && url === updatesUrl) this.follow(response);
      else response.writeHead(404).end();
    });
  }

  /** @returns the page's address */
  async start(): Promise<string> {
    await new Promise<void>((listening) => this.server.listen(0, "127.0.0.1", listening));
    return urlOf(this.server);
  }

  show(runs: readonly RunModel[]): void {
    this.runs = runs;
    const update = renderUpdate(this.model());
    for (const follower of this.followers) follower.write(`data: ${update}\n\n`);
  }

  /** Tells those who look that nothing more will come, and ends. */
  async close(): Promise<void> {
    for (const follower of this.followers) follower.end("event: end\ndata:\n\n");
    await new Promise((closed) => this.server.close(closed));
  }

  private answer(response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
    response.end(renderPage(this.model()));
  }

  private follow(response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write(`data: ${renderUpdate(this.model())}\n\n`);
    this.followers.add(response);
    response.once("close", () => this.followers.delete(response));
  }

  private model(): PageModel {
    return { at: new Date().toISOString(), runs: this.runs, updatesUrl };
  }
}

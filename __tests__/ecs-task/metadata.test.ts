import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { readTaskArn } from "../../ecs-task/metadata";

const taskArn = "arn:aws:ecs:eu-west-1:111122223333:task/kit/1";
const never = new AbortController().signal;

describe("Given the task metadata endpoint", () => {
  let server: Server;
  let requests: number;
  let statuses: number[];
  beforeEach(async () => {
    [requests, statuses] = [0, []];
    server = createServer((request, response) => {
      requests += 1;
      response.statusCode = statuses.shift() ?? 200;
      response.end(request.url === "/v4/1/task" ? JSON.stringify({ TaskARN: taskArn }) : "");
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterEach(() => server.close());
  const uri = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/v4/1`;

  it("When it fails more often than five times, then it is asked on", async () => {
    jest.spyOn(Math, "random").mockReturnValue(0);
    statuses = Array<number>(12).fill(429);
    await expect(readTaskArn(uri(), never)).resolves.toBe(taskArn);
    expect(requests).toBe(13);
  });

  it("When its time is over, then what it said last is told", async () => {
    statuses = Array<number>(100).fill(404);
    await expect(readTaskArn(uri(), never, 0)).rejects.toThrow("gave no task ARN within 0 s: Error: HTTP status 404");
    expect(requests).toBe(1);
  });

  it("When the task must stop, then it is not asked again", async () => {
    const stop = new AbortController();
    stop.abort(new Error("stopped"));
    await expect(readTaskArn(uri(), stop.signal)).rejects.toThrow("gave no task ARN");
  });
});

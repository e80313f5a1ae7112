import { spawn, execFile, type ExecFileException } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { TaskLaunch, TaskRunner, TaskSurroundings } from "./task-runner";

/** The label of every container that is started here. */
const containerLabel = "amazon-ecs-starter-kit.task";

/** 128 + SIGKILL */
const killed = 137;

/**
 * Runs each task as a container on this machine's Docker Engine, with the user, the root filesystem, the limits and the environment
 * of its task definition, and with this machine's network, where the endpoints are.
 *
 * @param image by name or id. @default the one that the task definition names
 */
export const dockerRunner =
  ({ environment, onLine }: TaskSurroundings, image?: string): TaskRunner =>
  (launch) => {
    const name = `ecs-task-${launch.taskId}`;
    const write = (line: string) => onLine?.(launch.taskId, line);
    const started = startContainer(name, image ?? launch.container.image ?? "", launch, environment);
    const signal = (command: readonly string[]) => {
      // A container that has ended needs no signal.
      void started.then(() => docker([...command, name])).catch(() => undefined);
    };
    return {
      started,
      ended: started
        .then(() => followContainer(name, write))
        .catch((error: unknown) => {
          write(String(error));
          return killed;
        }),
      stop: () => {
        signal(["stop", "-t", String(launch.container.stopTimeout)]);
      },
      kill: () => {
        signal(["kill"]);
      },
    };
  };

async function startContainer(
  name: string,
  image: string,
  { container, ...launch }: TaskLaunch,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const { capabilities, initProcessEnabled } = container.linuxParameters ?? {};
  const options = [
    "--detach",
    `--name=${name}`,
    `--label=${containerLabel}=${launch.taskArn}`,
    "--network=host",
    ...(capabilities?.drop ?? []).map((capability) => `--cap-drop=${capability}`),
    ...(initProcessEnabled ? ["--init"] : []),
    ...(container.user ? [`--user=${container.user}`] : []),
    ...(container.readonlyRootFilesystem ? ["--read-only"] : []),
    ...Object.entries({ ...environment, ...launch.environment }).map(
      ([variable, value]) => `--env=${variable}=${value}`,
    ),
  ];
  try {
    await docker(["run", ...options, image, ...(container.command ?? [])]);
  } catch (error) {
    // One that was created, but could not be started, is there all the same.
    await docker(["rm", "--force", name]).catch(() => undefined);
    throw error;
  }
}

/** Follows a container to its end, removes it and returns its exit code. */
async function followContainer(name: string, write: (line: string) => void): Promise<number> {
  const logs = spawn("docker", ["logs", "--follow", name], { stdio: ["ignore", "pipe", "pipe"] });
  for (const input of [logs.stdout, logs.stderr]) createInterface({ input }).on("line", write);
  const [exitCode] = await Promise.all([docker(["wait", name]), once(logs, "close")]);
  await docker(["rm", name]);
  return Number(exitCode);
}

/**
 * Runs the `docker` command.
 *
 * @returns what it wrote to standard output, without the last line's end
 * @throws Error with what it wrote to standard error
 */
export const docker = (parameters: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile("docker", parameters, (error, stdout, stderr) => {
      if (error) reject(new Error(`docker ${String(parameters[0])}: ${problemOf(error, stderr)}`));
      else resolve(stdout.trimEnd());
    });
  });

const problemOf = (error: ExecFileException, stderr: string): string =>
  error.code === "ENOENT" ? "there is no such command. Docker must be installed and started" : stderr.trim();

import { processRunner } from "../process-runner";
import { checkProgram, processEnvironment, type ProcessRunnerOptions } from "../task-process";
import type { TaskRunner } from "../task-runner";
import { WarmProcess } from "./warm-process";

/** Variables that Node.js, or what it is made of, reads once as a process starts. */
const readAtStart = /^(NODE_|UV_|LD_|DYLD_|SSL_CERT_|OPENSSL_|LANG$|LC_)/;

/**
 * Runs each task as `processRunner` does, but in processes that are kept: the next task's program begins in one whose last
 * program ended and left nothing in it, with module state and an environment of its own. A task that asks for something that
 * a process learns as it starts has a process to itself.
 */
export function warmRunner(options: ProcessRunnerOptions): TaskRunner & Required<Pick<TaskRunner, "close">> {
  const ownProcess = processRunner(options);
  const all = new Set<WarmProcess>();
  const idle: WarmProcess[] = [];

  const startProcess = (): WarmProcess => {
    const warm = new WarmProcess(options.taskFile, { PATH: process.env.PATH });
    all.add(warm);
    void warm.gone.then(() => {
      all.delete(warm);
      const place = idle.indexOf(warm);
      if (place >= 0) idle.splice(place, 1);
    });
    return warm;
  };

  return {
    start: (launch) => {
      checkProgram(options);
      const environment = processEnvironment(options, launch);
      if (Object.keys(environment).some((name) => readAtStart.test(name))) return ownProcess.start(launch);
      // The last one that was used is the warmest.
      const warm = idle.pop() ?? startProcess();
      const onLine = (line: string) => options.onLine?.(launch.taskId, line);
      return warm.run(launch, environment, onLine, () => idle.push(warm));
    },
    close: async () => {
      for (const warm of all) warm.end();
      await Promise.all([...all].map(({ gone }) => gone));
    },
  };
}

import { startPrograms } from "./programs";

// To import this is to start: what is imported after it is loaded while esbuild works.
startPrograms();

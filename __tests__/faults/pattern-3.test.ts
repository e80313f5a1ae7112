import { describePromise } from "./promise";

describePromise(3);

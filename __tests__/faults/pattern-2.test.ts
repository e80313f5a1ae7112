import { describePromise } from "./promise";

describePromise(2);

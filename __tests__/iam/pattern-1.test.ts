import { describeLeastPrivilege } from "./least-privilege";

describeLeastPrivilege(1);

// Owns the mounting of the live chart: one panel for each run.

import { mounted } from "./mounted.js";
import { FrontPanel } from "./panel.js";

export default mounted(FrontPanel, (old, data) => old.run === data.run);

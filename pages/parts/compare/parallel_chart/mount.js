// Owns the mounting of the parallel coordinates: one panel, whatever is compared.

import { mounted } from "../../../components/front_chart/mounted.js";
import { ParallelPanel } from "./panel.js";

export default mounted(ParallelPanel);

// The package under test: installed in the folder GRAPH_UPLOAD_NODE, or else the one that this file is part of.
import { createRequire } from "node:module";
import { join } from "node:path";

const folder = process.env.GRAPH_UPLOAD_NODE;
const require = createRequire(folder === undefined ? import.meta.url : join(folder, "driver.js"));

export default require(folder === undefined ? "../dist/index.js" : "graph-upload");

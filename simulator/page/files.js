// Stored files, to download or to preview.

import { byId, element, keyed, setText, showEither } from "./dom.js";
import { preview } from "./preview.js";
import { bytes, clock, plural } from "./text.js";

const SHOWN = 100;

export function showFiles(files) {
  const list = byId("file-list");
  showEither(list, byId("files-empty"), files.length === 0);
  const more = byId("files-more");
  more.hidden = files.length <= SHOWN;
  setText(more, `${plural(files.length - SHOWN, "older file")} not shown.`);
  const newest = [...files].sort((a, b) => (a.stored < b.stored ? 1 : -1)).slice(0, SHOWN);
  // Another version of a file has another time.
  keyed(list, newest, (file) => `${file.id} ${file.stored} ${file.size}`, makeFile);
}

function makeFile(file) {
  const view = element("button", { type: "button", "aria-label": `View ${file.name}` }, "View");
  view.addEventListener("click", () => preview(file));
  const download = element(
    "a", { class: "button", href: file.href, download: file.name, "aria-label": `Download ${file.name}` }, "Download",
  );
  const about = [bytes(file.size), clock(file.stored), file.kind].join(" · ");
  const hash = file.quickXorHash && element("p", { class: "hint hash" }, `QuickXorHash ${file.quickXorHash}`);
  return element(
    "li", { class: "file" },
    element("p", { class: "name" }, file.name),
    element("p", { class: "hint" }, about),
    element("p", { class: "hint address" }, file.address),
    hash,
    element("div", { class: "row" }, view, download),
  );
}

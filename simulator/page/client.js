// How to point a client at the simulator.

import * as api from "./api.js";
import { announce, byId, element, keyed, setText } from "./dom.js";

export function setUpClient() {
  copies("copy-base", "Base URL", () => byId("base-url").textContent);
  copies("copy-token", "Token", api.token);
  copies("copy-ca", "Path of the CA file", () => byId("ca-file").textContent);
  copies("copy-example", "Example command", () => byId("example").textContent);
}

// The text may arrive later: a promise in the clipboard item keeps the permission of the click.
function copies(id, what, text) {
  const button = byId(id);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(await text());
      acknowledge(button, "Copied");
      announce(`${what} copied`);
    } catch {
      acknowledge(button, "Not copied");
      announce(`${what} not copied: the browser denies access to the clipboard`);
    }
  });
}

function acknowledge(button, word) {
  button.dataset.said = word;
  button.addEventListener("blur", () => delete button.dataset.said, { once: true });
}

export function showClient(state) {
  setText(byId("base-url"), state.baseUrl);
  setText(byId("token"), state.token);
  const secure = state.baseUrl.startsWith("https:");
  for (const id of ["ca", "ca-term"]) byId(id).hidden = !secure;
  setText(byId("ca-file"), state.caFile ?? "see the ca-file: line of the output");
  byId("copy-ca").hidden = !state.caFile;
  setText(byId("example"), example(state, secure));
  const hosts = Object.entries(state.hosts);
  keyed(byId("hosts"), hosts, ([role]) => role, ([role]) =>
    element("div", {}, element("dt", {}, role), element("dd", {}, element("code"))),
  (node, [, url]) => setText(node.querySelector("code"), url));
}

function example(state, secure) {
  const ca = secure ? ` --cacert ${state.caFile ?? "CA_FILE"}` : "";
  return [
    `curl${ca} --oauth2-bearer "$TOKEN" \\`,
    `  --upload-file report.pdf \\`,
    `  ${state.baseUrl}/me/drive/root:/report.pdf:/content`,
  ].join("\n");
}

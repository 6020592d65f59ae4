// Settings that differ from the defaults, and the reset.

import * as api from "./api.js";
import { announce, byId, element, keyed, setText, showEither } from "./dom.js";
import { fieldError, onSubmit } from "./form.js";

export function setUpSettings() {
  onSubmit("setting-form", "setting-text", async (text) => {
    const at = text.indexOf("=");
    if (at < 1) throw new Error("Write NAME=VALUE. Grammar, under Faults, lists all settings.");
    await api.set(text.slice(0, at), text.slice(at + 1));
    byId("setting-text").value = "";
    announce(`Set ${text}`);
  });
  const dialog = byId("reset-dialog");
  byId("reset").addEventListener("click", () => {
    dialog.returnValue = "";
    dialog.showModal();
  });
  dialog.addEventListener("close", () => dialog.returnValue === "reset" && reset());
}

async function reset() {
  try {
    await api.reset();
    announce("The simulator was reset");
  } catch (error) {
    fieldError(byId("setting-text"), error.message);
  }
}

export function showSettings(settings) {
  const changed = Object.entries(settings);
  showEither(byId("setting-list"), byId("settings-empty"), changed.length === 0);
  keyed(byId("setting-list"), changed, ([name]) => name, ([name]) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, element("code"))),
  (node, [, value]) => setText(node.querySelector("code"), String(value)));
}

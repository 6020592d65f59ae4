// Forms of one text field, with the error beside it.

import { byId, setAttribute, setText } from "./dom.js";

export function fieldError(field, message) {
  setText(byId(field.getAttribute("aria-describedby")), message);
  setAttribute(field, "aria-invalid", message ? "true" : null);
}

// Calls `action` with the text; its error is shown, and the field is focused.
export function onSubmit(form, name, action) {
  const field = byId(name);
  field.addEventListener("input", () => fieldError(field, ""));
  byId(form).addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const text = field.value.trim();
      if (!text) throw new Error(`Type something like ${field.placeholder}`);
      await action(text);
      fieldError(field, "");
    } catch (error) {
      fieldError(field, error.message);
      field.focus();
    }
  });
}

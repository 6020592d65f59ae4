// Forms with one text field and its error.

import { byId, setAttribute, setText } from "./dom.js";

export function fieldError(field, message) {
  setText(byId(field.getAttribute("aria-describedby")), message);
  setAttribute(field, "aria-invalid", message ? "true" : null);
}

// Calls `action` with the text; on error shows it and focuses the field.
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

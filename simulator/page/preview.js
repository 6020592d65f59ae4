// Preview of a stored file. Its bytes come from any client: they are shown as text, as an image in
// a few raster formats, or in hexadecimal, and never as a document.

import { byId, element, setText } from "./dom.js";
import { bytes } from "./text.js";

const TEXT_BYTES = 64 * 1024;
const IMAGE_BYTES = 16 * 1024 * 1024;
const HEX_BYTES = 1024;

const IMAGES = [
  ["image/png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ["image/jpeg", [0xff, 0xd8, 0xff]],
  ["image/gif", [0x47, 0x49, 0x46, 0x38]],
];

let address;

export function setUpPreview() {
  byId("preview").addEventListener("close", () => {
    byId("preview-body").replaceChildren();
    if (address) URL.revokeObjectURL(address);
    address = undefined;
  });
}

export async function preview(file) {
  setText(byId("preview-title"), file.name);
  setText(byId("preview-note"), "Loading…");
  byId("preview-body").replaceChildren();
  byId("preview").showModal();
  try {
    const start = await read(file.href, TEXT_BYTES);
    const type = imageType(start);
    if (type && file.size <= IMAGE_BYTES) await showImage(file, type);
    else showText(file, start);
  } catch (error) {
    setText(byId("preview-note"), error.message);
  }
}

// The first bytes only; a large file is not fetched completely for a preview.
async function read(href, limit) {
  const response = await fetch(href);
  if (!response.ok) throw new Error(`Cannot read the file: status ${response.status}.`);
  const reader = response.body.getReader();
  const parts = [];
  let length = 0;
  while (length < limit) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    length += value.length;
  }
  await reader.cancel();
  return new Uint8Array(await new Blob(parts).arrayBuffer()).subarray(0, limit);
}

const imageType = (start) => IMAGES.find(([, magic]) => magic.every((byte, i) => start[i] === byte))?.[0];

async function showImage(file, type) {
  const whole = await read(file.href, IMAGE_BYTES);
  address = URL.createObjectURL(new Blob([whole], { type }));
  byId("preview-body").replaceChildren(element("img", { src: address, alt: file.name }));
  setText(byId("preview-note"), `${type}, ${bytes(file.size)}`);
}

function showText(file, start) {
  const text = decode(start, file.size > start.length);
  const shown = text == null ? Math.min(start.length, HEX_BYTES) : start.length;
  const what = text == null ? "Bytes" : "Text";
  const part = shown < file.size ? `the first ${bytes(shown)} of ${bytes(file.size)}` : bytes(file.size);
  setText(byId("preview-note"), start.length < file.size && start.length === 0 ? "The bytes were not kept." : `${what}, ${part}`);
  byId("preview-body").replaceChildren(element("pre", {}, text ?? hexDump(start.subarray(0, shown))));
}

// UTF-8 text without control characters; null for anything else.
function decode(start, more) {
  try {
    // A character may be cut at the end, which `stream` allows.
    const text = new TextDecoder("utf-8", { fatal: true }).decode(start, { stream: more });
    return /[\x00-\x08\x0e-\x1f]/.test(text) ? null : text;
  } catch {
    return null;
  }
}

function hexDump(start) {
  const lines = [];
  for (let at = 0; at < start.length; at += 16) {
    const row = [...start.subarray(at, at + 16)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, "0")).join(" ").padEnd(47);
    const text = row.map((byte) => (byte > 0x1f && byte < 0x7f ? String.fromCharCode(byte) : ".")).join("");
    lines.push(`${at.toString(16).padStart(8, "0")}  ${hex}  ${text}`);
  }
  return lines.join("\n");
}

/* Names and values in the library's form: connect_timeout_ms for connectTimeoutMs, "1,10000" for [1, 10000]. */

/** @internal */
export function nameOf(camel: string): string {
  return camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** @internal */
export function valueOf(value: unknown, name: string): string {
  if (Array.isArray(value)) return value.map((one: unknown) => valueOf(one, name)).join(",");
  if (value instanceof Date) return String(value.getTime());
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return String(value);
  throw new TypeError(`${name} has to be a string, a number or a boolean`);
}

/** Refuses options that are not known: a misspelt one would have no effect. @internal */
export function mustBeKnown(options: object, known: Readonly<Record<string, true>>): void {
  for (const name of Object.keys(options))
    if (!Object.hasOwn(known, name)) throw new TypeError(`${name}: no such option; known: ${Object.keys(known).join(", ")}`);
}

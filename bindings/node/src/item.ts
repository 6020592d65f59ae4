/* A stored file. */

import { native } from "./load.js";
import { Integrity, type Handle } from "./native.js";

export interface ItemFields {
  readonly id: string;
  /** Its name at the service, which may have renamed it. */
  readonly name: string;
  /** In bytes, if the service said it. */
  readonly size: number | undefined;
  readonly etag: string;
  readonly webUrl: string;
  readonly location: string;
  /** Whether the service's checksum is that of what was sent; `"unverifiable"` if it has none. */
  readonly integrity: "verified" | "unverifiable" | "differs";
  /** Whether the response was missing, and the file was found by looking. */
  readonly recovered: boolean;
}

/** A stored file. What the service did not say is empty. */
export class Item implements ItemFields {
  readonly id: string;
  readonly name: string;
  readonly size: number | undefined;
  readonly etag: string;
  readonly webUrl: string;
  readonly location: string;
  readonly integrity: "verified" | "unverifiable" | "differs";
  readonly recovered: boolean;
  readonly #json: string;

  private constructor(item: Handle<"gu_item">) {
    const size = native.gu_item_size(item);
    const integrity = native.gu_item_integrity(item);
    this.id = native.gu_item_id(item);
    this.name = native.gu_item_name(item);
    this.size = size < 0 ? undefined : size;
    this.etag = native.gu_item_etag(item);
    this.webUrl = native.gu_item_web_url(item);
    this.location = native.gu_item_location(item);
    this.integrity =
      integrity === Integrity.VERIFIED ? "verified" : integrity === Integrity.DIFFERS ? "differs" : "unverifiable";
    this.recovered = native.gu_item_recovered(item) !== 0;
    this.#json = native.gu_item_json(item);
  }

  /** @internal */
  static of(item: Handle<"gu_item">): Item {
    return new Item(item);
  }

  /** What the service returned, parsed; `undefined` if it returned nothing. */
  get raw(): unknown {
    return this.#json === "" ? undefined : (JSON.parse(this.#json) as unknown);
  }
}

/* Where access tokens come from. */

import { native } from "./load.js";
import type { Handle } from "./native.js";

/** Why a token is wanted. */
export interface TokenRequest {
  /** Whether the service refused the last one, so that a cached one is of no use. */
  readonly rejected: boolean;
  /** Claims that the token has to have, for the sign-in library; empty if none. */
  readonly claims: string;
}

/** The credentials of @azure/identity, and whatever looks like them. */
export interface TokenCredential {
  getToken(scopes: string | string[], options?: { claims?: string }): Promise<{ token: string } | null>;
}

/** A token, a function that fetches one, or a credential of @azure/identity. */
export type Token = string | ((request: TokenRequest) => string | Promise<string>) | TokenCredential;

const SCOPES: Record<string, string> = {
  "us-gov-l4": "https://graph.microsoft.us/.default",
  "us-gov-l5": "https://dod-graph.microsoft.us/.default",
  china: "https://microsoftgraph.chinacloudapi.cn/.default",
};

function fetcher(token: Exclude<Token, string>, cloud: string | undefined): (request: TokenRequest) => string | Promise<string> {
  if (typeof token === "function") return token;
  // Without types anything may come.
  const { getToken } = (token ?? {}) as Partial<TokenCredential>;
  if (typeof getToken !== "function")
    throw new TypeError(`token: a string, a function or a credential expected, not ${token === null ? "null" : typeof token}`);
  const scope = SCOPES[cloud ?? ""] ?? "https://graph.microsoft.com/.default";
  return async ({ claims }) => {
    const found = await token.getToken(scope, claims === "" ? {} : { claims });
    if (found === null) throw new Error("the credential has no token");
    return found.token;
  };
}

/** Fetches tokens when the library asks. Uploads wait meanwhile, without a thread's waiting. @internal */
export class TokenSource {
  /** What the last fetch has thrown, unless one has succeeded since. */
  failure: [unknown] | undefined;
  readonly #fetch: (request: TokenRequest) => string | Promise<string>;
  #client: Handle<"gu_client"> | undefined;

  private constructor(fetch: (request: TokenRequest) => string | Promise<string>) {
    this.#fetch = fetch;
  }

  /** Sets the callback. The library must not keep the user's function from being collected with its client. */
  static set(options: Handle<"gu_options">, token: Exclude<Token, string>, cloud: string | undefined): TokenSource {
    const made = new TokenSource(fetcher(token, cloud));
    const weak = new WeakRef(made);
    native.gu_options_set_token_callback(options, (rejected, claims) => void weak.deref()?.give({ rejected, claims }));
    return made;
  }

  for(client: Handle<"gu_client">): void {
    this.#client = client;
  }

  async give(request: TokenRequest): Promise<void> {
    try {
      const token = await this.#fetch(request);
      if (typeof token !== "string") throw new TypeError("the token has to be a string");
      if (this.#client !== undefined) native.gu_client_set_token(this.#client, token);
      this.failure = undefined;
    } catch (error) {
      this.failure = [error];
      // Whatever waits for it ends.
      if (this.#client !== undefined) native.gu_client_set_token(this.#client, null);
    }
  }
}

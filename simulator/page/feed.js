// Follows the simulator by server-sent events, and reconnects when they break off.

import * as api from "./api.js";

// A request makes two events. The last thousand requests of a long run are enough.
const BACKLOG = 2000;
const RETRY_MS = [500, 1000, 2000, 5000];

export class Feed {
  // `handlers`: state(S), request(R), forget(FIRST_TO_KEEP), connection("live" | "connecting" | "lost").
  constructor(handlers) {
    this.handlers = handlers;
    this.failures = 0;
    this.first = undefined;
    this.fresh = true;
    this.resume = undefined;
  }

  async connect() {
    this.resume = undefined;
    this.handlers.connection(this.failures ? "lost" : "connecting");
    let after;
    try {
      after = Math.max(0, (await api.lastEvent()) - BACKLOG);
    } catch {
      this.retryLater();
      return;
    }
    this.listen(new EventSource(`/_control/events?after=${after}`));
  }

  listen(source) {
    this.fresh = true;
    source.addEventListener("state", (event) => this.takeState(JSON.parse(event.data)));
    source.addEventListener("request", (event) => this.takeRequest(JSON.parse(event.data)));
    // Not left to the browser: it gives up for good after a response that is not a stream.
    source.addEventListener("error", () => {
      source.close();
      this.retryLater();
    });
  }

  retryLater() {
    const wait = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)];
    this.failures += 1;
    this.handlers.connection("lost");
    this.resume = setTimeout(() => this.connect(), wait);
  }

  retryNow() {
    if (!this.resume) return;
    clearTimeout(this.resume);
    this.connect();
  }

  takeRequest(request) {
    this.begin();
    this.handlers.request(request);
  }

  takeState(state) {
    this.begin();
    // After a reset. Requests since then arrived before this state.
    if (this.first !== state.firstRequest) this.handlers.forget(state.firstRequest);
    this.first = state.firstRequest;
    this.failures = 0;
    this.handlers.connection("live");
    this.handlers.state(state);
  }

  // A new stream sends everything again, and may be of another process; until then the page keeps
  // its content.
  begin() {
    if (!this.fresh) return;
    this.fresh = false;
    this.first = undefined;
    this.handlers.forget(Infinity);
  }
}

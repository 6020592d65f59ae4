// Follows the simulator by server-sent events, and starts over when they break off.

import * as api from "./api.js";

const BACKLOG = 1000;
const RETRY_MS = [500, 1000, 2000, 5000];

export class Feed {
  // `handlers`: state(S), request(R), forget(), connection("live" | "connecting" | "lost").
  constructor(handlers) {
    this.handlers = handlers;
    this.failures = 0;
    this.count = 0;
    this.started = undefined;
    this.resume = undefined;
  }

  connect() {
    this.handlers.connection(this.failures ? "lost" : "connecting");
    const source = new EventSource("/_control/events");
    source.addEventListener("open", () => this.opened(source));
    source.addEventListener("state", (event) => this.take(JSON.parse(event.data)));
    source.addEventListener("request", (event) => this.handlers.request(JSON.parse(event.data)));
    // Not left to the browser: it gives up for good when it gets another answer than a stream.
    source.addEventListener("error", () => this.broken(source));
    this.source = source;
  }

  // What happened before the stream began, or while there was none.
  async opened(source) {
    try {
      const state = await api.state();
      this.take(state);
      const known = await api.requestsAfter(Math.max(0, state.requests - BACKLOG));
      known.requests.forEach(this.handlers.request);
    } catch {
      this.broken(source);
      return;
    }
    if (source !== this.source) return;
    this.failures = 0;
    this.handlers.connection("live");
  }

  broken(source) {
    source.close();
    if (source !== this.source) return;
    this.source = undefined;
    const wait = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)];
    this.failures += 1;
    this.handlers.connection("lost");
    this.resume = setTimeout(() => this.connect(), wait);
  }

  retryNow() {
    if (this.source) return;
    clearTimeout(this.resume);
    this.connect();
  }

  take(state) {
    // Fewer requests than before, or another start: it was reset, or is another process.
    const started = Date.now() - state.uptimeMs;
    const other = this.started !== undefined && Math.abs(started - this.started) > 5000;
    if (state.requests < this.count || other) this.handlers.forget();
    this.count = state.requests;
    this.started = started;
    this.handlers.state(state);
  }
}

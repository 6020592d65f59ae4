/** Starts the simulator of Microsoft Graph's upload sessions, for tests. */
export * from "./testing.js";

// The page: collects what the feed delivers, and draws it at most twenty times a second.

import { showClient, setUpClient } from "./client.js";
import { announce, byId, setText } from "./dom.js";
import { showFaults, setUpFaults } from "./faults.js";
import { Feed } from "./feed.js";
import { showFiles } from "./files.js";
import { setUpPreview } from "./preview.js";
import { Requests } from "./requests.js";
import { showSessions } from "./sessions.js";
import { showSettings, setUpSettings } from "./settings.js";
import { plural } from "./text.js";
import { Uploads } from "./uploads.js";
import { showViolations } from "./violations.js";

const DRAW_MS = 50;
const CONNECTIONS = {
  live: "Live",
  connecting: "Connecting…",
  lost: "Disconnected, trying again…",
};

const uploads = new Uploads();
const requests = new Requests(draw);
let state;
let timer;

const feed = new Feed({
  state(next) {
    state = next;
    uploads.takeState(next);
    soon();
  },
  request(request) {
    requests.take(request);
    uploads.takeRequest(request);
    soon();
  },
  forget(firstToKeep) {
    requests.forget(firstToKeep);
    uploads.forget();
    requests.records.forEach((request) => uploads.takeRequest(request));
    soon();
  },
  connection,
});

// A timer, not an animation frame: background pages get no frames, and must not pile up work.
function soon() {
  timer ??= setTimeout(draw, DRAW_MS);
}

function draw() {
  clearTimeout(timer);
  timer = undefined;
  if (!state) return;
  showViolations(state.violations);
  showSessions(uploads);
  requests.show();
  showFaults(state.faults);
  showFiles(state.files);
  showClient(state);
  showSettings(state.settings);
  const { sessions, connections, cuts } = state;
  setText(byId("counts"), [
    plural(sessions.length, "open session"),
    plural(state.requests, "request"),
    plural(connections, "connection"),
    ...(cuts ? [`${cuts} cut by the link`] : []),
  ].join(" · "));
}

function connection(word) {
  const node = byId("connection");
  if (node.dataset.state === word) return;
  node.dataset.state = word;
  document.body.classList.toggle("stale", word === "lost");
  setText(node, CONNECTIONS[word]);
  if (word !== "connecting") announce(word === "live" ? "Connected to the simulator" : "Disconnected from the simulator");
}

setUpFaults();
setUpClient();
setUpSettings();
setUpPreview();
addEventListener("online", () => feed.retryNow());
document.addEventListener("visibilitychange", () => document.hidden || feed.retryNow());
feed.connect();

// What the driver prints: one line of JSON for each event.
import { writeSync } from "node:fs";

import graphUpload from "./package.mjs";

export function print(event) {
  writeSync(1, `${JSON.stringify(event)}\n`);
}

function itemOf(item) {
  const { id, name, size, etag, webUrl, integrity, recovered } = item;
  return { id, name, size: size ?? -1, etag, web_url: webUrl, integrity, recovered };
}

function errorOf(error) {
  return {
    status: error.status,
    status_name: error.code,
    message: error.message,
    http_status: error.httpStatus,
    service_codes: error.serviceCodes,
    request_id: error.requestId,
    host: error.host,
    diagnostics: error.diagnostics,
    claims: error.claims,
    retry_after_ms: error.retryAfterMs,
    os_error: error.osError,
    retryable: error.retryable,
    in_doubt: error.inDoubt,
    session_kept: error.sessionKept,
    offset: error.offset,
    attempts: error.attempts,
  };
}

export function printItem(of, item) {
  print({ event: "result", of, status: "GU_OK", ...(item instanceof graphUpload.Item && { item: itemOf(item) }) });
}

export function printError(of, error) {
  if (error instanceof graphUpload.GraphUploadError) {
    const item = error instanceof graphUpload.DiffersError ? { item: itemOf(error.item) } : {};
    print({ event: "result", of, status: error.code, error: errorOf(error), ...item });
  } else if (error.name === "AbortError") {
    // A signal has ended a wait that is none of the library's.
    print({ event: "result", of, status: "GU_ERR_CANCELLED" });
  } else {
    print({ event: "result", of, raised: error.name === "Error" ? error.message : `${error.name}: ${error.message}` });
  }
}

/** Prints the result of a promise. Never fails. */
export async function printResult(of, promise) {
  try {
    printItem(of, await promise);
  } catch (error) {
    printError(of, error);
  }
}

const released = new FinalizationRegistry(({ what, of }) => print({ event: "released", what, of }));

/** Tells when an object that was given to the package is collected. */
export function given(what, of, object) {
  released.register(object, { what, of });
  return object;
}

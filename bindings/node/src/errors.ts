/* Errors: one class for each family of outcomes. */

import { Item, type ItemFields } from "./item.js";
import { native } from "./load.js";
import { Status, type Handle } from "./native.js";

/** A status of the library, such as `"GU_ERR_DENIED"`. Others may come. */
export type StatusName = `GU_ERR_${Exclude<keyof typeof Status, "OK">}`;

/** What an error tells beside its message. */
export interface ErrorFields {
  readonly status: number;
  readonly code: StatusName;
  /** The service's response, or 0 if it was not the service that refused. */
  readonly httpStatus: number;
  /** The service's codes, outermost first. */
  readonly serviceCodes: readonly string[];
  /** The service's id of the request, for support. */
  readonly requestId: string;
  readonly host: string;
  readonly diagnostics: string;
  /** Claims that the next token has to have, for the sign-in library. */
  readonly claims: string;
  readonly retryAfterMs: number;
  /** errno of a failed system call, or 0. */
  readonly osError: number;
  /** Whether trying again later may help. */
  readonly retryable: boolean;
  /** Whether the file may be stored all the same: upload again to the same target, with the same state file, to find out. */
  readonly inDoubt: boolean;
  /** Whether the upload session is left at the service. */
  readonly sessionKept: boolean;
  /** Where to continue, if it is a matter of offsets. */
  readonly offset: number;
  readonly attempts: number;
}

/** An upload, or another call, that failed. What failed is in `code`; the classes below are families of codes. */
export class GraphUploadError extends Error implements ErrorFields {
  readonly status!: number;
  readonly code!: StatusName;
  readonly httpStatus!: number;
  readonly serviceCodes!: readonly string[];
  readonly requestId!: string;
  readonly host!: string;
  readonly diagnostics!: string;
  readonly claims!: string;
  readonly retryAfterMs!: number;
  readonly osError!: number;
  readonly retryable!: boolean;
  readonly inDoubt!: boolean;
  readonly sessionKept!: boolean;
  readonly offset!: number;
  readonly attempts!: number;

  /** @internal */
  constructor(message: string, fields: ErrorFields) {
    super(message);
    Object.assign(this, fields);
  }
}

/** The call or its arguments are wrong: ARGUMENT, STATE, BUSY, INCOMPLETE, STORED. */
export class UsageError extends GraphUploadError {}

/** An `AbortSignal` or `cancel()` ended it: CANCELLED. Its `name` is `"AbortError"`, its `cause` the signal's reason. */
export class CancelledError extends GraphUploadError {}

/** Saved state cannot be used: SAVED_STATE. */
export class SavedStateError extends GraphUploadError {}

/** The source cannot be read, is too short, has changed or cannot go back: SOURCE_UNREADABLE, SOURCE_SHORT, SOURCE_CHANGED, REWIND. */
export class SourceError extends GraphUploadError {}

/** This process is out of memory, descriptors, threads or disk: MEMORY, RESOURCES. */
export class ResourceError extends GraphUploadError {}

/** No connection, or none that can be trusted: NETWORK, TLS, TIMEOUT. */
export class ConnectionError extends GraphUploadError {}

/** No token, or one that the service refuses: SIGN_IN. */
export class SignInError extends GraphUploadError {}

/** The service does not permit it: DENIED. */
export class DeniedError extends GraphUploadError {}

/** The task, message, folder or job does not exist: NOT_FOUND. */
export class NotFoundError extends GraphUploadError {}

/** The name is taken, or the item has changed or is locked: CONFLICT. */
export class ConflictError extends GraphUploadError {}

/** A limit of size or space: TOO_LARGE, TOO_SMALL, QUOTA. */
export class LimitError extends GraphUploadError {}

/** The service is busy or fails: THROTTLED, SERVER, EXPIRED, UNEXPECTED_RESPONSE. */
export class ServiceError extends GraphUploadError {}

/** The file may be stored or not: OUTCOME_UNKNOWN. */
export class OutcomeUnknownError extends GraphUploadError {}

/** The file is stored, and differs from what was sent: DIFFERS. */
export class DiffersError extends GraphUploadError {
  /** The stored file. */
  declare readonly item: Item;
}

/** A fault of the library: BUG. Please report it. */
export class InternalError extends GraphUploadError {}

// As everywhere in Node, what a signal ends is an AbortError.
for (const one of [
  GraphUploadError, UsageError, CancelledError, SavedStateError, SourceError, ResourceError, ConnectionError, SignInError,
  DeniedError, NotFoundError, ConflictError, LimitError, ServiceError, OutcomeUnknownError, DiffersError, InternalError,
]) {
  const name = one === CancelledError ? "AbortError" : one.name;
  Object.defineProperty(one.prototype, "name", { value: name, configurable: true, writable: true });
}

type ErrorClass = new (message: string, fields: ErrorFields) => GraphUploadError;

const CLASSES: Record<Exclude<keyof typeof Status, "OK">, ErrorClass> = {
  ARGUMENT: UsageError,
  STATE: UsageError,
  BUSY: UsageError,
  CANCELLED: CancelledError,
  SAVED_STATE: SavedStateError,
  INCOMPLETE: UsageError,
  STORED: UsageError,
  SOURCE_UNREADABLE: SourceError,
  SOURCE_SHORT: SourceError,
  SOURCE_CHANGED: SourceError,
  MEMORY: ResourceError,
  REWIND: SourceError,
  RESOURCES: ResourceError,
  NETWORK: ConnectionError,
  TLS: ConnectionError,
  TIMEOUT: ConnectionError,
  SIGN_IN: SignInError,
  DENIED: DeniedError,
  NOT_FOUND: NotFoundError,
  CONFLICT: ConflictError,
  TOO_LARGE: LimitError,
  TOO_SMALL: LimitError,
  QUOTA: LimitError,
  THROTTLED: ServiceError,
  SERVER: ServiceError,
  EXPIRED: ServiceError,
  UNEXPECTED_RESPONSE: ServiceError,
  OUTCOME_UNKNOWN: OutcomeUnknownError,
  DIFFERS: DiffersError,
  BUG: InternalError,
};

function classOf(code: string): ErrorClass {
  return CLASSES[code.slice("GU_ERR_".length) as keyof typeof CLASSES] ?? GraphUploadError;
}

/** The error of a `gu_error`, which stays the caller's. `from`: with the stack of where the call was made. @internal */
export function errorOf(error: Handle<"gu_error">, item: ItemFields | null, from?: { stack?: string }): GraphUploadError {
  const status = native.gu_error_status(error);
  const code = native.gu_status_name(status) as StatusName;
  const fields: ErrorFields = {
    status,
    code,
    httpStatus: native.gu_error_http_status(error),
    serviceCodes: native.gu_error_service_codes(error).split(" ").filter((one) => one !== ""),
    requestId: native.gu_error_request_id(error),
    host: native.gu_error_host(error),
    diagnostics: native.gu_error_diagnostics(error),
    claims: native.gu_error_claims(error),
    retryAfterMs: native.gu_error_retry_after_ms(error),
    osError: native.gu_error_os_error(error),
    retryable: native.gu_error_is_retryable(error) !== 0,
    inDoubt: native.gu_error_in_doubt(error) !== 0,
    sessionKept: native.gu_error_session_kept(error) !== 0,
    offset: native.gu_error_offset(error),
    attempts: native.gu_error_attempts(error),
  };
  const made = new (classOf(code))(native.gu_error_message(error), fields);
  const calls = from?.stack?.indexOf("\n    at ") ?? -1;
  if (calls >= 0) made.stack = `${made.name}: ${made.message}${from?.stack?.slice(calls)}`;
  return item === null ? made : Object.assign(made, { item });
}

/** @internal */
export function closedError(what: string): GraphUploadError {
  const none = { httpStatus: 0, serviceCodes: [], requestId: "", host: "", diagnostics: "", claims: "", retryAfterMs: 0, osError: 0 };
  const fields = { ...none, retryable: false, inDoubt: false, sessionKept: false, offset: 0, attempts: 0 };
  return new UsageError(`${what} is closed`, { status: Status.STATE, code: "GU_ERR_STATE", ...fields });
}

/** What the addon throws. @internal */
export function thrown(error: Handle<"gu_error">, item: Handle<"gu_item"> | null): Error {
  const made = errorOf(error, item === null ? null : Item.of(item));
  native.release(error);
  if (item !== null) native.release(item);
  return made;
}

/** Adds the reason of a signal to the error that it caused. @internal */
export function withReason(error: unknown, signal: AbortSignal | undefined): unknown {
  if (error instanceof CancelledError && signal?.aborted && error.cause === undefined) error.cause = signal.reason as unknown;
  return error;
}

native.init(thrown);

/** Uploads files to Microsoft Graph: OneDrive, SharePoint, Outlook, To Do and Universal Print. */

import { native } from "./load.js";

export { Client, type ClientOptions, type LogRecord } from "./client.js";
export {
  CancelledError, ConflictError, ConnectionError, DeniedError, DiffersError, GraphUploadError, InternalError, LimitError,
  NotFoundError, OutcomeUnknownError, ResourceError, SavedStateError, ServiceError, SignInError, SourceError, UsageError,
  type ErrorFields, type StatusName,
} from "./errors.js";
export { Item, type ItemFields } from "./item.js";
export { Job, type StageName, type UploadOptions } from "./job.js";
export { Kind } from "./native.js";
export type { OnProgress, Progress, Waiting } from "./progress.js";
export { Queue, type Counts, type QueueOptions } from "./queue.js";
export { Session, type CallOptions } from "./session.js";
export type { OpenFile, RandomAccess, Source, WebStream } from "./sources.js";
export {
  Target, driveChild, driveItem, drivePath, driveShare, driveSpecial, event, groupEvent, groupPost, groupPostInReplyTo, message,
  printDocument, printShareDocument, target, todoTask, type TargetProperties,
} from "./targets.js";
export type { Token, TokenCredential, TokenRequest } from "./token.js";

/** The version of the library, such as `"0.2.0"`. */
export const version: string = native.gu_version_string();

/** The limits of each kind of target, as the library has them. */
export function rules(): unknown {
  return JSON.parse(native.gu_rules_json()) as unknown;
}

/* Where a file goes. */

import { native } from "./load.js";
import { nameOf, valueOf } from "./names.js";
import type { Handle } from "./native.js";
import "./errors.js";

/** Properties of the stored file. Which kinds of targets have one stands beside it; any other refuses it. */
export interface TargetProperties {
  /** Attachments and print documents: the media type, such as `"application/pdf"`. */
  contentType?: string;
  /** Outlook: whether the attachment is shown inside the message's text. */
  inline?: boolean;
  /** Outlook: the id by which the text refers to an inline attachment. */
  contentId?: string;
  /** Drives: what happens to a file of that name. Default: `"fail"`; of `driveItem`: `"replace"`. */
  conflict?: "fail" | "replace" | "rename";
  /** Drives: when the file was created, as a `Date` or in milliseconds since 1970; so are the next two. */
  created?: Date | number;
  modified?: Date | number;
  accessed?: Date | number;
  /** Personal drives. */
  description?: string;
  /** Drives: whether the service checks for space before the upload. */
  spaceCheck?: boolean;
  /** Drives: what turns the bytes into a file. */
  commit?: "last-piece" | "by-host" | "upload-url" | "source-url";
  /** Drives: only if the existing file has this eTag. */
  ifMatch?: string;
  /** Drives: only if the existing file does not have this eTag; `"*"`: only if there is none. */
  ifNoneMatch?: string;
  /** Drives: the application that the file comes from, and its id there. */
  source?: readonly [application: string, externalId: string];
  /** Drives: the kind of a recording. */
  mediaCategory?: string;
}

type Maker = () => Handle<"gu_target">;

/** Where a file goes. Made by one of the functions below; may be used for any number of uploads. */
export class Target {
  /** @internal */
  readonly handle: Handle<"gu_target">;

  /** @internal */
  constructor(make: Maker, properties: object = {}) {
    this.handle = make();
    for (const [name, value] of Object.entries(properties)) if (value !== undefined) this.set(name, value as string);
  }

  /** Sets a property by its name. An unknown one, or one that this kind does not have, is refused. */
  set(name: string, value: string | number | boolean | Date | readonly string[]): this {
    const timed = /^(created|modified|accessed)$/.test(name) ? `${name}Ms` : name;
    native.gu_target_set(this.handle, nameOf(timed), valueOf(value, name));
    return this;
  }
}

/** The owner: an id or a principal name. Default: the signed-in user. */
interface OfUser {
  user?: string;
}

/** Which drive, such as `"/sites/ID/drive"` or a sharing URL. Default: the signed-in user's. */
interface OfDrive {
  drive?: string;
}

/** An attachment of a Microsoft To Do task: up to 25 MiB. */
export function todoTask(of: { list: string; task: string; name: string } & OfUser & TargetProperties): Target {
  const { list, task, name, user, ...properties } = of;
  return new Target(() => native.gu_target_todo_task(user ?? null, list, task, name), properties);
}

/** An attachment of an Outlook message, which has to be a draft: up to 150 MiB. */
export function message(of: { message: string; name: string; folder?: string } & OfUser & TargetProperties): Target {
  const { message, name, folder, user, ...properties } = of;
  return new Target(() => native.gu_target_message(user ?? null, folder ?? null, message, name), properties);
}

/** An attachment of an Outlook event: up to 150 MiB. */
export function event(of: { event: string; name: string; calendar?: string } & OfUser & TargetProperties): Target {
  const { event, name, calendar, user, ...properties } = of;
  return new Target(() => native.gu_target_event(user ?? null, calendar ?? null, event, name), properties);
}

/** An attachment of a group's event. `byCalendar`: address it as `/groups/ID/calendar/events/ID`. */
export function groupEvent(of: { group: string; event: string; name: string; byCalendar?: boolean } & TargetProperties): Target {
  const { group, event, name, byCalendar, ...properties } = of;
  return new Target(() => native.gu_target_group_event(group, byCalendar ? 1 : 0, event, name), properties);
}

/** An attachment of a post in a group's conversation. */
export function groupPost(of: { group: string; thread: string; post: string; name: string } & TargetProperties): Target {
  const { group, thread, post, name, ...properties } = of;
  return new Target(() => native.gu_target_group_post(group, thread, post, name), properties);
}

/** An attachment of the post that `post` replies to. */
export function groupPostInReplyTo(
  of: { group: string; conversation?: string; thread: string; post: string; name: string } & TargetProperties,
): Target {
  const { group, conversation, thread, post, name, ...properties } = of;
  const make = () => native.gu_target_group_post_in_reply_to(group, conversation ?? null, thread, post, name);
  return new Target(make, properties);
}

/** A file in a drive by its path from the root, such as `"Reports/2026/May.pdf"`: up to 250 GiB. */
export function drivePath(path: string, of: OfDrive & TargetProperties = {}): Target {
  const { drive, ...properties } = of;
  return new Target(() => native.gu_target_drive_path(drive ?? null, path), properties);
}

/** A file in a drive by the id of its folder and its name. */
export function driveChild(of: { folder: string; name: string } & OfDrive & TargetProperties): Target {
  const { folder, name, drive, ...properties } = of;
  return new Target(() => native.gu_target_drive_child(drive ?? null, folder, name), properties);
}

/** A file by its path below a special folder. */
export function driveSpecial(
  of: { special: "approot" | "documents" | "photos" | "cameraroll" | "music" | "desktop"; path: string } & OfDrive &
    TargetProperties,
): Target {
  const { special, path, drive, ...properties } = of;
  return new Target(() => native.gu_target_drive_special(drive ?? null, special, path), properties);
}

/** An existing file in a drive by its id; its content is replaced. */
export function driveItem(item: string, of: OfDrive & TargetProperties = {}): Target {
  const { drive, ...properties } = of;
  return new Target(() => native.gu_target_drive_item(drive ?? null, item), properties);
}

/** A shared file by its sharing URL or token; its content is replaced. */
export function driveShare(share: string, properties: TargetProperties = {}): Target {
  return new Target(() => native.gu_target_drive_share(share), properties);
}

/** A document of a Universal Print job on a printer: 1 byte or more. */
export function printDocument(
  of: { printer: string; job: string; document: string; name: string } & TargetProperties,
): Target {
  const { printer, job, document, name, ...properties } = of;
  return new Target(() => native.gu_target_print_document(printer, job, document, name), properties);
}

/** A document of a Universal Print job on a printer share. */
export function printShareDocument(
  of: { share: string; job: string; document: string; name: string } & TargetProperties,
): Target {
  const { share, job, document, name, ...properties } = of;
  return new Target(() => native.gu_target_print_share_document(share, job, document, name), properties);
}

/**
 * A target from a string: `"drive:/Reports/May.pdf"`, `"drive:/sites/ID/drive:/May.pdf"`, `"item:ID"`, `"todo:LIST/TASK/NAME"`,
 * `"message:ID/NAME"`, `"event:ID/NAME"`, `"post:GROUP/THREAD/POST/NAME"`, `"print:PRINTER/JOB/DOCUMENT/NAME"` or
 * `"share:SHARE/JOB/DOCUMENT/NAME"`, with its parts percent-encoded.
 *
 * `name` is used where the string has none, or its path ends in a slash.
 */
export function target(text: string, of: { name?: string } & OfUser & TargetProperties = {}): Target {
  const { name, user, ...properties } = of;
  return new Target(() => native.gu_target_parse(text, user ?? null, name ?? null), properties);
}

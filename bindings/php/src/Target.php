<?php

declare(strict_types=1);

namespace GraphUpload;

use FFI\CData;
use GraphUpload\Internal\Errors;
use GraphUpload\Internal\Handle;
use GraphUpload\Internal\Library;
use GraphUpload\Internal\Options;

/**
 * A place that a file can be uploaded to. The static methods make one for each kind.
 *
 * Their further named arguments are the properties of that kind: for drives `conflict` (Conflict or "fail", "replace", "rename"),
 * `created`, `modified` and `accessed` (DateTimeInterface), `description`, `if_match`, `if_none_match` and others; for attachments
 * `content_type`, for those of Outlook also `inline` and `content_id`.
 */
final class Target
{
    private readonly Handle $handle;

    /** @param array<array-key, mixed> $properties */
    private function __construct(CData $target, array $properties)
    {
        $this->handle = new Handle($target, 'gu_target_free', 'target');
        foreach ($properties as $name => $value) {
            Options::setProperty($target, $name, $value);
        }
    }

    /**
     * A file in a drive by its path from the root. A file of that name stays unless `conflict` says otherwise.
     *
     * @param ?string $drive such as "/users/ID/drive", "/drives/ID", a sharing URL; default: the signed-in user's
     */
    public static function drivePath(string $path, ?string $drive = null, mixed ...$properties): self
    {
        return self::made('gu_target_drive_path', $properties, drive: $drive, path: $path);
    }

    /** A file in a drive by the id of its folder and its name. */
    public static function driveChild(string $folder, string $name, ?string $drive = null, mixed ...$properties): self
    {
        return self::made('gu_target_drive_child', $properties, drive: $drive, folder: $folder, name: $name);
    }

    /** A file by its path below a special folder: "approot", "documents", "photos", "cameraroll", "music", "desktop". */
    public static function driveSpecial(string $special, string $path, ?string $drive = null, mixed ...$properties): self
    {
        return self::made('gu_target_drive_special', $properties, drive: $drive, special: $special, path: $path);
    }

    /** An existing file in a drive by its id; its content is replaced. */
    public static function driveItem(string $item, ?string $drive = null, mixed ...$properties): self
    {
        return self::made('gu_target_drive_item', $properties, drive: $drive, item: $item);
    }

    /** A shared file by its sharing URL; its content is replaced. */
    public static function driveShare(#[\SensitiveParameter] string $share, mixed ...$properties): self
    {
        return self::made('gu_target_drive_share', $properties, share: $share);
    }

    /**
     * An attachment of a Microsoft To Do task.
     *
     * @param ?string $user id or principal name; default: the signed-in user
     */
    public static function todoTask(string $list, string $task, string $name, ?string $user = null, mixed ...$properties): self
    {
        return self::made('gu_target_todo_task', $properties, user: $user, list: $list, task: $task, name: $name);
    }

    /** An attachment of an Outlook message, which is a draft. */
    public static function message(
        string $message,
        string $name,
        ?string $user = null,
        ?string $folder = null,
        mixed ...$properties,
    ): self {
        return self::made('gu_target_message', $properties, user: $user, folder: $folder, message: $message, name: $name);
    }

    /** An attachment of an event in a calendar. */
    public static function event(
        string $event,
        string $name,
        ?string $user = null,
        ?string $calendar = null,
        mixed ...$properties,
    ): self {
        return self::made('gu_target_event', $properties, user: $user, calendar: $calendar, event: $event, name: $name);
    }

    /** An attachment of an event in a group's calendar. */
    public static function groupEvent(
        string $group,
        string $event,
        string $name,
        bool $byCalendar = false,
        mixed ...$properties,
    ): self {
        $parts = ['group' => $group, 'by_calendar' => (int) $byCalendar, 'event' => $event, 'name' => $name];
        return self::made('gu_target_group_event', $properties, ...$parts);
    }

    /** An attachment of a post in a group's thread. */
    public static function groupPost(string $group, string $thread, string $post, string $name, mixed ...$properties): self
    {
        return self::made('gu_target_group_post', $properties, group: $group, thread: $thread, post: $post, name: $name);
    }

    /**
     * An attachment of the post that a post replies to.
     *
     * @param ?string $conversation null if the thread's id is enough, as it usually is
     */
    public static function groupPostInReplyTo(
        string $group,
        ?string $conversation,
        string $thread,
        string $post,
        string $name,
        mixed ...$properties,
    ): self {
        $parts = ['group' => $group, 'conversation' => $conversation, 'thread' => $thread, 'post' => $post, 'name' => $name];
        return self::made('gu_target_group_post_in_reply_to', $properties, ...$parts);
    }

    /** A document of a print job of a printer. */
    public static function printDocument(string $printer, string $job, string $document, string $name, mixed ...$properties): self
    {
        return self::made('gu_target_print_document', $properties, printer: $printer, job: $job, document: $document, name: $name);
    }

    /** A document of a print job of a printer share. */
    public static function printShareDocument(string $share, string $job, string $document, string $name, mixed ...$properties): self
    {
        return self::made('gu_target_print_share_document', $properties, share: $share, job: $job, document: $document, name: $name);
    }

    /**
     * A target from a string, such as "drive:/Reports/May.pdf" or "todo:LIST/TASK".
     *
     * @param ?string $name the file's own, used where the string has none or ends in a slash
     */
    public static function parse(string $text, ?string $user = null, ?string $name = null, mixed ...$properties): self
    {
        return self::made('gu_target_parse', $properties, text: $text, user: $user, name: $name);
    }

    /** Sets a property by its name. */
    public function set(string $name, string|int|bool|\UnitEnum|\DateTimeInterface $value): void
    {
        Options::setProperty($this->handle->get(), $name, $value);
    }

    /** @internal */
    public function pointer(): CData
    {
        return $this->handle->get();
    }

    /**
     * A target that a caller has given, perhaps as a string.
     *
     * @param ?string $name the file's own
     *
     * @internal
     */
    public static function of(self|string $target, ?string $name): self
    {
        return is_string($target) ? self::parse($target, name: $name) : $target;
    }

    /** @param array<array-key, mixed> $properties */
    private static function made(string $function, array $properties, string|int|null ...$parts): self
    {
        try {
            foreach ($parts as $name => $part) {
                if (is_string($part)) {
                    Library::text($part, (string) $name);
                }
            }
            $native = Library::native();
            $values = array_values($parts);
            $make = static fn (CData $made, CData $error): int => $native->{$function}(...$values, ...[$made, $error]);
            return new self(Library::made('gu_target', $make), $properties);
        } catch (\Throwable $error) {
            // Whoever has the URL of a share can write to it.
            throw Errors::withoutOptions($error);
        }
    }
}

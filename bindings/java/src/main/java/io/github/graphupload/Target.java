package io.github.graphupload;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.github.graphupload.internal.Functions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A place that a file can be uploaded to. Immutable: the methods that set something return another target.
 *
 * <p>Whether names and properties are valid is checked when the target is used ({@link ArgumentException}).
 */
public final class Target {
    private interface Maker {
        int make(String[] words, PointerByReference target, PointerByReference error);
    }

    /** The kinds, with the words that each needs or may have. */
    private enum Form {
        DRIVE_PATH("drivePath", (w, t, e) -> Functions.gu_target_drive_path(w[0], w[1], t, e), "drive", "path"),
        DRIVE_CHILD("driveChild", (w, t, e) -> Functions.gu_target_drive_child(w[0], w[1], w[2], t, e),
                "drive", "folder", "name"),
        DRIVE_SPECIAL("driveSpecial", (w, t, e) -> Functions.gu_target_drive_special(w[0], w[1], w[2], t, e),
                "drive", "special", "path"),
        DRIVE_ITEM("driveItem", (w, t, e) -> Functions.gu_target_drive_item(w[0], w[1], t, e), "drive", "item"),
        DRIVE_SHARE("driveShare", (w, t, e) -> Functions.gu_target_drive_share(w[0], t, e), "share"),
        TODO_TASK("todoTask", (w, t, e) -> Functions.gu_target_todo_task(w[0], w[1], w[2], w[3], t, e),
                "user", "list", "task", "name"),
        MESSAGE("message", (w, t, e) -> Functions.gu_target_message(w[0], w[1], w[2], w[3], t, e),
                "user", "folder", "message", "name"),
        EVENT("event", (w, t, e) -> Functions.gu_target_event(w[0], w[1], w[2], w[3], t, e),
                "user", "calendar", "event", "name"),
        GROUP_EVENT("groupEvent", (w, t, e) ->
                Functions.gu_target_group_event(w[0], w[1] == null ? 0 : 1, w[2], w[3], t, e),
                "group", "byCalendar", "event", "name"),
        GROUP_POST("groupPost", (w, t, e) -> Functions.gu_target_group_post(w[0], w[1], w[2], w[3], t, e),
                "group", "thread", "post", "name"),
        GROUP_POST_IN_REPLY_TO("groupPostInReplyTo", (w, t, e) ->
                Functions.gu_target_group_post_in_reply_to(w[0], w[1], w[2], w[3], w[4], t, e),
                "group", "conversation", "thread", "post", "name"),
        PRINT_DOCUMENT("printDocument", (w, t, e) ->
                Functions.gu_target_print_document(w[0], w[1], w[2], w[3], t, e), "printer", "job", "document", "name"),
        PRINT_SHARE_DOCUMENT("printShareDocument", (w, t, e) ->
                Functions.gu_target_print_share_document(w[0], w[1], w[2], w[3], t, e), "share", "job", "document", "name"),
        PARSE("parse", (w, t, e) -> Functions.gu_target_parse(w[0], w[1], w[2], t, e), "text", "user", "name");

        final String title;
        final Maker maker;
        final List<String> words;

        Form(String title, Maker maker, String... words) {
            this.title = title;
            this.maker = maker;
            this.words = List.of(words);
        }
    }

    private record Property(String name, String value) {}

    private final Form form;
    private final Map<String, String> words;
    private final List<Property> properties;

    private Target(Form form, Map<String, String> words, List<Property> properties) {
        this.form = form;
        this.words = words;
        this.properties = properties;
    }

    private static Target of(Form form, String... pairs) {
        Target target = new Target(form, Map.of(), List.of());
        for (int i = 0; i < pairs.length; i += 2) {
            target = target.with(pairs[i], pairs[i + 1]);
        }
        return target;
    }

    private Target with(String word, String value) {
        Objects.requireNonNull(value, word);
        if (!form.words.contains(word)) {
            throw new IllegalArgumentException(word + ": a target of the kind " + form.title + " has none");
        }
        Map<String, String> more = new LinkedHashMap<>(words);
        more.put(word, Calls.text(value, word));
        return new Target(form, more, properties);
    }

    /** A target of the library, which the caller frees. `name` is that of the source, or null. */
    Pointer make(String name) throws GraphUploadException {
        String[] values = new String[form.words.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = words.get(form.words.get(i));
        }
        if (form == Form.PARSE && values[2] == null) {
            values[2] = name;
        }
        Pointer made = Calls.made((target, error) -> form.maker.make(values, target, error));
        try {
            for (Property one : properties) {
                Calls.call(error -> Functions.gu_target_set(made, one.name, one.value, error));
            }
        } catch (Throwable refused) {
            Functions.gu_target_free(made);
            throw refused;
        }
        return made;
    }

    // ---- kinds

    /**
     * A file in a drive by its path from the root. A file of that name stays, and the upload fails with a
     * {@link ConflictException}, unless {@link #conflict(Conflict)} says otherwise.
     *
     * @param path  such as "Reports/May.pdf"
     * @return the target, in the drive of the signed-in user unless {@link #drive(String)} names another
     */
    public static Target drivePath(String path) {
        return of(Form.DRIVE_PATH, "path", path);
    }

    /**
     * A file in a drive by the id of its folder and its name.
     *
     * @param folder  the folder's id
     * @param name  the file's name, or its path below the folder
     * @return the target
     */
    public static Target driveChild(String folder, String name) {
        return of(Form.DRIVE_CHILD, "folder", folder, "name", name);
    }

    /**
     * A file by its path below a special folder.
     *
     * @param special  "approot", "documents", "photos", "cameraroll", "music" or "desktop"
     * @param path  the path below the folder
     * @return the target
     */
    public static Target driveSpecial(String special, String path) {
        return of(Form.DRIVE_SPECIAL, "special", special, "path", path);
    }

    /**
     * An existing file in a drive by its id; its content is replaced.
     *
     * @param item  the file's id
     * @return the target
     */
    public static Target driveItem(String item) {
        return of(Form.DRIVE_ITEM, "item", item);
    }

    /**
     * A shared file; its content is replaced. For a file in a shared folder use {@link #drivePath(String)} and pass the URL
     * to {@link #drive(String)}.
     *
     * @param share  the sharing URL
     * @return the target
     */
    public static Target driveShare(String share) {
        return of(Form.DRIVE_SHARE, "share", share);
    }

    /**
     * An attachment of a Microsoft To Do task.
     *
     * @param list  id of the task list
     * @param task  id of the task
     * @param name  name of the attachment
     * @return the target, of the signed-in user unless {@link #user(String)} names another
     */
    public static Target todoTask(String list, String task, String name) {
        return of(Form.TODO_TASK, "list", list, "task", task, "name", name);
    }

    /**
     * An attachment of an Outlook message, which must be a draft.
     *
     * @param message  id of the message
     * @param name  name of the attachment
     * @return the target
     */
    public static Target message(String message, String name) {
        return of(Form.MESSAGE, "message", message, "name", name);
    }

    /**
     * An attachment of an event in a calendar.
     *
     * @param event  id of the event
     * @param name  name of the attachment
     * @return the target
     */
    public static Target event(String event, String name) {
        return of(Form.EVENT, "event", event, "name", name);
    }

    /**
     * An attachment of an event in a group's calendar.
     *
     * @param group  id of the group
     * @param event  id of the event
     * @param name  name of the attachment
     * @return the target
     */
    public static Target groupEvent(String group, String event, String name) {
        return of(Form.GROUP_EVENT, "group", group, "event", event, "name", name);
    }

    /**
     * An attachment of a post in a group's conversation.
     *
     * @param group  id of the group
     * @param thread  id of the conversation thread
     * @param post  id of the post
     * @param name  name of the attachment
     * @return the target
     */
    public static Target groupPost(String group, String thread, String post, String name) {
        return of(Form.GROUP_POST, "group", group, "thread", thread, "post", post, "name", name);
    }

    /**
     * An attachment of the post that a post in a group's conversation replies to.
     *
     * @param group  id of the group
     * @param thread  id of the conversation thread
     * @param post  id of the post that is the reply
     * @param name  name of the attachment
     * @return the target
     */
    public static Target groupPostInReplyTo(String group, String thread, String post, String name) {
        return of(Form.GROUP_POST_IN_REPLY_TO, "group", group, "thread", thread, "post", post, "name", name);
    }

    /**
     * A document of a print job on a printer. Set the {@link #contentType(String)}.
     *
     * @param printer  id of the printer
     * @param job  id of the job
     * @param document  id of the document
     * @param name  name of the document
     * @return the target
     */
    public static Target printDocument(String printer, String job, String document, String name) {
        return of(Form.PRINT_DOCUMENT, "printer", printer, "job", job, "document", document, "name", name);
    }

    /**
     * A document of a print job on a printer share. Set the {@link #contentType(String)}.
     *
     * @param share  id of the printer share
     * @param job  id of the job
     * @param document  id of the document
     * @param name  name of the document
     * @return the target
     */
    public static Target printShareDocument(String share, String job, String document, String name) {
        return of(Form.PRINT_SHARE_DOCUMENT, "share", share, "job", job, "document", document, "name", name);
    }

    /**
     * A target from a string: "drive:/PATH", "drive:DRIVE:/PATH", "item:ITEM", "todo:LIST/TASK[/NAME]",
     * "message:MESSAGE[/NAME]", "event:EVENT[/NAME]", "post:GROUP/THREAD/POST[/NAME]", "print:PRINTER/JOB/DOCUMENT[/NAME]" or
     * "share:PRINTER-SHARE/JOB/DOCUMENT[/NAME]". If NAME is missing or PATH ends in a slash, the file has the name of its
     * source, if that is a path.
     *
     * @param text  its parts are percent-encoded as in a URL
     * @return the target
     */
    public static Target parse(String text) {
        return of(Form.PARSE, "text", text);
    }

    /**
     * The same with a name for the file.
     *
     * @param text  as above
     * @param name  the file's own name
     * @return the target
     */
    public static Target parse(String text, String name) {
        return of(Form.PARSE, "text", text, "name", name);
    }

    // ---- what a kind may have beside its names

    /**
     * Sets the drive. Default: that of the signed-in user.
     *
     * @param drive  such as "/users/ann&#64;contoso.com/drive", "/drives/ID", "/sites/ID/drive" or a sharing URL
     * @return another target
     */
    public Target drive(String drive) {
        return with("drive", drive);
    }

    /**
     * Sets the owner of a task, message or event. Default: the signed-in user.
     *
     * @param user  id or principal name
     * @return another target
     */
    public Target user(String user) {
        return with("user", user);
    }

    /**
     * Sets the mail folder of a message, which is rarely needed.
     *
     * @param folder  id of the folder
     * @return another target
     */
    public Target folder(String folder) {
        return with("folder", folder);
    }

    /**
     * Sets the calendar of an event, which is rarely needed.
     *
     * @param calendar  id of the calendar
     * @return another target
     */
    public Target calendar(String calendar) {
        return with("calendar", calendar);
    }

    /**
     * Sets the conversation of a post that is a reply, which is rarely needed.
     *
     * @param conversation  id of the conversation
     * @return another target
     */
    public Target conversation(String conversation) {
        return with("conversation", conversation);
    }

    /**
     * Addresses a group's event by the group's calendar, as "/groups/ID/calendar/events/ID".
     *
     * @return another target
     */
    public Target byCalendar() {
        return with("byCalendar", "");
    }

    // ---- properties

    /**
     * Sets a property by its name in the C API, such as "modified_ms".
     *
     * @param name  what follows gu_target_set_
     * @param value  a string, a number, a boolean, a time or a constant such as {@link Conflict#REPLACE}
     * @return another target
     */
    public Target set(String name, Object value) {
        Objects.requireNonNull(name, "name");
        List<Property> more = new ArrayList<>(properties);
        more.add(new Property(Calls.text(name, "name"), Words.of(value, name)));
        return new Target(form, words, List.copyOf(more));
    }

    /**
     * Sets what happens to an existing file of the same name in a drive. Default: {@link Conflict#FAIL}.
     *
     * @param conflict  what happens
     * @return another target
     */
    public Target conflict(Conflict conflict) {
        return set("conflict", conflict);
    }

    /**
     * Sets the media type of an attachment or a print document.
     *
     * @param contentType  such as "application/pdf"
     * @return another target
     */
    public Target contentType(String contentType) {
        return set("content_type", Words.of(contentType, "contentType"));
    }

    /**
     * Sets whether an Outlook attachment is shown inside the message's text. Default: no.
     *
     * @param inline  whether it is
     * @return another target
     */
    public Target inline(boolean inline) {
        return set("inline", inline);
    }

    /**
     * Sets the id by which the text of a message refers to an inline attachment ("cid:ID").
     *
     * @param contentId  the id
     * @return another target
     */
    public Target contentId(String contentId) {
        return set("content_id", Words.of(contentId, "contentId"));
    }

    /**
     * Sets when a file in a drive was created.
     *
     * @param time  the time
     * @return another target
     */
    public Target created(Instant time) {
        return set("created_ms", Words.of(time, "time"));
    }

    /**
     * Sets when a file in a drive was last changed.
     *
     * @param time  the time
     * @return another target
     */
    public Target modified(Instant time) {
        return set("modified_ms", Words.of(time, "time"));
    }

    /**
     * Sets when a file in a drive was last read.
     *
     * @param time  the time
     * @return another target
     */
    public Target accessed(Instant time) {
        return set("accessed_ms", Words.of(time, "time"));
    }

    /**
     * Sets the description of a file in a personal drive.
     *
     * @param text  the description
     * @return another target
     */
    public Target description(String text) {
        return set("description", Words.of(text, "text"));
    }

    /**
     * Sets whether the service checks for space before the upload. For personal drives. Default: no.
     *
     * @param wanted  whether it does
     * @return another target
     */
    public Target spaceCheck(boolean wanted) {
        return set("space_check", Words.of(wanted, "wanted"));
    }

    /**
     * Sets what turns the bytes sent into a file in a drive. Default: {@link Commit#LAST_PIECE}.
     *
     * @param commit  what does
     * @return another target
     */
    public Target commit(Commit commit) {
        return set("commit", commit);
    }

    /**
     * Uploads only if the existing file has this eTag or cTag; a {@link ConflictException} otherwise.
     *
     * @param etag  with or without its quotes
     * @return another target
     */
    public Target ifMatch(String etag) {
        return set("if_match", Words.of(etag, "etag"));
    }

    /**
     * Uploads only if the existing file does not have this eTag.
     *
     * @param etag  with or without its quotes; "*" for any
     * @return another target
     */
    public Target ifNoneMatch(String etag) {
        return set("if_none_match", Words.of(etag, "etag"));
    }

    /**
     * Sets the application that a file in a drive comes from.
     *
     * @param application  such as "teams"
     * @param externalId  the file's id there
     * @return another target
     */
    public Target source(String application, String externalId) {
        Objects.requireNonNull(application, "application");
        return set("source", application + "," + Objects.requireNonNull(externalId, "externalId"));
    }

    /**
     * Sets what kind of recording a file in a drive is.
     *
     * @param category  such as "meeting"
     * @return another target
     */
    public Target mediaCategory(String category) {
        return set("media_category", Words.of(category, "category"));
    }

    /** Names the kind and the words, but no sharing URL, which is a secret. */
    @Override
    public String toString() {
        Map<String, String> shown = new LinkedHashMap<>(words);
        shown.computeIfPresent("share", (word, value) -> "…");
        shown.computeIfPresent("drive", (word, value) -> value.startsWith("/") && !value.startsWith("/shares/") ? value : "…");
        shown.computeIfPresent("text", (word, value) -> value.substring(0, value.indexOf(':') + 1) + "…");
        return form.title + shown;
    }
}

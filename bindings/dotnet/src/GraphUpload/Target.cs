using System;

namespace GraphUpload
{
    /// <summary>
    /// A place that a file can be uploaded to. A string converts to it by itself: <c>"drive:/Reports/May.pdf"</c>; see
    /// <see cref="Parse"/>.
    /// </summary>
    public sealed class Target : IDisposable
    {
        private delegate Status Make(out TargetHandle target, out IntPtr error);

        private readonly object _lock = new object();
        private readonly string _text;
        private TargetHandle _handle;

        private Target(Make make)
        {
            Loader.Load();
            Native.Check(make(out _handle, out var error), error);
        }

        private Target(string text)
        {
            _text = text;
        }

        /// <summary>A file in a drive by its path from the root.</summary>
        /// <param name="path">Such as "Reports/2026/May.pdf".</param>
        /// <param name="drive">
        /// Such as "/users/ID/drive", "/drives/ID", "/sites/ID/drive" or a sharing URL; default: the signed-in user's.
        /// </param>
        /// <returns>The target. A file of that name stays, unless <see cref="SetConflict"/> says otherwise.</returns>
        public static Target DrivePath(string path, string drive = null)
        {
            var p = Native.Given(path, nameof(path));
            var d = Native.Text(drive, nameof(drive));
            return new Target((out TargetHandle target, out IntPtr error) => Native.gu_target_drive_path(d, p, out target, out error));
        }

        /// <summary>A file in a drive by the id of its folder and its name.</summary>
        /// <param name="folder">Id of the folder.</param>
        /// <param name="name">Name of the file, or its path below the folder.</param>
        /// <param name="drive">As for <see cref="DrivePath"/>.</param>
        /// <returns>The target.</returns>
        public static Target DriveChild(string folder, string name, string drive = null)
        {
            var f = Native.Given(folder, nameof(folder));
            var n = Native.Given(name, nameof(name));
            var d = Native.Text(drive, nameof(drive));
            return new Target((out TargetHandle target, out IntPtr error) =>
                Native.gu_target_drive_child(d, f, n, out target, out error));
        }

        /// <summary>A file by its path below a special folder.</summary>
        /// <param name="special">"approot", "documents", "photos", "cameraroll", "music" or "desktop".</param>
        /// <param name="path">The path below the folder.</param>
        /// <param name="drive">As for <see cref="DrivePath"/>.</param>
        /// <returns>The target.</returns>
        public static Target DriveSpecial(string special, string path, string drive = null)
        {
            var s = Native.Given(special, nameof(special));
            var p = Native.Given(path, nameof(path));
            var d = Native.Text(drive, nameof(drive));
            return new Target((out TargetHandle target, out IntPtr error) =>
                Native.gu_target_drive_special(d, s, p, out target, out error));
        }

        /// <summary>An existing file in a drive by its id; its content is replaced.</summary>
        /// <param name="item">Id of the file.</param>
        /// <param name="drive">As for <see cref="DrivePath"/>.</param>
        /// <returns>The target.</returns>
        public static Target DriveItem(string item, string drive = null)
        {
            var i = Native.Given(item, nameof(item));
            var d = Native.Text(drive, nameof(drive));
            return new Target((out TargetHandle target, out IntPtr error) => Native.gu_target_drive_item(d, i, out target, out error));
        }

        /// <summary>A shared file by its sharing URL; its content is replaced.</summary>
        /// <param name="share">The sharing URL, or its token.</param>
        /// <returns>The target.</returns>
        public static Target DriveShare(string share)
        {
            var s = Native.Given(share, nameof(share));
            return new Target((out TargetHandle target, out IntPtr error) => Native.gu_target_drive_share(s, out target, out error));
        }

        /// <summary>An attachment of a Microsoft To Do task.</summary>
        /// <param name="list">Id of the task list.</param>
        /// <param name="task">Id of the task.</param>
        /// <param name="name">Name of the attachment.</param>
        /// <param name="user">Id or principal name of the task's owner; default: the signed-in user.</param>
        /// <returns>The target.</returns>
        public static Target TodoTask(string list, string task, string name, string user = null)
        {
            var l = Native.Given(list, nameof(list));
            var t = Native.Given(task, nameof(task));
            var n = Native.Given(name, nameof(name));
            var u = Native.Text(user, nameof(user));
            return new Target((out TargetHandle target, out IntPtr error) =>
                Native.gu_target_todo_task(u, l, t, n, out target, out error));
        }

        /// <summary>An attachment of an Outlook message, which is a draft.</summary>
        /// <param name="message">Id of the message.</param>
        /// <param name="name">Name of the attachment.</param>
        /// <param name="user">Id or principal name of the message's owner; default: the signed-in user.</param>
        /// <param name="folder">Id of the mail folder, which is rarely needed.</param>
        /// <returns>The target.</returns>
        public static Target Message(string message, string name, string user = null, string folder = null)
        {
            var m = Native.Given(message, nameof(message));
            var n = Native.Given(name, nameof(name));
            var u = Native.Text(user, nameof(user));
            var f = Native.Text(folder, nameof(folder));
            return new Target((out TargetHandle target, out IntPtr error) =>
                Native.gu_target_message(u, f, m, n, out target, out error));
        }

        /// <summary>An attachment of an event in a calendar.</summary>
        /// <param name="event">Id of the event.</param>
        /// <param name="name">Name of the attachment.</param>
        /// <param name="user">Id or principal name of the event's owner; default: the signed-in user.</param>
        /// <param name="calendar">Id of the calendar, which is rarely needed.</param>
        /// <returns>The target.</returns>
        public static Target Event(string @event, string name, string user = null, string calendar = null)
        {
            var e = Native.Given(@event, nameof(@event));
            var n = Native.Given(name, nameof(name));
            var u = Native.Text(user, nameof(user));
            var c = Native.Text(calendar, nameof(calendar));
            return new Target((out TargetHandle target, out IntPtr error) => Native.gu_target_event(u, c, e, n, out target, out error));
        }

        /// <summary>An attachment of an event in a group's calendar.</summary>
        /// <param name="group">Id of the group.</param>
        /// <param name="event">Id of the event.</param>
        /// <param name="name">Name of the attachment.</param>
        /// <param name="byCalendar">Whether the event is addressed below the group's calendar.</param>
        /// <returns>The target.</returns>
        public static Target GroupEvent(string group, string @event, string name, bool byCalendar = false)
        {
            var g = Native.Given(group, nameof(group));
            var e = Native.Given(@event, nameof(@event));
            var n = Native.Given(name, nameof(name));
            return new Target((out TargetHandle target, out IntPtr error) =>
                Native.gu_target_group_event(g, byCalendar ? 1u : 0u, e, n, out target, out error));
        }

        /// <summary>An attachment of a post in a group's thread.</summary>
        /// <param name="group">Id of the group.</param>
        /// <param name="thread">Id of the conversation thread.</param>
        /// <param name="post">Id of the post.</param>
        /// <param name="name">Name of the attachment.</param>
        /// <returns>The target.</returns>
        public static Target GroupPost(string group, string thread, string post, string name)
        {
            var g = Native.Given(group, nameof(group));
            var t = Native.Given(thread, nameof(thread));
            var p = Native.Given(post, nameof(post));
            var n = Native.Given(name, nameof(name));
            return new Target((out TargetHandle target, out IntPtr error) =>
                Native.gu_target_group_post(g, t, p, n, out target, out error));
        }

        /// <summary>An attachment of the post that a post in a group's conversation replies to.</summary>
        /// <param name="group">Id of the group.</param>
        /// <param name="thread">Id of the conversation thread.</param>
        /// <param name="post">Id of the post that is the reply.</param>
        /// <param name="name">Name of the attachment.</param>
        /// <param name="conversation">Id of the conversation, which is rarely needed.</param>
        /// <returns>The target.</returns>
        public static Target GroupPostInReplyTo(
            string group, string thread, string post, string name, string conversation = null)
        {
            var g = Native.Given(group, nameof(group));
            var t = Native.Given(thread, nameof(thread));
            var p = Native.Given(post, nameof(post));
            var n = Native.Given(name, nameof(name));
            var c = Native.Text(conversation, nameof(conversation));
            return new Target((out TargetHandle target, out IntPtr error) =>
                Native.gu_target_group_post_in_reply_to(g, c, t, p, n, out target, out error));
        }

        /// <summary>A document of a print job of a printer.</summary>
        /// <param name="printer">Id of the printer.</param>
        /// <param name="job">Id of the job.</param>
        /// <param name="document">Id of the document.</param>
        /// <param name="name">Name of the document.</param>
        /// <returns>The target. Set its content type with <see cref="SetContentType"/>.</returns>
        public static Target PrintDocument(string printer, string job, string document, string name)
        {
            var p = Native.Given(printer, nameof(printer));
            var j = Native.Given(job, nameof(job));
            var d = Native.Given(document, nameof(document));
            var n = Native.Given(name, nameof(name));
            return new Target((out TargetHandle target, out IntPtr error) =>
                Native.gu_target_print_document(p, j, d, n, out target, out error));
        }

        /// <summary>A document of a print job of a printer share.</summary>
        /// <param name="share">Id of the share.</param>
        /// <param name="job">Id of the job.</param>
        /// <param name="document">Id of the document.</param>
        /// <param name="name">Name of the document.</param>
        /// <returns>The target. Set its content type with <see cref="SetContentType"/>.</returns>
        public static Target PrintShareDocument(string share, string job, string document, string name)
        {
            var s = Native.Given(share, nameof(share));
            var j = Native.Given(job, nameof(job));
            var d = Native.Given(document, nameof(document));
            var n = Native.Given(name, nameof(name));
            return new Target((out TargetHandle target, out IntPtr error) =>
                Native.gu_target_print_share_document(s, j, d, n, out target, out error));
        }

        /// <summary>A target from a string, such as "drive:/Reports/May.pdf" or "todo:LIST/TASK".</summary>
        /// <remarks>A string that converts by itself gets the name of the source; this one has only what is given here.</remarks>
        /// <param name="text">The string; <c>gu_target_parse()</c> lists its forms.</param>
        /// <param name="name">The file's own name, for a string that has none or ends in a slash.</param>
        /// <param name="user">The owner of a task, message or event; default: the signed-in user.</param>
        /// <returns>The target.</returns>
        public static Target Parse(string text, string name = null, string user = null)
        {
            var t = Native.Given(text, nameof(text));
            var n = Native.Text(name, nameof(name));
            var u = Native.Text(user, nameof(user));
            return new Target((out TargetHandle target, out IntPtr error) => Native.gu_target_parse(t, u, n, out target, out error));
        }

        /// <summary>A target from a string, which is parsed when it is used, with the source's own name.</summary>
        /// <param name="text">As for <see cref="Parse"/>.</param>
        public static implicit operator Target(string text) => text == null ? null : new Target(text);

        /// <summary>Sets a property by its name, such as "conflict" to "replace".</summary>
        /// <param name="name">Its name; an unknown one is an error that lists all.</param>
        /// <param name="value">Its value, as <c>gu_target_set()</c> describes it.</param>
        /// <returns>This target.</returns>
        public Target Set(string name, string value)
        {
            var n = Native.Given(name, nameof(name));
            var v = Native.Given(value, nameof(value));
            Native.Check(Native.gu_target_set(Handle(null), n, v, out var error), error);
            return this;
        }

        /// <summary>Sets what happens to a file of the same name in a drive. Default: it stays, and the upload fails.</summary>
        /// <param name="conflict">What happens.</param>
        /// <returns>This target.</returns>
        public Target SetConflict(Conflict conflict)
        {
            Native.Check(Native.gu_target_set_conflict(Handle(null), conflict, out var error), error);
            return this;
        }

        /// <summary>Sets when a file in a drive was created.</summary>
        /// <param name="time">The time.</param>
        /// <returns>This target.</returns>
        public Target SetCreated(DateTimeOffset time) => Set("created_ms", Milliseconds(time));

        /// <summary>Sets when a file in a drive was last changed.</summary>
        /// <param name="time">The time.</param>
        /// <returns>This target.</returns>
        public Target SetModified(DateTimeOffset time) => Set("modified_ms", Milliseconds(time));

        /// <summary>Sets when a file in a drive was last read.</summary>
        /// <param name="time">The time.</param>
        /// <returns>This target.</returns>
        public Target SetAccessed(DateTimeOffset time) => Set("accessed_ms", Milliseconds(time));

        /// <summary>Sets the media type of an attachment or a print document.</summary>
        /// <param name="contentType">Such as "application/pdf".</param>
        /// <returns>This target.</returns>
        public Target SetContentType(string contentType) => Set("content_type", contentType);

        /// <summary>Shows an Outlook attachment inside the message's text, which refers to it by "cid:ID".</summary>
        /// <param name="contentId">The id.</param>
        /// <returns>This target.</returns>
        public Target SetInline(string contentId) => Set("inline", "yes").Set("content_id", contentId);

        /// <summary>Sets the description of a file in a personal drive.</summary>
        /// <param name="text">The description.</param>
        /// <returns>This target.</returns>
        public Target SetDescription(string text) => Set("description", text);

        /// <summary>Uploads only if the existing file has this eTag or cTag.</summary>
        /// <param name="etag">The tag.</param>
        /// <returns>This target.</returns>
        public Target SetIfMatch(string etag) => Set("if_match", etag);

        /// <summary>Uploads only if the existing file does not have this eTag, or with "*" if none exists.</summary>
        /// <param name="etag">The tag, or "*".</param>
        /// <returns>This target.</returns>
        public Target SetIfNoneMatch(string etag) => Set("if_none_match", etag);

        /// <summary>Frees it. Uploads that have begun have a copy. A target that is not disposed is freed by the collector.</summary>
        public void Dispose()
        {
            lock (_lock)
            {
                _handle?.Dispose();
            }
        }

        /// <summary>The target for a source of that name.</summary>
        internal TargetHandle Handle(string name)
        {
            lock (_lock)
            {
                if (_handle == null)
                {
                    // A path is needed each time anew where the string ends in a slash.
                    if (name != null)
                    {
                        return Parse(_text, name)._handle;
                    }
                    _handle = Parse(_text)._handle;
                }
                return _handle.IsClosed ? throw new ObjectDisposedException(nameof(Target)) : _handle;
            }
        }

        private static string Milliseconds(DateTimeOffset time)
        {
            return time.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}

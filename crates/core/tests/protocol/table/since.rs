//! Uploads that nothing was looked at for: what is found after a lost response is told by its time and its content.

use super::play::{Row, play};

#[test]
fn attachments_by_the_quick_rule() {
    let rows: &[Row] = &[
        ("stored at once", "new quick-todo-empty", "INLINE: 201 item; done"),
        ("lost, and there", "new quick-todo-empty", "INLINE: lost; LOOK: ours new; found"),
        ("refused", "new quick-todo-empty", "INLINE: 403; LOOK: nothing; failed Denied 403"),
        ("refused, though it is stored", "new quick-todo-empty", "INLINE: 505; LOOK: ours new; found"),
        (
            "no such task",
            "new quick-todo-empty",
            "INLINE: 404 {itemNotFound}; LOOK: 404 {itemNotFound}; INLINE: 404 {itemNotFound}; LOOK: 404 {itemNotFound}; INLINE: 404 {itemNotFound}; LOOK: 404 {itemNotFound}; failed NotFound 404",
        ),
        (
            "refused, and then there is no such task",
            "new quick-todo-empty",
            "INLINE: 505; LOOK: 404 {itemNotFound}; failed Server? 505",
        ),
    ];
    play(rows);
}

#[test]
fn in_one_request() {
    let rows: &[Row] = &[
        ("stored at once", "new once-drive-replace", "INLINE: 200 item; done"),
        ("lost, and there", "new once-drive-replace", "INLINE: lost; LOOK: ours new; found"),
        (
            "lost, and not there",
            "new once-drive-replace",
            "INLINE: lost; LOOK*7: nothing; INLINE: 200 item; done",
        ),
        (
            "lost, and the same size was there before",
            "new once-drive-replace",
            "INLINE: lost; LOOK*7: ours old; INLINE: 200 item; done",
        ),
        (
            "lost, and nobody knows how old what is there is",
            "new once-drive-replace",
            "INLINE: lost; LOOK: ours; paused OutcomeUnknown?; again; LOOK: ours new; found",
        ),
        (
            "lost, and another is replaced",
            "new once-drive-replace",
            "INLINE: lost; LOOK*7: other; INLINE: 200 item; done",
        ),
        (
            "lost, and another came meanwhile",
            "new once-drive-replace",
            "INLINE: lost; LOOK*7: other new; paused OutcomeUnknown?",
        ),
        ("refused", "new once-drive-replace", "INLINE: 507; LOOK: other; failed Quota 507"),
        // On SharePoint the service may alter an Office file: then neither size nor hash tell that it is ours.
        (
            "lost, not found, and refused when it goes again",
            "new once-drive-replace",
            "INLINE: lost; LOOK*7: other; INLINE: 507; LOOK: other; failed Quota? 507",
        ),
        (
            "the same, and what is there is older",
            "new once-drive-replace",
            "INLINE: lost; LOOK*7: other old; INLINE: 507; LOOK: other old; failed Quota 507",
        ),
        (
            "the same in another process, which knows no time",
            "new quick-drive-replace",
            "INLINE: lost; dies; LOOK*7: other; INLINE: 507; LOOK: other old; failed Quota? 507",
        ),
        (
            "too large for one request, though it is stored, and the session is refused",
            "new once-drive-replace",
            "INLINE: 413; LOOK: 501; POST: 403; LOOK: ours new; found",
        ),
        (
            "the same, and it does not show",
            "new once-drive-replace",
            "INLINE: 413; LOOK: nothing; POST: 403; failed TooLarge 413",
        ),
        (
            "busy, no look helps, and the second does not leave",
            "new once-drive-replace",
            "INLINE: 429; LOOK: 400; INLINE: unreadable; paused SourceUnreadable?; again; INLINE: 200 item; done",
        ),
        (
            "busy for longer than the budget",
            "new once-drive-replace",
            "INLINE: 429 {activityLimitReached} after=3600; paused Throttled? 429 {activityLimitReached}",
        ),
        ("under fail, and there", "new once-drive", "INLINE: lost; LOOK: ours new; found"),
        (
            "under fail, and the second is refused for the first",
            "new once-drive",
            "INLINE: lost; LOOK: nothing; INLINE: 409 {nameAlreadyExists}; LOOK: ours new; found",
        ),
        (
            "under fail, and the name was taken",
            "new once-drive",
            "INLINE: lost; LOOK: other old; failed Conflict",
        ),
        (
            "under fail, it shows late, and the second does not leave",
            "new once-drive",
            "INLINE: lost; LOOK: nothing; INLINE: unreadable; paused SourceUnreadable?; again; INLINE: 409 {nameAlreadyExists}; LOOK: ours new; found",
        ),
        ("under rename, and there", "new once-drive-rename", "INLINE: lost; LOOK: ours new; found"),
        (
            "under rename, beside an older one",
            "new once-drive-rename",
            "INLINE: lost; LOOK*7: other old; INLINE: 200 item; done",
        ),
    ];
    play(rows);
}

package graphupload

// #include "native.h"
import "C"

import (
	"sort"
	"time"
)

// Target is a place that one file goes to: DrivePath, DriveChild, DriveItem, DriveSpecial, DriveShare, TodoTask, Message,
// Event, GroupEvent, GroupPost, GroupPostInReplyTo, PrintDocument, PrintShareDocument, or the result of ParseTarget or WithProperty.
//
// Nothing is sent before an upload, which also reports what is wrong with a target, as ErrArgument.
type Target interface {
	// build makes the target of the library, which the caller frees, also after an error.
	build() (*C.gu_target, *Error)
}

// DrivePath is a file in a drive by its path, such as "Reports/May.pdf". Missing folders are created.
type DrivePath struct {
	// Drive is "/drives/ID", "/users/ID/drive", "/groups/ID/drive", "/sites/ID/drive" and so on, with ids as they are, or a
	// sharing URL, whose folder takes the place of the root. Default: the signed-in user's.
	Drive string
	Path  string
	DriveProperties
}

// DriveChild is a file of a folder that is known by its id.
type DriveChild struct {
	Drive, Folder, Name string
	DriveProperties
}

// DriveSpecial is a file in a special folder, such as "approot".
type DriveSpecial struct {
	Drive, Special, Path string
	DriveProperties
}

// DriveItem is an existing file by its id, whose content is replaced.
type DriveItem struct {
	Drive, Item string
	DriveProperties
}

// DriveShare is a shared file by its sharing URL, whose content is replaced.
type DriveShare struct {
	Share string
	DriveProperties
}

// TodoTask is an attachment of a task. User is the task's owner; default: the signed-in user.
type TodoTask struct {
	User, List, Task, Name string
	AttachmentProperties
}

// Message is an attachment of an Outlook message, which must be a draft. User and Folder may be empty.
type Message struct {
	User, Folder, Message, Name string
	AttachmentProperties
}

// Event is an attachment of an Outlook event. User and Calendar may be empty.
type Event struct {
	User, Calendar, Event, Name string
	AttachmentProperties
}

// GroupEvent is an attachment of an event of a group.
type GroupEvent struct {
	Group, Event, Name string
	// ByCalendar addresses the event below the group's calendar.
	ByCalendar bool
	AttachmentProperties
}

// GroupPost is an attachment of a post in a group's conversation.
type GroupPost struct {
	Group, Thread, Post, Name string
	AttachmentProperties
}

// GroupPostInReplyTo is an attachment of the post that Post replies to. Conversation may be empty.
type GroupPostInReplyTo struct {
	Group, Conversation, Thread, Post, Name string
	AttachmentProperties
}

// PrintDocument is a document of a job on a printer.
type PrintDocument struct {
	Printer, Job, Document, Name string
	ContentType                  string
}

// PrintShareDocument is a document of a job on a printer share.
type PrintShareDocument struct {
	Share, Job, Document, Name string
	ContentType                string
}

// DriveProperties of a file in a drive. Zero values are the service's defaults.
type DriveProperties struct {
	// Conflict is what happens to a file of the same name. Default: ConflictFail; of DriveItem, ConflictReplace.
	Conflict Conflict
	// Created, Modified and Accessed are times of the file.
	Created, Modified, Accessed time.Time
	// Description of a file in a personal drive.
	Description string
	// SpaceCheck asks the service to check for space before the upload.
	SpaceCheck bool
	// Commit is what turns the bytes sent into a file. Default: CommitLastPiece.
	Commit Commit
	// IfMatch and IfNoneMatch are eTags that the existing file must have, or must not have.
	IfMatch, IfNoneMatch string
	// MediaCategory of a recording, such as "meeting".
	MediaCategory string
}

// AttachmentProperties of an attachment. Zero values are the service's defaults.
type AttachmentProperties struct {
	// ContentType such as "application/pdf".
	ContentType string
	// Inline shows the attachment inside the text, which refers to it by ContentID ("cid:ID"). Outlook only.
	Inline    bool
	ContentID string
}

// ParseTarget returns the target that a text names, such as "drive:/Reports/May.pdf" or "todo:LIST/TASK"; see
// gu_target_parse() of the C API. name is the file's own name, for texts without one; it may be empty.
func ParseTarget(text, name string) Target {
	return parsed{text: text, name: name}
}

// ParseTargetOf is ParseTarget for a task, message or event of another user.
func ParseTargetOf(user, text, name string) Target {
	return parsed{text: text, user: user, name: name}
}

type parsed struct{ text, user, name string }

// WithProperty returns a target with one more property, by the names and values of gu_target_set() of the C API, such as
// "modified_ms" and "1700000000000".
func WithProperty(target Target, name, value string) Target {
	return withProperties{target, map[string]string{name: value}}
}

type withProperties struct {
	Target
	properties map[string]string
}

func (t withProperties) build() (*C.gu_target, *Error) {
	if t.Target == nil {
		return nil, argument("target: it is nil")
	}
	target, err := t.Target.build()
	return set(target, err, t.properties)
}

func (t DrivePath) build() (*C.gu_target, *Error) {
	target, err := guTargetDrivePath(t.Drive, t.Path)
	return set(target, err, t.properties())
}

func (t DriveChild) build() (*C.gu_target, *Error) {
	target, err := guTargetDriveChild(t.Drive, t.Folder, t.Name)
	return set(target, err, t.properties())
}

func (t DriveSpecial) build() (*C.gu_target, *Error) {
	target, err := guTargetDriveSpecial(t.Drive, t.Special, t.Path)
	return set(target, err, t.properties())
}

func (t DriveItem) build() (*C.gu_target, *Error) {
	target, err := guTargetDriveItem(t.Drive, t.Item)
	return set(target, err, t.properties())
}

func (t DriveShare) build() (*C.gu_target, *Error) {
	target, err := guTargetDriveShare(t.Share)
	return set(target, err, t.properties())
}

func (t TodoTask) build() (*C.gu_target, *Error) {
	target, err := guTargetTodoTask(t.User, t.List, t.Task, t.Name)
	return set(target, err, t.properties())
}

func (t Message) build() (*C.gu_target, *Error) {
	target, err := guTargetMessage(t.User, t.Folder, t.Message, t.Name)
	return set(target, err, t.properties())
}

func (t Event) build() (*C.gu_target, *Error) {
	target, err := guTargetEvent(t.User, t.Calendar, t.Event, t.Name)
	return set(target, err, t.properties())
}

func (t GroupEvent) build() (*C.gu_target, *Error) {
	target, err := guTargetGroupEvent(t.Group, yesOrNo(t.ByCalendar), t.Event, t.Name)
	return set(target, err, t.properties())
}

func (t GroupPost) build() (*C.gu_target, *Error) {
	target, err := guTargetGroupPost(t.Group, t.Thread, t.Post, t.Name)
	return set(target, err, t.properties())
}

func (t GroupPostInReplyTo) build() (*C.gu_target, *Error) {
	target, err := guTargetGroupPostInReplyTo(t.Group, t.Conversation, t.Thread, t.Post, t.Name)
	return set(target, err, t.properties())
}

func (t PrintDocument) build() (*C.gu_target, *Error) {
	target, err := guTargetPrintDocument(t.Printer, t.Job, t.Document, t.Name)
	return set(target, err, AttachmentProperties{ContentType: t.ContentType}.properties())
}

func (t PrintShareDocument) build() (*C.gu_target, *Error) {
	target, err := guTargetPrintShareDocument(t.Share, t.Job, t.Document, t.Name)
	return set(target, err, AttachmentProperties{ContentType: t.ContentType}.properties())
}

func (t parsed) build() (*C.gu_target, *Error) {
	return guTargetParse(t.text, t.user, t.name)
}

// set adds properties to a target that was made without an error.
func set(target *C.gu_target, err *Error, properties map[string]string) (*C.gu_target, *Error) {
	names := make([]string, 0, len(properties))
	for name := range properties {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		if err == nil {
			err = guTargetSet(target, name, properties[name])
		}
	}
	return target, err
}

var (
	conflicts = map[Conflict]string{ConflictFail: "fail", ConflictReplace: "replace", ConflictRename: "rename"}
	commits   = map[Commit]string{CommitByHost: "by-host", CommitUploadURL: "upload-url", CommitSourceURL: "source-url"}
)

func (p DriveProperties) properties() map[string]string {
	all := map[string]string{}
	if p.Conflict != 0 {
		// An unknown number is refused by its text.
		all["conflict"] = decimal(int64(p.Conflict))
		if name, known := conflicts[p.Conflict]; known {
			all["conflict"] = name
		}
	}
	if p.Commit != CommitLastPiece {
		all["commit"] = decimal(int64(p.Commit))
		if name, known := commits[p.Commit]; known {
			all["commit"] = name
		}
	}
	for name, when := range map[string]time.Time{"created_ms": p.Created, "modified_ms": p.Modified, "accessed_ms": p.Accessed} {
		if !when.IsZero() {
			all[name] = decimal(when.UnixMilli())
		}
	}
	texts := map[string]string{"description": p.Description, "if_match": p.IfMatch, "if_none_match": p.IfNoneMatch,
		"media_category": p.MediaCategory}
	for name, text := range texts {
		if text != "" {
			all[name] = text
		}
	}
	if p.SpaceCheck {
		all["space_check"] = "yes"
	}
	return all
}

func (p AttachmentProperties) properties() map[string]string {
	all := map[string]string{}
	if p.ContentType != "" {
		all["content_type"] = p.ContentType
	}
	if p.ContentID != "" {
		all["content_id"] = p.ContentID
	}
	if p.Inline {
		all["inline"] = "yes"
	}
	return all
}

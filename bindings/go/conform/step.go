package main

import "github.com/graph-upload/graphupload"

// step has the members of all verbs.
type step struct {
	Do, As, Of string
	Background bool

	Client, Queue, Session string
	Options                map[string]interface{}
	Token                  *tokenWish
	Trust                  *bool
	Target                 *targetWish
	Source                 *sourceWish
	Settings               settings
	Progress               *progressWish
	TimeoutMS              int `json:"timeout_ms"`

	AtOnce int `json:"at_once"`
	Room   *struct {
		Most   int
		WaitMS int `json:"wait_ms"`
	}
	StateFolder string `json:"state_folder"`
	Key         string

	Size, Offset int64
	Length       *int64
	File         string
	To, From     string

	Name   string
	Count  int
	MS     int
	Status int
	Steps  []*step
}

type tokenWish struct {
	Text   string
	Kind   string
	Tokens []string
	Raise  bool
}

type targetWish struct {
	Kind                                              string
	User, List, Task, Name, Folder, Message           string
	Calendar, Event, Group, Thread, Post, Drive, Path string
	Special, Item, Printer, Job, Document, Text       string
	ByCalendar                                        bool `json:"by_calendar"`
	Properties                                        map[string]string
}

type sourceWish struct {
	Kind, File string
	Chunk      int64
	ShortBy    int64  `json:"short_by"`
	RaiseAt    *int64 `json:"raise_at"`
	HangAt     *int64 `json:"hang_at"`
}

type settings struct {
	StateFile      string `json:"state_file"`
	Key            string
	KeepOnCancel   bool   `json:"keep_on_cancel"`
	DiffersIsError bool   `json:"differs_is_error"`
	SpoolFolder    string `json:"spool_folder"`
	SpoolMaxBytes  int64  `json:"spool_max_bytes"`
}

type progressWish struct {
	RaiseAt *int64 `json:"raise_at"`
	StopAt  *int64 `json:"stop_at"`
}

// name is what the events of a step are of.
func (s *step) name() string {
	if s.As != "" {
		return s.As
	}
	return s.Do
}

func (w *targetWish) target() graphupload.Target {
	var target graphupload.Target
	switch w.Kind {
	case "todo_task":
		target = graphupload.TodoTask{User: w.User, List: w.List, Task: w.Task, Name: w.Name}
	case "message":
		target = graphupload.Message{User: w.User, Folder: w.Folder, Message: w.Message, Name: w.Name}
	case "event":
		target = graphupload.Event{User: w.User, Calendar: w.Calendar, Event: w.Event, Name: w.Name}
	case "group_event":
		target = graphupload.GroupEvent{Group: w.Group, ByCalendar: w.ByCalendar, Event: w.Event, Name: w.Name}
	case "group_post":
		target = graphupload.GroupPost{Group: w.Group, Thread: w.Thread, Post: w.Post, Name: w.Name}
	case "drive_path":
		target = graphupload.DrivePath{Drive: w.Drive, Path: w.Path}
	case "drive_child":
		target = graphupload.DriveChild{Drive: w.Drive, Folder: w.Folder, Name: w.Name}
	case "drive_special":
		target = graphupload.DriveSpecial{Drive: w.Drive, Special: w.Special, Path: w.Path}
	case "drive_item":
		target = graphupload.DriveItem{Drive: w.Drive, Item: w.Item}
	case "print_document":
		target = graphupload.PrintDocument{Printer: w.Printer, Job: w.Job, Document: w.Document, Name: w.Name}
	case "parse":
		target = graphupload.ParseTargetOf(w.User, w.Text, w.Name)
	default:
		broken("target: %s", w.Kind)
	}
	for name, value := range w.Properties {
		target = graphupload.WithProperty(target, name, value)
	}
	return target
}

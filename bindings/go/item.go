package graphupload

// #include "native.h"
import "C"

import "fmt"

// Item is a stored file, as the service describes it.
type Item struct {
	// ID of the attachment, item or document, decoded; escape it to use it in a URL.
	ID string
	// Name that the file is stored under; empty if the service did not say, which is usual for attachments.
	Name string
	// Size that the service reports, in bytes; -1 if it did not say. For attachments it counts their encoding too.
	Size int64
	// ETag, WebURL and Location are empty if the service did not say.
	ETag     string
	WebURL   string
	Location string
	// JSON is the service's description of the item. Do not log it: it may contain a URL that anyone can download from.
	JSON string
	// Integrity tells whether the stored file is what was sent.
	Integrity Integrity
	// Recovered tells whether the last response was missing and the file was found by looking it up.
	Recovered bool
}

// String returns what can be logged of it.
func (i *Item) String() string {
	return fmt.Sprintf("%s (id %s, %d bytes, %v)", i.Name, i.ID, i.Size, i.Integrity)
}

func itemOf(item *C.gu_item) *Item {
	if item == nil {
		return nil
	}
	return &Item{
		ID:        guItemID(item),
		Name:      guItemName(item),
		Size:      guItemSize(item),
		ETag:      guItemEtag(item),
		WebURL:    guItemWebURL(item),
		Location:  guItemLocation(item),
		JSON:      guItemJSON(item),
		Integrity: Integrity(guItemIntegrity(item)),
		Recovered: guItemRecovered(item) != 0,
	}
}

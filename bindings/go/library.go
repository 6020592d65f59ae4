package graphupload

import (
	"fmt"
	"sync"
)

var library struct {
	once sync.Once
	err  *Error
}

// load makes the functions of the library available. Whatever has no object yet calls it first.
func load() *Error {
	library.once.Do(func() {
		if err := loadLibrary(); err != nil {
			library.err = &Error{Status: ErrState, Message: "graphupload: no library: " + err.Error(), Cause: err}
			return
		}
		const thousand = 1000
		if number := guVersionNumber(); number/thousand != versionNumber/thousand || number < versionNumber {
			message := fmt.Sprintf("graphupload: the library is version %s, and this package needs %d.%d.%d or a later patch of it",
				guVersionString(), versionMajor, versionMinor, versionPatch)
			library.err = &Error{Status: ErrState, Message: message}
		}
	})
	return library.err
}

// Version returns the version of the library, such as "0.2.0".
func Version() (string, error) {
	if err := load(); err != nil {
		return "", err
	}
	return guVersionString(), nil
}

// RulesJSON returns the limits of all kinds of targets, and the permissions that they need, as a JSON array.
func RulesJSON() (string, error) {
	if err := load(); err != nil {
		return "", err
	}
	return guRulesJSON(), nil
}

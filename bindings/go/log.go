package graphupload

// Logger receives messages: Info for a request and its result, Warn for what went wrong and is handled. A *slog.Logger is
// one. They contain no token and no upload URL. It is called by several goroutines at once, and the upload waits for it.
type Logger interface {
	Info(message string, arguments ...interface{})
	Warn(message string, arguments ...interface{})
}

// LoggerFunc makes a Logger of a function.
type LoggerFunc func(level LogLevel, message string)

// Info calls the function with LogInfo.
func (f LoggerFunc) Info(message string, _ ...interface{}) {
	f(LogInfo, message)
}

// Warn calls the function with LogWarning.
func (f LoggerFunc) Warn(message string, _ ...interface{}) {
	f(LogWarning, message)
}

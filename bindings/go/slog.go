//go:build go1.21

package graphupload

import "log/slog"

var _ Logger = (*slog.Logger)(nil)

// LogValue is the error as a group of those fields that are set.
func (e *Error) LogValue() slog.Value {
	fields := []slog.Attr{slog.String("status", e.Status.String()), slog.String("message", e.Error())}
	if e.HTTPStatus != 0 {
		fields = append(fields, slog.Int("http_status", e.HTTPStatus), slog.Any("service_codes", e.ServiceCodes),
			slog.String("request_id", e.RequestID))
	}
	if e.Host != "" {
		fields = append(fields, slog.String("host", e.Host))
	}
	if e.RetryAfter != 0 {
		fields = append(fields, slog.Duration("retry_after", e.RetryAfter))
	}
	return slog.GroupValue(append(fields, slog.Bool("retryable", e.Retryable), slog.Bool("in_doubt", e.InDoubt))...)
}

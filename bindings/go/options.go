package graphupload

// #include "native.h"
import "C"

import (
	"runtime/cgo"
	"sort"
	"strconv"
	"time"
)

// Options of a client. Zero values are the defaults.
type Options struct {
	// Token is a fixed access token, without "Bearer". A program that runs longer than it lasts sets TokenFunc, or calls
	// Client.SetToken.
	Token string
	// TokenFunc fetches tokens; it takes the place of Token. Credential makes one of a credential of azidentity.
	TokenFunc TokenFunc

	// Cloud selects a national cloud. Default: CloudGlobal.
	Cloud Cloud
	// BaseURL of Microsoft Graph without the version, such as "https://graph.microsoft.us". Default: that of Cloud.
	BaseURL string
	// APIVersion of Microsoft Graph. Default: APIV1.
	APIVersion APIVersion
	// UserAgent, best in the form "NONISV|Company|App/1.0", which the service throttles last.
	UserAgent string
	// ImmutableIDs asks Outlook and To Do for ids that stay when an item moves.
	ImmutableIDs bool
	// UploadHosts may be named by upload URLs, beside the known ones.
	UploadHosts []string

	// AtOnce is how many uploads of Client.Upload run at a time, 1 to 256; others wait for their turn. Default: 16. The
	// service takes four requests at a time for a mailbox.
	AtOnce int
	// RateLimit in bytes per second for all uploads of the client, 1024 or more. Default: none.
	RateLimit int64
	// PieceBytes is the size of one piece in a drive. Default: 10 MiB.
	PieceBytes int64

	// RetryAttempts and RetryTime bound the attempts in a row without progress. One attempt means no retries. Default: 8
	// attempts, 30 minutes.
	RetryAttempts int
	RetryTime     time.Duration
	// ConnectTimeout, StallTimeout and ResponseTimeout bound silence; no time bounds a whole upload but that of its context.
	ConnectTimeout  time.Duration
	StallTimeout    time.Duration
	ResponseTimeout time.Duration
	// LockedPolicy is what happens while an item is locked. Default: LockedWait.
	LockedPolicy LockedPolicy
	// Baseline is whether the target is looked at before an upload, which takes a request, or only after a response was
	// lost. Default: BaselineCareful.
	Baseline Baseline

	// CAFiles and CAPEM are certificate authorities in PEM form that are trusted, beside those of the system.
	CAFiles []string
	CAPEM   []byte
	// NoPlatformRoots leaves out the certificate authorities of the system.
	NoPlatformRoots bool
	// ClientCertificate and ClientKey are shown to servers that ask for them, in PEM form.
	ClientCertificate []byte
	ClientKey         []byte
	// Proxy is a URL such as "http://proxy:8080"; ProxyFromEnvironment reads https_proxy and the like.
	Proxy                string
	ProxyFromEnvironment bool
	// NoProxy lists hosts to reach without the proxy, separated by commas.
	NoProxy string
	// IPVersion of connections. Default: IPAny.
	IPVersion IPVersion
	// AllowLoopback allows a BaseURL on this machine, for tests.
	AllowLoopback bool

	// Logger receives messages. Default: none.
	Logger Logger

	// Set has further options by the names and values of gu_options_set() of the C API, such as "settle_ms": "1000". They
	// are set last, in the order of their names.
	Set map[string]string
}

const (
	defaultAtOnce        = 16
	defaultRetryAttempts = 8
	defaultRetryTime     = 30 * time.Minute
)

// build makes the options of the library. The caller frees them, also after an error.
func (o *Options) build(tokens *tokens) (*C.gu_options, *Error) {
	options, err := guOptionsNew()
	if err != nil {
		return nil, err
	}
	for _, set := range []func(*C.gu_options) *Error{o.setService, o.setSpeed, o.setTimes, o.setTrust, o.setNetwork, o.setByName} {
		if err := set(options); err != nil {
			return options, err
		}
	}
	switch {
	case tokens != nil:
		err = guOptionsSetTokenCallback(options, uintptr(cgo.NewHandle(tokens)))
	case o.Token != "":
		err = guOptionsSetToken(options, o.Token)
	}
	if err == nil && o.Logger != nil {
		err = guOptionsSetLogCallback(options, uintptr(cgo.NewHandle(o.Logger)))
	}
	return options, err
}

// steps calls functions until one fails.
func steps(all ...func() *Error) *Error {
	for _, step := range all {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// when makes a step that is left out unless something is set.
func when(set bool, step func() *Error) func() *Error {
	return func() *Error {
		if !set {
			return nil
		}
		return step()
	}
}

func (o *Options) setService(options *C.gu_options) *Error {
	err := steps(
		when(o.Cloud != 0, func() *Error { return guOptionsSetCloud(options, int32(o.Cloud)) }),
		when(o.BaseURL != "", func() *Error { return guOptionsSetBaseURL(options, o.BaseURL) }),
		when(o.APIVersion != 0, func() *Error { return guOptionsSetAPIVersion(options, int32(o.APIVersion)) }),
		when(o.UserAgent != "", func() *Error { return guOptionsSetUserAgent(options, o.UserAgent) }),
		when(o.ImmutableIDs, func() *Error { return guOptionsSetImmutableIds(options, 1) }),
	)
	for _, host := range o.UploadHosts {
		if err == nil {
			err = guOptionsAddUploadHost(options, host)
		}
	}
	return err
}

func (o *Options) setSpeed(options *C.gu_options) *Error {
	return steps(
		when(o.RateLimit != 0, func() *Error { return guOptionsSetRateLimit(options, uint64(o.RateLimit)) }),
		when(o.PieceBytes != 0, func() *Error { return guOptionsSetPieceBytes(options, uint64(o.PieceBytes)) }),
	)
}

func (o *Options) setTimes(options *C.gu_options) *Error {
	return steps(
		when(o.RetryAttempts != 0 || o.RetryTime != 0, func() *Error {
			attempts, budget := o.RetryAttempts, o.RetryTime
			if attempts == 0 {
				attempts = defaultRetryAttempts
			}
			if budget == 0 {
				budget = defaultRetryTime
			}
			return guOptionsSetRetryBudget(options, clampUint32(attempts), inMilliseconds(budget))
		}),
		when(o.ConnectTimeout != 0, func() *Error {
			return guOptionsSetConnectTimeoutMs(options, inMilliseconds(o.ConnectTimeout))
		}),
		when(o.StallTimeout != 0, func() *Error { return guOptionsSetStallTimeoutMs(options, inMilliseconds(o.StallTimeout)) }),
		when(o.ResponseTimeout != 0, func() *Error { return guOptionsSetResponseTimeoutMs(options, inMilliseconds(o.ResponseTimeout)) }),
		when(o.LockedPolicy != LockedWait, func() *Error { return guOptionsSetLockedPolicy(options, int32(o.LockedPolicy)) }),
		when(o.Baseline != BaselineCareful, func() *Error { return guOptionsSetBaseline(options, int32(o.Baseline)) }),
	)
}

func (o *Options) setTrust(options *C.gu_options) *Error {
	for _, file := range o.CAFiles {
		if err := guOptionsAddCAFile(options, file); err != nil {
			return err
		}
	}
	return steps(
		when(len(o.CAPEM) != 0, func() *Error { return guOptionsAddCAPEM(options, o.CAPEM) }),
		when(o.NoPlatformRoots, func() *Error { return guOptionsSetPlatformRoots(options, 0) }),
		when(len(o.ClientCertificate) != 0 || len(o.ClientKey) != 0, func() *Error {
			return guOptionsSetClientCertificatePEM(options, o.ClientCertificate, o.ClientKey)
		}),
	)
}

func (o *Options) setNetwork(options *C.gu_options) *Error {
	return steps(
		when(o.ProxyFromEnvironment, func() *Error { return guOptionsSetProxyFromEnvironment(options) }),
		when(o.Proxy != "", func() *Error { return guOptionsSetProxy(options, o.Proxy) }),
		when(o.NoProxy != "", func() *Error { return guOptionsSetNoProxy(options, o.NoProxy) }),
		when(o.IPVersion != IPAny, func() *Error { return guOptionsSetIPVersion(options, int32(o.IPVersion)) }),
		when(o.AllowLoopback, func() *Error { return guOptionsAllowLoopback(options, 1) }),
	)
}

func (o *Options) setByName(options *C.gu_options) *Error {
	names := make([]string, 0, len(o.Set))
	for name := range o.Set {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		if err := guOptionsSet(options, name, o.Set[name]); err != nil {
			return err
		}
	}
	return nil
}

// inMilliseconds rounds up, since 0 often means for ever. A negative time is refused by the library as too large.
func inMilliseconds(d time.Duration) uint64 {
	return uint64((d + time.Millisecond - 1) / time.Millisecond)
}

func yesOrNo(yes bool) uint32 {
	if yes {
		return 1
	}
	return 0
}

func decimal(n int64) string {
	return strconv.FormatInt(n, 10)
}

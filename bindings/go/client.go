package graphupload

// #include "native.h"
import "C"

import (
	"context"
	"runtime"
	"sync"
)

// Client has the connections, the token and the policy that uploads share. Any number of goroutines may use it. Make one
// for each account, and close it when it is no longer needed.
type Client struct {
	core *clientCore
}

// clientCore is what uploads and callbacks keep, so that a Client that is dropped is closed.
type clientCore struct {
	reference
	pointer *C.gu_client
	tokens  *tokens
	atOnce  int

	mu      sync.Mutex
	uploads *queueCore
}

// NewClient makes a client. It sends nothing. Options that are out of range are an ErrArgument that names them.
func NewClient(options Options) (*Client, error) {
	if err := load(); err != nil {
		return nil, err
	}
	core := &clientCore{atOnce: options.AtOnce}
	if core.atOnce == 0 {
		core.atOnce = defaultAtOnce
	}
	if options.TokenFunc != nil {
		core.tokens = newTokens(options.TokenFunc)
	}
	built, err := options.build(core.tokens)
	defer guOptionsFree(built)
	if err == nil {
		core.pointer, err = guClientNew(built)
	}
	if err != nil {
		if core.tokens != nil {
			core.tokens.end()
		}
		return nil, err
	}
	if core.tokens != nil {
		core.tokens.begin(core.pointer)
	}
	core.reference.free = core.free
	client := &Client{core: core}
	runtime.SetFinalizer(client, func(client *Client) { go client.core.close() })
	return client, nil
}

// Close closes the client once what uses it has ended: uploads under way go on. It may be called more than once.
func (c *Client) Close() error {
	c.core.close()
	return nil
}

func (c *clientCore) free() {
	c.mu.Lock()
	uploads := c.uploads
	c.uploads = nil
	c.mu.Unlock()
	if uploads != nil {
		uploads.shutDown()
	}
	if c.tokens != nil {
		c.tokens.end()
	}
	guClientFree(c.pointer)
}

// SetToken sets the token for all requests from now on; an empty one is none. Uploads under way use it too.
func (c *Client) SetToken(token string) error {
	if !c.core.acquire() {
		return closedError("client")
	}
	defer c.core.release()
	if c.core.tokens != nil {
		c.core.tokens.forget()
	}
	return asError(guClientSetToken(c.core.pointer, token))
}

// Upload uploads a file and waits until it is stored, or the upload has failed, which is an *Error. With ErrDiffers there
// is an item as well.
//
// When ctx ends, the upload ends within a tenth of a second, beside one request that deletes its upload session, and the
// error is ErrCancelled and that of the context. Up to Options.AtOnce uploads run at a time; no goroutine occupies a
// thread while it waits.
func (c *Client) Upload(ctx context.Context, target Target, source Source, options UploadOptions) (*Item, error) {
	if !c.core.acquire() {
		return nil, closedError("client")
	}
	defer c.core.release()
	queue, failure := c.core.ownQueue()
	if failure != nil {
		return nil, failure
	}
	job, err := queue.submit(ctx, target, source, options)
	if err != nil {
		return nil, err
	}
	select {
	case <-job.done:
	case <-ctx.Done():
		job.cancel(ctx.Err())
		<-job.done
	}
	return job.item, job.err
}

// ownQueue is the queue that Upload runs in.
func (c *clientCore) ownQueue() (*queueCore, *Error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.uploads == nil {
		queue, err := newQueueCore(c, QueueOptions{AtOnce: c.atOnce})
		if err != nil {
			return nil, err
		}
		c.uploads = queue
	}
	return c.uploads, nil
}

func closedError(what string) error {
	return &Error{Status: ErrState, Message: "graphupload: the " + what + " is closed"}
}

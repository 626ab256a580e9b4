package commands

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// grace is how long a request that has begun may take once the program is told to end.
const grace = 20 * time.Second

// streams is the one address whose answers have no end of their own.
const streams = "/api/realtime"

// ending ends a server in order: it listens no more, answers what it has begun, and only then lets the rest be closed.
// PocketBase alone would cut requests after a second.
type ending struct {
	server    atomic.Pointer[http.Server]
	listening chan struct{} // closed when the server answers

	requests, streams context.Context
	cut, hush         context.CancelFunc // end them
}

// newEnding prepares for the end; call it before the app serves.
func newEnding(app core.App) *ending {
	e := &ending{listening: make(chan struct{})}
	e.requests, e.cut = context.WithCancel(context.Background())
	e.streams, e.hush = context.WithCancel(context.Background())
	app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		e.server.Store(se.Server)
		se.Server.BaseContext = func(net.Listener) context.Context { return e.requests } // PocketBase's ends too early
		se.Router.BindFunc(e.endStreams)
		if err := se.Next(); err != nil {
			return err
		}
		close(e.listening)
		return nil
	})
	return e
}

// endStreams lets a stream end when the server does.
func (e *ending) endStreams(re *core.RequestEvent) error {
	if re.Request.URL.Path != streams || re.Request.Method != http.MethodGet {
		return re.Next()
	}
	ctx, cancel := context.WithCancel(re.Request.Context())
	defer cancel()
	defer context.AfterFunc(e.streams, cancel)()
	re.Request = re.Request.WithContext(ctx)
	return re.Next()
}

// end returns when everything that had begun is answered, or grace is over. served is what the server ends with.
func (e *ending) end(served <-chan error) error {
	defer e.cut()
	select {
	case <-e.listening: // told to end while it starts: it starts first
	case err := <-served:
		return ignoreClosed(err)
	}
	e.hush()
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	server := e.server.Load()
	err := server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = errors.Join(fmt.Errorf("requests that took more than %s were cut", grace), server.Close())
	}
	return errors.Join(err, ignoreClosed(<-served))
}

package health

import (
	"context"
	"sync"
	"time"
)

// fresh is how long a report is given again without looking: whoever asks often costs nothing.
const fresh = 5 * time.Second

// Watch looks at most every few seconds, however many ask, and one at a time: a look that hangs is not joined by others.
type Watch struct {
	Look func(context.Context) Report

	mu     sync.Mutex
	report Report
	at     time.Time
}

// Report returns the newest report.
func (w *Watch) Report(ctx context.Context) Report {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.report == nil || time.Since(w.at) > fresh {
		w.report, w.at = w.Look(context.WithoutCancel(ctx)), time.Now()
	}
	return w.report
}

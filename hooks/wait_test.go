package hooks_test

import (
	"testing"
	"time"
)

// eventually looks again until it holds; what is said where it does not is what was seen last.
func eventually(t *testing.T, what string, holds func() (bool, any)) {
	t.Helper()
	look, end := time.NewTicker(10*time.Millisecond), time.After(roomDeadline)
	defer look.Stop()
	for {
		held, seen := holds()
		if held {
			return
		}
		select {
		case <-look.C:
		case <-end:
			t.Fatalf("%s: %v still", what, seen)
		}
	}
}

package stranger

import (
	"bytes"
	"runtime"
)

// Goroutines counts those of the engine and of peers like this one, for tests that look for what was left behind.
func Goroutines() (count int) {
	b := make([]byte, 4<<20)
	for stack := range bytes.SplitSeq(b[:runtime.Stack(b, true)], []byte("\n\n")) {
		if bytes.Contains(stack, []byte("github.com/pion/")) || bytes.Contains(stack, []byte("aula/webrtc.")) {
			count++
		}
	}
	return count
}
